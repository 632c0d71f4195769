"""Two ideas become one and one becomes two: nothing is lost on the way, old links lead on, and everything can be taken back."""

# ruff: noqa: F811 (fixtures are asked for by their names)
from datetime import timedelta

import pytest
from django.core.signing import dumps
from django.utils import timezone

from neighbourhoods import acts
from neighbourhoods.models import Act, OutgoingMail, Record
from neighbourhoods.participation import links

from .. import checking, outlets, queries, sending
from ..desk import merging
from ..models import Comment, Idea, StatusChange, Support
from . import ground
from .at_the_desk import again, call, new_call, new_comment, new_idea, press, record, undo  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(record, call):
    """Two ideas that are published, and told of to others."""
    one = new_idea(record, call, "Penkki mäelle", state="public", email="eka@example.org", email_confirmed_at=timezone.now())
    into = new_idea(record, call, "Penkkejä ylämäkeen", state="public", published_at=timezone.now())
    for idea in (one, into):
        outlets.shown(record, idea)
    return one, into


def supported(record, idea, *who, day=None, is_aside=False):
    rows = [
        Support.unscoped.create(neighbourhood_id=record.pk, idea=idea, day=day or timezone.localdate(), who=name, is_aside=is_aside)
        for name in who
    ]
    Idea.unscoped.filter(pk=idea.pk).update(supports=Support.unscoped.filter(idea=idea, is_aside=False).count())
    return rows


def counts(*ideas):
    """(number that is shown, rows that count) of each."""
    return [(again(idea).supports, Support.unscoped.filter(idea=idea, is_aside=False).count()) for idea in ideas]


def last_change(idea):
    return StatusChange.unscoped.filter(idea=idea).last()


def take_back(record, act, person):
    return acts.undo(record, act.pk, person)


def test_one_browser_that_supported_both_counts_once_and_all_others_come_along(record, pair, activist):
    one, into = pair
    yesterday = timezone.localdate() - timedelta(days=1)
    supported(record, one, "a", "b", "c")
    supported(record, one, "b", day=yesterday)
    supported(record, one, "burst", is_aside=True)
    supported(record, into, "b", "d")
    act = merging.merge(record, one.pk, into.pk, activist)
    # a, c, b of yesterday, and the two that were there; what was set aside stays aside
    assert counts(into) == [(5, 5)]
    assert Support.unscoped.filter(idea=into, is_aside=True).count() == 1
    take_back(record, act, activist)
    assert counts(one, into) == [(4, 4), (2, 2)]


def test_comments_of_others_go_along_and_what_the_sender_told_more_stays_with_them(record, pair, activist):
    one, into = pair
    theirs, own = new_comment(record, one, state="public"), new_comment(record, one, "Lisäys", by_sender=True)
    act = merging.merge(record, one.pk, into.pk, activist)
    assert again(theirs).idea_id == into.pk and again(own).idea_id == one.pk
    take_back(record, act, activist)
    assert again(theirs).idea_id == again(own).idea_id == one.pk


def test_the_old_address_leads_on_through_a_chain_and_the_record_is_withdrawn(record, call, pair, activist, visit):
    one, into = pair
    third = new_idea(record, call, "Kolmas", state="public")
    outlets.shown(record, third)
    merging.merge(record, one.pk, into.pk, activist)
    merging.merge(record, into.pk, third.pk, activist)
    answer = visit("lintumaki").get(f"/fi/ideas/{one.pk}/")
    assert answer.status_code in (301, 302, 303) and answer["Location"] == f"/fi/ideas/{third.pk}/"
    assert queries.where_it_went(again(one)) == third
    assert not is_told(one) and not is_told(into) and is_told(third)


def is_told(idea):
    return Record.objects.filter(plugin="ideas", kind="idea", key=str(idea.pk), is_public=True).exists()


def test_the_sender_keeps_the_link_sees_where_it_went_and_is_told_in_their_language(record, pair, activist, visit):
    one, into = pair
    Idea.unscoped.filter(pk=one.pk).update(mail_language="sv")
    secret = links.new_secret()
    links.keep(record, sending.OWN, one.pk, secret)
    merging.merge(record, one.pk, into.pk, activist)
    page = visit("lintumaki").get(f"/fi/ideas/oma/{secret}/")
    assert page.status_code == 200 and f"/fi/ideas/{into.pk}/" in page.text
    mail = OutgoingMail.objects.get()
    assert mail.recipient == "eka@example.org" and mail.subject.startswith("Din idé")
    assert f"/sv/ideas/{into.pk}/" in mail.body and "Penkkejä ylämäkeen" in mail.body


def test_whoever_sent_a_merged_idea_gets_the_answer_of_the_other_one_and_reads_it_behind_their_link(record, pair, activist, visit):
    one, into = pair
    secret = links.new_secret()
    links.keep(record, sending.OWN, one.pk, secret)
    first = new_idea(record, one.call, "Istuin", state="public", email="nolla@example.org", email_confirmed_at=timezone.now())
    merging.merge(record, first.pk, one.pk, activist)
    merging.merge(record, one.pk, into.pk, activist)
    OutgoingMail.objects.all().delete()
    checking.answer(record, into.pk, activist, status="trying", text="Penkki tulee toukokuussa.", role="huolto")
    sent = {mail.recipient: mail for mail in OutgoingMail.objects.all()}
    assert set(sent) == {"eka@example.org", "nolla@example.org"}
    mail = sent["eka@example.org"]
    assert "Penkki mäelle" in mail.subject and "Penkki tulee toukokuussa." in mail.body and f"/ideas/{into.pk}/" in mail.body
    page = visit("lintumaki").get(f"/fi/ideas/oma/{secret}/").text
    assert "Penkki tulee toukokuussa." in page and "Kokeilussa" in page
    # once it is hidden, nothing of it is told by a link to another idea
    checking.hide(record, into.pk, activist, "private")
    page = visit("lintumaki").get(f"/fi/ideas/oma/{secret}/").text
    assert "Penkki tulee toukokuussa." not in page and "Penkkejä ylämäkeen" not in page


def test_nobody_is_written_to_whose_address_is_not_confirmed(record, pair, activist):
    one, into = pair
    Idea.unscoped.filter(pk=one.pk).update(email_confirmed_at=None)
    merging.merge(record, one.pk, into.pk, activist)
    assert not OutgoingMail.objects.exists()


def test_the_sender_of_a_merged_idea_neither_changes_nor_withdraws_it_but_may_erase_their_data(record, pair, activist):
    one, into = pair
    merging.merge(record, one.pk, into.pk, activist)
    with pytest.raises(sending.Answered):
        sending.change(record, one, {"text": "muuta"})
    sending.withdraw(record, one)
    assert again(one).state == Idea.State.MERGED
    sending.forget_sender(again(one))
    assert again(one).email == "" and again(one).merged_into_id == into.pk


@pytest.mark.parametrize(
    ("state", "into_state", "is_allowed"),
    [
        ("public", "public", True),
        ("waiting", "public", True),
        ("waiting", "waiting", True),
        ("public", "waiting", False),
        ("public", "hidden", False),
        ("public", "withdrawn", False),
        ("hidden", "public", False),
        ("withdrawn", "public", False),
        ("merged", "public", False),
        ("public", "merged", False),
    ],
)
def test_an_idea_goes_only_where_readers_can_follow_it(record, pair, activist, state, into_state, is_allowed):
    one, into = pair
    Idea.unscoped.filter(pk=one.pk).update(state=state)
    Idea.unscoped.filter(pk=into.pk).update(state=into_state)
    if is_allowed:
        assert merging.merge(record, one.pk, into.pk, activist)
        return
    with pytest.raises(merging.Refused):
        merging.merge(record, one.pk, into.pk, activist)
    assert (again(one).state, again(into).state, Act.objects.count()) == (state, into_state, 0)


def test_no_circle_can_be_made(record, call, pair, activist):
    one, into = pair
    third = new_idea(record, call, "Kolmas", state="public")
    with pytest.raises(merging.Refused):
        merging.merge(record, one.pk, one.pk, activist)
    merging.merge(record, one.pk, into.pk, activist)
    merging.merge(record, into.pk, third.pk, activist)
    for back in (one, into):
        with pytest.raises(merging.Refused):
            merging.merge(record, third.pk, back.pk, activist)
    # and where one stood in the database all the same, nobody would wait for ever
    Idea.unscoped.filter(pk=third.pk).update(state="merged", merged_into=one)
    assert queries.where_it_went(again(one)).state == Idea.State.MERGED


def test_ideas_of_two_calls_or_of_the_neighbour_are_not_merged(record, pair, activist, neighbourhoods):
    from neighbourhoods import current

    one, _into = pair
    elsewhere = new_idea(record, new_call(record, title="Muu"), state="public")
    partti = current.by_slug("partti")
    foreign = new_idea(partti, new_call(partti), state="public")
    for other in (elsewhere, foreign):
        with pytest.raises(merging.Refused):
            merging.merge(record, one.pk, other.pk, activist)
    assert again(one).state == Idea.State.PUBLIC


def test_taking_back_the_first_of_two_mergings_finds_what_has_gone_on(record, call, pair, activist):
    one, into = pair
    third = new_idea(record, call, "Kolmas", state="public")
    supported(record, one, "a", "b")
    supported(record, into, "b", "c")
    supported(record, third, "c", "d")
    comment = new_comment(record, one)
    first = merging.merge(record, one.pk, into.pk, activist)
    merging.merge(record, into.pk, third.pk, activist)
    assert counts(third) == [(4, 4)]
    take_back(record, first, activist)
    assert again(one).state == Idea.State.PUBLIC and again(comment).idea_id == one.pk
    # each has its own again, and no number differs from its rows
    assert all(shown == rows for shown, rows in counts(one, into, third))
    assert again(one).supports == 2 and is_told(one)


def test_an_idea_of_the_examples_whose_supports_are_only_a_number_keeps_it(record, pair, activist):
    one, into = pair
    Idea.unscoped.filter(pk=into.pk).update(supports=12)
    act = merging.merge(record, one.pk, into.pk, activist)
    assert again(into).supports == 12
    take_back(record, act, activist)
    assert again(into).supports == 12


# --- one becomes two


TWO = "Penkki mäelle. Lisäksi lamppu polulle."


@pytest.fixture
def double(record, call):
    found = new_idea(record, call, TWO, state="public", published_at=timezone.now(), name="Marja", email="m@example.org", place="Mäki")
    outlets.shown(record, found)
    return found


def split(record, idea, person, **fields):
    return merging.split(record, idea.pk, person, **({"text": "Penkki mäelle.", "second_text": "Lisäksi lamppu polulle."} | fields))


def test_the_second_idea_begins_anew_and_says_where_it_came_from(record, double, activist, visit):
    supported(record, double, "a")
    act, second = split(record, double, activist, second_title="Lamppu")
    one = again(double)
    assert (one.text, one.name, one.supports) == ("Penkki mäelle.", "Marja", 1)
    assert (second.text, second.title, second.state) == ("Lisäksi lamppu polulle.", "Lamppu", "public")
    assert (second.supports, second.split_from_id, second.place, second.due_on) == (0, one.pk, "Mäki", one.due_on)
    # nobody's name or address is kept twice: erasing them at the first erases them everywhere
    assert (second.name, second.email) == ("", "")
    assert is_told(second)
    reader = visit("lintumaki")
    assert f"/fi/ideas/{one.pk}/" in reader.get(f"/fi/ideas/{second.pk}/").text
    assert f"/fi/ideas/{second.pk}/" in reader.get(f"/fi/ideas/{one.pk}/").text
    assert act.kind == "idea.split"


def test_splitting_is_taken_back_with_what_the_second_has_got(record, double, activist, visit):
    act, second = split(record, double, activist)
    supported(record, second, "x")
    comment = new_comment(record, second)
    take_back(record, act, activist)
    one = again(double)
    assert one.text == TWO and one.supports == 1 and again(comment).idea_id == one.pk
    assert again(second).state == Idea.State.MERGED and not is_told(second)
    assert visit("lintumaki").get(f"/fi/ideas/{second.pk}/")["Location"] == f"/fi/ideas/{one.pk}/"


def test_splitting_is_not_taken_back_over_what_the_sender_or_an_answer_has_done_since(record, double, activist):
    act, second = split(record, double, activist)
    checking.answer(record, second.pk, activist, status="not_now", text="Ei nyt.")
    with pytest.raises(acts.CannotUndo):
        take_back(record, act, activist)
    other = new_idea(record, double.call, TWO, state="public")
    act, _second = split(record, other, activist)
    Idea.unscoped.filter(pk=other.pk).update(text="Lähettäjä muutti.")
    with pytest.raises(acts.CannotUndo):
        take_back(record, act, activist)
    assert again(other).text == "Lähettäjä muutti."


def test_a_text_that_its_sender_has_changed_meanwhile_is_not_divided(record, double, activist):
    Idea.unscoped.filter(pk=double.pk).update(text="Uusi teksti")
    with pytest.raises(merging.Refused):
        split(record, double, activist, seen=TWO)
    assert Idea.of(record).count() == 1


# --- at the desk


def test_at_the_desk_an_idea_is_merged_and_taken_back_by_buttons(desk, record, pair):
    one, into = pair
    page = desk.get(f"/admin/ideas/{one.pk}/merge/", {"q": "ylämäkeen"})
    assert page.status_code == 200 and f'value="{into.pk}"' in page.text
    assert not desk.get(f"/admin/ideas/{one.pk}/merge/", {"q": "sauna"}).context["listed"].object_list
    text = press(desk, f"/admin/ideas/{one.pk}/merge/", into=str(into.pk))
    assert again(one).state == Idea.State.MERGED and "Penkkejä ylämäkeen" in text
    assert undo(desk).status_code in (302, 303) and again(one).state == Idea.State.PUBLIC


def test_at_the_desk_an_idea_is_split_with_its_lines_as_they_are(desk, record, call):
    text = "Penkki.\n\nLamppu."
    idea = new_idea(record, call, text, state="public")
    page = ground.soup(desk.get(f"/admin/ideas/{idea.pk}/split/"))
    seen = page.select_one("input[name=seen]")["value"]
    fields = {"seen": seen.replace("\n", "\r\n"), "text": "Penkki.", "second_text": "Lamppu.", "second_title": ""}
    press(desk, f"/admin/ideas/{idea.pk}/split/", **fields)
    assert sorted(Idea.of(record).values_list("text", flat=True)) == ["Lamppu.", "Penkki."]
    empty = desk.post(f"/admin/ideas/{idea.pk}/split/", {"seen": "Penkki.", "text": "Penkki.", "second_text": " "})
    assert empty.status_code == 422 and Idea.of(record).count() == 2


def test_nobody_merges_splits_or_hands_on_ideas_of_the_neighbour(desk, record, pair):
    from neighbourhoods import current

    partti = current.by_slug("partti")
    foreign = new_idea(partti, new_call(partti), state="public")
    missing = desk.get("/admin/ideas/987654321/merge/")
    assert missing.status_code == 404
    for end in ("merge", "split", "hand"):
        for answer in (
            desk.get(f"/admin/ideas/{foreign.pk}/{end}/"),
            desk.post(f"/admin/ideas/{foreign.pk}/{end}/", {"into": str(pair[0].pk)}),
        ):
            assert (answer.status_code, answer.content) == (404, missing.content)
    answer = desk.post(f"/admin/ideas/{pair[0].pk}/merge/", {"into": str(foreign.pk)})
    assert (answer.status_code, answer.content) == (404, missing.content)
    assert again(pair[0]).state == Idea.State.PUBLIC and not Act.objects.exists()


@pytest.mark.parametrize("into", ["", "x", "-1", "9" * 40, "1.0", pytest.param(dumps("x"), id="signed elsewhere")])
def test_an_odd_choice_is_told_and_changes_nothing(desk, record, pair, into):
    answer = desk.post(f"/admin/ideas/{pair[0].pk}/merge/", {"into": into})
    assert answer.status_code in (303, 404) and again(pair[0]).state == Idea.State.PUBLIC


# --- for the city


def test_an_idea_leaves_with_an_id_and_comes_back_as_an_answer(desk, record, call, double):
    supported(record, double, "a", "b")
    fields = {"receiver": "Kaupungin puistot", "email": "puistot@example.org"}
    text = press(desk, f"/admin/ideas/{double.pk}/hand/", **fields)
    name = f"PP-LIN-{double.pk}"
    mail = OutgoingMail.objects.get()
    assert mail.recipient == "puistot@example.org" and mail.subject.startswith(f"{name}:") and mail.html == ""
    assert TWO in mail.body and f"/fi/ideas/{double.pk}/" in mail.body and mail.body.count(name) >= 2
    # who sent it is nobody's business
    assert "Marja" not in mail.body and "m@example.org" not in mail.body
    change = last_change(double)
    assert name in change.reason and "Kaupungin puistot" in change.reason and "puistot@example.org" not in change.reason
    assert change.status == again(double).status == "discussed" and name in text
    assert undo(desk).status_code in (302, 303) and again(double).status == "received"
    # it comes back in the ordinary form
    activist = Act.objects.latest("pk").by
    checking.answer(record, double.pk, activist, status="done", text="Kaupunki teki sen.", role="kaupunki")
    assert again(double).status == "done"


@pytest.mark.parametrize("email", ["", ".", '"nimi', "a@example.org\nBcc: b@example.org", "x" * 320 + "@example.org", "puistot"])
def test_an_address_that_is_none_is_told_beside_its_field_and_nothing_leaves(desk, double, email):
    """Case mail-one-bad-address."""
    answer = desk.post(f"/admin/ideas/{double.pk}/hand/", {"receiver": "Kaupunki", "email": email})
    assert answer.status_code == 422 and "id_email" in answer.text and not OutgoingMail.objects.exists()


def test_no_line_of_a_title_or_receiver_becomes_a_header_of_the_mail(desk, record, call):
    """Case mail-one-bad-address: header injection."""
    idea = new_idea(record, call, "Teksti", title="Otsikko\r\nBcc: x@example.org", state="public")
    press(desk, f"/admin/ideas/{idea.pk}/hand/", receiver="Kaupunki\r\nBcc: y@example.org", email="k@example.org")
    mail = OutgoingMail.objects.get()
    assert "\n" not in mail.subject and "\r" not in mail.subject and mail.headers == {}
    assert "\n" not in last_change(idea).reason


def test_what_is_not_published_is_not_sent_on(desk, record, call):
    idea = new_idea(record, call)
    answer = desk.post(f"/admin/ideas/{idea.pk}/hand/", {"receiver": "Kaupunki", "email": "k@example.org"})
    assert answer.status_code == 422 and not OutgoingMail.objects.exists() and Comment.unscoped.count() == 0
