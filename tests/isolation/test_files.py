"""A file is read by those who may read a page that shows it, and by nobody else, whatever address they guess."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction, ReferenceIndex

from neighbourhoods import current, pictures
from neighbourhoods.models import Document, HomePage, InfoPage, Membership, User

from ..dummyplugin.models import ShelfPage, ThingPage
from ..noted_pages import make, note, switch  # noqa: F401
from ..pages_with_files import PDF, collection_of, document, draft, link, part, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    pictures.connect()
    return settings.MEDIA_ROOT


@pytest.fixture
def reads(visit):
    """Whether readers of a neighbourhood get a document there."""

    def ask(one, slug="lintumaki"):
        answer = visit(slug).get(one.url)
        assert answer.status_code in (200, 404)
        return answer.status_code == 200

    return ask


@pytest.fixture
def signed_in(visit):
    def at(user, slug=None):
        visitor = visit(slug)
        visitor.client.force_login(user)
        return visitor

    return at


def body_of(answer):
    return b"".join(answer.streaming_content)


class TestReaders:
    def test_a_file_of_a_published_page_is_saved_under_its_title_on_the_host_of_the_page(self, visit):
        one = document(title="Kokous 1/2026")
        page = published(one)
        assert f'href="{one.url}"' in visit("lintumaki").get(f"/fi/{page.slug}/").text
        answer = visit("lintumaki").get(one.url)
        assert body_of(answer) == PDF
        assert answer["Content-Disposition"] == 'attachment; filename="Kokous 1-2026.pdf"'
        assert visit("partti").get(one.url).status_code == visit().get(one.url).status_code == 404

    def test_a_link_in_a_text_is_enough(self, reads):
        one = document()
        make(link(one))
        assert reads(one)

    def test_a_file_that_no_page_shows_is_missing_like_one_that_never_was(self, visit):
        one = document()
        url, pk = one.url, one.pk
        for slug in ("lintumaki", "partti", None):
            reader = visit(slug)
            reader.get(url)
            one.save()
            with CaptureQueriesContext(connection) as queries:
                there = reader.get(url)
            assert (there.status_code, there["Cache-Control"]) == (404, "no-store") and len(queries) <= 3
            Document.objects.filter(pk=pk).delete()
            gone = reader.get(url)
            assert (gone.status_code, gone.content, dict(gone.headers)) == (404, there.content, dict(there.headers))

    def test_nothing_tells_by_a_wrong_request_whether_a_file_is_there(self, visit):
        one, shown = document(), document()
        published(shown)
        urls = (one.url, shown.url, "/documents/999999/x.pdf")
        assert {visit("lintumaki").client.delete(url).status_code for url in urls} == {405}

    def test_what_only_a_draft_shows_is_missing(self, reads):
        new, changed = document(), document()
        draft(part(new))
        page = make()
        page.body = json.dumps([part(changed)])
        page.save_revision()
        assert not reads(new) and not reads(changed)
        page.get_latest_revision().publish()
        assert reads(changed) and not reads(new)

    def test_what_a_draft_takes_away_stays_until_the_draft_is_published(self, reads):
        one = document()
        page = published(one)
        page.body = "[]"
        revision = page.save_revision()
        assert reads(one)
        revision.publish()
        assert not reads(one)

    def test_it_goes_with_its_page_at_once_also_for_those_who_have_it_already(self, visit):
        one = document()
        page = published(one)
        reader = visit("lintumaki")
        first = reader.get(one.url)
        assert first["Cache-Control"] == "no-cache"
        again = {"If-Modified-Since": first["Last-Modified"]}
        assert reader.get(one.url, headers=again).status_code == 304
        page.unpublish()
        assert reader.get(one.url, headers=again).status_code == 404

    def test_a_page_that_comes_later_shows_nothing_before(self, reads):
        one = document()
        page = draft(part(one))
        page.go_live_at = timezone.now() + timedelta(days=1)
        page.save_revision().publish()
        assert not reads(one)

    def test_a_page_in_a_language_that_is_not_open_yet_shows_nothing(self, reads):
        one = document()
        make(part(one), under="/lintumaki/sv/")
        assert reads(one)
        HomePage.objects.get(url_path="/lintumaki/sv/").unpublish()
        assert not reads(one)

    def test_neither_does_a_page_that_is_set_apart(self, reads):
        one = document()
        page = published(one)
        PageViewRestriction.objects.create(page=page, restriction_type="login")
        current.changed(current.by_slug("lintumaki").pk)
        assert not reads(one)

    def test_a_file_of_another_neighbourhood_is_missing_even_where_a_page_shows_it(self, reads):
        one = document("partti")
        published(one, "lintumaki")
        assert not reads(one, "lintumaki") and not reads(one, "partti")
        published(one, "partti")
        assert not reads(one, "lintumaki") and reads(one, "partti")

    def test_a_shared_file_is_read_where_a_page_shows_it(self, reads):
        one = document(None)
        published(one, "lintumaki")
        assert reads(one, "lintumaki") and not reads(one, "partti")

    def test_a_folder_of_a_neighbourhoods_own_is_its_own_and_one_beside_it_is_nobodys(self, reads):
        inside = document(collection_of("lintumaki").add_child(instance=Collection(name="Pöytäkirjat")))
        beside = document(collection_of(None).add_child(instance=Collection(name="Ylläpito")))
        for one in (inside, beside):
            published(one)
        assert reads(inside) and not reads(beside)

    @pytest.mark.parametrize("kind", ["password", "login"])
    def test_a_folder_that_a_keeper_has_made_private_is_read_by_nobody_on_a_site(self, reads, kind):
        above = collection_of("lintumaki")
        one = document(above.add_child(instance=Collection(name="Sisäinen")))
        published(one)
        assert reads(one)
        CollectionViewRestriction.objects.create(collection=above, restriction_type=kind, password="x")
        assert not reads(one)

    def test_many_pages_and_files_cost_no_more(self, visit):
        reader, counts = visit("lintumaki"), []
        one = document(None)
        for more in (1, 10):
            for number in range(more):
                published(one, name=f"sivu-{more}-{number}")
                published(one, "partti", name=f"sivu-{more}-{number}")
            reader.get(one.url)
            with CaptureQueriesContext(connection) as queries:
                assert reader.get(one.url).status_code == 200
            counts.append(len(queries))
        assert counts == [2, 2]

    def test_only_the_whole_name_opens_it(self, visit):
        one = document()
        published(one)
        stem = one.filename.removesuffix(".pdf")
        for name in ("", "x.pdf", stem, f"{stem}.PDF", f"{one.filename}/", one.filename.swapcase(), f"a/../{one.filename}"):
            assert visit("lintumaki").get(f"/documents/{one.pk}/{name}").status_code == 404

    def test_wagtails_own_ways_to_a_file_are_closed(self):
        assert reverse("wagtaildocs_serve", args=[7, "x.pdf"]) == "/documents/7/x.pdf"
        with pytest.raises(NoReverseMatch):
            reverse("wagtaildocs_authenticate_with_password", args=[1])


class TestPlugins:
    def test_a_block_that_is_not_shown_shows_no_file(self, note, switch, reads):
        one = document()
        note["value"]["text"] = link(one)["value"]
        make(note)
        assert not reads(one)
        switch(True)
        assert reads(one)
        switch(False)
        assert not reads(one)

    def test_a_block_that_nobody_here_knows_shows_none(self, reads):
        one = document()
        published(one)
        # as the index is left behind when a plugin is taken off the install
        ReferenceIndex.get_references_to(one).update(model_path="body.poistettu.document")
        assert not reads(one)

    def test_neither_does_a_page_of_a_plugin_that_is_off(self, switch, reads):
        one = document()
        switch(True)
        place = HomePage.objects.get(url_path="/lintumaki/fi/")
        above = place.add_child(instance=ShelfPage(title="Hylly", slug="hylly", locale=place.locale))
        above.add_child(instance=ThingPage(title="Kokous", slug="kokous", locale=above.locale, body=[part(one)]))
        assert reads(one)
        switch(False)
        assert not reads(one)


class TestThePortal:
    def statuses(self, visitor, ones):
        answers = [visitor.get(one.url) for one in ones]
        assert all(answer["Cache-Control"] == "private, no-store" for answer in answers if answer.status_code == 200)
        return [answer.status_code for answer in answers]

    @pytest.fixture
    def ones(self):
        """(of Lintumäki in a draft, of Partti on a page, shared, of nobody)."""
        beside = collection_of(None).add_child(instance=Collection(name="Ylläpito"))
        made = [document("lintumaki"), document("partti"), document(None), document(beside)]
        draft(part(made[0]))
        published(made[1], "partti")
        return made

    def test_who_writes_pages_reads_the_files_of_their_own_neighbourhood_and_the_shared_ones(self, signed_in, activist, ones):
        assert self.statuses(signed_in(activist), ones) == [200, 404, 200, 404]

    def test_keepers_read_all(self, signed_in, keeper, ones):
        assert self.statuses(signed_in(keeper), ones) == [200, 200, 200, 200]

    def test_who_belongs_nowhere_and_who_is_not_signed_in_reads_none(self, visit, signed_in, ones):
        assert self.statuses(visit(), ones) == self.statuses(signed_in(User.objects.create_user("vieras@example.org")), ones) == [404] * 4

    def test_who_does_not_belong_any_more_reads_none_from_that_moment(self, signed_in, activist, ones):
        visitor = signed_in(activist)
        assert self.statuses(visitor, ones[:1]) == [200]
        Membership.objects.all().delete()
        assert self.statuses(visitor, ones[:1]) == [404]

    def test_a_preview_of_a_draft_leads_to_its_file(self, signed_in, activist, ones):
        page = InfoPage.objects.get(slug="luonnos")
        visitor = signed_in(activist)
        fields = {"title": "Luonnos", "slug": "luonnos", "lead": "", "body-count": "1", "body-0-type": "file", "body-0-order": "0"}
        fields |= {"body-0-deleted": "", "body-0-id": "", "body-0-value-document": ones[0].pk, "body-0-value-title": ""}
        assert visitor.post(f"/admin/pages/{page.pk}/edit/preview/", fields).json()["is_valid"]
        text = visitor.get(f"/admin/pages/{page.pk}/edit/preview/").text
        (url,) = re.findall(r'href="(/documents/[^"]+)"', text)
        assert visitor.get(url).status_code == 200

    def test_a_foreign_file_is_missing_like_one_that_never_was(self, signed_in, activist, ones):
        visitor = signed_in(activist)
        there = visitor.get(ones[1].url)
        url = ones[1].url
        ones[1].delete()
        gone = visitor.get(url)
        assert (there.status_code, there.content) == (gone.status_code, gone.content)
