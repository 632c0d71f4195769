"""Chromium, and one install of its own for each module: a copy of one that is seeded once, behind real servers."""

import fcntl
import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from .servers import BrowsedInstall, Mailbox

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # only our own hosts can be found, so that nothing leaves even when a test fails to notice
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
]
PATIENCE = 15_000  # milliseconds


@pytest.fixture(scope="session")
def seeded():
    """Made once for all workers. Nothing is ever served from it."""
    shared = Path(os.environ["PIHAPIIRI_TESTS"])
    with open(shared / "browsed.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done, half = BrowsedInstall(shared / "browsed"), BrowsedInstall(shared / "browsed.half")
        if not done.folder.exists():
            half.seed()
            half.folder.rename(done.folder)
    return done


@pytest.fixture(scope="module")
def mailbox():
    box = Mailbox()
    box.controller.start()
    yield box
    box.controller.stop()


@pytest.fixture(scope="module")
def change_files():
    """What a module changes in its own copy before its servers start; overridden there."""
    return lambda install: None


@pytest.fixture(scope="module")
def install(seeded, mailbox, change_files, tmp_path_factory):
    folder = tmp_path_factory.mktemp("browsed") / "install"
    shutil.copytree(seeded.folder, folder)
    own = BrowsedInstall(folder, mailbox.url)
    change_files(own)
    try:
        own.begin()
        yield own
    finally:
        own.end()


# Not for the session: while Playwright runs, Django refuses the database to all other tests of this process.
@pytest.fixture(scope="package")
def browser(chromium):
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()


def leaves_us(url):
    parts = urlsplit(url)
    host = parts.hostname or ""
    return parts.scheme not in ("data", "blob", "about") and host != "localhost" and not host.endswith(".localhost")


def whole(page):
    """A page whose document is asked only when it is there: right after a press, the next one may have begun and still be empty."""
    evaluate, content = page.evaluate, page.content

    def asked(ask):
        def waiting(*arguments, **options):
            page.wait_for_load_state("load")
            return ask(*arguments, **options)

        return waiting

    page.evaluate, page.content = asked(evaluate), asked(content)
    return page


@pytest.fixture(scope="module")
def visiting(browser):
    """`with visiting(locale="sv-FI") as page:` is one person's browser. Fails when a page asks for anything from elsewhere."""

    @contextmanager
    def visiting(locale="fi-FI", width=1280, height=800, scheme="light", **options):
        context = browser.new_context(locale=locale, viewport={"width": width, "height": height}, color_scheme=scheme, **options)
        context.set_default_timeout(PATIENCE)
        asked = []
        context.on("request", lambda request: asked.append(request.url))
        try:
            yield whole(context.new_page())
            assert [url for url in asked if leaves_us(url)] == []
        finally:
            context.close()

    return visiting
