"""When a date is moved, cancelled or on after all, everybody who signed up is told, and their places stay."""

# ruff: noqa: F811 (fixtures are asked for by their names)
from datetime import date, time

import pytest

from neighbourhoods.models import OutgoingMail

from .. import changing, dates
from ..models import EventPage, Registration, Seats, SignUp
from ..registration import telling
from .calendars import series_of
from .ground import evening, later, noon, places, record, soup, weekly, words  # noqa: F401
from .signing_up import joined, mails, opened, path_of, right, seats_of, send, states, subjects

pytestmark = pytest.mark.django_db
FIRST, SECOND = "2026-12-01T18:00", "2026-12-08T18:00"


@pytest.fixture
def reader(record, visit):
    return visit("lintumaki")


@pytest.fixture
def person(activist):
    return activist


@pytest.fixture
def page(record):
    return evening(record, 1, repeat=weekly())


@pytest.fixture
def sign_up(record, page):
    return opened(record, page, capacity=1)


def told(email, start):
    """The newest mail to an address, which begins so."""
    mail = mails(email)[-1]
    assert mail.subject.startswith(start), subjects(email)
    return mail.body


def three(reader, sign_up, original=SECOND):
    """One with a place, one who waits, one who has not confirmed."""
    path = path_of(sign_up, original)
    joined(reader, sign_up, "Aino", path=path)
    joined(reader, sign_up, "Onni", path=path)
    send(reader, sign_up, "Ilona", path=path)


def test_a_cancelled_date_is_told_to_those_with_a_place_and_to_those_who_wait_with_the_reason(record, reader, sign_up, person):
    three(reader, sign_up)
    number = len(mails("ilona@example.org"))
    changing.cancel(record, sign_up.series_id, SECOND, person, "Vesivahinko")
    for name in ("aino", "onni"):
        body = told(f"{name}@example.org", "Cancelled: Kahvit 8 December")
        assert "Reason: Vesivahinko" in body and "Next time: Tuesday 1 December" in body
    # an address that nobody has confirmed is told nothing
    assert len(mails("ilona@example.org")) == number
    assert reader.get(path_of(sign_up, SECOND)).status_code == 200 and "This date is cancelled" in reader.get(path_of(sign_up, SECOND)).text
    assert "Vesivahinko" in words(soup(reader.get(own(record, "Aino"))).main)
    # once, however often dates are made anew
    before = OutgoingMail.objects.count()
    for _time in range(2):
        dates.rebuild_all(record)
    assert OutgoingMail.objects.count() == before


def own(record, name):
    row = Registration.unscoped.get(name=name)
    return f"/en/events/oma/{telling.secret_of(row)}/"


def test_nobody_gets_a_place_on_a_cancelled_date_and_the_queue_moves_when_it_is_on_after_all(record, reader, sign_up, person):
    from ..registration import leaving

    three(reader, sign_up)
    changing.cancel(record, sign_up.series_id, SECOND, person, "Vesivahinko")
    leaving.leave(record, Registration.unscoped.get(name="Aino"))
    assert states(sign_up) == {"Onni": "waiting", "Ilona": "waiting"}
    changing.restore(record, sign_up.series_id, SECOND, person)
    assert states(sign_up) == {"Onni": "confirmed", "Ilona": "waiting"} and right(seats_of(sign_up)) == (1, 1)
    found = subjects("onni@example.org")
    assert "It is on after all: Kahvit 8 December" in found and "You have a place: Kahvit 8 December" in found


def test_a_moved_date_is_told_with_both_times_and_the_places_stay(record, reader, sign_up, person):
    three(reader, sign_up)
    changing.move(record, sign_up.series_id, SECOND, person, date(2026, 12, 9), time(17), time(19))
    body = told("aino@example.org", "Moved: Kahvit")
    assert "New time: Wednesday 9 December, 17:00–19:00. The old one was Tuesday 8 December, 18:00–20:00. You keep your place." in body
    assert own(record, "Aino") in body and "You keep your number" in told("onni@example.org", "Moved: Kahvit")
    assert states(sign_up) == {"Aino": "confirmed", "Onni": "waiting", "Ilona": "waiting"}
    page = words(soup(reader.get(own(record, "Aino"))).main)
    assert "Wednesday 9 December" in page
    # moved again, and back by undo: each is told
    changing.move(record, sign_up.series_id, SECOND, person, date(2026, 12, 10), time(17), time(19))
    assert "Thursday 10 December" in told("aino@example.org", "Moved: Kahvit") and len(mails("aino@example.org")) == 4


def test_a_single_event_whose_day_is_changed_on_its_page_takes_its_seats_along(record, reader):
    page = evening(record, 4)
    sign_up = opened(record, page)
    joined(reader, sign_up, "Aino", path=path_of(sign_up, "2026-12-04T18:00"))
    page = EventPage.objects.get(pk=page.pk)
    page.starts_on, page.starts_at = date(2026, 12, 18), time(19)
    page.ends_at = time(21)
    page.save_revision().publish()
    row = seats_of(sign_up)
    assert row.original == "2026-12-18T19:00" and row.taken == 1
    assert "New time: Friday 18 December, 19:00–21:00. The old one was Friday 4 December" in told("aino@example.org", "Moved")
    assert reader.get(path_of(sign_up, "2026-12-18T19:00")).status_code == 200


def test_when_all_dates_begin_at_another_hour_each_keeps_its_seats(record, reader, sign_up, page):
    joined(reader, sign_up, "Aino", path=path_of(sign_up, FIRST))
    joined(reader, sign_up, "Onni", path=path_of(sign_up, SECOND))
    page = EventPage.objects.get(pk=page.pk)
    page.starts_at, page.ends_at = time(17), time(19)
    page.save_revision().publish()
    assert sorted(Seats.unscoped.values_list("original", "taken")) == [("2026-12-01T17:00", 1), ("2026-12-08T17:00", 1)]
    for name in ("aino", "onni"):
        told(f"{name}@example.org", "Moved")


def test_a_date_that_the_rule_has_no_more_is_told_to_be_cancelled(record, reader, page):
    from ..calendar import rules

    sign_up = opened(record, page)
    joined(reader, sign_up, "Aino", path=path_of(sign_up, SECOND))
    page = EventPage.objects.get(pk=page.pk)
    page.repeat = rules.Repeat(rules.WEEKLY, 1, (1,), ends=rules.ON, until=date(2026, 12, 1)).as_data()
    page.save_revision().publish()
    told("aino@example.org", "Cancelled: Kahvit 8 December")
    assert seats_of(sign_up).is_cancelled


def test_dates_that_become_an_event_of_their_own_take_their_seats_along_and_bring_them_back(record, reader, sign_up, person):
    from neighbourhoods import acts, current

    joined(reader, sign_up, "Aino", path=path_of(sign_up, FIRST))
    joined(reader, sign_up, "Onni", path=path_of(sign_up, SECOND))
    before = OutgoingMail.objects.count()
    with current.activate(record):
        act, new = changing.split(record, sign_up.series_id, SECOND, person)
    follower = series_of(new)
    other = SignUp.unscoped.get(series=follower)
    assert (other.capacity, Seats.unscoped.get(sign_up=other).original) == (1, SECOND) and OutgoingMail.objects.count() == before
    assert reader.get(path_of(other, SECOND)).status_code == 200 and reader.get(path_of(sign_up, SECOND)).status_code == 404
    assert reader.get(own(record, "Onni")).status_code == 200
    with current.activate(record):
        acts.undo(record, act.pk, person)
    assert Seats.unscoped.filter(sign_up=sign_up).count() == 2 and OutgoingMail.objects.count() == before


def test_of_a_course_everybody_is_told_of_the_one_date_that_is_moved_or_off(record, reader, person):
    page = evening(record, 1, repeat=weekly(ends="after", count=4))
    sign_up = opened(record, page, per="whole")
    joined(reader, sign_up, "Aino")
    changing.move(record, sign_up.series_id, SECOND, person, date(2026, 12, 9), time(18), time(20))
    assert "New time: Wednesday 9 December, 18:00–20:00. The old one was Tuesday 8 December, 18:00–20:00." in told(
        "aino@example.org", "Moved"
    )
    changing.cancel(record, sign_up.series_id, "2026-12-15T18:00", person, "Sali on varattu")
    assert "Reason: Sali on varattu" in told("aino@example.org", "Cancelled: Kahvit 15 December")
    assert not seats_of(sign_up).is_cancelled and seats_of(sign_up).starts.day == 1
    changing.cancel_all(record, sign_up.series_id, person, "Vetäjä sairastui")
    assert "Vetäjä sairastui" in told("aino@example.org", "Cancelled") and seats_of(sign_up).is_cancelled


def test_what_is_over_is_changed_for_nobody(record, reader, page, sign_up, person):
    joined(reader, sign_up, "Aino", path=path_of(sign_up, FIRST))
    before = OutgoingMail.objects.count()
    with later(days=3):
        changing.cancel(record, sign_up.series_id, FIRST, person, "Jälkikäteen")
        changing.move(record, sign_up.series_id, FIRST, person, date(2026, 12, 2), time(18), time(20))
    assert OutgoingMail.objects.count() == before


def test_each_mail_is_in_the_language_in_which_somebody_signed_up(record, reader, sign_up, person):
    joined(reader, sign_up, "Aino", path=path_of(sign_up, SECOND, "en"))
    send(reader, sign_up, "Onni", path=path_of(sign_up, SECOND, "fi"))
    assert mails("onni@example.org")[-1].subject != mails("aino@example.org")[0].subject
    assert "/fi/events/oma/" in mails("onni@example.org")[-1].body and "/en/events/oma/" in mails("aino@example.org")[-1].body
    assert "8.12." in mails("onni@example.org")[-1].subject
