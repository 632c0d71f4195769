"""Blocks of plugins and translation: what is off is offered to nobody, and comes through unchanged."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import json

import pytest
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments.extract import extract_segments

from neighbourhoods import current
from neighbourhoods.models import InfoPage
from neighbourhoods.translation_sources import refresh_neighbourhood

from .noted_pages import HEADING, clean_note, edit, make, note, office, same, stored, switch  # noqa: F401

pytestmark = pytest.mark.django_db


class TestTranslators:
    def source(self, page):
        return TranslationSource.update_or_create_from_instance(page)[0]

    def words(self, page):
        return [str(getattr(segment, "string", "").data) for segment in extract_segments(page) if hasattr(segment, "string")]

    def translate(self, source, text, translated, locale):
        segment = StringSegment.objects.get(source=source, string__data=text)
        values = {"translation_of": segment.string, "context": segment.context, "locale": locale}
        StringTranslation.objects.create(data=translated, **values)

    def test_the_text_of_a_block_is_offered_only_while_its_plugin_is_on(self, clean_note, switch):
        page = make(HEADING, clean_note)
        with current.activate(current.by_slug("partti")):
            assert "Otsikko" in self.words(page) and "Lainahylly" not in self.words(page)
            switch(True)
            assert {"Otsikko", "Lainahylly", "Sahaa saa lainata"} <= set(self.words(page))

    def test_while_it_is_on_it_is_translated_as_any_block(self, clean_note, switch):
        switch(True)
        page, swedish = make(HEADING, clean_note), Locale.objects.get(language_code="sv")
        source = self.source(page)
        self.translate(source, "Lainahylly", "Lånehylla", swedish)
        self.translate(source, "Sahaa saa lainata", "Sågen kan lånas", swedish)
        made, _created = source.create_or_update_translation(swedish, fallback=True)
        value = json.loads(stored(made))[1]["value"]
        assert value["title"] == "Lånehylla" and "Sågen kan lånas" in value["text"] and value["image"] == clean_note["value"]["image"]

    def test_a_translation_that_is_made_while_it_is_off_holds_it_to_the_byte(self, note):
        page, swedish = make(HEADING, note), Locale.objects.get(language_code="sv")
        source = self.source(page)
        self.translate(source, "Otsikko", "Rubrik", swedish)
        for _again in range(2):
            made, _created = source.create_or_update_translation(swedish, fallback=True)
            assert same(InfoPage.objects.get(pk=made.pk), HEADING | {"value": "Rubrik"}, note)

    def test_what_was_translated_before_it_went_off_stays_so(self, clean_note, switch, django_capture_on_commit_callbacks):
        switch(True)
        page, swedish = make(HEADING, clean_note), Locale.objects.get(language_code="sv")
        source = self.source(page)
        self.translate(source, "Lainahylly", "Lånehylla", swedish)
        made, _created = source.create_or_update_translation(swedish, fallback=True)
        before = json.loads(stored(made))[1]
        switch(False)
        page.body = json.dumps([HEADING | {"value": "Uusi"}, clean_note])
        page.save_revision().publish()
        source.update_from_db()
        self.translate(source, "Uusi", "Ny", swedish)
        with django_capture_on_commit_callbacks(execute=True):
            source.create_or_update_translation(swedish, fallback=True)
        assert json.loads(stored(made)) == [HEADING | {"value": "Ny"}, before]
        assert before["value"]["title"] == "Lånehylla"

    def test_what_is_known_of_a_page_follows_when_plugins_are_switched(self, clean_note, switch, office):
        switch(True)
        page, swedish = make(HEADING, clean_note), Locale.objects.get(language_code="sv")
        source = self.source(page)
        Translation.objects.create(source=source, target_locale=swedish)
        self.translate(source, "Lainahylly", "Lånehylla", swedish)
        made, _created = source.create_or_update_translation(swedish, fallback=True)
        switch(False)
        # before it has followed, translators' pages open all the same, and nothing of the block is written over
        assert office.get(edit(made)).status_code == 200
        before = stored(made)
        source.create_or_update_translation(swedish, fallback=True)
        assert stored(made) == before
        refresh_neighbourhood(current.by_slug("lintumaki"))
        strings = source.stringsegment_set.values_list("string__data", flat=True)
        assert "Otsikko" in strings and "Lainahylly" not in strings
        assert "Lainahylly" not in office.get(edit(made)).text
        switch(True)
        refresh_neighbourhood(current.by_slug("lintumaki"))
        assert "Lainahylly" in strings.all()
        source.create_or_update_translation(swedish, fallback=True)
        assert stored(made) == before

    def test_a_page_that_was_deleted_stops_nothing(self, clean_note, switch):
        switch(True)
        page, other = make(clean_note), make(HEADING, clean_note, slug="toinen")
        sources = [self.source(page), self.source(other)]
        page.delete()
        switch(False)
        refresh_neighbourhood(current.by_slug("lintumaki"))
        assert "Lainahylly" not in sources[1].stringsegment_set.values_list("string__data", flat=True)
