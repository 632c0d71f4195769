"""Every site has an accessibility statement and a privacy notice, made from its file and its details."""

import re
from datetime import date

import pytest

from neighbourhoods import current
from neighbourhoods.config.apply import apply_all
from neighbourhoods.models import Details, Install, KnownGap, Neighbourhood

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
    assert "Arvion päivä: ei vielä kerrottu" in accessibility
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
        assert not {"viikkokirje", "veckobrev", "newsletter"} & set(text.split())


NOT_TOLD = {"fi": "ei vielä kerrottu", "sv": "inte berättat ännu", "en": "not told yet", "fi-simple": "ei vielä kerrottu"}


@BOTH
@pytest.mark.parametrize("language", NOT_TOLD)
def test_a_site_of_which_nothing_is_told_says_so_and_leaves_no_empty_list(visit, path, language):
    row = Neighbourhood.objects.get(slug="lintumaki")
    row.config = {**row.config, "controller": {}}
    row.save()
    Details.objects.filter(neighbourhood=row.pk).delete()
    current.forget_everything()
    text = visit("lintumaki").get(f"/{language}/{path}/").text.split("<main")[1].split("</main>")[0]
    # who, when assessed, the authority, when reviewed; who, the address to write to, server, processors, when reviewed
    assert text.count(NOT_TOLD[language]) == (4 if path == "saavutettavuus" else 5)
    assert "None" not in text and not re.search(r"<(ul|p)[^>]*>\s*</", text)


@pytest.mark.parametrize("language", NOT_TOLD)
def test_a_known_gap_is_told_with_its_cause_what_to_do_and_when_it_is_put_right_in_every_language(visit, language):
    visitor = visit("lintumaki")
    before = visitor.get(f"/{language}/saavutettavuus/").text
    KnownGap.objects.create(details=details(), issue="Kartta", cause="vanha kuva", instead="Soita.", corrected="keväällä")
    after = visitor.get(f"/{language}/saavutettavuus/").text
    for told in ("Kartta", "vanha kuva", "Soita.", "keväällä"):
        assert told in after and told not in before


@pytest.mark.parametrize(("language", "partly"), [("fi", "osittain"), ("sv", "delvis"), ("en", "in part"), ("fi-simple", "osittain")])
def test_the_site_never_claims_to_be_accessible_in_full(visit, language, partly):
    assert partly in visit("lintumaki").get(f"/{language}/saavutettavuus/").text.split("<main")[1]


@pytest.mark.parametrize("language", NOT_TOLD)
def test_the_times_that_data_is_kept_are_those_that_the_erasing_keeps_to(visit, monkeypatch, language):
    for name, days in (("ADDRESS_KEPT", 91), ("UNANSWERED_KEPT", 181), ("KEPT", 361)):
        monkeypatch.setattr(f"neighbourhoods.feedback.{name}", days)
    monkeypatch.setattr("neighbourhoods.contacts.KEPT_AFTER", 31)
    text = visit("lintumaki").get(f"/{language}/tietosuoja/").text
    for days in (91, 181, 361, 31):
        assert f" {days} " in text or f">{days} " in text


@BOTH
def test_they_cost_two_queries_at_most(visit, path, django_assert_max_num_queries):
    visitor = visit("lintumaki")
    visitor.get(f"/fi/{path}/")
    with django_assert_max_num_queries(2):
        visitor.get(f"/fi/{path}/")


@BOTH
def test_search_engines_are_sent_to_the_texts_that_were_written(visit, path):
    page = visit("lintumaki").get(f"/ar/{path}/").text
    assert f'<link rel="canonical" href="http://lintumaki.localhost:8000/en/{path}/">' in page
    assert set(re.findall(r'hreflang="([^"]*)"', page.split("</head>")[0])) == {"fi", "sv", "en", "x-default"}


def test_the_portal_has_its_own_details(visit):
    Details.objects.create(neighbourhood=None, hosting="Portaalin palvelin", contact_email="portaali@example.org")
    assert "Portaalin palvelin" in visit().get("/fi/tietosuoja/").text
    assert "mailto:portaali@example.org" in visit().get("/fi/saavutettavuus/").text
    assert "Portaalin palvelin" not in visit("lintumaki").get("/fi/tietosuoja/").text


@BOTH
def test_before_anything_is_applied_there_is_nothing_here(bare, visit, path):
    assert not Install.objects.exists()
    assert visit().get(f"/fi/{path}/").status_code == 404


def test_a_plugin_tells_in_the_privacy_notice_what_it_keeps_where_it_is_on_and_nowhere_else(visit, sites):
    file = sites / "lintumaki.toml"
    file.write_text(file.read_text(encoding="utf-8") + "\n[plugins.dummyplugin]\nkeep_wishes_days = 33\n", encoding="utf-8")
    assert not apply_all().errors
    current.forget_everything()
    told = visit("lintumaki").get("/sv/tietosuoja/").text
    assert '<div lang="fi" dir="ltr"><h3>Lainapyynnöt</h3>' in told and "33 päivän päästä" in told
    assert "Lainapyynnöt" not in visit("partti").get("/fi/tietosuoja/").text
