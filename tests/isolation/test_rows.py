"""Rows of one neighbourhood: which are seen, whose a new one is, and what becomes of forms and lists that outlive a request."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from wagtail.models import GroupSitePermission, ReferenceIndex
from wagtail.permissions import policy_registry

from neighbourhoods import current
from neighbourhoods.isolation import scope
from neighbourhoods.models import Membership, User
from neighbourhoods.scoped import NeighbourhoodPolicy

from ..dummyplugin.desk import WishChooserViewSet, WishViewSet
from ..dummyplugin.models import ThingPage, Wish
from .asking import rows
from .two_sites import here, prepared, there, two  # noqa: F401

pytestmark = pytest.mark.django_db
TEXT = {"email": "toive@example.org", "text": "Huomenna"}


@pytest.fixture
def desk(two):
    return two.client(two.activist)


@pytest.fixture
def office(two):
    return two.client(two.keeper)


def fresh(user):
    return User.objects.get(pk=user.pk)


class TestWhichRowsAreSeen:
    def test_none_where_no_neighbourhood_is_active(self, two):
        assert not Wish.objects.exists() and Wish.objects.count() == 0 and list(Wish.objects.all()) == []
        assert Wish.unscoped.count() == 2
        assert Wish.objects.aggregate(models.Count("pk"))["pk__count"] == 0

    def test_those_of_the_active_one_and_of_each_in_its_turn(self, here, there):
        for place in (here, there, here):
            with current.activate(place.record):
                assert list(Wish.objects.all()) == [place.wish]
                assert not Wish.objects.filter(pk=(there if place is here else here).wish.pk).exists()

    def test_a_queryset_shows_the_rows_of_when_it_runs_not_of_when_it_was_written(self, here, there):
        with current.activate(here.record):
            every, some = Wish.objects.all(), Wish.objects.filter(text__contains=" ").exclude(email="")
        with current.activate(there.record):
            assert list(every.all()) == [there.wish] and list(some.all()) == []
        assert list(every.all()) == []

    def test_whoever_belongs_to_several_sees_those_of_all_until_one_is_chosen(self, two, here, there):
        with scope.acting(fresh(two.both)):
            assert set(Wish.objects.all()) == {here.wish, there.wish}
            with current.activate(there.record):
                assert list(Wish.objects.all()) == [there.wish]

    def test_negations_unions_and_subqueries_bring_no_others(self, here, there):
        with current.activate(here.record):
            theirs = {there.wish.pk}
            assert not theirs & set(Wish.objects.exclude(pk=0).values_list("pk", flat=True))
            assert not theirs & set((Wish.objects.filter(pk=0) | Wish.objects.all()).values_list("pk", flat=True))
            assert not theirs & set(Wish.objects.filter(pk=0).union(Wish.objects.all()).values_list("pk", flat=True))
            things = ThingPage.objects.filter(pk__in=Wish.objects.values("thing"))
            assert list(things) == [ThingPage.objects.get(pk=here.wish.thing_id)]
            assert list(ThingPage.objects.exclude(pk__in=Wish.objects.values("thing")).filter(pk=there.thing_draft.pk))

    def test_what_belongs_to_a_page_is_of_the_active_neighbourhood_too(self, here, there):
        thing = ThingPage.objects.get(pk=there.thing_draft.pk)
        with current.activate(here.record):
            assert list(thing.wishes.all()) == []
        with current.activate(there.record):
            assert list(thing.wishes.all()) == [there.wish]

    def test_of_gives_those_of_one_whichever_is_active(self, here, there):
        with current.activate(here.record):
            assert list(Wish.of(there.record)) == [there.wish]
            assert list(Wish.of(there.row)) == [there.wish]


class TestWhoseARowIs:
    def test_a_new_one_is_of_the_active_neighbourhood(self, here):
        with current.activate(here.record):
            assert Wish.objects.create(thing=here.thing, email="a@example.org").neighbourhood_id == here.row.pk

    def test_a_new_one_without_an_active_neighbourhood_is_refused(self, here):
        with pytest.raises(ValidationError):
            Wish.objects.create(thing=here.thing, email="a@example.org")
        assert Wish.unscoped.count() == 2

    @pytest.mark.parametrize("load", [lambda pk: Wish.unscoped.get(pk=pk), lambda pk: Wish.unscoped.defer("neighbourhood").get(pk=pk)])
    def test_it_never_changes(self, here, there, load):
        wish = load(here.wish.pk)
        wish.neighbourhood = there.row
        for fields in (None, ["neighbourhood"]):
            with pytest.raises(ValueError):
                wish.save(update_fields=fields)
        assert Wish.unscoped.get(pk=here.wish.pk).neighbourhood_id == here.row.pk

    def test_several_rows_at_once_are_of_one_neighbourhood_or_refused(self, here, there):
        """bulk_create does not call save(): without a neighbourhood the database refuses the rows."""
        from django.db import IntegrityError, transaction

        with current.activate(here.record), pytest.raises(IntegrityError), transaction.atomic():
            Wish.objects.bulk_create([Wish(thing=here.thing, email="a@example.org")])
        with current.activate(here.record):
            assert Wish.objects.update(text="muutettu") == 1
            assert Wish.objects.filter(pk=there.wish.pk).delete()[0] == 0
            Wish.objects.all().delete()
        assert list(Wish.unscoped.all()) == [there.wish]

    @pytest.mark.parametrize("name", ["neighbourhood", "neighbourhood_id", "neighbourhood-0", "site", "locale", "owner"])
    def test_no_form_takes_one(self, desk, here, there, name):
        sent = {**TEXT, "thing": here.thing.pk, name: there.row.pk}
        for path in ("/admin/wishes/new/", f"/admin/wishes/edit/{here.wish.pk}/"):
            assert desk.post(path, sent).status_code == 302
            assert desk.post(f"{path}?{name}={there.row.pk}", sent).status_code == 302
        assert {wish.neighbourhood_id for wish in Wish.unscoped.filter(email=TEXT["email"])} == {here.row.pk}
        assert Wish.of(there.record).count() == 1


def test_what_must_be_unique_in_a_neighbourhood_is_told_at_the_form(desk, here, there, monkeypatch):
    """A form that does not have the field would leave the constraint to the database, and answer 500."""
    once = models.UniqueConstraint(fields=["neighbourhood", "email"], name="one_wish_each")
    monkeypatch.setattr(Wish._meta, "constraints", [*Wish._meta.constraints, once])
    sent = {**TEXT, "thing": here.thing.pk}
    with current.activate(there.record):
        Wish.objects.create(thing=there.thing, email=TEXT["email"])
    assert desk.post("/admin/wishes/new/", sent).status_code == 302
    again = desk.post("/admin/wishes/new/", sent)
    assert again.status_code == 200 and again.context["form"].non_field_errors()
    assert Wish.of(here.record).filter(email=TEXT["email"]).count() == 1


class TestFormsThatOutliveARequest:
    def test_two_people_one_after_the_other_get_lists_of_their_own(self, two, here, there):
        for _turn in range(2):
            for place, other in ((here, there), (there, here)):
                client = two.client(place.activist)
                for path in ("/admin/wishes/", "/admin/wishes/results/", "/admin/wish_chooser/results/"):
                    text = client.get(path).text
                    assert f"/{place.wish.pk}/" in text and f"/{other.wish.pk}/" not in text
                    assert other.wish.email not in text

    def test_two_people_one_after_the_other_get_forms_and_filters_of_their_own(self, two, here, there):
        for _turn in range(2):
            for place, other in ((here, there), (there, here)):
                client = two.client(place.activist)
                for path in ("/admin/wishes/new/", f"/admin/wishes/edit/{place.wish.pk}/", "/admin/wishes/"):
                    text = client.get(path).text
                    assert str(other.thing_draft.title) not in text, path
                    if "edit" in path:
                        assert str(place.thing_draft.title) in text

    def test_a_filter_for_a_foreign_row_finds_nothing_and_names_nothing(self, two, desk, here, there):
        for pk in (there.thing_draft.pk, there.thing.pk):
            answer = desk.get(f"/admin/wishes/results/?thing={pk}")
            assert answer.status_code == 200 and two.leaks(answer) == [] and there.wish.email not in answer.text


class TestWhatARowMayPointAt:
    def test_nothing_of_another_neighbourhood_can_be_pointed_at(self, two, desk, here, there):
        for path in ("/admin/wishes/new/", f"/admin/wishes/edit/{here.wish.pk}/"):
            before = rows(Wish, ReferenceIndex)
            answer = desk.post(path, {**TEXT, "thing": there.thing_draft.pk})
            assert answer.status_code == 200 and answer.context["form"].errors
            assert two.leaks(answer) == [] and rows(Wish, ReferenceIndex) == before
            assert desk.post(path, {**TEXT, "thing": here.thing_draft.pk}).status_code == 302
            # published or not: who deletes the page takes the row along
            answer = desk.post(path, {**TEXT, "thing": there.thing.pk})
            assert answer.status_code == 200 and answer.context["form"].errors

    def test_saving_without_a_form_is_refused_as_well(self, two, here, there):
        with scope.acting(fresh(two.activist)), current.activate(here.record):
            for thing in (there.thing_draft, there.thing):
                with pytest.raises(ValidationError):
                    Wish.objects.create(thing=thing, email="a@example.org")

    def test_nor_by_somebody_who_belongs_to_both(self, two, here, there):
        """A page that is deleted takes the rows that point at it along: in one neighbourhood nobody may delete what is of another."""
        with scope.acting(fresh(two.both)), current.activate(here.record):
            with pytest.raises(ValidationError):
                Wish.objects.create(thing=there.thing, email="a@example.org")
            Wish.objects.create(thing=here.thing, email="a@example.org")


class TestRights:
    def test_they_are_given_on_a_site_and_worth_nothing_on_another(self, two, here, there):
        policy = policy_registry.get_by_type(Wish)
        assert isinstance(policy, NeighbourhoodPolicy)
        user = fresh(two.activist)
        for action in ("add", "change", "view"):
            assert policy.user_has_permission_for_instance(user, action, here.wish)
            assert not policy.user_has_permission_for_instance(user, action, there.wish)
        assert not policy.user_has_permission_for_instance(user, "delete", here.wish)
        assert policy.user_has_permission_for_instance(fresh(two.coordinator), "delete", here.wish)
        assert list(policy.instances_user_has_any_permission_for(user, ["change"])) == [here.wish]
        assert list(policy.instances_user_has_permission_for(user, "delete")) == []
        assert set(policy.instances_user_has_any_permission_for(two.keeper, ["change"])) == {here.wish, there.wish}
        with current.activate(there.record):
            assert not policy.user_has_permission(user, "change")

    def test_a_right_on_a_site_of_which_one_is_no_member_is_none(self, two, there):
        user = User.objects.create_user("vieras@example.org")
        user.groups.add(there.row.coordinators)
        assert not policy_registry.get_by_type(Wish).user_has_any_permission(user, ["change", "view"])
        assert two.client(user).get("/admin/wishes/").status_code == 404

    def test_an_activist_deletes_none_and_a_coordinator_ones_own(self, two, desk, here):
        path = reverse("wishes:delete", args=[here.wish.pk])
        assert desk.post(path).status_code in (302, 403, 404)
        assert Wish.unscoped.filter(pk=here.wish.pk).exists()
        assert two.client(two.coordinator).post(path).status_code == 302
        assert not Wish.unscoped.filter(pk=here.wish.pk).exists()

    def test_they_end_where_the_plugin_is_off_and_with_the_membership(self, two, desk, here):
        assert desk.get("/admin/wishes/").status_code == 200
        here.row.refresh_from_db()
        here.row.config["plugins"].pop("dummyplugin")
        here.row.save()
        current.changed(here.row.pk)
        for path in ("/admin/wishes/", "/admin/wishes/new/", f"/admin/wishes/edit/{here.wish.pk}/", "/admin/wish_chooser/"):
            assert desk.get(path).status_code == 404
        for path in ("/admin/", "/admin/editing/"):
            assert "/admin/wishes/" not in desk.get(path).text
        assert Wish.unscoped.filter(pk=here.wish.pk).exists()

    def test_who_is_no_member_any_more_gets_the_answer_of_nowhere(self, two, here):
        user = fresh(two.activist)
        desk = two.client(user)
        assert desk.get("/admin/wishes/").status_code == 200
        Membership.objects.get(user=user).delete()
        assert desk.get("/admin/wishes/").status_code in (302, 404)
        assert two.client(fresh(user)).get("/admin/wishes/").status_code == 404

    def test_rights_come_from_files_alone(self, here):
        given = GroupSitePermission.objects.filter(site=here.row.site_id, permission__content_type__app_label="dummyplugin")
        assert {(one.group_id, one.permission.codename) for one in given} == {
            *(
                (group, f"{action}_wish")
                for group in (here.row.activists_id, here.row.coordinators_id)
                for action in ("view", "add", "change")
            ),
            (here.row.coordinators_id, "delete_wish"),
        }


class TestKeepers:
    def test_who_has_not_chosen_a_neighbourhood_is_sent_to_choose_one(self, office):
        for path in ("/admin/wishes/", "/admin/wishes/new/"):
            answer = office.get(path)
            assert answer.status_code == 302 and answer.url.startswith(f"{reverse('choose_neighbourhood')}?next=")
            assert office.get(answer.url).status_code == 200

    def test_who_has_chosen_one_sees_its_rows_and_makes_rows_of_it(self, office, here, there):
        for place, other in ((there, here), (here, there)):
            text = office.get(f"/admin/wishes/?neighbourhood={place.slug}").text
            assert place.wish.email in text and other.wish.email not in text
            assert office.post("/admin/wishes/new/", {**TEXT, "thing": place.thing.pk}).status_code == 302
            assert Wish.of(place.record).filter(email=TEXT["email"]).count() == 1

    def test_a_row_opens_whichever_neighbourhood_was_chosen(self, office, here, there):
        office.get(f"/admin/wishes/?neighbourhood={here.slug}")
        assert office.get(f"/admin/wishes/edit/{there.wish.pk}/").status_code == 200
        assert office.post(f"/admin/wishes/edit/{there.wish.pk}/", {**TEXT, "thing": there.thing.pk}).status_code == 302
        assert Wish.unscoped.get(pk=there.wish.pk).neighbourhood_id == there.row.pk

    @pytest.mark.parametrize(
        "path", ["//example.net", "https://example.net", "/\\example.net", "/admin/../../x", "/admin//example.net", "javascript:alert(1)"]
    )
    def test_choosing_leads_to_the_admin_and_nowhere_else(self, office, here, path):
        answer = office.get(reverse("choose_neighbourhood"), {"neighbourhood": here.slug, "next": path})
        assert answer.status_code == 302 and answer.url.startswith("/admin/") and "\\" not in answer.url


def test_every_view_of_the_sets_is_declared_and_no_argument_is_a_mere_word():
    for views in (WishViewSet(), WishChooserViewSet()):
        declared = views.views()
        assert {views.get_url_name(pattern.name) for pattern in views.get_urlpatterns()} == set(declared)
        assert all(kind == "own row Wish" for arguments in declared.values() for kind in arguments.values())
