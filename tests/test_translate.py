"""Käännä: volunteers translate pages text by text, see what has changed, publish, and lose nothing."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from neighbourhoods import current
from neighbourhoods.models import HomePage, InfoPage, Membership, PageTranslation, User
from neighbourhoods.translate import overview, texts
from neighbourhoods.translate.sending import name as field_name

pytestmark = pytest.mark.django_db
BODY = [
    {"type": "heading", "value": "Kaivo", "id": "h1"},
    {"type": "text", "value": '<p>Pihan <b>kaivo</b> on auki.</p><p>Katso <a href="https://example.org/">ohje</a>.</p>', "id": "t1"},
]


def make_page(slug="kaivo", title="Pihan kaivo", place="lintumaki", body=BODY, lead="Vettä kaikille."):
    home = HomePage.objects.get(url_path=f"/{place}/fi/")
    page = InfoPage(title=title, slug=slug, lead=lead, body=json.dumps(body), locale=home.locale)
    home.add_child(instance=page)
    page.save_revision().publish()
    return InfoPage.objects.get(pk=page.pk)


@pytest.fixture
def page(neighbourhoods):
    return make_page()


def address(page, language="sv"):
    return f"/admin/translate/{page.pk}/{language}/"


def keys(page):
    return {text.text: key for key, text in texts.of(page).items()}


SWEDISH = {
    "title": "Gårdens brunn",
    "lead": "Vatten åt alla.",
    "body.h1": "Brunnen",
    "body.t1": "Gårdens **brunn** är öppen.\n\nSe [anvisningen](1).",
}


def send(desk, page, action="save", made=None, language="sv", **more):
    """As the browser does: every field of the form that was opened, with what was typed into some."""
    answer = desk.get(address(page, language))
    assert answer.status_code == 200, answer.content
    data = {"action": action}
    for one in answer.context["rows"]:
        row = one["row"]
        data |= {row.name: (made or {}).get(row.entry.key, row.typed), f"base-{row.name}": row.base, f"mark-{row.name}": row.mark}
    return desk.post(address(page, language), data | more)


def swedish(page):
    return InfoPage.objects.filter(translation_key=page.translation_key, locale__language_code="sv", alias_of=None).first()


def change(page, **values):
    page = InfoPage.objects.get(pk=page.pk)
    for one, value in values.items():
        setattr(page, one, value)
    page.save_revision(user=User.objects.first()).publish(user=User.objects.first())
    return InfoPage.objects.get(pk=page.pk)


def by_key(answer):
    return {one["row"].entry.key: one for one in answer.context["rows"]}


class TestTheList:
    def test_every_page_is_listed_in_each_language_with_a_state_in_words(self, desk, page):
        answer = desk.get("/admin/translate/?neighbourhood=lintumaki&language=sv&state=missing")
        assert answer.status_code == 200
        item = next(one["item"] for one in answer.context["items"] if one["item"].title == page.title)
        assert item.state == overview.MISSING and address(page) in item.url

    def test_the_home_page_comes_first_and_what_was_saved_is_partly_done(self, desk, page):
        send(desk, page, made={"title": "Gårdens brunn"})
        items = overview.all_items(current.by_slug("lintumaki"))["sv"]
        mine = next(item for item in items if item.title == page.title)
        assert mine.state == overview.MISSING or mine.state == overview.PARTLY
        assert "3" in mine.told

    def test_the_number_of_queries_does_not_grow_with_pages_or_texts(self, desk, page):
        def count():
            current.forget_everything()
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert desk.get("/admin/translate/?neighbourhood=lintumaki&language=sv").status_code == 200
            return len(queries)

        count()
        before = count()
        for number in range(6):
            more = make_page(f"kaivo-{number}", f"Kaivo {number}")
            send(desk, more, made=SWEDISH)
        assert count() == before

    def test_a_language_of_which_everything_is_translated_says_so(self, desk, page, monkeypatch):
        done = overview.Item("x", overview.DONE, "", "/", "fi")
        monkeypatch.setattr(overview, "all_items", lambda record: {code: [done] if code == "sv" else [] for code in record.languages})
        answer = desk.get("/admin/translate/?neighbourhood=lintumaki&language=sv")
        assert "Kaikki on käännetty kielelle ruotsi" in answer.text or "Everything is translated" in answer.text


class TestTranslating:
    def test_a_volunteer_translates_a_page_and_publishes_it(self, desk, page, visit):
        assert send(desk, page, "publish", SWEDISH).status_code == 302
        made = swedish(page)
        assert made.live and made.title == "Gårdens brunn" and made.slug == page.slug and not made.is_partly_translated
        text = made.body.raw_data[1]["value"]
        assert text == '<p>Gårdens <b>brunn</b> är öppen.</p><p>Se <a href="https://example.org/">anvisningen</a>.</p>'
        answer = visit("lintumaki").get("/sv/kaivo/")
        assert answer.status_code == 200 and "Gårdens brunn" in answer.text

    def test_progress_is_kept_without_a_page_being_made(self, desk, page):
        assert send(desk, page, made={"title": "Gårdens brunn"}).status_code == 302
        assert swedish(page) is None
        assert by_key(desk.get(address(page)))["title"]["row"].typed == "Gårdens brunn"

    def test_a_draft_is_a_page_that_readers_do_not_see(self, desk, page, visit):
        send(desk, page, "draft", SWEDISH)
        assert swedish(page) is not None and not swedish(page).live
        assert "Gårdens" not in visit("lintumaki").get("/sv/kaivo/").text

    def test_a_page_that_is_partly_translated_says_so_until_it_is_whole(self, desk, page):
        send(desk, page, "publish", {"title": "Gårdens brunn"})
        assert swedish(page).is_partly_translated and swedish(page).lead == page.lead
        send(desk, page, "publish", SWEDISH)
        assert not swedish(page).is_partly_translated

    def test_nothing_at_all_cannot_be_published(self, desk, page):
        answer = send(desk, page, "publish")
        assert answer.status_code == 400 and answer.context["sent"].told and swedish(page) is None

    def test_a_lost_link_is_told_beside_the_field_and_nothing_typed_is_lost(self, desk, page):
        answer = send(desk, page, "publish", SWEDISH | {"body.t1": "Se anvisningen."})
        assert answer.status_code == 400 and swedish(page) is None
        row = by_key(answer)["body.t1"]["row"]
        assert "[ohje](1)" in row.errors[0] and row.typed == "Se anvisningen."
        assert by_key(answer)["title"]["row"].typed == "Gårdens brunn"
        assert f'aria-describedby="{field_name("body.t1")}-error"' in answer.text

    def test_a_text_that_is_too_long_is_told(self, desk, page):
        answer = send(desk, page, made={"title": "x" * 300})
        assert answer.status_code == 400 and "255" in by_key(answer)["title"]["row"].errors[0]

    def test_a_preview_shows_what_was_typed_and_stores_nothing(self, desk, page):
        answer = send(desk, page, "preview", SWEDISH)
        assert answer.status_code == 200 and "Gårdens brunn" in answer.text
        assert swedish(page) is None and not PageTranslation.objects.exists()

    def test_two_people_at_once_lose_nothing(self, desk, page):
        answer = desk.get(address(page))
        row = by_key(answer)["title"]["row"]
        old = {"action": "save", f"base-{row.name}": row.base, f"mark-{row.name}": row.mark}
        send(desk, page, made={"title": "Brunnen"})
        told = desk.post(address(page), old | {row.name: "Gårdens brunn"})
        assert told.status_code == 400
        shown = by_key(told)["title"]["row"]
        assert shown.typed == "Gårdens brunn" and shown.theirs == "Brunnen" and "Brunnen" in told.text
        # and who has not touched a text leaves what the other has made of it
        assert desk.post(address(page), old | {row.name: row.base}).status_code == 302
        assert PageTranslation.objects.get(page=page.pk).texts["title"]["text"] == "Brunnen"

    def test_a_home_page_counts_as_translated_when_it_is_published(self, desk, neighbourhoods):
        home = HomePage.objects.get(url_path="/lintumaki/fi/")
        record = current.by_slug("lintumaki")
        code = next(code for code in record.languages if not record.home(code).translated)
        send(desk, home, "publish", {"title": "Lintubacken"}, language=code)
        made = HomePage.objects.get(url_path=f"/lintumaki/{code}/")
        assert made.is_translated and made.title == "Lintubacken" and made.slug == code


class TestTheSourceChanges:
    @pytest.fixture
    def done(self, desk, page):
        send(desk, page, "publish", SWEDISH)
        return page

    def test_the_list_and_the_page_show_what_has_changed(self, desk, done, visit):
        change(done, lead="Vettä aivan kaikille.")
        mine = next(item for item in overview.all_items(current.by_slug("lintumaki"))["sv"] if item.title == done.title)
        assert mine.state == overview.BEHIND
        answer = desk.get(address(done))
        assert ("ins", "aivan ") in by_key(answer)["lead"]["difference"] or "<ins>" in answer.text
        assert by_key(answer)["lead"]["row"].typed == "Vatten åt alla."
        assert "Vatten åt alla." in visit("lintumaki").get("/sv/kaivo/").text

    def test_a_translation_that_is_still_good_is_kept(self, desk, done):
        change(done, lead="Vettä aivan kaikille.", title="Pihakaivo")
        send(desk, done, "keep:lead")
        states = {key: one["row"].entry.state for key, one in by_key(desk.get(address(done))).items()}
        assert states["lead"] == overview.DONE and states["title"] == overview.BEHIND
        send(desk, done, "keep_all")
        assert {one["row"].entry.state for one in by_key(desk.get(address(done))).values()} == {overview.DONE}

    def test_saving_does_not_make_an_old_translation_good(self, desk, done):
        change(done, lead="Vettä aivan kaikille.")
        send(desk, done)
        assert by_key(desk.get(address(done)))["lead"]["row"].entry.state == overview.BEHIND
        send(desk, done, made={"lead": "Vatten åt alla, alla."})
        assert by_key(desk.get(address(done)))["lead"]["row"].entry.state == overview.DONE

    def test_new_parts_of_the_original_come_to_the_translation(self, desk, done):
        body = [*BODY, {"type": "heading", "value": "Talvella", "id": "h2"}]
        change(done, body=json.dumps(body))
        send(desk, done, "publish", {"body.h2": "På vintern"})
        assert [part["value"] for part in swedish(done).body.raw_data if part["type"] == "heading"] == ["Brunnen", "På vintern"]


class TestHandEdits:
    @pytest.fixture
    def done(self, desk, page):
        send(desk, page, "publish", SWEDISH)
        return page

    def test_a_text_that_was_changed_in_the_full_editor_is_the_translation(self, desk, done):
        change(swedish(done), lead="Vatten, med egna ord.")
        change(done, title="Pihakaivo")
        rows = by_key(desk.get(address(done)))
        assert rows["lead"]["row"].typed == "Vatten, med egna ord." and rows["lead"]["row"].entry.is_by_hand
        send(desk, done, "publish", {"title": "Brunnen på gården"})
        made = swedish(done)
        assert made.lead == "Vatten, med egna ord." and made.title == "Brunnen på gården"

    def test_a_part_that_was_added_or_removed_by_hand_stays_so(self, desk, done):
        made = swedish(done)
        first, text = made.body.raw_data
        extra = {"type": "text", "value": "<p>Bara på svenska.</p>", "id": "extra"}
        change(made, body=json.dumps([dict(text), extra]))
        change(done, title="Pihakaivo")
        send(desk, done, "publish", {"title": "Brunnen på gården"})
        assert [part["id"] for part in swedish(done).body.raw_data] == ["t1", "extra"]

    def test_what_is_translated_after_a_hand_edit_wins(self, desk, done):
        change(swedish(done), lead="Vatten, med egna ord.")
        send(desk, done, made={"lead": "Nytt."})
        assert by_key(desk.get(address(done)))["lead"]["row"].typed == "Nytt."
        send(desk, done, "publish")
        assert swedish(done).lead == "Nytt."

    def test_a_version_made_by_hand_is_taken_up_as_it_is(self, desk, page):
        home = HomePage.objects.get(url_path="/lintumaki/sv/")
        made = InfoPage(title="För hand", slug="kaivo", lead="Egna ord", locale=home.locale, translation_key=page.translation_key)
        made.body = json.dumps([{**part, "id": f"own{n}"} for n, part in enumerate(BODY)])
        home.add_child(instance=made)
        made.save_revision().publish()
        rows = by_key(desk.get(address(page)))
        assert rows["title"]["row"].typed == "För hand" and rows["body.h1"]["row"].typed == "Kaivo"
        send(desk, page, "publish", {"body.h1": "Brunnen"})
        # from now on its parts are told apart as those of the original are
        assert [part["id"] for part in swedish(page).body.raw_data] == ["h1", "t1"]
        assert swedish(page).body.raw_data[0]["value"] == "Brunnen" and swedish(page).lead == "Egna ord"


class TestWhatIsGone:
    def test_an_original_that_was_unpublished_says_so(self, desk, page):
        InfoPage.objects.get(pk=page.pk).unpublish()
        answer = desk.get(address(page))
        assert answer.status_code == 200 and "translate" in answer.templates[0].name

    def test_a_deleted_original_leaves_the_translation_and_no_error(self, desk, page):
        send(desk, page, "publish", SWEDISH)
        InfoPage.objects.get(pk=page.pk).delete()
        assert desk.get(address(page)).status_code == 404
        assert desk.get("/admin/translate/?neighbourhood=lintumaki").status_code == 200
        assert desk.get(address(swedish(page), "fi")).status_code == 200

    def test_a_deleted_translation_is_made_again(self, desk, page):
        send(desk, page, "publish", SWEDISH)
        swedish(page).delete()
        assert send(desk, page, "publish").status_code == 302
        assert swedish(page).title == "Gårdens brunn"

    @pytest.mark.parametrize("language", ["de", "fi-simple-x", "xx", "sv-FI"])
    def test_other_languages_are_not_there(self, desk, page, language):
        assert desk.get(address(page, language)).status_code == 404
        assert desk.get(f"/admin/translate/details/{language}/").status_code == 404

    def test_the_language_of_the_original_leads_to_the_editor(self, desk, page):
        answer = desk.get(address(page, "fi"))
        assert answer.status_code == 200 and f"/admin/pages/{page.pk}/edit/" in answer.text


class TestIsolation:
    def test_pages_of_others_are_not_there(self, desk, page):
        theirs = make_page(place="partti", slug="kaivo-p")
        for method in (desk.get, desk.post):
            assert method(address(theirs, "en")).status_code == 404

    def test_a_translation_of_others_is_never_suggested(self, desk, page, visit, neighbourhoods):
        """The same sentence in both neighbourhoods, translated in one."""
        theirs = make_page(place="partti")
        other = User.objects.create_user("partti-aktiivi@example.org")
        Membership.objects.create(user=other, neighbourhood=neighbourhoods["partti"], role="activist")
        there = visit()
        there.client.force_login(other)
        language = next(code for code in current.by_slug("partti").languages if code not in ("fi", "fi-simple"))
        send(there, theirs, made=SWEDISH, language=language)
        if language not in current.by_slug("lintumaki").languages:
            pytest.fail("the two have no language in common")
        assert {one["row"].typed for one in by_key(desk.get(address(page, language))).values()} == {""}


class TestDetails:
    def test_contacts_and_notices_are_translated_on_the_same_kind_of_page(self, desk, neighbourhoods):
        path = "/admin/translate/details/sv/?neighbourhood=lintumaki"
        answer = desk.get(path)
        assert answer.status_code == 200
        rows = list(by_key(answer).values())
        row = rows[0]["row"]
        data = {"action": "save", row.name: "På svenska", f"base-{row.name}": row.base, f"mark-{row.name}": row.mark}
        assert desk.post(path, data).status_code == 302
        assert next(iter(by_key(desk.get(path)).values()))["row"].typed == "På svenska"


class TestFree:
    def post(self, desk, page, action="save", **more):
        answer = desk.get(address(page, "fi-simple"))
        sent = answer.context["sent"]
        data = {"action": action, "base": sent.base, "title": sent.written.title, "lead": sent.written.lead, "body": sent.written.body}
        return desk.post(address(page, "fi-simple"), data | more)

    def simple(self, page):
        return InfoPage.objects.get(translation_key=page.translation_key, locale=Locale.objects.get(language_code="fi-simple"))

    def test_plain_finnish_is_written_freely_and_published(self, desk, page):
        body = "Kaivo on pihalla.\n\n## Talvella\n\n- Vesi on kylmää.\n- Ota hanska."
        assert self.post(desk, page, "publish", title="Kaivo", lead="Saat vettä.", body=body).status_code == 302
        made = self.simple(page)
        assert made.live and [part["type"] for part in made.body.raw_data] == ["text", "heading", "text"]
        assert desk.get(address(page, "fi-simple")).context["sent"].written.body == body

    def test_other_parts_stay_in_their_places(self, desk, neighbourhoods):
        rooms = {"type": "rooms", "value": {"title": "Tilat"}, "id": "r1"}
        page = make_page("tilat", body=[*BODY, rooms])
        answer = self.post(desk, page, title="Tilat", body="Vain tekstiä.")
        assert answer.status_code == 400 and "[[1" in answer.context["sent"].errors["body"][0]
        line = desk.get(address(page, "fi-simple")).context["sent"].written.body
        assert self.post(desk, page, title="Tilat", body=f"Ensin.\n\n{line}\n\nLopuksi.").status_code == 302
        parts = self.simple(page).get_latest_revision_as_object().body.raw_data
        assert [part["type"] for part in parts] == ["text", "rooms", "text"]

    def test_the_source_changes_and_the_text_is_still_good(self, desk, page):
        self.post(desk, page, "publish", title="Kaivo", body="Kaivo on pihalla.")
        change(page, lead="Vettä aivan kaikille.")
        state = next(item for item in overview.all_items(current.by_slug("lintumaki"))["fi-simple"] if item.title == page.title)
        assert state.state == overview.BEHIND
        answer = desk.get(address(page, "fi-simple"))
        assert answer.context["changes"] and "<ins>" in answer.text
        self.post(desk, page, "keep_all")
        assert not desk.get(address(page, "fi-simple")).context["changes"]

    def test_hints_are_no_gate_and_can_be_left(self, desk, page):
        hard = "Asukkaiden osallistumismahdollisuuksien edistämiseksi järjestettävässä tilaisuudessa käsitellään, " * 3 + "ja niin."
        answer = self.post(desk, page, "hints", title="Kaivo", body=hard)
        hints = answer.context["hints"]
        assert answer.status_code == 200 and 0 < len(hints) <= 3
        answer = self.post(desk, page, f"leave:{hints[0].key}", title="Kaivo", body=hard)
        assert hints[0].key not in [hint.key for hint in answer.context["hints"]]
        assert self.post(desk, page, "publish", title="Kaivo", body=hard, left=[hints[0].key]).status_code == 302
        assert desk.get(address(page, "fi-simple") + "?hints").context["sent"].left == [hints[0].key]

    def test_two_writers_lose_nothing(self, desk, page):
        self.post(desk, page, title="Kaivo", body="Yksi.")
        base = desk.get(address(page, "fi-simple")).context["sent"].base
        self.post(desk, page, title="Kaivo", body="Kaksi.")
        answer = self.post(desk, page, title="Kaivo", body="Kolme.", base=base)
        assert answer.status_code == 400 and "Kolme." in answer.text and "Kaksi." in answer.text
