"""Contract tests of a plugin that is switched on: what it makes, what readers see, and what its parts cost."""

import re
from xml.etree import ElementTree

from django.db import connection
from django.test.utils import CaptureQueriesContext

from .concerns import gives, only_if
from .ground import HERE, Visitor, dump, whole
from .samples import TITLE

RAISES = "only a test"
BLANK = {"type": "text", "id": "0b1f0d3e-1111-4222-8333-555555555555", "value": "<p>Tavallinen kappale</p>"}


def put_on_home(ground, blocks, slug=HERE):
    """A published home page whose body is this."""
    import json

    home = ground.home(slug=slug)
    home.body, home.is_translated = json.dumps(blocks), True
    home.save_revision().publish()


def section_block(plugin, section):
    value = {"section": f"{plugin.label}.{section.key}", "title": ""}
    return {"type": "section", "id": "0b1f0d3e-1111-4222-8333-444444444444", "value": value}


def own_views(plugin):
    """Paths below the language of the plugin's views that need nothing but their name; those of the portal are not among them."""
    from importlib import import_module

    from django.urls import URLPattern

    if not plugin.urls:
        return []
    patterns = (one for one in import_module(plugin.urls).urlpatterns if isinstance(one, URLPattern))
    elsewhere = {page.name for page in plugin.portal_pages()}
    routes = [str(one.pattern) for one in patterns if not one.pattern.regex.groups and one.name not in elsewhere]
    return [f"{plugin.label}/{route.strip('^$')}" for route in routes]


class ContentTests:
    @gives("install")
    def test_switching_on_twice_makes_the_same_as_once(self, its, ground):
        from neighbourhoods import current

        before = dump(its)
        with current.activate(ground.record()) as record:
            its.install(record)
        assert dump(its) == before

    @gives("page_types")
    def test_its_pages_answer_with_one_heading_in_the_readers_language_in_every_theme(self, its, ground):
        from neighbourhoods.themes import installed_themes

        pages = self.pages(ground, its)
        assert {type(page)._meta.label for page in pages} >= set(its.page_types)
        for theme in installed_themes():
            ground.switch_on(HERE, theme=theme)
            for page in pages:
                path = page.get_url_parts()[2]
                answer = ground.visit().get(path)
                assert answer.status_code == 200, (theme, path)
                assert len(re.findall(r"<h1[\s>]", answer.text)) == 1, (theme, path)
                assert f'<html lang="{path.split("/")[1]}"' in answer.text and f'data-theme="{theme}"' in answer.text

    @only_if(lambda plugin: bool(own_views(plugin)))
    def test_its_own_addresses_answer(self, its, ground):
        self.pages(ground, its)
        for path in own_views(its):
            answer = ground.visit().get(f"/fi/{path}")
            assert answer.status_code == 200, path
            text = whole(answer).decode(errors="replace")
            if "<html" in text:
                assert len(re.findall(r"<h1[\s>]", text)) == 1 and '<html lang="fi"' in text

    @gives("menu_items")
    def test_the_menu_leads_somewhere(self, its, ground):
        self.pages(ground, its)
        for code in self.languages:
            for item in ground.record().menus[code]:
                assert ground.visit().get(f"/{code}/{item.path}").status_code == 200, item

    @gives("feeds")
    def test_its_feeds_answer_and_say_the_same_until_something_changes(self, its, ground):
        self.pages(ground, its)
        for feed in its.feeds():
            path = f"/fi/feeds/{its.label}.{feed.extension}"
            answer = ground.visit().get(path)
            assert answer.status_code == 200 and answer["Content-Type"].startswith(feed.content_type), path
            assert ground.visit().get(path).content == answer.content
            if feed.entries:
                entries = ElementTree.fromstring(answer.content).findall("{*}entry")
                assert len({entry.findtext("{*}id") for entry in entries}) == len(entries)
                for entry in entries:
                    link = entry.find("{*}link").get("href")
                    assert link.startswith(ground.record().root_url)
                    assert ground.visit().get(link.removeprefix(ground.record().root_url)).status_code == 200, link

    @gives("subscriptions")
    def test_what_can_be_subscribed_to_answers_where_it_says_and_costs_no_query(self, its, ground):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self.pages(ground, its)
        record = ground.record()
        with CaptureQueriesContext(connection) as asked:
            found = list(its.subscriptions(record, "fi"))
        assert not len(asked)
        page = ground.visit().get("/fi/tilaa/").text
        for one in found:
            addresses = [one.address, *(address for _label, address in (one.parts() if one.parts else ()))]
            for address in addresses:
                assert address.startswith(record.root_url) and address in page, address
                assert ground.visit().get(address.removeprefix(record.root_url)).status_code == 200, address
        ground.switch_off()
        page = ground.visit().get("/fi/tilaa/").text
        assert not [one for one in found if one.address in page]

    @gives("records")
    def test_its_pages_are_records_that_others_can_link_to(self, its, ground):
        from django.apps import apps

        from neighbourhoods import records

        self.pages(ground, its)
        for kind in (one for one in its.records() if one.page_type):
            page = self.a_page(ground, apps.get_model(kind.page_type))
            (shown,) = records.look_up([records.id_of(its.label, kind.kind, page.translation_key)], "fi").values()
            assert shown.title == page.title and shown.url.endswith(page.get_url_parts()[2]), kind

    @gives("sections")
    def test_a_section_costs_one_query_at_most(self, its, ground):
        from neighbourhoods import current, sections
        from neighbourhoods.languages.links import site_frame
        from neighbourhoods.pictures import renditions_of

        self.pages(ground, its)
        for section in its.sections():
            name = f"{its.label}.{section.key}"
            with current.activate(ground.record()) as record:
                # what a process remembers after its first page
                sections.contexts(record, [name], "fi")
                with CaptureQueriesContext(connection) as asked:
                    found = sections.contexts(record, [name], "fi")
                assert len(asked) <= 1, [query["sql"] for query in asked]
                context = site_frame(record) | {"sections": found}
                context["pictures"] = renditions_of(set(found.get(name, {}).get("images", ())))
                with CaptureQueriesContext(connection) as asked:
                    sections.render(name, "", context)
                assert not len(asked), [query["sql"] for query in asked]

    @gives("sections")
    def test_a_section_that_fails_leaves_the_home_page_up(self, its, ground, settings, monkeypatch):
        from dataclasses import replace

        def fail(*arguments):
            raise RuntimeError(RAISES)

        settings.PLUGIN_ERRORS_RAISE = False
        own = list(its.sections())
        put_on_home(ground, [section_block(its, own[0]), BLANK])
        wrong = [replace(one, context=fail) for one in own], [replace(one, template=f"{its.label}/no_such.html") for one in own]
        for sections in (*(lambda found=found: found for found in wrong), fail):
            monkeypatch.setattr(its, "sections", sections)
            answer = ground.visit().get("/fi/")
            assert answer.status_code == 200 and "Tavallinen kappale" in answer.text and RAISES not in answer.text

    @gives("demo")
    def test_its_examples_fill_an_empty_site_once(self, its, ground):
        ground.demo(its)
        once = dump(its)
        ground.demo(its)
        assert dump(its) == once
        for page in ground.record().pages().filter(depth__gt=len(ground.record().folder_path) // 4 + 1).specific():
            assert ground.visit().get(page.get_url_parts()[2]).status_code == 200, page.url_path

    @gives("blocks")
    def test_its_blocks_are_shown_and_keep_what_was_written(self, its, ground):
        blocks = own_blocks(self, ground, its)
        put_on_home(ground, [*blocks, BLANK])
        home = ground.home()
        assert [child["type"] for child in home.body.raw_data] == [one["type"] for one in [*blocks, BLANK]]
        assert ground.visit().get("/fi/").status_code == 200
        for child in home.body:
            if child.block_type in its.blocks():
                child.block.clean(child.value)

    @gives("export_urls")
    def test_whatever_an_export_is_to_hold_answers(self, its, ground):
        self.pages(ground, its)
        addresses = list(its.export_urls(ground.record()))
        assert addresses
        for address in addresses:
            assert ground.visit().get(address).status_code == 200, address

    @gives("portal_pages")
    def test_its_pages_of_the_portal_are_there_and_nowhere_else(self, its, ground):
        from django.urls import reverse
        from django.utils import translation

        from neighbourhoods import addresses

        self.pages(ground, its)
        for page in its.portal_pages():
            with translation.override("fi"):
                path = reverse(f"{its.label}:{page.name}")
            answer = Visitor(addresses.portal_url()).get(path)
            assert answer.status_code == 200 and len(re.findall(r"<h1[\s>]", answer.text)) == 1, path
            assert ground.visit().get(path).status_code == 404, path

    @gives("facets")
    def test_its_facets_narrow_a_list_of_pages(self, its, ground):
        self.pages(ground, its)
        everything = ground.record().pages()
        for facet in its.facets():
            assert str(facet.label)
            for value, label in facet.choices(ground.record()):
                assert str(label)
                found = set(facet.apply(everything, value).values_list("pk", flat=True))
                assert found <= set(everything.values_list("pk", flat=True)), (facet.param, value)

    @gives("api")
    def test_its_open_data_is_json_and_names_no_draft(self, its, ground):
        import json

        for page in self.pages(ground, its):
            page.unpublish()
        assert TITLE not in json.dumps(its.api(ground.record()))


def own_blocks(contract, ground, plugin):
    blocks = plugin.blocks().items()
    ids = (f"0b1f0d3e-1111-4222-8333-{number:012d}" for number in range(1000))
    return [{"type": name, "id": next(ids), "value": contract.block_value(ground, name, block)} for name, block in blocks]
