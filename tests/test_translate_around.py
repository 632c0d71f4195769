"""What stands around translating: machines, erased names, settings of wagtail-localize, what a publication costs."""

import json

import pytest
from django.core import checks
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page

from neighbourhoods import privacy, translation_sources
from neighbourhoods.models import InfoPage, PageTranslation, User
from neighbourhoods.translate import difference, machine

from .test_translate import BODY, SWEDISH, by_key, make_page, page, send, swedish  # noqa: F401

pytestmark = pytest.mark.django_db
ADDRESS = "marja@example.org"


# ruff: noqa: F811 (fixtures are asked for by their names)
class TestMachines:
    @pytest.fixture
    def robot(self, monkeypatch):
        """The server in the outside world."""
        asked = []

        def translate(texts, source, target, html_keys=()):
            asked.append((texts, source, target))
            return {key: text.replace("Pihan", "Gårdens").replace("ohje", "anvisning") for key, text in texts.items()}

        monkeypatch.setattr(machine, "is_on", lambda: True)
        monkeypatch.setattr(machine, "can_translate", lambda source, target: not target.endswith("-simple"))
        monkeypatch.setattr(machine, "translate", translate)
        return asked

    def test_there_is_no_button_where_no_machine_is(self, desk, page):
        assert 'value="machine"' not in desk.get(f"/admin/translate/{page.pk}/sv/").text

    def test_only_empty_texts_are_filled_and_each_is_labelled(self, desk, page, robot):
        send(desk, page, "machine", {"title": "Egen rubrik"})
        rows = by_key(desk.get(f"/admin/translate/{page.pk}/sv/"))
        assert rows["title"]["row"].typed == "Egen rubrik" and not rows["title"]["row"].entry.is_machine
        text = rows["body.t1"]["row"]
        assert text.entry.is_machine and text.typed == "Gårdens **kaivo** on auki.\n\nKatso [anvisning](1)."
        assert "title" not in robot[0][0]

    def test_what_nobody_has_read_is_not_published(self, desk, page, robot):
        send(desk, page, "machine")
        answer = send(desk, page, "publish")
        assert answer.status_code == 400 and swedish(page) is None and answer.context["sent"].told
        send(desk, page, "save")
        assert send(desk, page, "publish").status_code == 302 and swedish(page).live

    def test_a_draft_never_holds_what_nobody_has_read(self, desk, page, robot):
        send(desk, page, "machine")
        row = PageTranslation.objects.get(page=page.pk)
        assert all(one["machine"] for one in row.texts.values())

    def test_a_machine_that_fails_says_so_and_what_was_typed_stays(self, desk, page, robot, monkeypatch):
        def fails(*_arguments, **_more):
            raise machine.Trouble("Kone ei vastaa.")

        monkeypatch.setattr(machine, "translate", fails)
        answer = send(desk, page, "machine", {"title": "Egen rubrik"})
        assert answer.status_code == 400 and "Kone ei vastaa." in answer.text and "Egen rubrik" in answer.text


class TestNames:
    def test_what_a_page_no_longer_tells_of_its_writer_is_not_kept_for_translators(self, page, monkeypatch):
        from wagtail_localize.models import String, StringSegment, TranslationSource

        source, _made = TranslationSource.get_or_create_from_instance(page)
        assert StringSegment.objects.filter(source=source, context__path="lead").exists()
        monkeypatch.setattr(InfoPage, "personal_data", ("lead",), raising=False)
        InfoPage.objects.filter(pk=page.pk).update(lead="")
        assert translation_sources.forget_names() == 1
        source.refresh_from_db()
        assert json.loads(source.content_json)["lead"] == "" and "Vettä" not in source.content_json
        assert not String.objects.filter(data__contains="Vettä kaikille").exists()
        assert translation_sources.forget_names() == 0

    def test_erasing_a_person_goes_that_way(self, page, monkeypatch):
        User.objects.create_user("lahtija@example.org")
        called = []
        monkeypatch.setattr(translation_sources, "forget_names", lambda: called.append(1))
        privacy.erase("lahtija@example.org")
        assert called == [1]

    def test_an_address_is_kept_for_translators_as_long_as_the_page_names_it(self, desk, page):
        from wagtail_localize.models import String, StringTranslation, TranslationSource

        page.lead = f"Kysy: {ADDRESS}."
        page.save_revision().publish()
        send(desk, page, "publish", {"lead": f"Fråga: {ADDRESS}."})
        source, _made = TranslationSource.get_or_create_from_instance(page)
        string = String.objects.get(data__contains=ADDRESS)
        context = source.stringsegment_set.get(string=string).context
        swedish = Locale.objects.get(language_code="sv")
        StringTranslation.objects.create(translation_of=string, locale=swedish, context=context, data=f"Fråga: {ADDRESS}.")

        def kept():
            rows = [PageTranslation, TranslationSource, String, StringTranslation]
            return [model._meta.model_name for model in rows if ADDRESS in str(list(model.objects.values()))]

        assert translation_sources.forget_address(ADDRESS) == 0 and len(kept()) == 4
        for one in InfoPage.objects.filter(translation_key=page.translation_key):
            InfoPage.objects.filter(pk=one.pk).update(lead="Kysy: ….")
            one.revisions.all().delete()
        privacy.erase(ADDRESS)
        assert kept() == [] and translation_sources.forget_address(ADDRESS) == 0
        assert source.stringsegment_set.filter(string__data="Kysy: ….").exists()

    def test_a_name_is_not_offered_for_translation(self, desk, page, monkeypatch):
        monkeypatch.setattr(InfoPage, "personal_data", ("lead",), raising=False)
        assert "lead" not in by_key(desk.get(f"/admin/translate/{page.pk}/sv/"))
        send(desk, page, "publish", {"title": "Brunnen"})
        assert "lead" not in PageTranslation.objects.get(page=page.pk).written


class TestSettings:
    def told(self, **more):
        return [one.id for one in checks.run_checks(**more) if one.id in ("neighbourhoods.E015", "neighbourhoods.E016")]

    def test_as_shipped_nothing_is_wrong(self):
        assert self.told() == [] and self.told(tags=["database"], databases=["default"]) == []

    @pytest.mark.parametrize(
        ("name", "value"), [("WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE", True), ("WAGTAILLOCALIZE_MACHINE_TRANSLATOR", {"CLASS": "x"})]
    )
    def test_settings_that_publish_or_translate_by_themselves_are_errors(self, settings, name, value):
        setattr(settings, name, value)
        assert self.told() == ["neighbourhoods.E015"]

    def test_copying_into_all_languages_is_an_error(self, page):
        from wagtail_localize.models import LocaleSynchronization

        LocaleSynchronization.objects.bulk_create(
            [LocaleSynchronization(locale=Locale.objects.get(language_code="sv"), sync_from=page.locale)]
        )
        assert self.told(tags=["database"], databases=["default"]) == ["neighbourhoods.E016"]


class TestCosts:
    def test_saving_progress_costs_the_same_however_many_texts_there_are(self, desk, page):
        def count(of):
            send(desk, of, made=SWEDISH)
            with CaptureQueriesContext(connection) as queries:
                assert send(desk, of, made={"title": "Brunnen 2"}).status_code == 302
            return len(queries)

        more = [{**part, "id": f"{part['id']}-{n}"} for n in range(20) for part in BODY]
        assert count(make_page("pitka", body=more)) <= count(page)

    def test_publishing_a_page_that_nobody_translates_here_costs_two_queries(self, page):
        from neighbourhoods.translate import free, work

        with CaptureQueriesContext(connection) as queries:
            work.source_was_published(InfoPage, page)
            free.source_was_published(InfoPage, page)
        assert len(queries) <= 2

    def test_the_first_publication_of_a_translation_is_no_work_for_the_background(self, desk, page):
        """Measured: below 200 queries, some tenths of a second; what takes seconds would go to the worker."""
        with CaptureQueriesContext(connection) as queries:
            assert send(desk, page, "publish", SWEDISH).status_code == 302
        print(f"first publication of a translation: {len(queries)} queries")
        assert len(queries) < 250


class TestDifference:
    def test_what_is_new_and_what_is_gone_is_told_word_by_word(self):
        assert difference.parts("Tule pihalle nyt", "Tule puistoon nyt") == [
            ("same", "Tule "),
            ("del", "pihalle"),
            ("ins", "puistoon"),
            ("same", " nyt"),
        ]

    def test_words_that_changed_side_by_side_are_one_change(self):
        assert difference.parts("Talvella, kun ei aurata.", "Talvella, eikä ilman hoitajaa.") == [
            ("same", "Talvella, "),
            ("del", "kun ei aurata"),
            ("ins", "eikä ilman hoitajaa"),
            ("same", "."),
        ]

    def test_both_texts_are_in_it(self):
        old, new = "a b, c!\n\nd", "a x, c?\n\nd e"
        parts = difference.parts(old, new)
        assert "".join(text for kind, text in parts if kind != "ins") == old
        assert "".join(text for kind, text in parts if kind != "del") == new

    def test_very_long_texts_are_shown_whole(self):
        assert difference.parts("a " * 9000, "b " * 9000) == [("del", "a " * 9000), ("ins", "b " * 9000)]


class TestTheEditor:
    def test_a_translated_page_opens_in_the_plain_editor_and_leads_to_translating(self, desk, page):
        send(desk, page, "publish", SWEDISH)
        answer = desk.get(f"/admin/pages/{swedish(page).pk}/edit/")
        assert answer.status_code == 200 and 'name="title"' in answer.text and "/admin/localize/" not in answer.text
        assert f"/admin/translate/{swedish(page).pk}/sv/" in answer.text

    def test_a_mirror_made_above_a_translation_opens_without_an_error(self, desk, page):
        below = InfoPage(title="Alla", slug="alla", locale=page.locale)
        page.add_child(instance=below)
        below.save_revision().publish()
        send(desk, below, "publish", {"title": "Under"})
        mirror = Page.objects.get(translation_key=page.translation_key, locale__language_code="sv")
        assert mirror.alias_of_id and desk.get(f"/admin/pages/{mirror.pk}/edit/").status_code == 200
        send(desk, page, "publish", SWEDISH)
        assert swedish(page).live and not swedish(page).alias_of_id
