"""What readers get of the translated texts of Naapuruston tiedot, what its page tells of them, and what becomes of a person's address."""

# ruff: noqa: F811 (fixtures are asked for by their names)

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from neighbourhoods import contacts, current, privacy
from neighbourhoods.details import translations
from neighbourhoods.models import Details, DetailsTranslation, InfoPage, KnownGap

from .test_details import form, saved
from .test_details_translations import OTHERS, change, key, put, row  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(row):
    """A page with all contacts and rooms, at /mukana/."""
    under = InfoPage.objects.get(url_path="/lintumaki/fi/mukaan/").get_parent()
    blocks = [("contact", {"title": "", "contact": ""}), ("rooms", {"title": ""})]
    under.specific.add_child(instance=InfoPage(title="Mukana", slug="mukana", locale=under.locale, body=blocks))
    return "mukana/"


class TestWhatReadersGet:
    def main(self, visit, language, path):
        return visit("lintumaki").get(f"/{language}/{path}").text.split("<main")[1].split("</main>")[0]

    def test_contacts_and_rooms_are_told_in_the_readers_language(self, row, page, visit):
        put(row, role="Nycklar", does="Öppnar klubbrummet", name="Klubbrum", hours="tis 12–14\ntors 12–14", exception="Stängt 24.12")
        text = self.main(visit, "sv", page)
        for shown in ("Nycklar", "Öppnar klubbrummet", "Klubbrum", "tis 12–14\ntors 12–14", "Stängt 24.12"):
            assert f'<span lang="sv" dir="ltr">{shown}</span>' in text
        # the page itself is in Finnish, and so is what nobody has translated
        assert ">B-talo<" in text and "kahdessa päivässä" in text and "Avaimet" not in text.split("Nycklar")[0]
        finnish = self.main(visit, "fi", page)
        assert "Nycklar" not in finnish and 'lang="sv"' not in finnish and "Avaimet" in finnish

    def test_each_text_is_the_best_one_along_the_chain_and_says_its_language_and_direction(self, row, page, visit):
        put(row, "ar", role="مفاتيح")
        put(row, "en", role="Keys", does="Opens the club room")
        text = self.main(visit, "ar", page)
        assert '<span lang="ar" dir="rtl">مفاتيح</span>' in text
        assert '<span lang="en" dir="ltr">Opens the club room</span>' in text
        assert "kahdessa päivässä" in text and "Keys" not in text

    def test_plain_finnish_readers_get_the_usual_finnish_where_there_is_no_plain_one(self, row, page, visit):
        put(row, "fi-simple", hours="Auki tiistaina")
        put(row, "sv", place="Hus B")
        text = self.main(visit, "fi-simple", page)
        assert '<span lang="fi-simple" dir="ltr">Auki tiistaina</span>' in text and "B-talo" in text and "Hus B" not in text

    def test_the_footer_is_told_in_the_readers_language(self, row, visit):
        put(row, contact_text="Lapp i postlådan")
        assert "<p>Lapp i postlådan</p>" in visit("lintumaki").get("/sv/").text
        assert '<p><span lang="fi" dir="ltr">Lappu postilaatikkoon</span></p>' in visit("lintumaki").get("/en/").text
        assert "<p>Lappu postilaatikkoon</p>" in visit("lintumaki").get("/fi/").text

    def test_a_notice_is_shown_in_one_language_as_a_whole(self, row, visit):
        reader = visit("lintumaki")
        put(row, notice="Vattnet är avstängt")
        half = reader.get("/sv/").text
        assert "Vattnet" not in half and 'lang="fi" dir="ltr"' in half.split("Vesi poikki")[0].rsplit("<div", 1)[1]
        put(row, notice_text="Spara vatten.")
        whole = reader.get("/sv/").text
        assert "Vattnet är avstängt</strong> Spara vatten." in whole and "Ota vettä talteen" not in whole

    def test_a_notice_without_a_sentence_has_no_old_sentence_in_another_language(self, row, visit):
        put(row, notice="Vattnet är avstängt", notice_text="Spara vatten.")
        change(row, notice_text="")
        text = visit("lintumaki").get("/sv/").text
        assert "Vattnet är avstängt" in text and "Spara vatten" not in text

    @pytest.mark.parametrize("changed", [{"notice": "Vesi palasi"}, {"notice_text": "Vesi on taas hyvää."}])
    def test_a_notice_that_has_changed_is_never_shown_as_it_was(self, row, visit, changed):
        put(row, notice="Vattnet är avstängt", notice_text="Spara vatten.")
        change(row, **changed)
        text = visit("lintumaki").get("/sv/").text
        assert "Vattnet" not in text and "Spara" not in text and next(iter(changed.values())) in text

    def test_a_notice_that_is_behind_in_one_language_is_read_in_the_next_one_of_the_chain(self, row, visit):
        put(row, "ar", notice="الماء مقطوع", notice_text="خزن الماء")
        change(row, notice="Vesi palasi")
        put(row, "en", notice="Water is back", notice_text="All is well.")
        text = visit("lintumaki").get("/ar/").text
        assert "الماء" not in text and 'lang="en" dir="ltr"' in text.split("Water is back")[0].rsplit("<div", 1)[1]

    @pytest.mark.parametrize("name", ["access", "hours", "keys", "exception", "place"])
    def test_facts_about_a_room_that_have_changed_are_told_as_they_are_now(self, row, page, visit, name):
        put(row, **{name: "Gammal uppgift"})
        assert "Gammal uppgift" in self.main(visit, "sv", page)
        change(row.room, **{name: "Uusi tieto"})
        text = self.main(visit, "sv", page)
        assert "Uusi tieto" in text and "Gammal uppgift" not in text

    @pytest.mark.parametrize(("part", "name"), [("contact", "role"), ("contact", "does"), ("contact", "answers"), ("room", "name")])
    def test_descriptions_keep_their_translation_until_somebody_says_otherwise(self, row, page, visit, part, name):
        put(row, **{name: "Gammal text"})
        change(getattr(row, part), **{name: "Uusi teksti"})
        text = self.main(visit, "sv", page)
        assert "Gammal text" in text and "Uusi teksti" not in text

    def test_known_gaps_are_told_in_the_readers_language_in_the_accessibility_statement(self, row, visit):
        put(row, issue="Kartan", instead="Ring oss.")
        put(row, "ar", issue="الخريطة")
        text = self.main(visit, "sv", "saavutettavuus/")
        assert "<strong>Kartan</strong>" in text and "Ring oss." in text and "Soita meille" not in text
        arabic = self.main(visit, "ar", "saavutettavuus/")
        assert '<span lang="ar" dir="rtl">الخريطة</span>' in arabic and '<span lang="fi" dir="ltr">Soita meille.</span>' in arabic

    def test_a_translation_into_a_language_that_was_removed_is_not_shown(self, row, visit, sites):
        from neighbourhoods.config.apply import apply_all

        put(row, contact_text="Lapp i postlådan")
        file = sites / "lintumaki.toml"
        file.write_text(file.read_text().replace('"sv", ', ""))
        assert not apply_all().errors
        current.forget_everything()
        assert "Lapp i postlådan" not in visit("lintumaki").get("/en/").text
        assert DetailsTranslation.objects.filter(details=row, language="sv").exists()

    def test_the_portals_own_texts_are_translated_too(self, visit, db):
        portal, _made = Details.objects.update_or_create(neighbourhood=None, defaults={"contact_text": "Kysy meiltä"})
        KnownGap.objects.create(details=portal, issue="Kartta")
        (gap,) = [field.key for field in translations.fields(portal) if field.key.startswith("gap")]
        translations.save(portal, "sv", {"contact_text": "Fråga oss", gap: "Kartan"}, None)
        assert "<p>Fråga oss</p>" in visit().get("/sv/").text
        assert "<strong>Kartan</strong>" in visit().get("/sv/saavutettavuus/").text
        assert '<span lang="fi" dir="ltr">Kysy meiltä</span>' in visit().get("/en/").text

    def test_markup_in_a_translation_can_not_run(self, row, page, visit):
        bad = "<script>x()</script>"
        put(row, notice=bad, notice_text=bad, contact_text=bad, role=bad, hours=bad, issue=bad)
        for path in ("", page, "saavutettavuus/"):
            text = visit("lintumaki").get(f"/sv/{path}").text
            assert "<script>x" not in text and "&lt;script&gt;x" in text

    def test_the_frame_costs_no_query_more_and_a_page_of_contacts_and_rooms_one(self, row, page, visit):
        def asked(path):
            visit("lintumaki").get(path)
            with CaptureQueriesContext(connection) as queries:
                visit("lintumaki").get(path)
            return len(queries)

        paths = ("/sv/tietosuoja/", f"/sv/{page}", f"/fi/{page}")
        before = [asked(path) for path in paths]
        for language in OTHERS:
            put(row, language, role="x", hours="y", contact_text="z", notice="n", notice_text="m")
        assert [asked(path) for path in paths] == [before[0], before[1] + 1, before[2]]

    def test_a_site_that_is_not_yet_known_costs_no_query_more(self, row, visit):
        def cold():
            current.forget_everything()
            with CaptureQueriesContext(connection) as queries:
                assert visit("lintumaki").get("/sv/tietosuoja/").status_code == 200
            return len(queries)

        before = cold()
        for language in OTHERS:
            put(row, language, contact_text="z")
        assert cold() == before

    def test_what_is_read_of_a_contact_is_not_what_is_stored(self, row):
        put(row, role="Nycklar")
        record = current.by_slug("lintumaki")
        with translation.override("sv"):
            (one,) = contacts.contacts_of(record)
        assert one.role == "Avaimet" and one.told["role"] == "Nycklar" and one.told["role"].language == "sv"


class TestThePageOfDetails:
    def told(self, visitor, data, path="/admin/details/"):
        saved(visitor, data, path)
        return visitor.get(path).text

    def given(self, row, **fields):
        until = timezone.localtime(row.notice_until).strftime("%d.%m.%Y %H:%M")
        contact = {"id": row.contact.pk, "role": "Avaimet", "does": "Avaa kerhohuoneen", "answers": "kahdessa päivässä"}
        room = {name: getattr(row.room, name) for name in ("name", "place", "access", "hours", "keys", "exception")}
        notice = {
            "notice": "Vesi poikki",
            "notice_text": "Ota vettä talteen.",
            "notice_until": until,
            "contact_text": "Lappu postilaatikkoon",
        }
        return form(**({"people": [contact], "places": [{"id": row.room.pk, **room}]} | notice | fields))

    def test_it_says_in_which_languages_the_saved_texts_are_behind_now(self, desk, row):
        put(row, "en", notice="No water", role="Keys")
        put(row, "sv", notice="Vattnet")
        put(row, "uk", role="Ключі")
        text = self.told(desk, self.given(row, notice="Vesi poikki huomenna"))
        assert "Käännökset ovat nyt jäljessä: ruotsi, englanti." in text

    def test_it_leads_to_where_they_are_translated(self, desk, row):
        put(row, "sv", notice="Vattnet")
        text = self.told(desk, self.given(row, notice="Vesi poikki huomenna"))
        assert '/admin/translate/?neighbourhood=lintumaki"' in text.split("nyt jäljessä")[1][:600]

    def test_it_does_not_say_so_again_of_what_was_behind_before(self, desk, row):
        put(row, "sv", notice="Vattnet")
        assert "jäljessä" in self.told(desk, self.given(row, notice="Vesi poikki huomenna"))
        assert "jäljessä" not in self.told(desk, self.given(row, notice="Vesi poikki huomenna", contact_text="Soita"))

    def test_it_does_not_speak_of_languages_when_nothing_translated_has_changed(self, desk, row):
        put(row, "sv", role="Nycklar")
        assert "jäljessä" not in self.told(desk, self.given(row))
        assert "jäljessä" not in self.told(desk, self.given(row, contact_text="Soita"))

    def test_plain_finnish_has_its_name_in_the_sentence(self, desk, row):
        put(row, "fi-simple", notice="Vettä ei tule")
        assert "nyt jäljessä: selkosuomi." in self.told(desk, self.given(row, notice="Vesi poikki huomenna"))

    def test_translations_of_a_removed_contact_are_gone_with_it(self, desk, row):
        put(row, role="Nycklar", name="Klubbrum")
        before = translations.changed_at(row, "sv")
        contact = {"id": row.contact.pk, "role": "Avaimet", "DELETE": "1"}
        saved(desk, self.given(row, people=[contact]))
        assert set(translations.stored(row, "sv")) == {key(row.room, "name")}
        # nobody has translated meanwhile
        assert translations.changed_at(row, "sv") == before

    def test_saving_it_is_told_in_the_history(self, desk, row, activist):
        saved(desk, self.given(row, contact_text="Soita"))
        assert ModelLogEntry.objects.get(user=activist, action="wagtail.edit").object_id == str(row.pk)


class TestAPersonsAddressInTheTexts:
    ADDRESS = "anna@example.org"

    @pytest.fixture
    def written(self, row):
        change(row, contact_text=f"Kirjoita: {self.ADDRESS}", notice_text=f"Kysy: {self.ADDRESS}.")
        change(row.contact, does=f"Vastaa, {self.ADDRESS}")
        change(row.room, keys=f"Varaa: {self.ADDRESS}")
        put(row, role="Nycklar", contact_text="Skriv till Anna@Example.org", does=f"Svarar, {self.ADDRESS}", keys=f"Boka: {self.ADDRESS}")
        return row

    def test_the_person_is_told_in_which_translations_it_stands_and_nothing_of_others(self, written):
        (held,) = privacy.export(self.ADDRESS)["neighbourhoods.detailstranslation"]
        assert set(held["texts"]) == {"contact_text", key(written.contact, "does"), key(written.room, "keys")}

    def test_it_is_erased_in_all_of_them_and_they_stay_as_good_as_they_were(self, written, visit):
        assert self.ADDRESS in visit("lintumaki").get("/fi/").text and "Anna@Example.org" in visit("lintumaki").get("/sv/").text
        before = translations.state(written, "sv")
        assert privacy.erase(self.ADDRESS)["neighbourhoods.detailstranslation"] == 1
        assert privacy.export(self.ADDRESS) == {}
        after = Details.objects.get(pk=written.pk)
        assert translations.state(after, "sv") == before and before.behind == 0
        assert translations.stored(after, "sv")["contact_text"] == {"source": "Kirjoita: …", "text": "Skriv till …"}
        assert translations.stored(after, "sv")[key(written.contact, "role")]["text"] == "Nycklar"
        # also on the pages that are remembered
        for language in ("fi", "sv"):
            assert "anna@example.org" not in visit("lintumaki").get(f"/{language}/").text.lower()

    def test_another_persons_address_stays(self, written):
        before = DetailsTranslation.objects.get(details=written).texts
        assert privacy.erase("joanna@example.org") == {}
        assert DetailsTranslation.objects.get(details=written).texts == before

    def test_when_a_persons_consent_has_ended_the_role_and_its_translations_stay(self, row):
        change(row.contact, name="Anna Asukas", consented_on=timezone.localdate(), consent_ends=timezone.localdate())
        put(row, role="Nycklar")
        row.contact.erase()
        assert translations.stored(row, "sv")[key(row.contact, "role")]["text"] == "Nycklar"
