"""A text that turns its own writing turns nothing beside it: what stands around it stays where it was."""

import contextlib
import json
import sqlite3

import pytest

from tests.browser.servers import ACTIVIST

pytestmark = pytest.mark.browser
MAKE = """
import json
from django.utils import timezone
from neighbourhoods import current
from neighbourhoods.participation import links
from plugins.ideas import sending
from plugins.ideas.models import CallPage, Comment, Idea, Report, StatusChange
from plugins.ideas import queries
record, now = current.by_slug("lintumaki"), timezone.now()
with current.activate(record):
    shown = next(one for one in queries.calls(record, "fi") if one.is_open)
    fields = {"text": "x", "language": "fi", "mail_language": "fi", "status": "trying", "published_at": now, "supports": 3,
              "answer": "x", "answered_at": now}
    public = Idea.unscoped.create(neighbourhood_id=record.pk, call=shown.call, state="public", **fields)
    waiting = Idea.unscoped.create(neighbourhood_id=record.pk, call=shown.call, state="waiting", **fields)
    for idea in (public, waiting):
        StatusChange.unscoped.create(neighbourhood_id=record.pk, idea=idea, status="trying", at=now)
        for state in ("public", "waiting"):
            Comment.unscoped.create(neighbourhood_id=record.pk, idea=idea, text="x", language="fi", state=state)
    Report.unscoped.create(neighbourhood_id=record.pk, idea=public, text="x", day=now.date())
secret = links.new_secret()
links.keep(record, sending.OWN, public.pk, secret)
listed = shown.page.get_url_parts()[2]
print(json.dumps({"public": public.pk, "waiting": waiting.pk, "secret": secret, "list": listed, "call": shown.call.pk}))
"""
# columns of every text of theirs: written as no form keeps it, as of an older release or from elsewhere
COLUMNS = {
    ("ideas_idea", "id"): ("title", "text", "place", "name", "answer", "answer_next", "answered_by_role"),
    ("ideas_statuschange", "idea_id"): ("reason", "role", "answer"),
    ("ideas_comment", "idea_id"): ("text", "name"),
    ("ideas_report", "idea_id"): ("text",),
}
# where everything begins that is not the text itself; runs of text by their own boxes, since they stand beside it in one line
PLACES = """text => [...document.querySelectorAll('main *')].flatMap(element => {
    const own = [...element.childNodes].filter(node => node.nodeType === 3 && node.data.trim() && !node.data.includes(text))
    return own.map(node => { const range = document.createRange(); range.selectNodeContents(node)
        const box = range.getBoundingClientRect()
        return [node.data.trim().slice(0, 40), Math.round(box.left), Math.round(box.top), Math.round(box.width)] })
}).filter(([, , , width]) => width > 1)"""
PLAIN = "Anna 12 ennA 34"
TURNED = ["Anna\u202e 12 ennA 34", "\u2067Anna 12 ennA 34", "\u202d\u2066Anna 12\u202b ennA 34"]
OTHERS = ["مقترح لحديقة الحي رقم ٣", "הצעה לגינה 5", "\u200fאבג 12:30 Uhr"]


@pytest.fixture(scope="module")
def made():
    return {}


@pytest.fixture(scope="module")
def change_files(made):
    return lambda install: made.update(json.loads(install.python(MAKE).strip().splitlines()[-1]))


@pytest.fixture(scope="module")
def signed_in(install, visiting):
    with visiting() as page:
        page.goto(install.sign_in_link(ACTIVIST))
        page.locator("main form button").first.click()
        page.wait_for_url("**/admin/")
        return page.context.storage_state()


def places(install, made, page, text):
    """{path: [(words, left, top, width)]} of what is not the text."""
    with contextlib.closing(sqlite3.connect(install.folder / "var" / "pihapiiri.sqlite3", isolation_level=None, timeout=20)) as connection:
        for (table, key), columns in COLUMNS.items():
            changes = ", ".join(f"{column} = ?" for column in columns)
            connection.execute(f"UPDATE {table} SET {changes} WHERE {key} IN ({made['public']}, {made['waiting']})", [text] * len(columns))
    found = {}
    paths = [
        ("lintumaki", made["list"]),
        ("lintumaki", f"/fi/ideas/{made['public']}/"),
        ("lintumaki", f"/fi/ideas/oma/{made['secret']}/"),
        ("lintumaki", f"/fi/ideas/{made['public']}/kommentoi/"),
        ("", "/admin/ideas/"),
        ("", f"/admin/ideas/{made['public']}/"),
        ("", f"/admin/ideas/{made['waiting']}/"),
        ("", f"/admin/ideas/{made['public']}/answer/"),
        ("", f"/admin/ideas/call/{made['call']}/"),
    ]
    for slug, path in paths:
        assert page.goto(install.url(slug, path)).status == 200, path
        # the text as the page holds it: lines are put together
        found[path] = page.evaluate(PLACES, text)
    return found


def test_turned_names_titles_and_texts_move_nothing_beside_them(install, made, visiting, signed_in):
    """Case text-bidi: the position of the neighbours, in a browser."""
    with visiting(storage_state=signed_in) as page:
        wanted = places(install, made, page, PLAIN)
        assert all(len(found) > 8 for found in wanted.values())
        for text in TURNED:
            found = places(install, made, page, text)
            for path in wanted:
                assert found[path] == wanted[path], (path, ascii(text))
        # letters of other widths: what begins a line begins it still
        for text in OTHERS:
            found = places(install, made, page, text)
            for path in wanted:
                first = min(left for _words, left, _top, _width in wanted[path])
                assert [words for words, *_box in found[path]] == [words for words, *_box in wanted[path]], (path, ascii(text))
                kept = {words for words, left, *_box in wanted[path] if left == first}
                assert kept <= {words for words, left, *_box in found[path] if left == first}, (path, ascii(text))
