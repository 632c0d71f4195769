"""Somebody without an account signs up for a date, confirms, waits in the queue, is given a place, gives it up."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import pytest

from ..models import Registration
from .ground import noon, places, record, soup, words  # noqa: F401
from .signing_up import confirm, joined, leave, link_of, mails, opened, path_of, right, seats_of, send, states, subjects, token

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
