"""Only what anybody may read is found, at once when it is published and no longer than it is."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import contextlib

import pytest
from django.db import connection, transaction
from wagtail.models import Page, PageViewRestriction

from neighbourhoods import current, switching
from neighbourhoods.models import Contact, HomePage, InfoPage, Neighbourhood, RecordEntry, SearchEntry
from neighbourhoods.search import index, places, store, tokens

from .noted_pages import make, note, switch  # noqa: F401
from .search_ground import look, write  # noqa: F401

pytestmark = pytest.mark.django_db


def matching(word):
    """Ids that the database has for a Finnish word, whatever may be shown of them."""
    return store.find([store.token(f"fi_{word}")], None, 10)[0]


class TestWhatIsFound:
    def test_a_draft_of_a_live_page_is_not_found_until_it_is_published(self, look):
        page = write("Kevätretki", "Lähdemme bussilla.")
        page.title = "Kevätretki ja hirvipaisti"
        revision = page.save_revision()
        assert look("hirvipaisti") == [] and not matching("hirvipaisti")
        revision.publish()
        assert look("hirvipaisti") == ["Kevätretki ja hirvipaisti"]

    def test_a_new_draft_is_not_found(self, look):
        write("Hirvipaisti", live=False)
        assert look("hirvipaisti") == [] and not SearchEntry.objects.filter(title="Hirvipaisti").exists()

    def test_a_hidden_page_is_gone_and_comes_back(self, look):
        page = write("Hirvipaisti")
        page.unpublish()
        assert look("hirvipaisti") == [] and not matching("hirvipaisti")
        page.save_revision().publish()
        assert look("hirvipaisti") == ["Hirvipaisti"]

    def test_a_changed_text_is_found_by_its_new_words_alone(self, look):
        page = write("Retki", "Metsään mustikoita poimimaan")
        page.body = '[{"type": "text", "value": "<p>Järvelle kalaan</p>"}]'
        page.save_revision().publish()
        assert look("mustikoita") == [] and look("kalaan") == ["Retki"]

    def test_a_deleted_page_leaves_nothing_behind_nor_does_what_was_below_it(self, look):
        page = write("Hirvipaisti")
        write("Hirvikeitto", under=page.url_path)
        assert matching("hirvikeitto")
        Page.objects.get(pk=page.pk).delete()
        assert not matching("hirvikeitto") and not matching("hirvipaisti") and look("hirvikeitto") == []

    def test_another_neighbourhoods_pages_are_not_found(self, look):
        write("Hirvipaisti", under="/partti/fi/")
        assert look("hirvipaisti") == [] and look("hirvipaisti", slug="partti") == ["Hirvipaisti"]

    def test_a_page_that_only_some_may_read_is_not_found(self, look):
        page = write("Hirvipaisti")
        PageViewRestriction.objects.create(page=page, restriction_type="login")
        assert look("hirvipaisti") == []

    def test_a_page_whose_entry_was_left_behind_is_not_found(self, look):
        page = write("Hirvipaisti")
        Page.objects.filter(pk=page.pk).update(live=False)
        assert matching("hirvipaisti") and look("hirvipaisti") == []

    def test_a_mirror_of_a_page_is_found_as_what_it_mirrors(self, look):
        page = write("Hirvipaisti")
        parent = Page.objects.get(url_path="/lintumaki/sv/")
        page.create_alias(parent=parent, update_slug="peili", update_locale=parent.locale)
        assert len(look("hirvipaisti", language="sv")) == 1
        assert SearchEntry.objects.filter(title="Hirvipaisti").count() == 1

    def test_the_text_of_a_plugin_that_is_off_is_not_found(self, look, note, switch):
        def turn(on):
            switch(on)
            switching.follow(current.by_slug("lintumaki"))

        make(note)
        turn(True)
        assert look("Sahaa") == ["Kokeilu"]
        turn(False)
        assert look("Sahaa") == [] and not matching("sahaa")
        turn(True)
        assert look("Sahaa") == ["Kokeilu"]

    def test_a_page_of_a_plugin_that_is_off_is_not_found(self, look, switch):
        from tests.dummyplugin.models import ShelfPage, ThingPage

        switch(True)
        parent = Page.objects.get(url_path="/lintumaki/fi/")
        shelf = parent.add_child(instance=ShelfPage(title="Hylly", slug="hylly", locale=parent.locale))
        shelf.add_child(instance=ThingPage(title="Hirvipaistivuoka", slug="vuoka", locale=parent.locale, place="Huhmarvaja"))
        assert look("hirvipaistivuoka") == ["Hirvipaistivuoka"] == look("huhmarvaja")
        switch(False)
        assert look("hirvipaistivuoka") == []

    def test_a_page_that_moves_to_another_neighbourhood_is_found_there(self, look):
        page = write("Hirvipaisti")
        write("Hirvikeitto", under=page.url_path)
        page.move(Page.objects.get(url_path="/partti/fi/"), pos="last-child")
        current.forget_everything()
        assert look("hirvikeitto") == [] and look("hirvikeitto", slug="partti") == ["Hirvikeitto"]


class TestKeepingItRight:
    def test_what_another_analyser_has_made_is_made_anew(self, look):
        index.refresh()
        page = write("Hirvipaisti")
        SearchEntry.objects.filter(pk=page.pk).update(analyser="older", tokens="fi_nothing")
        assert look("hirvipaisti") == []
        assert index.refresh() == 1
        assert look("hirvipaisti") == ["Hirvipaisti"]
        assert SearchEntry.objects.get(pk=page.pk).analyser == tokens.version("fi")
        assert index.refresh() == 0

    def test_a_new_version_of_the_analyser_makes_all_anew(self, monkeypatch):
        index.refresh()
        version = tokens.version
        monkeypatch.setattr(tokens, "version", lambda language: f"{version(language)} next")
        assert index.refresh() == SearchEntry.objects.count() + RecordEntry.objects.count() > 5
        assert index.refresh() == 0

    def test_pages_without_an_entry_are_found_by_the_next_refresh(self, look):
        page = write("Hirvipaisti")
        SearchEntry.objects.all().delete()
        assert look("hirvipaisti") == []
        index.refresh()
        assert look("hirvipaisti") == ["Hirvipaisti"]
        assert SearchEntry.objects.filter(pk=page.pk).exists()

    def test_a_refresh_that_is_broken_off_goes_on_where_it_was(self, monkeypatch):
        SearchEntry.objects.all().delete()
        monkeypatch.setattr(index, "BATCH", 3)

        def stop(done):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            index.refresh(stop)
        assert SearchEntry.objects.count() == 3
        index.refresh()
        assert SearchEntry.objects.count() > 5

    def test_a_fault_in_the_index_stops_no_publication(self, look, monkeypatch, caplog):
        page = write("Hirvipaisti")
        with monkeypatch.context() as patch:
            patch.setattr(index, "tokens_of", lambda *arguments: 1 / 0)
            page.title = "Hirvikeitto"
            page.save_revision().publish()
        assert InfoPage.objects.get(pk=page.pk).title == "Hirvikeitto"
        assert "could not be put into the search" in caplog.text
        assert look("hirvipaisti") == []
        index.refresh()
        assert look("hirvikeitto") == ["Hirvikeitto"]

    def test_one_page_that_cannot_be_read_leaves_the_others_in(self, monkeypatch):
        broken = write("Rikki")
        whole = write("Ehjä")
        SearchEntry.objects.filter(pk__in=[broken.pk, whole.pk]).delete()
        entry_of = index.entry_of
        monkeypatch.setattr(index, "entry_of", lambda page: 1 / 0 if page.pk == broken.pk else entry_of(page))
        index.refresh()
        assert SearchEntry.objects.filter(pk=whole.pk).exists() and not SearchEntry.objects.filter(pk=broken.pk).exists()

    def test_what_is_kept_of_a_page_is_little(self, look):
        write("Pitkä", " ".join(f"sana{number}" for number in range(20_000)))
        assert len(SearchEntry.objects.get(title="Pitkä").text) == index.LONGEST

    def test_a_text_whose_words_have_too_many_forms_for_the_database_is_found_all_the_same(self, look, monkeypatch):
        monkeypatch.setattr(tokens, "index_forms", lambda word, language: [f"{tokens.fold(word)}{number:02}" for number in range(40)])
        write("Hirvipaisti", " ".join(f"{number:04x}" for number in range(4000)))
        tokens_kept = SearchEntry.objects.get(title="Hirvipaisti").tokens.split(" ")
        assert index.MOST_TOKENS <= len(tokens_kept) < index.MOST_TOKENS + 200

    def test_the_index_follows_its_table_when_that_is_emptied(self):
        write("Hirvipaisti")
        SearchEntry.objects.all().delete()
        assert not matching("hirvipaisti")
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"INSERT INTO {store.INDEX} ({store.INDEX}) VALUES ('integrity-check')")

    def test_a_neighbourhood_that_is_made_anew_keeps_nothing_old(self, look, neighbourhoods):
        page = write("Hirvipaisti")
        Page.objects.filter(pk=page.pk).update(live=False)
        index.rebuild(neighbourhoods["lintumaki"])
        assert not matching("hirvipaisti")


def test_a_token_that_is_none_never_reaches_the_database():
    for wrong in ('a" OR "b', "a b", "", "a*", "'", "\0"):
        with pytest.raises(ValueError, match="not a token"):
            store.find([store.token(wrong)], None, 1)


def test_a_neighbourhood_reads_none_of_the_tokens_of_others(look):
    write("Hirvipaisti", under="/partti/fi/")
    row = Neighbourhood.objects.get(slug="lintumaki")
    assert store.find([store.token("fi_hirvipaisti")], row.pk, 10) == [[]]


class TestWhatMayNotBeTold:
    def test_pages_of_a_plugin_that_is_off_push_out_none_that_can_be_read(self, look, switch, monkeypatch):
        from tests.dummyplugin.models import ShelfPage, ThingPage

        monkeypatch.setattr(places.Own, "candidates", 5)
        write("Kuikkalaiva")
        switch(True)
        parent = Page.objects.get(url_path="/lintumaki/fi/")
        shelf = parent.add_child(instance=ShelfPage(title="Hylly", slug="hylly", locale=parent.locale))
        for number in range(6):
            shelf.add_child(instance=ThingPage(title="Kuikkalaiva", slug=f"laiva-{number}", locale=parent.locale))
        switch(False)
        index.refresh()
        assert look("kuikkalaiva") == ["Kuikkalaiva"]
        assert index.refresh() == 0

    def test_a_language_that_is_published_again_is_found_again(self, look, neighbourhoods):
        write("Kuikkafest", under="/lintumaki/sv/")
        home = HomePage.objects.get(url_path="/lintumaki/sv/")
        home.unpublish()
        current.forget_everything()
        for make_anew in (index.refresh, lambda: index.rebuild(neighbourhoods["lintumaki"])):
            make_anew()
            assert look("kuikkafest") == [] and not SearchEntry.objects.filter(title="Kuikkafest").exists()
        HomePage.objects.get(pk=home.pk).save_revision().publish()
        current.forget_everything()
        assert look("kuikkafest") == ["Kuikkafest"]

    def test_a_word_that_only_hidden_pages_have_is_as_unknown_as_any_other(self, look, neighbourhoods):
        write("Perunapäivä")
        hidden = write("Perunapäivo")
        PageViewRestriction.objects.create(page=hidden, restriction_type="login")
        assert look("perunapäivo") == []
        assert look.page.context["meant"] == "perunapäivä"

    def test_the_name_of_a_chosen_contact_is_no_text_of_the_page(self, neighbourhoods):
        record = current.by_slug("lintumaki")
        contact = Contact.objects.filter(details__neighbourhood=record.pk).first()
        with current.activate(record):
            page = make(
                {"type": "contact", "value": {"title": "Kysy", "contact": str(contact.pk)}, "id": "0b1f0d3e-1111-4222-8333-00000000000a"}
            )
        assert contact.role and SearchEntry.objects.get(pk=page.pk).text == "Kysy"


class TestSeveralAtOnce:
    def test_what_is_published_while_the_index_is_made_stays(self, look, monkeypatch):
        page = write("Retki", "Puhelinnumero on hirvipaisti")
        SearchEntry.objects.filter(pk=page.pk).update(analyser="older")
        shown_text, done = index.shown_text, []

        def meanwhile(read):
            text = shown_text(read)
            if read.pk == page.pk and not done:
                done.append(True)
                newer = InfoPage.objects.get(pk=page.pk)
                newer.body = '[{"type": "text", "value": "<p>Kuikkalaiva</p>"}]'
                newer.save_revision().publish()
            return text

        monkeypatch.setattr(index, "shown_text", meanwhile)
        index.refresh()
        assert done and look("hirvipaisti") == [] and look("kuikkalaiva") == ["Retki"]

    def test_what_is_hidden_while_the_index_is_made_stays_out(self, monkeypatch):
        page = write("Hirvipaisti")
        SearchEntry.objects.filter(pk=page.pk).update(analyser="older")
        shown_text = index.shown_text

        def meanwhile(read):
            if read.pk == page.pk:
                InfoPage.objects.get(pk=page.pk).unpublish()
            return shown_text(read)

        monkeypatch.setattr(index, "shown_text", meanwhile)
        index.refresh()
        assert not SearchEntry.objects.filter(pk=page.pk).exists()

    def test_two_that_put_one_page_do_not_take_it_out(self):
        page = write("Hirvipaisti")
        read = Page.objects.get(pk=page.pk).specific
        index.put([read])
        index.put([read])
        assert matching("hirvipaisti") == [page.pk]

    def test_what_is_taken_back_is_not_found(self, look):
        page = write("Retki")
        with contextlib.suppress(RuntimeError), transaction.atomic():
            page.title = "Hirvipaisti"
            page.save_revision().publish()
            raise RuntimeError("only a test")
        assert look("hirvipaisti") == [] and "Retki" in look("retki") and not matching("hirvipaisti")
