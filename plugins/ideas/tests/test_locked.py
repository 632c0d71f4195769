"""While somebody else holds the database, residents wait and are heard; when it takes too long they are told, and keep what they wrote."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import contextlib
import http.client
import secrets
import shutil
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup

from tests.browser.conftest import seeded  # noqa: F401
from tests.browser.servers import BrowsedInstall

from ..bench import FILLED_IN, HOST, TOKEN
from .ground import photo
from .test_kills import PATH

pytestmark = pytest.mark.own_database
# seconds that a request waits here; twenty on an install
WAITS, SHORT, LONG, AT_ONCE = 4, 3, 6, 8


@pytest.fixture(scope="module")
def install(seeded, tmp_path_factory):
    folder = tmp_path_factory.mktemp("locked") / "install"
    shutil.copytree(seeded.folder, folder)
    made = BrowsedInstall(folder)
    made.environment |= {"PIHAPIIRI_LOCK_WAIT": str(WAITS), "PIHAPIIRI_VISITORS_EVERY": "0"}
    made.begin()
    try:
        yield made
    finally:
        made.end()


@pytest.fixture(scope="module")
def path(install):
    return f"/fi/ideas/laheta/{install.python(PATH).split()[-1]}/"


def database(install):
    return sqlite3.connect(install.folder / "var" / "pihapiiri.sqlite3", isolation_level=None, check_same_thread=False)


def rows(install, sql):
    with contextlib.closing(database(install)) as connection:
        return connection.execute(sql).fetchall()


@contextlib.contextmanager
def locked(install, seconds):
    """From outside, by another process's rights: nobody writes. Its end is not waited for by the requests that meet it."""
    connection = database(install)
    connection.execute("BEGIN EXCLUSIVE")
    ended = []

    def end():
        connection.rollback()
        ended.append(time.monotonic())

    timer = threading.Timer(seconds, end)
    timer.start()
    try:
        yield ended
    finally:
        timer.join()
        connection.close()


def ask(install, path, fields=None, file=None):
    """(status, headers, text)"""
    headers, body = {"Host": f"{HOST}:{install.port}", "User-Agent": "a browser"}, None
    if file:
        parts = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
        parts.append(f'--b\r\nContent-Disposition: form-data; name="photo"; filename="{file.name}"\r\nContent-Type: image/jpeg\r\n\r\n')
        body = "".join(parts).encode() + file.read() + b"\r\n--b--\r\n"
        headers["Content-Type"] = "multipart/form-data; boundary=b"
    elif fields:
        body, headers["Content-Type"] = urlencode(fields), "application/x-www-form-urlencoded"
    connection = http.client.HTTPConnection("127.0.0.1", install.port, timeout=60)
    try:
        connection.request("POST" if fields else "GET", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()


def forms(install, path, count):
    """[fields] of forms that people have filled in."""
    found = []
    for _number in range(count):
        token = unescape(TOKEN.search(ask(install, path)[2])[1])
        fields = {
            "text": f"Lyhty polulle {secrets.token_hex(4)} & <sen> viereen",
            "title": "Ly'hty",
            "place": "",
            "name": "Marjapensas",
            "email": "",
        }
        found.append(fields | {"token": token, "website": "", "reviewed": "1"})
    time.sleep(FILLED_IN)
    return found


def at_once(install, path, sent):
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda one: ask(install, path, *one), sent))


def kept(install, sent):
    """How often each of the texts is in the database."""
    texts = [text for (text,) in rows(install, "SELECT text FROM ideas_idea")]
    return [texts.count(fields["text"]) for fields in sent]


def files(install):
    return sorted(file.name for file in (install.folder / "var" / "media" / "residents").glob("*"))


def test_a_lock_of_some_seconds_is_waited_for_and_everybody_is_heard_once(install, path):
    """Case task-locked-sqlite: 3 s. What many senders at once meet is measured by `bench ideas`."""
    sent = forms(install, path, AT_ONCE)
    began = time.monotonic()
    with locked(install, SHORT) as ended:
        answers = at_once(install, path, [(fields,) for fields in sent])
    assert [status for status, _headers, _text in answers] == [303] * AT_ONCE
    assert ended and ended[0] - began >= SHORT
    assert kept(install, sent) == [1] * AT_ONCE


def test_a_lock_that_lasts_is_told_with_the_typed_text_kept_and_pressing_again_sends_it_once(install, path):
    """Case task-locked-sqlite: longer than anybody waits."""
    sent, before = forms(install, path, 3), files(install)
    with locked(install, LONG) as ended:
        answers = at_once(install, path, [(sent[0],), (sent[1],), (sent[2], photo())])
        assert not ended, "they were answered while the lock was there"
    assert kept(install, sent) == [0, 0, 0] and files(install) == before
    for fields, (status, headers, text) in zip(sent, answers, strict=True):
        page = BeautifulSoup(text, "html.parser").main
        assert status == 503 and headers["Retry-After"] and headers["Cache-Control"] == "no-store"
        # what only the form needs is nothing to read
        assert [one.get_text() for one in page.select("pre")] == [fields["text"]]
        # a file cannot come along, and that is told
        assert ("Kuva ei tule mukaan" in page.get_text()) == (fields is sent[2])
        again = {one["name"]: one["value"] for one in page.select("form input")}
        assert page.form["action"] == path and again == fields
    answers = at_once(install, path, [(fields,) for fields in sent for _press in range(2)])
    assert [status for status, _headers, _text in answers] == [303] * 6
    assert kept(install, sent) == [1, 1, 1]
    assert rows(install, "PRAGMA integrity_check") == [("ok",)] and rows(install, "PRAGMA foreign_key_check") == []
