"""What the body of a page is made of, as readers get it."""

import json
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from neighbourhoods import blocks, contacts, current
from neighbourhoods.models import Contact, Details, HomePage, Image, InfoPage, Room

pytestmark = pytest.mark.django_db


def page_with(*parts, title="Kokeilu", slug="kokeilu", under="/lintumaki/fi/"):
    parent = HomePage.objects.filter(url_path=under).first() or InfoPage.objects.get(url_path=under)
    body = json.dumps([{"type": kind, "value": value} for kind, value in parts])
    return parent.add_child(instance=InfoPage(title=title, slug=slug, locale=parent.locale, body=body))


def main_of(visit, path="/fi/kokeilu/", slug="lintumaki"):
    page = visit(slug).get(path)
    assert page.status_code == 200
    return page.text.split("<main")[1].split("</main>")[0]


def info(tail="tietoa", code="fi", slug="lintumaki"):
    return InfoPage.objects.get(url_path=f"/{slug}/{code}/{tail}/")


def link(page):
    return ("text", f'<p><a linktype="page" id="{page.pk}">sivu</a></p>')


class TestLinks:
    def test_a_link_in_text_keeps_the_readers_language(self, visit):
        page_with(link(info()))
        assert 'href="/fi/tietoa/"' in main_of(visit)
        assert 'href="/sv/tietoa/"' in main_of(visit, "/sv/kokeilu/")

    def test_a_link_to_a_draft_or_to_nothing_is_plain_text(self, visit):
        draft = info()
        page_with(link(draft), ("text", '<p><a linktype="page" id="999999">poissa</a> <a linktype="page" id="x">rikki</a></p>'))
        draft.unpublish()
        text = main_of(visit)
        assert "tietoa" not in text and "poissa" in text and "rikki" in text

    def test_a_link_to_another_neighbourhood_leads_to_its_host(self, visit):
        page_with(link(info(slug="partti")))
        assert 'href="http://partti.localhost:8000/fi/tietoa/"' in main_of(visit)

    def test_a_list_of_links_leaves_out_what_is_hidden(self, visit):
        hidden = info("mukaan")
        rows = [{"type": "item", "id": str(uuid4()), "value": {"page": page.pk, "url": "", "text": ""}} for page in (info(), hidden)]
        page_with(("links", {"title": "Lue", "links": rows}))
        hidden.unpublish()
        text = main_of(visit)
        assert "Tietoa alueesta" in text and "Tule mukaan" not in text

    @pytest.mark.parametrize(("page", "url"), [(True, "https://example.org"), (False, "")])
    def test_the_editor_wants_a_page_or_an_address_and_says_so(self, page, url):
        block = blocks.LinkBlock()
        with pytest.raises(ValidationError):
            block.clean(block.to_python({"page": info().pk if page else None, "url": url, "text": "x"}))

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ei osoite"])
    def test_an_address_that_is_none_is_refused(self, url):
        block = blocks.VideoBlock()
        with pytest.raises(ValidationError):
            block.clean(block.to_python({"title": "x", "url": url}))


class TestContacts:
    def add(self, **fields):
        row = Details.objects.get(neighbourhood__slug="lintumaki")
        defaults = {
            "role": "Avaimet",
            "mailbox": "avaimet@example.org",
            "name": "Nimi Niminen",
            "phone": "040 123",
            "email": "nimi@example.org",
        }
        return Contact.objects.create(details=row, **defaults | fields)

    def test_a_person_is_shown_only_between_the_days_of_the_consent(self, visit):
        self.add(consented_on="2026-01-01", consent_ends="2026-06-30")
        page_with(("contact", {"title": "", "contact": ""}))
        for day, shown in (("2025-12-31", False), ("2026-01-01", True), ("2026-06-30", True), ("2026-07-01", False)):
            with time_machine.travel(f"{day}T12:00:00+02:00", tick=False):
                text = main_of(visit)
            assert ("Nimi Niminen" in text) == ("nimi@" in text) == ("040 123" in text) == shown, day
            assert "Avaimet" in text and ("avaimet@" in text) != shown

    def test_without_consent_only_the_role_is_shown(self, visit):
        self.add()
        page_with(("contact", {"title": "", "contact": ""}))
        text = main_of(visit)
        assert "Avaimet" in text and "Niminen" not in text

    def test_one_contact_can_be_chosen(self, visit):
        one = self.add()
        page_with(("contact", {"title": "", "contact": str(one.pk)}))
        text = main_of(visit)
        assert "Avaimet" in text and "Yhteisömanageri" not in text

    def test_a_contact_of_another_neighbourhood_is_never_shown(self, visit):
        one = self.add()
        page_with(("contact", {"title": "", "contact": str(one.pk)}), under="/partti/fi/")
        assert "Avaimet" not in main_of(visit, slug="partti")

    def test_the_person_is_erased_a_month_after_the_consent_and_the_role_stays(self):
        one = self.add(consented_on="2026-01-01", consent_ends=timezone.localdate() - timezone.timedelta(days=30))
        assert contacts.erase_ended() == 0
        Contact.objects.filter(pk=one.pk).update(consent_ends=timezone.localdate() - timezone.timedelta(days=31))
        assert contacts.erase_ended() == 1
        one.refresh_from_db()
        assert (one.role, one.mailbox, one.name, one.phone, one.email) == ("Avaimet", "avaimet@example.org", "", "", "")


def test_what_is_different_now_in_a_room_goes_by_itself(visit):
    Room.objects.filter(details__neighbourhood__slug="lintumaki").update(exception="Suljettu joulun", exception_until="2026-12-26")
    page_with(("rooms", {"title": "Tilat"}))
    for day, shown in (("2026-12-26", True), ("2026-12-27", False)):
        with time_machine.travel(f"{day}T12:00:00+02:00", tick=False):
            assert ("Suljettu joulun" in main_of(visit)) == shown


class TestTheNotice:
    def put(self, **fields):
        row = Details.objects.get(neighbourhood__slug="partti")
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
        current.changed(row.neighbourhood_id)

    def test_it_is_on_every_page_until_its_time_and_then_gone_by_itself(self, visit):
        self.put(
            notice="Vesi poikki",
            notice_text="Kaikissa taloissa.",
            notice_until="2026-12-01T12:00:00+02:00",
            notice_page=info(slug="partti"),
        )
        with time_machine.travel("2026-12-01T11:59:00+02:00", tick=False):
            for path in ("/fi/", "/fi/mukaan/", "/fi/tietosuoja/", "/fi/ei-ole/"):
                assert "Vesi poikki" in visit("partti").get(path).text
            assert 'href="/sv/tietoa/"' in visit("partti").get("/sv/").text.split("<main")[0].split("urgent")[1]
        with time_machine.travel("2026-12-01T12:01:00+02:00", tick=False):
            assert "Vesi poikki" not in visit("partti").get("/fi/").text

    def test_another_neighbourhood_never_shows_it(self, visit):
        self.put(notice="Vesi poikki Partissa")
        assert "Vesi poikki Partissa" not in visit("lintumaki").get("/fi/").text + visit().get("/fi/").text


class TestHardPages:
    def test_a_home_page_with_nothing_on_it_says_so_in_the_readers_language(self, visit):
        HomePage.objects.filter(url_path__startswith="/partti/").update(lead="", body="[]")
        assert "Nämä sivut ovat uudet." in visit("partti").get("/fi/").text or "uudet" in visit("partti").get("/fi/").text
        assert visit("partti").get("/sv/").status_code == 200

    def test_a_tree_six_deep_has_its_trail_and_costs_no_more(self, visit):
        under, path = "/lintumaki/fi/", "/fi/"
        for depth in range(1, 7):
            page_with(("text", "<p>x</p>"), title=f"Taso {depth}", slug=f"taso-{depth}", under=under)
            under, path = f"{under}taso-{depth}/", f"{path}taso-{depth}/"
        text = main_of(visit, path)
        for depth in range(1, 7):
            assert f"Taso {depth}" in text
        reader = visit("lintumaki")
        counts = []
        for address in ("/fi/taso-1/taso-2/", path):
            reader.get(address)
            with CaptureQueriesContext(connection) as queries:
                reader.get(address)
            counts.append(len(queries))
        # the last has no page below it to list
        assert counts[1] <= counts[0]

    def test_long_words_arabic_titles_and_strange_blocks_are_shown_as_they_are(self, visit):
        page_with(("heading", "a" * 300), ("text", f"<p>{'pitkäsana' * 40}</p>"), title="عنوان الصفحة")
        text = main_of(visit)
        assert "عنوان الصفحة" in text and "a" * 300 in text

    def test_what_a_volunteer_writes_can_not_run(self, visit):
        bad = "<script>x()</script>"
        page_with(
            ("heading", bad),
            ("quote", {"text": bad, "who": bad}),
            ("action", {"title": bad, "text": bad, "button": bad, "page": info().pk, "url": ""}),
        )
        assert "<script>x" not in main_of(visit)

    def test_a_page_with_every_kind_of_block_costs_few_queries_however_many_it_has(self, visit):
        image = Image.objects.first()
        picture = {"image": {"image": image.pk, "alt_text": "Piha", "decorative": False}, "caption": "Piha"}
        few = [("picture", picture), link(info()), ("contact", {"title": "", "contact": ""}), ("rooms", {"title": ""})]
        page_with(*few, slug="vahan")
        page_with(*few * 10, slug="paljon")
        reader = visit("lintumaki")
        counts = []
        for slug in ("vahan", "paljon"):
            reader.get(f"/fi/{slug}/")
            with CaptureQueriesContext(connection) as queries:
                reader.get(f"/fi/{slug}/")
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 9


def test_facts_for_search_engines_can_be_read_and_hold_no_markup(visit):
    page_with(("text", "<p>x</p>"), title='</script><b>"Otsikko"', slug="faktat")
    page = visit("lintumaki").get("/fi/faktat/").text
    data = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert data["name"] == '</script><b>"Otsikko"'
    assert [item["name"] for item in data["breadcrumb"]["itemListElement"]] == ["Lintumäki", '</script><b>"Otsikko"']
    assert data["url"].startswith("http://lintumaki.localhost")


def test_a_shared_link_has_a_title_a_text_and_a_picture(visit):
    page = visit("lintumaki").get("/fi/mukaan/").text
    for name in ("og:title", "og:description", "og:url", "og:image", "og:site_name"):
        assert f'property="{name}"' in page


def test_a_home_page_with_a_photo_shows_it_in_ready_made_sizes_and_without_one_the_drawing(visit):
    from neighbourhoods.pictures import make_renditions

    image = Image.objects.first()
    make_renditions(image.pk)
    assert 'class="art"' in main_of(visit, "/fi/")
    HomePage.objects.filter(url_path="/lintumaki/fi/").update(picture=image)
    text = main_of(visit, "/fi/")
    assert 'type="image/avif"' in text and 'type="image/webp"' in text and f'alt="{image.description}"' in text
    assert 'class="art"' not in text
    assert "/media/" in visit("lintumaki").get("/fi/").text.split('og:image" content="')[1].split('"')[0]
