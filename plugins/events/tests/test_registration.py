"""Somebody without an account signs up for a date, confirms, waits in the queue, is given a place, gives it up."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import pytest

from ..models import Registration, SignUp
from .ground import noon, places, record, soup, words  # noqa: F401
from .signing_up import confirm, joined, leave, link_of, mails, opened, path_of, press, right, seats_of, send, states, subjects, token

pytestmark = pytest.mark.django_db
State = Registration.State


@pytest.fixture
def reader(record, visit):
    return visit("lintumaki")


def test_one_signs_up_confirms_by_a_button_and_has_a_place(record, reader):
    sign_up = opened(record, capacity=2)
    answer = send(reader, sign_up, "Aino")
    assert answer.status_code == 303 and answer["Location"] == f"{path_of(sign_up)}?kiitos"
    assert "within 48 hours" in words(soup(reader.get(answer["Location"])).main)
    assert states(sign_up) == {"Aino": "unconfirmed"} and right(seats_of(sign_up)) == (1, 0)
    (mail,) = mails("aino@example.org")
    assert mail.subject == "Confirm your place: Kahvit 1 December"
    link = link_of("aino@example.org")
    assert "Confirm the place" in words(soup(reader.get(link)).main) and states(sign_up) == {"Aino": "unconfirmed"}
    assert confirm(reader, "aino@example.org")["Location"] == f"{link}?vahvistettu"
    assert states(sign_up) == {"Aino": "confirmed"}
    assert subjects("aino@example.org")[-1] == "Your place is booked: Kahvit 1 December"


def test_opening_links_changes_nothing_and_giving_up_takes_a_button(record, reader):
    sign_up = opened(record, capacity=1)
    joined(reader, sign_up, "Aino")
    link = link_of("aino@example.org")
    for address in (link, f"{link}peru/", f"{link}muuta/", f"{link}en-mina/", f"{link}vahvista/"):
        answer = reader.get(address)
        assert answer.status_code == 200 and answer["Cache-Control"] == "no-store" and answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Robots-Tag"] == "noindex" and not answer.cookies
    assert reader.post(link, {}).status_code == 405
    assert states(sign_up) == {"Aino": "confirmed"}
    answer = leave(reader, link)
    assert answer["Location"] == link and right(seats_of(sign_up)) == (0, 0)
    assert "Your place is cancelled" in words(soup(reader.get(link)).main)
    row = Registration.unscoped.get()
    assert (row.state, row.name, row.email) == ("left", "", "")
    assert subjects("aino@example.org")[-1] == "You cancelled: Kahvit 1 December"


def test_whoever_leaves_twice_frees_one_seat(record, reader):
    sign_up = opened(record, capacity=2)
    joined(reader, sign_up, "Aino")
    joined(reader, sign_up, "Onni")
    link = link_of("aino@example.org")
    first, second = token(reader, f"{link}peru/"), token(reader, f"{link}peru/")
    for one in (first, first, second):
        assert reader.post(f"{link}peru/", {"token": one}).status_code == 303
    assert right(seats_of(sign_up)) == (1, 0)
    # the mails that had not left yet do not any more
    assert subjects("aino@example.org") == ["You cancelled: Kahvit 1 December"]


def test_the_same_address_is_one_registration_and_gets_its_link_anew(record, reader):
    sign_up = opened(record, capacity=3)
    joined(reader, sign_up, "Aino")
    link = link_of("aino@example.org")
    first = send(reader, sign_up, "Joku Muu", email="AINO@Example.org", people=2)
    assert first["Location"] == f"{path_of(sign_up)}?kiitos" and states(sign_up) == {"Aino": "confirmed"}
    assert right(seats_of(sign_up)) == (1, 0) and link_of("aino@example.org") == link
    assert subjects("aino@example.org")[-1] == "Your place is booked: Kahvit 1 December"
    # after a few mails in an hour there are no more of them
    for _number in range(4):
        send(reader, sign_up, "Aino")
    assert len(mails("aino@example.org")) <= 4


def test_whether_an_address_is_known_is_seen_neither_in_the_answer_nor_in_the_work(record, reader, warm):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    sign_up = opened(record, capacity=30)
    path, seen = path_of(sign_up), []
    joined(reader, sign_up, "Aino")
    for name in ("Onni", "Aino", "Ilona"):
        given = token(reader, path)
        with CaptureQueriesContext(connection) as counted:
            answer = reader.post(path, {"token": given, "name": name, "email": f"{name}@example.org", "people": 1})
        told = [one["sql"].partition(" ")[0] for one in counted.captured_queries]
        seen.append((answer.status_code, answer["Location"], answer.content, len(told)))
        assert len(told) <= 20, (len(told), [one["sql"][:120] for one in counted.captured_queries])
    assert seen[0] == seen[1] == seen[2]


def test_a_full_date_has_a_queue_in_the_order_of_arrival(record, reader):
    sign_up = opened(record, capacity=1)
    joined(reader, sign_up, "Aino")
    page = words(soup(reader.get(path_of(sign_up))).main)
    assert "Full: join the waiting list" in page
    joined(reader, sign_up, "Onni")
    joined(reader, sign_up, "Ilona")
    assert states(sign_up) == {"Aino": "confirmed", "Onni": "waiting", "Ilona": "waiting"}
    assert "You are number 2." in words(soup(reader.get(link_of("ilona@example.org"))).main)
    assert "You are number 1." in mails("onni@example.org")[-1].body
    # who leaves the queue moves the others up
    leave(reader, link_of("onni@example.org"))
    assert "You are number 1." in words(soup(reader.get(link_of("ilona@example.org"))).main) and right(seats_of(sign_up)) == (1, 1)
    leave(reader, link_of("aino@example.org"))
    assert states(sign_up) == {"Ilona": "confirmed"} and right(seats_of(sign_up)) == (1, 0)
    assert subjects("ilona@example.org")[-1] == "You have a place: Kahvit 1 December"


def test_a_group_stays_together_and_nobody_is_let_past_it(record, reader):
    sign_up = opened(record, capacity=3)
    for name in ("Aino", "Onni", "Ilona"):
        joined(reader, sign_up, name)
    joined(reader, sign_up, "Ryhmä", email="ryhma@example.org", people=3)
    joined(reader, sign_up, "Yksin")
    for name in ("aino", "onni"):
        leave(reader, link_of(f"{name}@example.org"))
    assert states(sign_up) == {"Ilona": "confirmed", "Ryhmä": "waiting", "Yksin": "waiting"}
    # a seat is free, but who comes now is behind those who wait
    joined(reader, sign_up, "Uusi")
    assert states(sign_up)["Uusi"] == "waiting" and right(seats_of(sign_up)) == (1, 5)
    leave(reader, link_of("ilona@example.org"))
    assert states(sign_up) == {"Ryhmä": "confirmed", "Yksin": "waiting", "Uusi": "waiting"}


def test_more_than_there_are_seats_cannot_come_together(record, reader):
    sign_up = opened(record, capacity=2, most_companions=4)
    answer = send(reader, sign_up, "Ryhmä", email="ryhma@example.org", people=5)
    assert answer.status_code == 422 and not Registration.unscoped.exists()
    assert [option["value"] for option in soup(reader.get(path_of(sign_up))).select("#id_people option")] == ["1", "2"]


def test_one_comes_with_more_only_where_there_is_room_and_with_fewer_gives_seats_back(record, reader):
    sign_up = opened(record, capacity=4)
    joined(reader, sign_up, "Aino", people=2)
    link = link_of("aino@example.org")
    assert press(reader, f"{link}muuta/", people=3)["Location"] == link and right(seats_of(sign_up)) == (3, 0)
    joined(reader, sign_up, "Onni")
    answer = press(reader, f"{link}muuta/", people=4)
    assert soup(answer, 422).select_one("#err_people") and right(seats_of(sign_up)) == (4, 0)
    joined(reader, sign_up, "Ilona", people=2)
    assert states(sign_up)["Ilona"] == "waiting"
    press(reader, f"{link}muuta/", people=1)
    assert states(sign_up)["Ilona"] == "confirmed" and right(seats_of(sign_up)) == (4, 0)
    # what nobody can be is no number
    assert (
        press(reader, f"{link}muuta/", people="-1").status_code == 422 == press(reader, f"{link}muuta/", people="99999999999").status_code
    )


def test_one_whose_address_somebody_else_gave_is_rid_of_it_by_one_button(record, reader):
    sign_up = opened(record, capacity=1)
    send(reader, sign_up, "Aino")
    joined(reader, sign_up, "Onni")
    link = link_of("aino@example.org")
    assert f"{link}en-mina/" in mails("aino@example.org")[-1].body
    given = token(reader, f"{link}en-mina/")
    assert reader.post(f"{link}en-mina/", {"token": given})["Location"] == f"{link}en-mina/?kiitos"
    assert "Your address is removed" in words(soup(reader.get(f"{link}en-mina/?kiitos")).main)
    assert reader.get(link).status_code == 404 and states(sign_up) == {"Onni": "confirmed"}
    assert not Registration.unscoped.filter(email="aino@example.org").exists()
    # and no mail that had not left goes there any more
    assert mails("aino@example.org") == []


def test_what_is_missing_is_told_and_what_was_typed_stays(record, reader):
    sign_up = opened(record)
    answer = send(reader, sign_up, "", email="ei-osoite", people=2, remind="on")
    page = soup(answer, 422)
    assert page.select_one("#errors") and page.select_one("#id_email")["value"] == "ei-osoite"
    assert page.select_one("#id_people option[selected]")["value"] == "2" and page.select_one("#id_remind").has_attr("checked")
    assert not Registration.unscoped.exists() and not mails()


def test_no_address_and_no_name_is_ever_in_an_address_and_a_forged_query_changes_nothing(record, reader):
    """Case auth-mail-in-url."""
    page = sign_up_page(record)
    sign_up = opened(record, page)
    answer = send(reader, sign_up, "Aino")
    places = [answer["Location"], confirm(reader, "aino@example.org")["Location"]]
    assert not [place for place in places if "aino" in place.lower() or "@" in place]
    plain = reader.get(page.url).content
    assert reader.get(f"{page.url}?registered=aino@example.org&email=aino@example.org").content == plain
    form = soup(reader.get(f"{path_of(sign_up)}?name=Aino&email=aino@example.org&token=x"))
    assert not form.select_one("#id_email").get("value") and not form.select_one("#id_name").get("value")


def sign_up_page(record):
    from .ground import evening

    return evening(record)


def test_the_page_of_the_event_leads_to_the_form_and_says_how_many_seats_are_left(record, reader):
    page = sign_up_page(record)
    sign_up = opened(record, page, capacity=2)

    def box():
        found = soup(reader.get(page.url.replace("/fi/", "/en/"))).select_one("section[aria-labelledby=sign-up]")
        assert found.select_one("form") is None
        return found

    assert "2 places left" in words(box()) and box().select_one("a.btn")["href"] == path_of(sign_up)
    joined(reader, sign_up, "Aino")
    assert "1 place left" in words(box())
    joined(reader, sign_up, "Onni")
    assert "Full: join the waiting list" in words(box()) and "left" not in words(box())
    SignUp.unscoped.filter(pk=sign_up.pk).update(is_open=False)
    assert box().select_one("a") is None and "Sign-up is closed." in words(box())
