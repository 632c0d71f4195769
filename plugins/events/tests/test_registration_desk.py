"""At the desk a volunteer opens sign-up, sees who comes, puts somebody on the list, takes somebody off it, and notes who came."""

# ruff: noqa: F811 (fixtures are asked for by their names)
from datetime import datetime, time

import pytest

from neighbourhoods.models import Act, OutgoingMail

from ..models import Registration, Seats, SignUp
from ..registration import counting, opening, taking
from .at_the_desk import LIST, new_event, noon, press, record, undo  # noqa: F401
from .ground import HELSINKI, later, soup

pytestmark = pytest.mark.django_db
ORIGINAL = "2026-12-01T18:00"
FIELDS = {"capacity": "2", "most_companions": "3", "asks_reminder": "on", "keep_days": "30"}


@pytest.fixture
def series(record):
    return new_event(record).series()


@pytest.fixture
def sign_up(record, series):
    return SignUp.unscoped.create(neighbourhood_id=record.pk, series=series, capacity=2)


def put(record, sign_up, name, people=1, email="", **more):
    seats = opening.seats_of(record, sign_up, ORIGINAL)
    values = {"name": name, "email": email, "companions": people - 1, "language": "fi"}
    return taking.enter(record, seats, **values, **more)


def names(state=None):
    rows = Registration.unscoped.filter(state__in=[state] if state else Registration.ALIVE).order_by("number")
    return list(rows.values_list("name", flat=True))


def right(sign_up):
    row = Seats.unscoped.get(sign_up=sign_up)
    assert (row.taken, row.waiting) == counting.counted(row)
    return row.taken, row.waiting


def list_of(series):
    return f"{LIST}{series.pk}/date/{ORIGINAL}/seats/"


def test_sign_up_is_opened_with_so_many_places_closed_and_opened_again(record, desk, series):
    address = f"{LIST}{series.pk}/sign-up/"
    assert soup(desk.get(address)).select_one("#id_capacity") is not None
    press(desk, address, **FIELDS, closes_on="30.11.2026", closes_time="18.00")
    row = SignUp.unscoped.get()
    assert (row.capacity, row.most_companions, row.is_open) == (2, 3, True)
    assert row.closes_at == datetime(2026, 11, 30, 18, tzinfo=HELSINKI)
    press(desk, f"{address}switch/", action="close")
    assert not SignUp.unscoped.get().is_open
    undo(desk)
    assert SignUp.unscoped.get().is_open
    # without a limit, until it starts
    press(desk, address, **FIELDS | {"capacity": ""}, closes_on="")
    row = SignUp.unscoped.get()
    assert row.capacity is None and row.closes_at is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"capacity": "0"},
        {"capacity": "kaksi"},
        {"capacity": "99999999999"},
        {"most_companions": "-1"},
        {"closes_on": "31.2.2026"},
        {"keep_days": "0"},
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_opened(desk, series, wrong):
    answer = desk.post(f"{LIST}{series.pk}/sign-up/", FIELDS | wrong)
    page, (name,) = soup(answer, 400), wrong
    assert page.select_one("#errors") and page.select_one(f"#id_{name}_error") and not SignUp.unscoped.exists()
    assert page.select_one(f"#id_{name}")["value"] == wrong[name]


def test_with_more_places_the_queue_moves_and_with_fewer_nobody_loses_one(record, desk, series, sign_up):
    for name in ("Aino", "Onni", "Ilona", "Eino"):
        put(record, sign_up, name)
    assert names("confirmed") == ["Aino", "Onni"] and right(sign_up) == (2, 2)
    press(desk, f"{LIST}{series.pk}/sign-up/", **FIELDS | {"capacity": "3"})
    assert names("confirmed") == ["Aino", "Onni", "Ilona"] and right(sign_up) == (3, 1)
    text = press(desk, f"{LIST}{series.pk}/sign-up/", **FIELDS | {"capacity": "1"})
    assert names("confirmed") == ["Aino", "Onni", "Ilona"] and right(sign_up) == (3, 1)
    assert "3" in text
    page = desk.get(list_of(series))
    assert page.context["notes"] and page.status_code == 200
    # one who leaves frees nothing as long as there are too many
    row = Registration.unscoped.get(name="Aino")
    press(desk, f"{LIST}registration/{row.pk}/remove/")
    assert names("waiting") == ["Eino"] and right(sign_up) == (2, 1)


def test_the_list_says_why_nobody_moves_up(record, desk, series, sign_up):
    put(record, sign_up, "Aino")
    put(record, sign_up, "Onni")
    put(record, sign_up, "Ryhmä", people=2)
    put(record, sign_up, "Yksin")
    assert desk.get(list_of(series)).context["notes"] == []
    press(desk, f"{LIST}registration/{Registration.unscoped.get(name='Aino').pk}/remove/")
    (note,) = desk.get(list_of(series)).context["notes"]
    assert "2" in note and names("waiting") == ["Ryhmä", "Yksin"]


def test_somebody_is_put_on_the_list_without_an_address_and_taken_off_by_undo(record, desk, series, sign_up):
    press(desk, f"{list_of(series)}add/", name="Aino", people="2")
    row = Registration.unscoped.get()
    assert (row.name, row.email, row.people, row.state, row.by_hand) == ("Aino", "", 2, "confirmed", True)
    assert not OutgoingMail.objects.exists() and right(sign_up) == (2, 0)
    undo(desk)
    assert names() == [] and right(sign_up) == (0, 0)
    # and what is remembered of it names nobody
    assert "Aino" not in str(list(Act.objects.values_list("title", "details")))


def test_one_with_an_address_gets_a_mail_with_the_link_and_is_on_the_list_once(record, desk, series, sign_up):
    press(desk, f"{list_of(series)}add/", name="Aino", email="Aino@example.org", people="1")
    (mail,) = OutgoingMail.objects.all()
    assert mail.recipient == "aino@example.org" and "/events/oma/" in mail.body
    answer = desk.post(f"{list_of(series)}add/", {"name": "Aino", "email": "aino@example.org", "people": "1"})
    assert soup(answer, 400).select_one("#entry_email_error") and names() == ["Aino"]
    # more than there are places at all
    assert soup(desk.post(f"{list_of(series)}add/", {"name": "Kerho", "people": "3"}), 400).select_one("#entry_people_error")


def test_one_who_is_entered_waits_like_others_unless_the_volunteer_says_otherwise(record, desk, series, sign_up):
    put(record, sign_up, "Aino")
    put(record, sign_up, "Ryhmä", people=2)
    press(desk, f"{list_of(series)}add/", name="Onni", people="1")
    assert names("waiting") == ["Ryhmä", "Onni"]
    press(desk, f"{list_of(series)}add/", name="Ilona", people="1", past_queue="on")
    assert names("confirmed") == ["Aino", "Ilona"] and right(sign_up) == (2, 3)


def test_who_is_removed_is_told_or_not_and_comes_back_by_undo_while_there_is_a_place(record, desk, series, sign_up):
    for name in ("Aino", "Onni", "Ilona"):
        put(record, sign_up, name, email=f"{name.lower()}@example.org")
    OutgoingMail.objects.all().delete()
    ilona = Registration.unscoped.get(name="Ilona")
    press(desk, f"{LIST}registration/{ilona.pk}/remove/")
    assert names() == ["Aino", "Onni"] and not OutgoingMail.objects.exists()
    undo(desk)
    assert names("waiting") == ["Ilona"] and right(sign_up) == (2, 1)
    press(desk, f"{LIST}registration/{Registration.unscoped.get(name='Aino').pk}/remove/", tells="1")
    assert sorted(OutgoingMail.objects.values_list("recipient", flat=True)) == ["aino@example.org", "ilona@example.org"]
    assert names("confirmed") == ["Onni", "Ilona"]
    # the place has been given to the next
    undo(desk)
    assert names() == ["Onni", "Ilona"] and right(sign_up) == (2, 0)


def test_who_came_is_noted_afterwards_and_taken_back(record, desk, series, sign_up):
    one, two = put(record, sign_up, "Aino"), put(record, sign_up, "Onni")
    assert soup(desk.get(list_of(series))).select_one(f"#came_{one.pk}_yes") is None
    with later(days=3):
        # nobody else's session lasts that long in the tests: the page is asked for anew
        assert soup(desk.get(list_of(series))).select_one(f"#came_{one.pk}_yes")
        press(desk, f"{list_of(series)}came/", **{f"came_{one.pk}": "yes", f"came_{two.pk}": "no", "came_999999": "yes", "came_x": "yes"})
        assert dict(Registration.unscoped.values_list("name", "came")) == {"Aino": True, "Onni": False}
        undo(desk)
        assert dict(Registration.unscoped.values_list("name", "came")) == {"Aino": None, "Onni": None}


def test_the_table_is_read_by_no_spreadsheet_as_a_formula_and_its_download_is_remembered(record, desk, series, sign_up):
    put(record, sign_up, '=HYPERLINK("https://example.org")', email="aino@example.org")
    put(record, sign_up, 'Onni, "Ontto"', people=2)
    assert desk.get(f"{list_of(series)}file/").status_code == 302
    answer = desk.post(f"{list_of(series)}file/")
    text = answer.content.decode("utf-8-sig")
    assert answer["Content-Type"].startswith("text/csv") and "no-store" in answer["Cache-Control"]
    assert "'=HYPERLINK" in text and '"Onni, ""Ontto""",' in text
    assert Act.objects.filter(kind="signup.exported").count() == 1


def test_the_sheet_to_print_has_boxes_and_names_and_no_addresses(record, desk, series, sign_up):
    put(record, sign_up, "Aino", email="aino@example.org")
    answer = desk.get(f"{list_of(series)}sheet/")
    assert "Aino" in answer.text and "aino@example.org" not in answer.text and len(soup(answer).select(".ticks .box")) == 1


def test_volunteers_of_another_neighbourhood_get_nothing_of_it(record, visit, series, sign_up, neighbourhoods):
    from neighbourhoods.models import Membership, User

    row = put(record, sign_up, "Aino", email="aino@example.org")
    user = User.objects.create_user("toinen@example.org")
    Membership.objects.create(user=user, neighbourhood=neighbourhoods["partti"], role="coordinator")
    there = visit()
    there.client.force_login(user)
    for path in ("sign-up/", f"date/{ORIGINAL}/seats/", f"date/{ORIGINAL}/seats/sheet/", "seats/"):
        assert there.get(f"{LIST}{series.pk}/{path}").status_code == 404
    for path in (f"{series.pk}/date/{ORIGINAL}/seats/file/", f"registration/{row.pk}/remove/", f"registration/{row.pk}/let-in/"):
        assert there.post(f"{LIST}{path}").status_code == 404
    assert names() == ["Aino"]


def test_dates_without_sign_up_and_addresses_that_are_none_are_not_there(record, desk, series, sign_up):
    for path in ("date/2026-12-02T18:00/seats/", "date/x/seats/", "date/2026-12-01/seats/"):
        assert desk.get(f"{LIST}{series.pk}/{path}").status_code == 404
    # of a whole event there are none here: it leads to the event
    assert desk.get(f"{LIST}{series.pk}/seats/").status_code == 302
    assert desk.post(f"{LIST}registration/999999/remove/").status_code == 404
    other = new_event(record, "Muut", starts_at=time(10), ends_at=time(11)).series()
    assert desk.get(list_of(other)).status_code == 404


def test_where_the_site_is_paused_the_list_is_read_and_nothing_is_changed(record, desk, series, sign_up, neighbourhoods):
    from neighbourhoods import current

    row = put(record, sign_up, "Aino")
    place = neighbourhoods["lintumaki"]
    place.refresh_from_db()
    place.state = "paused"
    place.save()
    current.changed(place.pk)
    current.forget_everything()
    assert "Aino" in desk.get(list_of(series)).text
    press(desk, f"{LIST}registration/{row.pk}/remove/")
    assert names() == ["Aino"]
    assert desk.post(f"{LIST}{series.pk}/sign-up/", FIELDS).status_code == 400
