"""Volunteers see what residents have reported, what is late, and mark what they have answered."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from neighbourhoods import feedback_admin
from neighbourhoods.models import Feedback, Membership, User

pytestmark = pytest.mark.django_db
PATH = "/admin/feedback/"
TODAY = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def noon_of_a_december_day():
    with time_machine.travel("2026-12-01T12:00:00+02:00", tick=False):
        yield


@pytest.fixture
def report(neighbourhoods):
    """report("text", slug) stores one; slug None is the portal's."""

    def store(text="Kuvasta puuttuu selitys.", slug="lintumaki", due=TODAY, **fields):
        return Feedback.objects.create(
            neighbourhood=neighbourhoods[slug] if slug else None,
            text=text,
            language="fi",
            due_on=due,
            token=f"token {Feedback.objects.count()}",
            **fields,
        )

    return store


@pytest.fixture
def office(visit):
    """office(user) is that person in the admin."""

    def enter(user):
        visitor = visit()
        visitor.client.force_login(user)
        return visitor

    return enter


@pytest.fixture
def outsider(db):
    """Somebody who may open the admin of Partti, and has no business in Lintumäki."""
    from neighbourhoods.models import Neighbourhood

    user = User.objects.create_user("partti.aktiivi@example.org")
    Membership.objects.create(user=user, neighbourhood=Neighbourhood.objects.get(slug="partti"), role="activist")
    return user


def texts(page):
    return [row.text for row in page.context["page"].object_list]


def test_an_activist_marks_a_report_answered_and_takes_it_back(office, report, activist):
    row, desk = report(), office(activist)
    assert texts(desk.get(PATH)) == [row.text]
    for answered in (True, False):
        assert desk.post(f"{PATH}{row.pk}/").status_code == 302
        row.refresh_from_db()
        assert bool(row.answered_at) is answered


def test_looking_at_a_report_changes_nothing(office, report, activist):
    row = report()
    assert office(activist).get(f"{PATH}{row.pk}/").status_code == 405
    row.refresh_from_db()
    assert row.answered_at is None


def test_reports_of_another_neighbourhood_are_neither_seen_nor_marked(office, report, outsider):
    row, desk = report(), office(outsider)
    for path in (PATH, f"{PATH}?neighbourhood=lintumaki"):
        assert texts(desk.get(path)) == []
    assert desk.post(f"{PATH}{row.pk}/").status_code == 404
    row.refresh_from_db()
    assert row.answered_at is None


def test_reports_of_the_portal_are_for_keepers_alone(office, report, keeper, activist):
    row = report("Portaalista.", slug=None)
    assert texts(office(keeper).get(PATH)) == ["Portaalista."]
    assert texts(office(activist).get(PATH)) == []
    assert office(activist).post(f"{PATH}{row.pk}/").status_code == 404


def test_a_keeper_sees_those_of_the_neighbourhood_that_was_chosen(office, report, keeper):
    report("Portaalista.", slug=None)
    report("Partista.", slug="partti")
    assert texts(office(keeper).get(f"{PATH}?neighbourhood=partti")) == ["Partista."]


def test_who_belongs_nowhere_gets_in_nowhere(visit, office, report):
    row = report()
    stranger = office(User.objects.create_user("vieras@example.org"))
    for visitor in (visit(), stranger):
        for answer in (visitor.get(PATH), visitor.post(f"{PATH}{row.pk}/")):
            assert answer.status_code in (302, 404)
            assert row.text not in answer.text
    row.refresh_from_db()
    assert row.answered_at is None


def test_a_member_of_no_active_neighbourhood_gets_404_from_the_view_itself(rf, activist):
    """Whatever the middleware would do before it."""
    request = rf.get(PATH)
    request.user = activist
    with pytest.raises(feedback_admin.Http404):
        feedback_admin.index(request)


def test_what_waits_comes_before_what_is_answered_the_most_urgent_first_and_likely_spam_after_it(office, report, activist):
    now = timezone.now()
    report("vastattu aiemmin", answered_at=now - timedelta(days=2))
    report("roskaa", due=TODAY - timedelta(days=9), is_held=True)
    report("vastattu viimeksi", answered_at=now - timedelta(days=1))
    report("ehtii", due=TODAY + timedelta(days=3))
    report("myöhässä", due=TODAY - timedelta(days=2))
    page = office(activist).get(PATH)
    assert texts(page) == ["myöhässä", "ehtii", "roskaa", "vastattu viimeksi", "vastattu aiemmin"]
    assert page.text.count("näyttää roskapostilta") == 1


@pytest.mark.parametrize(
    ("days", "words"), [(3, "3 päivää jäljellä"), (1, "1 päivä jäljellä"), (-1, "1 päivä myöhässä"), (-2, "2 päivää myöhässä")]
)
def test_the_days_that_are_left_or_late_are_told(office, report, activist, days, words):
    report(due=TODAY + timedelta(days=days))
    assert words in office(activist).get(PATH).text


def test_an_answer_is_written_to_the_address_that_was_given_and_to_no_other(office, report, activist):
    report(email="asukas@example.org")
    report(email="a?cc=b@evil.example")
    links = set(re.findall(r'href="mailto:([^"]*)"', office(activist).get(PATH).text))
    assert links == {"asukas@example.org", "a%3Fcc%3Db@evil.example"}


def test_without_an_address_it_is_said_that_there_is_none(office, report, activist):
    report()
    assert "mailto:" not in office(activist).get(PATH).text.split("<main")[1]


def test_what_a_resident_wrote_cannot_run(office, report, activist):
    report("<script>alert(1)</script>", about='/fi/"><script>alert(2)</script>')
    page = office(activist).get(PATH).text
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page


def test_a_long_list_is_shown_in_parts_with_nothing_left_out(office, report, activist):
    for number in range(feedback_admin.PER_PAGE + 1):
        report(f"ilmoitus {number}")
    desk = office(activist)
    first, second = desk.get(PATH), desk.get(f"{PATH}?p=2")
    assert len(texts(first)) == feedback_admin.PER_PAGE and 'href="?p=2"' in first.text
    assert texts(second) == [f"ilmoitus {feedback_admin.PER_PAGE}"]
    assert texts(desk.get(f"{PATH}?p=zzz")) == texts(first)


def test_the_menu_leads_there_for_those_who_may_see_it(office, report, activist, keeper):
    for user in (activist, keeper):
        assert "/admin/feedback/" in office(user).get("/admin/").text
