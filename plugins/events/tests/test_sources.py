"""Sources are looked after by people: added and changed with clear words about what is wrong, read by the clock and by hand."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.module_loading import import_string

from neighbourhoods import tasks
from neighbourhoods.scoped import activate
from plugins.events import clock
from plugins.events.importing import running, sources
from plugins.events.models import EventPage, Source, SourceFile

from .calendar_files import file
from .ground import LIST, later, noon, places, record, soup, words  # noqa: F401
from .imports import ADDRESS, event, page, pages, ran, source

HIDDEN = "https://example.org/private-7f3a/basic.ics"


def refused(record, **fields):  # noqa: F811
    with activate(record), pytest.raises(ValidationError) as caught:
        sources.add(record, **({"name": "Kirjasto", "address": ADDRESS} | fields))
    assert not Source.unscoped.exists()
    return caught.value.message_dict


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("name", {"name": "  "}),
        ("name", {"name": "k" * 121}),
        ("address", {"address": ""}),
        ("address", {"address": "ftp://example.org/a.ics"}),
        ("address", {"address": "kalenteri"}),
        ("address", {"address": "http://[::1"}),
        ("address", {"address": "https://example.org:port/"}),
        ("address", {"address": "https://nimi:salasana@example.org/a.ics"}),
        ("address", {"address": "https://example.org/" + "a" * 2000}),
        ("kind", {"kind": "rss"}),
        ("zone", {"zone": "Europe/Atlantis"}),
        ("topics", {"topics": ["politiikka"]}),
        ("content", {"kind": "file"}),
        ("content", {"kind": "file", "content": b"x" * (sources.MOST_BYTES + 1)}),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(record, field, fields):  # noqa: F811
    assert list(refused(record, **fields)) == [field]


def test_a_calendar_is_added_once_and_webcal_is_https(record):  # noqa: F811
    first = source(record, address=" webcal://example.org/calendar.ics ")
    assert first.address == ADDRESS
    with activate(record), pytest.raises(ValidationError):
        sources.add(record, name="Sama", address=ADDRESS)
    sources.remove(first, keep_events=False)
    assert source(record).pk != first.pk, "what was removed may be added again"


@pytest.fixture
def jobs(monkeypatch):
    """[(what, arguments, options)] that the worker was given: its queue is in the database, or in Redis, which other runs share."""
    found = []
    monkeypatch.setattr("django_q.tasks.async_task", lambda what, *arguments, **options: found.append((what, arguments, options)))
    return found


def test_a_new_source_is_read_at_once(record, jobs, django_capture_on_commit_callbacks):  # noqa: F811
    with django_capture_on_commit_callbacks(execute=True):
        new = source(record)
    ((what, arguments, options),) = jobs
    assert import_string(what) == running.in_worker and arguments == (new.pk,) and options["timeout"] == running.JOB_SECONDS


def test_a_file_is_read_once_and_a_new_one_follows_it(record):  # noqa: F811
    upload = source(record, kind="file", address="", content=file(event(), event("b", "Kuoro")))
    assert running.due(record) == [upload.pk]
    assert running.run(upload.pk).new == 2 and not SourceFile.unscoped.exists()
    with later(days=2):
        assert running.due(record) == [], "nothing is left to read"
        upload.refresh_from_db()
        sources.change(upload, content=file(event(title="Iltakahvit"), event("b", "Kuoro")))
        assert running.run(upload.pk).changed == 1
    assert pages(upload) == ["Iltakahvit", "Kuoro"]


def test_a_file_that_is_none_is_told_and_asked_for_again(record):  # noqa: F811
    upload = source(record, kind="file", address="", content=b"%PDF-1.7")
    assert running.run(upload.pk).state == "error"
    with later(days=2):
        assert running.due(record) == []


def test_what_is_changed_of_a_source_holds_and_another_address_is_read_anew(record):  # noqa: F811
    library = source(record)
    ran(library, event(), etag='"1"')
    sources.change(library, name="Kirjasto ja talo")
    assert (library.name, library.etag) == ("Kirjasto ja talo", '"1"')
    sources.change(library, address="https://example.org/uusi.ics")
    assert library.etag == ""
    with pytest.raises(ValidationError):
        sources.change(library, zone="Mars")
    library.refresh_from_db()
    assert library.zone == ""


def test_a_paused_source_is_not_asked(record):  # noqa: F811
    library = source(record)
    sources.pause(library)
    assert running.due(record) == [] and running.run(library.pk) is None
    sources.pause(library, False)
    assert running.due(record) == [library.pk]


def test_the_clock_gives_the_worker_each_source_that_is_due(record, places, jobs):  # noqa: F811
    ran(source(record), event())
    source(record, "Talo", address="https://example.org/talo.ics")
    source(places["partti"], "Muualla")
    assert clock.imports(record) == 1 and len(jobs) == 1
    with later(hours=1):
        assert len(running.due(record)) == 2
    assert tasks.schedules()["neighbourhoods.events.import"][2] == 15


def test_a_job_that_comes_late_does_not_ask_again(record):  # noqa: F811
    upload = source(record, kind="file", address="", content=file(event()))
    running.in_worker(upload.pk)
    assert pages(upload) == ["Kahvit"]
    with later(minutes=5):
        running.in_worker(upload.pk)
    assert upload.runs.model.unscoped.filter(source=upload).count() == 1


def test_a_source_that_kills_its_worker_is_left_alone_until_somebody_asks_for_it(record):  # noqa: F811
    library = source(record)
    for _time in range(running.MOST_STARTS):
        running.claim(library.pk)
        Source.unscoped.update(held_until=None)
    assert running.due(record) == []
    library.refresh_from_db()
    sources.run_soon(library)
    assert running.due(record) == [library.pk]


def test_a_list_of_sources_tells_how_each_is_in_a_few_queries(record):  # noqa: F811
    library = source(record)
    ran(library, event(), event("b", "Kuoro"), "UID:bad\nSUMMARY:Rikki")
    new = source(record, "Talo", address=HIDDEN)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = sources.summary(record)
    assert len(queries) <= 3
    first, second = found
    assert (first.source, first.state, first.coming) == (library, "ok", 2) and first.last_success
    assert len(first.sentences) == 2 and "Rikki" in first.sentences[1]
    assert (second.source, second.state, second.sentences) == (new, "new", [])
    assert HIDDEN not in str(found), "the address may be a secret"


def test_a_source_that_is_silent_for_a_day_needs_care(record):  # noqa: F811
    library = source(record)
    ran(library, event())
    ran(library, body=b"")
    assert sources.troubled(record) == []
    with later(hours=25):
        assert sources.troubled(record) == [library]
        (told,) = sources.summary(record)
        assert told.is_silent and told.failing_since < timezone.now() - timedelta(days=1)


def test_no_source_of_another_neighbourhood_is_seen_or_read(record, places):  # noqa: F811
    there = source(places["partti"], "Muualla")
    ran(there, event())
    assert sources.summary(record) == [] and running.due(record) == []
    assert EventPage.objects.filter(path__startswith=record.folder_path).count() == 0
    assert source(record).address == there.address, "each may have the same calendar"


def test_the_page_of_an_imported_event_names_its_source_and_claims_nothing(record, visit):  # noqa: F811
    library = source(record)
    ran(library, event(more="URL:https://example.org/kahvit"))
    shown = soup(visit("lintumaki").get(f"{LIST}{page(library).slug}/"))
    facts = shown.select_one("dl.facts")
    assert facts.select_one('a[href="https://example.org/kahvit"]').get_text() == "Kirjasto"
    assert "Ilmainen" not in words(facts)
    assert "Lintumäki" not in str(shown.select('script[type="application/ld+json"]')).partition("organizer")[2]


def test_by_hand_all_sources_are_listed_and_read(record):  # noqa: F811
    upload = source(record, kind="file", address="", content=file(event()))
    told = StringIO()
    call_command("import_events", "--list", stdout=told)
    assert told.getvalue().startswith(f"{upload.pk}\tlintumaki\tKirjasto") and "example" not in told.getvalue()
    told = StringIO()
    call_command("import_events", "--source", str(upload.pk), stdout=told)
    assert "1" in told.getvalue() and pages(upload) == ["Kahvit"]
    with pytest.raises(CommandError):
        call_command("import_events", "--source", "999")


def test_by_hand_a_failure_is_told_by_the_exit_code(record):  # noqa: F811
    source(record, address="http://127.0.0.1:9/a.ics")
    with pytest.raises(SystemExit) as ended:
        call_command("import_events", stdout=StringIO())
    assert ended.value.code == 1
