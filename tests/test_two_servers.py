"""Several processes over one database: what one applies, all serve."""

import contextlib
import http.client
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from urllib.parse import urlencode

import pytest

from tests.installs import ROOT, Install

DEADLINE = 3.0


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def get(port, host, path="/fi/"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", path, headers={"Host": f"{host}:{port}"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


@contextlib.contextmanager
def server(install):
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "neighbourhoods.wsgi:application", "--bind", f"127.0.0.1:{port}", "--threads", "2"]
    process = subprocess.Popen(command, cwd=ROOT, env=install.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _try in range(300):
            with contextlib.suppress(OSError):
                if get(port, "localhost", "/health")[0] == 200:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def install(tmp_path_factory):
    install = Install(tmp_path_factory.mktemp("two"))
    shutil.copytree(ROOT / "sites", install.sites)
    install.do("migrate", "-v0")
    install.do("createcachetable")
    install.do("collectstatic", "--no-input", "-v0")
    install.do("neighbourhoods", "apply")
    return install


def within(seconds, holds):
    """Seconds until `holds()` was true, or an error."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds
        time.sleep(0.05)
    return time.monotonic() - began


def test_a_site_that_a_third_process_applies_is_served_by_all_within_three_seconds(install):
    with server(install) as first, server(install) as second:
        for port in (first, second):
            assert get(port, "lintumaki.localhost")[0] == 200
            assert get(port, "kolmas.localhost")[0] == 404
            assert "Kolmas" not in get(port, "localhost")[1]
        text = (install.sites / "lintumaki.toml").read_text(encoding="utf-8")
        lines = [line.replace("Lintumäki", "Kolmas", 1).replace("lintumaki.", "kolmas.", 1) for line in text.splitlines()]
        (install.sites / "kolmas.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        install.do("neighbourhoods", "apply")
        for port in (first, second):
            within(DEADLINE, lambda port=port: "<h1>Kolmas</h1>" in get(port, "kolmas.localhost")[1])
            within(DEADLINE, lambda port=port: "Kolmas" in get(port, "localhost")[1])
        (install.sites / "kolmas.toml").unlink()
        install.do("neighbourhoods", "apply")
        for port in (first, second):
            within(DEADLINE, lambda port=port: get(port, "kolmas.localhost")[0] == 410)


def test_a_page_that_one_process_publishes_is_in_the_menu_of_all_within_three_seconds(install):
    with server(install) as first, server(install) as second:
        for port in (first, second):
            assert "Uusi sivu" not in get(port, "partti.localhost")[1]
        install.python(
            "from neighbourhoods.models import *\n"
            "HomePage.objects.get(url_path='/partti/fi/').add_child(instance=InfoPage(title='Uusi sivu', show_in_menus=True))"
        )
        for port in (first, second):
            within(DEADLINE, lambda port=port: "Uusi sivu" in get(port, "partti.localhost")[1])


class Browser:
    """Keeps cookies and the form token, and nothing else."""

    def __init__(self, port):
        self.host = f"localhost:{port}"
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = {}

    def ask(self, method, path, fields=None):
        headers = {"Host": self.host, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body = urlencode({**fields, "csrfmiddlewaretoken": self.cookies["csrftoken"]})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer, answer.read().decode()


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="the lock of a whole file is SQLite's")
def test_a_real_lock_that_lasts_is_a_503_with_the_typed_text_and_nothing_is_stored(install):
    """Another program holds the file's write lock for longer than a request waits; reading goes on meanwhile."""
    patient = Install(install.folder)
    patient.environment["PIHAPIIRI_LOCK_WAIT"] = "1"
    link = install.do("signin", "yllapito@example.org").strip()
    number = install.python("from wagtail.models import Page; print(Page.objects.get(url_path='/partti/fi/').pk)").strip()
    fields = {"title": "Partti, meidän piha", "slug": "fi", "lead": "Talkoot lauantaina kello yksitoista.", "body-count": "0"}
    with server(patient) as port, contextlib.closing(sqlite3.connect(install.database, isolation_level=None)) as other:
        browser = Browser(port)
        path = "/accounts/link/" + link.split("/accounts/link/")[1]
        browser.ask("GET", path)
        assert browser.ask("POST", path, {})[0].status == 302
        edit = f"/admin/pages/{number}/edit/"
        assert browser.ask("GET", edit)[0].status == 200
        other.execute("BEGIN IMMEDIATE")
        answer, text = browser.ask("POST", edit, {**fields, "action-publish": "1"})
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "30"
        assert 'name="title" value="Partti, meidän piha"' in text
        assert "Talkoot lauantaina kello yksitoista.</pre>" in text
        assert "meidän piha" not in get(port, "partti.localhost")[1]
        other.execute("ROLLBACK")
        assert browser.ask("POST", edit, {**fields, "action-publish": "1"})[0].status == 302
        within(DEADLINE, lambda: "<h1>Partti, meidän piha</h1>" in get(port, "partti.localhost")[1])
