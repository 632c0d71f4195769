"""Whatever a stranger sends, nothing on our side breaks: no answer is a 5xx."""

import random
from urllib.parse import quote

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

HOSTS = ["localhost:8000", "lintumaki.localhost:8000", "unknown.localhost", "lintumaki.localhost:99999"]
PATHS = [
    *("/", "/fi/", "/fi/mukaan/", "/sitemap.xml", "/robots.txt", "/theme.css", "/health", "/health/host"),
    *("/accounts/login/", "/accounts/login/code/", "/accounts/logout/", "/accounts/link/x/"),
    *("/media/x", "/documents/1/x", "/documents/999999999999999999999999/x", "/static/x", "/admin/", "/admin/login/", "/admin/logout/"),
]
NAMES = ["p", "q", "next", "name", "domain", "v", "neighbourhood", "kieli", "email", "code"]
WORDS = [
    *("\0", "x\0y", "'", '"', "a" * 5000, "../..", "-1", "9" * 25, "ﬁ", "[]", "{}", "<script>", "%s", "{{ x }}", "None", "\r\nX: y"),
    *(
        "Anna\u202eennA",
        "\u200b",
        "\ufeffBOM",
        "\u001b[31m",
        "🏡" * 300,
        "اقتراح",
        "%00",
        "%ff",
        "%c0%ae",
        "//evil.example",
        "\\evil",
        "ä" * 900,
    ),
]


@pytest.mark.parametrize("seed", range(8))
def test_nothing_breaks(seed):
    chance = random.Random(seed)
    for _number in range(100):
        word, name = chance.choice(WORDS), chance.choice(NAMES)
        path = chance.choice(PATHS) + (quote(word)[:3000] if chance.random() < 0.4 else "") + f"?{name}={quote(word)}"
        client = Client(headers={"host": chance.choice(HOSTS)}, raise_request_exception=False)
        client.cookies["kieli"] = word.encode("ascii", "ignore").decode()[:50]
        method = chance.choice(["get", "get", "head", "post", "put", "delete", "options", "patch"])
        fields = {name: word, "email": word[:300]} if method == "post" else {}
        answer = getattr(client, method)(path, fields) if fields else getattr(client, method)(path)
        assert answer.status_code < 500, (method, path)
