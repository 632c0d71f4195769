"""Every word of ours is in the catalogues: of the desk in three languages, of what residents see in all of them."""

import re

import polib
import pytest
from django.conf import settings
from django.utils import translation

from neighbourhoods import new_plugin

from .words_in_code import words_in

ROOT = settings.ROOT
PLUGINS = sorted(folder.parent for folder in (ROOT / "plugins").glob("*/locale"))
OWN = [ROOT / "neighbourhoods", *PLUGINS, ROOT / "tests" / "dummyplugin"]
SHIPPED = OWN[:-1]
COMPLETE = ("fi", "sv", "en")
RESIDENTS = ("ar", "so", "uk")
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?[a-z]\w*")

# What is below these is seen by volunteers and keepers alone; all else is for residents too.
DESK = (
    "acts.py",
    "apps.py",
    "asking.py",
    "backup/",
    "blocks.py",
    "calendar/",
    "changing.py",
    "config/",
    "console.py",
    "content_checks.py",
    "contrast.py",
    "desk.py",
    "desk/",
    "details/",
    "editing.py",
    "feedback_admin.py",
    "fetching/",
    "findings_panel.py",
    "importing/",
    "isolation/",
    "labels.py",
    "management/",
    "media_forms.py",
    "models.py",
    "models/",
    "new_plugin.py",
    "panels.py",
    "photos.py",
    "plugin_blocks.py",
    "preview.py",
    "privacy.py",
    "refusals.py",
    "rule_fields.py",
    "scoped.py",
    "search/dictionaries.py",
    "sections.py",
    "short_form.py",
    "short_forms.py",
    "slugs.py",
    "theme_files.py",
    "themes.py",
    "tokens.py",
    "translate/",
    "uses.py",
    "wagtail_hooks.py",
    "writing/",
)
DESK_TEMPLATES = re.compile(
    r"^templates/(wagtailadmin/|\w+/(desk|isolation|translate|writing)/|\w+/feedback/admin\.html|\w+/(findings|styleguide)\.html)"
)
# and these few, of files that are public otherwise
FOR_THE_DESK = {
    "Report of a problem: %(site)s": "mail to the steward",
    "Answer by %(date)s: %(link)s": "mail to the steward",
    "Write back to: %(address)s": "mail to the steward",
    "Write news": "a button of the desk",
    "Headline, text, picture": "a button of the desk",
}

# Plain Finnish falls back to Finnish, so it says only what it says otherwise. What it takes over has to be plain by itself:
# short sentences, no word longer than this, and no word of the glossary that plain Finnish says in another way.
LONGEST_SENTENCE, LONGEST_WORD = 10, 18
NOT_PLAIN = re.compile(r"naapurusto|aktiivi|yhteisömanager|arkistoi|tauolla|esteettöm|saavutettav(?!uus\b)|moderoi|konekäännö", re.I)


def name(folder):
    return str(folder.relative_to(ROOT))


def catalogue(folder, code):
    return polib.pofile(str(folder / "locale" / code / "LC_MESSAGES" / "django.po"))


def texts(entry):
    return [text for _number, text in sorted(entry.msgstr_plural.items())] if entry.msgid_plural else [entry.msgstr]


def key(entry):
    return entry.msgctxt, entry.msgid


def is_for_residents(file):
    if file.startswith("templates/"):
        return not DESK_TEMPLATES.match(file)
    return not file.startswith(DESK)


def words_of_residents(folder):
    """{(context, msgid): Word} of what stands on public pages, in feeds, in mails to residents or on the pages of signing in."""
    return {
        (context, msgid): word
        for (context, msgid), word in words_in(folder).items()
        if any(is_for_residents(file) for file in word.files) and msgid not in FOR_THE_DESK
    }


@pytest.mark.parametrize("code", COMPLETE)
@pytest.mark.parametrize("folder", OWN, ids=name)
def test_each_string_of_the_code_is_in_its_catalogue_and_no_other(folder, code):
    asked, kept = words_in(folder), {key(entry): entry for entry in catalogue(folder, code) if not entry.obsolete}
    missing = {f"{msgid} ({', '.join(sorted(word.files))})" for (context, msgid), word in asked.items() if (context, msgid) not in kept}
    assert not missing, "\n".join(sorted(missing))
    assert not kept.keys() - asked.keys(), "no code asks for these"
    assert not [msgid for (context, msgid), word in asked.items() if (word.plural or "") != kept[context, msgid].msgid_plural]


@pytest.mark.parametrize("code", COMPLETE)
@pytest.mark.parametrize("folder", OWN, ids=name)
def test_nothing_is_untranslated_doubtful_or_left_over(folder, code):
    words = catalogue(folder, code)
    assert not [entry.msgid for entry in words.untranslated_entries()]
    assert not [entry.msgid for entry in words.fuzzy_entries()]
    assert not [entry.msgid for entry in words.obsolete_entries()]
    assert all(all(texts(entry)) for entry in words)


@pytest.mark.parametrize("folder", OWN, ids=name)
def test_the_english_texts_are_the_words_of_the_code(folder):
    for entry in catalogue(folder, "en"):
        words = [text.replace("\xa0", " ") for text in texts(entry)]
        assert words == ([entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid])


def files_of_all():
    return [pytest.param(file, id=str(file.relative_to(ROOT))) for folder in OWN for file in sorted((folder / "locale").rglob("*.po"))]


@pytest.mark.parametrize("file", files_of_all())
def test_translations_keep_what_is_filled_in_and_what_is_marked(file):
    for entry in polib.pofile(str(file)).translated_entries():
        wanted = sorted(PLACES.findall(entry.msgid_plural or entry.msgid))
        for text in texts(entry):
            assert sorted(PLACES.findall(text)) == wanted, (entry.msgid, text)


@pytest.mark.parametrize("file", files_of_all())
def test_translations_begin_and_end_like_what_they_translate(file):
    """A colon, a question or a space at an end is part of the sentence that is put together."""
    for entry in polib.pofile(str(file)).translated_entries():
        for text in texts(entry):
            assert text == text.strip() or (entry.msgid != entry.msgid.strip()), entry.msgid
            assert text.startswith("\n") == entry.msgid.startswith("\n") and text.endswith("\n") == entry.msgid.endswith("\n"), entry.msgid


@pytest.mark.parametrize("file", files_of_all())
def test_a_number_stays_together_with_its_unit(file):
    """Where lines are broken by width: what is said in a terminal is left alone."""
    asked = words_in(file.parents[3])
    unit = re.compile(r"(\d|%\(\w+\)[sd]) (Mt|kt|MB|kB|€|%|min|km|m)\b")
    for entry in polib.pofile(str(file)):
        files = asked[key(entry)].files if key(entry) in asked else ()
        if not all(name.startswith(("backup/", "config/", "management/", "search/dictionaries")) for name in files):
            assert not unit.search(" ".join(texts(entry))), entry.msgid


# For how many things which form: of the rules of each language (CLDR), for whole numbers.
FORMS = {
    "fi": {0: 1, 1: 0, 2: 1, 21: 1},
    "fi_Simple": {0: 1, 1: 0, 2: 1, 21: 1},
    "sv": {0: 1, 1: 0, 2: 1, 21: 1},
    "en": {0: 1, 1: 0, 2: 1, 21: 1},
    "so": {0: 1, 1: 0, 2: 1, 21: 1},
    "uk": {0: 2, 1: 0, 2: 1, 4: 1, 5: 2, 11: 2, 12: 2, 21: 0, 22: 1, 25: 2, 101: 0, 111: 2},
    "ar": {0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 11: 4, 99: 4, 100: 5, 102: 5, 103: 3, 111: 4},
}


@pytest.mark.parametrize("code", FORMS)
@pytest.mark.parametrize("folder", SHIPPED, ids=name)
def test_plurals_follow_the_rules_of_each_language(folder, code):
    from gettext import c2py

    words = catalogue(folder, code)
    count, rule = re.fullmatch(r"nplurals=(\d); plural=(.*?);?", words.metadata["Plural-Forms"]).groups()
    chosen = c2py(rule)
    assert int(count) == max(FORMS[code].values()) + 1
    assert {number: chosen(number) for number in FORMS[code]} == FORMS[code]
    for entry in words:
        if entry.msgid_plural:
            forms = texts(entry)
            assert len(forms) == int(count) and all(forms), entry.msgid
            if code in ("uk", "ar"):
                few, many = (1, 2) if code == "uk" else (3, 4)
                assert forms[few] != forms[many], entry.msgid


def test_arabic_and_ukrainian_count_in_a_running_site_too():
    shown = {}
    for code in ("uk", "ar"):
        with translation.override(code):
            shown[code] = [
                translation.ngettext("%(number)s neighbourhood", "%(number)s neighbourhoods", number) % {"number": number}
                for number in (1, 3, 5, 11, 21)
            ]
    assert shown["uk"] == ["1 мікрорайон", "3 мікрорайони", "5 мікрорайонів", "11 мікрорайонів", "21 мікрорайон"]
    assert shown["ar"][1:4] == ["3 أحياء", "5 أحياء", "11 حيًا"]


@pytest.mark.parametrize("code", RESIDENTS)
@pytest.mark.parametrize("folder", SHIPPED, ids=name)
def test_what_residents_see_is_said_in_their_language(folder, code):
    words = catalogue(folder, code)
    assert not [entry.msgid for entry in words.fuzzy_entries() + words.obsolete_entries()]
    asked, said = words_of_residents(folder), {key(entry) for entry in words.translated_entries()}
    missing = {f"{msgid} ({', '.join(sorted(word.files))})" for (context, msgid), word in asked.items() if (context, msgid) not in said}
    assert not missing, "\n".join(sorted(missing))
    useless = {key(entry) for entry in words} - words_in(folder).keys()
    assert not useless, "no code asks for these"


def has_words(entry):
    """Not a format of dates ("j E"), nor the order in which other texts stand ("%(first)s – %(last)s")."""
    return not (entry.msgctxt or "").startswith("format of ") and bool(re.search(r"\w", PLACES.sub("", entry.msgid)))


@pytest.mark.parametrize("code", RESIDENTS)
@pytest.mark.parametrize("folder", SHIPPED, ids=name)
def test_no_translation_is_the_english_text(folder, code):
    words = [entry for entry in catalogue(folder, code).translated_entries() if has_words(entry)]
    assert not [entry.msgid for entry in words if entry.msgid in texts(entry)]
    letters = {"ar": r"[\u0600-\u06ff]", "uk": r"[\u0400-\u04ff]", "so": r"[a-z]"}[code]
    assert not [entry.msgid for entry in words if not re.search(letters, texts(entry)[0], re.I)]


@pytest.mark.parametrize("folder", SHIPPED, ids=name)
def test_plain_finnish_says_only_what_it_says_otherwise(folder):
    finnish = {key(entry): texts(entry) for entry in catalogue(folder, "fi")}
    words = catalogue(folder, "fi_Simple")
    assert not [entry.msgid for entry in words.fuzzy_entries() + words.obsolete_entries() + words.untranslated_entries()]
    assert not [entry.msgid for entry in words if texts(entry) == finnish[key(entry)]]


@pytest.mark.parametrize("folder", SHIPPED, ids=name)
def test_plain_finnish_is_plain_also_where_it_is_the_same(folder):
    finnish = {key(entry): texts(entry) for entry in catalogue(folder, "fi")}
    plain = finnish | {key(entry): texts(entry) for entry in catalogue(folder, "fi_Simple")}
    hard = [
        text
        for asked in words_of_residents(folder)
        if asked in plain
        for text in plain[asked]
        if is_hard(text, plain[asked] == finnish[asked])
    ]
    assert not hard, "\n".join(hard)


def is_hard(text, same):
    plain = PLACES.sub("x", text)
    sentences = [re.findall(r"[\w’@.-]*\w", sentence) for sentence in re.split(r"[.!?:](?:\s|$)", plain)]
    if any(len(words) > LONGEST_SENTENCE or any(len(word) > LONGEST_WORD for word in words if "@" not in word) for words in sentences):
        return True
    return same and bool(NOT_PLAIN.search(text))


def test_the_rule_for_plain_finnish_finds_what_is_hard():
    assert is_hard("Kaikki naapurustot", same=True) and not is_hard("Kaikki asuinalueet", same=True)
    assert is_hard("Jos osoite on oikein, koodi on jo matkalla sinne ja se toimii vartin", same=False)
    assert is_hard("Saavutettavuusselosteessa", same=False)
    assert not is_hard("Kirjoita meille. Yksi lause riittää.", same=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "tool_shelf"
    new_plugin.make(folder, "tool_shelf")
    return folder


@pytest.mark.parametrize("code", COMPLETE)
def test_a_plugin_of_startplugin_begins_with_complete_catalogues(made, code):
    words = catalogue(made, code)
    assert {key(entry) for entry in words} == words_in(made).keys()
    assert not words.untranslated_entries() + words.fuzzy_entries() + words.obsolete_entries()


@pytest.mark.parametrize("code", ["fi", "sv"])
@pytest.mark.parametrize("folder", OWN, ids=name)
def test_what_a_catalogue_of_ours_says_is_what_is_shown(folder, code):
    """Django takes the first catalogue that has a word: a plugin that says Note gets what Wagtail says for it."""
    with translation.override(code):
        for entry in catalogue(folder, code):
            ask = translation.pgettext if entry.msgctxt else lambda _none, msgid: translation.gettext(msgid)
            if not entry.msgid_plural:
                assert ask(entry.msgctxt, entry.msgid) == entry.msgstr
