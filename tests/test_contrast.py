"""Everybody can read every site: what is measured are the colours that a site would wear."""

import pytest
from django.utils import translation

from neighbourhoods import contrast, themes
from neighbourhoods.config.apply import apply_all

from .sites_folder import GOOD, THEMES, load, said

SHIPPED = [(name, scheme) for name in ("pihlaja", "laituri") for scheme in ("light", "dark")]


def worn(name, light=None, dark=None):
    return dict(zip(("light", "dark"), THEMES[name].merged(light or {}, dark or {}), strict=True))


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#fff", "#fff", 1),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
        ("#f00", "#ffffff", 4.0),
    ],
)
def test_the_ratio_is_that_of_wcag_in_either_order(one, other, ratio):
    assert contrast.ratio(one, other) == contrast.ratio(other, one) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize(("name", "scheme"), SHIPPED)
def test_every_pair_of_a_theme_that_ships_is_strong_enough(name, scheme):
    assert contrast.failures(worn(name)[scheme]) == []


@pytest.mark.parametrize(("name", "scheme"), SHIPPED)
def test_every_colour_that_pages_put_on_another_is_measured(name, scheme):
    values = worn(name)[scheme]
    for front, back, needed in contrast.PAIRS:
        assert contrast.failures({**values, front: values[back]}), (front, back)
        assert needed in (3, 4.5)


def test_a_light_colour_of_a_file_is_not_for_the_dark_but_a_measure_is():
    light, dark = THEMES["pihlaja"].merged({"happening": "#ffffff", "radius": "0px"}, {})
    assert light["happening"] == "#ffffff" and dark["happening"] == "var(--soft)"
    assert light["radius"] == dark["radius"] == "0px"


def told(tmp_path, theme):
    return said(load(tmp_path / "sites", {"partti.toml": f"{GOOD}theme = {{ {theme} }}\n"}), "en")


def test_a_weak_colour_is_told_with_its_line_the_measured_ratio_and_one_that_is_enough(tmp_path):
    (sentence,) = told(tmp_path, 'tokens = { accent = "#ff8866" }')
    assert sentence == (
        "partti.toml, line 3, theme.tokens.accent: the contrast of on-accent on accent is 2.34, at least 4.5 is needed. "
        'This is enough: accent = "#b25f47"'
    )
    assert told(tmp_path, 'tokens = { accent = "#b25f47" }') == []


def test_what_is_measured_is_cut_and_never_looks_like_enough():
    values = {**worn("pihlaja")["light"], "accent": "#777777", "on-accent": "#ffffff"}
    (failure,) = [one for one in contrast.failures(values) if one.front == "on-accent"]
    assert (failure.measured, failure.needed) == (4.47, 4.5)


def test_the_numbers_are_written_as_the_reader_writes_them():
    values = {**worn("pihlaja")["light"], "muted": "#999999"}
    cause = dict(contrast.refusals(values))["muted"].context["cause"]
    with translation.override("fi"):
        assert "4,5" in str(cause)
    with translation.override("en"):
        assert "4.5" in str(cause)


def test_a_weak_dark_colour_is_told_in_the_table_of_the_dark(tmp_path):
    (sentence,) = told(tmp_path, 'dark = { muted = "#555555" }')
    assert "theme.dark.muted: the contrast of muted on " in sentence


def test_one_colour_is_told_once_by_its_weakest_pair_and_each_of_several(tmp_path):
    sentences = told(tmp_path, 'tokens = { ink = "#aaaaaa", muted = "#bbbbbb" }')
    assert [sentence.split(":")[0] for sentence in sentences] == [
        "partti.toml, line 3, theme.tokens.ink",
        "partti.toml, line 3, theme.tokens.muted",
    ]


def test_a_ground_that_the_themes_text_cannot_be_read_on_is_the_one_to_blame(tmp_path):
    (sentence,) = told(tmp_path, 'tokens = { raised = "#2b1b15" }')
    assert "theme.tokens.raised: the contrast of " in sentence and " on raised is 1." in sentence


def test_a_tint_is_measured_where_other_tints_refer_to_it(tmp_path):
    (sentence,) = told(tmp_path, 'tokens = { soft = "#8f2412" }')
    assert "theme.tokens.soft: " in sentence


def test_colours_that_only_fit_together_are_taken_together(tmp_path):
    together = 'accent = "#4a1208", on-accent = "#ffd0c0", deep = "#ffffff", on-deep = "#000", halo = "#8a6a00"'
    assert told(tmp_path, f"tokens = {{ {together} }}") == []


def test_where_no_colour_would_do_the_cure_is_to_change_the_other_one():
    stuck = {**worn("pihlaja")["light"], "raised": "#000000", "muted": "#777777"}
    assert contrast.suggestion("muted", stuck) is None
    with translation.override("en"):
        assert str(dict(contrast.refusals(stuck))["muted"].context["cure"]) == "Change the other colour too"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("theme", "words"),
    [
        ('tokens = { akcent = "#000" }', "theme.tokens.akcent"),
        ('tokens = { accent = "nonsense" }', "theme.tokens.accent"),
        ('tokens = { radius = "1px} body{display:none" }', "theme.tokens.radius"),
        ('tokens = { font-text = "url(//example.org/x), serif" }', "theme.tokens.font-text"),
        ('tokens = { ink = "#dddddd" }', "theme.tokens.ink"),
    ],
)
def test_a_bad_look_in_a_file_is_told_and_the_site_stays_as_it_was(sites, neighbourhoods, visit, theme, words):
    before = visit("partti").get("/theme.css").text
    file = sites / "partti.toml"
    file.write_text(file.read_text().replace('name = "laituri"', f'name = "laituri", {theme}').replace("Puutaloja", "Taloja"))
    result = apply_all()
    assert [words in str(problem) for problem in result.errors] == [True]
    assert not [change for change in result.changes if change.slug == "partti"]
    assert visit("partti").get("/theme.css").text == before
    assert visit("partti").get("/fi/").status_code == visit("lintumaki").get("/fi/").status_code == 200


@pytest.mark.django_db
def test_plan_ends_with_one_where_a_colour_is_too_weak(sites, capsys, monkeypatch):
    from django.core.management import call_command

    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    file = sites / "partti.toml"
    file.write_text(file.read_text().replace('name = "laituri"', 'name = "laituri", tokens = { link = "#7fb2d0" }'))
    with pytest.raises(SystemExit) as stopped:
        call_command("neighbourhoods", "plan")
    assert stopped.value.code == 1
    assert "theme.tokens.link: the contrast of link on asking is 1.81, at least 4.5" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_look_that_was_applied_long_ago_may_hold_tokens_that_are_gone(neighbourhoods):
    config = {"theme": {"name": "gone", "tokens": {"old-token": "#000", "accent": "#111111"}}}
    theme, light, _dark = themes.merged(config)
    assert theme.name == themes.DEFAULT and "old-token" not in light and light["accent"] == "#111111"
