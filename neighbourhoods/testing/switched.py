"""Contract tests of what is left of a plugin where it is off: nothing to see, and everything kept."""

import re

from .concerns import gives, only_if
from .content import BLANK, own_blocks, own_views, put_on_home, section_block
from .ground import HERE, THERE, dump, whole
from .samples import TEXT, TITLE

TOKEN = re.compile(rb'name="token" value="[^"]*"')


def addresses(contract, ground, plugin):
    """All paths of the plugin in the first neighbourhood: its pages, what is asked below them, its views and its feeds."""
    pages = [page.get_url_parts()[2] for page in contract.pages(ground, plugin)]
    feeds = [f"/fi/feeds/{plugin.label}.{feed.extension}" for feed in plugin.feeds()]
    return [*pages, *(f"{path}alasivu/" for path in pages), *(f"/fi/{path}" for path in own_views(plugin)), *feeds]


def page_models(plugin):
    from django.apps import apps

    return [apps.get_model(name) for name in plugin.page_types]


class SwitchedTests:
    @gives("page_types", "urls", "feeds")
    def test_where_it_is_off_its_addresses_are_not_found(self, its, ground):
        paths = addresses(self, ground, its)
        ground.switch_off()
        assert [path for path in paths if ground.visit().get(path).status_code != 404] == []
        assert ground.visit().get("/fi/").status_code == 200

    @gives("page_types")
    def test_a_page_below_one_of_its_pages_is_not_found_either(self, its, ground):
        from neighbourhoods.models import InfoPage

        page = self.pages(ground, its)[0]
        page.refresh_from_db()
        page.add_child(instance=InfoPage(title="Alasivu", slug="alasivu", locale=page.locale))
        path = f"{page.get_url_parts()[2]}alasivu/"
        assert ground.visit().get(path).status_code == 200
        ground.switch_off()
        assert ground.visit().get(path).status_code == 404

    @gives("page_types", "menu_items")
    def test_where_it_is_off_it_is_in_no_menu_search_sitemap_or_list(self, its, ground):
        from neighbourhoods import records

        pages = self.pages(ground, its)
        menus = {code: set(ground.record().menus[code]) for code in self.languages}
        assert not pages or TITLE in ground.visit().get("/fi/etsi/", {"q": TITLE}).text
        ground.switch_off()
        record, paths = ground.record(), [page.get_url_parts()[2] for page in pages]
        sitemap = ground.visit().get("/sitemap.xml").text
        found = ground.visit().get("/fi/etsi/", {"q": TITLE}).text
        for path in paths:
            assert f"{path}<" not in sitemap and f'href="{path}"' not in found, path
        its_own = {page.get_url_parts()[2].split("/", 2)[2] for page in pages} | {item.path for item in its.menu_items(record) if item.path}
        for code in self.languages:
            assert set(record.menus[code]) <= menus[code]
            assert not {item.path for item in record.menus[code]} & its_own
        assert not record.pages().filter(pk__in=[page.pk for page in pages]).exists()
        assert not [one for one in records.choices(record, "fi") if one.plugin == its.label]

    @gives("page_types")
    def test_where_it_is_off_nobody_makes_moves_or_copies_a_page_of_it(self, its, ground):
        pages, keeper, there = self.pages(ground, its), ground.keeper(), ground.home(slug=THERE)
        for page in pages:
            assert not type(page).can_create_at(there) and not page.can_move_to(there)
            tester = page.permissions_for_user(keeper)
            assert not tester.can_move_to(there) and not tester.can_copy_to(there)
        ground.switch_off()
        office = ground.office(keeper)
        for model in page_models(its):
            parent = self.parent_of(ground, model, HERE)
            assert not model.can_create_at(parent), model
            path = f"/admin/pages/add/{its.label}/{model._meta.model_name}/{parent.pk}/"
            assert office.get(path).status_code in (302, 403, 404), path
            assert office.post(path, {"title": "X", "slug": "x", "action-publish": "1"}).status_code in (302, 403, 404)
        below = ground.record().folder_path
        assert sum(model.objects.filter(path__startswith=below).count() for model in page_models(its)) == len(pages)

    @gives("page_types")
    def test_where_it_is_off_its_pages_can_be_read_and_kept_in_the_admin(self, its, ground):
        pages = self.pages(ground, its)
        ground.switch_off()
        office = ground.office(ground.keeper())
        for page in pages:
            assert office.get(f"/admin/pages/{page.pk}/edit/").status_code == 200, page.url_path

    @gives("sections")
    def test_where_it_is_off_its_sections_show_nothing(self, its, ground):
        self.pages(ground, its)
        put_on_home(ground, [BLANK])
        bare = ground.visit().get("/fi/").text
        put_on_home(ground, [*(section_block(its, section) for section in its.sections()), BLANK])
        ground.switch_off()
        shown = ground.visit().get("/fi/")
        assert shown.status_code == 200 and "Tavallinen kappale" in shown.text
        assert all(str(section.label) not in shown.text for section in its.sections())
        assert shown.text.count("<h2") <= bare.count("<h2")

    @gives("blocks")
    def test_where_it_is_off_its_blocks_show_nothing(self, its, ground):
        put_on_home(ground, [*own_blocks(self, ground, its), BLANK])
        ground.switch_off()
        shown = ground.visit().get("/fi/")
        assert shown.status_code == 200 and "Tavallinen kappale" in shown.text and TEXT not in shown.text

    @gives("blocks")
    def test_where_it_is_off_the_words_of_its_blocks_are_not_found(self, its, ground):
        import json

        from neighbourhoods.models import InfoPage

        home = ground.home()
        page = InfoPage(title="Tavallinen sivu", slug="tavallinen", locale=home.locale, body=json.dumps(own_blocks(self, ground, its)))
        home.add_child(instance=page)
        ground.switch_off()
        found = ground.visit().get("/fi/etsi/", {"q": TEXT})
        assert found.status_code == 200 and "/fi/tavallinen/" not in found.text
        assert list(InfoPage.objects.get(pk=page.pk).body.raw_data) == list(page.body.raw_data)

    def test_switched_on_again_everything_is_as_it_was(self, its, ground):
        paths = addresses(self, ground, its)
        if blocks := its.blocks():
            put_on_home(ground, [*own_blocks(self, ground, its), BLANK])
            assert blocks

        def read():
            # the token of a public form is another one each time
            return {path: TOKEN.sub(b"", whole(ground.visit().get(path))) for path in ["/fi/", *paths]}

        before, seen = dump(its), read()
        ground.switch_off()
        assert dump(its) == before
        ground.switch_on(HERE)
        assert dump(its) == before
        assert read() == seen

    @gives("page_types", "urls", "feeds", "sections")
    def test_another_neighbourhood_sees_nothing_of_it(self, its, ground):
        ground.switch_on(HERE, THERE)
        paths = ["/fi/", "/sitemap.xml", *addresses(self, ground, its)]
        own = [page.url_path for page in self.pages(ground, its) if page.title == TITLE]
        for on in (True, False):
            ground.switch_on(HERE, *([THERE] if on else []))
            for path in paths:
                assert TITLE not in whole(ground.visit(THERE).get(path)).decode(errors="replace"), path
            assert f'href="{own[0] if own else None}' not in ground.visit(THERE).get("/fi/etsi/", {"q": TITLE}).text
            assert not [row for model in page_models(its) for row in ground.record(THERE).pages(model) if row.title == TITLE]

    @only_if(lambda plugin: bool(plugin.requires))
    def test_what_it_requires_is_installed(self, its):
        from neighbourhoods import registry

        assert not [label for label in its.requires if registry.get(label) is None]
