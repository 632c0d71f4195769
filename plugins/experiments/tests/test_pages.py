"""What readers find: a list that is narrowed by its address, one trial with its diary, what is being tried now, and the feed."""

# ruff: noqa: F811 (fixtures are asked for by their names)
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from neighbourhoods import current

from ..models import ExperimentPage
from .ground import again, index_of, main, new_entry, new_trial, noon, record  # noqa: F401

pytestmark = pytest.mark.django_db
LIST = "/fi/kokeilut/"


@pytest.fixture
def reader(visit, record):
    return visit("lintumaki")


def titles(reader, query=""):
    return [found.page.title for found in reader.get(LIST + query).context["listing"].trials]


def four_kinds(record):
    for title, result in (("Toimi", "works"), ("Ehdolla", "works_if"), ("Kaatui", "did_not_work"), ("Jäi", "stopped")):
        reason = "" if result == "works" else "Koska niin kävi."
        new_trial(record, title, state="ended", result=result, result_reason=reason, ends_on=date(2026, 11, 20))


def test_the_examples_that_ship_are_a_trial_that_works_if_and_one_that_did_not_work(visit, neighbourhoods):
    told = main(visit("lintumaki").get("/fi/kokeilut/rappukahvit-b-rapussa/"))
    assert "Toimii, jos…" in told and "kahvinkeittäjä vaihtuu" in told and "Ensimmäinen kerta ei kerro mitään" in told
    told = main(visit("partti").get("/fi/kokeilut/yhteinen-tyokalukaappi/"))
    assert "Ei toiminut" in told and "Vastuuta ei ollut kellään" in told and "Emme jatka" in told


def test_a_failure_is_shown_in_the_same_list_as_large_as_a_success(reader, record):
    four_kinds(record)
    cards = reader.get(LIST).text.split('<li class="card">')[1:]
    looks = {card[card.index('<span class="tag') : card.index(">", card.index('<span class="tag'))] for card in cards}
    assert len(cards) == 4 and looks == {'<span class="tag on"'}


def test_the_list_is_narrowed_by_state_and_result_with_how_many_are_left(reader, record):
    four_kinds(record)
    new_trial(record, "Nyt")
    new_trial(record, "Myöhemmin", state="planned", starts_on=None)
    assert set(titles(reader, "?tila=kaynnissa")) == {"Nyt"} and titles(reader, "?tulos=ei-toiminut") == ["Kaatui"]
    assert titles(reader, "?tila=paattynyt&tulos=jai-kesken") == ["Jäi"] and titles(reader, "?tila=kaynnissa&tulos=toimii") == []
    listing = reader.get(LIST + "?tila=paattynyt").context["listing"]
    assert [choice.number for choice in listing.states.choices] == [1, 1, 4] and [choice.number for choice in listing.results.choices] == [
        1,
        1,
        1,
        1,
    ]
    assert [choice.is_chosen for choice in listing.states.choices] == [False, False, True]
    assert listing.results.choices[0].url == "/fi/kokeilut/?tila=paattynyt&tulos=toimii"


@pytest.mark.parametrize("query", ["?tila=keksitty", "?tulos=Toimii", "?sivu=abc", "?sivu=-1", "?tila=" + "x" * 5000, "?tila=&tulos="])
def test_a_word_in_the_address_that_nobody_knows_asks_for_nothing(reader, record, query):
    new_trial(record)
    assert titles(reader, query) == ["Rappukahvit B-rapussa"]


def test_a_page_of_the_list_that_there_is_not_is_not_found(reader, record):
    new_trial(record)
    assert reader.get(LIST + "?sivu=2").status_code == 404


def test_choices_that_leave_nothing_say_so_and_lead_back(reader, record):
    four_kinds(record)
    assert "Näillä rajauksilla ei löydy kokeilua" in main(reader.get(LIST + "?tila=kaynnissa"))


def test_nobody_is_asked_to_choose_where_no_choice_leaves_anything_out(reader, record):
    new_trial(record, "Ensimmäinen")
    assert "Missä mennään" not in main(reader.get(LIST))
    new_trial(record, "Päättynyt", state="ended", result="works")
    told = main(reader.get(LIST))
    assert "Missä mennään" in told and "Miten kävi" in told
    # what was chosen can always be taken back
    assert "Missä mennään" in main(reader.get(LIST + "?tila=paattynyt&tulos=toimii"))


def test_an_empty_list_says_so(reader, record):
    assert "Täällä ei ole vielä kokeiltu mitään" in main(reader.get(LIST))


def test_more_than_a_page_is_turned_and_keeps_what_was_chosen(reader, record):
    for number in range(21):
        new_trial(record, f"Kokeilu {number}", starts_on=date(2026, 11, 1 + number))
    new_trial(record, "Muu", state="planned")
    first = reader.get(LIST + "?tila=kaynnissa").context["listing"]
    assert first.trials[0].page.title == "Kokeilu 20" and first.older == "/fi/kokeilut/?tila=kaynnissa&sivu=2"
    second = reader.get(first.older).context["listing"]
    assert [found.page.title for found in second.trials] == ["Kokeilu 0"] and second.newer == "/fi/kokeilut/?tila=kaynnissa"


def test_the_list_costs_as_many_queries_with_forty_trials_as_with_four_and_at_most_eight(reader, record):
    four_kinds(record)
    reader.get(LIST)
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as counted:
            reader.get(LIST + "?tila=paattynyt")
        counts.append(len(counted))
        for number in range(36 if not counts[1:] else 0):
            new_trial(record, f"Kokeilu {number}", state="ended", result="works")
        reader.get(LIST)
    assert counts[0] == counts[1] <= 8


def test_a_trial_tells_its_aim_place_people_and_costs_and_what_came_of_it(reader, record):
    fields = {
        "people": "Kaksi aktiivia",
        "partners": "Taloyhtiö",
        "costs": "20 euroa",
        "learnt": "Lappu oveen ajoissa.",
        "place_kind": "house",
    }
    page = new_trial(
        record,
        state="ended",
        result="stopped",
        result_reason="Hoitaja muutti.",
        next_step="Kysytään uutta.",
        ends_on=date(2026, 11, 20),
        **fields,
    )
    told = main(reader.get(page.url))
    for words in ("Jäi kesken", "Hoitaja muutti.", "Taloyhtiö", "B-rappu", "1.11.2026 – 20.11.2026", "Kysytään uutta.", *fields.values()):
        assert words in told or words == "house"


def test_the_diary_is_read_under_the_trial_the_newest_last_and_what_is_hidden_is_not(reader, record):
    page = new_trial(record)
    new_entry(record, page, "Toinen kerta.", date(2026, 11, 17))
    new_entry(record, page, "Eka kerta.", date(2026, 11, 3))
    new_entry(record, page, "Väärä rappu.", date(2026, 11, 4), is_shown=False)
    new_entry(record, new_trial(record, "Muu"), "Muun merkintä.")
    told = main(reader.get(page.url))
    assert told.index("Eka kerta.") < told.index("Toinen kerta.") and "Väärä" not in told and "Muun merkintä" not in told


def test_a_hundred_entries_cost_as_many_queries_as_one(reader, record):
    page = new_trial(record)
    new_entry(record, page)
    reader.get(page.url)
    counts = []
    for more in (120, 0):
        with CaptureQueriesContext(connection) as counted:
            assert reader.get(page.url).status_code == 200
        counts.append(len(counted))
        for _number in range(more):
            new_entry(record, page)
    assert counts[0] == counts[1]


def test_a_hundred_thousand_letters_and_marks_are_shown_as_they_are(reader, record):
    page = new_trial(record, learnt="<script>alert(1)</script> " + "sana " * 20_000)
    answer = reader.get(page.url)
    assert answer.status_code == 200 and "<script>alert(1)" not in answer.text and "&lt;script&gt;" in answer.text


def test_the_home_page_shows_what_runs_and_what_is_planned_and_no_section_when_there_is_nothing(reader, record):
    assert "Nyt kokeillaan" not in main(reader.get("/fi/"))
    new_trial(record, "Tulossa", state="planned", starts_on=date(2027, 1, 1))
    new_trial(record, "Päättyi jo", state="ended", result="works")
    new_trial(record, "Juuri nyt")
    current.changed(record.pk)
    told = main(reader.get("/fi/"))
    assert told.index("Juuri nyt") < told.index("Tulossa") and "Päättyi jo" not in told


def test_the_feed_tells_the_result_with_the_title(reader, record):
    four_kinds(record)
    text = reader.get("/fi/feeds/experiments.atom").text
    assert "Kaatui: Ei toiminut" in text and "Toimi: Toimii" in text


def test_a_reader_of_another_language_finds_it_too_and_is_told_the_state_in_their_own(reader, record):
    new_trial(record)
    answer = reader.get("/sv/forsok/") if reader.get("/sv/forsok/").status_code == 200 else reader.get("/sv/kokeilut/")
    assert "Rappukahvit B-rapussa" in main(answer) and "Pågår" in main(answer)


def test_the_day_on_which_it_starts_orders_the_list(record):
    first, second = new_trial(record, starts_on=date(2026, 3, 29)), new_trial(record, starts_on=None)
    assert first.listed_at.date() == date(2026, 3, 29) and second.listed_at == second.first_published_at


def test_the_page_of_a_neighbourhood_where_it_is_off_is_not_found(visit, record):
    page = new_trial(record)
    assert not ExperimentPage.objects.filter(path__startswith=current.by_slug("partti").folder_path, title=page.title).exists()
    assert visit("partti").get(page.url).status_code == 404


def test_the_list_of_each_language_is_one_page(record):
    assert {index_of(record, code).slug for code in ("fi", "sv", "en")} == {"kokeilut"} and again(index_of(record)).live
