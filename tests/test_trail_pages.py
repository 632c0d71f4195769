"""The path as people meet it: on the page of a thing, on a page of its own, as a picture and as data."""

import json
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup

from neighbourhoods import current, records, trail
from neighbourhoods.models import TrailStep
from neighbourhoods.trail_picture import MOST, picture
from tests.dummyplugin.actions import follow_example
from tests.test_records import put, shelf, switch
from tests.test_trail import chain, join, places, tell

__all__ = ["chain", "join", "places", "shelf", "tell"]

pytestmark = pytest.mark.django_db
ROWS = ["Pitkä pöytä", "Pöytä kesäksi", "Näin teet pöydän", "Pöytä Partissa"]


def soup(answer):
    assert answer.status_code == 200, answer.status_code
    return BeautifulSoup(answer.text, "html.parser")


def rows(page):
    return [" ".join(row.get_text(" ", strip=True).split()) for row in page.select(".trail li")]


@pytest.mark.parametrize("slug", ["lintumaki", "partti", None])
def test_the_path_has_a_page_of_its_own_on_each_site_and_on_the_portal(chain, visit, slug):
    page = soup(visit(slug).get(f"/fi/polku/{chain['trial']}/"))
    assert [row.strong.get_text(strip=True) for row in page.select(".trail li")] == ROWS
    told = rows(page)
    assert told[0].startswith("Tästä alkoi Pitkä pöytä Lintumäki · 1.1.2026")
    assert (
        told[1].startswith("Kokeiltiin · Tämä") and told[2].startswith("Tästä tuli menetelmä") and told[3].startswith("Otettiin käyttöön")
    )
    assert page.select_one(".trail [aria-current=true] strong").get_text(strip=True) == "Pöytä kesäksi"
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert page.h1.get_text() == "Idean polku"


def test_links_of_the_page_lead_to_the_host_of_each_thing(chain, visit):
    links = soup(visit("partti").get(f"/fi/polku/{chain['copy']}/")).select(".trail a")
    assert [link["href"].partition("/fi/")[0] for link in links] == ["http://lintumaki.localhost:8000"] * 3 + [""]


def test_it_is_read_in_the_language_of_the_reader_with_titles_in_their_own(chain, visit):
    page = soup(visit("lintumaki").get(f"/ar/polku/{chain['idea']}/"))
    assert page.html["dir"] == "rtl" and page.h1.get_text() == "مسار الفكرة"
    assert page.select_one(".trail li a")["lang"] == "fi"
    assert {link["href"] for link in page.select(".switch a")} >= {f"/fi/polku/{chain['idea']}/?kieli"}


@pytest.mark.parametrize("ending", ["/", ".json"])
def test_what_nobody_knows_of_has_no_page(chain, visit, join, ending):
    draft = uuid4()
    join(chain["copy"], draft)
    assert visit("partti").get(f"/fi/polku/{draft}{ending}").status_code == 404
    assert visit("partti").get(f"/fi/polku/{uuid4()}{ending}").status_code == 404
    assert visit("partti").get(f"/fi/polku/ei{ending}").status_code == 404
    assert visit("partti").post(f"/fi/polku/{chain['copy']}{ending}").status_code == 405


def test_the_path_of_an_idea_that_went_into_another_leads_to_that_one(chain, tell, visit):
    old = tell("Pöytä pihalle")
    trail.move(old, chain["idea"])
    for ending in ("/", ".json"):
        answer = visit("partti").get(f"/fi/polku/{old}{ending}")
        assert answer.status_code == 302 and answer["Location"] == f"/fi/polku/{chain['idea']}{ending}"


def test_what_cannot_be_read_any_more_stays_as_words(chain, visit):
    records.withdraw(plugin="dummyplugin", kind="wish", key="Pöytä kesäksi")
    row = soup(visit("lintumaki").get(f"/fi/polku/{chain['trial']}/")).select(".trail li")[1]
    assert row.a is None and "Pöytä kesäksi" in row.get_text() and "Ei ole enää luettavissa" in row.get_text()


def test_a_thing_of_which_nothing_has_come_says_so(tell, visit):
    page = soup(visit("lintumaki").get(f"/fi/polku/{tell('Yksin')}/"))
    assert "Täällä ei vielä kerrota" in page.main.get_text() and not page.select("svg.path") and len(rows(page)) == 1


def test_the_path_as_data_says_the_same_with_whole_addresses(chain, visit):
    answer = visit("partti").get(f"/fi/polku/{chain['copy']}.json")
    assert answer["Content-Type"] == "application/json" and answer["X-Robots-Tag"] == "noindex"
    told = json.loads(answer.content)
    assert [step["title"] for step in told["steps"]] == ROWS
    assert [step["step"] for step in told["steps"]] == [None, "tried", "became", "adopted"]
    assert told["steps"][3]["from"] == [str(chain["method"])] and told["steps"][3]["is_here"]
    assert told["steps"][3]["url"].startswith("http://partti.localhost:8000/fi/") and told["url"].startswith(
        "http://partti.localhost:8000/fi/polku/"
    )
    assert told["steps"][0]["url"].startswith("http://lintumaki.localhost:8000/fi/") and told["has_more"] is False


def test_what_did_not_come_from_the_row_above_says_where_it_came_from(chain, tell, join, visit):
    join(chain["idea"], tell("Toinen kokeilu", days=5))
    told = rows(soup(visit("lintumaki").get(f"/fi/polku/{chain['idea']}/")))
    assert told[2].endswith("Sai alkunsa tästä: 1. Pitkä pöytä") and not any("Sai alkunsa" in row for row in (told[0], told[1], told[3]))


def test_a_path_that_is_too_long_says_so(tell, visit):
    first = tell("Alku")
    TrailStep.objects.bulk_create(TrailStep(source=first, target=tell(f"Askel {n}"), kind="adopted") for n in range(trail.MOST + 1))
    page = soup(visit("lintumaki").get(f"/fi/polku/{first}/"))
    assert "Polku on tätä pidempi" in page.main.get_text() and len(rows(page)) == trail.MOST + 1


def drawn(svg):
    return BeautifulSoup(svg, "html.parser").svg


def test_the_picture_has_a_name_and_words_and_a_dot_for_each_step(chain):
    svg = drawn(picture(trail.of(chain["method"], "fi")))
    assert svg["role"] == "img" and svg["aria-labelledby"].split() == [svg.title["id"], svg.desc["id"]]
    assert [dot.find("text").get_text() for dot in svg.select(".dot")] == ["1", "2", "3", "4"]
    assert len(svg.select(".way")) == 3 and svg.select_one(".here text").get_text() == "3"


def test_the_picture_is_a_mirror_of_itself_where_people_read_from_right_to_left(chain, tell, join):
    join(chain["idea"], tell("Toinen kokeilu", days=5))
    found = trail.of(chain["idea"], "fi")
    one, other = (drawn(picture(found, mirrored=way)) for way in (False, True))
    width = int(one["viewbox"].split()[2])
    assert [width - int(text["x"]) for text in one.select("text")] == [int(text["x"]) for text in other.select("text")]


def test_of_a_long_path_the_picture_shows_what_is_near_and_that_there_is_more(tell):
    ids = [tell(f"Askel {number:02}") for number in range(30)]
    TrailStep.objects.bulk_create(TrailStep(source=a, target=b, kind="adopted") for a, b in zip(ids, ids[1:], strict=False))
    svg = drawn(picture(trail.of(ids[15], "fi")))
    numbers = [text.get_text() for text in svg.select("text")]
    assert len(numbers) == MOST and "16" in numbers and len(svg.select(".more")) == 2


def test_a_page_of_a_plugin_shows_its_path_and_nothing_while_it_stands_alone(shelf, neighbourhoods, visit):
    page = put(shelf, "Tikkaat")
    assert "Idean polku" not in visit("lintumaki").get("/fi/hylly/tikkaat/").text
    other = put(shelf, "Pitkät tikkaat", slug="pitkat")
    follow_example(other, page)
    shown = soup(visit("lintumaki").get("/fi/hylly/pitkat/"))
    assert [row.strong.get_text(strip=True) for row in shown.select(".trail li")] == ["Tikkaat", "Pitkät tikkaat"]
    assert "Otettiin käyttöön" in rows(shown)[1]
    with pytest.raises(trail.Refused):
        follow_example(page, other)


def test_a_title_is_text_wherever_it_is_shown(places, visit, tell, join):
    bad = tell("<script>alert(1)</script>")
    join(bad, tell("Kokeilu", days=1))
    for path in (f"/fi/polku/{bad}/", f"/fi/polku/{bad}.json"):
        assert "<script>alert" not in visit("lintumaki").get(path).text or path.endswith("json")


def test_a_site_that_is_archived_still_shows_paths(chain, neighbourhoods, visit):
    row = neighbourhoods["lintumaki"]
    row.state = "archived"
    row.save()
    current.changed(row.pk)
    assert len(rows(soup(visit("lintumaki").get(f"/fi/polku/{chain['idea']}/")))) == 4


def test_where_a_plugin_is_off_its_things_are_words_on_the_path_of_others(chain, neighbourhoods, visit):
    switch(neighbourhoods["lintumaki"])
    links = soup(visit("partti").get(f"/fi/polku/{chain['copy']}/")).select(".trail a")
    assert len(links) == 1
