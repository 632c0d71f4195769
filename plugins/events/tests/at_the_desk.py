"""What the tests of the desk share: Lintumäki with events switched on and none made, one of every other Tuesday, what buttons send."""

from datetime import date, time
from uuid import uuid4

import pytest
import time_machine

from neighbourhoods import current
from neighbourhoods.config.apply import apply_all
from neighbourhoods.models import Act

from ..calendar import rules
from ..models import DateChange, EventIndexPage, EventPage, Occurrence
from .calendars import forget_examples

NOON = "2026-11-29T12:00:00+02:00"
LIST = "/admin/events/"
WRITE = "/admin/desk/write/events/"


@pytest.fixture
def noon():
    """Sunday 29 November 2026."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def record(noon, neighbourhoods, sites):
    file = sites / "lintumaki.toml"
    text = file.read_text(encoding="utf-8")
    if "[plugins.events]" not in text:
        file.write_text(f"{text}\n[plugins.events]\n", encoding="utf-8")
        result = apply_all()
        assert not result.errors, [str(problem) for problem in result.errors]
        current.forget_everything()
    forget_examples()
    return current.by_slug("lintumaki")


def every_other_tuesday(**end):
    return rules.Repeat(rules.WEEKLY, 2, (1,), **(end or {"ends": rules.AFTER, "count": 6})).as_data()


def new_event(record, title="Rappukahvit", **fields):
    """A published event in the neighbourhood's first language: Tuesday 1 December 2026, 18–20, unless it is said otherwise."""
    index = EventIndexPage.objects.get(path__startswith=record.home(record.languages[0]).path)
    given = {"starts_on": date(2026, 12, 1), "starts_at": time(18), "ends_at": time(20), "place": "Kerhohuone", "contact": "Naapuritiimi"}
    page = EventPage(title=title, slug=f"tapahtuma-{uuid4().hex[:8]}", locale=index.locale, **(given | fields))
    index.add_child(instance=page)
    page.save_revision().publish()
    return EventPage.objects.get(pk=page.pk)


@pytest.fixture
def page(record):
    return new_event(record, repeat=every_other_tuesday())


@pytest.fixture
def series(page):
    return page.series()


def rows(series):
    return list(Occurrence.unscoped.filter(series=series).order_by("starts"))


def change_of(series, original):
    return DateChange.unscoped.filter(series=series, original=original).first()


def again(row):
    return type(row).unscoped.get(pk=row.pk)


def at(series, original, what):
    return f"{LIST}{series.pk}/date/{original}/{what}/"


def press(visitor, address, /, **sent):
    """What a button sends; the page that follows, as people read it."""
    answer = visitor.post(address, sent)
    assert answer.status_code in (302, 303), (answer.status_code, answer.text)
    return visitor.get(answer["Location"]).text


def undo(visitor):
    """Takes back what was done last, as the button beside the sentence does."""
    act = Act.objects.order_by("-pk").first()
    return visitor.post(f"/admin/desk/acts/{act.pk}/undo/")
