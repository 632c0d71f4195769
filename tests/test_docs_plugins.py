"""What docs/plugins.md shows is what the tests run."""

import inspect
import re

import pytest
from django.conf import settings

from neighbourhoods import registry
from neighbourhoods.plugin import Plugin

TEXT = (settings.ROOT / "docs/plugins.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"(?:<!-- from (\S+) -->\n)?```(\w*)\n(.*?)\n```\n", TEXT, re.DOTALL)
# what Django's own AppConfig has is not ours to explain
POINTS = [
    name
    for name, value in vars(Plugin).items()
    if not name.startswith("_") and name not in ("default_auto_field", "import_models") and not inspect.ismodule(value)
]


@pytest.mark.parametrize(("source", "example"), [(source, example) for source, _language, example in BLOCKS])
def test_every_example_is_a_part_of_a_file_that_is_tested(source, example):
    assert source, f"an example without its file: {example}"
    assert example in (settings.ROOT / source).read_text(encoding="utf-8")


def test_each_extension_point_has_a_section():
    headings = " ".join(re.findall(r"^## (.+)$", TEXT, re.MULTILINE))
    assert len(POINTS) > 20
    assert [name for name in POINTS if not re.search(rf"\b{name}\b", headings)] == []


def test_the_plugin_that_the_examples_are_of_uses_each_of_them():
    own = vars(type(registry.get("dummyplugin")))
    # it needs no other plugin
    assert [name for name in POINTS if name not in own] == ["requires"]


def test_each_section_about_an_extension_point_has_an_example():
    sections = dict(part.split("\n", 1) for part in TEXT.split("\n## ")[1:])
    about = {heading: text for heading, text in sections.items() if set(re.findall(r"\w+", heading)) & set(POINTS)}
    # a range of versions stands in the first example already
    assert [heading for heading, text in about.items() if "```" not in text and not heading.startswith("requires_core")] == []


def test_the_pages_it_leads_to_are_there():
    for name in re.findall(r"\]\(([\w/.-]+\.md)\)", TEXT):
        assert (settings.ROOT / "docs" / name).is_file(), name
