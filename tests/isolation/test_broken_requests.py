"""Requests that are broken as a whole: their bodies, types, headers, numbers of names, and texts that nobody writes."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Revision, UploadedFile

from neighbourhoods.models import Document, Image, User

from ..dummyplugin.models import Wish
from . import posting
from .asking import rows
from .two_sites import here, prepared, there, two  # noqa: F401

pytestmark = pytest.mark.django_db
TABLES = (Page, Revision, Image, Document, Wish, UploadedFile)
DEEP = 100_000
BODIES = {
    "half of a list": "[", "half of an object": '{"id": ', "nothing": "", "a list": "[1, 2]", "a number": "1", "a text": '"x"',
    "null": "null", "deep lists": "[" * DEEP, "deep objects": '{"a":' * DEEP, "closed deep lists": "[" * DEEP + "]" * DEEP,
    "no text": b"\xff\xfe\x00", "a half surrogate": '{"id": "\\ud800"}', "a NUL": '{"parent": "1\\u0000"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "a number without end": '{"page_id": ' + "9" * 6000 + "}", "no number": '{"page_id": NaN}',
    "one name twice": '{"parent": 1, "parent": 2}',
}  # fmt: skip


@pytest.fixture
def desk(two):
    return two.client(two.activist)


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_broken_json_is_no_error_of_the_server(desk, here, name, method):
    sent = BODIES[name].encode() if isinstance(BODIES[name], str) else BODIES[name]
    for path in ("/admin/dismissibles/", "/admin/wishes/new/", "/admin/images/add/", f"/admin/pages/{here.published.pk}/move/"):
        for kind in ("application/json", "application/json; charset=utf-16", "text/plain", "application/vnd.api+json"):
            answer = desk.generic(method.upper(), path, sent, content_type=kind)
            assert answer.status_code < 500, (path, kind)


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded; charset=utf-7",
        "x",
        "",
    ],
)
def test_broken_forms_are_no_error_of_the_server(desk, here, kind):
    before = rows(*TABLES)
    for body in (
        b"",
        b"--x\r\n",
        b"\xff=\xff&title=%ff",
        b'--x\r\nContent-Disposition: form-data; name="parent"\r\n\r\n1\r\n',
        b"a" * 3000,
        b"=&==&&&",
    ):
        for path in ("/admin/dismissibles/", "/admin/images/add/", "/admin/wishes/new/"):
            assert desk.generic("POST", path, body, content_type=kind).status_code < 500
    assert rows(*TABLES) == before


def test_another_type_of_a_body_hides_no_id(desk, here, there):
    """JSON that is sent as a form, and a form that is sent as JSON: no view reads what the guard did not."""
    before = rows(*TABLES)
    for data, kind in (
        (json.dumps({"new_parent_page": there.home.pk, "new_title": "X", "new_slug": "x"}), "application/x-www-form-urlencoded"),
        (json.dumps({"new_parent_page": there.home.pk, "new_title": "X", "new_slug": "x"}), "text/plain"),
        (f"new_parent_page={there.home.pk}&new_title=X&new_slug=x", "application/json"),
        (f"new_parent_page={there.home.pk}&new_title=X&new_slug=x", "text/plain"),
        (f"new_parent_page={there.home.pk}&new_title=X&new_slug=x", "APPLICATION/X-WWW-FORM-URLENCODED"),
        (f"new_parent_page={there.home.pk}&new_title=X&new_slug=x".encode("utf-16"), "application/x-www-form-urlencoded"),
    ):
        for method in ("post", "put", "patch"):
            data = data.encode() if isinstance(data, str) else data
            answer = desk.generic(method.upper(), f"/admin/pages/{here.published.pk}/copy/?new_slug=x", data, content_type=kind)
            assert answer.status_code != 302, (kind, method)
    assert rows(*TABLES) == before


@pytest.mark.parametrize("header", ["x-http-method-override", "x-http-method", "x-method-override"])
def test_no_header_makes_another_method_of_a_request(desk, here, there, header):
    before = rows(*TABLES)
    for method in ("DELETE", "PUT", "PATCH"):
        for path in (
            f"/admin/pages/{here.draft.pk}/delete/",
            f"/admin/pages/{there.draft.pk}/delete/",
            f"/admin/wishes/delete/{there.wish.pk}/",
        ):
            desk.get(path, headers={header: method, "hx-request": "true", "x-requested-with": "XMLHttpRequest"})
            desk.get(f"{path}?_method={method}")
    assert rows(*TABLES) == before


def test_more_names_than_anybody_sends_are_refused_and_many_are_looked_at_at_once(desk, here, there):
    many = "&".join(f"collection_id={here.inner.pk}" for _number in range(900))
    counts = []
    for query in (f"collection_id={here.inner.pk}", f"collection_id={here.inner.pk}", many):
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(f"/admin/images/?{query}").status_code == 200
        counts.append(len(asked))
    assert counts[2] <= counts[1]
    assert desk.get(f"/admin/images/?{many}&collection_id={there.inner.pk}").status_code == 404
    for names in ("&".join(f"a{number}=1" for number in range(5000)), "&".join(["id=1"] * 5000)):
        assert desk.get(f"/admin/images/?{names}").status_code in (400, 404)
        assert desk.post("/admin/wishes/new/", names, content_type="application/x-www-form-urlencoded").status_code in (400, 404)


@pytest.mark.parametrize("text", ["a\x00b", "\x00", "\U0001f600", "\u202e", "x" * 3000, "O'Brien", "'; DROP TABLE", "{{ 7*7 }}"])
def test_strange_texts_are_no_error_of_the_server(two, desk, here, text):
    for path in (
        "/admin/images/",
        "/admin/documents/",
        "/admin/pages/search/",
        "/admin/choose-page/search/",
        "/admin/wishes/",
        f"/admin/pages/{here.home.pk}/",
    ):
        assert desk.get(path, {"q": text}).status_code < 500
    assert desk.post("/admin/wishes/new/", {"thing": here.thing.pk, "email": text, "text": text}).status_code in (200, 302)
    assert desk.post(f"/admin/pages/{here.draft.pk}/edit/", posting.fields(here.draft, ("heading", text), title=text)).status_code in (
        200,
        302,
    )
    assert User.objects.filter(pk=two.activist.pk).exists()
