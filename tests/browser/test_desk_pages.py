"""Every page of the desk, in Finnish on a phone: it keeps nobody out, and a keyboard alone reaches everything, always seen."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .servers import ACTIVIST
from .test_accessibility import OPTIONS
from .test_desk import FOCUSED, SMALL, TOO_WIDE

pytestmark = pytest.mark.browser
# a page that was published twice, one that is hidden, one in the bin, and what was done to them
MAKE = f"""
import json
from neighbourhoods import current
from neighbourhoods.desk import bin, care_optout, page_acts
from neighbourhoods.isolation import scope
from neighbourhoods.models import Act, HomePage, InfoPage, User
user = User.objects.get(email="{ACTIVIST}")
record = current.by_slug("lintumaki")
home = HomePage.objects.get(url_path="/lintumaki/fi/")
pages = []
for number, name in enumerate(("Kerhotila", "Pihakeinu", "Polttopuut")):
    page = InfoPage(title=name, slug=f"sivu-{{number}}", locale=home.locale)
    home.add_child(instance=page)
    page.save_revision(user=user).publish(user=user)
    page.lead = "Avoinna iltaisin."
    page.save_revision(user=user).publish(user=user)
    pages.append(page)
page_acts.hide(record, pages[1].pk, user)
bin.put(record, pages[2].pk, user)
print(json.dumps({{"pages": [page.pk for page in pages], "away": care_optout.link(user.pk, record.pk)}}))
"""
PLACES = {
    "recently done": "/admin/desk/acts/",
    "a published page": "/admin/desk/pages/{pages[0]}/",
    "a hidden page": "/admin/desk/pages/{pages[1]}/",
    "a page in the bin": "/admin/desk/pages/{pages[2]}/",
    "asking before the bin": "/admin/desk/pages/{pages[0]}/?action=bin",
    "the bin": "/admin/desk/bin/",
    "all that needs care": "/admin/desk/care/",
    "help": "/admin/desk/help/",
    "a page of help": "/admin/desk/help/kuva/",
    "the sheet": "/admin/desk/help/sheet/",
    "no more weekly mail": "{away}",
}


@pytest.fixture(scope="module")
def made():
    return {}


@pytest.fixture(scope="module")
def change_files(made):
    return lambda install: made.update(json.loads(install.python(MAKE).strip().splitlines()[-1]))


@pytest.fixture(scope="module")
def signed_in(install, visiting):
    """What a browser keeps of an active resident who has signed in once."""
    with visiting() as page:
        page.goto(install.sign_in_link(ACTIVIST))
        page.get_by_role("button", name="Kirjaudu").click()
        expect(page).to_have_url(install.url(path="/admin/"))
        return page.context.storage_state()


def go(page, install, made, name):
    address = PLACES[name].format(**made)
    page.goto(address if address.startswith("http") else install.url(path=address))
    assert page.locator("html").get_attribute("lang") == "fi"


@pytest.mark.axe
@pytest.mark.parametrize("name", PLACES)
def test_nothing_keeps_anybody_out_in_light_and_in_dark(install, made, visiting, signed_in, name):
    with visiting(width=320, storage_state=signed_in) as page:
        go(page, install, made, name)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page, options=OPTIONS).response["violations"]
            nodes = [(rule["id"], node["html"], node["failureSummary"]) for rule in found for node in rule["nodes"]]
            assert not nodes, scheme + json.dumps(nodes, ensure_ascii=False, indent=1)
        assert page.evaluate(TOO_WIDE) <= 0
        assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("name", PLACES)
def test_the_keyboard_reaches_everything_and_is_always_seen(install, made, visiting, signed_in, name):
    with visiting(width=390, storage_state=signed_in) as page:
        go(page, install, made, name)
        wanted = page.locator("a[href]:visible, button:visible, summary:visible, input:visible").count()
        page.keyboard.press("Tab")
        reached = 0
        for _step in range(wanted + 2):
            now = page.evaluate(FOCUSED)
            if now["tag"] == "BODY":
                break
            assert now["ring"] and now["seen"] and now["text"], now
            reached += 1
            page.keyboard.press("Tab")
        assert reached >= wanted


def test_hidden_shown_again_binned_and_restored_with_the_keyboard_alone(install, made, visiting, signed_in):
    def press(name):
        button = page.get_by_role("main").get_by_role("button", name=name, exact=True)
        button.focus()
        page.keyboard.press("Enter")
        # the page after it has no such button; what was said before may still be on the one that is left
        expect(button).to_have_count(0)
        expect(page.get_by_role("status").first).to_be_visible()

    with visiting(width=390, storage_state=signed_in) as page, visiting(width=360) as reader:
        go(page, install, made, "a published page")
        address = page.get_by_role("link", name="Katso", exact=True).get_attribute("href")
        press("Piilota")
        assert reader.goto(address).status == 404
        press("Näytä taas")
        assert reader.goto(address).status == 200
        page.goto(install.url(path=PLACES["asking before the bin"].format(**made)))
        press("Siirrä roskakoriin")
        assert reader.goto(address).status == 404
        page.goto(install.url(path="/admin/desk/bin/"))
        binned = page.get_by_role("listitem").filter(has_text="Kerhotila")
        binned.get_by_role("button").focus()
        page.keyboard.press("Enter")
        expect(binned).to_have_count(0)
        expect(page.get_by_role("status").first).to_be_visible()
        assert reader.goto(address).status == 200
