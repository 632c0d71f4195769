"""At the desk nobody of another neighbourhood sees, does or infers anything of ideas; and the guard knows every argument."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from neighbourhoods import current
from neighbourhoods.models import Act, Membership, User

from ..desk import admin_urls
from ..desk.declared import VIEWS
from ..models import Comment, Idea
from .at_the_desk import LIST, again, call, idea, new_call, new_comment, new_idea, new_report, record  # noqa: F401

pytestmark = pytest.mark.django_db
ONE = ("", "publish/", "ask/", "hide/", "looked/", "supports/", "answer/", "photo-small.jpg", "photo-large.jpg")


@pytest.fixture
def stranger(visit, neighbourhoods):
    """Signed in, and an active resident of Partti only."""
    user = User.objects.create_user("parttilainen@example.org")
    Membership.objects.create(user=user, neighbourhood=neighbourhoods["partti"], role="activist")
    visitor = visit()
    visitor.client.force_login(user)
    return visitor


@pytest.fixture
def things(record, idea):
    return {"idea": idea, "comment": new_comment(record, idea), "report": new_report(record, idea)}


def addresses(things):
    return [*(f"{LIST}{things['idea'].pk}/{end}" for end in ONE), f"{LIST}comment/{things['comment'].pk}/"]


def test_every_address_of_a_foreign_idea_answers_as_what_does_not_exist(stranger, things):
    missing = stranger.get(f"{LIST}987654321/")
    assert missing.status_code == 404
    for address in addresses(things):
        for answer in (stranger.get(address), stranger.post(address, {"reason": "twice", "action": "publish", "question": "Mikä?"})):
            assert (answer.status_code, answer.content) == (404, missing.content), address
    assert again(things["idea"]).state == Idea.State.WAITING and again(things["comment"]).state == Comment.State.WAITING
    assert not Act.objects.exists()


def test_a_foreign_neighbourhood_in_the_address_opens_nothing(stranger, things):
    for address in addresses(things):
        assert stranger.get(address, {"neighbourhood": "lintumaki"}).status_code == 404, address
    assert stranger.get(LIST, {"neighbourhood": "lintumaki"}).status_code == 404 or "Penkki" not in stranger.get(LIST).text


def test_lists_counts_and_care_know_of_ones_own_alone(stranger, things):
    partti = current.by_slug("partti")
    Idea.of(partti).delete()
    text = stranger.get(LIST).text
    assert "Penkki mäen puoliväliin" not in text and stranger.get(LIST).context["is_empty"]
    front = stranger.get("/admin/")
    assert all(not tile["waiting"] for tile in front.context["tiles"] if "/admin/ideas/" in tile["url"])
    assert "Penkki mäen puoliväliin" not in front.text


def test_an_idea_is_not_written_down_for_a_foreign_call(stranger, record, call):
    partti = current.by_slug("partti")
    new_call(partti, "Mitä Parttiin?")
    opened = stranger.get(f"{LIST}hear/")
    assert "Mitä pihalle?" not in opened.text
    sent = {"call": call.pk, "via": "paper", "text": "Salaa"}
    assert stranger.post(f"{LIST}hear/", sent).status_code == 404 and not Idea.unscoped.filter(text="Salaa").exists()
    assert stranger.get(f"{LIST}hear/", {"call": call.pk}).status_code == 404


def test_an_act_on_a_foreign_idea_cannot_be_taken_back(stranger, desk, record, idea):
    desk.post(f"{LIST}{idea.pk}/publish/")
    act = Act.objects.get()
    assert stranger.post(f"/admin/desk/acts/{act.pk}/undo/").status_code == 404
    assert again(idea).state == Idea.State.PUBLIC


def test_who_belongs_to_both_works_on_the_idea_that_the_address_names(visit, neighbourhoods, record, idea):
    user = User.objects.create_user("molemmat@example.org")
    for place in neighbourhoods.values():
        Membership.objects.create(user=user, neighbourhood=place, role="activist")
    visitor = visit()
    visitor.client.force_login(user)
    visitor.get("/admin/?neighbourhood=partti")
    answer = visitor.post(f"{LIST}{idea.pk}/publish/")
    assert answer["Location"] == "/admin/ideas/?neighbourhood=lintumaki" and again(idea).state == Idea.State.PUBLIC


def test_nobody_who_is_not_signed_in_or_whose_membership_has_ended_gets_in(visit, desk, activist, things):
    for address in (LIST, f"{LIST}hear/", *addresses(things)):
        assert visit().get(address)["Location"].startswith("/accounts/login/"), address
    Membership.objects.filter(user=activist).delete()
    for address in (LIST, *addresses(things)):
        answer = desk.get(address)
        assert answer.status_code in (403, 404) or answer["Location"].startswith("/accounts/login/"), address


def test_where_the_plugin_is_off_its_desk_is_not_there(desk, sites, things):
    from neighbourhoods.config.apply import apply_all

    file = sites / "lintumaki.toml"
    file.write_text(file.read_text().replace("[plugins.ideas]\n", ""))
    apply_all()
    current.forget_everything()
    for address in (LIST, f"{LIST}hear/", *addresses(things)):
        assert desk.get(address).status_code == 404, address


def test_every_address_of_the_desk_is_declared_with_each_of_its_arguments():
    patterns = {pattern.name: set(pattern.pattern.converters) for pattern in admin_urls.urlpatterns}
    assert set(patterns) == set(VIEWS)
    for name, arguments in patterns.items():
        assert arguments <= set(VIEWS[name]), name
        values = {argument: "small" if argument == "size" else 1 for argument in arguments}
        assert get_resolver().resolve(reverse(name, kwargs=values)).view_name == name


def test_an_idea_of_the_wrong_kind_in_the_address_is_not_found(desk, record, idea):
    comment = new_comment(record, idea)
    Comment.unscoped.filter(pk=comment.pk).update(sent_at=timezone.now())
    for number in ("0", "9" * 19, "9" * 30):
        assert desk.get(f"{LIST}{number}/").status_code == 404
        assert desk.post(f"{LIST}comment/{number}/", {"action": "hide"}).status_code == 404


def test_a_row_of_ones_own_that_names_a_foreign_one_beside_it_is_refused(stranger, record, call):
    partti = current.by_slug("partti")
    own = new_idea(partti, new_call(partti, "Mitä Parttiin?"))
    assert stranger.get(f"{LIST}{own.pk}/").status_code == 200
    assert stranger.post(f"{LIST}{own.pk}/publish/", {"call": call.pk}).status_code in (303, 404)
    assert again(own).call_id != call.pk
