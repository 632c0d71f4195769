"""What docs/themes.md shows is what the tests run."""

import re

import pytest
from django.conf import settings

from neighbourhoods import contrast, tokens

TEXT = (settings.ROOT / "docs/themes.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"(?:<!-- from (\S+) -->\n)?```(\w*)\n(.*?)\n```\n", TEXT, re.DOTALL)
SECTIONS = ("A new theme", "Tokens", "Dark", "Templates", "Style", "Static files", "What a neighbourhood may change", "Contrast")


@pytest.mark.parametrize(("source", "example"), [(source, example) for source, _language, example in BLOCKS])
def test_every_example_is_a_part_of_a_file_that_is_tested(source, example):
    assert source, f"an example without its file: {example}"
    assert example in (settings.ROOT / source).read_text(encoding="utf-8")


def test_there_is_a_section_with_an_example_for_each_thing_that_can_be_changed():
    sections = dict(part.split("\n", 1) for part in TEXT.split("\n## ")[1:])
    assert tuple(sections) == SECTIONS
    assert [name for name, text in sections.items() if "```" not in text] == []


def test_every_token_and_no_other_is_in_the_table_with_its_meaning():
    table = TEXT.split("| Token |")[1].split("\n\n")[0]
    first_cells = [line.split("|")[1] for line in table.splitlines()[2:]]
    assert re.findall(r"`([a-z0-9-]+)`", " ".join(first_cells)) == sorted(tokens.TOKENS, key=list(tokens.TOKENS).index)


def test_the_table_of_contrast_is_the_one_that_is_measured():
    rows = [line.split("|")[1:4] for line in TEXT.split("| On |")[1].split("\n\n")[0].splitlines()[2:]]
    rows[1][0] = rows[0][0]
    told = {
        (front, back, float(least))
        for backs, fronts, least in rows
        for back in re.findall(r"`([a-z-]+)`", backs)
        for front in re.findall(r"`([a-z-]+)`", fronts)
    }
    assert told == set(contrast.PAIRS)


def test_the_pages_it_leads_to_are_there():
    for name in re.findall(r"\]\(([\w/.-]+\.md)\)", TEXT):
        assert (settings.ROOT / "docs" / name).is_file(), name
