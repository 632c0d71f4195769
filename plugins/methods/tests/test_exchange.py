"""Methods out and in as files: nothing is lost on the way, nothing comes in half, and whatever is wrong is named."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ..desk.bringing import reading
from ..exchange import innokyla
from ..models import MethodPage
from ..models.pages import LONGEST
from .ground import card, member, new_method, soup, words

pytestmark = pytest.mark.django_db
LIBRARY = Path(__file__).parents[1] / "library"
MADE_UP = """---
title: Penkkikierros
language: fi
slug: penkkikierros
people_min: 2
seasons: [summer]
---

## Tarkoitus
Lepopaikat löytyvät.

## Näin teet
1. Kävelkää.
2. Istukaa.

## Milloin ei toimi
Liukkaalla.

## Pienin alku
Yksi penkki.
"""


def sent_whole(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


@pytest.fixture
def at(visit, neighbourhoods):
    found = visit()
    found.client.force_login(member("partti", neighbourhoods))
    return found


@pytest.fixture
def bring(at):
    def send(*files):
        given = [SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode()) for name, text in files]
        return at.post(reverse("methods_files"), {"files": given})

    return send


def pages(title):
    return MethodPage.objects.filter(title=title, url_path__startswith="/partti/")


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return out.getvalue()


# --- out ------------------------------------------------------------------------------------------------------------------


def test_a_method_goes_out_in_the_order_of_the_fields_of_innokyla(neighbourhoods, visit):
    page = new_method("lintumaki", "Pitkä pöytä", lead="Yksi pöytä.", purpose="Tutustutaan.", for_whom="Saman pihan väelle.")
    record, at = card(page).record_id, visit("lintumaki")
    text = sent_whole(at.get(f"/fi/methods/menetelma/{record}.txt"))
    places = [text.index(name.upper()) for name, _sources in innokyla.FIELDS]
    assert places == sorted(places)
    assert "Näin teet\n1. Kanna pöytä.\n2. Istu." in text and "Milloin ei toimi\nKun sataa." in text
    found = json.loads(sent_whole(at.get(f"/fi/methods/menetelma/{record}.json")))["methods"][0]
    assert list(found["innokyla"]) == [name for name, _sources in innokyla.FIELDS]
    assert found["innokyla"]["Tavoiteltu muutos"] == "Tutustutaan." and found["innokyla"]["Toimintamallin rahoittaja"] == ""
    assert found["innokyla"]["Osoite"].endswith(f"/fi/menetelmat/{page.slug}/")
    assert found["languages"]["fi"]["steps"] == ["Kanna pöytä.", "Istu."]


def test_a_library_goes_out_whole_and_without_drafts_or_what_others_have(neighbourhoods, visit):
    new_method("lintumaki", "Oma"), new_method("lintumaki", "Luonnos", live=False), new_method("partti", "Vieras")
    for name in ("kaikki.json", "kaikki.txt"):
        text = sent_whole(visit("lintumaki").get(f"/fi/methods/{name}"))
        assert "Oma" in text and "Luonnos" not in text and "Vieras" not in text


def test_a_draft_and_a_method_of_others_have_no_file(neighbourhoods, visit):
    foreign = card(new_method("partti", "Vieras"))
    assert visit("lintumaki").get(f"/fi/methods/menetelma/{foreign.record_id}.json").status_code == 404


# --- in -------------------------------------------------------------------------------------------------------------------


def test_what_one_library_sends_out_another_takes_in_as_it_was(neighbourhoods, visit, bring):
    page = new_method(
        "lintumaki", "Pitkä pöytä", lead="Yksi.", tips="Hymyile.\nNauti.", people_min=2, people_max=9, seasons=",all,", where="out"
    )
    text = sent_whole(visit("lintumaki").get(f"/fi/methods/menetelma/{card(page).record_id}.json"))
    assert "1 menetelmä tuli luonnokseksi" in bring(("menetelma.json", text)).text
    copy = pages("Pitkä pöytä").get()
    assert copy.all_said() == page.all_said() and not copy.live
    # a second time it is there already
    assert "Ennestään kirjastossasi" in bring(("menetelma.json", text)).text and pages("Pitkä pöytä").count() == 1


def test_the_files_of_a_folder_come_in_with_their_languages_together(neighbourhoods, bring):
    files = {
        file.name: file.read_text(encoding="utf-8") for file in sorted(LIBRARY.glob("kielikahvila*.md")) + sorted(LIBRARY.glob("*.sv.md"))
    }
    files["rappukahvit.fi.md"] = (
        (LIBRARY / "rappukahvit.fi.md").read_text(encoding="utf-8").replace("title: Rappukahvit", "title: Kahvit rapussa")
    )
    files |= {"__MACOSX/._a.md": "x", "kuva.png": "x"}
    answer = bring(("menetelmat.zip", zipped(files)))
    assert answer.status_code == 200 and "kuva.png" in answer.text and "MACOSX" not in answer.text
    finnish = pages("Kahvit rapussa").get()
    others = MethodPage.objects.filter(translation_key=finnish.translation_key)
    assert {one.locale.language_code for one in others} == {"fi", "sv"} and not any(one.live for one in others)
    assert finnish.materials and finnish.step_values()


def test_what_is_lacking_and_what_is_unknown_is_named(neighbourhoods, bring):
    text = (
        MADE_UP.replace("## Pienin alku", "## Säätila").replace("summer", "summer, monsoon").replace("people_min", "vaari: 7\npeople_min")
    )
    answer = bring(("penkki.md", text))
    shown = words(soup(answer).main)
    assert answer.status_code == 200 and all(part in shown for part in ("Säätila", "monsoon", "vaari", "Pienin alku"))
    page = pages("Penkkikierros").get()
    assert page.seasons == ",summer," and page.smallest_start == "" and not page.live


def test_no_steps_are_no_fault(neighbourhoods, bring):
    text = MADE_UP.replace("## Näin teet\n1. Kävelkää.\n2. Istukaa.\n", "")
    assert bring(("penkki.md", text)).status_code == 200
    assert pages("Penkkikierros").get().step_values() == []


def test_two_hundred_steps_come_in_and_one_more_does_not(neighbourhoods, bring):
    def with_steps(count):
        return MADE_UP.replace("2. Istukaa.", "\n".join(f"{number}. Vaihe {number}." for number in range(2, count + 1)))

    assert bring(("penkki.md", with_steps(201))).status_code == 400 and not pages("Penkkikierros").exists()
    assert bring(("penkki.md", with_steps(200))).status_code == 200
    assert len(pages("Penkkikierros").get().step_values()) == 200


def test_a_part_of_a_hundred_thousand_letters_is_refused_with_its_name_and_how_many_fit(neighbourhoods, bring):
    answer = bring(("penkki.md", MADE_UP.replace("Lepopaikat löytyvät.", "a" * 100_000)))
    shown = words(soup(answer).main)
    assert answer.status_code == 400 and all(part in shown for part in ("penkki.md", "Tarkoitus", "100000", str(LONGEST)))
    assert not pages("Penkkikierros").exists()


def test_one_bad_file_keeps_all_of_them_out(neighbourhoods, bring):
    answer = bring(("penkki.md", MADE_UP), ("rikki.md", "ei mitään"))
    assert answer.status_code == 400 and "rikki.md" in answer.text and not pages("Penkkikierros").exists()
    assert "Mitään ei tuotu" in answer.text


METHOD = {"slug": "a", "languages": {"fi": {"title": "A", "steps": ["x"]}}}


def as_json(method, **head):
    return json.dumps({"format": "pihapiiri-methods", "format_version": 1, "methods": [method]} | head)


ODD = {
    "nothing.md": "",
    "binary.md": b"\xff\xfe\x00\x01",
    "no-title.md": MADE_UP.replace("title: Penkkikierros", ""),
    "list.md": "---\n- a\n- b\n---\n## Tarkoitus\nx",
    "alias.md": "---\na: &a [x]\nb: [*a, *a]\ntitle: A\nlanguage: fi\n---\n",
    "deep.md": f"---\ntitle: {'[' * 3_000}\nlanguage: fi\n---\n",
    "object.md": '---\ntitle: !!python/object/apply:os.system ["true"]\nlanguage: fi\n---\n',
    "title-list.md": MADE_UP.replace("title: Penkkikierros", "title: [a]"),
    "number.md": MADE_UP.replace("people_min: 2", "people_min: paljon"),
    "negative.md": MADE_UP.replace("people_min: 2", "people_min: -1"),
    "range.md": MADE_UP.replace("people_min: 2", "people_min: 9\npeople_max: 2"),
    "twice.md": MADE_UP + "\n## Tarkoitus\nToinen.\n",
    "language.md": MADE_UP.replace("language: fi", "language: ../etc"),
    "day.md": MADE_UP.replace("title: Penkkikierros", "title: 2024-99-99"),
    "not.json": "{",
    "deep.json": "[" * 100_000,
    "huge-number.json": "9" * 5_000,
    "list.json": "[]",
    "other.json": "{}",
    "version.json": as_json(METHOD, format_version=9),
    "string.json": as_json("x"),
    "no-words.json": as_json({"slug": "a"}),
    "steps.json": as_json({"slug": "a", "languages": {"fi": {"title": "A", "steps": "x"}}}),
    "step-object.json": as_json({"slug": "a", "languages": {"fi": {"title": "A", "steps": [{"a": 1}]}}}),
    "numbers.json": as_json(METHOD | {"numbers": [1]}),
    "true.json": as_json(METHOD | {"numbers": {"people_min": True}}),
    "surrogate.json": as_json({"slug": "a", "languages": {"\ud800": {"title": "A"}}}),
    "empty.zip": b"",
    "not.zip": b"PK\x03\x04 nothing",
    "empty-inside.zip": zipped({}),
    "bomb.zip": zipped({"a.md": b"\0" * (40 * 1024 * 1024)}),
    "many.zip": zipped({f"{number}.md": "x" for number in range(600)}),
    "picture.png": b"x",
}


@pytest.mark.parametrize("name", ODD)
def test_whatever_is_brought_the_answer_says_what_is_wrong_and_nothing_is_stored(name, neighbourhoods, bring):
    before = MethodPage.objects.count()
    answer = bring((name, ODD[name]))
    assert answer.status_code == 400 and MethodPage.objects.count() == before
    assert soup(answer).select('[role="alert"] li'), "no word of what is wrong"


def test_words_that_a_database_cannot_hold_are_cleaned(neighbourhoods, bring):
    method = {"slug": "\ud800", "languages": {"fi": {"title": "A\u0000\ud800b", "steps": ["x\u0000y"]}}}
    assert bring(("a.json", as_json(method))).status_code == 200
    assert pages("Ab").get().step_values()[0]["text"] == "xy"


def test_without_a_file_one_is_asked_for(neighbourhoods, at):
    answer = at.post(reverse("methods_files"))
    assert answer.status_code == 400 and "Valitse tiedosto." in answer.text
    assert at.get(reverse("methods_files")).status_code == 200


def test_it_comes_into_ones_own_library_and_no_other(neighbourhoods, bring):
    bring(("penkki.md", MADE_UP))
    assert not MethodPage.objects.filter(title="Penkkikierros").exclude(url_path__startswith="/partti/").exists()


def test_sizes_that_a_zip_tells_of_itself_are_not_believed():
    found = reading.read([("a.zip", ODD["bomb.zip"])])
    assert found.wrong and not found.drafts
