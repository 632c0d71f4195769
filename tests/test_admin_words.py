"""A volunteer reads the admin in Finnish or Swedish, wherever they go in it."""

import inspect
import re
from collections import defaultdict
from difflib import ndiff
from types import SimpleNamespace

import polib
import pytest
from django.conf import settings
from django.utils import translation
from django.views.i18n import JavaScriptCatalog

from neighbourhoods import current, short_forms
from neighbourhoods.isolation.allowed import ALLOWED

from .admin_walk import SignIn, names_that_show_nothing, walker  # noqa: F401
from .admin_words import PACKAGES, english_in, folder_of, is_hard_coded, listening, shown, strings_of_packages

OVERRIDES = settings.ROOT / "neighbourhoods" / "locale_overrides"
FILES = [pytest.param(code, domain, id=f"{code}-{domain}") for code in ("fi", "sv") for domain in ("django", "djangojs")]
FILES.append(pytest.param("so", "django", id="so-django"))
PLACES = re.compile(r"%\(\w+\)[sdr]|%[sd]|\{\w*\}|<[^>]+>")
# A list says "1–7 / 7" as well without the plural of what is in it, and for some lists Wagtail has none.
MAY_BE_LEFT_OUT = "%(model_name)s"

# What is written alike in both languages, or is no text of the interface. Nothing else of English may be seen.
SAME = {
    "fi": {
        "Logo": "is logo in Finnish",
        "Idea": "is idea in Finnish",
        "English": "each language says its own name",
        "None": "a number that a script puts in place, hidden until then",
    },
    "sv": {
        "Text": "is text in Swedish",
        "system": "is system in Swedish",
        "English": "each language says its own name",
        "None": "a number that a script puts in place, hidden until then",
    },
}
# Of what is installed these are never on a volunteer's page, whatever their catalogues lack.
NOT_MET = ("wagtail/contrib/", "wagtail/api/", "django/contrib/admin", "wagtail/project_template")
# Copied from Wagtail, with words of ours in place of English that stands in it: {template: {its English: ours}}.
COPIES = {
    "wagtailadmin/home.html": {'value="Search"': 'value="{% translate "Search" %}"'},
    "wagtailadmin/shared/header.html": {'value="Search"': 'value="{% translate "Search" %}"'},
    "wagtailadmin/shared/headers/_actions.html": {'aria-label="Actions"': 'aria-label="{% translate "Actions" %}"'},
}


def override(code, domain):
    return polib.pofile(str(OVERRIDES / code / "LC_MESSAGES" / f"{domain}.po"))


def texts_of_entry(entry):
    return [text for _number, text in sorted(entry.msgstr_plural.items())] if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize(("code", "domain"), FILES)
def test_every_word_that_we_translate_for_others_is_still_theirs(code, domain):
    known = strings_of_packages(domain)
    entries = override(code, domain)
    assert len(entries) > 10
    gone = [entry.msgid for entry in entries if known.get((entry.msgctxt, entry.msgid), "gone") != entry.msgid_plural]
    assert not gone


@pytest.mark.parametrize(("code", "domain"), FILES)
def test_our_words_for_others_are_complete_and_keep_the_places_of_what_is_filled_in(code, domain):
    for entry in override(code, domain):
        texts = texts_of_entry(entry)
        assert all(texts) and not entry.fuzzy and not entry.obsolete, entry.msgid
        wanted = sorted(PLACES.findall(entry.msgid_plural or entry.msgid))
        found = sorted(PLACES.findall(texts[-1]))
        assert found in (wanted, [place for place in wanted if place != MAY_BE_LEFT_OUT]), entry.msgid
        assert not set(PLACES.findall(texts[0])) - set(PLACES.findall(entry.msgid + entry.msgid_plural)), entry.msgid
        assert not re.search(r"klikkaa|klicka", " ".join(texts), re.I), entry.msgid


@pytest.mark.parametrize("code", ["fi", "sv", "so"])
def test_our_words_for_others_are_not_hidden_by_other_words_of_our_own(code):
    own = polib.pofile(str(settings.ROOT / "neighbourhoods" / "locale" / code / "LC_MESSAGES" / "django.po"))
    said = {(entry.msgctxt, entry.msgid): texts_of_entry(entry) for entry in own}
    for entry in override(code, "django"):
        assert said.get((entry.msgctxt, entry.msgid), texts_of_entry(entry)) == texts_of_entry(entry), entry.msgid


@pytest.mark.parametrize("code", ["fi", "sv"])
@pytest.mark.parametrize("package", PACKAGES)
def test_everything_that_an_installed_package_can_say_is_said_in_both_languages(package, code):
    """English kept as it is counts as missing: the catalogues of some packages are full of it."""
    ours = {(entry.msgctxt, entry.msgid) for entry in override(code, "django") + override(code, "djangojs")}
    missing = set()
    for file in folder_of(package).rglob("locale/en/LC_MESSAGES/django*.po"):
        if any(part in str(file) for part in NOT_MET) or "localize/locales/" in str(file):
            continue
        theirs = file.parents[2] / code / "LC_MESSAGES" / file.name
        said = (
            {(one.msgctxt, one.msgid): texts_of_entry(one) for one in polib.pofile(str(theirs)).translated_entries()}
            if theirs.exists()
            else {}
        )
        for entry in polib.pofile(str(file)):
            texts = said.get((entry.msgctxt, entry.msgid), [])
            sentence = len(re.findall(r"[A-Za-z]{2,}", PLACES.sub("", entry.msgid))) > 2
            if (not texts or (sentence and entry.msgid in texts)) and (entry.msgctxt, entry.msgid) not in ours and not entry.obsolete:
                missing.add(entry.msgid)
    assert not missing, "\n".join(sorted(missing))


@pytest.mark.parametrize(("code", "words"), [("fi", "Etsi kaikista sivuista…"), ("sv", "Sök bland alla sidor…")])
def test_they_win_over_what_the_packages_bring(code, words):
    with translation.override(code):
        assert translation.gettext("Search all pages…") == words


@pytest.mark.parametrize("code", ["fi", "sv"])
def test_the_words_of_scripts_are_complete_too(code, rf):
    for name in ("wagtail.admin", "wagtail_localize"):
        with translation.override(code):
            view = JavaScriptCatalog(packages=[name])
            view.setup(rf.get("/"))
            view.translation = translation.trans_real.DjangoTranslation(code, domain="djangojs", localedirs=view.get_paths([name]))
            found = view.get_catalog()
        entries = polib.pofile(str(folder_of(name) / "locale" / "en" / "LC_MESSAGES" / "djangojs.po"))
        assert not [entry.msgid for entry in entries if entry.msgid not in found]
        english = [entry.msgid for entry in entries if english_in(str(found[entry.msgid]), code) and re.search(r"[A-Za-z]{4}", entry.msgid)]
        assert not english


def test_the_scripts_ask_for_no_sentence_that_the_catalogue_of_wagtail_lacks():
    """In what the packages ship, gettext has a short name: these are the sentences that are given to any function of such a name."""
    known = {msgid for _context, msgid in strings_of_packages("djangojs")}
    for name, most in (("wagtail.admin", 60), ("wagtail_localize", 40)):
        asked = set()
        for file in folder_of(name).rglob("static/**/*.js"):
            if not file.name.startswith("vendor"):
                asked |= set(re.findall(r"""\)\("([^"\\\n]{2,160})"[,)]""", file.read_text(errors="ignore")))
        assert len(asked & known) > most, "the scripts are read"
        assert not {text for text in asked - known if re.match("[A-Z][a-z]+ [a-z]", text)}


@pytest.mark.parametrize("template", COPIES)
def test_a_copied_template_is_that_of_wagtail_but_for_its_english(template):
    theirs = (folder_of("wagtail.admin") / "templates" / template).read_text()
    ours = (settings.ROOT / "neighbourhoods" / "templates" / template).read_text()
    for english, words in COPIES[template].items():
        assert english in theirs, "it says this no more: remove our copy"
        theirs = theirs.replace(english, words)
    lines = [line for line in ndiff(theirs.splitlines(), ours.splitlines()) if line[0] in "+-?"]
    assert lines in ([], ["+ {% load i18n %}"]), "\n".join(lines)


def test_what_labels_changes_is_still_how_wagtail_makes_it():
    from wagtail.admin import compare, paginator
    from wagtail.admin.forms import choosers
    from wagtail.images import blocks

    made = inspect.getsource(choosers)
    for name in ("link_text", "email_address", "subject", "body", "phone_number"):
        assert re.search(rf"    {name} = forms\.\w+\((?!.*label=)", made), f"Wagtail has a label for {name} now"
    assert "image = ImageChooserBlock(required=True)" in inspect.getsource(blocks.ImageBlock)
    assert 'return f"{self.count} {self.verbose_name_plural}"' in inspect.getsource(paginator)
    assert "render_basic" in inspect.getsource(compare.BlockComparison)
    assert paginator.WagtailPaginator([1, 2, 3], 2).items_count_label.endswith(": 3")


WALKED = {}


@pytest.fixture
def walked(walker, visit, monkeypatch):  # noqa: F811
    """walked("fi") has visited every page on which a volunteer works, and those of signing in: its answers, views and words. Once in each
    language, for all tests."""

    def in_language(code):
        if code not in WALKED:
            with listening(monkeypatch) as words:
                walk = walker(code)
                WALKED[code] = SimpleNamespace(
                    answers=SignIn(visit(), code).all() | walk.all(), views=walk.views, untranslated=words.untranslated
                )
        return WALKED[code]

    return in_language


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["fi", "sv"])
def test_no_page_of_a_volunteer_asks_for_a_word_that_nobody_has_translated(walked, code):
    seen = walked(code)
    assert f'lang="{code}"' in seen.answers["/admin/account/"].text
    # the links of signing in that work no more, and short forms with mistakes
    assert {path: answer.status_code for path, answer in seen.answers.items() if answer.status_code not in (200, 400, 410)} == {}
    # our own are counted by tests/test_catalogues.py
    assert sorted(msgid for context, msgid in seen.untranslated if (context, msgid) in strings_of_packages("django")) == []


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["fi", "sv"])
def test_no_text_label_or_title_of_a_volunteers_page_is_english(walked, code):
    found = defaultdict(set)
    for path, answer in walked(code).answers.items():
        for where, text in shown(answer):
            words = english_in(text, code) or is_hard_coded(text, where)
            if words and words not in SAME[code]:
                found[words].add(f"{path}: {where}")
    assert not found, "\n".join(f"{words!r}: {sorted(places)[0]} and {len(places) - 1} more" for words, places in sorted(found.items()))


@pytest.mark.django_db
def test_the_walk_goes_to_every_view_that_volunteers_can_open(walked):
    left_out = {name: name.split(":")[-1].removeprefix("wagtailadmin_") for name in ALLOWED if name not in walked("fi").views}
    silent = names_that_show_nothing()
    if not short_forms.forms_of(current.by_slug("lintumaki")):
        # no plugin that ships offers one: these views are there for none
        silent |= {"desk_write", "desk_write_page", "desk_preview", "desk_done"}
    assert not [name for name, short in left_out.items() if short not in silent], "add them to ADDRESSES in tests/admin_walk.py"
    assert not silent - {name.split(":")[-1].removeprefix("wagtailadmin_") for name in ALLOWED}, "these are no views any more"


@pytest.mark.django_db
def test_nothing_leads_out_of_the_install(walked):
    for path, answer in walked("fi").answers.items():
        # where nothing runs without scripts, a page elsewhere tells how to switch them on
        text = re.sub(r"<noscript.*?</noscript>", "", answer.text, flags=re.S)
        out = [link for link in re.findall(r'(?:href|src)="(https?://[^"]+)', text) if "localhost" not in link.split("/")[2]]
        assert not out, (path, out)


@pytest.mark.django_db
def test_a_volunteers_editor_has_no_comments_workflows_or_times_of_publishing(walked):
    answers = walked("fi").answers
    text = next(answer.text for path, answer in answers.items() if path.endswith("/edit/") and path.startswith("/admin"))
    assert "Tallenna luonnos" in text and "Esikatselu" in text and "/history/" in text
    for part in ('data-side-panel="comments"', "go_live_at", "schedule-publishing", "action-submit", "data-action-lock-unlock"):
        assert part not in text
    assert "/admin/reports/" not in answers["/admin/editing/"].text


PAGE = """<h1>{heading}</h1><p title="Close dialog">Kiinni</p><img alt="Choose an image">
<input type="submit" value="Search"><input type="text" value="Search">
<div data-contentpath="title" data-w-block-value='{{"label": "Publish", "icon": "image", "html": "<b>Saved</b>"}}'></div>
<script type="application/json">{{"STRINGS": {{"PLURAL": "%(objects)s pages selected"}}}}</script>
<script>let words = "Loading…", key = "page"</script>"""


class Given(dict):
    """An answer of a text, for the tests of the tests."""

    def __init__(self, text, kind="text/html"):
        super().__init__({"Content-Type": kind})
        self.text = text


def test_english_is_found_wherever_it_can_stand():
    found = {english_in(text, "fi") for _where, text in shown(Given(PAGE.format(heading="Save draft")))}
    assert found - {None} >= {"Save draft", "Close dialog", "Search", "Choose an image", "Publish", "Saved"}
    where = [where for where, text in shown(Given(PAGE.format(heading="Otsikko"))) if text == "Search"]
    assert where == ["page input[value]"], "what people type is no label"
    assert not [text for _where, text in shown(Given(PAGE.format(heading=""))) if text in ("image", "title", "page")]


def test_what_is_finnish_or_only_a_name_is_not_taken_for_english():
    for text in ("Tallenna luonnos", "Lintumäki", "Partti", "Video on päällä", "1–7 / 7"):
        assert not english_in(text, "fi") and not is_hard_coded(text, "page p")
    assert english_in("Start", "fi") is None, "no catalogue has it"
    assert is_hard_coded("The page could not be found", "page p") and not is_hard_coded("the.key of this", "page script")
