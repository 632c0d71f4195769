"""What plugins offer for the home page: chosen by volunteers, filled by plugins, gone with them."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.test.utils.form_data import nested_form_data, streamfield

from neighbourhoods import current, pages, registry, sections
from neighbourhoods.models import HomePage
from neighbourhoods.plugin import Section

pytestmark = pytest.mark.django_db
NAME = "dummyplugin.koe"


def switch(row, *labels):
    row.config["plugins"] = {label: {} for label in labels}
    row.save()
    current.changed(row.pk)


def home(code="fi", slug="lintumaki"):
    return HomePage.objects.get(url_path=f"/{slug}/{code}/")


def put(page, *names, title=""):
    page.body = json.dumps([{"type": "section", "value": {"section": name, "title": title}} for name in names])
    page.save_revision().publish()


@pytest.fixture
def offer(neighbourhoods, monkeypatch, settings):
    """offer(context) makes the plugin offer one section with this function behind it."""
    switch(neighbourhoods["lintumaki"], "dummyplugin")

    def offer(context, template="neighbourhoods/parts/example.html", keys=("koe",)):
        made = [Section(key, f"Koe {key}", template, context) for key in keys]
        monkeypatch.setattr(registry.get("dummyplugin"), "sections", lambda: made)

    return offer


def template(tmp_path, settings, text):
    """A template of the plugin's."""
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "koe.html").write_text(text)
    options = settings.TEMPLATES[0]["OPTIONS"]
    found = [("django.template.loaders.filesystem.Loader", [str(folder)]), *options["loaders"]]
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "OPTIONS": {**options, "loaders": found}}]
    return "koe.html"


def test_a_section_shows_what_its_plugin_has_for_the_reader_s_language(offer, visit, tmp_path, settings):
    html = template(tmp_path, settings, "<b>{{ title }}: {{ words }}</b>")
    offer(lambda neighbourhood, language: {"words": f"{neighbourhood.name} {language}"}, html)
    put(home(), NAME)
    assert "<b>Koe koe: Lintumäki fi</b>" in visit("lintumaki").get("/fi/").text
    put(home(), NAME, title="Oma otsikko")
    assert "<b>Oma otsikko: Lintumäki fi</b>" in visit("lintumaki").get("/fi/").text


def test_a_section_with_nothing_to_show_leaves_no_trace(offer, visit):
    offer(lambda neighbourhood, language: None)
    put(home(), NAME)
    assert "Koe koe" not in visit("lintumaki").get("/fi/").text


def test_a_section_whose_plugin_is_off_is_kept_and_not_shown(offer, visit, neighbourhoods, tmp_path, settings):
    offer(lambda neighbourhood, language: {}, template(tmp_path, settings, "<b>{{ title }}</b>"))
    put(home(), NAME)
    switch(neighbourhoods["lintumaki"])
    assert "Koe koe" not in visit("lintumaki").get("/fi/").text
    assert sections.names(home().body.raw_data) == [NAME]
    switch(neighbourhoods["lintumaki"], "dummyplugin")
    assert "<b>Koe koe</b>" in visit("lintumaki").get("/fi/").text


@pytest.mark.parametrize("name", ["", "poissa.koe", "dummyplugin.poissa", "dummyplugin", ".", "x.y.z"])
def test_a_section_that_nobody_offers_is_no_error(offer, visit, name):
    put(home(), name)
    assert visit("lintumaki").get("/fi/").status_code == 200


def test_a_fault_of_one_section_takes_nothing_else_with_it(offer, visit, tmp_path, settings, caplog):
    settings.PLUGIN_ERRORS_RAISE = False

    def context(neighbourhood, language):
        raise ZeroDivisionError

    offer(context, template(tmp_path, settings, "{{ title }}"))
    put(home(), NAME)
    answer = visit("lintumaki").get("/fi/")
    assert answer.status_code == 200 and "Lintumäki" in answer.text
    assert "dummyplugin" in caplog.text and NAME in caplog.text


def test_a_fault_in_the_template_of_one_section_takes_nothing_else_with_it(offer, visit, tmp_path, settings):
    settings.PLUGIN_ERRORS_RAISE = False
    offer(lambda neighbourhood, language: {}, template(tmp_path, settings, "{% include 'ei/ole.html' %}"))
    put(home(), NAME)
    assert visit("lintumaki").get("/fi/").status_code == 200


def test_who_develops_a_plugin_sees_its_fault(offer, visit, settings):
    settings.PLUGIN_ERRORS_RAISE = True

    def context(neighbourhood, language):
        raise ZeroDivisionError

    offer(context)
    put(home(), NAME)
    with pytest.raises(ZeroDivisionError):
        visit("lintumaki").get("/fi/")


def test_pictures_of_all_sections_are_looked_up_in_one_query(offer, visit, monkeypatch):
    # whether a record still holds is asked by the clock: on a slow machine once more than on a quick one
    monkeypatch.setattr(current, "CHECK_EVERY", 3600)
    offer(lambda neighbourhood, language: {"images": [1, 2, 3]}, keys=("koe", "toinen"))

    def queries(*names):
        put(home(), *names)
        visit("lintumaki").get("/fi/")
        with CaptureQueriesContext(connection) as captured:
            visit("lintumaki").get("/fi/")
        return len(captured)

    assert queries(NAME, "dummyplugin.toinen") == queries(NAME)


@pytest.fixture
def office(visit, activist):
    at = visit()
    at.client.force_login(activist)
    return at


def edit(office, page, *names):
    body = streamfield([("section", {"section": name, "title": ""}) for name in names])
    data = nested_form_data({"title": page.title, "lead": "", "body": body, "action-publish": "1"})
    return office.post(f"/admin/pages/{page.pk}/edit/", data)


def test_a_volunteer_chooses_among_the_sections_that_are_on(offer, office, neighbourhoods):
    offer(lambda neighbourhood, language: {})
    assert "Koe koe" in office.get(f"/admin/pages/{home().pk}/edit/").text
    assert edit(office, home(), NAME).status_code == 302
    assert sections.names(home().body.raw_data) == [NAME]
    answer = edit(office, home(), "dummyplugin.keksitty")
    assert answer.status_code == 200 and answer.context["form"].errors


def test_a_page_with_a_section_that_is_off_can_still_be_edited_and_loses_nothing(offer, office, neighbourhoods):
    offer(lambda neighbourhood, language: {})
    put(home(), NAME)
    switch(neighbourhoods["lintumaki"])
    # the editor's data are JSON in plain ASCII
    assert "dummyplugin.koe (ei k" in office.get(f"/admin/pages/{home().pk}/edit/").text
    assert edit(office, home(), NAME).status_code == 302
    assert sections.names(home().body.raw_data) == [NAME]
    # but nobody else is offered it
    assert "dummyplugin.koe" not in office.get(f"/admin/pages/{home('sv').pk}/edit/").text


def test_a_section_is_added_once_to_every_home_page_and_a_draft_stays_a_draft(offer, neighbourhoods):
    offer(lambda neighbourhood, language: {})
    put(home())
    page = home("sv")
    page.lead = "Utkast"
    page.save_revision()
    for _twice in range(2):
        pages.add_section(current.by_slug("lintumaki"), NAME)
    assert sections.names(home().body.raw_data) == [NAME]
    swedish = home("sv")
    assert sections.names(swedish.body.raw_data).count(NAME) == 1 and swedish.lead != "Utkast"
    draft = swedish.get_latest_revision_as_object()
    assert draft.lead == "Utkast" and sections.names(draft.body.raw_data).count(NAME) == 1 and swedish.has_unpublished_changes
