"""Any text in any field: it is kept, harmless and whole, or refused beside its field with what was typed; nothing fails."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import json
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from neighbourhoods.models import Act, OutgoingMail
from neighbourhoods.participation import links, tokens
from plugins.ideas import sending
from plugins.ideas.desk import merging
from plugins.ideas.models import CallPage, Comment, Idea, Report, StatusChange

from .at_the_desk import LIST, again, call, new_idea, record  # noqa: F401
from .ground import soup

pytestmark = pytest.mark.django_db
CASES = json.loads((settings.ROOT / "tests" / "cases" / "text_cases.json").read_text(encoding="utf-8"))
TEXTS = [text for texts in CASES.values() for text in texts] + [
    "x" * 100_000,
    "\U0001f333" * 3,
    "\u202e\u2066abc\u2069",
    "\u200b\u200d\u2060",
    "a\0b\0",
    "\0",
    '=HYPERLINK("https://evil.example","x")',
]
# marks that turn the writing, and halves of letters
TURNING = set("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
FILLERS = set("\u115f\u1160\u3164\uffa0")


def is_harmless(text):
    return not [sign for sign in text if sign in TURNING or unicodedata.category(sign) in ("Cc", "Cs") and sign != "\n"]


def letters(text):
    return [sign for sign in unicodedata.normalize("NFC", text) if sign.isalnum() and sign not in FILLERS]


@dataclass
class Way:
    """A form. `base` is what else is sent, `kept` gives the row or the page of what came of it."""

    path: object
    fields: tuple
    kept: object
    key: str = ""
    about: object = None
    base: object = lambda ground: {}


def newest(model):
    return lambda ground: model.unscoped.latest("pk")


def own(tail):
    return lambda ground: f"/fi/ideas/oma/{ground.secret}/{tail}"


def one(tail):
    return lambda ground: f"/fi/ideas/{ground.idea.pk}/{tail}"


def at_desk(tail):
    return lambda ground: f"{LIST}{ground.idea.pk}/{tail}"


def page_of(ground):
    return CallPage.objects.get(translation_key=ground.call.key, alias_of=None)


OF_IDEA = {"about": lambda ground: ground.idea.pk}
WAYS = {
    "send": Way(
        lambda ground: f"/fi/ideas/laheta/{ground.call.pk}/",
        ("text", "title", "place", "name", "email"),
        newest(Idea),
        "ideas.send",
        lambda ground: ground.call.pk,
        lambda ground: {"text": "Lyhty polulle", "reviewed": "1"},
    ),
    "change": Way(
        own("muokkaa/"),
        ("text", "title", "place", "name"),
        lambda ground: again(ground.idea),
        "ideas.change",
        base=lambda ground: {"text": "Lyhty polulle"},
        **OF_IDEA,
    ),
    "more": Way(own("lisaa/"), ("text",), newest(Comment), "ideas.more", **OF_IDEA),
    "digits": Way(own("vahvista/"), ("code",), None, "ideas.email", **OF_IDEA),
    "comment": Way(one("kommentoi/"), ("text", "name"), newest(Comment), "ideas.comment", base=lambda ground: {"text": "Hyvä"}, **OF_IDEA),
    "report": Way(one("ilmoita/"), ("text",), newest(Report), "ideas.report", **OF_IDEA),
    "split": Way(
        at_desk("split/"),
        ("text", "second_text", "second_title"),
        lambda ground: SimpleNamespace(
            text=again(ground.idea).text,
            second_text=Idea.unscoped.latest("pk").text,
            second_title=Idea.unscoped.latest("pk").title,
        ),
        base=lambda ground: {"seen": again(ground.idea).text, "text": "Yksi", "second_text": "Toinen"},
    ),
    "hand": Way(
        at_desk("hand/"),
        ("receiver", "email"),
        lambda ground: SimpleNamespace(receiver=StatusChange.unscoped.filter(idea=ground.idea).last().reason, email=""),
        base=lambda ground: {"receiver": "Kaupunki", "email": "puistot@example.org"},
    ),
    "summary": Way(lambda ground: f"{LIST}call/{ground.call.pk}/", ("text",), lambda ground: SimpleNamespace(text=page_of(ground).summary)),
}
FIELDS = [(way, field) for way, found in WAYS.items() for field in found.fields]


@pytest.fixture
def ground(visit, desk, record, call, neighbourhoods):
    idea = new_idea(record, call, state="public", email="asukas@example.org")
    secret = links.new_secret()
    links.keep(record, sending.OWN, idea.pk, secret)
    reader = visit("lintumaki")
    return SimpleNamespace(record=record, call=call, idea=idea, secret=secret, reader=reader, desk=desk)


def post(ground, way, fields):
    """As a form that was opened a while ago; those of the desk have Django's own token."""
    path = way.path(ground)
    if not way.key:
        return ground.desk.post(path, fields)
    with time_machine.travel(timezone.now() - timedelta(seconds=10), tick=False):
        token = tokens.new(way.key, way.about(ground), ground.reader.host)
    return ground.reader.post(path, fields | {"token": token})


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_every_text_is_kept_whole_and_harmless_or_told_beside_its_field_and_shown_back(ground, name, field):
    """Case text-bidi: overrides and controls are taken out or refused, sentences in Arabic and Hebrew stay as they are."""
    way, told, kept = WAYS[name], 0, 0
    for number, text in enumerate(TEXTS):
        Report.unscoped.all().delete()
        fields = way.base(ground) | {field: text}
        answer = post(ground, way, fields)
        assert answer.status_code in (303, 422), (ascii(text)[:80], answer.status_code)
        if answer.status_code == 422:
            told += 1
            page = soup(answer, 422)
            control = page.select_one(f"#id_{field}")
            assert control["aria-invalid"] == "true" and page.select_one(f"#err_{field}").get_text(strip=True), ascii(text)[:80]
            shown = control.get("value", "") if control.name == "input" else control.get_text()
            assert letters(shown) == letters(text), ascii(text)[:80]
            continue
        kept += 1
        found = getattr(way.kept(ground), field)
        assert is_harmless(found), ascii(text)[:80]
        if name != "hand" and field != "email":
            assert letters(found) == letters(text), ascii(text)[:80]
        if text in CASES["bidi"] and is_harmless(text) and name != "hand":
            assert found == text, number
    # both happen, unless the field takes digits or an address alone
    assert told + kept == len(TEXTS) and told and (kept or field == "code")


def test_pages_show_every_text_that_was_kept_as_text(ground):
    """What has come in by all forms, on all pages that show it."""
    texts = [text for text in TEXTS if len(text) < 500]
    for text in texts:
        post(ground, WAYS["send"], dict.fromkeys(("text", "title", "place", "name"), text) | {"reviewed": "1"})
        for name in ("more", "comment", "report"):
            post(ground, WAYS[name], {"text": text, "name": text})
    Idea.unscoped.update(state="public")
    Comment.unscoped.update(state="public")
    for visitor, path in (
        (ground.reader, f"/fi/ideas/{ground.idea.pk}/"),
        (ground.reader, f"/fi/ideas/oma/{ground.secret}/"),
        (ground.reader, page_of(ground).url),
        (ground.desk, LIST),
        (ground.desk, f"{LIST}{ground.idea.pk}/"),
        (ground.desk, f"{LIST}call/{ground.call.pk}/"),
    ):
        answer = visitor.get(path)
        assert is_harmless(answer.text.replace("\t", "").replace("\r", "")), path
        page = soup(answer).main
        assert not page.select(
            "script:not([src^='/static/']), iframe, object, base, style, [onerror], [onload], [onclick], [onfocus], [style]"
        ), path
        assert not [link["href"] for link in page.select("a[href]") if link["href"].lower().startswith(("javascript", "data"))]


@pytest.mark.parametrize("half", [b"%ED%A0%BD", b"%ED%B0%80abc", b"%00", b"%FF%FE", b"a%00b", b"%C0%AF", b"\xed\xa0\xbd"])
def test_halves_of_letters_and_nothing_at_all_are_no_fault_of_the_server(ground, half):
    """Case text-bidi: NUL and lone surrogates, as bytes, which no text of a test can hold."""
    for way in WAYS.values():
        # one that was changed waits to be checked
        Idea.unscoped.update(state="public")
        with time_machine.travel(timezone.now() - timedelta(seconds=10), tick=False):
            token = tokens.new(way.key, way.about(ground), ground.reader.host) if way.key else ""
        fields = b"&".join(field.encode() + b"=" + half for field in way.fields)
        visitor = ground.reader if way.key else ground.desk
        body = fields + f"&reviewed=1&token={token}".encode()
        answer = visitor.client.post(way.path(ground), body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in (303, 422), way.key
        for row in (*Idea.unscoped.all(), *Comment.unscoped.all()):
            assert is_harmless(row.text + row.name)


@pytest.mark.parametrize("path", ["call/{call}/", "{idea}/merge/"])
def test_any_text_is_searched_for_and_any_text_is_no_idea_to_merge_into(ground, path):
    path = LIST + path.format(call=ground.call.pk, idea=ground.idea.pk)
    for text in TEXTS:
        if len(text) < 2000:
            assert ground.desk.get(path, {"q": text, "p": text}).status_code == (400 if "\0" in text else 200)
        if "merge" in path:
            assert ground.desk.post(path, {"into": text}).status_code in (303, 404)
    assert not Act.objects.filter(kind="idea.merged").exists()


def test_mails_have_subjects_and_words_that_turn_nothing(ground, activist):
    """Case text-bidi: subjects of mails, of all kinds that tell of an idea."""
    texts = [text[:100] for text in CASES["bidi"] + CASES["invisible"] + CASES["combining"]]
    for number, text in enumerate(texts):
        fields = {
            "text": f"Lyhty {number} {text}",
            "title": text,
            "name": text[:50],
            "email": f"asukas{number}@example.org",
            "reviewed": "1",
        }
        assert post(ground, WAYS["send"], fields).status_code == 303
        idea = Idea.unscoped.latest("pk")
        Idea.unscoped.filter(pk=idea.pk).update(state="public", email_confirmed_at=timezone.now())
        ground.desk.post(f"{LIST}{idea.pk}/ask/", {"question": f"Missä? {text}"})
        ground.desk.post(f"{LIST}{idea.pk}/hand/", {"receiver": f"Kaupunki {text}", "email": "puistot@example.org"})
        ground.desk.post(f"{LIST}{idea.pk}/answer/", {"status": "done", "text": f"Tehty. {text}", "role": f"Huolto {text}"})
        merging.merge(ground.record, idea.pk, ground.idea.pk, activist)
    kinds = set()
    for mail in OutgoingMail.objects.all():
        kinds.add(mail.subject.partition(":")[0])
        assert mail.subject.isprintable() and is_harmless(mail.subject) and is_harmless(mail.body) and is_harmless(mail.html), mail.subject
    # confirming, question, answer, merging; each that was handed on begins with its own id
    assert len(kinds) >= 4 + len(texts)


def test_the_whole_editor_keeps_no_mark_that_turns_the_lines_of_a_call(ground):
    """Case text-bidi: what is pasted into a page brings its marks along, and who answers stands in the middle of a sentence."""
    page = page_of(ground)
    path = f"/admin/pages/{page.pk}/edit/"
    sent = {"body-count": "0", "action-publish": "1", "comments_on": "on"}
    for control in soup(ground.desk.get(path)).select("#page-edit-form input[type=hidden][name]"):
        sent.setdefault(control["name"], control.get("value", ""))
    lines = dict.fromkeys(("title", "answerer", "rules"), "Huolto\u202e\u2067 oy\u00ad \u05d4\u05e6\u05e2\u05d4")
    texts = dict.fromkeys(("what_happens", "summary"), "Luemme\u202e kaikki.\r\n\r\nVastaamme\u2066 sitten.")
    assert ground.desk.post(path, sent | lines | texts | {"asks": ["title"]}).status_code == 302
    page = page_of(ground)
    assert {getattr(page, name) for name in lines} == {"Huolto oy \u05d4\u05e6\u05e2\u05d4"}
    assert {getattr(page, name) for name in texts} == {"Luemme kaikki.\n\nVastaamme sitten."}
