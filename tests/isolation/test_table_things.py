"""Table 1.1, rows 14 to 23: rows of plugins, choosers, pictures, files and their tags, for a volunteer of A."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch, reverse
from taggit.models import Tag
from wagtail.models import Collection, ModelLogEntry, UploadedFile
from wagtail.snippets.models import get_snippet_models

from neighbourhoods.models import Document, Image

from ..dummyplugin.models import Wish
from .asking import leaking, rows, told_apart, unreachable
from .two_sites import MISSING, a_word, desk, here, jpeg, person, prepared, there, two  # noqa: F401

pytestmark = pytest.mark.django_db
WISH = {"email": "toive@example.org", "text": "Huomenna"}


def of(name, argument="pk", **more):
    return lambda pk: reverse(name, kwargs={argument: pk, **more})


def uploaded(name="uusi.jpg"):
    return SimpleUploadedFile(name, jpeg() if name.endswith("jpg") else b"%PDF-1.4 x", "image/jpeg")


def test_row_14_nothing_is_registered_as_a_snippet(desk):
    """Snippets have lists, choosers and forms of the whole install: whoever registers one has to close them first."""
    assert [model._meta.label for model in get_snippet_models()] == []
    assert unreachable(desk, "wagtailsnippets:index") == []


@pytest.mark.parametrize(
    "name", ["wishes:edit", "wishes:delete", "wishes:history", "wishes:history_results", "wishes:usage", "dummyplugin_wish"]
)
def test_row_15_a_row_of_another_neighbourhood_is_answered_as_one_that_never_was(desk, there, name):
    before = rows(Wish, ModelLogEntry)
    assert told_apart(desk, of(name), there.wish.pk) == []
    assert desk.post(of(name)(there.wish.pk), {**WISH, "thing": there.thing.pk}).status_code == 404
    assert rows(Wish, ModelLogEntry) == before


def test_row_15_lists_and_tables_of_rows_hold_ones_own(two, desk, here):
    queries = ("", "?q=a", "?ordering=email", "?ordering=-thing", "?ordering=neighbourhood__name", f"?thing={here.thing_draft.pk}")
    exports = ("?export=csv", "?export=xlsx", "?p=2", "?p=-1", "?p=abc")
    paths = [f"/admin/wishes/{tail}{query}" for tail in ("", "results/") for query in (*queries, *exports)]
    assert leaking(two, desk, *paths) == {}
    assert here.wish.email in desk.get("/admin/wishes/").text
    assert leaking(two, desk, of("wishes:history")(here.wish.pk), of("wishes:usage")(here.wish.pk)) == {}


@pytest.mark.parametrize("query", ["", "q={0}", "email={0}", "thing={1}", "search={0}", "thing={1}&thing={2}"])
def test_row_15_searching_for_what_is_there_tells_no_more_than_for_what_is_not(two, desk, there, query):
    there_is = query.format(there.wish.email, there.thing_draft.pk, there.thing.pk)
    answer = desk.get(f"/admin/wishes/results/?{there_is}")
    assert answer.status_code == 200 and two.leaks(answer) == [] or there.wish.email in there_is
    assert f"/admin/wishes/edit/{there.wish.pk}/" not in answer.text and "@example.org</" not in answer.text or not query


def test_row_16_the_chooser_of_rows_offers_and_answers_for_ones_own(two, desk, here, there):
    assert leaking(two, desk, "/admin/wish_chooser/", "/admin/wish_chooser/results/", "/admin/wish_chooser/results/?q=a") == {}
    for path in ("/admin/wish_chooser/", "/admin/wish_chooser/results/"):
        text = desk.get(path).text
        assert f"/chosen/{here.wish.pk}/" in text and f"/chosen/{there.wish.pk}/" not in text
    assert desk.get(f"/admin/wish_chooser/chosen/{here.wish.pk}/").status_code == 200
    assert desk.get(f"/admin/wish_chooser/chosen-multiple/?id={here.wish.pk}").status_code == 200
    assert told_apart(desk, of("wish_chooser:chosen"), there.wish.pk) == []
    for ids in ("id={}", f"id={here.wish.pk}&id={{}}", f"id={{}}&id={here.wish.pk}"):
        assert told_apart(desk, "/admin/wish_chooser/chosen-multiple/?" + ids, there.wish.pk) == []


def test_row_17_no_form_offers_or_takes_the_neighbourhood_of_a_row(two, desk, here, there):
    for path in ("/admin/wishes/new/", f"/admin/wishes/edit/{here.wish.pk}/"):
        text = desk.get(path).text
        assert 'name="neighbourhood"' not in text and there.row.name not in text
        thing = here.thing.pk
        for name in ("neighbourhood", "neighbourhood_id"):
            answer = desk.post(path, {**WISH, "thing": thing, name: there.row.pk})
            assert answer.status_code == 302
    assert {row.neighbourhood_id for row in Wish.unscoped.filter(email=WISH["email"])} == {here.row.pk}


def test_row_17_what_a_row_may_be_about_is_offered_from_ones_own_and_from_what_is_published(two, desk, here):
    """A foreign key to a page is no field of the neighbourhood, and drafts of B are pages too."""
    assert leaking(two, desk, "/admin/wishes/", "/admin/wishes/new/", f"/admin/wishes/edit/{here.wish.pk}/", "/admin/wish_chooser/") == {}


@pytest.mark.parametrize("kind", ["images", "documents"])
def test_row_18_lists_and_choosers_of_pictures_and_files_hold_ones_own_and_no_tags(two, desk, here, there, kind):
    Tag.objects.create(name=(word := a_word()), slug=word)
    two.secrets[word] = "tag"
    lists = (f"/admin/{kind}/", f"/admin/{kind}/results/", f"/admin/{kind}/chooser/", f"/admin/{kind}/chooser/results/")
    own = (f"collection_id={here.inner.pk}", "q=a", "ordering=title", "ordering=uploaded_by_user__email", "p=1", "locale=sv")
    assert leaking(two, desk, *(f"{path}?{query}" for path in lists for query in ("", *own))) == {}
    thing = here.image if kind == "images" else here.document
    assert all(thing.title in desk.get(path).text for path in lists)
    for path in lists:
        assert told_apart(desk, f"{path}?collection_id={{}}", there.inner.pk) == []
        # the address that was asked is in the page again: what is not there must give the same but for it
        theirs, none = (desk.get(f"{path}?{name}={pk}").text for name in ("uploaded_by_user",) for pk in (there.author.pk, MISSING))
        assert theirs.replace(str(there.author.pk), "").count(thing.title) == none.replace(str(MISSING), "").count(thing.title)
    for model in (Image, Document):
        assert "tags" not in {field.name for field in model._meta.get_fields()}


IMAGES = [
    ("edit", "image_id"),
    ("delete", "image_id"),
    ("image_usage", "image_id"),
    ("edit_multiple", "image_id"),
    ("delete_multiple", "image_id"),
]
DOCUMENTS = [
    ("edit", "document_id"),
    ("delete", "document_id"),
    ("document_usage", "document_id"),
    ("edit_multiple", "doc_id"),
    ("delete_multiple", "doc_id"),
]


def test_row_19_foreign_pictures_and_files_are_answered_as_those_that_never_were(desk, here, there):
    before = rows(Image, Document, UploadedFile, Collection)
    for space, names, thing in (("wagtailimages", IMAGES, there.image), ("wagtaildocs", DOCUMENTS, there.document)):
        for name, argument in names:
            assert told_apart(desk, of(f"{space}:{name}", argument), thing.pk) == [], name
        assert told_apart(desk, of(f"{space}_chooser:chosen"), thing.pk) == []
        assert told_apart(desk, reverse(f"{space}_chooser:chosen_multiple") + "?id={}", thing.pk) == []
    assert told_apart(desk, of("wagtailimages_chooser:select_format", "image_id"), there.image.pk) == []
    assert told_apart(desk, of("wagtailimages:preview", "image_id", filter_spec="width-40"), there.image.pk) == []
    for name in ("url_generator", "url_generator_output"):
        assert told_apart(desk, of(f"wagtailimages:{name}", "image_id"), there.image.pk) == []
    for path in (
        of("wagtailimages:create_multiple_from_uploaded_image", "uploaded_file_id"),
        of("wagtailimages:delete_upload_multiple", "uploaded_file_id"),
        of("wagtaildocs:create_multiple_from_uploaded_document", "uploaded_file_id"),
    ):
        assert told_apart(desk, path, there.upload.pk) == []
    assert rows(Image, Document, UploadedFile, Collection) == before


@pytest.mark.parametrize(
    "path",
    ["images/add", "images/multiple/add", "images/chooser/create", "documents/add", "documents/multiple/add", "documents/chooser/create"],
)
def test_row_19_nothing_is_put_into_a_foreign_collection(desk, there, path):
    before = rows(Image, Document, UploadedFile)
    path, prefix = f"/admin/{path}/", "image" if "images" in path else "document"
    name = "files[]" if "multiple" in path else "file"
    for collection in (there.inner.pk, there.collection.pk, MISSING):
        data = {"title": "Uusi", "description": "Uusi", "collection": collection}
        answer = desk.post(path, {**data, name: uploaded("uusi.jpg" if "images" in path else "uusi.pdf")})
        assert answer.status_code == 404
    # the chooser's form has a prefix: there the field itself knows only own collections
    if "chooser" not in path:
        return
    data = {f"{prefix}-chooser-upload-{key}": value for key, value in data.items()} | {
        f"{prefix}-chooser-upload-collection": there.inner.pk
    }
    answer = desk.post(path, {**data, f"{prefix}-chooser-upload-file": uploaded("uusi.jpg" if "images" in path else "uusi.pdf")})
    assert answer.status_code == 200 and "chosen" not in answer.json()["step"]
    assert rows(Image, Document, UploadedFile) == before


def test_row_19_who_uploads_a_picture_that_another_neighbourhood_has_is_not_told_so(two, desk, here, there):
    """Wagtail looks for pictures with the same content, and asks whether that one is meant."""
    Image.objects.create(title=(word := a_word()), description=word, collection=there.inner, file=ContentFile(jpeg("purple"), "x.jpg"))
    two.secrets[word] = "a picture with the same content"
    for path, prefix, name in (("chooser/create", "image-chooser-upload-", "file"), ("multiple/add", "", "files[]")):
        sent = {f"{prefix}title": "Uusi", f"{prefix}description": "Uusi", f"{prefix}collection": here.inner.pk}
        file = SimpleUploadedFile("uusi.jpg", jpeg("purple"), "image/jpeg")
        ajax = {"x-requested-with": "XMLHttpRequest"}
        before = Image.objects.count()
        answer = desk.post(f"/admin/images/{path}/", {**sent, f"{prefix}{name}": file}, headers=ajax)
        assert answer.status_code == 200 and Image.objects.count() == before + 1, answer.text[:300]
        assert two.leaks(answer) == [] and "duplicate" not in answer.text.replace('"duplicate": false', "")
        Image.objects.latest("pk").delete()


def test_row_19_ones_own_are_not_moved_into_a_foreign_collection_by_the_forms_of_an_upload(desk, here, there):
    for path, prefix, thing in (
        (f"/admin/images/multiple/{here.image.pk}/", "image", here.image),
        (f"/admin/documents/multiple/{here.document.pk}/", "doc", here.document),
    ):
        data = {"title": "Uusi", "description": "Uusi", "collection": there.inner.pk}
        prefixed = {f"{prefix}-{thing.pk}-{key}": value for key, value in data.items()}
        answer = desk.post(path, prefixed, headers={"x-requested-with": "XMLHttpRequest"})
        assert answer.status_code in (200, 404)
        assert type(thing).objects.get(pk=thing.pk).collection_id == here.inner.pk


def test_row_20_no_tag_is_suggested(two, desk):
    assert unreachable(desk, "wagtailadmin_tag_autocomplete") == []
    assert unreachable(desk, "wagtailadmin_tag_model_autocomplete", app_name="taggit", model_name="tag") == []
    tagged = [model._meta.label for model in apps.get_models() if any(field.related_model is Tag for field in model._meta.many_to_many)]
    assert [label for label in tagged if label not in ("wagtailimages.Image", "wagtaildocs.Document")] == []


@pytest.mark.parametrize("kind", ["images", "documents"])
def test_row_21_the_admins_api_of_pictures_and_files_is_not_there(desk, there, kind):
    assert unreachable(desk, f"wagtailadmin_api:{kind}:listing", f"wagtailadmin_api:{kind}:find") == []
    thing = there.image if kind == "images" else there.document
    assert told_apart(desk, of(f"wagtailadmin_api:{kind}:detail"), thing.pk) == []


QUERIES = (
    "", "?fields=*", "?fields=*&for_explorer=1", "?fields=*&child_of={home}",
    "?fields=*&descendant_of={home}&limit=20", "?fields=*&type=neighbourhoods.InfoPage", "?search=a&fields=*",
    "?locale=fi&fields=*", "?translation_of={published}&fields=*",
    "?ancestor_of={draft}&fields=*", "?order=-title&fields=*", "?has_children=true&fields=*", "?site=portal",
    "?fields=parent(*),descendants",
)  # fmt: skip


def test_row_22_the_admins_api_of_pages_tells_of_ones_own(two, desk, here, there):
    ids = {"home": here.home.pk, "published": here.published.pk, "draft": here.draft.pk}
    for query in QUERIES:
        answer = desk.get("/admin/api/main/pages/" + query.format(**ids))
        assert answer.status_code in (200, 400) and two.leaks(answer) == [], query
        if answer.status_code == 200:
            assert not {item["id"] for item in answer.json()["items"]} & {
                there.published.pk,
                there.draft.pk,
                there.home.pk,
                there.folder.pk,
            }
    for query in ("", "?fields=*"):
        answer = desk.get(f"/admin/api/main/pages/{here.draft.pk}/{query}")
        assert answer.status_code == 200 and two.leaks(answer) == []
    assert told_apart(desk, of("wagtailadmin_api:pages:detail"), there.draft.pk) == []
    for name in ("child_of", "descendant_of", "ancestor_of", "translation_of", "id"):
        assert told_apart(desk, f"/admin/api/main/pages/?{name}={{}}", there.home.pk) == []
    assert unreachable(desk, "wagtailadmin_api:pages:find") == []
    for action in (
        "delete",
        "publish",
        "copy",
        "unpublish",
        "move",
        "convert_alias",
        "copy_for_translation",
        "create_alias",
        "revert_to_page_revision",
    ):
        for page in (here.draft, there.draft):
            assert told_apart(desk, of("wagtailadmin_api:pages:action", action_name=action), page.pk) == []


def test_row_23_collections_are_made_and_named_by_nobody_but_keepers(two, desk, here, there):
    before = rows(Collection)
    assert unreachable(desk, "wagtailadmin_collections:index", "wagtailadmin_collections:add") == []
    for name in ("edit", "delete"):
        for one in (here.inner, there.inner):
            assert told_apart(desk, of(f"wagtailadmin_collections:{name}"), one.pk) == []
    assert rows(Collection) == before
    with pytest.raises(NoReverseMatch):
        reverse("wagtailadmin_collections:inspect", args=[1])
