"""Every site has an accessibility statement and a privacy notice, made from its file and its details."""

from datetime import date

import pytest

from neighbourhoods.models import Details, KnownGap

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("path", ["saavutettavuus", "tietosuoja"])


def details(slug="lintumaki"):
    return Details.objects.get(neighbourhood__slug=slug)


@BOTH
@pytest.mark.parametrize("slug", ["lintumaki", "partti", None])
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_site_has_both_in_three_languages(visit, path, slug, language):
    page = visit(slug).get(f"/{language}/{path}/")
    assert page.status_code == 200
    assert page.text.count("<h1>") == 1
    assert f'<main id="content" tabindex="-1" lang="{language}"' in page.text


@BOTH
def test_plain_finnish_has_its_own_text(visit, path):
    plain, usual = (visit("lintumaki").get(f"/{code}/{path}/").text.split("<main")[1] for code in ("fi-simple", "fi"))
    assert 'lang="fi-simple"' in plain and plain != usual


@BOTH
@pytest.mark.parametrize(("language", "shown"), [("ar", "en"), ("uk", "en"), ("so", "fi-simple")])
def test_other_readers_get_the_best_one_along_their_chain_with_a_notice(visit, path, language, shown):
    page = visit("lintumaki").get(f"/{language}/{path}/")
    assert f'<html lang="{language}"' in page.text and f'tabindex="-1" lang="{shown}"' in page.text
    assert 'class="notice" role="note"' in page.text


@BOTH
def test_every_page_leads_to_both(visit, path):
    for host, address in (("lintumaki", "/sv/"), ("lintumaki", "/sv/kom-ej/"), (None, "/sv/"), ("lintumaki", "/sv/etsi/")):
        assert f'href="/sv/{path}/"' in visit(host).get(address).text


def test_what_nobody_has_told_is_said_to_be_so(visit):
    accessibility, privacy = (visit("lintumaki").get(f"/fi/{path}/").text for path in ("saavutettavuus", "tietosuoja"))
    assert "arvion päivää ei ole vielä kerrottu" in accessibility
    assert "viranomainen: ei vielä kerrottu" in accessibility
    assert "Palvelin: ei vielä kerrottu" in privacy
    assert "täyttää WCAG-ohjeiston A- ja AA-tason vaatimukset osittain" in accessibility


def test_what_was_told_is_shown(visit):
    row = details()
    row.assessed_on, row.authority, row.hosting = (
        date(2026, 3, 2),
        "Viranomainen\nhttps://valvoja.example/a?b=1&c=2",
        "Palvelinyhtiö, Suomi",
    )
    row.processors = "Postiyhtiö\nVarmuuskopiot"
    row.save()
    KnownGap.objects.create(details=row, issue="Kartta", cause="vanha kuva", instead="Soita.", corrected="keväällä")
    accessibility, privacy = (visit("lintumaki").get(f"/fi/{path}/").text for path in ("saavutettavuus", "tietosuoja"))
    assert "2.3.2026" in accessibility
    assert '<a href="https://valvoja.example/a?b=1&amp;c=2"' in accessibility
    assert "Kartta" in accessibility and "Soita." in accessibility and "keväällä" in accessibility
    assert "Palvelinyhtiö, Suomi" in privacy and "Postiyhtiö, Varmuuskopiot" in privacy
    assert "Lintumäen asukasyhdistys" in privacy and "tietosuoja@" in privacy


def test_what_is_written_there_cannot_run(visit):
    row = details()
    row.authority = row.hosting = "<script>x</script>"
    row.save()
    for path in ("saavutettavuus", "tietosuoja"):
        assert "<script>x" not in visit("lintumaki").get(f"/fi/{path}/").text


def test_nothing_is_promised_that_is_not_built(visit):
    for language in ("fi", "sv", "en", "fi-simple"):
        text = visit("lintumaki").get(f"/{language}/tietosuoja/").text.lower()
        assert not {"viikkokirje", "ilmoittautumi", "veckobrev", "newsletter", "sign-up"} & set(text.split())
