"""The volunteers' front page: what each person can do from it, and what it tells of the neighbourhood that they work for."""

import json
import logging
import re
from dataclasses import replace

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.users.models import UserProfile

from neighbourhoods import acts, current, registry
from neighbourhoods.config.apply import apply_all
from neighbourhoods.desk import shell
from neighbourhoods.models import Draft, InfoPage, Membership, PageViews, User
from neighbourhoods.plugin import Care, CareRule, Tile

from .dummyplugin.models import Wish

pytestmark = pytest.mark.django_db
LABEL = "dummyplugin"


@pytest.fixture
def office(visit, keeper):
    visitor = visit()
    visitor.client.force_login(keeper)
    return visitor


@pytest.fixture
def of_both(visit, neighbourhoods):
    user = User.objects.create_user("molemmissa@example.org")
    Membership.objects.create(user=user, neighbourhood=neighbourhoods["lintumaki"], role="coordinator")
    Membership.objects.create(user=user, neighbourhood=neighbourhoods["partti"], role="activist")
    visitor = visit()
    visitor.client.force_login(user)
    return visitor


@pytest.fixture
def shelf(sites, settings, neighbourhoods):
    """The plugin of the tests, on in both neighbourhoods, on an install that serves people."""
    for slug in ("lintumaki", "partti"):
        file = sites / f"{slug}.toml"
        file.write_text(file.read_text() + f"[plugins.{LABEL}]\n")
    apply_all()
    current.forget_everything()
    settings.PLUGIN_ERRORS_RAISE = False
    plugin = registry.get(LABEL)
    for slug in ("lintumaki", "partti"):
        with current.activate(current.by_slug(slug)) as record:
            plugin.demo(record)
    current.forget_everything()
    return plugin


def wish_for(slug, text="Huomenna", days=0):
    from .dummyplugin.models import ThingPage

    thing = ThingPage.objects.get(url_path=f"/{slug}/fi/lainahylly/tikkaat/")
    with current.activate(current.by_slug(slug)):
        wish = Wish.objects.create(thing=thing, email="toive@example.org", text=text)
    Wish.unscoped.filter(pk=wish.pk).update(created_at=timezone.now() - timezone.timedelta(days=days))
    return wish


def words(answer):
    """What is read on the page, without marks."""
    main = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def links(answer):
    return set(re.findall(r'href="([^"]+)"', answer.text))


class TestWhoSeesWhat:
    def test_an_activist_begins_at_the_desk_and_not_in_the_tree_of_pages(self, desk):
        answer = desk.get("/admin/")
        assert answer.status_code == 200 and "<h1>Mitä haluat tehdä?</h1>" in answer.text
        assert "Lintumäki" in answer.text and "wagtail" not in answer.text
        assert not [link for link in links(answer) if link.startswith("/admin/pages/") or "reports" in link]

    def test_an_activist_is_not_offered_the_team_and_a_coordinator_is(self, desk, activist):
        assert "/admin/team/" not in links(desk.get("/admin/"))
        activist.memberships.update(role="coordinator")
        assert "/admin/team/" in links(desk.get("/admin/"))

    def test_everything_that_is_offered_can_be_opened(self, desk, shelf, activist):
        activist.memberships.update(role="coordinator")
        wish_for("lintumaki", days=9)
        here = {link.replace("http://localhost:8000", "") for link in links(desk.get("/admin/"))}
        offered = sorted(link for link in here if link.startswith("/admin/"))
        assert len(offered) > 6
        assert {link: code for link in offered if (code := desk.get(link, follow=True).status_code) != 200} == {}

    def test_translating_is_offered_where_there_is_something_to_translate_into(self, desk, sites):
        assert "/admin/translate/" in links(desk.get("/admin/"))
        file = sites / "lintumaki.toml"
        file.write_text(re.sub(r"languages = .*", 'languages = ["fi"]', file.read_text()).replace("[fallback]", "[x]").split("[x]")[0])
        apply_all()
        current.forget_everything()
        assert "/admin/translate/" not in links(desk.get("/admin/"))

    def test_a_keeper_works_in_the_whole_install_until_they_choose_a_neighbourhood(self, office):
        text = office.get("/admin/").text
        assert "Mitä haluat tehdä?" not in text and "/admin/neighbourhood/" in text
        assert "Mitä haluat tehdä?" in office.get("/admin/?neighbourhood=partti").text
        answer = office.get("/admin/")
        assert "Partti" in answer.text and "/admin/neighbourhood/" in links(answer)
        assert "/admin/team/?neighbourhood=partti" in links(answer)
        assert "Mitä haluat tehdä?" not in office.get("/admin/editing/").text

    def test_who_belongs_to_several_chooses_first_and_can_change_it_afterwards(self, of_both):
        answer = of_both.get("/admin/")
        assert (
            "Mitä haluat tehdä?" not in answer.text and "?neighbourhood=lintumaki" in answer.text and "?neighbourhood=partti" in answer.text
        )
        answer = of_both.get("/admin/?neighbourhood=partti")
        assert "Naapurusto: Partti" in words(answer) and "/admin/neighbourhood/" in links(answer)
        # a coordinator in the other one only
        assert not [link for link in links(answer) if link.startswith("/admin/team/")]
        # what is opened from here is of here, whatever is chosen on another page meanwhile
        assert "/admin/details/?neighbourhood=partti" in links(answer)

    def test_who_belongs_to_one_has_nothing_to_switch(self, desk):
        assert "/admin/neighbourhood/" not in links(desk.get("/admin/"))

    def test_who_belongs_nowhere_sees_no_desk(self, visit, neighbourhoods):
        visitor = visit()
        visitor.client.force_login(User.objects.create_user("uusi@example.org"))
        answer = visitor.get("/admin/")
        assert answer.status_code == 403 and "Mitä haluat tehdä?" not in answer.text
        assert visitor.get("/admin/editing/").status_code == 404

    def test_a_stranger_is_asked_to_sign_in(self, visit):
        for path in ("/admin/", "/admin/editing/"):
            assert visit().get(path)["Location"].startswith("/accounts/login/")

    def test_a_member_of_one_cannot_choose_the_desk_of_another(self, desk):
        answer = desk.get("/admin/?neighbourhood=partti")
        assert "Partti" not in answer.text and "Lintumäki" in answer.text

    def test_nothing_is_sent_to_the_desk(self, desk):
        assert desk.post("/admin/").status_code == 405

    def test_it_is_never_kept_by_a_browser_or_a_proxy(self, desk):
        assert "no-store" in desk.get("/admin/")["Cache-Control"]


class TestTheWholeEditor:
    def test_wagtails_own_front_page_is_a_step_away_and_leads_back(self, desk):
        assert "/admin/editing/" in links(desk.get("/admin/"))
        answer = desk.get("/admin/editing/")
        assert answer.status_code == 200 and "/admin/pages/" in answer.text

    @pytest.mark.parametrize("path", ["/admin/editing/", "/admin/details/", "/admin/images/", "/admin/account/"])
    def test_the_menu_of_every_page_of_wagtail_begins_with_the_desk(self, desk, path):
        text = desk.get(path).text
        menu = json.loads(re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', text).group(1))["modules"]
        items = next(part["_args"][0] for part in menu if part["_type"] == "wagtail.sidebar.MainMenuModule")
        assert {**items[0]["_args"][0], "label": "Työpöytä", "url": "/admin/"} == items[0]["_args"][0]

    def test_a_keeper_who_has_chosen_nothing_has_no_desk_in_the_menu(self, office):
        assert "Ty\\u00f6p\\u00f6yt\\u00e4" not in office.get("/admin/").text


class TestTiles:
    def test_a_tile_says_how_many_wait_in_a_number_and_in_words(self, desk, shelf):
        for _number in range(3):
            wish_for("lintumaki")
        tile = re.search(r'<a class="tile[^>]*>(?:(?!</a>).)*Lainapyynnöt.*?</a>', desk.get("/admin/").text, re.DOTALL).group(0)
        assert '<span class="n" aria-hidden="true">3</span>' in tile and "3 odottaa" in tile

    def test_what_waits_in_another_neighbourhood_is_not_counted(self, desk, shelf):
        wish_for("partti")
        (tile,) = [tile for tile in desk.get("/admin/").context["tiles"] if tile["label"] == "Lainapyynnöt"]
        assert not tile["waiting"]

    def test_a_tile_without_anything_waiting_says_what_it_is_for(self, desk, shelf, monkeypatch):
        tile = Tile(
            "call", "Kysy ideoita", "bulb", lambda record: "/admin/details/", count=lambda record: 0, more="Yksi kysymys kerrallaan"
        )
        monkeypatch.setattr(shelf, "tiles", lambda: [tile])
        text = desk.get("/admin/").text
        assert (
            '<a class="tile asking" href="/admin/details/?neighbourhood=lintumaki">' in text
            and "<small>Yksi kysymys kerrallaan</small>" in text
        )

    def test_an_icon_that_nobody_has_drawn_is_a_leaf(self, desk, shelf, monkeypatch):
        monkeypatch.setattr(shelf, "tiles", lambda: [Tile("x", "Outo", "unicorn", lambda record: "/admin/")])
        answer = desk.get("/admin/")
        assert answer.status_code == 200 and "Outo" in answer.text

    @pytest.mark.parametrize("field", ["url", "count", "label"])
    def test_a_tile_that_fails_is_logged_and_the_others_are_there(self, desk, shelf, monkeypatch, caplog, field):
        class Fails:
            def __call__(self, record=None):
                raise ZeroDivisionError("jako nollalla")

            __str__ = __call__

        good = Tile("good", "Hyvä laatta", "hand", lambda record: "/admin/details/")
        monkeypatch.setattr(shelf, "tiles", lambda: [replace(good, **{"label": "Huono laatta", field: Fails()}), good])
        answer = desk.get("/admin/")
        assert answer.status_code == 200 and "Hyvä laatta" in answer.text and "Huono laatta" not in answer.text
        assert "jako nollalla" not in answer.text
        assert [one for one in caplog.records if one.levelno == logging.ERROR and "The plugin dummyplugin failed in" in one.getMessage()]

    def test_tiles_of_a_plugin_that_is_off_are_not_there(self, desk):
        assert "Lainapyynnöt" not in desk.get("/admin/").text


class TestWhatNeedsCare:
    def test_each_thing_has_one_action_and_can_wait_a_week(self, desk, shelf):
        wish = wish_for("lintumaki", days=9)
        answer = desk.get("/admin/")
        assert "Joku on odottanut vastausta yli viikon: Tikkaat" in words(answer)
        assert f"/admin/dummyplugin/wish/{wish.pk}/" in "".join(links(answer)) and "Vastaa" in words(answer)
        assert 'action="/admin/desk/later/?neighbourhood=lintumaki"' in answer.text and "Muistuta viikon päästä" in words(answer)

    def test_one_tap_is_sent_by_a_button_and_is_no_link(self, desk, shelf, monkeypatch):
        one = Care("Tämä on vanha", "Yhä oikein", "/admin/desk/checked/1/", key="1", one_tap=True)
        monkeypatch.setattr(shelf, "care", lambda: [CareRule("old", lambda record: [one])])
        answer = desk.get("/admin/")
        assert (
            '<form method="post" action="/admin/desk/checked/1/?neighbourhood=lintumaki">' in answer.text
            and "/admin/desk/checked/1/" not in links(answer)
        )

    def test_a_rule_that_fails_is_logged_and_the_others_are_there(self, desk, shelf, monkeypatch, caplog):
        def fail(record):
            raise ZeroDivisionError("jako nollalla")

        good = CareRule("good", lambda record: [Care("Aita on rikki", "Korjaa", "/admin/details/", key="1")])
        monkeypatch.setattr(shelf, "care", lambda: [CareRule("bad", fail), good])
        answer = desk.get("/admin/")
        assert answer.status_code == 200 and "Aita on rikki" in answer.text and "jako nollalla" not in answer.text
        assert "The plugin dummyplugin failed in" in caplog.text

    def test_what_needs_care_elsewhere_is_not_told(self, desk, shelf):
        wish_for("partti", days=9)
        assert "Joku on odottanut vastausta" not in words(desk.get("/admin/"))

    def test_where_nothing_needs_care_people_are_thanked(self, desk, monkeypatch):
        from neighbourhoods.desk import care

        monkeypatch.setattr(care, "RULES", {})
        monkeypatch.setattr(registry, "contributions", lambda *arguments: [])
        assert "Kaikki on kunnossa. Kiitos, että pidät huolta." in words(desk.get("/admin/"))


class TestWhatIsTold:
    def test_a_new_desk_says_what_will_be_there(self, desk):
        text = words(desk.get("/admin/"))
        assert "Viimeksi tehtyä Ei vielä mitään." in text and "ei ole vielä laskettu käyntejä" in text
        assert "Sinulla on kesken" not in text

    def test_visits_are_told_in_a_sentence_and_drawn_with_their_numbers_in_words(self, desk, neighbourhoods):
        record = current.by_slug("lintumaki")
        today = timezone.localdate(timezone=record.zone)
        page = InfoPage.objects.get(url_path="/lintumaki/fi/mukaan/")
        PageViews.objects.create(neighbourhood=neighbourhoods["lintumaki"], day=today, page=0, count=7)
        PageViews.objects.create(neighbourhood=neighbourhoods["lintumaki"], day=today, page=page.pk, count=5)
        PageViews.objects.create(neighbourhood=neighbourhoods["partti"], day=today, page=0, count=90)
        answer = desk.get("/admin/")
        assert f"Tällä viikolla sivuja avattiin 7 kertaa. Eniten luettiin: {page.title} ." in words(answer)
        assert re.search(r'<svg class="spark[^>]*aria-label="Avattu päivittäin: \w\w 0, .* \w\w 7"', answer.text)

    def test_whom_to_ask_is_the_keeper_and_the_coordinators_of_here(self, desk, neighbourhoods):
        for slug in ("lintumaki", "partti"):
            user = User.objects.create_user(f"manageri.{slug}@example.org", first_name="Manageri")
            Membership.objects.create(user=user, neighbourhood=neighbourhoods[slug], role="coordinator")
        answer = desk.get("/admin/")
        assert {"mailto:manageri.lintumaki@example.org", "mailto:yllapito@example.org"} <= links(answer)
        assert "manageri.partti" not in answer.text

    def test_what_was_said_is_shown_once_with_a_way_to_take_it_back(self, desk, activist):
        record = current.by_slug("lintumaki")
        page = InfoPage.objects.get(url_path="/lintumaki/fi/mukaan/")
        act = acts.record(record, "page.published", page.pk, page.title, activist)
        said(desk, "Uutinen julkaistu: <Lyhtypolku>", act)
        text = desk.get("/admin/").text
        assert 'role="status"' in text and "Uutinen julkaistu: &lt;Lyhtypolku&gt;" in text
        assert f'action="/admin/desk/acts/{act.pk}/undo/"' in text
        assert "Uutinen julkaistu" not in desk.get("/admin/").text


def said(visitor, sentence, act):
    """As a view does before it leads to another page."""
    request, answer = RequestFactory().get("/admin/"), HttpResponse()
    request._messages = CookieStorage(request)
    shell.say(request, sentence, undo=act)
    request._messages.update(answer)
    visitor.client.cookies["messages"] = answer.cookies["messages"].value


class TestWhatIsHalfDone:
    @pytest.fixture
    def write(self, shelf, monkeypatch):
        """Key of a short form of the shelf."""
        return next(form.key for form in shelf.short_forms())

    def test_what_one_has_begun_is_offered_to_go_on_with(self, desk, write, activist, neighbourhoods):
        draft = Draft.objects.create(by=activist, neighbourhood=neighbourhoods["lintumaki"], form=write, texts={"title": "Saha lainaksi"})
        answer = desk.get("/admin/")
        assert "Sinulla on kesken Saha lainaksi" in words(answer)
        assert f"/admin/desk/write/{write}/?draft={draft.pk}" in links(answer)

    @pytest.mark.parametrize("case", ["of somebody else", "of another neighbourhood", "done", "empty", "of a form that is gone"])
    def test_nothing_else_is_offered(self, desk, write, activist, neighbourhoods, keeper, case):
        given = {"by": activist, "neighbourhood": neighbourhoods["lintumaki"], "form": write, "texts": {"title": "Saha", "topics": []}}
        given |= {
            "of somebody else": {"by": keeper},
            "of another neighbourhood": {"neighbourhood": neighbourhoods["partti"]},
            "done": {"done_at": timezone.now()},
            "empty": {"texts": {"title": " ", "text": "", "topics": []}},
            "of a form that is gone": {"form": "poistettu"},
        }[case]
        Draft.objects.create(**given)
        assert "Sinulla on kesken" not in words(desk.get("/admin/"))

    def test_one_without_a_title_can_be_found_again(self, desk, write, activist, neighbourhoods):
        Draft.objects.create(by=activist, neighbourhood=neighbourhoods["lintumaki"], form=write, texts={"title": "", "text": "Hei"})
        assert "Sinulla on kesken Vielä ilman otsikkoa" in words(desk.get("/admin/"))


class TestHowItIsMade:
    def test_it_needs_no_script_and_has_no_style_of_its_own(self, desk, shelf):
        wish_for("lintumaki", days=9)
        text = desk.get("/admin/").text
        assert "<script" not in text and "<style" not in text and not re.search(r"\s(style|on\w+)=", text)

    def test_it_is_in_the_language_of_the_person(self, desk, activist):
        UserProfile.objects.update_or_create(user=activist, defaults={"preferred_language": "sv"})
        text = desk.get("/admin/").text
        assert '<html lang="sv"' in text and "<h1>Vad vill du göra?</h1>" in text

    def test_it_wears_the_look_of_its_neighbourhood(self, of_both):
        assert 'data-theme="pihlaja"' in of_both.get("/admin/?neighbourhood=lintumaki").text
        assert 'data-theme="laituri"' in of_both.get("/admin/?neighbourhood=partti").text

    def test_it_asks_the_database_as_often_with_many_pages_and_acts_as_with_few(self, desk, shelf, activist, neighbourhoods):
        queries = []
        for round_number in range(2):
            everything(neighbourhoods["lintumaki"], activist, round_number)
            # what a process remembers is asked once
            desk.get("/admin/")
            with CaptureQueriesContext(connection) as captured:
                assert desk.get("/admin/").status_code == 200
            # what a plugin asks for its own tile and its own rule comes on top
            queries.append([query["sql"] for query in captured if '"dummyplugin_' not in query["sql"]])
        assert len(queries[0]) == len(queries[1]) <= 25, "\n".join(sql[:150] for sql in queries[1])


def everything(place, user, round_number):
    """A neighbourhood in which a lot is going on."""
    record = current.by_slug(place.slug)
    wish_for("lintumaki", days=9)
    home = InfoPage.objects.get(url_path="/lintumaki/fi/mukaan/").get_parent()
    for number in range(20 * round_number, 20 * (round_number + 1)):
        page = home.add_child(instance=InfoPage(title=f"Sivu {number}", slug=f"sivu-{number}", locale=home.locale))
        acts.record(record, "page.published", page.pk, page.title, user)
        PageViews.objects.create(neighbourhood=place, day=timezone.localdate(), page=page.pk, count=number)
    day = timezone.localdate() - timezone.timedelta(days=round_number)
    PageViews.objects.create(neighbourhood=place, day=day, page=0, count=300)
    for number in range(4):
        Draft.objects.create(by=user, neighbourhood=place, form="news", texts={"title": f"Kesken {number}"})
