"""Nothing that somebody has written is lost in Käännä, however often a page is published and whoever else works on it."""

import json
from pathlib import Path

import pytest
from wagtail.models import Page

from neighbourhoods import demo
from neighbourhoods.models import FreeTranslation, HomePage, InfoPage, Membership, PageTranslation
from neighbourhoods.pages import PageTester
from neighbourhoods.translate import marks

from . import test_translate
from .test_translate import BODY, SWEDISH, address, by_key, change, make_page, page, send, swedish  # noqa: F401

pytestmark = pytest.mark.django_db
CONTENT = Path(demo.__file__).parent / "content"


# ruff: noqa: F811 (fixtures are asked for by their names)
def blocks(page):
    return [(part["id"], part["value"]) for part in page.body.raw_data]


class TestPublishedMoreThanOnce:
    def test_parts_that_were_added_or_removed_by_hand_stay_so(self, desk, page):
        send(desk, page, "publish", SWEDISH)
        text = dict(swedish(page).body.raw_data[1])
        change(swedish(page), body=json.dumps([text, {"type": "text", "value": "<p>Bara på svenska.</p>", "id": "extra"}]))
        for title in ("Ett", "Två", "Tre"):
            send(desk, page, "publish", {"title": title})
            assert [pk for pk, _value in blocks(swedish(page))] == ["t1", "extra"], title
        assert blocks(swedish(page))[1][1] == "<p>Bara på svenska.</p>"

    def test_an_address_of_its_own_stays(self, desk, page):
        send(desk, page, "publish", SWEDISH)
        change(swedish(page), slug="brunnen")
        for title in ("Ett", "Två", "Tre"):
            send(desk, page, "publish", {"title": title})
            assert swedish(page).slug == "brunnen", title

    def test_a_part_that_was_changed_by_hand_stays_so(self, desk, neighbourhoods):
        video = {"type": "video", "id": "v1", "value": {"title": "Kaivo", "url": "https://example.org/fi"}}
        page = make_page("video", body=[*BODY, video])
        send(desk, page, "publish", {"title": "Video"})
        body = [dict(part) for part in swedish(page).body.raw_data]
        body[2] = {**body[2], "value": {**body[2]["value"], "url": "https://example.org/sv"}}
        change(swedish(page), body=json.dumps(body))
        for title in ("Ett", "Två", "Tre"):
            send(desk, page, "publish", {"title": title})
            assert swedish(page).body.raw_data[2]["value"]["url"] == "https://example.org/sv", title

    def test_a_lead_that_was_emptied_by_hand_stays_empty(self, desk, page):
        send(desk, page, "publish", SWEDISH)
        change(swedish(page), lead="")
        for title in ("Ett", "Två"):
            send(desk, page, "publish", {"title": title})
            assert swedish(page).lead == "", title

    def test_a_version_made_by_hand_in_other_ids_is_one_with_the_original_from_then_on(self, desk, page):
        home = HomePage.objects.get(url_path="/lintumaki/sv/")
        made = InfoPage(title="För hand", slug="kaivo-sv", lead="Egna ord", locale=home.locale, translation_key=page.translation_key)
        made.body = json.dumps([{**part, "id": f"own{n}"} for n, part in enumerate(BODY)])
        home.add_child(instance=made)
        made.save_revision().publish()
        send(desk, page, "publish", {"body.h1": "Brunnen"})
        change(page, body=json.dumps([*BODY, {"type": "heading", "value": "Talvella", "id": "h2"}]))
        send(desk, page, "publish", {"body.h2": "På vintern"})
        send(desk, page, "publish", {"body.h1": "Vår brunn"})
        assert [value for _pk, value in blocks(swedish(page))] == ["Vår brunn", BODY[1]["value"], "På vintern"]
        assert swedish(page).slug == "kaivo-sv" and swedish(page).lead == "Egna ord"


class TestDrafts:
    def test_a_draft_of_a_home_page_that_nobody_has_published_is_taken_up(self, desk, activist, neighbourhoods):
        home, other = (HomePage.objects.get(url_path=f"/lintumaki/{code}/") for code in ("fi", "sv"))
        HomePage.objects.filter(pk=other.pk).update(is_translated=False)
        other.refresh_from_db()
        other.title, other.lead = home.title, "Egna ord som ingen har sett"
        other.save_revision(user=activist)
        home.lead = "Tervetuloa."
        home.save_revision(user=activist).publish(user=activist)
        assert by_key(desk.get(address(home)))["lead"]["row"].typed == "Egna ord som ingen har sett"
        send(desk, home, "publish", {"title": "Fågelbacken"})
        other.refresh_from_db()
        assert other.lead == "Egna ord som ingen har sett" and other.title == "Fågelbacken" and other.is_translated

    def test_a_draft_of_a_plain_home_page_opens_again_as_it_was_saved(self, desk, neighbourhoods):
        home = HomePage.objects.get(url_path="/lintumaki/fi/")
        HomePage.objects.filter(url_path="/lintumaki/fi-simple/").update(is_translated=False)
        free = test_translate.TestFree()
        written = desk.get(address(home, "fi-simple")).context["sent"].written
        assert free.post(desk, home, title="Koti", body=f"Selkeästi.\n\n{written.body}").status_code == 302
        again = desk.get(address(home, "fi-simple")).context["sent"].written
        assert again.title == "Koti" and again.body.startswith("Selkeästi.") and FreeTranslation.objects.exists()

    def test_a_draft_in_the_place_of_a_mirror_does_not_pass_its_words_off_as_translated(self, desk, page):
        below = InfoPage(title="Alla", slug="alla", locale=page.locale)
        page.add_child(instance=below)
        below.save_revision().publish()
        send(desk, below, "publish", {"title": "Under"})
        send(desk, page, "draft", SWEDISH)
        made = swedish(page)
        assert made is not None and not made.live and made.get_latest_revision_as_object().title == "Gårdens brunn"
        assert Page.objects.get(translation_key=below.translation_key, locale=made.locale).live

    def test_what_the_page_has_already_is_not_made_again_from_its_marks(self, desk, page):
        send(desk, page, "publish", SWEDISH)
        embed = '<p><embed alt="x" embedtype="image" format="left" id="1"/></p><hr/>'
        html = f'<p>En <b>brunn</b>.</p>{embed}<p>Se <a href="https://example.org/">här</a>.</p>'
        body = [dict(part) for part in swedish(page).body.raw_data]
        body[1]["value"] = html
        change(swedish(page), body=json.dumps(body))
        send(desk, page, "publish", {"title": "Ett"})
        send(desk, page, "publish", {"title": "Två"})
        assert swedish(page).body.raw_data[1]["value"] == html

    def test_a_link_leads_where_it_did_though_the_original_gets_another_before_it(self, desk, page):
        send(desk, page, made=SWEDISH)
        more = '<p>Katso <a href="https://example.org/uusi">uusi</a> ja <a href="https://example.org/">ohje</a>.</p>'
        change(page, body=json.dumps([BODY[0], {**BODY[1], "value": more}]))
        rows = by_key(desk.get(address(page)))
        assert rows["body.t1"]["row"].typed == "Gårdens **brunn** är öppen.\n\nSe [anvisningen](2)."
        send(desk, page, "publish")
        assert '<a href="https://example.org/">anvisningen</a>' in blocks(swedish(page))[1][1]


class TestWhoMay:
    def test_who_may_not_publish_is_told_so_and_what_was_typed_is_kept(self, desk, page, monkeypatch):
        monkeypatch.setattr(PageTester, "can_publish", lambda self: False)
        answer = send(desk, page, "publish", SWEDISH)
        assert answer.status_code == 400 and answer.context["sent"].told and swedish(page) is None
        assert by_key(desk.get(address(page)))["title"]["row"].typed == "Gårdens brunn"

    def test_looking_changes_nothing(self, desk, page):
        send(desk, page, "publish", SWEDISH)
        change(swedish(page), lead="För hand.")
        before = PageTranslation.objects.values().get()
        for query in ("", "?action=publish", "?action=keep_all", "?hints"):
            assert desk.get(address(page) + query).status_code == 200
        assert PageTranslation.objects.values().get() == before

    def test_who_is_no_member_any_more_finds_nothing(self, desk, page, activist):
        Membership.objects.filter(user=activist).delete()
        assert desk.get(address(page)).status_code in (302, 403, 404)
        assert desk.post(address(page), {"action": "publish"}).status_code in (302, 403, 404)
        assert swedish(page) is None


class TestWhatIsShown:
    def test_numbers_leave_out_what_is_not_there(self, desk, page):
        told = [(str(name), n) for name, n in desk.get(address(page)).context["told_numbers"]]
        assert [n for _name, n in told] == [4]

    def test_marks_are_explained_only_where_there_are_some(self, desk, neighbourhoods):
        plain = make_page("ilman", body=[{"type": "text", "value": "<p>Ei merkkejä (1).</p>", "id": "t1"}])
        assert "**" not in desk.get(address(plain)).text
        assert "**" in desk.get(address(make_page("merkit"))).text

    def test_volunteers_see_no_score_of_readability(self, desk, page):
        text = desk.get(f"/admin/pages/{page.pk}/edit/").text
        for words in ("readability formula", "guide.wagtail.org", "Luettavuus", "Readability"):
            assert words not in text
        assert "data-content-readability-score" in text.split("<div hidden>")[1].split("</div>")[0]


def test_the_examples_keep_their_meaning_through_marks():
    """HTML, marks and HTML again are one text."""
    texts = [value for file in CONTENT.rglob("*.md") for kind, value in demo.read(file)[1] if kind == "text"]
    assert len(texts) > 10
    for html in texts:
        links = []
        assert marks.to_html(marks.to_text(html, links), links) == html


class TestWithTheFullEditor:
    def test_what_was_finished_there_is_no_longer_called_partly_translated(self, desk, page, keeper):
        send(desk, page, "publish", {"title": "Gårdens brunn"})
        assert swedish(page).is_partly_translated
        new = swedish(page).get_latest_revision_as_object()
        new.lead = "Vatten åt alla."
        new.save_revision(user=keeper).publish(user=keeper)
        assert swedish(page).is_partly_translated
        new = swedish(page).get_latest_revision_as_object()
        new.body = json.dumps([{**part, "value": "<p>På svenska.</p>"} for part in new.body.raw_data])
        new.save_revision(user=keeper).publish(user=keeper)
        assert not swedish(page).is_partly_translated

    def test_a_draft_that_somebody_else_has_left_is_told_of_before_it_is_published(self, desk, page, keeper):
        send(desk, page, "publish", SWEDISH)
        told = "Joku on jättänyt tästä versiosta luonnoksen"
        assert told not in desk.get(address(page)).text
        new = swedish(page).get_latest_revision_as_object()
        new.lead = "Bara ett utkast."
        new.save_revision(user=keeper)
        assert told in desk.get(address(page)).text
