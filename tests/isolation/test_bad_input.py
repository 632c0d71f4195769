"""Whatever is sent in place of an id: the answer of an unknown address or a sentence at the form, nothing written, no error."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import itertools
import json
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision, UploadedFile

from neighbourhoods.isolation import guard
from neighbourhoods.isolation.allowed import BULK, CARRIES, RECORD, WORD
from neighbourhoods.models import Document, Draft, Image, InfoPage, Record

from ..dummyplugin.models import Wish
from . import posting
from .asking import NOWHERE, rows, told_apart, whole
from .two_sites import MISSING, here, prepared, there, two  # noqa: F401

pytestmark = pytest.mark.django_db
NO_IDS = (
    "abc", "-1", "0", str(2**63), str(2**70), "9" * 400, "1" * 5000, "٣", "１２", "1.0", "1e3", " 1", "1 ", "+1", "0x1", "1_0", "NaN",
    "Infinity", "null", "None", "true", "[]", "[1]", "{}", "all", "*", "%", "1;2", "1,2", "1 OR 1=1", "'", "../1", "<b>", "\u202e1", "\n1",
)  # fmt: skip
WORDS = {
    "content_type_app_name": "neighbourhoods", "content_type_model_name": "infopage", "filter_spec": "width-40", "mode": "",
    "action": "delete", "app_label": "wagtailcore", "model_name": "page", "language": "sv", "form": "dummyplugin", "page": "kuva",
    "ext": "csv", "size": "small", "original": "2026-12-01T18:00",
}  # fmt: skip
TABLES = (Page, Revision, Image, Document, Wish, UploadedFile)
VIEWS = sorted(name for name in guard.rules() if name != "wagtailadmin_logout")


@pytest.fixture
def desk(two):
    return two.client(two.activist)


@pytest.fixture
def own(two, here):
    """{kind: id} of things of A, and of the person's own."""
    upload = UploadedFile.objects.create(
        uploaded_by_user=two.activist, for_content_type=ContentType.objects.get_for_model(Image), file=here.upload.file.name
    )
    session = apps.get_model("wagtailadmin.EditingSession").objects.create(
        user=two.activist, content_type=here.draft.content_type, object_id=str(here.draft.pk), last_seen_at=timezone.now()
    )
    own_draft = {"draft": Draft.objects.create(neighbourhood=here.row, by=two.activist, form="dummyplugin").pk}
    return ids_of(here) | own_draft | {"upload": upload.pk, "editing session": session.pk}


def ids_of(place):
    one = place.published_translation
    return {
        "page": place.published.pk, "by model": place.published.pk, "image": place.image.pk,
        "document": place.document.pk, "collection": place.inner.pk, "revision": place.published.latest_revision_id,
        "revision or word": place.published.latest_revision_id, "upload": place.upload.pk, "editing session": place.session.pk,
        "translation": one.translation.pk, "source": one.source.pk, "segment": one.segment.pk,
        "act": place.act.pk, "draft": place.begun.pk, "report": place.report.pk, "membership": place.membership.pk,
        "invitation": place.invitation.pk, Wish: place.wish.pk,
        # everybody reads it, of whatever neighbourhood it is
        RECORD: Record.objects.filter(is_public=True).order_by("pk").values_list("pk", flat=True).first(),
    } | place.rows  # fmt: skip


def arguments_of(name, ids):
    """Arguments of the path of a view, all of things of one's own."""
    from neighbourhoods.isolation.checks import arguments_of_views

    rule = guard.rules()[name]
    wanted = sorted(arguments_of_views()[name])
    found = {argument: WORDS[argument] if rule[argument] == WORD else ids[rule[argument]] for argument in wanted}
    return {argument: value for argument, value in found.items() if value != ""}


def path_of(name, ids, **instead):
    return reverse(name, kwargs=arguments_of(name, ids) | instead)


def carried(name):
    """{argument of a query or a form: kind} of what the guard looks at in a view."""
    rule = guard.rules()[name]
    return {argument: rule.get(argument) or kind for argument, kind in CARRIES.items() if rule.get(argument) != WORD} | (
        {"id": guard.IDS.get(name.partition(":")[0])} if rule.get("id") != WORD else {}
    )


@pytest.mark.parametrize("name", VIEWS)
def test_no_argument_of_a_view_takes_what_is_foreign_or_no_id(two, desk, own, there, name):
    theirs, path, before = ids_of(there), path_of(name, own), rows(*TABLES)
    nowhere = {method: whole(getattr(desk, method)(NOWHERE)) for method in ("get", "post")}
    # what is no id in turn, and each view begins at another one: together they try all, with both methods
    strange, found = itertools.islice(itertools.cycle((MISSING, *NO_IDS)), VIEWS.index(name), None), []
    for number, (argument, kind) in enumerate(carried(name).items()):
        foreign, other = theirs.get(kind, MISSING), next(strange)
        last = ("post", [own.get(kind, 1), other]) if number % 2 else ("get", other)
        for method, values in (("get", foreign), ("post", [own.get(kind, 1), foreign]), last):
            answer = whole(getattr(desk, method)(path, {argument: values}))
            if answer != nowhere[method]:
                found.append((method, argument, values, answer[0]))
    assert found == []
    assert rows(*TABLES) == before


@pytest.mark.parametrize("name", VIEWS)
def test_a_form_of_which_nothing_or_too_little_is_sent_is_no_error_of_the_server(desk, own, name):
    path = path_of(name, own)
    for ask in (
        lambda: desk.post(path),
        lambda: desk.post(path, {"x": "1"}, headers={"x-requested-with": "XMLHttpRequest"}),
        lambda: desk.put(path, "x=1", content_type="application/x-www-form-urlencoded"),
        lambda: desk.patch(path, "{}", content_type="application/json"),
        lambda: desk.delete(path),
        lambda: desk.options(path),
        lambda: desk.head(path),
    ):
        assert ask().status_code < 500
        desk.get("/admin/")


@pytest.mark.parametrize("name", VIEWS)
def test_empty_unknown_and_strange_words_of_a_query_are_no_error_of_the_server(two, desk, own, name):
    path = path_of(name, own)
    for query in (
        dict.fromkeys(CARRIES, ""),
        {"p": "abc", "ordering": "owner__password", "locale": "xx", "q": "\U0001f600*\"'", "export": "csv", "next": "//example.net"},
        {
            "p": "9" * 400,
            "ordering": "-",
            "locale": "__all__",
            "page_type": "auth.User",
            "user_perms": "x",
            "content_type": "abc",
            "per_page": "-1",
        },
        {
            "filter": "x",
            "uploaded_by": "abc",
            "user": "abc",
            "timestamp_from": "abc",
            "content_type": "9" * 30,
            "usage_count": "x",
            "edited_by": "x",
        },
        {
            "multiple": "1",
            "allow_external_link": "x",
            "prefer_this_title_as_link_text": "[]",
            "link_url": "http://[",
            "link_text": "x" * 3000,
        },
        {"fields": "*,-", "type": "x.y", "search": "\U0001f600", "limit": "-1", "offset": "9" * 30, "order": "random", "for_explorer": "x"},
    ):
        answer = desk.get(path, query)
        assert answer.status_code < 500, (query, answer.status_code)
        assert two.leaks(answer) == [] and urlsplit(answer.headers.get("Location", "")).netloc in ("", "kokeet.example.org")


PLACES = {
    "of a page": lambda own: reverse("wagtailadmin_pages:edit", args=[own["page"]]),
    "of a list": lambda own: reverse("wagtailimages:index"),
    "of a chooser": lambda own: reverse("wagtailadmin_choose_page_child", args=[own["page"]]),
    "of a bulk action": lambda own: reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"]),
    "of a row": lambda own: reverse("wishes:edit", args=[own[Wish]]),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("value", NO_IDS, ids=lambda value: repr(value)[:20])
def test_what_is_no_id_is_answered_as_what_is_not_there(desk, own, place, value):
    path, before = PLACES[place](own), rows(*TABLES)
    name = {"of a list": "collection_id", "of a bulk action": "id"}.get(place, "parent_page_id")
    nowhere = {method: whole(getattr(desk, method)(NOWHERE)) for method in ("get", "post")}
    assert whole(desk.get(path, {name: value})) == nowhere["get"]
    for sent in ({name: value}, {name: [value, 1]}, {name: [1, value]}):
        assert whole(desk.post(path, sent)) == nowhere["post"]
    for sent in ({name: value}, {name: [value]}, {name: {"id": value}}, {name: [[1]]}, {name: [None, value]}):
        assert whole(desk.post(path, json.dumps(sent), content_type="application/json")) == nowhere["post"]
    assert rows(*TABLES) == before


@pytest.mark.parametrize("value", [1.5, 1e400, float("nan"), True, False, {"a": 1}, [[1]], -1, 2**63, 2**70, 10**400, "", None])
def test_json_with_numbers_that_are_no_ids_changes_nothing(desk, own, value):
    before = rows(*TABLES)
    for name in ("parent_page_id", "collection", "revision", "target_pages[]"):
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(desk, method)("/admin/dismissibles/", json.dumps({name: value}), content_type="application/json")
            assert answer.status_code < 500
    assert rows(*TABLES) == before


@pytest.mark.parametrize("value", ["abc", "-1", "9" * 40, "٣", "1.0", "%20" + "1", "+1", "0x1", "all", "1%00", "1/..", "None", "%2e%2e"])
def test_strange_ids_in_a_path_are_answered_as_unknown_addresses(desk, own, value):
    nowhere = whole(desk.get(NOWHERE))
    for name in (
        "wagtailadmin_pages:edit",
        "wagtailimages:edit",
        "wishes:edit",
        "team_member",
        "wagtailadmin_api:pages:detail",
        "wagtailadmin_explore",
    ):
        arguments = arguments_of(name, own)
        path = reverse(name, kwargs=dict.fromkeys(arguments, MISSING)).replace(str(MISSING), value)
        answer = desk.get(path)
        assert answer.status_code in (400, 404), path
        assert whole(answer) == nowhere or "%00" in value, path


@pytest.mark.parametrize(
    "name", ["page_id", "parent_page_id", "parent", "parent_page", "destination", "translation_of", "for_translation_of", "page_to_move_id"]
)
def test_a_query_cannot_contradict_the_path(desk, here, name):
    for path in (f"/admin/pages/{here.published.pk}/edit/", f"/admin/pages/{here.published.pk}/move/", f"/admin/pages/{here.home.pk}/"):
        assert told_apart(desk, f"{path}?{name}={{}}", MISSING, MISSING - 1) == []


def test_of_several_values_of_one_name_each_is_looked_at(desk, here, there):
    for first, second in ((here.inner.pk, there.inner.pk), (there.inner.pk, here.inner.pk)):
        for path in ("/admin/images/", "/admin/documents/", "/admin/images/chooser/"):
            assert desk.get(f"{path}?collection_id={first}&collection_id={second}").status_code == 404
            assert desk.get(f"{path}?collection_id={first}&%63ollection_id={second}").status_code == 404
    assert desk.post(f"/admin/pages/{here.draft.pk}/move/?destination={here.home.pk}", {"destination": there.home.pk}).status_code == 404
    assert desk.post(f"/admin/pages/{here.draft.pk}/move/?destination={there.home.pk}", {"destination": here.home.pk}).status_code == 404


def test_what_was_deleted_is_as_what_never_was(desk, here):
    page, wish, image = here.draft.pk, here.wish.pk, here.image.pk
    InfoPage.objects.get(pk=page).delete()
    Wish.unscoped.filter(pk=wish).delete()
    Image.objects.filter(pk=image).delete()
    assert told_apart(desk, lambda pk: f"/admin/pages/{pk}/edit/", page) == []
    assert told_apart(desk, lambda pk: f"/admin/wishes/edit/{pk}/", wish) == []
    assert told_apart(desk, lambda pk: f"/admin/images/{pk}/", image) == []


@pytest.mark.parametrize("action", sorted(BULK))
def test_bulk_actions_take_no_word_for_all(desk, own, action):
    before = rows(*TABLES)
    for kind, model in (("page", "wagtailcore/page"), ("image", "neighbourhoods/image"), ("document", "neighbourhoods/document")):
        for ids in ("id=all", f"id={own[kind]}&id=all", f"id=all&id={own[kind]}", "id=", f"id=&id={own[kind]}&id=all", "id=all&childOf="):
            for method in ("get", "post"):
                answer = getattr(desk, method)(f"/admin/bulk/{model}/{action}/?{ids}")
                assert answer.status_code == 404 or "id=all" not in ids
    assert rows(*TABLES) == before


COLUMNS = (
    "owner", "owner_id", "locale", "latest_revision", "live_revision", "alias_of", "content_type", "path", "depth", "url_path",
    "translation_key", "is_example", "live", "first_published_at", "locked", "locked_by", "numchild",
    "neighbourhood", "site", "page_ptr", "posted_at",
)  # fmt: skip


def test_a_form_changes_no_column_that_it_does_not_show(desk, here, there):
    page = Page.objects.filter(pk=here.draft.pk)
    before = page.values(
        *(name for name in COLUMNS if name not in ("owner_id", "is_example", "neighbourhood", "site", "page_ptr", "posted_at"))
    ).get()
    values = {
        "owner": there.author.pk,
        "owner_id": there.author.pk,
        "alias_of": there.draft.pk,
        "latest_revision": there.revision.pk,
        "path": there.draft.path,
    }
    sent = posting.fields(here.draft, **{name: values.get(name, "1") for name in COLUMNS})
    assert desk.post(f"/admin/pages/{here.draft.pk}/edit/", sent).status_code in (302, 404)
    now = page.values(*before).get()
    assert {**now, "latest_revision": None} == {**before, "latest_revision": None}
    assert Revision.objects.get(pk=now["latest_revision"]).object_id == str(here.draft.pk)


@pytest.mark.parametrize("kind", ["image", "document"])
def test_a_form_of_a_picture_or_a_file_changes_nothing_else(desk, here, there, kind):
    thing = getattr(here, kind)
    sent = {"title": "Uusi", "description": "Uusi", "uploaded_by_user": there.author.pk, "file_hash": "x", "file_size": "1"}
    for collection, told in ((here.collection.pk, (200, 302)), (there.inner.pk, (404,)), (1, (404,))):
        assert (
            desk.post(f"/admin/{kind}s/{'edit/' if kind == 'document' else ''}{thing.pk}/", {**sent, "collection": collection}).status_code
            in told
        )
    now = type(thing).objects.get(pk=thing.pk)
    assert now.uploaded_by_user_id == here.author.pk and now.collection.path.startswith(here.collection.path)
