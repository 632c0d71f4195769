"""Each kind of page, judged by axe against WCAG 2.2 AA."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from .kinds import KINDS, OF_A_SITE, add_quiet_and_removed, open_kind

pytestmark = [pytest.mark.browser, pytest.mark.axe]

OPTIONS = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}, "resultTypes": ["violations"]}
SETTINGS = {
    "fi 320 light": {"locale": "fi-FI", "width": 320, "scheme": "light"},
    "fi 1280 dark": {"locale": "fi-FI", "width": 1280, "scheme": "dark"},
    "ar 320 light": {"locale": "ar", "width": 320, "scheme": "light"},
}
CASES = [(kind, setting) for setting in SETTINGS for kind in (OF_A_SITE if setting.startswith("ar") else KINDS)]


@pytest.fixture(scope="module")
def change_files():
    return add_quiet_and_removed


@pytest.fixture(scope="module")
def axe():
    return Axe()


@pytest.mark.parametrize(("kind", "setting"), CASES, ids=[f"{kind}, {setting}" for kind, setting in CASES])
def test_nothing_keeps_anybody_out(install, visiting, axe, kind, setting):
    with visiting(**SETTINGS[setting]) as page:
        open_kind(page, install, kind, language=setting[:2])
        found = axe.run(page, options=OPTIONS).response
        assert found["testEnvironment"]["windowWidth"] == SETTINGS[setting]["width"]
        nodes = [
            {"rule": violation["id"], "element": node["html"], "why": node["failureSummary"]}
            for violation in found["violations"]
            for node in violation["nodes"]
        ]
        assert not nodes, json.dumps(nodes, ensure_ascii=False, indent=1)
