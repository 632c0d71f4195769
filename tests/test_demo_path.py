"""The examples tell one whole story: an idea in Lintumäki, its trial, its method, and what Partti made of that."""

import pytest

from neighbourhoods import current, demo, trail
from neighbourhoods.config.apply import apply_all
from neighbourhoods.models import Record

pytestmark = pytest.mark.django_db
WAY = [
    ("", "Lintumäki", "Kahvia rapun alaovella"),
    ("tried", "Lintumäki", "Rappukahvit B-rapussa"),
    ("became", "Lintumäki", "Rappukahvit"),
    ("adopted", "Partti", "Pihakahvit, Partin versio rappukahveista"),
    ("tried", "Partti", "Kahvit portin luona"),
]


def way_of(title):
    """[(kind of the step, neighbourhood, title)] of the path of the example with this title."""
    rows = Record.objects.filter(kind__in=("idea", "experiment", "method"))
    found = trail.of(next(row.pk for row in rows if row.titles.get("fi") == title), "fi")
    return [(step.kind, step.shown.neighbourhood, step.shown.title) for step in found.steps]


def test_the_path_of_the_idea_leads_to_partti_and_from_there_back(neighbourhoods):
    for _kind, _name, title in WAY:
        assert way_of(title) == WAY
    found = trail.of(next(row.pk for row in Record.objects.filter(kind="idea") if row.titles["fi"] == WAY[0][2]), "fi")
    assert all(step.shown.url for step in found.steps)


@pytest.fixture
def without(bare, sites):
    """An install with examples, on which a plugin is off in both neighbourhoods."""

    def begun(plugin):
        for name in ("lintumaki", "partti"):
            file = sites / f"{name}.toml"
            before, table, rest = file.read_text(encoding="utf-8").partition(f"[plugins.{plugin}]\n")
            # its keys go with it, up to the next table
            after = rest.partition("[")
            file.write_text(before + "".join(after[1:]), "utf-8")
            assert table
        result = apply_all()
        assert not result.errors, [str(problem) for problem in result.errors]
        demo.load_once()
        current.forget_everything()

    return begun


@pytest.mark.parametrize(
    ("plugin", "asked", "left"),
    [("ideas", "Rappukahvit", WAY[1:]), ("experiments", "Rappukahvit", WAY[2:4]), ("methods", "Rappukahvit B-rapussa", WAY[:2])],
)
def test_where_a_plugin_is_off_the_rest_of_the_story_is_told(without, plugin, asked, left):
    without(plugin)
    told = way_of(asked)
    assert [title for _kind, _name, title in told] == [title for _kind, _name, title in left]
    assert told[0][0] == "" and [kind for kind, *_rest in told[1:]] == [kind for kind, *_rest in left[1:]]
