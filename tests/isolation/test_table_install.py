"""Table 1.1, rows 24 to 41 without 31 to 34: what is of the whole install, and what Wagtail tells of it to a volunteer of A."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import json

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.urls import NoReverseMatch, get_resolver, resolve, reverse
from django.urls.exceptions import Resolver404
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import Locale, PageViewRestriction, Site, Task, Workflow, WorkflowPage
from wagtail.users.models import UserProfile

from neighbourhoods.models import InfoPage, Membership, User

from .asking import leaking, rows, told_apart, unreachable
from .two_sites import a_word, desk, here, person, prepared, there, two  # noqa: F401

pytestmark = pytest.mark.django_db


def of(name, argument="pk", **more):
    return lambda pk: reverse(name, kwargs={argument: pk, **more})


def names_of_views():
    found = set()

    def walk(patterns, spaces):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, [*spaces, *([pattern.namespace] if pattern.namespace else [])])
            elif pattern.name:
                found.add(":".join([*spaces, pattern.name]))

    walk(get_resolver().url_patterns, [])
    return found


def test_row_24_nobody_makes_pages_or_collections_private(two, desk, here, there):
    """The dialog lists the names of all groups, so of all neighbourhoods."""
    for place in (here, there):
        assert told_apart(desk, of("wagtailadmin_pages:set_privacy", "page_id"), place.published.pk) == []
        assert told_apart(desk, of("wagtailadmin_collections:set_privacy", "collection_id"), place.inner.pk) == []
        data = {"restriction_type": "groups", "groups": [group.pk for group in Group.objects.all()[:1]]}
        assert desk.post(f"/admin/pages/{place.published.pk}/privacy/", data).status_code == 404
    assert PageViewRestriction.objects.filter(page__in=[here.published.pk, there.published.pk]).count() == 0
    groups = Group.objects.values_list("name", flat=True)
    text = desk.get(f"/admin/pages/{here.published.pk}/edit/").text
    assert not [name for name in groups if name in text and name not in (here.slug, there.slug)]


def test_row_25_there_are_no_forms_of_wagtail(desk):
    assert not apps.is_installed("wagtail.contrib.forms")
    assert not [name for name in names_of_views() if name.startswith("wagtailforms")]
    assert desk.get("/admin/forms/").status_code == 404


def test_row_26_there_are_no_settings_of_a_site(desk):
    assert not apps.is_installed("wagtail.contrib.settings")
    assert list(settings_registry) == []
    assert not [name for name in names_of_views() if name.startswith("wagtailsettings")]


def test_row_27_redirects_are_nobodys_but_keepers(desk, here, there):
    before = rows(Redirect)
    names = ("index", "index_results", "add", "start_import", "process_import")
    assert unreachable(desk, *(f"wagtailredirects:{name}" for name in names)) == []
    for one in (here.redirect, there.redirect):
        for name in ("edit", "delete"):
            assert told_apart(desk, of(f"wagtailredirects:{name}", "redirect_id"), one.pk) == []
    assert desk.get("/admin/redirects/?export=csv").status_code == 404
    data = {"old_path": "/fi/x", "site": there.row.site_id, "is_permanent": "on", "redirect_link": "https://example.org/"}
    assert desk.post("/admin/redirects/add/", data).status_code == 404
    assert rows(Redirect) == before


def test_row_27_a_page_that_gets_another_address_changes_no_redirects_of_others(two, here, there):
    theirs = list(Redirect.objects.filter(site=there.row.site_id).values())
    desk = two.client(two.coordinator)
    data = {"title": "Uusi", "slug": "uusi-osoite", "lead": "", "body-count": "0", "action-publish": "1"}
    assert desk.post(f"/admin/pages/{here.published.pk}/edit/", data).status_code == 302
    assert list(Redirect.objects.filter(site=there.row.site_id).values()) == theirs
    assert not Redirect.objects.filter(site=None).exists()


def test_row_28_what_readers_search_for_is_not_kept(desk):
    assert not apps.is_installed("wagtail.contrib.search_promotions")
    assert not [name for name in names_of_views() if name.startswith("wagtailsearchpromotions")]
    assert desk.get("/admin/searchpicks/queries/chooser/").status_code == 404


POWERS = {
    "is_superuser": "on",
    "is_staff": "on",
    "is_active": "on",
    "email": "kaappari@example.org",
    "first_name": "Kaappari",
    "last_name": "Kaappari",
    "password": "kaappaus-123-kaappaus",
    "password1": "kaappaus-123-kaappaus",
    "password2": "kaappaus-123-kaappaus",
}


def test_row_29_nobody_changes_makes_or_removes_users(two, desk, person, here, there):
    before = rows(User, Membership)
    groups = {user.pk: sorted(user.groups.values_list("pk", flat=True)) for user in User.objects.all()}
    power = {**POWERS, "groups": [there.row.coordinators_id, there.row.activists_id]}
    assert unreachable(desk, *(f"wagtailusers_users:{name}" for name in ("index", "index_results", "add"))) == []
    for user in (two.keeper, there.author, here.author, person):
        for name in ("edit", "delete", "copy", "history", "history_results", "usage"):
            assert told_apart(desk, of(f"wagtailusers_users:{name}"), user.pk) == []
            assert desk.post(of(f"wagtailusers_users:{name}")(user.pk), power).status_code == 404
        for action in ("delete", "assign_role", "set_active_state"):
            for app in ("neighbourhoods", "auth"):
                path = f"/admin/bulk/{app}/user/{action}/?id={user.pk}"
                assert desk.post(path, {"role": there.row.coordinators_id, "mark_as_active": "on", "id": user.pk}).status_code == 404
    assert desk.post("/admin/users/new/", power).status_code == 404
    assert rows(User, Membership) == before
    assert groups == {user.pk: sorted(user.groups.values_list("pk", flat=True)) for user in User.objects.all()}


def test_row_29_the_form_of_ones_own_account_gives_no_power(two, desk, person, there):
    seen = ("is_superuser", "is_staff", "is_active", "email", "password", "session_epoch")
    before = User.objects.filter(pk=person.pk).values(*seen).get()
    more = {
        f"{prefix}-{name}": value
        for prefix in ("profile", "name_email", "name", "account", "password", "locale")
        for name, value in POWERS.items()
    }
    data = {**POWERS, **more, "groups": [there.row.coordinators_id], "user_permissions": [1], "memberships": [there.membership.pk]}
    for tab in ("", "?tab=profile"):
        assert desk.post(f"/admin/account/{tab}", data).status_code in (200, 302)
    assert User.objects.filter(pk=person.pk).values(*seen).get() == before
    assert list(User.objects.get(pk=person.pk).memberships.values_list("neighbourhood__slug", flat=True)) == ["koekyla"]
    assert not there.row.coordinators.user_set.filter(pk=person.pk).exists()
    assert not User.objects.get(pk=person.pk).user_permissions.exists()


def test_row_29_memberships_are_kept_by_keepers_and_by_the_page_of_the_team(desk, here, there):
    before = rows(Membership, User)
    assert unreachable(desk, *(f"memberships:{name}" for name in ("index", "index_results", "add"))) == []
    for one in (here.membership, there.membership):
        for name in ("edit", "delete", "copy", "history", "history_results", "usage"):
            assert told_apart(desk, of(f"memberships:{name}"), one.pk) == []
    data = {"user": here.author.pk, "neighbourhood": there.row.pk, "role": "coordinator"}
    assert desk.post("/admin/memberships/new/", data).status_code == 404
    assert told_apart(desk, of("team_member"), there.membership.pk) == []
    assert told_apart(desk, of("team_invitation"), there.invitation.pk) == []
    for action in ("end", "role"):
        assert desk.post(of("team_member")(there.membership.pk), {"action": action, "role": "coordinator"}).status_code == 404
    assert rows(Membership, User) == before


def test_row_30_groups_sites_languages_workflows_and_tasks_are_nobodys_but_keepers(desk, there):
    workflow, task = Workflow.objects.create(name=a_word()), Task.objects.create(name=a_word())
    WorkflowPage.objects.create(workflow=workflow, page=there.home)
    before = rows(Group, Site, Locale, Workflow, Task, WorkflowPage)
    spaces = {"wagtailusers_groups": there.row.activists_id, "wagtailsites": there.row.site_id, "wagtaillocales": Locale.objects.first().pk}
    for space, pk in spaces.items():
        assert unreachable(desk, f"{space}:index", f"{space}:index_results", f"{space}:add") == []
        for name in ("edit", "delete", "history", "history_results", "usage"):
            assert told_apart(desk, of(f"{space}:{name}"), pk) == []
    names = ("index", "index_results", "add", "task_index", "task_index_results", "select_task_type")
    assert unreachable(desk, *(f"wagtailadmin_workflows:{name}" for name in names)) == []
    for name, pk in (
        ("edit", workflow.pk),
        ("disable", workflow.pk),
        ("enable", workflow.pk),
        ("usage", workflow.pk),
        ("usage_results", workflow.pk),
    ):
        assert told_apart(desk, of(f"wagtailadmin_workflows:{name}"), pk) == []
    for name in ("edit_task", "disable_task", "enable_task"):
        assert told_apart(desk, of(f"wagtailadmin_workflows:{name}"), task.pk) == []
    assert told_apart(desk, of("wagtailadmin_workflows:remove", "workflow_pk", page_pk=there.home.pk), workflow.pk) == []
    assert rows(Group, Site, Locale, Workflow, Task, WorkflowPage) == before


@pytest.mark.parametrize("path", ["/api/v2/pages/", "/api/v2/images/", "/api/v2/documents/", "/api/v3/pages/", "/api/v3/images/"])
def test_rows_35_to_39_no_public_api_of_wagtail_is_there(two, desk, there, path):
    """Where Wagtail's second or third API is mounted, everybody reads all pictures, files, redirects and sites."""
    assert not apps.is_installed("wagtail.api.v2") and not apps.is_installed("ninja")
    assert not [name for name in names_of_views() if name.startswith(("wagtailapi", "api-"))]
    for one in (path, path.replace("/v2", "").replace("/v3", ""), f"/fi{path}", f"{path}{there.image.pk}/", f"/admin{path}"):
        for asked in (desk, two.ground.visit().client, two.ground.visit("naapurikyla").client):
            answer = asked.get(one)
            assert answer.status_code in (301, 302, 404) and two.leaks(answer) == []


def test_row_38_no_address_of_an_api_lists_the_sites():
    for path in ("/api/v3/sites/", "/api/v3/redirects/", "/api/v3/snippets/", "/api/", "/api/v3/docs"):
        try:
            assert resolve(path).view_name == "wagtail_serve"
        except Resolver404:
            pass
    with pytest.raises(NoReverseMatch):
        reverse("wagtailapi:sites:listing")


def test_row_40_the_address_of_a_file_opens_it_for_nobody_else(two, desk, there):
    """More of this in test_files.py."""
    assert desk.get(there.document.url).status_code == 404
    assert two.ground.visit("naapurikyla").get(there.document.url).status_code == 404


def test_row_41_comments_are_off(settings, desk, here):
    assert settings.WAGTAILADMIN_COMMENTS_ENABLED is False
    assert "data-comments" not in desk.get(f"/admin/pages/{here.published.pk}/edit/").text


def test_row_41_the_search_of_pages_finds_ones_own(two, desk, here, there):
    for word in ("a", "", "Julki", '"', "*", "a OR b", "title:x", "%", "_", "naapurikyla"):
        for path in ("search", "search/results"):
            answer = desk.get(f"/admin/pages/{path}/", {"q": word, "ordering": "title"})
            assert answer.status_code == 200 and two.leaks(answer) == []
            assert f"/admin/pages/{there.published.pk}/" not in answer.text
    assert here.draft.draft_title in desk.get("/admin/pages/search/", {"q": here.draft.draft_title}).text
    for word in list(two.secrets)[:40]:
        text = desk.get("/admin/pages/search/results/", {"q": word}).text
        assert not [page for page in (there.draft, there.changed, there.private, there.published) if f"/pages/{page.pk}/" in text]


def test_row_41_account_home_and_editing_sessions_tell_nothing(two, desk, here, there):
    assert leaking(two, desk, "/admin/", "/admin/editing/", "/admin/account/") == {}
    for app, model, place in (
        ("wagtailcore", "page", there),
        ("neighbourhoods", "infopage", there),
        ("auth", "group", None),
        ("neighbourhoods", "user", None),
    ):
        pk = place.draft.pk if place else {"group": there.row.activists_id, "user": there.author.pk}[model]
        path = of("wagtailadmin_editing_sessions:ping", "object_id", app_label=app, model_name=model, session_id=here.session.pk)
        assert told_apart(desk, path, pk) == []
    own = {"app_label": "wagtailcore", "model_name": "page", "object_id": here.draft.pk}
    assert told_apart(desk, of("wagtailadmin_editing_sessions:ping", "session_id", **own), there.session.pk) == []
    assert told_apart(desk, of("wagtailadmin_editing_sessions:release", "session_id"), there.session.pk) == []
    # somebody else's session, of one's own neighbourhood
    assert told_apart(desk, of("wagtailadmin_editing_sessions:release", "session_id"), here.session.pk) == []


def test_row_41_who_has_left_a_neighbourhood_reads_its_later_drafts_nowhere(two, here, there):
    user = User.objects.create_user("lahtija@example.org")
    for place in (here, there):
        Membership.objects.create(user=user, neighbourhood=place.row, role="activist")
    desk = two.client(user)
    data = {"title": "Julki", "lead": "", "body-count": "0"}
    assert desk.post(f"/admin/pages/{there.published.pk}/edit/", data).status_code == 302
    assert desk.post("/admin/dismissibles/", "{}", content_type="application/json").status_code in (200, 405)
    user.memberships.get(neighbourhood=there.row).delete()
    two.secrets[word := a_word()] = "a draft of later"
    draft = InfoPage.objects.get(pk=there.published.pk)
    draft.title = word
    draft.save_revision(user=there.author)
    desk = two.client(User.objects.get(pk=user.pk))
    assert leaking(two, desk, "/admin/", "/admin/editing/", "/admin/account/", f"/admin/pages/{here.home.pk}/") == {}
    assert desk.get(f"/admin/pages/{there.published.pk}/edit/").status_code == 404


def test_row_41_previews_of_foreign_pages_are_not_there(two, desk, here, there):
    assert told_apart(desk, of("wagtailadmin_pages:preview_on_edit", "page_id"), there.draft.pk) == []
    answer = desk.post(f"/admin/pages/{here.published.pk}/edit/preview/", {"title": "x", "slug": "x", "body-count": "0"})
    assert json.loads(answer.content)["is_valid"] and two.leaks(desk.get(f"/admin/pages/{here.published.pk}/edit/preview/")) == []


def test_row_41_public_pages_have_no_bar_for_who_is_signed_in(two, person, here):
    visitor = two.ground.visit()
    visitor.client.force_login(person)
    assert "wagtail-userbar" not in visitor.get("/fi/julki/").text


def test_the_account_of_a_person_is_a_profile_of_their_own(desk, person):
    assert desk.get("/admin/account/").status_code == 200
    assert set(UserProfile.objects.values_list("user_id", flat=True)) <= {person.pk}
