"""Blocks of plugins: shown where the plugin is on, kept to the byte and shown to nobody where it is off."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import copy
import json
import pickle
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, ReferenceIndex
from wagtail.search import index

from neighbourhoods import bodies, current, fields, registry, switching
from neighbourhoods.models import HomePage, InfoPage

from .noted_pages import HEADING, NOTE_ID, caps, clean_note, edit, form_data, make, note, office, same, stored, switch  # noqa: F401

pytestmark = pytest.mark.django_db


class TestReaders:
    def test_a_block_is_shown_where_its_plugin_is_on_and_nowhere_else(self, note, switch, visit):
        make(HEADING, note)
        make(HEADING, note, under="/partti/fi/")
        switch(True, "partti")
        assert "Sahaa" in visit("partti").get("/fi/kokeilu/").text
        text = visit("lintumaki").get("/fi/kokeilu/").text
        assert "<h2>Otsikko</h2>" in text and "Sahaa" not in text and "Lainahylly" not in text

    def test_it_comes_back_when_the_plugin_is_switched_on_again(self, note, switch, visit):
        page = make(note)
        switch(True)
        assert "Sahaa" in visit("lintumaki").get("/fi/kokeilu/").text
        switch(False)
        assert "Sahaa" not in visit("lintumaki").get("/fi/kokeilu/").text
        switch(True)
        assert "Sahaa" in visit("lintumaki").get("/fi/kokeilu/").text
        assert same(page, note)

    @pytest.mark.parametrize(
        "template",
        [
            "{% load wagtailcore_tags %}{% for part in page.body %}{% include_block part %}{% endfor %}",
            "{% load wagtailcore_tags %}{% include_block page.body %}",
            "{{ page.body }}",
            "{% for part in page.body %}{{ part }}{{ part.value.title }}{{ part.value.text }}{% endfor %}",
            "{{ page.body.0 }}",
        ],
    )
    def test_no_way_to_render_it_shows_anything_of_it(self, note, switch, template):
        page = make(note)
        render = Template(template).render
        assert not re.search("Sahaa|Lainahylly|dummy_note|unavailable", render(Context({"page": page})))
        switch(True)
        assert "Sahaa" in render(Context({"page": page}))

    def test_the_neighbourhood_of_the_page_decides_and_not_the_one_that_is_asked(self, note, switch):
        page = make(note)
        switch(True, "partti")
        with current.activate(current.by_slug("partti")):
            assert str(page.body[0]) == ""
        switch(True)
        switch(False, "partti")
        with current.activate(current.by_slug("partti")):
            assert "Sahaa" in str(page.body[0])
        assert "Sahaa" in str(InfoPage.objects.get(pk=page.pk).body[0])

    def test_a_page_that_is_nowhere_yet_belongs_to_the_active_neighbourhood_and_without_one_nothing_is_shown(self, note, switch):
        switch(True)
        page = InfoPage(title="Uusi", body=json.dumps([note]))
        assert str(page.body[0]) == ""
        with current.activate(current.by_slug("lintumaki")):
            assert "Sahaa" in str(page.body[0])
        value = InfoPage._meta.get_field("body").to_python([note])
        assert str(value[0]) == "" and not value.blocks_by_name("dummy_note")

    def test_nothing_is_asked_for_because_of_what_is_off(self, note, switch):
        page = make(note)
        assert not bodies.needs(page.body.raw_data).images and not page.images()
        with CaptureQueriesContext(connection) as queries:
            bodies.render(page.body, {})
        assert not [query for query in queries if "image" in query["sql"]]
        switch(True)
        assert bodies.needs(page.body.raw_data).images == {note["value"]["image"]} == set(page.images())


class TestKeeping:
    def test_saving_revisions_publishing_and_copies_keep_it_to_the_byte(self, note, switch):
        page = make(HEADING, note)
        assert same(page, HEADING, note)
        list(page.body), str(page.body)
        page.title = "Toinen"
        page.save()
        page.save_revision().publish()
        assert json.loads(page.latest_revision.content["body"]) == [HEADING, note]
        page.latest_revision.as_object().save_revision().publish()
        assert same(page, HEADING, note)
        twin = page.copy(update_attrs={"slug": "kaksonen"})
        assert same(twin, HEADING, note)

    def test_the_editors_form_keeps_it_to_the_byte_while_the_rest_is_changed(self, note, office):
        page = make(HEADING, note)
        data = form_data(office.get(edit(page)).context["form"], **{"body-0-value": "Uusi otsikko", "action-publish": "1"})
        answer = office.post(edit(page), data)
        assert answer.status_code == 302, answer.context["form"].errors
        assert same(page, HEADING | {"value": "Uusi otsikko"}, note)

    def test_it_can_be_moved_and_taken_away(self, note, office):
        page = make(HEADING, note)
        order = {"body-0-order": 1, "body-1-order": 0, "action-publish": "1"}
        office.post(edit(page), form_data(office.get(edit(page)).context["form"], **order))
        assert same(page, note, HEADING)
        office.post(edit(page), form_data(office.get(edit(page)).context["form"], **{"body-0-deleted": "1", "action-publish": "1"}))
        assert same(page, HEADING)

    def test_nobody_can_put_something_of_their_own_in_its_place(self, note, office):
        page = make(HEADING, note)
        bad = json.dumps({"type": "text", "value": "<script>x()</script>"})
        for sent in (bad, f"{bad}:abc", ""):
            data = form_data(office.get(edit(page)).context["form"], **{"body-1-value": sent, "action-publish": "1"})
            answer = office.post(edit(page), data)
            assert answer.status_code == 200 and "body" in answer.context["form"].errors
        assert same(page, HEADING, note)

    def test_a_form_that_was_open_when_the_plugin_was_switched_off_is_checked_and_kept(self, clean_note, switch, office):
        page = make(clean_note)
        switch(True)
        data = form_data(office.get(edit(page)).context["form"], **{"action-publish": "1"})
        switch(False)
        answer = office.post(edit(page), data | {"body-0-value-title": ""})
        assert answer.status_code == 200 and same(page, clean_note)
        assert office.post(edit(page), data | {"body-0-value-title": "Uusi"}).status_code == 302
        assert json.loads(stored(page))[0]["value"]["title"] == "Uusi"

    def test_a_form_that_was_open_when_the_plugin_was_removed_is_not_saved_without_the_block(self, note, office):
        page = make(HEADING, note)
        data = form_data(office.get(edit(page)).context["form"])
        data |= {"body-1-type": "of_nobody", "body-1-value-title": "x", "action-publish": "1"}
        data.pop("body-1-value")
        assert office.post(edit(page), data).status_code == 200
        assert same(page, HEADING, note)

    def test_a_preview_shows_what_readers_would_see(self, note, switch, office):
        page = make(HEADING, note)
        for on in (False, True):
            switch(on)
            data = form_data(office.get(edit(page)).context["form"])
            assert office.post(f"{edit(page)}preview/", data).json()["is_valid"]
            text = office.get(f"{edit(page)}preview/?mode=").text
            assert "Otsikko" in text and ("Sahaa" in text) == on

    def test_an_object_that_is_given_the_body_of_another_has_its_own(self, note, switch):
        there, here = make(note, under="/partti/fi/"), make(HEADING)
        switch(True, "partti")
        here.body = there.body
        assert "Sahaa" in str(there.body[0]) and str(here.body[0]) == ""
        assert copy.copy(there).body is not there.body and "Sahaa" in str(copy.copy(there).body[0])
        assert "Sahaa" in str(pickle.loads(pickle.dumps(there)).body[0])
        here.save()
        assert same(here, note) and same(there, note)


class TestTheEditor:
    def test_what_is_off_is_capped_at_what_is_there_and_what_is_on_is_not(self, note, switch, office):
        page = make(HEADING, note)
        assert caps(office.get(edit(page)).text) == {"dummy_note": {"max_num": 0}, "unavailable": {"max_num": 1}}
        switch(True)
        assert caps(office.get(edit(page)).text) == {"unavailable": {"max_num": 0}}

    def test_the_neighbourhood_of_the_edited_page_decides_what_is_offered(self, switch, office):
        switch(True, "partti")
        for slug, offered in (("lintumaki", False), ("partti", True)):
            parent = HomePage.objects.get(url_path=f"/{slug}/fi/")
            for path in (f"/admin/pages/add/neighbourhoods/infopage/{parent.pk}/", edit(parent)):
                assert ("dummy_note" not in caps(office.get(path).text)) == offered, path

    def test_revisions_can_be_compared_and_gone_back_to(self, note, switch, office):
        page = make(HEADING, note)
        first = page.save_revision()
        page.body = json.dumps([HEADING | {"value": "Toisin"}, note])
        second = page.save_revision()
        for on in (False, True):
            switch(on)
            text = office.get(f"/admin/pages/{page.pk}/revisions/compare/{first.pk}...{second.pk}/").text
            assert "Toisin" in text and "dummy_note" not in text
        switch(False)
        assert office.get(f"/admin/pages/{page.pk}/revisions/{first.pk}/revert/").status_code == 200
        first.as_object().save_revision().publish()
        assert same(page, HEADING, note)

    def test_a_picture_in_a_block_that_is_off_counts_as_in_use(self, note, switch, office):
        page = make(note)
        rows = ReferenceIndex.objects.filter(object_id=page.pk, model_path__startswith="body.")
        for on in (False, True):
            switch(on)
            page.save()
            assert [row.content_path for row in rows.all()] == [f"body.{NOTE_ID}.image"]
            assert [row.model_path for row in rows.all()] == ["body.dummy_note.image"]
        call_command("rebuild_references_index", verbosity=0)
        usage = f"/admin/images/usage/{note['value']['image']}/"
        assert rows.count() == 1 and page.title in office.get(usage).text
        # the plugin is gone, and the page was not saved since
        rows.update(model_path="body.of_nobody.image")
        assert page.title in office.get(usage).text


class TestSearch:
    def find(self, words):
        return [page.slug for page in Page.objects.search(words)]

    def test_the_text_of_a_block_is_found_only_while_its_plugin_is_on(self, note, switch, neighbourhoods):
        page = make(HEADING, note)
        note_words = "palauttaa"
        assert self.find("Otsikko") == ["kokeilu"] and self.find(note_words) == []
        for on in (True, False):
            switch(on)
            # as `apply` does it: nothing is active
            switching.reindex(current.by_slug("lintumaki"))
            assert self.find(note_words) == (["kokeilu"] if on else [])
        with current.activate(current.by_slug("partti")):
            switch(True, "partti")
            index.insert_or_update_object(InfoPage.objects.get(pk=page.pk))
        assert self.find(note_words) == []


class TestTheNames:
    def test_all_installed_plugins_blocks_are_there_in_a_fixed_order(self):
        found = [(plugin.label, name) for plugin, name, _block in fields.plugin_blocks()]
        assert ("dummyplugin", "dummy_note") in found
        block = InfoPage._meta.get_field("body").stream_block
        names = list(block.child_blocks)
        assert names[0] == "heading" and names[-1] == "unavailable"
        assert [name for name in names if name in block.plugins] == [name for _label, name in found]

    def test_a_name_belongs_to_the_core_and_then_to_the_first_plugin(self, monkeypatch):
        from wagtail.blocks import CharBlock

        plugin = registry.get("dummyplugin")
        own = plugin.blocks()
        monkeypatch.setattr(plugin, "blocks", lambda: {"heading": CharBlock(), "section": CharBlock(), "unavailable": CharBlock(), **own})
        assert [name for _plugin, name, _block in fields.plugin_blocks()].count("heading") == 1
        block = fields.PluginStreamField(fields.BODY).stream_block
        assert block.plugins.keys().isdisjoint({"heading", "section", "unavailable"}) and "dummy_note" in block.plugins

    def test_a_plugin_whose_blocks_fail_takes_no_page_with_it(self, monkeypatch, settings):
        settings.PLUGIN_ERRORS_RAISE = False
        monkeypatch.setattr(registry.get("dummyplugin"), "blocks", lambda: 1 / 0)
        assert "heading" in fields.PluginStreamField(fields.BODY).stream_block.child_blocks

    def test_no_migration_follows_from_the_blocks_of_plugins(self):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
