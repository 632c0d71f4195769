"""A neighbourhood has statuses of its own when its file says so, and the five that ship when it does not."""

import re

import pytest
from django.conf import settings
from django.utils import translation

from neighbourhoods import current
from neighbourhoods.config.apply import apply_all

from .. import statuses

pytestmark = pytest.mark.django_db
EXAMPLE = re.search(r"```toml\n(.*?)```", (settings.ROOT / "plugins/ideas/README.md").read_text(encoding="utf-8"), re.DOTALL)[1]


@pytest.fixture
def with_own(sites):
    """Lintumäki, with the example of the README in its file."""

    def written(text):
        file = sites / "lintumaki.toml"
        file.write_text(file.read_text(encoding="utf-8").replace("[plugins.ideas]\n", text), encoding="utf-8")
        result = apply_all()
        current.forget_everything()
        return result

    return written


def test_the_five_that_ship_are_named_in_the_readers_language():
    record = current.by_slug("lintumaki")
    with translation.override("fi"):
        assert [str(one.label) for one in statuses.of(record).values()] == ["Saapunut", "Keskustelussa", "Kokeilussa", "Tehty", "Ei nyt"]
    with translation.override("sv"):
        assert str(statuses.shown(record, "trying").label) == "Prövas"
    assert statuses.first(record) == "received"


def test_a_file_gives_the_neighbourhood_statuses_of_its_own(with_own):
    assert not with_own(EXAMPLE).errors
    record = current.by_slug("lintumaki")
    with translation.override("sv"):
        assert [one.label for one in statuses.of(record).values()] == ["Mottagen", "På bolagsstämman", "Inte nu"]
    with translation.override("ar"):
        assert statuses.shown(record, "meeting").label == "Yhtiökokouksessa"
    assert [one.key for one in statuses.of(record).values() if one.needs_reason] == ["not_now"]
    assert statuses.of(current.by_slug("partti"))["trying"]


def test_a_status_that_the_file_has_no_more_is_still_told(with_own):
    with_own(EXAMPLE)
    record = current.by_slug("lintumaki")
    with translation.override("fi"):
        assert str(statuses.shown(record, "done").label) == "Tehty"
        assert statuses.shown(record, "long_gone").label == "long_gone"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (EXAMPLE.replace('"meeting"', '"received"'), "statuses"),
        (EXAMPLE.replace('"meeting"', '"Kokous 1"'), "key"),
        (EXAMPLE.replace('look  = "asking"', 'look = "pink"'), "look"),
        (EXAMPLE.replace("needs_reason", "need_reason"), "need_reason"),
    ],
    ids=["a key twice", "a key that is none", "an unknown look", "an unknown key"],
)
def test_a_mistake_in_them_is_told_with_its_key_and_the_site_goes_on(with_own, wrong, told):
    result = with_own(wrong)
    assert any(told in str(problem) for problem in result.errors)
    assert statuses.of(current.by_slug("lintumaki"))["trying"]
