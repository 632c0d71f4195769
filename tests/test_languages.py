"""The language of a page: chosen by the path, and never a blank page where a translation is missing."""

import re

import pytest

from neighbourhoods.models import HomePage, InfoPage

pytestmark = pytest.mark.django_db


def html(page):
    return re.search(r'<html lang="([\w-]+)" dir="(\w+)"', page.text).groups()


def main(page):
    return re.search(r'<main [^>]*lang="([\w-]+)" dir="(\w+)">', page.text).groups()


@pytest.mark.parametrize(
    ("slug", "wishes", "cookie", "language"),
    [
        ("lintumaki", "", None, "fi"),
        ("lintumaki", "ar-EG,en;q=0.5", None, "ar"),
        ("lintumaki", "de,fr;q=0.8", None, "fi"),
        ("lintumaki", "ru, uk;q=0.9, en;q=0.8", None, "uk"),
        ("lintumaki", "so", None, "so"),
        ("lintumaki", "en", "sv", "sv"),
        ("lintumaki", "en", "xx", "en"),
        ("lintumaki", "en", "<script>", "en"),
        ("partti", "ar-EG,en;q=0.5", None, "en"),
        ("partti", "ar", "so", "fi"),
        ("partti", "*", None, "fi"),
        ("partti", ";;;q=x,,,", None, "fi"),
        (None, "sv-FI", None, "sv"),
        (None, "ar", None, "fi"),
    ],
)
def test_the_bare_address_leads_to_the_cookies_language_then_the_browsers_then_the_default(db, visit, slug, wishes, cookie, language):
    reader = visit(slug)
    if cookie:
        reader.client.cookies["kieli"] = cookie
    answer = reader.get("/", headers={"accept-language": wishes})
    assert (answer.status_code, answer["Location"]) == (302, f"/{language}/")
    assert answer["Vary"] == "Accept-Language, Cookie"
    assert "private" in answer["Cache-Control"]


def test_choosing_a_language_is_remembered_and_leaves_a_clean_address(db, visit):
    reader = visit("lintumaki")
    answer = reader.get("/sv/mukaan/?kieli&p=2")
    assert (answer.status_code, answer["Location"]) == (302, "/sv/mukaan/?p=2")
    assert reader.get("/")["Location"] == "/sv/"


@pytest.mark.parametrize(
    ("path", "target"), [("/ar/", "/fi/"), ("/so/mukaan/", "/fi/mukaan/"), ("/uk/ei-ole/?a=1", "/fi/ei-ole/?a=1"), ("/ar", "/fi/")]
)
def test_a_language_that_the_site_lacks_leads_to_one_that_it_has(db, visit, path, target):
    answer = visit("partti").get(path)
    assert (answer.status_code, answer["Location"]) == (302, target)


@pytest.mark.parametrize("path", ["/de/", "/xx/mukaan/", "/FI/"])
def test_what_is_no_language_at_all_is_not_found(db, visit, path):
    reader = visit("lintumaki")
    answer = reader.get(path)
    assert answer.status_code == 302
    assert reader.get(answer["Location"]).status_code == 404


def test_an_address_without_a_language_leads_to_the_readers(db, visit):
    answer = visit("lintumaki").get("/mukaan/?a=1", headers={"accept-language": "sv"})
    assert (answer.status_code, answer["Location"]) == (302, "/sv/mukaan/?a=1")


def test_a_translated_home_page_is_shown_in_its_language(db, visit):
    page = visit("lintumaki").get("/sv/")
    assert html(page) == main(page) == ("sv", "ltr")
    assert "Du behöver inget konto." in page.text
    assert page["Content-Language"] == "sv"
    assert "Du ser den på" not in page.text


@pytest.mark.parametrize(
    ("code", "direction", "notice", "content"),
    [
        ("ar", "rtl", "هذه الصفحة ليست بالعربية بعد.", "fi-simple"),
        ("en", "ltr", "This page is not in English yet. You see it in suomi.", "fi"),
        ("uk", "ltr", "Цієї сторінки ще немає українською.", "fi-simple"),
    ],
)
def test_an_untranslated_home_page_is_shown_as_fallback_with_a_notice_in_the_readers_language(db, visit, code, direction, notice, content):
    page = visit("lintumaki").get(f"/{code}/")
    assert page.status_code == 200
    assert html(page) == (code, direction)
    assert main(page) == (content, "ltr")
    assert notice in page.text
    assert page["Content-Language"] == content
    assert ("Et tarvitse tunnuksia." if content == "fi" else "Et tarvitse salasanaa.") in page.text


def test_somali_readers_get_plain_finnish_first_as_the_file_says(db, visit):
    page = visit("lintumaki").get("/so/mukaan/")
    assert html(page) == ("so", "ltr")
    assert main(page) == ("fi-simple", "ltr")


def test_a_page_that_is_not_translated_keeps_the_readers_prefix_in_every_link_of_the_frame(db, visit):
    page = visit("lintumaki").get("/ar/tietoa/")
    assert page.status_code == 200
    assert 'href="/ar/mukaan/"' in page.text
    assert 'href="/ar/"' in page.text
    assert '<link rel="canonical" href="http://lintumaki.localhost:8000/fi-simple/tietoa/">' in page.text


def test_hreflang_names_real_translations_only_and_never_plain_finnish(db, visit):
    codes = re.findall(r'hreflang="([\w-]+)" href="http', visit("lintumaki").get("/fi/").text)
    assert codes == ["fi", "sv", "x-default"]


def test_the_switch_lists_every_language_in_its_own_name_and_marks_the_missing_ones_in_words(db, visit):
    text = visit("lintumaki").get("/fi/tietoa/").text
    for code, name in [("fi", "suomi"), ("fi-simple", "Selkosuomi"), ("sv", "svenska"), ("so", "Soomaali"), ("uk", "Українська")]:
        assert re.search(rf'<a href="/{code}/tietoa/\?kieli" lang="{code}"[^>]*>{name}</a>', text)
    assert re.search(r'lang="fi"[^>]*aria-current="true"', text)
    assert text.count("(ei käännetty)") == 4


def test_when_a_person_publishes_a_copied_home_page_it_counts_as_translated(db, visit, keeper):
    home = HomePage.objects.get(url_path="/lintumaki/en/")
    home.lead = "What the neighbours are up to."
    home.save_revision(user=keeper).publish(user=keeper)
    page = visit("lintumaki").get("/en/")
    assert main(page) == ("en", "ltr")
    assert "What the neighbours are up to." in page.text
    assert "This is an example." not in page.text


def test_an_unpublished_home_page_takes_its_language_away_and_its_pages_fall_back(db, visit):
    HomePage.objects.get(url_path="/lintumaki/sv/").unpublish()
    reader = visit("lintumaki")
    assert 'lang="sv"' not in reader.get("/fi/").text
    assert reader.get("/sv/mukaan/")["Location"] == "/fi/mukaan/"
    assert "/sv/" not in reader.get("/sitemap.xml").text


def test_a_page_written_first_in_another_language_is_shown_to_all(db, visit):
    page = InfoPage(title="أهلاً", slug="suq", lead="مرحبا")
    HomePage.objects.get(url_path="/lintumaki/ar/").add_child(instance=page)
    answer = visit("lintumaki").get("/fi/suq/")
    assert answer.status_code == 200
    assert html(answer) == ("fi", "ltr") and main(answer) == ("ar", "rtl")


def test_a_translation_at_another_address_is_found_from_the_originals(db, visit):
    original = InfoPage.objects.get(url_path="/partti/fi/tietoa/")
    InfoPage.objects.get(url_path="/partti/sv/tietoa/").delete()
    translation = InfoPage(title="Om", slug="om-omradet", translation_key=original.translation_key)
    HomePage.objects.get(url_path="/partti/sv/").add_child(instance=translation)
    answer = visit("partti").get("/sv/tietoa/")
    assert (answer.status_code, answer["Location"]) == (302, "/sv/om-omradet/")


def test_somali_and_plain_finnish_are_languages_of_the_interface(db):
    from django.utils import translation
    from django.utils.translation import check_for_language, get_language_info

    for code in ("so", "fi-simple"):
        assert check_for_language(code)
        assert get_language_info(code)["code"] == code
    with translation.override("so"):
        assert translation.gettext("Menu") == "Liiska"
    with translation.override("fi-simple"):
        assert translation.gettext("All neighbourhoods") == "Kaikki asuinalueet"
        assert translation.gettext("Skip to content") == "Siirry sisältöön"
