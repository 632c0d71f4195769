"""What becomes of seats and of those who wait when time passes, and what is refused; cases from the field by their ids."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import json
from datetime import datetime
from pathlib import Path

import pytest
import time_machine

from neighbourhoods import current, tasks
from neighbourhoods.models import Neighbourhood, OutgoingMail
from neighbourhoods.participation import links

from .. import privacy
from ..desk import seat_settings
from ..models import Registration, Seats, SignUp
from ..registration import expiring, reminding, taking, telling
from .ground import HELSINKI, at, evening, later, noon, places, record, soup, weekly, words  # noqa: F401
from .signing_up import confirm, joined, leave, link_of, mails, opened, path_of, press, right, seats_of, send, states, subjects, token
from .test_reading_cases import CASES, HERE

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(record, visit):
    return visit("lintumaki")


def on(day, hour, minute=0, month=12):
    return time_machine.travel(datetime(2026, month, day, hour, minute, tzinfo=HELSINKI), tick=False)


def newest_state(sign_up, name):
    return states(sign_up).get(name)


# Cases


def test_every_case_is_told_where_it_is_tried():
    tried = Path(__file__).read_text(encoding="utf-8")
    mine = [case for case, told in CASES.items() if told["kind"] == "registration"]
    assert mine and not [case for case in mine if f"Case {case}" not in tried]


def test_a_waiting_list_from_the_first_who_comes_to_one_who_leaves_after_the_start(record, reader):
    """Case 32-waiting-list."""
    given, wanted = json.loads((HERE / "32-waiting-list.json").read_text(encoding="utf-8")), CASES["32-waiting-list"]["expected"]["states"]
    sign_up, told = opened(record, evening(record, 4), capacity=given["capacity"]), []
    path = path_of(sign_up, "2026-12-04T18:00")

    def queue():
        return list(Registration.unscoped.filter(state="waiting").order_by("number").values_list("name", flat=True))

    def said(who):
        return f"{who} waiting {queue().index(who) + 1}" if who in queue() else f"{who} {newest_state(sign_up, who)}"

    assert given["log"][:4] == [f"{who} registers" for who in "ABCD"]
    for who in "ABCD":
        joined(reader, sign_up, who, path=path)
        told.append(said(who))
    assert told == wanted[:4]
    leave(reader, link_of("b@example.org"))
    assert said("C") == "C confirmed" and subjects("c@example.org")[-1] == "You have a place: Kahvit 4 December"
    # who had confirmed the address needs to do nothing more
    confirm(reader, "c@example.org")
    assert said("C") == "C confirmed" and said("D") == "D waiting 1"
    leave(reader, link_of("c@example.org"))
    assert said("D") == "D confirmed" and "C" not in states(sign_up) and queue() == []
    joined(reader, sign_up, "E", path=path)
    link = link_of("a@example.org")
    with on(4, 18, 1):
        assert leave(reader, link).status_code == 303
    assert queue() == ["E"] and right(seats_of(sign_up)) == (1, 1)


def test_a_guest_confirms_by_a_button_and_an_address_that_nobody_confirms_is_erased(record, reader):
    """Case 58-guest-registration."""
    steps = json.loads((HERE / "58-guest-registration.json").read_text(encoding="utf-8"))["steps"]
    assert len(steps) == 6
    sign_up = opened(record, evening(record, 8), capacity=1)
    path = path_of(sign_up, "2026-12-08T18:00")
    first = send(reader, sign_up, "Aino", path=path)
    lost = link_of("aino@example.org")
    joined(reader, sign_up, "Onni", path=path)
    assert states(sign_up) == {"Aino": "unconfirmed", "Onni": "waiting"}
    with later(hours=47, minutes=58):
        assert expiring.expire(record) == 0
    with later(hours=48, minutes=1):
        assert expiring.expire(record) == 1 and expiring.expire(record) == 0
        assert states(sign_up) == {"Onni": "confirmed"} and subjects("onni@example.org")[-1].startswith("You have a place")
        assert not Registration.unscoped.filter(email="aino@example.org").exists() and reader.get(lost).status_code == 404
        link = link_of("onni@example.org")
        # as a program does that looks at mail
        assert reader.get(link).status_code == reader.get(f"{link}peru/").status_code == reader.get(f"{link}vahvista/").status_code == 200
        assert states(sign_up) == {"Onni": "confirmed"}
        again, fresh = send(reader, sign_up, "Onni", path=path), send(reader, sign_up, "Ilona", path=path)
        assert (again.status_code, again["Location"], again.content) == (fresh.status_code, fresh["Location"], fresh.content)
        assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
        assert right(seats_of(sign_up)) == (1, 1)
        # the wrong owner of an address is rid of it
        press(reader, f"{link_of('ilona@example.org')}en-mina/")
        assert states(sign_up) == {"Onni": "confirmed"} and right(seats_of(sign_up)) == (1, 0)


# Time


def test_a_link_that_comes_too_late_finds_the_seat_gone_also_where_no_task_has_run(record, reader):
    sign_up = opened(record, evening(record, 8), capacity=1)
    path = path_of(sign_up, "2026-12-08T18:00")
    send(reader, sign_up, "Aino", path=path)
    link = link_of("aino@example.org")
    given = token(reader, link)
    joined(reader, sign_up, "Onni", path=path)
    with later(hours=49):
        fresh = token(reader, f"{link}vahvista/")
        assert "so it was freed" in words(soup(reader.get(link)).main)
        assert reader.post(f"{link}vahvista/", {"token": fresh}).status_code == 303
        assert states(sign_up) == {"Onni": "confirmed"} and reader.get(link).status_code == 404
    del given


def test_one_who_waits_and_never_confirmed_is_asked_anew_when_a_seat_is_freed(record, reader):
    sign_up = opened(record, evening(record, 8), capacity=1)
    path = path_of(sign_up, "2026-12-08T18:00")
    joined(reader, sign_up, "Aino", path=path)
    send(reader, sign_up, "Onni", path=path)
    assert subjects("onni@example.org") == ["Confirm that you wait for a place: Kahvit 8 December"]
    with later(hours=40):
        leave(reader, link_of("aino@example.org"))
        assert states(sign_up) == {"Onni": "unconfirmed"}
        assert subjects("onni@example.org")[-1] == "Confirm your place: Kahvit 8 December"
    with later(hours=60):
        assert expiring.expire(record) == 0
        confirm(reader, "onni@example.org")
    assert states(sign_up) == {"Onni": "confirmed"}


def test_who_asked_is_reminded_once_the_day_before_at_ten(record, reader):
    sign_up = opened(record, evening(record, 4))
    path = path_of(sign_up, "2026-12-04T18:00")
    joined(reader, sign_up, "Aino", path=path, remind="on")
    joined(reader, sign_up, "Onni", path=path)
    send(reader, sign_up, "Ilona", path=path, remind="on")
    for day, hour, number in ((2, 12, 0), (3, 9, 0), (3, 10, 1), (3, 12, 0), (4, 10, 0)):
        with on(day, hour, 1):
            assert reminding.remind(record) == number, (day, hour)
    assert subjects("aino@example.org")[-1] == "Tomorrow: Kahvit" and "Tomorrow: Kahvit" not in subjects("onni@example.org")
    assert OutgoingMail.objects.filter(subject="Tomorrow: Kahvit").count() == 1


def test_nobody_is_reminded_of_what_is_cancelled(record, reader):
    page = evening(record, 4)
    sign_up = opened(record, page)
    joined(reader, sign_up, "Aino", path=path_of(sign_up, "2026-12-04T18:00"), remind="on")
    cancel(record, page, at(4, 18))
    with on(3, 11):
        assert reminding.remind(record) == 0


def test_the_task_of_the_clock_does_both_and_twice_as_once(record, reader):
    sign_up = opened(record, evening(record, 4), capacity=1)
    path = path_of(sign_up, "2026-12-04T18:00")
    joined(reader, sign_up, "Aino", path=path, remind="on")
    with on(3, 11):
        for _time in range(2):
            tasks.run("events", "seats")
    assert subjects("aino@example.org").count("Tomorrow: Kahvit") == 1


# Erasing


def test_names_and_addresses_are_erased_some_days_after_the_date_and_counts_stay_also_where_events_are_off(record, reader):
    sign_up = opened(record, keep_days=7)
    joined(reader, sign_up, "Aino", people=2)
    joined(reader, sign_up, "Onni")
    Registration.unscoped.filter(name="Onni").update(came=True)
    link = link_of("aino@example.org")
    with on(8, 19):
        tasks.run("events", "forget")
        assert Registration.unscoped.exclude(name="").count() == 2
    place = Neighbourhood.objects.get(slug="lintumaki")
    place.config["plugins"].pop("events")
    place.save()
    current.changed(place.pk)
    current.forget_everything()
    assert "events" not in current.by_slug("lintumaki").plugins
    with on(8, 21):
        tasks.run("events", "forget")
        tasks.run("events", "forget")
    rows = list(Registration.unscoped.order_by("number"))
    assert [(row.name, row.email, row.key, row.state, row.people) for row in rows] == [
        ("", "", "", "confirmed", 2),
        ("", "", "", "confirmed", 1),
    ]
    assert rows[1].came is True and seats_of(sign_up).taken == 3
    assert links.find(record, telling.OWN, link.split("/")[-2]) is None


def test_what_is_held_of_a_person_is_told_and_erased_and_the_seat_goes_to_the_next(record, reader):
    sign_up = opened(record, capacity=1)
    joined(reader, sign_up, "Aino")
    joined(reader, sign_up, "Onni")
    (told,) = privacy.personal_data("AINO@example.org")["registrations"]
    assert (told["event"], told["name"], told["email"], told["state"]) == ("Kahvit", "Aino", "aino@example.org", "confirmed")
    assert privacy.erase("Aino@example.org") == 1 and privacy.personal_data("aino@example.org") == {}
    assert states(sign_up) == {"Onni": "confirmed"} and not mails("aino@example.org") and privacy.erase("aino@example.org") == 0


# What is refused


def test_sign_up_ends_when_the_date_starts_or_when_it_is_said(record, reader):
    page = evening(record, 4)
    sign_up = opened(record, page)
    path = path_of(sign_up, "2026-12-04T18:00")
    with on(4, 17, 59):
        given = token(reader, path)
    fields = {"name": "Aino Asukas", "email": "aino@example.org", "people": "2", "token": given}
    with on(4, 18, 0):
        answer = reader.post(path, fields)
        assert answer.status_code == 403 and "Aino Asukas" in answer.text and "This has begun" in answer.text
    SignUp.unscoped.update(closes_at=datetime(2026, 12, 3, 12, tzinfo=HELSINKI))
    with on(3, 12, 0):
        assert "Sign-up ended" in reader.post(path, fields).text and "Sign-up ended" in words(soup(reader.get(path)).main)
    SignUp.unscoped.update(closes_at=None, closes_days=2)
    with on(2, 18, 0):
        assert reader.post(path, fields).status_code == 403
    with on(2, 17, 59):
        assert press(reader, path, **{key: value for key, value in fields.items() if key != "token"}).status_code == 303


@pytest.mark.parametrize("how", ["closed", "cancelled", "past", "paused", "archived"])
def test_what_is_closed_takes_nobody_and_shows_back_what_was_typed(record, reader, how):
    page = evening(record, 4)
    sign_up = opened(record, page)
    path = path_of(sign_up, "2026-12-04T18:00")
    given, clock = token(reader, path), on(1, 12)
    if how == "closed":
        SignUp.unscoped.update(is_open=False)
    elif how == "cancelled":
        cancel(record, page, at(4, 18))
    elif how == "past":
        clock = on(5, 12)
        Seats.unscoped.all().delete()
    else:
        Neighbourhood.objects.filter(slug="lintumaki").update(state=how)
        current.changed(record.pk)
        current.forget_everything()
    with clock:
        answer = reader.post(path, {"token": given, "name": "Aino Asukas", "email": "aino@example.org", "people": "1"})
    assert answer.status_code == 403 and "Aino Asukas" in answer.text and "aino@example.org" in answer.text
    assert not Registration.unscoped.exists() and not mails()


def test_what_comes_from_another_site_is_refused_and_a_forged_token_makes_no_registration(record, reader):
    sign_up = opened(record)
    path = path_of(sign_up)
    fields = {"token": token(reader, path), "name": "Aino", "email": "aino@example.org", "people": "1"}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://example.org"}):
        assert reader.post(path, fields, headers=headers).status_code == 403
    for wrong in ("", "x", fields["token"][:-3]):
        # what was typed is shown once more, with a token of its own
        assert "Aino" in reader.post(path, fields | {"token": wrong}).text
    assert not Registration.unscoped.exists()


@pytest.mark.parametrize(
    "path",
    [
        "999999/2026-12-01T18:00/",
        "1/2026-13-01T18:00/",
        "1/2026-12-02T18:00/",
        "1/2026-12-01/",
        "1/",
        "1/x/",
        f"{'9' * 18}/",
        f"{'9' * 30}/",
    ],
)
def test_addresses_of_dates_that_are_none_are_not_there(record, reader, path):
    sign_up = opened(record)
    path = path.replace("1/", f"{sign_up.pk}/", 1) if path.startswith("1/") else path
    assert reader.get(f"/en/events/ilmoittaudu/{path}").status_code == 404


def test_links_of_one_neighbourhood_and_forms_of_one_open_nothing_in_another(record, reader, places, visit):
    sign_up = opened(record)
    joined(reader, sign_up, "Aino")
    there = visit("partti")
    assert there.get(link_of("aino@example.org").replace("/en/", "/fi/")).status_code == 404
    assert there.get(path_of(sign_up, language="fi")).status_code == 404
    assert reader.get("/en/events/oma/" + "a" * 43 + "/").status_code == 404 == reader.get("/en/events/oma/x/").status_code


def test_an_event_that_is_not_shown_any_more_takes_nobody_and_who_has_a_place_still_reaches_it(record, reader):
    page = evening(record, 4)
    sign_up = opened(record, page)
    path = path_of(sign_up, "2026-12-04T18:00")
    joined(reader, sign_up, "Aino", path=path)
    page.unpublish()
    assert reader.get(path).status_code == 404
    assert reader.get(link_of("aino@example.org")).status_code == 200
    assert leave(reader, link_of("aino@example.org")).status_code == 303


# Spam


def test_what_looks_like_spam_takes_no_seat_and_is_written_to_nobody_until_it_is_let_in(record, reader):
    sign_up = opened(record, capacity=1)
    quick = send(reader, sign_up, "Aino", ago=1)
    assert quick.status_code == 303 and quick["Location"] == f"{path_of(sign_up)}?kiitos"
    send(reader, sign_up, "Roska", website="https://example.org")
    assert states(sign_up) == {"Aino": "held", "Roska": "held"} and right(seats_of(sign_up)) == (0, 0) and not mails()
    # whoever is held keeps nobody from signing up with the same address
    send(reader, sign_up, "Aino", people=1)
    assert newest_state(sign_up, "Aino") == "unconfirmed" and len(mails("aino@example.org")) == 1
    row = Registration.unscoped.get(name="Roska")
    taking.let_in(record, row.pk)
    assert newest_state(sign_up, "Roska") == "waiting" and len(mails("roska@example.org")) == 1
    assert taking.let_in(record, row.pk) is None and right(seats_of(sign_up)) == (1, 1)


def test_the_same_form_sent_twice_is_one_registration(record, reader):
    sign_up = opened(record)
    given = token(reader, path_of(sign_up))
    fields = {"token": given, "name": "Aino", "email": "aino@example.org", "people": "1"}
    answers = [reader.post(path_of(sign_up), fields) for _time in range(3)]
    assert {answer["Location"] for answer in answers} == {f"{path_of(sign_up)}?kiitos"}
    assert states(sign_up) == {"Aino": "unconfirmed"} and len(mails("aino@example.org")) == 1


# Whole events, and dates that repeat


def test_for_dates_that_repeat_each_has_seats_of_its_own(record, reader):
    page = evening(record, 1, repeat=weekly())
    sign_up = opened(record, page, capacity=1)
    joined(reader, sign_up, "Aino", path=path_of(sign_up, "2026-12-01T18:00"))
    send(reader, sign_up, "Aino", path=path_of(sign_up, "2026-12-08T18:00"))
    assert sorted(Registration.unscoped.values_list("seats__original", "state")) == [
        ("2026-12-01T18:00", "confirmed"),
        ("2026-12-08T18:00", "unconfirmed"),
    ]
    assert reader.get(path_of(sign_up, "")).status_code == 404


def test_for_a_course_one_signs_up_once_and_until_it_begins(record, reader):
    page = evening(record, 1, repeat=weekly(ends="after", count=4))
    sign_up = opened(record, page, per="whole", capacity=2)
    assert reader.get(path_of(sign_up)).status_code == 404
    joined(reader, sign_up, "Aino")
    row = seats_of(sign_up)
    assert row.original == "" and len(row.dates) == 4 and row.over_at == datetime(2026, 12, 22, 20, tzinfo=HELSINKI)
    with on(1, 18, 1):
        assert "This has begun" in words(soup(reader.get(path_of(sign_up, ""))).main)
    SignUp.unscoped.update(closes_at=datetime(2026, 12, 10, 12, tzinfo=HELSINKI))
    with on(9, 12):
        assert reader.get(path_of(sign_up, "")).context["form"]


def test_how_one_signs_up_is_not_changed_any_more_when_somebody_has(record, reader, keeper):
    page = evening(record, 1, repeat=weekly())
    sign_up = opened(record, page)
    seat_settings.save(record, sign_up.series_id, keeper, per="whole")
    seat_settings.save(record, sign_up.series_id, keeper, per="date")
    joined(reader, sign_up, "Aino", path=path_of(sign_up))
    with pytest.raises(seat_settings.Refused):
        seat_settings.save(record, sign_up.series_id, keeper, per="whole")


def cancel(record, page, when, reason="Vesivahinko"):
    from .calendars import change

    return change(record, page, when, is_cancelled=True, reason=reason)
