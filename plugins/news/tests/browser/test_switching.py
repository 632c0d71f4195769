"""News are switched off in one neighbourhood only, and on again: nothing of them is lost."""

import time

import pytest

pytestmark = pytest.mark.browser

ARTICLE = "/fi/uutiset/asukasillan-lista/"
ADDRESSES = ("/fi/uutiset/", ARTICLE, "/fi/uutiset/2026/", "/sv/uutiset/", "/fi/feeds/news.atom")
TABLE = "\n[plugins.news]\n"
# a request knows of a change after two seconds at the latest, whichever process it meets
SECONDS = 2.5


def apply(install):
    install.run("manage.py", "neighbourhoods", "apply")
    time.sleep(SECONDS)


def switch(install, slug, on):
    file = install.sites / f"{slug}.toml"
    text = file.read_text(encoding="utf-8").replace(TABLE, "")
    file.write_text(text + TABLE if on else text, encoding="utf-8")
    apply(install)


FETCH = """async (path) => {
    const answer = await fetch(path, {cache: "no-store"});
    return [answer.status, await answer.text()];
}"""


def everything(page, install, slug):
    """{path: [status, text]} of what a reader of the site gets."""
    page.goto(install.url(slug, "/robots.txt"))
    return {path: page.evaluate(FETCH, path) for path in (*ADDRESSES, "/fi/", "/sitemap.xml", "/fi/etsi/?q=asukasilta")}


ROWS = """
from django.db import connection
for table in ("news_newspage", "news_newsindexpage", "wagtailcore_page", "wagtailcore_revision", "neighbourhoods_homepage"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
        print(table, *cursor.fetchall(), sep="\\n")
"""


def rows(install):
    """All that the database holds of pages and their versions, as it holds it."""
    return install.python(ROWS)


@pytest.fixture(scope="module")
def told(install, visiting):
    """What was seen before, while news were off in Partti, and after they were on again."""
    seen = {}
    with visiting() as page:
        seen["before"], seen["neighbour before"] = everything(page, install, "partti"), everything(page, install, "lintumaki")
        seen["rows before"] = rows(install)
        switch(install, "partti", on=False)
        seen["off"], seen["neighbour"] = everything(page, install, "partti"), everything(page, install, "lintumaki")
        seen["rows off"] = rows(install)
        page.goto(install.url("partti", "/fi/"))
        seen["menu off"] = page.locator(".nav a").all_inner_texts()
        seen["home off"] = page.content()
        page.goto(install.url("partti", "/fi/etsi/?q=asukasilta"))
        seen["hits off"] = page.locator("main").inner_text()
        switch(install, "partti", on=True)
        seen["after"], seen["rows after"] = everything(page, install, "partti"), rows(install)
    return seen


@pytest.mark.parametrize("path", ADDRESSES)
def test_its_addresses_and_its_feed_are_gone_there(told, path):
    assert told["before"][path][0] == 200
    assert told["off"][path][0] == 404


def test_it_is_in_no_menu_no_list_and_no_search_there(told):
    assert "Uutiset" not in told["menu off"]
    assert "Uusimmat uutiset" not in told["home off"] and "feeds/news.atom" not in told["home off"]
    assert "Asukasillan lista on täällä" not in told["hits off"]
    assert "/fi/uutiset/" in told["before"]["/sitemap.xml"][1]
    assert "uutiset" not in told["off"]["/sitemap.xml"][1]


def test_the_neighbour_notices_nothing(told):
    assert told["neighbour"] == told["neighbour before"]


def test_switched_on_again_everything_is_back_byte_for_byte(told):
    assert told["rows before"] == told["rows off"] == told["rows after"]
    assert told["after"] == told["before"]


def test_nobody_can_write_news_where_they_are_off(install, visiting):
    switch(install, "partti", on=False)
    try:
        with visiting() as page:
            page.goto(install.sign_in_link("yllapito@example.org"))
            page.locator("main button").click()
            page.wait_for_url("**/admin/**")
            home = install.python("from neighbourhoods import current; print(current.by_slug('partti').home('fi').pk)").strip()
            page.goto(install.url(path=f"/admin/pages/{home}/add_subpage/"))
            assert "uutislista" not in page.locator("main").inner_text().lower()
    finally:
        switch(install, "partti", on=True)
