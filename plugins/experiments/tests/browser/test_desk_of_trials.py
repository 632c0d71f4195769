"""The pages on which volunteers write of trials, in Finnish on a phone: they keep nobody out, and a keyboard alone reaches all of them."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.servers import ACTIVIST
from tests.browser.test_accessibility import OPTIONS, SETTINGS
from tests.browser.test_desk import FOCUSED, SMALL, TOO_WIDE
from tests.browser.test_team import sign_in

pytestmark = pytest.mark.browser
# a trial that runs, with an entry in its diary, and another one
MAKE = """
import json
from datetime import date
from neighbourhoods import current
from plugins.experiments.models import DiaryEntry, ExperimentIndexPage, ExperimentPage
record = current.by_slug("lintumaki")
index = ExperimentIndexPage.objects.get(path__startswith=record.home("fi").path)
pages = []
for name in ("Penkki rinteeseen", "Kirjahylly aulaan"):
    page = ExperimentPage(title=name, state="running", starts_on=date(2026, 11, 1), aim="Että voi levätä.", locale=index.locale)
    index.add_child(instance=page)
    page.save_revision().publish()
    pages.append(page)
entry = DiaryEntry.unscoped.create(
    neighbourhood_id=record.pk, experiment=pages[0].translation_key, day=date(2026, 11, 20), text="Kaksi istui.", language="fi"
)
print(json.dumps({"page": pages[0].pk, "entry": entry.pk}))
"""
PLACES = {
    "telling of a trial": "/admin/desk/write/experiments/",
    "a trial that is changed": "/admin/desk/write/experiments/{page}/",
    "telling how it went": "/admin/desk/write/experiments-result/{page}/",
    "which diary": "/admin/trials/diary/",
    "writing in the diary": "/admin/trials/{page}/diary/",
    "an entry that is changed": "/admin/trials/diary/{entry}/",
}


@pytest.fixture(scope="module")
def made():
    return {}


@pytest.fixture(scope="module")
def change_files(made):
    return lambda install: made.update(json.loads(install.python(MAKE).strip().splitlines()[-1]))


@pytest.fixture(scope="module")
def signed_in(install, visiting):
    with visiting() as page:
        sign_in(page, install, ACTIVIST)
        return page.context.storage_state()


def go(page, install, made, name):
    answer = page.goto(install.url(path=PLACES[name].format(**made)))
    assert answer.status == 200, page.url


def judge(page):
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options=OPTIONS).response["violations"]
        nodes = [(rule["id"], node["html"], node["failureSummary"]) for rule in found for node in rule["nodes"]]
        assert not nodes, scheme + json.dumps(nodes, ensure_ascii=False, indent=1)
    assert page.evaluate(TOO_WIDE) <= 0
    # what a press of Enter takes in a short form is no button that anybody sees
    assert [found for found in page.evaluate(SMALL) if 'aria-hidden="true"' not in found] == []


@pytest.mark.axe
@pytest.mark.parametrize("name", PLACES)
def test_nothing_keeps_anybody_out_also_when_something_is_wrong(install, made, visiting, signed_in, name):
    with visiting(width=320, storage_state=signed_in) as page:
        go(page, install, made, name)
        judge(page)
        button = page.get_by_role("main").get_by_role("button", name="Julkaise", exact=True)
        if name != "which diary" and button.count():
            for field in page.locator("main form [name=title], main form [name=text]").all():
                field.fill("")
            button.first.click()
            page.locator(".summary").wait_for()
            judge(page)


@pytest.mark.parametrize("name", PLACES)
def test_the_keyboard_reaches_everything_and_is_always_seen(install, made, visiting, signed_in, name):
    with visiting(width=390, storage_state=signed_in) as page:
        go(page, install, made, name)
        page.evaluate("document.activeElement.blur()")
        kinds = ("a[href]", "button:not([aria-hidden])", "summary", "textarea", "select")
        wanted = page.locator(", ".join(f"{kind}:visible" for kind in kinds)).count()
        reached = 0
        for _step in range(wanted + 40):
            page.keyboard.press("Tab")
            now = page.evaluate(FOCUSED)
            if now["tag"] == "BODY":
                break
            assert now["ring"] and now["seen"], now
            reached += now["tag"] != "INPUT"
        assert reached >= wanted


@pytest.mark.axe
@pytest.mark.parametrize("setting", SETTINGS)
def test_the_way_from_a_trial_to_the_page_of_its_path_is_open_to_everybody(install, visiting, setting):
    with visiting(**SETTINGS[setting]) as page:
        page.goto(install.url("lintumaki", f"/{setting[:2]}/kokeilut/rappukahvit-b-rapussa/"))
        page.locator("main a[href*='/polku/']").first.click()
        page.wait_for_url("**/polku/**")
        found = Axe().run(page, options=OPTIONS).response["violations"]
        assert not found, json.dumps([(one["id"], [node["html"] for node in one["nodes"]]) for one in found], ensure_ascii=False, indent=1)
        assert page.evaluate(TOO_WIDE) <= 0
