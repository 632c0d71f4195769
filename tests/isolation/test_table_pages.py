"""Table 1.1 of research/isolation.md, rows 1 to 13: what Wagtail's lists of pages and its reports tell, for a volunteer of A."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import re

import pytest
from django.urls import NoReverseMatch, reverse
from wagtail.models import Page, Revision, Task, Workflow

from neighbourhoods.models import Document, Image, InfoPage

from .asking import leaking, rows, told_apart, unreachable
from .two_sites import MISSING, a_word, desk, here, person, prepared, there, two  # noqa: F401

pytestmark = pytest.mark.django_db
PAGES = "wagtailadmin_pages:"
ONE_PAGE = "edit preview_on_edit view_draft delete unpublish copy convert_alias history history_results usage".split()
NOT_OPEN = "set_privacy lock unlock workflow_history revisions_index confirm_workflow_cancellation".split()


def of_page(name, argument="page_id", **more):
    return lambda pk: reverse(f"{PAGES}{name}", kwargs={argument: pk, **more})


def pages_and_drafts():
    return rows(Page, Revision)


def test_row_01_explorer_filters_offer_nobody_and_no_site_of_another_neighbourhood(two, desk, here, there):
    assert leaking(two, desk, f"/admin/pages/{here.home.pk}/", f"/admin/pages/{here.home.pk}/results/") == {}
    start = desk.get("/admin/pages/")
    assert (start.status_code, start.url) == (302, f"/admin/pages/{here.folder.pk}/")
    text = desk.get(f"/admin/pages/{here.home.pk}/").text
    assert here.draft.draft_title in text
    for name in ("site", "owner", "edited_by"):
        assert f'name="{name}"' not in text
    for query in (f"owner={there.author.pk}", f"site={there.row.site_id}", f"edited_by={there.author.pk}", "ordering=owner__email", "q=a"):
        answer = desk.get(f"/admin/pages/{here.home.pk}/?{query}")
        assert answer.status_code == 200 and two.leaks(answer) == []
    # what nobody offers does not filter either: else it could be guessed who has written what
    assert here.draft.draft_title in desk.get(f"/admin/pages/{here.home.pk}/?owner={there.author.pk}").text


def test_row_01_lists_of_one_type_of_pages_show_ones_own(two, desk, here, there):
    from neighbourhoods import registry
    from neighbourhoods.isolation.guard import rules

    views = [name for name in rules() if name.endswith(":index") and registry.get(name.partition(":")[0])]
    for name in views:
        for query in ("", "?q=a", "?ordering=title", f"?owner={there.author.pk}", f"?site={there.row.site_id}", "?locale=fi"):
            assert two.leaks(desk.get(reverse(name) + query)) == [], (name, query)


def test_row_01_an_alias_tells_nothing_of_the_draft_that_it_follows(two, desk, here, there):
    """A keeper may show a page of B in A, and with it who made it; what B writes in its draft afterwards is B's."""
    told = ["first name of the author", "last name of the author"]
    alias = there.changed.specific.create_alias(parent=here.home, update_slug="alias-sivu")
    for path in ("edit/", "history/", "delete/", "usage/", "copy/", "move/"):
        answer = desk.get(f"/admin/pages/{alias.pk}/{path}")
        assert answer.status_code in (200, 302) and set(two.leaks(answer)) <= set(told), path
    assert two.leaks(desk.get(f"/admin/api/main/pages/{alias.pk}/?fields=*")) == []
    assert two.leaks(desk.get(f"/admin/pages/{here.home.pk}/?ordering=-latest_revision_created_at")) == []


def test_row_02_the_history_of_ones_own_page_names_nobody_of_another_neighbourhood(two, desk, here, there):
    """Of two neighbourhoods in which nobody belongs to both, no name crosses over."""
    for query in ("", f"?user={there.author.pk}", "?action=wagtail.publish", "?is_commenting_action=true", "?timestamp_from=1.1.2020"):
        for tail in ("history/", "history/results/"):
            answer = desk.get(f"/admin/pages/{here.published.pk}/{tail}{query}")
            assert answer.status_code == 200 and two.leaks(answer) == [], query


def test_row_02_who_hides_a_page_is_not_told_what_of_another_neighbourhood_points_at_it(two, desk, here, there):
    draft = InfoPage.objects.get(pk=there.draft.pk)
    draft.body = [{"type": "text", "value": f'<a linktype="page" id="{here.published.pk}">x</a>'}]
    draft.save()
    before = [desk.get(f"/admin/pages/{here.draft.pk}/{tail}").text for tail in ("usage/", "history/")]
    for tail in ("usage/", "unpublish/"):
        answer = desk.get(f"/admin/pages/{here.published.pk}/{tail}")
        assert answer.status_code == 200 and two.leaks(answer) == []
        assert f"/admin/pages/{there.draft.pk}/" not in answer.text
    assert "1 viittaus" not in answer.text and all(before)
    assert two.leaks(desk.get(f"/admin/bulk/wagtailcore/page/delete/?id={here.published.pk}")) == []


@pytest.mark.parametrize("name", [*ONE_PAGE, *NOT_OPEN])
def test_row_02_a_page_of_another_neighbourhood_is_answered_as_one_that_never_was(desk, there, name):
    before = pages_and_drafts()
    for page in (there.published, there.draft, there.private, there.folder, there.thing):
        assert told_apart(desk, of_page(name), page.pk) == []
    assert pages_and_drafts() == before


def test_row_02_versions_of_foreign_pages_are_not_there_under_ones_own_pages_either(desk, here, there):
    before = pages_and_drafts()
    for page in (here.draft.pk, there.draft.pk):
        for name in ("revisions_view", "revisions_revert", "revisions_unschedule"):
            assert told_apart(desk, of_page(name, "revision_id", page_id=page), there.revision.pk) == []
        for first, second in (("revision_id_a", "revision_id_b"), ("revision_id_b", "revision_id_a")):
            path = of_page("revisions_compare", first, pk=page, **{second: "live"})
            assert told_apart(desk, path, there.revision.pk) == []
    for name in ("revisions_view", "revisions_revert"):
        assert told_apart(desk, of_page(name, revision_id=here.revision.pk), there.draft.pk) == []
    assert told_apart(desk, of_page("revisions_compare", "pk", revision_id_a="live", revision_id_b="latest"), there.changed.pk) == []
    assert pages_and_drafts() == before


def test_row_02_pages_cannot_be_made_below_a_foreign_one(desk, there):
    kind = {"content_type_app_name": "neighbourhoods", "content_type_model_name": "infopage"}
    before = pages_and_drafts()
    for name in ("add", "preview_on_add"):
        assert told_apart(desk, of_page(name, "parent_page_id", **kind), there.home.pk) == []
    assert told_apart(desk, of_page("add_subpage", "parent_page_id"), there.home.pk) == []
    assert pages_and_drafts() == before


def test_row_02_ones_own_page_opens_everywhere(desk, here):
    """So that a guard that refuses everything does not pass."""
    for name in ("edit", "view_draft", "copy", "history", "usage"):
        assert desk.get(of_page(name)(here.published.pk)).status_code == 200, name
    # but nobody except keepers deletes
    assert desk.get(of_page("delete")(here.published.pk)).status_code == 302


def test_row_03_nothing_is_moved_out_of_another_neighbourhood_or_into_it(desk, here, there):
    before = pages_and_drafts()
    assert told_apart(desk, of_page("move", "page_to_move_id"), there.draft.pk) == []
    assert told_apart(desk, of_page("set_page_position", "page_to_move_id"), there.draft.pk) == []
    assert told_apart(desk, of_page("move_confirm", "destination_id", page_to_move_id=here.draft.pk), there.draft.pk) == []
    assert told_apart(desk, of_page("move_confirm", "page_to_move_id", destination_id=here.home.pk), there.draft.pk) == []
    for data in ({"new_parent_page": there.home.pk}, {"new_parent_page": MISSING}):
        assert desk.post(of_page("move", "page_to_move_id")(here.draft.pk), data).status_code == 404
        copied = {"new_title": "Kopio", "new_slug": "kopio", **data}
        assert desk.post(of_page("copy")(here.published.pk), copied).status_code == 404
    assert pages_and_drafts() == before


def test_row_04_workflow_addresses_leave_no_message_for_the_next_page(two, desk, there):
    task = {"action_name": "approve", "task_state_id": 1}
    for name, more in (("workflow_action", task), ("collect_workflow_action_data", task), ("workflow_preview", {"task_id": 1})):
        assert told_apart(desk, of_page(name, **more), there.draft.pk) == []
    answer = desk.get("/admin/")
    assert two.leaks(answer) == [] and list(answer.context["messages"]) == []


def test_row_05_the_page_chooser_shows_ones_own_pages_only(two, desk, here, there):
    start = desk.get("/admin/choose-page/")
    assert start.status_code == 302 and start.url.startswith(f"/admin/choose-page/{here.folder.pk}/")
    words = {word for word in two.secrets}
    for query in ("", "?page_type=neighbourhoods.InfoPage", "?page_type=dummyplugin.ThingPage&can_choose_root=true", "?user_perms=move_to"):
        for page in (here.folder, here.home, here.shelf):
            answer = desk.get(f"/admin/choose-page/{page.pk}/{query}")
            assert answer.status_code == 200 and two.leaks(answer) == []
    for word in (*words, "a", ""):
        answer = desk.get(f"/admin/choose-page/search/?q={word}&page_type=wagtailcore.Page")
        assert answer.status_code == 200
        assert not re.search(rf'data-id="({there.published.pk}|{there.draft.pk})"|/pages/{there.published.pk}/', answer.text)
    assert here.draft.draft_title in desk.get(f"/admin/choose-page/search/?q={here.draft.draft_title}").text
    assert told_apart(desk, lambda pk: f"/admin/choose-page/{pk}/", there.home.pk) == []
    assert told_apart(desk, lambda pk: f"/admin/choose-page/search/?q=a&target_pages={pk}", there.home.pk) == []


def test_row_06_several_chosen_pages_are_ones_own_or_none(two, desk, here, there):
    path = "/admin/choose-page/chosen-multiple/?"
    answer = desk.get(f"{path}id={here.draft.pk}&id={here.published.pk}")
    assert answer.status_code == 200 and here.draft.draft_title in answer.text
    for ids in (f"id={{}}&id={here.draft.pk}", f"id={here.draft.pk}&id={{}}", "id={}"):
        assert told_apart(desk, path + ids, there.draft.pk) == []


@pytest.mark.parametrize(
    "action", ["delete", "move", "publish", "unpublish", "add_to_collection", "add_tags", "assign_role", "set_active_state"]
)
def test_row_07_bulk_actions_name_and_change_ones_own_only(two, desk, here, there, action):
    before = rows(Page, Image, Document)
    for model, foreign, own in (
        ("wagtailcore/page", there.draft.pk, here.draft.pk),
        ("neighbourhoods/infopage", there.draft.pk, here.draft.pk),
        ("neighbourhoods/image", there.image.pk, here.image.pk),
        ("neighbourhoods/document", there.document.pk, here.document.pk),
        ("neighbourhoods/user", there.author.pk, here.author.pk),
        ("dummyplugin/wish", there.wish.pk, here.wish.pk),
    ):
        for ids in (f"id={{}}&id={own}", f"id={own}&id={{}}", "id={}"):
            assert told_apart(desk, f"/admin/bulk/{model}/{action}/?{ids}", foreign) == []
        for words in ("id=all", f"id={own}&id=all", "id=all&childOf=1", "id=%61ll", "id=ALL"):
            for method in ("get", "post"):
                assert getattr(desk, method)(f"/admin/bulk/{model}/{action}/?{words}").status_code == 404
    assert rows(Page, Image, Document) == before


def test_row_08_the_report_of_page_types_is_not_there(desk):
    assert unreachable(desk, "wagtailadmin_reports:page_types_usage", "wagtailadmin_reports:page_types_usage_results") == []


def test_row_09_the_list_of_pages_of_a_type_is_not_there(desk):
    kind = {"content_type_app_name": "neighbourhoods", "content_type_model_name": "infopage"}
    assert unreachable(desk, f"{PAGES}type_use", f"{PAGES}type_use_results", **kind) == []
    assert unreachable(desk, f"{PAGES}choose_parent", app_label="neighbourhoods", model_name="infopage") == []


def test_row_10_the_history_of_the_install_is_not_there(desk):
    assert unreachable(desk, "wagtailadmin_reports:site_history", "wagtailadmin_reports:site_history_results") == []


def test_row_11_workflows_are_off_and_their_reports_are_not_there(two, desk, here, there, settings):
    names = [f"wagtailadmin_reports:{name}" for name in ("workflow", "workflow_results", "workflow_tasks", "workflow_tasks_results")]
    assert settings.WAGTAIL_WORKFLOW_ENABLED is False and unreachable(desk, *names) == []
    two.secrets[name := a_word()] = "workflow"
    Workflow.objects.create(name=name).workflow_pages.create(page=there.home)
    Task.objects.create(name=name)
    assert (
        leaking(two, desk, "/admin/", "/admin/editing/", f"/admin/pages/{here.draft.pk}/edit/", f"/admin/pages/{here.draft.pk}/history/")
        == {}
    )


def test_row_12_reports_of_locked_and_of_aging_pages_are_not_there(desk):
    names = ("locked_pages", "locked_pages_results", "aging_pages", "aging_pages_results")
    assert unreachable(desk, *(f"wagtailadmin_reports:{name}" for name in names)) == []


def test_row_13_the_chooser_of_tasks_is_not_there(desk):
    names = [f"wagtailadmin_workflows:{name}" for name in ("task_chooser", "task_chooser_results", "task_chooser_create")]
    assert unreachable(desk, *names) == []
    task = Task.objects.create(name=a_word())
    assert told_apart(desk, lambda pk: reverse("wagtailadmin_workflows:task_chosen", args=[pk]), task.pk) == []


def test_the_views_of_these_rows_still_have_these_names():
    """A name that Wagtail drops or renames would make a test above say nothing."""
    for name in (*ONE_PAGE, *NOT_OPEN):
        try:
            reverse(f"{PAGES}{name}", kwargs={"page_id": 1})
        except NoReverseMatch:
            pytest.fail(f"{name} is gone")
