"""Table 1.1, rows 31 to 33: wagtail-localize, whose views ask for one right of the whole install."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import re
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Page, Revision
from wagtail_localize.models import SegmentOverride, StringSegment, StringTranslation, Translation, TranslationSource

from neighbourhoods.models import InfoPage

from .asking import leaking, rows, told_apart, unreachable
from .two_sites import desk, here, person, prepared, there, two  # noqa: F401

pytestmark = pytest.mark.django_db
L = "wagtail_localize:"
FORM = "application/x-www-form-urlencoded"


def of(name, argument, **more):
    return lambda pk: reverse(f"{L}{name}", kwargs={argument: pk, **more})


def everything():
    return rows(Page, Revision, TranslationSource, Translation, StringTranslation, SegmentOverride)


def segment_of(translation, last=False):
    found = StringSegment.objects.filter(source=translation.source).order_by("order")
    return found.last() if last else found.first()


def string(translation, segment):
    return reverse(f"{L}edit_string_translation", args=[translation.pk, segment.pk])


def translate(desk, path, value):
    return desk.put(path, urlencode({"value": value}), content_type=FORM)


def test_row_31_a_foreign_page_is_sent_for_translation_by_nobody(two, person, here, there):
    """The form copied the whole tree of B, and published it."""
    from django.contrib.auth.models import Permission

    before = everything()
    for right in (False, True):
        if right:
            # the right that wagtail-localize asks for is one for the whole install: even who had it could do nothing in B
            person.user_permissions.add(Permission.objects.get(codename="submit_translation"))
        desk = two.client(type(person).objects.get(pk=person.pk))
        for page in (there.published, there.draft, there.home, there.folder):
            assert told_apart(desk, of("submit_page_translation", "page_id"), page.pk) == []
            data = {"locales": [here.swedish.pk], "include_subtree": "on", "select_all": "on"}
            assert desk.post(of("submit_page_translation", "page_id")(page.pk), data).status_code == 404
            assert told_apart(desk, of("convert_to_alias", "page_id"), page.pk) == []
    assert everything() == before


def test_row_31_who_may_translate_is_offered_the_languages_of_the_neighbourhood(two, person, here):
    from django.contrib.auth.models import Permission

    person.user_permissions.add(Permission.objects.get(codename="submit_translation"))
    desk = two.client(type(person).objects.get(pk=person.pk))
    answer = desk.get(reverse(f"{L}submit_page_translation", args=[here.scheduled.pk]))
    assert answer.status_code == 200 and two.leaks(answer) == []
    offered = [locale.language_code for locale in answer.context["form"].fields["locales"].queryset]
    assert offered and set(offered) <= {"sv", "en"}


def test_row_32_reports_and_lists_of_translations_are_not_there(desk, there):
    assert unreachable(desk, f"{L}translations_report", f"{L}translations_report_results") == []
    for app, model, pk in (
        ("dummyplugin", "wish", there.wish.pk),
        ("neighbourhoods", "infopage", there.draft.pk),
        ("wagtailcore", "site", 1),
    ):
        assert unreachable(desk, f"{L}snippets_api_listing", app_label=app, model_name=model) == []
        assert told_apart(desk, of("snippets_api_detail", "pk", app_label=app, model_name=model), pk) == []
        assert told_apart(desk, of("submit_snippet_translation", "pk", app_label=app, model_name=model), pk) == []


@pytest.mark.parametrize("state", ["published", "draft"])
def test_row_33_foreign_translations_are_answered_as_those_that_never_were(desk, here, there, state):
    before = everything()
    theirs, own = (getattr(place, f"{state}_translation") for place in (there, here))
    for name in ("stop_translation", "download_pofile", "upload_pofile", "machine_translate"):
        assert told_apart(desk, of(name, "translation_id"), theirs.translation.pk) == [], name
    for mode in ({}, {"mode": "any"}):
        assert told_apart(desk, of("preview_translation", "translation_id", **mode), theirs.translation.pk) == []
    assert told_apart(desk, of("update_translations", "translation_source_id"), theirs.source.pk) == []
    methods = ("get", "post", "put", "delete", "patch", "options", "head")
    own_text, own_row = segment_of(own.translation), own.translation.pk
    for path in (
        of("edit_string_translation", "translation_id", string_segment_id=own_text.pk),
        of("edit_string_translation", "translation_id", string_segment_id=theirs.segment.pk),
    ):
        assert told_apart(desk, path, theirs.translation.pk, methods=methods) == []
    assert (
        told_apart(desk, of("edit_string_translation", "string_segment_id", translation_id=own_row), theirs.segment.pk, methods=methods)
        == []
    )
    for one in (theirs.page, there.published):
        assert told_apart(desk, lambda pk: f"/admin/pages/{pk}/edit/", one.pk) == []
    assert translate(desk, string(theirs.translation, theirs.segment), "Kapad").status_code == 404
    assert everything() == before


def test_row_33_ones_own_translation_is_opened_edited_and_shown(two, desk, here):
    one = here.published_translation
    assert leaking(two, desk, f"/admin/pages/{one.page.pk}/edit/") == {}
    answer = translate(desk, string(one.translation, segment_of(one.translation, last=True)), "Texten på svenska")
    assert answer.status_code in (200, 201) and answer.json()["error"] is None
    assert StringTranslation.objects.filter(data="Texten på svenska").exists()
    for name in ("preview_translation", "download_pofile"):
        answer = desk.get(reverse(f"{L}{name}", args=[one.translation.pk]))
        assert answer.status_code == 200 and two.leaks(answer) == []
    assert desk.post(f"/admin/pages/{one.page.pk}/edit/", {"action": "publish"}).status_code == 302
    assert "Texten på svenska" in str(InfoPage.objects.get(pk=one.page.pk).body.raw_data)


def test_row_33_an_override_is_set_by_nobody_through_a_view_that_asks_for_no_owner(desk, here, there):
    """It stores the id of any picture or page: edit_override is not on the list."""
    for one in (here.published_translation, there.published_translation):
        path = reverse(f"{L}edit_override", args=[one.translation.pk, 1])
        assert desk.get(path).status_code == 404
        for method in ("post", "put", "delete"):
            assert getattr(desk, method)(path, urlencode({"value": there.image.pk}), content_type=FORM).status_code == 404
    assert not SegmentOverride.objects.exists()


def po_file(client, translation, text):
    """The file that is downloaded, filled in with one text everywhere."""
    answer = client.get(reverse(f"{L}download_pofile", args=[translation.pk]))
    filled = re.sub(r'msgstr "[^"]*"(?=\n\n|\n*$)', lambda _found: f'msgstr "{text}"', answer.text)
    assert text in filled
    return SimpleUploadedFile("texts.po", filled.encode(), "text/x-gettext-translation")


@pytest.mark.parametrize(
    "text",
    [
        "<a linktype='page' id='{draft}'>länk</a>",
        "<embed embedtype='image' id='{image}' format='left' alt=''/>",
        "<a id='a1'>länk</a>",
        "{draft}",
    ],
)
def test_row_33_a_file_of_translations_publishes_no_foreign_reference(two, desk, here, there, text):
    one = here.published_translation
    text = text.format(draft=there.draft.pk, image=there.image.pk)
    path = reverse(f"{L}upload_pofile", args=[one.translation.pk])
    assert desk.post(path, {"file": po_file(desk, one.translation, text)}).status_code == 302
    assert desk.post(f"/admin/pages/{one.page.pk}/edit/", {"action": "publish"}).status_code in (200, 302)
    assert two.leaks(desk.get(f"/admin/pages/{one.page.pk}/edit/")) == []
    page = InfoPage.objects.get(pk=one.page.pk)
    for version in (page, page.get_latest_revision_as_object()):
        stored = str(version.body.raw_data)
        assert "linktype" not in stored and "embedtype" not in stored
    answer = two.ground.visit().get("/sv/julki/")
    assert answer.status_code == 200 and two.leaks(answer) == []


def test_row_33_a_file_of_a_foreign_translation_or_a_broken_one_changes_nothing_of_others(two, desk, here, there):
    theirs = (
        rows(Page)["wagtailcore.Page"],
        list(StringTranslation.objects.filter(context__object_id=there.published.translation_key).values()),
    )
    keeper = two.client(two.keeper)
    foreign = po_file(keeper, there.published_translation.translation, "Kapad")
    path = reverse(f"{L}upload_pofile", args=[here.published_translation.translation.pk])
    for file in (foreign, SimpleUploadedFile("x.po", b'msgid "a'), SimpleUploadedFile("x.po", b"")):
        assert desk.post(path, {"file": file}).status_code in (200, 302, 400)
    now = (
        rows(Page)["wagtailcore.Page"],
        list(StringTranslation.objects.filter(context__object_id=there.published.translation_key).values()),
    )
    assert now == theirs


@pytest.mark.parametrize("url", ["https://example.net/", "//example.net", "/\\example.net", "javascript:alert(1)", "http:///example.net"])
def test_row_33_no_address_of_translations_leads_elsewhere(desk, here, url):
    one = here.published_translation
    for name, argument, pk in (
        ("stop_translation", "translation_id", one.translation.pk),
        ("update_translations", "translation_source_id", one.source.pk),
    ):
        answer = desk.post(reverse(f"{L}{name}", kwargs={argument: pk}), {"next": url})
        assert answer.status_code in (200, 302, 404) and "example.net" not in answer.headers.get("Location", "")
        assert "javascript" not in answer.headers.get("Location", "")
