"""Events of a calendar that others keep come to our pages, follow it, and keep what people here have written."""

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from neighbourhoods.models import Record
from plugins.events import changing
from plugins.events.importing import duplicates, hiding, many, report, running, sources
from plugins.events.models import DateChange, EventPage, Imported, ImportRun, Occurrence, PossibleDuplicate, Series, Source

from .ground import LIST, evening, later, noon, places, record, soup, titles, words  # noqa: F401
from .imports import counts, event, page, pages, ran, row, source

WEEKLY = "RRULE:FREQ=WEEKLY"


@pytest.fixture
def library(record):  # noqa: F811
    return source(record)


def edited(page, **fields):
    """As a volunteer does it: a new version, published."""
    page = EventPage.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def test_an_event_of_a_source_is_a_page_with_its_dates_in_lists_and_calendars(library, record, visit):  # noqa: F811
    run = ran(library, event(more=WEEKLY), event("b", "Kuoro", "20261202T170000", "20261202T190000"))
    assert counts(run) == {"new": 2} and run.state == "ok" and run.ended
    assert titles(visit("lintumaki").get(f"{LIST}viikko/2026-50/")) == ["Kahvit"]
    shown = page(library)
    assert (shown.place, shown.starts_on, str(shown.starts_at)) == ("Kerhohuone", date(2026, 12, 8), "18:00:00")
    assert shown.repeat["kind"] == "weekly"
    assert Occurrence.of(record).filter(series=shown.series(), is_shown=True).count() > 70
    assert visit("lintumaki").get(f"{LIST}{shown.slug}/").status_code == 200
    assert b"Kuoro" in visit("lintumaki").get("/fi/events/kaikki.ics").content


def test_the_same_answer_again_writes_nothing(library, django_assert_max_num_queries):
    events = [event(str(number), f"Ilta {number}") for number in range(30)]
    ran(library, *events)
    rows = list(Imported.unscoped.values_list("pk", "said", "put"))
    changed = list(Series.unscoped.values_list("pk", "changed_at"))
    # nothing is asked of each event, and nothing is written of one
    with later(hours=1), django_assert_max_num_queries(30):
        run = ran(library, *events)
    assert counts(run) == {}
    assert list(Imported.unscoped.values_list("pk", "said", "put")) == rows
    assert list(Series.unscoped.values_list("pk", "changed_at")) == changed


def test_a_program_that_stamps_its_events_anew_has_changed_nothing(library):
    ran(library, event())
    run = ran(library, event().replace("DTSTAMP:20261101", "DTSTAMP:20261102"))
    assert counts(run) == {}


def test_what_the_source_changes_is_changed_here_too(library):
    ran(library, event())
    run = ran(library, event(title="Iltakahvit", start="20261208T190000", place="Kirjasto", more="SEQUENCE:1"))
    shown = page(library)
    assert counts(run) == {"changed": 1}
    assert (shown.title, shown.place, shown.starts_at.hour) == ("Iltakahvit", "Kirjasto", 19)
    assert row(library).series.sequence == 1
    assert [one.starts.astimezone().hour for one in Occurrence.unscoped.filter(series=row(library).series)] == [19]


def test_what_a_volunteer_has_written_stays_field_by_field(library):
    ran(library, event(more="DESCRIPTION:Tervetuloa"))
    edited(page(library), title="Naapurien kahvit", place="Kerhohuone, B-rappu")
    run = ran(library, event(title="Iltakahvit", start="20261208T190000", more="DESCRIPTION:Tuo oma kuppi"))
    shown = page(library)
    assert (shown.title, shown.place, shown.starts_at.hour) == ("Naapurien kahvit", "Kerhohuone, B-rappu", 19)
    assert "Tuo oma kuppi" in str(shown.body)
    assert row(library).corrected == ["place", "title"]
    told = [note["values"]["what"] for note in run.notes if "changed" in note["sentence"]]
    assert told == ["the heading"], "the place is in the source as it was"
    ran(library, event(title="Viinikahvit"))
    assert page(library).title == "Naapurien kahvit"


def test_a_field_that_is_as_in_the_source_again_follows_it_again(library):
    ran(library, event())
    edited(page(library), title="Naapurien kahvit")
    ran(library, event(title="Naapurien kahvit"))
    ran(library, event(title="Iltakahvit"))
    assert page(library).title == "Iltakahvit"


def test_a_text_that_was_only_looked_at_in_the_editor_is_no_correction(library):
    ran(library, event(more="DESCRIPTION:Tervetuloa"))
    body = '[{"type": "text", "value": "<p data-block-key=\\"abc12\\">Tervetuloa</p>", "id": "1"}]'
    edited(page(library), body=body)
    ran(library, event(more="DESCRIPTION:Tuo oma kuppi"))
    assert "Tuo oma kuppi" in str(page(library).body) and not row(library).corrected


def test_a_draft_of_a_volunteer_is_neither_published_nor_lost(library):
    ran(library, event())
    draft = page(library)
    draft.lead = "Kesken"
    draft.save_revision()
    ran(library, event(title="Iltakahvit"))
    shown = page(library)
    assert (shown.title, shown.lead, shown.has_unpublished_changes) == ("Iltakahvit", "", True)
    latest = shown.get_latest_revision_as_object()
    assert (latest.title, latest.lead) == ("Iltakahvit", "Kesken")


def test_what_is_hidden_here_stays_hidden(library):
    ran(library, event())
    page(library).unpublish()
    ran(library, event(title="Iltakahvit"))
    assert pages(library) == [] and row(library).is_hidden
    page(library).get_latest_revision_as_object().save_revision().publish()
    ran(library, event(title="Kuoro"))
    assert pages(library) == ["Kuoro"]


def test_a_page_that_was_deleted_here_does_not_come_back(library):
    ran(library, event())
    page(library).delete()
    run = ran(library, event(title="Iltakahvit"))
    assert page(library) is None and run.state == "ok"


def test_new_events_wait_where_a_person_wants_to_see_them_first(record):  # noqa: F811
    library = source(record, is_hidden_first=True)
    ran(library, event())
    assert pages(library) == [] and not page(library).live
    page(library).save_revision().publish()
    ran(library, event(title="Iltakahvit"))
    assert pages(library) == ["Iltakahvit"]


def test_a_date_that_the_source_cancels_or_moves_is_told_as_ours_are(library, visit):
    master = event(more=WEEKLY)
    off = event(start="20261215T180000", end="20261215T200000", more="RECURRENCE-ID:20261215T180000\nSTATUS:CANCELLED")
    moved = event(start="20261223T170000", end="20261223T190000", more="RECURRENCE-ID:20261222T180000")
    ran(library, master, off, moved)
    series = row(library).series
    dates = Occurrence.unscoped.filter(series=series).order_by("original")[:3]
    found = [(one.is_cancelled, one.is_moved, one.first_day.day) for one in dates]
    assert found == [
        (False, False, 8),
        (True, False, 15),
        (False, True, 23),
    ]
    assert "Peruttu" in visit("lintumaki").get(f"{LIST}{page(library).slug}/2026-12-15/").text
    ran(library, master, moved)
    assert not Occurrence.unscoped.filter(series=series, is_cancelled=True).exists()


def test_a_date_that_a_person_cancels_here_stays_cancelled(library, record):  # noqa: F811
    ran(library, event(more=WEEKLY))
    changing.cancel(record, row(library).series.pk, "2026-12-15T18:00", None, "Sali on varattu")
    ran(library, event(title="Iltakahvit", more=WEEKLY))
    (change,) = DateChange.unscoped.all()
    assert change.is_cancelled and change.reason == "Sali on varattu"


def test_an_event_that_the_source_cancels_stays_with_the_word(library, visit):
    ran(library, event())
    run = ran(library, event(more="STATUS:CANCELLED\nSEQUENCE:1"))
    assert counts(run) == {"cancelled": 1} and row(library).series.is_cancelled
    assert "Peruttu" in visit("lintumaki").get(f"{LIST}{page(library).slug}/").text
    run = ran(library, event(more="SEQUENCE:2"))
    assert not row(library).series.is_cancelled


def test_what_the_source_no_longer_has_is_taken_away_and_comes_back_as_it_was(library):
    others = [event(str(number), f"Ilta {number}") for number in range(3)]
    ran(library, event(), *others)
    before = page(library)
    run = ran(library, *others)
    assert counts(run) == {"withdrawn": 1} and "Kahvit" not in pages(library)
    assert Occurrence.unscoped.filter(series=row(library).series).exists(), "who has signed up is asked for by these rows"
    run = ran(library, event(), *others)
    assert counts(run) == {"back": 1} and page(library).pk == before.pk and page(library).live


def test_what_was_hidden_here_stays_so_when_its_source_has_it_again(library):
    others = [event(str(number), f"Ilta {number}") for number in range(3)]
    ran(library, event(), *others)
    page(library).unpublish()
    ran(library, *others)
    ran(library, event(), *others)
    assert not page(library).live


def test_past_events_stay_when_the_source_forgets_them(library):
    past = event("old", "Mennyt", "20261120T180000", "20261120T200000")
    ran(library, past, event())
    ran(library, event())
    assert pages(library) == ["Kahvit", "Mennyt"]


def test_what_was_over_long_ago_gets_no_page(library):
    run = ran(library, event("old", "Muinainen", "20200101T180000", "20200101T200000"), event())
    assert pages(library) == ["Kahvit"] and run.state == "ok"
    assert Imported.unscoped.filter(series=None).count() == 1


def test_one_bad_event_costs_no_other_and_the_report_names_it(library):
    bad = "UID:bad\nSUMMARY:Rikki\nDTSTART:kukaties"
    run = ran(library, event(), bad, event("b", "Kuoro"))
    assert counts(run) == {"new": 2, "skipped": 1}
    with translation.override("en"):
        told = report.sentences(run)
    assert told[0] == "Imported 2, changed 0, skipped 1."
    assert any(line.startswith("Skipped: “Rikki”, its start cannot be read") for line in told)


def test_one_that_cannot_be_written_costs_no_other(library, monkeypatch):
    from plugins.events.importing import pages as making

    values_of = making.values_of

    def failing(own, *more):
        if own.uid == "bad":
            raise RuntimeError("no")
        return values_of(own, *more)

    monkeypatch.setattr(making, "values_of", failing)
    run = ran(library, event("bad"), event("b", "Kuoro"), etag='"1"')
    assert pages(library) == ["Kuoro"] and counts(run) == {"new": 1, "skipped": 1}
    assert not Series.unscoped.filter(public_uid="bad").exists(), "nothing is half done"
    assert library.etag == "", "it is asked for again"
    monkeypatch.undo()
    ran(library, event("bad"), event("b", "Kuoro"))
    assert pages(library) == ["Kahvit", "Kuoro"]


@pytest.mark.parametrize("body", [b"", b"<html>Kirjaudu</html>", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\n"])
def test_a_broken_answer_takes_nothing_away(library, body):
    ran(library, event(), etag='"good"')
    run = ran(library, body=body, etag='"bad"')
    assert (run.state, library.state) == ("error", "error") and pages(library) == ["Kahvit"]
    assert library.etag == '"good"' and library.failing_since and library.note["sentence"]
    assert library.next_at == timezone.now() + timedelta(hours=1)
    ran(library, body=body)
    assert library.next_at == timezone.now() + timedelta(hours=2), "it is asked more and more seldom"
    ran(library, event())
    assert library.state == "ok" and library.failing_since is None and library.failures == 0


def test_more_than_half_gone_asks_a_person_and_takes_nothing_away(library):
    events = [event(str(number), f"Ilta {number}") for number in range(4)]
    ran(library, *events)
    run = ran(library, events[0], etag='"less"')
    assert run.state == "asks" and len(pages(library)) == 4
    assert library.missing == ["1", "2", "3"] and library.etag == ""
    sources.believe(library)
    run = ran(library, events[0])
    assert run.state == "ok" and counts(run) == {"withdrawn": 3} and pages(library) == ["Ilta 0"]
    assert not library.believes_loss and library.missing == []


def test_a_loss_that_nobody_believes_is_asked_about_once(library):
    events = [event(str(number), f"Ilta {number}") for number in range(4)]
    ran(library, *events)
    ran(library, events[0])
    sources.keep(library)
    run = ran(library, events[0])
    assert run.state == "ok" and len(pages(library)) == 4
    ran(library, *events)
    ran(library, *events[:3])
    assert len(pages(library)) == 3, "what its source had again follows it again"


def test_nothing_new_is_nothing_to_do(library):
    ran(library, event(), etag='"1"', modified="Tue, 01 Dec 2026 10:00:00 GMT")
    assert library.etag == '"1"'
    run = ran(library, is_unchanged=True, body=b"", etag='"1"')
    assert run.is_unchanged and run.state == "ok" and pages(library) == ["Kahvit"]


def test_our_own_event_that_comes_back_is_not_taken_twice(library, record):  # noqa: F811
    own = evening(record, 8)
    run = ran(library, event(str(own.translation_key)))
    assert EventPage.objects.count() == 1 and counts(run) == {"skipped": 1}


def test_two_runs_of_a_source_never_meet(library):
    Source.unscoped.filter(pk=library.pk).update(held_until=timezone.now() + timedelta(minutes=5))
    assert running.run(library.pk, fetch=None) is None
    with later(minutes=6):
        assert running.claim(library.pk) is not None, "whoever died holds it no longer"


def test_a_run_that_has_no_more_time_goes_on_in_the_next(library, monkeypatch):
    events = [event(str(number), f"Ilta {number}") for number in range(25)]
    seconds = iter(range(0, 10_000, 40))
    monkeypatch.setattr(running, "TOGETHER", 5)
    monkeypatch.setattr(running.time, "monotonic", lambda: next(seconds))
    from plugins.events.fetching.answers import Answer

    from .calendar_files import file

    found = Answer(False, file(*events), "utf-8", '"1"', "", "")
    run = running.run(library.pk, seconds=100, fetch=lambda address, **ways: found)
    library.refresh_from_db()
    assert run.is_partial and 0 < run.new < 25 and library.etag == ""
    monkeypatch.undo()
    again = ran(library, *events, etag='"1"')
    assert run.new + again.new == 25 and library.etag == '"1"' and len(pages(library)) == 25


def test_dates_that_are_only_listed_go_on_with_the_days(library):
    odd = event(more="RRULE:FREQ=MONTHLY;BYDAY=1TU,3TU")
    ran(library, odd)
    until = row(library).known_until
    with later(days=300):
        ran(library, is_unchanged=True, body=b"")
    assert row(library).known_until > until + timedelta(days=250)


def test_the_same_event_from_two_places_is_asked_about_and_never_merged(library, record):  # noqa: F811
    own = evening(record, 8, "Kahvit!")
    ran(library, event(), event("b", "Kuoro"))
    (pair,) = PossibleDuplicate.unscoped.select_related("first", "second")
    assert (pair.first, pair.second) == (own.series(), row(library).series)
    assert sources.open_duplicates(record) == [pair]
    assert len(EventPage.objects.filter(live=True)) == 3
    sources.answer_duplicate(pair, True)
    assert pages(library) == ["Kuoro"]
    ran(library, event(title="Iltakahvit"), event("b", "Kuoro"))
    assert pages(library) == ["Kuoro"] and sources.open_duplicates(record) == []


@pytest.mark.parametrize(
    ("one", "other", "are_like"),
    [
        (("Pihakirppis", "Piha"), ("pihakirppis", ""), True),
        (("Pihakirppis", "Piha"), ("Kirjaston satutunti", "Piha"), False),
        (("Joulukuoro", "Kirkko"), ("Joulukuoro esiintyy", "Kirkko, Kirkkotie 1"), True),
        (("Kahvit", "Kirkko"), ("Kahvit", "Kirjasto"), False),
    ],
)
def test_what_looks_like_one_event(one, other, are_like):
    assert duplicates.are_like(one, other) is are_like


def test_a_removed_source_leaves_its_events_or_takes_them_along(record):  # noqa: F811
    kept, gone = source(record, "A", address="https://example.org/a"), source(record, "B", address="https://example.org/b")
    ran(kept, event("a", "Kuoro"))
    ran(gone, event("b", "Satutunti", "20261209T100000", "20261209T110000"))
    sources.remove(kept, keep_events=True)
    sources.remove(gone, keep_events=False)
    assert not Occurrence.unscoped.filter(series__source=gone, is_shown=True).exists(), "at once, however many there are"
    assert hiding.hide_all(gone.pk) == 1 and hiding.hide_all(gone.pk) == 0
    assert list(EventPage.objects.filter(live=True).values_list("title", flat=True)) == ["Kuoro"]
    assert page(kept).series().source is None and Source.unscoped.get(pk=gone.pk).address == ""
    assert ran(gone, event("c")) is None


def test_old_runs_are_forgotten(library, monkeypatch):
    monkeypatch.setattr(running, "KEPT_RUNS", 2)
    for _time in range(4):
        ran(library, event())
    assert ImportRun.unscoped.count() == 2


def test_events_that_come_many_at_once_are_as_those_that_come_alone(library, record, visit, monkeypatch):  # noqa: F811
    monkeypatch.setattr(running.many, "put", refuse)
    ran(library, event("alone", more="DESCRIPTION:Pannukakkuja", start="20261209T180000", end="20261209T200000"))
    monkeypatch.undo()
    more = [event(f"m{number}", "Kahvit", more="DESCRIPTION:Pannukakkuja") for number in range(3)]
    ran(library, event("alone", more="DESCRIPTION:Pannukakkuja", start="20261209T180000", end="20261209T200000"), *more)
    alone, first, second, third = (page(library, uid) for uid in ("alone", "m0", "m1", "m2"))
    assert (alone.slug, first.slug, second.slug) == ("kahvit", "kahvit-2026-12-08", second.slug)
    assert len({alone.slug, first.slug, second.slug, third.slug}) == 4
    index = alone.get_parent()
    assert index.numchild == index.get_children().count() == 4
    assert not EventPage.find_problems()[0] and all(not found for found in EventPage.find_problems())
    reader = visit("lintumaki")
    for one in (alone, first, third):
        assert reader.get(f"{LIST}{one.slug}/").status_code == 200
        assert one.url_path == f"{index.url_path}{one.slug}/" and one.title == one.draft_title and one.content_type == alone.content_type
    kept = {one.key: (one.titles, one.is_page, one.neighbourhood_id) for one in Record.objects.filter(kind="event")}
    assert kept[str(first.translation_key)] == kept[str(alone.translation_key)]
    assert Record.objects.get(key=first.translation_key).date.day == 8
    found = soup(reader.get("/fi/etsi/", {"q": "pannukakku"})).select_one("main").get_text()
    assert found.count("Kahvit") >= 4
    edited(first, title="Naapurien kahvit")
    assert EventPage.objects.get(pk=first.pk).title == "Naapurien kahvit"


def refuse(*given):
    raise many.NotAtOnce
