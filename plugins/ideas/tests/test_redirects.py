"""Nobody is sent elsewhere: whatever an address or a form says of where to go next, residents and the desk stay on their host."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import re
from datetime import timedelta
from urllib.parse import quote, urlsplit

import pytest
from django.utils import timezone

from neighbourhoods.models import OutgoingMail
from plugins.ideas import sending
from plugins.ideas.models import Idea
from plugins.ideas.residents.support import mark_of

from .at_the_desk import LIST, call, new_comment, new_idea, new_report, record  # noqa: F401
from .ground import form, own_path, send

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/%09/evil.example",
    "javascript:alert(1)",
    "https:evil.example",
    "https://lintumaki.localhost:8000@evil.example/",
    "data:text/html,x",
    "\r\nLocation: https://evil.example",
]
NAMES = ["next", "url", "back", "return", "redirect", "to", "into", "back_url", "p", "kiitos", "sivu", "jarjestys", "q"]
# leads on without a press of anybody
REFRESH = re.compile(r'<(?:meta[^>]+http-equiv=["\']?refresh|base\b)', re.I)


def stays(answer, host, where):
    assert answer.status_code < 500, where
    for header in ("Location", "Refresh", "Content-Location"):
        target = answer.headers.get(header, "")
        # as browsers read it: they take tabs and line ends out, and a backslash for a slash
        target = re.sub(r"[\t\r\n]", "", target).replace("\\", "/")
        parts = urlsplit(target)
        assert parts.netloc in ("", host) and parts.scheme in ("", "http", "https") and not target.startswith("//"), (where, header, target)
    if "html" in answer.headers.get("Content-Type", ""):
        text = answer.content.decode()
        assert not REFRESH.search(text), where
        for target in re.findall(r'\s(?:href|action|src|formaction)="([^"]*)"', text):
            assert "evil.example" not in urlsplit(target.replace("\\", "/")).netloc, (where, target)
            assert not target.strip().lower().startswith(("javascript:", "data:text")), (where, target)


@pytest.fixture
def reader(visit):
    return visit("lintumaki")


@pytest.fixture
def idea(reader, record, call):
    """One that everybody sees, with its secret, the link of its mail and the mark of a support."""
    call.check_first = False
    call.save()
    secret = own_path(send(reader, call, email="asukas@example.org")).rstrip("/").rpartition("/")[2]
    found = Idea.unscoped.latest("pk")
    body = OutgoingMail.objects.latest("pk").body
    confirm = next(word for word in body.split() if "/ideas/vahvista/" in word).partition(":8000")[2]
    mark = mark_of(found.pk, sending.support(record, found, "x").pk, timezone.localdate())
    found.secret, found.confirm, found.mark = secret, confirm, mark
    return found


def of_residents(idea):
    own, one = f"/fi/ideas/oma/{idea.secret}/", f"/fi/ideas/{idea.pk}/"
    return [
        *(f"{one}{tail}" for tail in ("", "kannata/", f"kannatettu/{idea.mark}/", "kommentoi/", "ilmoita/")),
        f"/fi/ideas/haku/{idea.call_id}/yhteenveto/",
        f"/fi/ideas/haku/{idea.call_id}/ideat.csv",
        f"/fi/ideas/laheta/{idea.call_id}/",
        "/fi/ideas/koodi/",
        "/fi/ideas/linkki/",
        idea.confirm,
        # the last one erases what opens them
        *(f"{own}{tail}" for tail in ("", "muokkaa/", "lisaa/", "vahvista/", "peru/", "palauta/", "poista/")),
    ]


def test_no_form_and_no_page_of_residents_leads_to_another_host(reader, idea):
    """Case redirect-open: each form is sent, and led on by, every word that could name a place."""
    led = 0
    for number, path in enumerate(of_residents(idea)):
        for place in ELSEWHERE:
            query = "&".join(f"{name}={quote(place)}" for name in NAMES)
            answer = reader.get(f"{path}?{query}")
            assert answer.status_code in (200, 302), path
            stays(answer, reader.host, path)
            # the switch of languages comes before all views, and leads on to the same page
            stays(reader.get(f"{path}?kieli={quote(place)}&{query}"), reader.host, path)
        words = dict.fromkeys(NAMES, ELSEWHERE[number % len(ELSEWHERE)])
        page = reader.get(path)
        token = form(reader, path)[0] if page.context and page.context.get("token") else ""
        texts = {"text": f"Ajatus {number} lehdosta", "code": "ACEF2345", "email": "asukas@example.org", "reviewed": "1"}
        for fields in (words | texts | {"token": token}, dict.fromkeys([*NAMES, *texts, "token", "again"], "//evil.example/")):
            answer = reader.post(f"{path}?{query}", fields)
            stays(answer, reader.host, path)
            led += answer.status_code == 303
    assert led >= 8


@pytest.mark.parametrize("place", ["//evil.example/x", "/\\evil.example/x", "/%5Cevil.example", "/fi//evil.example/x", "/%09/evil.example"])
def test_an_address_without_its_last_slash_leads_to_nobody_else(reader, visit, idea, place):
    """Case redirect-open: the path."""
    for path in (place, f"/fi/ideas{place}", f"/fi/ideas/{idea.pk}{place}", f"/fi/ideas/oma{place}", f"/fi/ideas/oma/{idea.secret}{place}"):
        for visitor in (reader, visit()):
            for method in ("GET", "POST"):
                # as it comes from the network: the client of the tests would read a host out of it
                answer = visitor.client.generic(method, "/", PATH_INFO=path.replace("%5C", "\\").replace("%09", "\t"))
                stays(answer, visitor.host, path)
    for path in (f"/fi/ideas/{idea.pk}", f"/fi/ideas/laheta/{idea.call_id}", "/fi/ideas/koodi", f"/fi/ideas/oma/{idea.secret}"):
        stays(reader.get(path + "?next=//evil.example"), reader.host, path)


def test_no_press_at_the_desk_leads_to_another_host(desk, record, call, idea):
    """Case redirect-open: the desk goes back to one of two pages, and to no address that it is told."""
    other = new_idea(record, call, "Valo portaisiin", state="public", due_on=(timezone.now() - timedelta(days=1)).date())
    comment = new_comment(record, idea)
    new_report(record, idea)
    waiting = new_idea(record, call, "Odottaa")
    one = f"{LIST}{idea.pk}/"
    texts = {
        "question": "Missä?", "reason": "rude", "status": "done", "text": "Tehty.", "role": "Huolto", "action": "publish",
        "via": "paper", "call": call.pk, "second_text": "Toinen", "receiver": "Kaupunki", "email": "puistot@example.org",
    }  # fmt: skip
    paths = [
        LIST, one, f"{LIST}{waiting.pk}/ask/", f"{LIST}{waiting.pk}/publish/", f"{one}looked/", f"{one}supports/", f"{one}answer/",
        f"{LIST}hear/", f"{LIST}comment/{comment.pk}/", f"{LIST}call/{call.pk}/", f"{LIST}call/{call.pk}/ideas.csv",
        f"{LIST}{other.pk}/hand/", f"{LIST}{other.pk}/split/", f"{LIST}{other.pk}/merge/", f"{LIST}{other.pk}/hide/",
    ]  # fmt: skip
    done = 0
    for number, path in enumerate(paths):
        place = ELSEWHERE[number % len(ELSEWHERE)]
        query = "&".join(f"{name}={quote(place)}" for name in NAMES)
        stays(desk.get(f"{path}?{query}"), desk.host, path)
        for fields in ({}, texts):
            answer = desk.post(f"{path}?{query}", dict.fromkeys(NAMES, place) | fields)
            stays(answer, desk.host, path)
            done += answer.status_code == 303
    assert done > 10
