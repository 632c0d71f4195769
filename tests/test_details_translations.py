"""The texts of Naapuruston tiedot in the neighbourhood's other languages: what is to translate, saving it, and when it is behind."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from neighbourhoods.details import translations
from neighbourhoods.models import Contact, Details, DetailsTranslation, KnownGap, Room

from .test_details import details

pytestmark = pytest.mark.django_db
OTHERS = ["sv", "en", "ar"]


@pytest.fixture
def row(neighbourhoods):
    """Lintumäki's details with one of each part; (details, contact, room, gap) by name."""
    one = details(neighbourhoods)
    for part in (one.contacts, one.rooms, one.gaps):
        part.model.objects.filter(details=one).delete()
    one.notice, one.notice_text, one.contact_text = "Vesi poikki", "Ota vettä talteen.", "Lappu postilaatikkoon"
    one.notice_until = timezone.now() + timedelta(days=1)
    one.save()
    one.contact = Contact.objects.create(
        details=one, role="Avaimet", does="Avaa kerhohuoneen", answers="kahdessa päivässä", mailbox="a@example.org"
    )
    one.room = Room.objects.create(
        details=one,
        name="Kerhohuone",
        place="B-talo",
        access="Kynnys 2 cm",
        hours="ti 12–14\nto 12–14",
        keys="Kysy Avaimista",
        exception="Kiinni 24.12.",
    )
    one.gap = KnownGap.objects.create(details=one, issue="Kartta", instead="Soita meille.")
    return one


def kind_of(part):
    return next(kind for kind, (model, _names) in translations.PARTS.items() if isinstance(part, model))


def key(part, name):
    return f"{kind_of(part)}.{part.pk}.{name}"


def keys(row):
    return [field.key for field in translations.fields(row)]


def put(row, language="sv", **texts):
    """Store translations by short names: notice, role, hours."""
    known = dict.fromkeys(translations.OWN)
    for part in (row.contact, row.room, row.gap):
        known |= {name: part for name in translations.PARTS[kind_of(part)][1]}
    given = {key(known[name], name) if known[name] else name: text for name, text in texts.items()}
    translations.save(row, language, given, None)


def change(part, **values):
    for name, value in values.items():
        setattr(part, name, value)
    part.save()


class TestWhatThereIsToTranslate:
    def test_every_text_is_listed_once_in_the_order_of_the_form_and_never_an_empty_one(self, row):
        own = ["notice", "notice_text", "contact_text"]
        people = [key(row.contact, name) for name in ("role", "does", "answers")]
        rooms = [key(row.room, name) for name in ("name", "place", "access", "hours", "keys", "exception")]
        assert keys(row) == own + people + rooms + [key(row.gap, "issue"), key(row.gap, "instead")]

    def test_a_text_says_in_words_where_it_stands(self, row):
        with translation.override("fi"):
            labels = {field.key: field.label for field in translations.fields(row)}
        assert labels["notice"] == "Tärkeä tiedote"
        assert labels[key(row.contact, "does")].endswith("— Avaimet") and ": " in labels[key(row.contact, "does")]
        assert len(set(labels.values())) == len(labels)

    def test_long_texts_and_those_with_lines_ask_for_room(self, row):
        found = {field.key: field for field in translations.fields(row)}
        assert found["notice_text"].is_long and found[key(row.room, "hours")].is_long and not found["notice"].is_long
        assert found[key(row.room, "hours")].is_lines and not found["notice_text"].is_lines

    def test_a_notice_that_is_over_is_left_out_and_so_is_what_was_different_in_a_room(self, row):
        change(row, notice_until=timezone.now() - timedelta(minutes=1))
        change(row.room, exception_until=timezone.localdate() - timedelta(days=1))
        assert not {"notice", "notice_text", key(row.room, "exception")} & set(keys(row))

    def test_a_neighbourhood_of_which_nothing_is_told_has_nothing_to_translate(self):
        assert translations.fields(Details()) == []
        assert translations.state(Details(), "sv") == translations.State(0, 0, 0, 0)

    def test_another_neighbourhoods_texts_are_not_among_them(self, row, neighbourhoods):
        assert not set(keys(row)) & set(keys(details(neighbourhoods, "partti"))) - set(translations.OWN)


class TestNumbers:
    def test_missing_behind_and_done_make_up_all(self, row):
        total = len(keys(row))
        assert translations.state(row, "sv") == translations.State(total, 0, 0, total)
        put(row, notice="Vattnet är avstängt", role="Nycklar")
        assert translations.state(row, "sv") == translations.State(total - 2, 0, 2, total)
        change(row.contact, role="Avaimet ja huoneet")
        assert translations.state(row, "sv") == translations.State(total - 2, 1, 1, total)

    def test_they_cost_as_many_queries_for_all_languages_as_for_one(self, row):
        for language in OTHERS:
            put(row, language, role="x")
        translations.states(row, OTHERS)
        counts = []
        for languages in (["sv"], OTHERS):
            with CaptureQueriesContext(connection) as asked:
                found = translations.states(row, languages)
            assert list(found) == languages and all(one.done == 1 for one in found.values())
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 6

    def test_they_cost_as_many_queries_however_many_texts_there_are(self, row):
        with CaptureQueriesContext(connection) as few:
            translations.state(row, "sv")
        for number in range(20):
            Contact.objects.create(details=row, role=f"Tehtävä {number}")
        with CaptureQueriesContext(connection) as many:
            translations.state(row, "sv")
        assert len(many) == len(few)


class TestSaving:
    def test_a_translation_remembers_the_text_that_it_was_made_of(self, row):
        put(row, role="Nycklar")
        assert translations.stored(row, "sv") == {key(row.contact, "role"): {"source": "Avaimet", "text": "Nycklar"}}
        assert translations.stored(row, "en") == {}

    def test_an_empty_text_removes_it(self, row):
        put(row, role="Nycklar", does="Öppnar")
        put(row, role="  ")
        assert list(translations.stored(row, "sv")) == [key(row.contact, "does")]
        put(row, does="")
        assert not DetailsTranslation.objects.filter(details=row).exists()

    def test_other_texts_and_other_languages_stay_as_they_were(self, row):
        put(row, role="Nycklar")
        put(row, "en", role="Keys")
        put(row, does="Öppnar")
        assert {one["text"] for one in translations.stored(row, "sv").values()} == {"Nycklar", "Öppnar"}
        assert translations.stored(row, "en")[key(row.contact, "role")]["text"] == "Keys"

    @pytest.mark.parametrize("strange", ["contact.999999.role", "contact_email", "gap", "contact.x.role", ""])
    def test_a_key_that_is_none_of_the_texts_is_refused_and_nothing_is_stored(self, row, strange):
        with pytest.raises(ValidationError) as refused:
            translations.save(row, "sv", {"notice": "Vatten", strange: "x"}, None)
        assert list(refused.value.message_dict) == [strange]
        assert translations.stored(row, "sv") == {}

    def test_another_neighbourhoods_contact_is_none_of_the_texts(self, row, neighbourhoods):
        other = Contact.objects.create(details=details(neighbourhoods, "partti"), role="Toinen")
        with pytest.raises(ValidationError):
            translations.save(row, "sv", {key(other, "role"): "Kaapattu"}, None)

    def test_a_text_is_at_most_as_long_as_its_source_may_be(self, row):
        put(row, notice="x" * 120)
        with pytest.raises(ValidationError) as refused:
            translations.save(row, "sv", {"notice": "x" * 121, "contact_text": "Lapp"}, None)
        assert list(refused.value.message_dict) == ["notice"] and "121" in refused.value.message_dict["notice"][0]
        assert "contact_text" not in translations.stored(row, "sv")

    def test_what_cannot_be_seen_or_turns_the_writing_is_cleaned_away(self, row):
        put(row, role="Nyck\x00lar\u202e", hours="tis\r\n\r\n 12\u200b\n", notice=" Vattnet\när  avstängt ")
        found = {one["text"] for one in translations.stored(row, "sv").values()}
        assert found == {"Nycklar", "tis\n\n12", "Vattnet är avstängt"}

    def test_the_language_of_the_source_is_refused(self, row):
        with pytest.raises(ValidationError):
            translations.save(row, "fi", {"notice": "Vesi"}, None)

    def test_the_site_shows_it_at_once(self, row, visit):
        reader = visit("lintumaki")
        assert "Vesi poikki" in reader.get("/sv/").text
        put(row, notice="Vattnet är avstängt", notice_text="Spara vatten.")
        text = reader.get("/sv/").text
        assert "Vattnet är avstängt" in text and "Vesi poikki" not in text

    def test_other_neighbourhoods_stay_warm(self, row, neighbourhoods):
        put(row, role="Nycklar")
        before = {slug: one.generation for slug, one in neighbourhoods.items()}
        for one in neighbourhoods.values():
            one.refresh_from_db()
        assert neighbourhoods["lintumaki"].generation > before["lintumaki"]
        assert neighbourhoods["partti"].generation == before["partti"]

    def test_history_knows_who_did_it_and_holds_none_of_the_texts(self, row, activist):
        translations.save(row, "sv", {"notice": "Vattnet"}, activist)
        entry = ModelLogEntry.objects.get(user=activist, action="wagtail.edit")
        assert entry.object_id == str(row.pk) and entry.data == {"language": "sv", "texts": ["notice"]}
        translations.save(row, "sv", {"notice": "Vattnet"}, activist)
        assert ModelLogEntry.objects.filter(user=activist).count() == 1

    def test_two_who_translate_at_once_can_be_told_of_each_other(self, row, time_machine):
        time_machine.move_to(timezone.now(), tick=False)
        assert translations.changed_at(row, "sv") is None
        put(row, role="Nycklar")
        first = translations.changed_at(row, "sv")
        time_machine.shift(1)
        put(row, role="Nycklar")
        assert translations.changed_at(row, "sv") == first
        put(row, role="Nycklar och rum")
        assert translations.changed_at(row, "sv") > first

    def test_what_is_strange_in_the_table_is_no_translation(self, row, visit):
        DetailsTranslation.objects.create(details=row, language="sv", texts={"notice": "x", "contact_text": {"text": "y"}, "y": {"x": 1}})
        assert translations.stored(row, "sv") == {}
        assert visit("lintumaki").get("/sv/").status_code == 200


class TestWhenTheSourceChanges:
    def test_a_text_that_was_saved_again_without_a_change_stays_behind(self, row):
        put(row, role="Nycklar")
        change(row.contact, role="Huoneet")
        put(row, role="Nycklar", does="Öppnar")
        assert translations.state(row, "sv").behind == 1

    def test_a_new_translation_is_of_the_new_text(self, row):
        put(row, role="Nycklar")
        change(row.contact, role="Huoneet")
        put(row, role="Rum")
        assert translations.stored(row, "sv")[key(row.contact, "role")] == {"source": "Huoneet", "text": "Rum"}

    def test_a_text_that_changed_while_somebody_translated_it_is_behind_at_once(self, row):
        role = key(row.contact, "role")
        change(row.contact, role="Huoneet")
        translations.save(row, "sv", {role: "Nycklar"}, None, seen={role: "Avaimet"})
        assert translations.state(row, "sv").behind == 1

    def test_the_line_ends_of_a_browser_are_no_change(self, row):
        hours = key(row.room, "hours")
        translations.save(row, "sv", {hours: "tis"}, None, seen={hours: row.room.hours.replace("\n", "\r\n")})
        assert translations.stored(row, "sv")[hours]["source"] == row.room.hours

    def test_that_a_translation_is_still_good_can_be_said_of_each_text(self, row):
        put(row, role="Nycklar", does="Öppnar")
        change(row.contact, role="Avain", does="Avaa huoneen")
        translations.keep(row, "sv", [key(row.contact, "role"), key(row.room, "name"), "nothing"])
        assert translations.state(row, "sv").behind == 1
        assert translations.stored(row, "sv")[key(row.contact, "role")] == {"source": "Avain", "text": "Nycklar"}

    def test_translations_of_what_was_removed_go_with_the_next_save(self, row):
        put(row, role="Nycklar", name="Klubbrum", notice="Vattnet")
        row.contact.delete()
        change(row, notice_until=timezone.now() - timedelta(minutes=1))
        translations.save(row, "sv", {"contact_text": "Lapp"}, None)
        assert set(translations.stored(row, "sv")) == {key(row.room, "name"), "contact_text"}
