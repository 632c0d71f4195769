"""Coordinators bring calendars of others in and let them go; whoever writes sees how they go, and answers what they ask."""

# ruff: noqa: F811 (fixtures are asked for by their names)
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from neighbourhoods import current
from neighbourhoods.models import Membership, User

from ..importing import hiding, running, sources
from ..models import EventPage, Imported, PossibleDuplicate, Series, Source, SourceFile
from .at_the_desk import LIST, new_event, noon, press, record  # noqa: F401

pytestmark = pytest.mark.django_db
PLACE = f"{LIST}sources/"
ADDRESS = "https://kalenteri.example/salainen-avain/kaikki.ics"


def calendar(*events):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//fi"]
    for uid, title, start in events:
        lines += ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20261101T000000Z", f"DTSTART:{start}", f"SUMMARY:{title}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


THREE = calendar(
    ("a@x", "Satutunti", "20261202T080000Z"), ("b@x", "Lukupiiri", "20261203T160000Z"), ("c@x", "Peli-ilta", "20261204T160000Z")
)


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    """What the desk asks for is done when the test says so."""
    for what in (running, hiding):
        monkeypatch.setattr(what, "wake", lambda pk: None)


@pytest.fixture
def coordinator(desk, activist):
    Membership.objects.filter(user=activist).update(role="coordinator")
    return desk


@pytest.fixture
def source(record):
    """A calendar file of three events, read."""
    with current.activate(record):
        made = sources.add(record, name="Kirjasto", kind="file", content=THREE)
        running.run(made.pk)
    return Source.unscoped.get(pk=made.pk)


def problems(answer):
    return dict(answer.context["problems"])


def test_before_there_is_any_the_page_says_what_they_are_and_how_to_add_one(coordinator, record):
    text = coordinator.get(PLACE).text
    assert "Muiden kalenterit" in text and "Yhtään kalenteria ei vielä seurata." in text and "Lisää kalenteri" in text
    assert f"{PLACE}?neighbourhood=lintumaki" in coordinator.get(LIST).text or "Muiden kalenterit" in coordinator.get(LIST).text


def test_a_coordinator_adds_a_calendar_in_two_steps(coordinator, record):
    kinds = coordinator.get(f"{PLACE}add/").text
    assert "Kalenteri osoitteesta" in kinds and "Linked Events" in kinds and "Kalenteritiedosto" in kinds
    text = press(coordinator, f"{PLACE}add/?kind=ics", name="Kirjasto", address="webcal://kalenteri.example/a.ics", topics=["lapset"])
    made = Source.unscoped.get()
    assert (made.name, made.address, made.topics) == ("Kirjasto", "https://kalenteri.example/a.ics", ",lapset,")
    assert "Kalenteri on lisätty" in text and "Haetaan pian" in text


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "Osoite puuttuu"),
        ("kirjasto", "Se alkaa https://"),
        ("file:///etc/passwd", "Se alkaa https://"),
        ("ftp://kalenteri.example/a.ics", "Se alkaa https://"),
        ("https://nimi:salasana@kalenteri.example/a.ics", "salasana"),
    ],
)
def test_an_address_that_is_none_is_told_beside_the_field_and_nothing_is_lost(coordinator, record, address, said):
    answer = coordinator.post(f"{PLACE}add/?kind=ics", {"name": "Kirjasto", "address": address})
    assert answer.status_code == 400 and said in problems(answer)["id_address"]
    assert 'value="Kirjasto"' in answer.text and not Source.unscoped.exists()


def test_a_file_is_brought_in_by_a_form(coordinator, record):
    assert "Valitse tiedosto." in coordinator.post(f"{PLACE}add/?kind=file", {"name": "Seura"}).text
    press(coordinator, f"{PLACE}add/?kind=file", name="Seura", content=SimpleUploadedFile("a.ics", THREE))
    running.run(Source.unscoped.get().pk)
    assert sorted(EventPage.objects.filter(live=True).values_list("title", flat=True)) == ["Lukupiiri", "Peli-ilta", "Satutunti"]


def test_the_page_of_a_source_tells_how_it_went_and_what_is_from_it(desk, source):
    text = desk.get(f"{PLACE}{source.pk}/").text
    assert "Toimii" in text and "3 kertaa edessä" in text and "Tuotu 3, muuttunut 0, ohitettu 0." in text
    assert "Satutunti" in text and "Lukupiiri" in text


def test_an_active_resident_sees_no_address_and_changes_nothing_of_a_source(desk, record):
    with current.activate(record):
        secret = sources.add(record, name="Kirjasto", address=ADDRESS)
    for path in (PLACE, f"{PLACE}{secret.pk}/"):
        answer = desk.get(path)
        assert answer.status_code == 200 and "salainen-avain" not in answer.text
    for what in ("add", f"{secret.pk}/change", f"{secret.pk}/pause", f"{secret.pk}/remove"):
        assert desk.get(f"{PLACE}{what}/").status_code == desk.post(f"{PLACE}{what}/").status_code == 404, what
    secret.refresh_from_db()
    assert not secret.is_paused and not secret.removed_at


def test_a_coordinator_sees_the_address_and_changes_it(coordinator, record):
    with current.activate(record):
        made = sources.add(record, name="Kirjasto", address=ADDRESS)
    assert "salainen-avain" in coordinator.get(f"{PLACE}{made.pk}/").text
    press(coordinator, f"{PLACE}{made.pk}/change/", name="Pääkirjasto", address="https://kalenteri.example/uusi.ics")
    made.refresh_from_db()
    assert (made.name, made.address) == ("Pääkirjasto", "https://kalenteri.example/uusi.ics")
    answer = coordinator.post(f"{PLACE}{made.pk}/change/", {"name": "", "address": "x"})
    assert answer.status_code == 400 and set(problems(answer)) == {"id_name", "id_address"}


def test_a_source_is_paused_and_goes_on(coordinator, source):
    assert "Tauolla" in press(coordinator, f"{PLACE}{source.pk}/pause/")
    assert "Se on tauolla" in press(coordinator, f"{PLACE}{source.pk}/run/")
    assert "Se jatkuu." in press(coordinator, f"{PLACE}{source.pk}/pause/")


@pytest.mark.parametrize(("choice", "shown"), [("hide", 0), ("keep", 3)])
def test_removing_asks_what_becomes_of_the_events(coordinator, source, choice, shown):
    answer = coordinator.post(f"{PLACE}{source.pk}/remove/")
    assert answer.status_code == 400 and "Valitse, mitä sen tapahtumille tehdään." in answer.text
    assert "Kalenteri on poistettu: Kirjasto" in press(coordinator, f"{PLACE}{source.pk}/remove/", events=choice)
    hiding.hide_all(source.pk)
    assert EventPage.objects.filter(live=True).count() == shown
    assert coordinator.get(f"{PLACE}{source.pk}/").status_code == 404


def lose_two(source):
    SourceFile.unscoped.filter(source=source).delete()
    with current.activate(source.record()):
        sources.change(source, content=calendar(("a@x", "Satutunti", "20261202T080000Z")))
        running.run(source.pk)
    source.refresh_from_db()


@pytest.mark.parametrize(("answer", "shown"), [("keep", 3), ("believe", 1)])
def test_a_sudden_loss_asks_on_the_desk_and_the_answer_decides(desk, source, answer, shown):
    lose_two(source)
    assert EventPage.objects.filter(live=True).count() == 3
    assert "Yli puolet tulevista katosi lähteestä Kirjasto" in desk.get("/admin/").text
    text = desk.get(f"{PLACE}{source.pk}/").text
    assert "Odottaa vastaustasi" in text and '<li lang="fi" dir="auto">Lukupiiri</li>' in text
    press(desk, f"{PLACE}{source.pk}/{answer}/")
    running.run(source.pk)
    assert EventPage.objects.filter(live=True).count() == shown
    source.refresh_from_db()
    assert source.state == "ok" and "katosi lähteestä" not in desk.get("/admin/").text


def test_a_source_that_has_been_silent_for_a_day_needs_care(desk, source):
    Source.unscoped.filter(pk=source.pk).update(state="error", failing_since=timezone.now() - timedelta(hours=20))
    assert "ei ole vastannut" not in desk.get("/admin/").text
    Source.unscoped.filter(pk=source.pk).update(failing_since=timezone.now() - timedelta(hours=30))
    text = desk.get("/admin/").text
    assert "Kalenterilähde Kirjasto ei ole vastannut sitten" in text and f"{PLACE}{source.pk}/" in text


@pytest.fixture
def pair(record, source):
    own = new_event(record, "Satutunti", starts_on="2026-12-02", starts_at="10:00", ends_at=None).series()
    other = Imported.unscoped.get(uid="a@x").series
    found = PossibleDuplicate.unscoped.filter(first__in=[own, other], second__in=[own, other]).first()
    return found or PossibleDuplicate.unscoped.create(neighbourhood_id=record.pk, first=own, second=other)


@pytest.mark.parametrize(("answer", "shown"), [("same", 1), ("different", 2)])
def test_of_two_that_look_alike_a_person_says_whether_they_are_the_same(desk, pair, answer, shown):
    assert "Jokin tapahtuma voi olla täällä kahdesti" in desk.get("/admin/").text
    assert desk.get(PLACE).text.count("Satutunti") >= 2
    press(desk, f"{LIST}pairs/{pair.pk}/", answer=answer)
    assert Series.unscoped.filter(pk__in=[pair.first_id, pair.second_id], is_shown=True).count() == shown
    assert "voi olla täällä kahdesti" not in desk.get("/admin/").text
    assert "Joku on jo vastannut siihen." in press(desk, f"{LIST}pairs/{pair.pk}/", answer="same")


def test_nobody_sees_or_answers_anything_of_another_neighbourhood(visit, neighbourhoods, source, pair):
    stranger = visit()
    user = User.objects.create_user("naapuri@example.org")
    Membership.objects.create(user=user, neighbourhood=neighbourhoods["partti"], role="coordinator")
    stranger.client.force_login(user)
    for path in (f"{PLACE}{source.pk}/", f"{PLACE}{source.pk}/remove/", f"{LIST}pairs/{pair.pk}/"):
        assert stranger.get(path).status_code == stranger.post(path, {"answer": "same", "events": "hide"}).status_code == 404, path
    pair.refresh_from_db()
    assert pair.state == "open"


def test_opening_a_link_changes_nothing(coordinator, source, pair):
    for what in ("run", "pause", "believe", "keep", "change"):
        assert coordinator.get(f"{PLACE}{source.pk}/{what}/").status_code == 303
    assert coordinator.get(f"{LIST}pairs/{pair.pk}/?answer=same").status_code == 303
    before = vars(Source.unscoped.get(pk=source.pk))
    assert not before["is_paused"] and not before["believes_loss"] and PossibleDuplicate.unscoped.get(pk=pair.pk).state == "open"


@pytest.mark.usefixtures("warm")
def test_the_list_asks_the_database_as_often_with_one_source_as_with_ten(desk, record, source):
    def queries():
        desk.get(PLACE)
        with CaptureQueriesContext(connection) as counted:
            assert desk.get(PLACE).status_code == 200
        return len(counted)

    one = queries()
    with current.activate(record):
        for number in range(9):
            running.run(sources.add(record, name=f"Lähde {number}", kind="file", content=THREE).pk)
    PossibleDuplicate.unscoped.all().delete()
    assert queries() == one
