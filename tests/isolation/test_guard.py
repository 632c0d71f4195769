"""Deny by default: for volunteers an admin address exists only if it is on the list and names only what is theirs."""

import re

import pytest
from django.urls import get_resolver, reverse
from wagtail.models import Page

from neighbourhoods import registry
from neighbourhoods.isolation import checks, guard, resolver, scope
from neighbourhoods.isolation.allowed import ALLOWED, FOR_STRANGERS
from neighbourhoods.models import InfoPage, Membership, User
from neighbourhoods.plugin import Plugin

pytestmark = pytest.mark.django_db
OWN, FOREIGN = "/lintumaki/fi/mukaan/", "/partti/fi/mukaan/"


def page(url_path):
    return InfoPage.objects.get(url_path=url_path)


@pytest.fixture
def in_both(activist, neighbourhoods):
    Membership.objects.create(user=activist, neighbourhood=neighbourhoods["partti"], role="activist")
    return activist


@pytest.fixture
def bare_third(sites, neighbourhoods):
    """A neighbourhood of others."""
    from neighbourhoods.config.apply import apply_all

    (sites / "kolmas.toml").write_text('name = "Kolmas"\nlanguages = ["fi", "sv"]\n', encoding="utf-8")
    result = apply_all()
    assert not result.errors, [str(problem) for problem in result.errors]


def told(answer):
    """What a person can see of an answer."""
    return answer.status_code, answer.content, {name: value for name, value in answer.headers.items() if name != "Expires"}


class TestOneAnswer:
    def test_foreign_missing_denied_and_unknown_look_the_same_to_the_byte(self, desk):
        nothing = told(desk.get(f"/admin/pages/{Page.objects.latest('pk').pk + 1}/edit/"))
        assert nothing[0] == 404
        foreign = page(FOREIGN).pk
        for path in (
            f"/admin/pages/{foreign}/edit/",
            f"/admin/pages/{foreign}/",
            f"/admin/pages/{foreign}/history/",
            f"/admin/pages/{foreign}/move/{page(OWN).pk}/confirm/",
            f"/admin/pages/{page(OWN).pk}/move/{foreign}/confirm/",
            f"/admin/choose-page/{foreign}/",
            f"/admin/api/main/pages/{foreign}/",
            f"/admin/bulk/wagtailcore/page/delete/?id={foreign}",
            f"/admin/bulk/wagtailcore/page/delete/?id={page(OWN).pk}&id={foreign}",
            "/admin/bulk/wagtailcore/page/delete/?id=all&childOf=1",
            "/admin/users/",
            "/admin/groups/",
            "/admin/sites/",
            "/admin/redirects/",
            "/admin/collections/",
            "/admin/reports/site-history/",
            "/admin/workflows/list/",
            "/admin/memberships/",
            "/admin/snippets/",
            "/admin/tag-autocomplete/?term=a",
            "/admin/api/main/images/",
            f"/admin/pages/{page(OWN).pk}/privacy/",
            "/admin/details/portal/",
            "/admin/tata-ei-ole/",
            "/admin/test404/",
        ):
            assert told(desk.get(path)) == nothing, path
            assert desk.post(path).status_code == 404, path

    def test_what_is_not_there_is_told_in_plain_words(self, desk):
        text = desk.get("/admin/users/").text
        assert '<html lang="fi"' in text and 'href="/admin/"' in text and "Wagtail-hallintaan" not in text

    def test_a_volunteer_opens_what_is_their_own(self, desk, neighbourhoods):
        own = page(OWN)
        for path in (
            "/admin/",
            "/admin/editing/",
            "/admin/account/",
            "/admin/details/",
            "/admin/feedback/",
            f"/admin/pages/{neighbourhoods['lintumaki'].folder_id}/",
            f"/admin/pages/{own.get_parent().pk}/",
            f"/admin/pages/{own.pk}/edit/",
            f"/admin/pages/{own.pk}/history/",
            f"/admin/pages/{own.pk}/usage/",
            f"/admin/pages/{own.pk}/copy/",
            f"/admin/pages/{own.pk}/view_draft/",
            f"/admin/pages/{own.pk}/move/",
            f"/admin/pages/add/neighbourhoods/infopage/{own.get_parent().pk}/",
            f"/admin/pages/{own.pk}/revisions/compare/live...latest/",
            "/admin/pages/search/?q=tule",
            f"/admin/choose-page/{neighbourhoods['lintumaki'].folder_id}/",
            "/admin/choose-page/search/?q=tule",
            "/admin/images/",
            "/admin/images/add/",
            "/admin/images/chooser/",
            "/admin/documents/",
            "/admin/documents/chooser/",
            f"/admin/api/main/pages/?child_of={own.get_parent().pk}",
            f"/admin/bulk/wagtailcore/page/delete/?id={own.pk}",
        ):
            assert desk.get(path).status_code == 200, path

    def test_a_volunteer_deletes_not_even_what_is_their_own(self, desk):
        own = page(OWN)
        bulk = f"/admin/bulk/wagtailcore/page/delete/?id={own.pk}"
        for answer in (desk.get(f"/admin/pages/{own.pk}/delete/"), desk.post(f"/admin/pages/{own.pk}/delete/"), desk.post(bulk)):
            assert answer.status_code == 302
        assert Page.objects.filter(pk=own.pk).exists()

    def test_the_page_chooser_begins_at_the_own_folder(self, desk, neighbourhoods):
        answer = desk.get("/admin/choose-page/?page_type=wagtailcore.page")
        assert answer["Location"] == f"/admin/choose-page/{neighbourhoods['lintumaki'].folder_id}/?page_type=wagtailcore.page"


class TestWhoIsAsked:
    def test_a_stranger_is_sent_to_sign_in_from_every_address(self, visit):
        for path in ("/admin/", f"/admin/pages/{page(OWN).pk}/edit/", "/admin/users/", "/admin/tata-ei-ole/", "/admin/pages/999999/edit/"):
            answer = visit().get(path)
            assert answer.status_code == 302 and answer["Location"].startswith("/accounts/login/?next="), path
        assert visit().get("/admin/sprite/").status_code == 200

    def test_a_former_member_who_signs_in_again_finds_nothing_and_is_told_why(self, visit, activist):
        Membership.objects.all().delete()
        visitor = visit()
        visitor.client.force_login(User.objects.get(pk=activist.pk))
        answer = visitor.get("/admin/")
        assert answer.status_code == 403 and "Et ole nyt minkään naapuruston tiimissä" in answer.text
        for path in (f"/admin/pages/{page(OWN).pk}/edit/", "/admin/account/", "/admin/images/", "/admin/tata-ei-ole/"):
            assert visitor.get(path).status_code == 404, path
        assert visitor.post("/admin/logout/").status_code == 302

    def test_a_member_of_two_works_in_both_and_begins_at_a_list_of_their_own(self, visit, in_both):
        visitor = visit()
        visitor.client.force_login(in_both)
        for path in (OWN, FOREIGN):
            assert visitor.get(f"/admin/pages/{page(path).pk}/edit/").status_code == 200
        root = visitor.get(f"/admin/pages/{Page.get_first_root_node().pk}/")
        assert root.status_code == 200 and "Lintumäki" in root.text and "Partti" in root.text
        assert visitor.get(f"/admin/pages/{Page.get_first_root_node().pk}/edit/").status_code == 404

    def test_the_numbers_of_the_front_page_are_of_their_own_neighbourhoods(self, visit, in_both, activist, neighbourhoods, bare_third):
        visitor = visit()
        visitor.client.force_login(in_both)
        own = sum(row.folder.get_descendants(inclusive=True).count() for row in neighbourhoods.values())
        assert f"{own} sivua" in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", visitor.get("/admin/editing/").text))

    def test_a_member_of_one_does_not_see_the_root_of_all_pages(self, desk):
        assert desk.get(f"/admin/pages/{Page.get_first_root_node().pk}/").status_code == 404

    def test_a_keeper_is_never_refused(self, visit, keeper):
        office = visit()
        office.client.force_login(keeper)
        for path in (OWN, FOREIGN):
            assert office.get(f"/admin/pages/{page(path).pk}/edit/").status_code == 200
        assert office.get("/admin/users/").status_code == 200

    def test_a_page_in_the_path_decides_which_neighbourhood_is_active(self, visit, in_both, monkeypatch):
        from neighbourhoods import current

        seen = []
        original = current.set_for_request
        monkeypatch.setattr(current, "set_for_request", lambda record: (seen.append(record.slug), original(record))[1])
        visitor = visit()
        visitor.client.force_login(in_both)
        visitor.get("/admin/?neighbourhood=lintumaki")
        visitor.get(f"/admin/pages/{page(FOREIGN).pk}/history/")
        assert seen[-1] == "partti"


class TestTheList:
    def test_every_view_of_the_list_is_there_and_all_its_arguments_are_named(self):
        known = checks.arguments_of_views()
        for name, arguments in ALLOWED.items():
            assert name in known, name
            assert known[name] <= set(arguments), (name, known[name])
            for kind in arguments.values():
                assert kind in resolver.KINDS or kind in ("word", "revision or word", "by model", "public record"), (name, kind)

    def test_what_strangers_may_open_names_nothing(self):
        assert all(not ALLOWED.get(name) for name in FOR_STRANGERS)

    def test_nobody_but_keepers_reaches_people_rights_sites_workflows_and_reports(self):
        closed = ("wagtailusers", "wagtailsites", "wagtailredirects", "wagtailadmin_reports", "wagtailadmin_workflows", "wagtaillocales")
        closed += ("wagtailadmin_collections", "memberships", "wagtailsnippets")
        closed += ("wagtail_localize",)
        for name in guard.rules():
            assert not name.startswith(closed), name
        for name in ("set_privacy", "type_use", "lock", "unlock", "workflow_action"):
            assert f"wagtailadmin_pages:{name}" not in guard.rules()

    def test_a_view_that_somebody_adds_is_closed_until_it_is_declared(self, desk, monkeypatch):
        match = get_resolver().resolve("/admin/dummyplugin/wish/1/")
        assert guard.is_open(match)
        shelf = registry.get("dummyplugin")
        monkeypatch.setattr(shelf, "admin_views", dict)
        guard.forget()
        try:
            assert not guard.is_open(match)
        finally:
            monkeypatch.undo()
            guard.forget()

    def test_a_plugin_opens_nothing_that_is_not_its_own(self, monkeypatch):
        shelf = registry.get("dummyplugin")
        monkeypatch.setattr(shelf, "admin_views", lambda: {"wagtailadmin_pages:edit": {"page_id": "word"}})
        guard.forget()
        try:
            assert guard.rules()["wagtailadmin_pages:edit"] == {"page_id": "page"}
        finally:
            monkeypatch.undo()
            guard.forget()

    def test_the_desk_of_a_plugin_that_is_off_is_not_there(self, desk):
        assert desk.get(reverse("wishes:index")).status_code == 404
        for path in ("/admin/", "/admin/editing/"):
            assert "Lainapyynnöt" not in desk.get(path).text


class TestModels:
    def test_every_model_of_the_install_is_of_a_class(self):
        from django.apps import apps

        classes = {model: resolver.classify(model) for model in apps.get_models(include_auto_created=True)}
        assert set(classes.values()) == {resolver.BELONGS, resolver.SHARED, resolver.SYSTEM}

    def test_one_of_which_nobody_has_said_stops_the_build_with_the_cure(self, monkeypatch):
        from django.apps import apps
        from django.core import checks as django_checks

        monkeypatch.setattr(resolver, "SYSTEM_APPS", resolver.SYSTEM_APPS - {"taggit"})
        (first, *_others) = [one for one in django_checks.run_checks(tags=["neighbourhoods"]) if one.id == "neighbourhoods.E013"]
        assert first.msg == "Nobody has said to whom rows of taggit.Tag belong."
        assert "NeighbourhoodModel" in first.hint
        monkeypatch.setattr(apps.get_model("taggit.Tag"), "shared_and_public", True, raising=False)
        assert resolver.classify(apps.get_model("taggit.Tag")) == resolver.SHARED

    def test_all_that_a_request_names_is_looked_up_in_one_query(self, django_assert_num_queries):
        own, foreign = page(OWN), page(FOREIGN)
        revision = own.save_revision()
        wanted = {"page": {own.pk, foreign.pk, 10**12}, "revision": {revision.pk}}
        resolver.places_of(wanted)
        with django_assert_num_queries(1):
            found = resolver.places_of(wanted)
        assert found == {("page", own.pk): OWN, ("page", foreign.pk): FOREIGN, ("revision", revision.pk): OWN}
        with django_assert_num_queries(1):
            many = resolver.places_of({"page": set(range(1, 200)), "revision": {revision.pk}})
        assert many["revision", revision.pk] == OWN and many["page", own.pk] == OWN

    @pytest.mark.parametrize("value", ["all", "-1", "1.0", " 1", "+1", "١", "0x1", "9" * 30, str(2**63), ""])
    def test_text_that_can_be_no_id_is_none(self, value):
        assert resolver.clean_id("page", value) is None

    @pytest.mark.parametrize("value", [True, None, [1], {"id": 1}, 1.0])
    def test_what_can_be_no_id_is_none(self, value):
        assert resolver.clean_id("page", value) is None

    def test_who_belongs_where_is_asked_once_for_a_person(self, activist, django_assert_num_queries):
        from neighbourhoods import current

        current.by_slug("lintumaki")
        with django_assert_num_queries(1):
            scope.places(activist)
        with django_assert_num_queries(0):
            assert [record.slug for record in scope.records(activist)] == ["lintumaki"]
            assert scope.role_in(activist, scope.records(activist)[0]) == "activist"
            assert not scope.coordinates(activist, scope.records(activist)[0])


class TestWhatPluginsDeclare:
    @pytest.fixture
    def declared(self, monkeypatch):
        shelf = registry.get("dummyplugin")

        def declare(**views):
            monkeypatch.setattr(shelf, "admin_views", lambda: {name.replace("__", ":"): kinds for name, kinds in views.items()})
            return [(one.msg, one.hint) for one in checks.admin_views(shelf)]

        return declare

    def test_the_shelf_is_in_order(self):
        assert not list(checks.admin_views(registry.get("dummyplugin")))

    @pytest.mark.parametrize(
        ("views", "cause"),
        [
            ({"no_such_view": {}}, "admin_views names “no_such_view”, which is no view"),
            ({"wagtailadmin_pages__edit": {"page_id": "own page"}}, "admin_views names “wagtailadmin_pages:edit”, which is not its own"),
            (
                {"dummyplugin_wish": {}},
                "admin_views says nothing of “pk” in the path of dummyplugin_wish, so nobody but keepers could open it",
            ),
            ({"dummyplugin_wish": {"pk": "any row"}}, "“any row” is no kind of argument (dummyplugin_wish, pk)"),
            ({"dummyplugin_wish": {"pk": "own row Nothing"}}, "“own row Nothing” is no kind of argument (dummyplugin_wish, pk)"),
            (
                {"dummyplugin_wish": {"pk": "own row", "collection": "word"}},
                "“collection” of dummyplugin_wish is the name under which ids of the core are sent, and cannot be a word",
            ),
        ],
    )
    def test_a_wrong_declaration_is_told_with_the_view_and_the_cure(self, declared, views, cause):
        ((message, hint),) = declared(**views)
        assert message == f"The plugin dummyplugin: {cause}." and hint

    def test_every_kind_is_understood(self):
        shelf = registry.get("dummyplugin")
        wish = next(model for model in shelf.get_models() if model.__name__ == "Wish")
        kinds = {"own page": "page", "own image": "image", "own document": "document", "word": "word", "public record": "public record"}
        kinds |= {"own row": wish, "own row Wish": wish, "own row Other": None, "page": None, "": None}
        assert {text: guard.kind_of_plugin(shelf, text) for text in kinds} == kinds

    def test_a_plugin_without_admin_views_opens_nothing(self):
        assert Plugin.admin_views(registry.get("dummyplugin")) == {}
