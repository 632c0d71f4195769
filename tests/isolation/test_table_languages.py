"""Table 1.1, rows 31 to 33: translating. The views of wagtail-localize, which ask for one right of the whole install, are not there."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import pytest
from django.urls import reverse
from wagtail.models import Page, Revision
from wagtail_localize.models import SegmentOverride, StringTranslation, Translation, TranslationSource

from neighbourhoods.models import DetailsTranslation, FreeTranslation, PageTranslation

from .asking import leaking, rows, told_apart, unreachable
from .two_sites import desk, here, person, prepared, there, two  # noqa: F401

pytestmark = pytest.mark.django_db
L = "wagtail_localize:"
OURS = (PageTranslation, FreeTranslation, DetailsTranslation)


def everything():
    return rows(Page, Revision, TranslationSource, Translation, StringTranslation, SegmentOverride, *OURS)


def test_row_31_the_views_of_wagtail_localize_are_there_for_nobody(two, person, here, there):
    """Its form copied the whole tree of B, and published it. Who has its right can do nothing, in B or at home."""
    from django.contrib.auth.models import Permission

    before = everything()
    for right in (False, True):
        if right:
            person.user_permissions.add(Permission.objects.get(codename="submit_translation"))
        desk = two.client(type(person).objects.get(pk=person.pk))
        for place in (here, there):
            one = place.published_translation
            for name, arguments in {
                "submit_page_translation": {"page_id": place.published.pk},
                "convert_to_alias": {"page_id": place.published.pk},
                "update_translations": {"translation_source_id": one.source.pk},
                "edit_string_translation": {"translation_id": one.translation.pk, "string_segment_id": one.segment.pk},
                "edit_override": {"translation_id": one.translation.pk, "overridable_segment_id": 1},
                "preview_translation": {"translation_id": one.translation.pk},
                "machine_translate": {"translation_id": one.translation.pk},
                **{name: {"translation_id": one.translation.pk} for name in ("stop_translation", "download_pofile", "upload_pofile")},
            }.items():
                assert unreachable(desk, f"{L}{name}", **arguments) == [], name
                assert desk.post(reverse(f"{L}{name}", kwargs=arguments), {"locales": [here.swedish.pk]}).status_code == 404
    assert everything() == before


def test_row_32_reports_and_lists_of_translations_are_not_there(desk, there):
    assert unreachable(desk, f"{L}translations_report", f"{L}translations_report_results", f"{L}javascript_catalog") == []
    for app, model, pk in (
        ("dummyplugin", "wish", there.wish.pk),
        ("neighbourhoods", "infopage", there.draft.pk),
        ("wagtailcore", "site", 1),
    ):
        assert unreachable(desk, f"{L}snippets_api_listing", app_label=app, model_name=model) == []
        assert unreachable(desk, f"{L}snippets_api_detail", app_label=app, model_name=model, pk=pk) == []
        assert unreachable(desk, f"{L}submit_snippet_translation", app_label=app, model_name=model, pk=pk) == []


def translate(language):
    return lambda pk: reverse("translate_page", args=[pk, language])


@pytest.mark.parametrize("language", ["sv", "fi-simple", "fi"])
def test_row_33_foreign_pages_are_answered_as_those_that_never_were(desk, there, language):
    before = everything()
    for page in (there.published, there.draft, there.home, there.folder, there.published_translation.page):
        assert told_apart(desk, translate(language), page.pk, methods=("get", "post", "head")) == []
        assert desk.post(translate(language)(page.pk), {"action": "publish", "t-title": "Kapad"}).status_code == 404
    assert everything() == before


def test_row_33_the_list_tells_nothing_of_others(two, desk, here, there):
    for query in ("", "?language=sv", "?language=sv&state=done", f"?neighbourhood={there.row.slug}"):
        assert leaking(two, desk, reverse("translate") + query) == {}, query
    for action in ("get", "post"):
        answer = getattr(desk, action)(reverse("translate_details", args=["sv"]) + f"?neighbourhood={there.row.slug}")
        assert two.leaks(answer) == []


def test_row_33_ones_own_page_is_translated_and_opened(two, desk, here):
    path = translate("sv")(here.published.pk)
    assert leaking(two, desk, path) == {}
    answer = desk.get(path)
    data = {row.name: row.typed for row in (one["row"] for one in answer.context["rows"])}
    data |= {f"base-{name}": text for name, text in data.items()} | {"action": "publish", "t-title": "Rubriken på svenska"}
    assert desk.post(path, data).status_code == 302
    page = Page.objects.get(pk=here.published_translation.page.pk)
    assert page.title == "Rubriken på svenska"
    assert leaking(two, desk, f"/admin/pages/{page.pk}/edit/") == {}


@pytest.mark.parametrize("text", ['<a linktype="page" id="{draft}">x</a>', '<embed embedtype="image" id="{image}"/>', "[x]({draft})"])
def test_row_33_no_translation_publishes_a_foreign_reference(two, desk, here, there, text):
    text, path = text.format(draft=there.draft.pk, image=there.image.pk), translate("sv")(here.published.pk)
    data = {row.name: text for row in (one["row"] for one in desk.get(path).context["rows"])}
    assert desk.post(path, data | {"action": "publish"}).status_code in (302, 400)
    page = here.published_translation.page.specific_class.objects.get(pk=here.published_translation.page.pk)
    for version in (page, page.get_latest_revision_as_object()):
        stored = str(version.body.raw_data)
        assert "<a " not in stored and "<embed" not in stored
    assert two.leaks(two.ground.visit().get("/sv/julki/")) == []
