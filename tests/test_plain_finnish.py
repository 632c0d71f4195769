"""Hints for who writes plain Finnish: each measure is quiet below its limit, and the site's own plain pages are nearly left in peace."""

import json
import time

import pytest
from django.conf import settings
from django.utils import translation

from neighbourhoods.demo.markdown import read
from neighbourhoods.translate.plain_finnish import Hint, hints, shown
from neighbourhoods.translate.plain_finnish_sentences import parts

ROOT = settings.ROOT
PLAIN_PAGES = sorted([*ROOT.glob("neighbourhoods/**/*.fi-simple.md"), *ROOT.glob("plugins/**/*.fi-simple.md")])
OFFICIALESE = """
Asukkaiden osallistamisen vahvistamiseksi järjestetään yhteisöllisyyttä edistävä tilaisuus, johon ilmoittautuminen suoritetaan
oheisella lomakkeella viimeistään kyseistä ajankohtaa edeltävänä päivänä.

Mikäli osallistuja ei pääse paikalle, tulee peruutus tehdä hyvissä ajoin, jotta paikka voidaan luovuttaa jonossa seuraavana olevalle.
Resurssien riittävyyden varmistamiseksi toimenpiteitä priorisoidaan.
"""
# A page on which nothing but the sentence in question can be told of.
QUIET = "Tule pihalle. Tuo ruokaa. Kysy meiltä. Ota lapset mukaan. Kahvi on hyvää. "


def told(text, measure=None, analyse=None):
    return [hint for hint in hints(text, analyse=analyse) if measure in (None, hint.measure)]


def strengths(text, measure, analyse=None):
    return [hint.strength for hint in told(text, measure, analyse)]


def sentences(text):
    return [sentence.text for part in parts(text) for sentence in part.sentences]


def words(text):
    return [word.raw for part in parts(text) for word in part.words]


class TestSentencesAndWords:
    def test_a_sentence_ends_at_its_mark_before_a_capital(self):
        assert sentences("Tule mukaan. Kahvi on kuumaa! Tuletko? Kyllä.") == ["Tule mukaan.", "Kahvi on kuumaa!", "Tuletko?", "Kyllä."]
        assert sentences("Nyt kysymme: Missä voimme tavata? Kerro.") == ["Nyt kysymme:", "Missä voimme tavata?", "Kerro."]
        assert sentences("”Tule.” Niin hän sanoi. (Totta.) **Kiva.** Joo.") == [
            "”Tule.”",
            "Niin hän sanoi.",
            "(Totta.)",
            "**Kiva.**",
            "Joo.",
        ]
        assert sentences("Tule! 🎉 Kahvia on.") == ["Tule!", "🎉 Kahvia on."]

    @pytest.mark.parametrize(
        "text",
        [
            "Kahvit ovat ti 1.12. klo 18–20 B-rapussa.",
            "Ovi aukeaa tiistaina 1.12. klo 18.30 kaikille.",
            "Tule 5. joulukuuta Mikkeliin.",
            "Tuo ruokaa, esim. Mikkelin leipää.",
            "Kysy taloyhtiöltä ym. muilta.",
            "Kirjan kirjoitti A. Asukas.",
            "Katso osoite example.org ja lähetä viesti.",
        ],
    )
    def test_dates_times_and_short_forms_end_no_sentence(self, text):
        assert sentences(text) == [text]

    def test_a_date_or_a_time_before_a_new_sentence_ends_one(self):
        assert sentences("Tule ti 1.12. Kahvit ovat klo 18. Tuo kuppi.") == ["Tule ti 1.12.", "Kahvit ovat klo 18.", "Tuo kuppi."]

    def test_a_date_a_time_and_a_number_are_one_word_each(self):
        assert words("Kahvit ovat ti 1.12. klo 18–20 rapussa.") == ["Kahvit", "ovat", "ti 1.12", "klo 18–20", "rapussa"]
        assert words("Ovi aukeaa kello 18.30.") == ["Ovi", "aukeaa", "kello 18.30"]
        assert words("Tule 5. joulukuuta 2026 kotiin") == ["Tule", "5. joulukuuta 2026", "kotiin"]
        assert words("Rahaa on 1\u00a0000 euroa – noin.") == ["Rahaa", "on", "1\u00a0000", "euroa", "noin"]

    def test_headings_and_list_items_are_parts_of_their_own(self):
        text = "## Kuka auttaa?\nKysy meiltä\nheti.\n- Tule.\n- **Tuo** ruokaa.\n1. Keitä kahvia.\n\nKiitos."
        assert [(part.kind, text[part.start : part.end]) for part in parts(text)] == [
            ("heading", "Kuka auttaa?"),
            ("paragraph", "Kysy meiltä\nheti."),
            ("item", "Tule."),
            ("item", "**Tuo** ruokaa."),
            ("item", "Keitä kahvia."),
            ("paragraph", "Kiitos."),
        ]
        assert [part.kind for part in parts("18. joulukuuta on juhla.")] == ["paragraph"]


class TestEachMeasure:
    """(measure, quiet, hint, strong): an empty text where the measure has no such strength."""

    @pytest.mark.parametrize(
        ("measure", "quiet", "hint", "strong"),
        [
            (
                "words",
                "Tule pihalle lauantaina ja tuo ruokaa kupit lautaset ja pöytä.",
                "Tule pihalle lauantaina ja tuo ruokaa kupit lautaset tuolit ja pöytä.",
                "Tule pihalle lauantaina ja tuo ruokaa kupit lautaset tuolit haravat säkit hanskat lapiot ja pöytä.",
            ),
            (
                "average",
                "Tule pihalle nyt ja tuo ruokaa ja kuppi. " * 3,
                "Tule pihalle nyt ja tuo ruokaa ja iso kuppi. " * 3,
                "Tule pihalle nyt heti ja tuo ruokaa ja iso kuppi. Tule pihalle nyt heti ja tuo ruokaa ja iso uusi kuppi mukaan. " * 2,
            ),
            (
                "clauses",
                "Tule, jos haluat.",
                "Tule, jos tiedät, kuka auttaa.",
                "Tule, jos tiedät, kuka auttaa, kun sataa.",
            ),
            (
                "passive",
                QUIET,
                "Ruoka tarjotaan. Tule nyt.",
                "Ruoka tarjotaan. Piha siivotaan. Tule nyt.",
            ),
            (
                "construction",
                "Tule, kun voit.",
                "Soita tullessasi.",
                "Soita tullessasi. Syötyäsi voit levätä.",
            ),
            ("rare", "Tule lasten kanssa.", "Tule lapsineen rahatta.", ""),
            ("long", "Tule kesäjuhliimme.", "Tule kesäjuhlaamme tai talvijuhlahetkeen.", "Tule syyspuutarhajuhlaamme."),
            (
                "nouns",
                "Piha on iso. Siivoaminen auttaa. Tule.",
                "Siivoaminen auttaa. Tule nyt.",
                "",
            ),
            ("office", "Tule, jos voit.", "Tule, mikäli voit.", ""),
            ("short", "Tule kello 18.", "Tule klo 18.", ""),
            ("numbers", "Noin puolet tulee. Tule sinä.", "25 % tulee.", ""),
            ("figures", "Tuo 2 kuppia, 3 lusikkaa ja 1 pöytä.", "Tuo 2 kuppia, 3 lusikkaa, 5 tuolia ja 1 pöytä.", ""),
            ("negations", "Et tarvitse rahaa.", "Et pääse ilman lippua.", ""),
            ("paragraph", "Tule nyt. " * 4, "Tule nyt. " * 5, "Tule nyt. " * 7),
            (
                "headings",
                "\n\n".join(["Tule nyt pihalle."] * 49),
                "\n\n".join(["Tule nyt pihalle."] * 50),
                "",
            ),
            ("reader", "Tule pihalle. Piha on iso. " * 3, "Piha on iso. " * 5, ""),
            (
                "unexplained",
                "Taloyhtiö on talon omistaja. Taloyhtiö auttaa.",
                "Asiasta päättää taloyhtiö. Tule.",
                "",
            ),
        ],
    )
    def test_is_quiet_below_its_limit_and_speaks_up_at_it(self, measure, quiet, hint, strong):
        assert strengths(quiet, measure) == []
        assert "hint" in strengths(hint, measure) and "strong" not in strengths(hint, measure)
        if strong:
            assert "strong" in strengths(strong, measure)

    def test_the_words_of_a_long_sentence_are_counted(self):
        with translation.override("en"):
            (hint,) = told("Tule pihalle lauantaina ja tuo ruokaa kupit lautaset tuolit ja pöytä.", "words")
            assert hint.message == "This sentence has 11 words. Make two of it."

    def test_of_passives_one_sentence_in_five_is_left_in_peace(self):
        assert strengths("Ruoka tarjotaan. Tule pihalle. Tuo ruokaa. Kysy meiltä. Ota kuppi.", "passive") == []
        assert strengths("Ruoka tarjotaan. Tule pihalle. Tuo ruokaa. Kysy meiltä.", "passive") == ["hint"]
        found = told("Ruoka tarjotaan. Piha siivotaan. " + QUIET, "passive")
        assert [(hint.sentence, hint.strength) for hint in found] == [("Piha siivotaan.", "hint")]
        assert strengths("Ruoka tarjotaan. Piha siivotaan. Tule. Tuo ruokaa. Kysy. Ota kuppi.", "passive") == ["strong"]

    def test_every_day_is_no_clause(self):
        assert strengths("Tule, joka päivä, jos haluat.", "clauses") == []
        assert strengths("Kuka auttaa? Missä tavataan? Joka toinen viikko.", "clauses") == []

    @pytest.mark.parametrize(
        ("said", "cure"),
        [("resursseja", "aika, raha"), ("toimenpiteet", "teko"), ("keskeisiä", "tärkeä"), ("mahdollistaa", "auttaa"), ("sekä", "ja")],
    )
    def test_an_office_word_comes_with_a_cure(self, said, cure):
        with translation.override("en"):
            (hint,) = told(f"Tule nyt {said} kotiin.", "office")
        assert (hint.word, hint.message) == (said, f"The word “{said}” is hard. Try: “{cure}”.")

    @pytest.mark.parametrize("word", ["mahdollista", "ajankohtainen", "keskeytä", "osallistu", "kynnyksen", "suorita"])
    def test_a_word_that_only_begins_as_one_is_no_office_word(self, word):
        assert told(f"Tule nyt {word} kotiin.", "office") == []

    @pytest.mark.parametrize("sentence", ["Rahaa on 1,5 euroa.", "Tuo 25 % lisää.", "Joka kolmas prosentti."])
    def test_what_is_more_exact_than_anybody_needs_is_rounded(self, sentence):
        assert strengths(sentence, "numbers") == ["hint"]
        assert strengths("Tule ti 1.12. klo 18.30. Soita 040 123 4567. Maksu on 100 euroa.", "numbers") == []

    @pytest.mark.parametrize(
        "text",
        [
            "Kysy taloyhtiöltä. Se omistaa talon.",
            "Taloyhtiö (talon omistaja) päättää.",
            "Kysy taloyhtiöltä, joka omistaa talon.",
            "Kysy taloyhtiöltä eli omistajilta.",
            "**Yhteisömanageri** auttaa sinua.",
        ],
    )
    def test_a_word_of_the_trade_that_is_explained_is_left_in_peace(self, text):
        assert strengths(text, "unexplained") == []

    def test_our_own_long_words_and_addresses_are_not_split(self):
        assert strengths("Kysy yhteisömanagerilta. Lue verkkosivut.pitkaosoite@example.org tai www.naapurustonsivut.example", "long") == []


class TestWhatIsShown:
    def test_three_at_most_and_the_gravest_first(self):
        found = told(OFFICIALESE)
        assert len(found) > 8
        assert [hint.strength for hint in shown(found)] == ["strong"] * 3
        order = [hint.strength for hint in found]
        assert order == sorted(order, reverse=True)

    def test_what_the_writer_leaves_comes_back_no_more_and_the_next_takes_its_place(self):
        found = told(OFFICIALESE)
        first = shown(found)[0]
        later = told("Tule mukaan!\n\n" + OFFICIALESE.replace("lomakkeella viimeistään", "lomakkeella\nviimeistään"))
        again = shown(later, ignored={first.key})
        assert first.key not in [hint.key for hint in again]
        assert first.key in [hint.key for hint in later]
        assert len(again) == 3

    def test_a_changed_sentence_is_looked_at_anew(self):
        one, other = (told(f"Tule, mikäli {verb}.", "office")[0] for verb in ("voit", "haluat"))
        assert one.key != other.key

    def test_two_hard_words_of_one_sentence_are_left_one_by_one(self):
        one, other = told("Tule, mikäli resurssit riittävät.", "office")
        assert one.key != other.key and one.sentence == other.sentence

    def test_the_key_stays_the_same_for_good(self):
        hint = Hint("office", "hint", "Tule,  mikäli\nvoit.", 0, 20, "whatever", "mikäli")
        assert hint.key == Hint("office", "strong", "Tule, mikäli voit.", 5, 23, "annat", "mikäli").key == "6999454e11386f2330d2bc30"

    def test_no_hint_speaks_of_points_or_grades(self):
        for hint in told(OFFICIALESE):
            assert not {"score", "grade", "points", "pisteet"} & set(hint.message.lower().split())

    def test_a_hint_says_where_in_the_text_it_is(self):
        text = "\n\n## Otsikko\n\n- Tule, mikäli voit.\n" + OFFICIALESE
        for hint in told(text):
            assert text[hint.start : hint.end] == hint.sentence and hint.sentence.strip()


def page_text(file):
    """The page as its writer has it before them: body only, as plain text."""
    from bs4 import BeautifulSoup

    lines = []
    for kind, value in read(file)[1]:
        if kind == "heading":
            lines.append(f"## {value}")
            continue
        for element in BeautifulSoup(value, "html.parser").find_all(["p", "li"]):
            lines.append(("- " if element.name == "li" else "") + element.get_text())
    return "\n\n".join(lines)


def test_there_are_plain_pages_to_try_this_on():
    assert len(PLAIN_PAGES) >= 9


@pytest.mark.parametrize("file", PLAIN_PAGES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_the_plain_pages_that_ship_are_nearly_left_in_peace(file):
    for analyse in ({"analyse": None}, {}):
        found = hints(page_text(file), **analyse)
        assert len(found) <= 2, found
        assert not [hint for hint in found if hint.strength == "strong"]


def test_officialese_gets_help_of_many_kinds():
    kinds = {hint.measure for hint in told(OFFICIALESE)}
    assert {"words", "clauses", "passive", "office", "long", "nouns", "average"} <= kinds


class TestAnyText:
    LONG = 100_000
    HARD = {
        "one word": "a" * LONG,
        "full stops": "." * LONG,
        "quotation marks": '."' * (LONG // 2),
        "lines": "\n" * LONG,
        "short sentences": "Aa. " * (LONG // 4),
        "numbers": "1\u00a0000 " * (LONG // 6),
        "marks on one letter": "a" + "\u0308" * LONG,
        "hyphens": "a-" * (LONG // 2),
        "half signs": "\ud800 \udc00 Tule. " * (LONG // 10),
        "hard words": "resurssi" * (LONG // 8),
        "verbs": "tu" * (LONG // 2) + "aan",
        "no": "ei tehdä " * (LONG // 9),
    }

    @pytest.mark.parametrize("name", HARD)
    def test_takes_no_time_to_speak_of_and_nothing_breaks(self, name):
        start = time.process_time()
        found = hints(self.HARD[name])
        assert all(hint.key and hint.message for hint in found)
        assert time.process_time() - start < 50

    def test_strange_signs_break_nothing(self):
        cases = json.loads((ROOT / "tests" / "cases" / "text_cases.json").read_text())
        tried = 0
        for text in [text for texts in cases.values() for text in texts]:
            for around in (text, f"Tule {text} mukaan. Mikäli {text}", f"## {text}\n- {text}"):
                assert all(around[hint.start : hint.end] == hint.sentence for hint in hints(around))
                tried += 1
        assert tried > 60

    def test_nothing_is_told_of_nothing(self):
        assert told("") == told(" \n\n## \n- \n") == told("🎉 – ! …") == []

    def test_letters_written_in_two_pieces_are_letters(self):
        assert strengths("Tule, mika\u0308li voit.", "office") == ["hint"]
        assert strengths("Tule, mi\u00adkäli voit.", "office") == ["hint"]
