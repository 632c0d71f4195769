"""Help for volunteers: short pages in their own words, and one sheet of paper for somebody who has just begun."""

import re

import polib
import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from markdown_it import MarkdownIt
from wagtail.users.models import UserProfile

from neighbourhoods import current
from neighbourhoods.desk import help as help_pages
from neighbourhoods.isolation.allowed import ALLOWED
from neighbourhoods.models import Details, Membership, User

from .admin_words import folder_of

CORE = [versions[help_pages.WRITTEN] for slug, versions in help_pages.own().items() if slug != help_pages.SHEET]
SHIPPED = sorted((settings.ROOT / "plugins").glob("*/help_pages"))
ALL = CORE + [versions[help_pages.WRITTEN] for folder in SHIPPED for versions in help_pages.read(str(folder)).values()]
# what is read in a minute
MOST_WORDS, LONGEST_SENTENCE = 190, 16
# marks and examples in bold that are no button, field or heading of ours
NOT_OURS = {"näin", "yhteisömanageri"}


def identified(pages):
    return [pytest.param(page, id=page.slug) for page in pages]


def soup(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def headings(page):
    return [(int(tag.name[1]), tag.get_text(strip=True)) for tag in page.find_all(re.compile("h[1-6]"))]


@pytest.mark.django_db
def test_the_list_leads_to_every_page_and_each_page_on_to_the_next(desk):
    listed = soup(desk.get("/admin/desk/help/"))
    assert listed.h1.get_text() == "Ohjeet"
    links = [link["href"] for link in listed.select(".help-list a")]
    assert len(links) >= 10 and len(set(links)) == len(links)
    for number, link in enumerate(links):
        page = soup(desk.get(link))
        around = [one["href"] for one in page.select(".help-around a")]
        assert around == [links[at] for at in (number - 1, number + 1) if 0 <= at < len(links)]
        assert [level for level, _text in headings(page.main)][0] == 1 and len(page.find_all("h1")) == 1
        assert page.select_one("article")["lang"] == "fi"


@pytest.mark.django_db
def test_every_link_in_the_help_leads_somewhere_and_keeps_the_neighbourhood(desk, activist, neighbourhoods):
    Membership.objects.filter(user=activist).update(role="coordinator")
    Membership.objects.create(user=activist, neighbourhood=neighbourhoods["partti"], role="coordinator")
    seen = set()
    for page in help_pages.pages(current.by_slug("lintumaki")):
        shown = soup(desk.get(reverse("desk_help_page", args=[page.slug]), {"neighbourhood": "lintumaki"}))
        for link in shown.select("main a"):
            assert link["href"].endswith("?neighbourhood=lintumaki"), link
            seen.add(link["href"])
    assert len(seen) > 15
    assert {link: status for link in seen if (status := desk.get(link).status_code) != 200} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("page", identified(ALL))
def test_links_of_the_help_name_pages_that_volunteers_may_open(page):
    found = re.findall(r"\]\((\w+):([\w-]+)\)", page.text)
    assert len(found) == page.text.count("](") - page.text.count("](1)")
    for kind, name in found:
        if kind == "page":
            assert name in {one.slug for one in ALL}
        else:
            assert kind == "view" and name in ALLOWED


@pytest.mark.parametrize("page", identified(ALL))
def test_a_page_is_read_in_a_minute(page):
    assert page.title and page.summary and isinstance(page.order, int)
    text = BeautifulSoup(MarkdownIt().render(page.text), "html.parser")
    assert not text.find_all("h1") and len(text.get_text(" ").split()) <= MOST_WORDS
    for part in text.find_all(["p", "li"]):
        for sentence in re.split(r"[.!?:](?:\s|$)", part.get_text()):
            assert len(sentence.split()) <= LONGEST_SENTENCE, sentence
    # what a plugin brings is told of on its own pages, which are there when it is
    assert page not in CORE or not re.search(r"tapahtum|ideahak|menetelm", page.text, re.I)
    assert not re.search(r"juliste|viikkokirje|klikkaa|hallintapaneeli", page.text, re.I)


def finnish_words():
    """Every text of the interface in Finnish: of the core, of its plugins, of Wagtail and what we say in its place."""
    found = set()
    files = [*settings.ROOT.glob("neighbourhoods/locale*/fi/LC_MESSAGES/*.po"), *settings.ROOT.glob("plugins/*/locale/fi/LC_MESSAGES/*.po")]
    files.append(folder_of("wagtail.admin") / "locale" / "fi" / "LC_MESSAGES" / "django.po")
    for file in files:
        for entry in polib.pofile(str(file)):
            found |= {text.strip(" .:?").casefold() for text in (entry.msgstr, *entry.msgstr_plural.values())}
    return found


@pytest.mark.parametrize("page", identified(ALL))
def test_what_a_page_calls_a_button_is_what_the_button_says(page):
    bold = {tag.get_text().strip(" .:?") for tag in BeautifulSoup(MarkdownIt().render(page.text), "html.parser").find_all("strong")}
    words = finnish_words()
    assert {text for text in bold - NOT_OURS if text.casefold() not in words} == set()


@pytest.mark.django_db
def test_the_help_of_a_plugin_is_there_where_the_plugin_is_on(desk, sites):
    from neighbourhoods.config.apply import apply_all

    plugins = {page.slug for page in ALL} - {page.slug for page in CORE}
    if not plugins:
        pytest.skip("no plugin that ships has pages of help")
    (slug, *_more) = plugins
    assert desk.get(f"/admin/desk/help/{slug}/").status_code == 200
    file = sites / "lintumaki.toml"
    file.write_text(re.sub(r"(?m)^\[plugins\.\w+\]\n(?:[^\[\n].*\n)*", "", file.read_text(encoding="utf-8")), encoding="utf-8")
    assert not apply_all().errors
    current.forget_everything()
    assert desk.get(f"/admin/desk/help/{slug}/").status_code == 404
    assert f"/{slug}/" not in desk.get("/admin/desk/help/").text
    # the sheet then tells how other pages are written
    assert soup(desk.get("/admin/desk/help/sheet/")).select(".sheet-steps li")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["ei-ole", "sheet.fi", "..", "x" * 300])
def test_a_page_that_is_not_there_is_not_there(desk, name):
    assert desk.get(f"/admin/desk/help/{name}/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["", "kirjautuminen/", "sheet/"])
def test_help_is_read_and_nothing_can_be_sent_to_it(desk, path):
    assert desk.post(f"/admin/desk/help/{path}").status_code == 405


@pytest.mark.django_db
def test_help_is_for_those_who_keep_a_site(visit):
    stranger = visit()
    assert stranger.get("/admin/desk/help/").status_code == 302
    stranger.client.force_login(User.objects.create_user("kuka@example.org"))
    assert stranger.get("/admin/desk/help/").status_code == 404


@pytest.mark.django_db
def test_who_belongs_to_two_places_chooses_first_and_comes_back(desk, activist, neighbourhoods):
    Membership.objects.create(user=activist, neighbourhood=neighbourhoods["partti"], role="activist")
    asked = desk.get("/admin/desk/help/kuva/")
    assert asked.status_code == 200 and "help-page" not in asked.text and "next=/admin/desk/help/kuva/" in asked.text.replace("%2F", "/")


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["sv", "en"])
def test_the_finnish_text_says_that_it_is_finnish_in_a_frame_of_another_language(desk, activist, code):
    UserProfile.objects.update_or_create(user=activist, defaults={"preferred_language": code})
    for path in ("kuva/", "sheet/"):
        page = soup(desk.get(f"/admin/desk/help/{path}"))
        assert page.html["lang"] == code and page.select_one("article")["lang"] == "fi"
    for title in soup(desk.get("/admin/desk/help/")).select(".help-list h2"):
        assert title["lang"] == "fi"


# the sheet of paper


@pytest.mark.django_db
def test_the_sheet_says_how_to_sign_in_write_take_back_and_whom_to_ask(desk, neighbourhoods):
    boss = User.objects.create_user("manageri@example.org", first_name="Aino", last_name="Aalto")
    Membership.objects.create(user=boss, neighbourhood=neighbourhoods["lintumaki"], role="coordinator")
    Details.objects.update_or_create(neighbourhood=neighbourhoods["lintumaki"], defaults={"contact_phone": "040 123 4567"})
    current.forget_everything()
    page = soup(desk.get("/admin/desk/help/sheet/"))
    sheet = page.select_one(".sheet")
    text = sheet.get_text(" ", strip=True)
    for part in ("Lintumäki", "localhost:8000/admin", "Kumoa", "Roskakori", "Aino Aalto", "manageri@example.org", "040 123 4567"):
        assert part in text, part
    assert "yllapito@example.org" in text
    assert len(sheet.select(".sheet-steps li")) == 5
    assert len(sheet.select(".sheet-in svg")) == 1 and sheet.select_one("[role=img]")["aria-label"].endswith("localhost:8000/admin")
    assert [level for level, _text in headings(sheet)] == [1, 2, 2, 2, 2]


@pytest.mark.django_db
def test_the_sheet_of_one_place_tells_nothing_of_another(desk, neighbourhoods):
    foreign = User.objects.create_user("vieras.manageri@example.org")
    Membership.objects.create(user=foreign, neighbourhood=neighbourhoods["partti"], role="coordinator")
    answer = desk.get("/admin/desk/help/sheet/")
    assert "vieras.manageri" not in answer.text and "Partti" not in answer.text
    assert desk.get("/admin/desk/help/sheet/", {"neighbourhood": "partti"}).text.count("Lintumäki") == answer.text.count("Lintumäki")


@pytest.mark.django_db
def test_without_scripts_the_sheet_says_how_to_print(desk):
    page = soup(desk.get("/admin/desk/help/sheet/"))
    assert page.select_one("#print").has_attr("hidden") and not page.select_one("#print-by-hand").has_attr("hidden")
    assert not page.select("script:not([src]), [style], [onclick]")


@pytest.mark.django_db
def test_help_costs_the_same_however_many_belong_there(desk, neighbourhoods):
    asked = {}
    for size in (1, 30):
        for number in range(size):
            user = User.objects.create_user(f"{size}-{number}@example.org")
            Membership.objects.create(user=user, neighbourhood=neighbourhoods["lintumaki"], role="coordinator")
        for path in ("", "kuva/", "sheet/"):
            desk.get(f"/admin/desk/help/{path}")
            with CaptureQueriesContext(connection) as queries:
                desk.get(f"/admin/desk/help/{path}")
            asked.setdefault(path, []).append(len(queries))
    assert all(few == many for few, many in asked.values()), asked
    assert max(many for _few, many in asked.values()) <= 10, asked
