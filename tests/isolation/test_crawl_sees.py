"""The crawl finds what there is to be found: without the layers it finds plenty, and without each of them something."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from neighbourhoods.models import InfoPage

from . import positive, probes
from .crawler import FOREIGN, Crawler
from .journey import Journey, personas
from .layers import LAYERS, off
from .world import HERE, THERE

pytestmark = pytest.mark.django_db
ENOUGH = 100


def crawler_of(world, who="activist"):
    return Crawler(world, who, *personas(world)[who])


def leaks(world, who, stop_at):
    journey = Journey(world, who, *personas(world)[who], stop_at=stop_at).all()
    return [one for one in journey.crawler.findings if one.what == FOREIGN]


def test_without_any_layer_it_finds_a_hundred_leaks(world):
    with off(*LAYERS, world=world):
        found = [leak for who in ("activist", "coordinator") for leak in leaks(world, who, ENOUGH)]
    assert len(found) >= ENOUGH


def test_without_the_guard_alone_it_finds_leaks(world):
    with off("guard"):
        assert leaks(world, "activist", 1)


def delete_in_another(world):
    """The page that asks whether to delete several things names them, whoever asks."""
    crawler, page = crawler_of(world), world.places[THERE].a_draft()
    crawler.visit(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?id={page.pk}")
    return crawler.findings


def rows_of_plugins(world):
    """What lists of plugins show when nobody has said of which neighbourhood."""
    crawler = crawler_of(world)
    for _label, paths, _markers in positive.views_of_plugins(world, HERE):
        for path in paths:
            crawler.visit(path)
    return crawler.findings


def link_to_a_draft(world):
    """A page that is saved with a link to what another neighbourhood has not published."""
    crawler = crawler_of(world)
    journey = Journey(world, "activist", *personas(world)["activist"])
    path = reverse("wagtailadmin_pages:edit", args=[world.places[HERE].pages[InfoPage, "draft"].pk])
    journey.open(path)
    form = max(journey.forms.values(), key=lambda form: len(form["fields"]))
    body, _gone, _ids = probes.bodies(journey.addresses, world.places[THERE], THERE)[0]
    crawler.visit(path, method="POST", data=probes.whole(form["fields"]) | body)
    return [one for one in crawler.findings if one.what == "write"]


def names_in_a_refused_form(world):
    """A form that comes back to the person with what a crafted request has put there."""
    crawler = crawler_of(world)
    journey = Journey(world, "activist", *personas(world)["activist"])
    path = reverse("wagtailadmin_pages:edit", args=[world.places[HERE].pages[InfoPage, "draft"].pk])
    journey.open(path)
    form = max(journey.forms.values(), key=lambda form: len(form["fields"]))
    for body, _gone, _ids in probes.bodies(journey.addresses, world.places[THERE], THERE):
        crawler.visit(path, method="POST", data=probes.whole(form["fields"]) | body)
    return [one for one in crawler.findings if one.what == FOREIGN]


def search_for_a_link(world):
    """Drafts that are found by whoever looks for a page to link to: all markers begin alike."""
    crawler = crawler_of(world)
    crawler.visit(f"{reverse('wagtailadmin_choose_page_search')}?q={world.markers.shared}")
    return crawler.findings


def filters_and_uses(world):
    """Names of people in filters, and drafts in which a page is used."""
    crawler, page = crawler_of(world), world.places[HERE].pages[InfoPage, "changed"]
    crawler.visit(reverse("wagtailadmin_explore", args=[Page.objects.get(pk=page.pk).get_parent().pk]))
    crawler.visit(reverse("wagtailadmin_pages:usage", args=[page.pk]))
    return crawler.findings


def rights_on_everything(world):
    """What a coordinator reaches by rights alone, where no guard stands before."""
    crawler = crawler_of(world, "coordinator")
    with off("guard"):
        crawler.visit(reverse("wagtailusers_users:index"))
        crawler.visit(reverse("wagtailusers_groups:index"))
    return [one for one in crawler.findings if one.what == FOREIGN]


def comes_through_only_without(world, layer, check):
    assert not check(world)
    with off(layer, world=world):
        return check(world)


def test_without_the_guard_drafts_of_others_are_named(world):
    assert comes_through_only_without(world, "guard", delete_in_another)


def test_without_scoped_rows_lists_of_plugins_show_those_of_others(world):
    assert comes_through_only_without(world, "rows", rows_of_plugins)


def test_without_the_check_of_references_a_page_links_to_a_draft_of_others(world):
    assert comes_through_only_without(world, "references", link_to_a_draft)


def test_without_hidden_names_a_refused_form_tells_what_was_sent(world):
    assert comes_through_only_without(world, "names", names_in_a_refused_form)


def test_without_the_hooks_of_choosers_drafts_of_others_are_found(world):
    assert comes_through_only_without(world, "choosers", search_for_a_link)


def test_without_the_narrowed_options_people_and_drafts_of_others_are_named(world):
    assert comes_through_only_without(world, "options", filters_and_uses)


def test_with_rights_on_everything_lists_of_people_open(world):
    assert comes_through_only_without(world, "grants", rights_on_everything)
