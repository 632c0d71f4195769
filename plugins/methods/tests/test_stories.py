"""What happened when somebody tried a method: told without an account, read by a person first, shown to everybody, and taken back."""

from datetime import date, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from neighbourhoods import current, privacy
from neighbourhoods.models import Act, Neighbourhood, OwnLink, User
from plugins.methods.models import MethodPage, Story
from plugins.methods.privacy import forget
from plugins.methods.stories import checking, days, queries

from .ground import card, change_file, member, new_method, soup, words

pytestmark = pytest.mark.django_db
TOLD = {
    "result": "works_if",
    "reason": "Jos kutsuja on naapuri.",
    "text": "Sade tuli kello 18. Siirryimme autokatokseen.",
    "when": "8/2025",
    "place": "Piha B",
    "people": "44",
    "name": "Marja",
}
LIST = "/admin/methods/stories/"


@pytest.fixture
def method(neighbourhoods):
    return new_method("lintumaki", "Pitkä pöytä")


def page_of(page, language="fi"):
    return f"/{language}/menetelmat/{page.slug}/"


def form_of(page, language="fi"):
    return f"/{language}/methods/kerro/{card(page).record_id}/"


def opened(reader, path, ago=10):
    """A form that was opened `ago` seconds ago: its token."""
    with time_machine.travel(timezone.now() - timedelta(seconds=ago), tick=False):
        page = reader.get(path)
    assert page.status_code == 200, (path, page.status_code)
    return page.context["token"]


def press(reader, path, **fields):
    if "token" not in fields:
        fields["token"] = opened(reader, path)
    return reader.post(path, fields)


def new_story(page, slug="lintumaki", **fields):
    """A story that everybody reads, unless it is said otherwise."""
    given = {"happened_on": date(2025, 8, 1), "is_month": True, "place": "Piha B", "result": "works", "text": "Pöytä kesti."}
    given |= {"language": "fi", "state": "public"}
    return Story.unscoped.create(neighbourhood_id=current.by_slug(slug).pk, key=page.translation_key, **(given | fields))


def again(story):
    return Story.unscoped.get(pk=story.pk)


def main_text(answer):
    return words(BeautifulSoup(answer.content, "html.parser").main)


def test_a_resident_tells_and_everybody_reads_it_once_a_person_has_read_it(visit, desk, method):
    reader = visit("lintumaki")
    assert soup(reader.get(page_of(method))).select_one(f'a[href="{form_of(method)}"]')
    sent = press(reader, form_of(method), **TOLD)
    assert sent.status_code == 303 and not sent.cookies and not reader.client.cookies
    story = Story.unscoped.get()
    assert (story.state, story.people, story.happened_on, story.is_month) == ("waiting", 44, date(2025, 8, 1), True)
    assert "Siirryimme" not in reader.get(page_of(method)).text
    own = main_text(reader.get(sent["Location"]))
    assert "Kiitos" in own and "Luemme sen" in own and "Siirryimme" in own

    desk_front = desk.get("/admin/").text
    assert "Uusi kokemus odottaa tarkistusta: Pitkä pöytä" in desk_front
    listed = soup(desk.get(LIST))
    assert "Siirryimme" in listed.text
    assert desk.post(f"{LIST}{story.pk}/publish/", {"seen": "0"}).status_code == 303
    shown = main_text(reader.get(page_of(method)))
    assert "Siirryimme autokatokseen" in shown and "Piha B , elokuu 2025, mukana 44" in shown and "Toimii, jos…" in shown
    assert "Marja" in shown and "Jos kutsuja on naapuri." in shown
    assert "Uusi kokemus odottaa" not in desk.get("/admin/").text


def test_the_page_of_a_method_invites_to_tell_the_first_story(visit, method):
    assert "Kukaan ei ole vielä kertonut" in main_text(visit("lintumaki").get(page_of(method)))


def test_a_story_is_read_beside_the_method_in_every_language(visit, neighbourhoods):
    page = MethodPage.objects.get(url_path="/lintumaki/fi/menetelmat/rappukahvit/")
    new_story(page, text="Kahvi loppui.")
    for language, month in (("fi", "elokuu 2025"), ("sv", "augusti 2025"), ("en", "August 2025")):
        shown = soup(visit("lintumaki").get(page_of(page, language))).select_one("#kokeiltu")
        assert "Kahvi loppui." in words(shown) and month in words(shown), language
        assert shown.select_one("article [lang=fi]")


def test_the_newest_three_stand_open_seventeen_unfold_and_all_have_pages_of_their_own(visit, method, django_assert_max_num_queries):
    for number in range(45):
        new_story(method, text=f"Kerta {number}.", happened_on=date(2025, 1, 1) + timedelta(days=number), is_month=False)
    reader = visit("lintumaki")
    shown = soup(reader.get(page_of(method))).select_one("#kokeiltu")
    assert len(shown.select("article")) == 20 and len(shown.select("details article")) == 17
    assert "Kerta 44." in words(shown.article)
    link = shown.select_one("a.more")["href"]
    assert [len(soup(reader.get(f"{link}?sivu={page}")).select("article")) for page in (1, 2, 3)] == [20, 20, 5]
    assert reader.get(f"{link}?sivu=kissa").status_code == 200
    with django_assert_max_num_queries(20):
        reader.get(page_of(method))
    with django_assert_max_num_queries(12):
        reader.get(link)


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("text", "", "Teksti puuttuu"),
        ("result", "", "miten kävi"),
        ("result", "loistava", "miten kävi"),
        ("reason", "", "ehdolla"),
        ("when", "", "milloin"),
        ("when", "kesällä", "8/2026"),
        ("when", "31.2.2025", "31.2.2025"),
        ("when", "1.1.2999", "ei ole vielä tullut"),
        ("place", "", "missä"),
        ("people", "monta", "numeroina"),
        ("people", "0", "numeroina"),
        ("people", "9" * 5000, "numeroina"),
        ("text", "a" * 100_000, "100"),
        ("place", "a" * 100_000, "100"),
        ("reason", "a" * 100_000, "100"),
        ("name", "a" * 100_000, "100"),
        ("when", "1" * 100_000, "100"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_the_field_and_nothing_is_lost(visit, method, field, typed, told):
    answer = press(visit("lintumaki"), form_of(method), **(TOLD | {field: typed}))
    assert answer.status_code == 422 and not Story.unscoped.exists()
    read = BeautifulSoup(answer.content, "html.parser")
    wrong = read.select_one(f"#err_{field}")
    assert told in words(wrong), words(wrong)
    assert field == "name" or read.select_one("#id_name")["value"] == "Marja"


def test_a_reason_is_asked_for_unless_it_simply_worked(visit, method):
    for result in ("did_not_work", "stopped"):
        assert press(visit("lintumaki"), form_of(method), **(TOLD | {"result": result, "reason": " "})).status_code == 422
    assert press(visit("lintumaki"), form_of(method), **(TOLD | {"result": "works", "reason": ""})).status_code == 303


@pytest.mark.parametrize(
    ("typed", "day", "is_month"),
    [
        ("8/2025", date(2025, 8, 1), True),
        ("8.2025", date(2025, 8, 1), True),
        ("2025-08", date(2025, 8, 1), True),
        ("12.8.2025", date(2025, 8, 12), False),
        (" 12. 8. 2025 ", date(2025, 8, 12), False),
        ("2025-08-12", date(2025, 8, 12), False),
        ("٨/٢٠٢٥", date(2025, 8, 1), True),
    ],
)
def test_a_month_is_enough_in_whatever_way_it_is_written(typed, day, is_month):
    assert days.read(typed) == (day, is_month)


@pytest.mark.parametrize("typed", ["", "8", "13/2025", "0/2025", "1.1.1200", "8/25", "8/2025/9", "²/2025", None])
def test_what_is_no_month_is_none(typed):
    assert days.read(typed) is None


def test_scripts_in_every_field_are_letters(visit, desk, method):
    script = "<script>alert(1)</script>"
    sent = press(visit("lintumaki"), form_of(method), **(TOLD | dict.fromkeys(("text", "reason", "place", "name"), script)))
    story = Story.unscoped.get()
    desk.post(f"{LIST}{story.pk}/publish/", {"seen": "0"})
    for at, path in ((visit("lintumaki"), page_of(method)), (visit("lintumaki"), sent["Location"]), (desk, LIST)):
        text = at.get(path).text
        assert "<script>alert" not in text and "&lt;script&gt;alert" in text, path


def test_arabic_is_shown_as_arabic(visit, method):
    press(visit("lintumaki"), form_of(method, "ar"), **(TOLD | {"text": "جلسنا معاً حول الطاولة الطويلة"}))
    assert Story.unscoped.get().language == "ar"


def test_the_same_form_sent_twice_is_one_story(visit, method):
    reader = visit("lintumaki")
    token = opened(reader, form_of(method))
    first, second = (press(reader, form_of(method), token=token, **TOLD) for _twice in range(2))
    assert Story.unscoped.count() == 1
    assert first["Location"].partition("?")[0] == second["Location"].partition("?")[0]


def test_what_looks_like_spam_waits_like_the_others_and_says_so_at_the_desk(visit, desk, method):
    press(visit("lintumaki"), form_of(method), website="x", **TOLD)
    assert Story.unscoped.get().is_held
    assert "näyttää roskapostilta" in desk.get(LIST).text


class TestOwnLink:
    @pytest.fixture
    def reader(self, visit):
        return visit("lintumaki")

    @pytest.fixture
    def path(self, reader, method):
        return press(reader, form_of(method), **TOLD)["Location"].partition("?")[0]

    def test_its_pages_are_kept_nowhere_and_set_no_cookie(self, reader, path):
        for tail in ("", "muokkaa/", "poista/"):
            page = reader.get(path + tail)
            assert page.status_code == 200 and page["Cache-Control"] == "no-store" and page["X-Robots-Tag"] == "noindex"
            assert page["Referrer-Policy"] == "same-origin" and not page.cookies

    def test_its_holder_changes_the_story_and_it_is_read_again(self, reader, path, keeper):
        story = Story.unscoped.get()
        record = current.by_slug("lintumaki")
        checking.publish(record, story.pk, "Pitkä pöytä", keeper, seen=0)
        form = soup(reader.get(f"{path}muokkaa/"))
        assert form.select_one("#id_when")["value"] == "8/2025" and form.select_one("#id_people")["value"] == "44"
        assert press(reader, f"{path}muokkaa/", **(TOLD | {"text": "Sade loppui.", "people": ""}))["Location"] == path
        story = again(story)
        assert (story.text, story.people, story.state, story.changes) == ("Sade loppui.", None, "waiting", 1)
        with pytest.raises(checking.ChangedMeanwhile):
            checking.publish(record, story.pk, "Pitkä pöytä", keeper, seen=0)
        assert again(story).state == "waiting"

    def test_its_holder_deletes_the_story_for_good(self, reader, path, method):
        Story.unscoped.update(state="public")
        gone = press(reader, f"{path}poista/")
        assert gone.status_code == 303 and "poistettu" in main_text(reader.get(gone["Location"]))
        assert not Story.unscoped.exists() and not OwnLink.objects.exists()
        assert "Siirryimme" not in reader.get(page_of(method)).text
        assert reader.get(path).status_code == 404

    @pytest.mark.parametrize("secret", ["x", "a" * 43, "a" * 300])
    def test_a_link_that_opens_nothing_says_so_kindly(self, reader, neighbourhoods, secret):
        page = reader.get(f"/fi/methods/kokemus/{secret}/")
        assert page.status_code == 404 and "Vika ei ole sinussa" in page.text

    def test_it_is_worth_nothing_next_door(self, visit, path):
        for tail in ("", "muokkaa/", "poista/"):
            assert visit("partti").get(path + tail).status_code == 404
            assert visit("partti").post(path + tail).status_code in (404, 405)
        assert Story.unscoped.exists()

    def test_a_hidden_story_tells_its_holder_why(self, reader, path, keeper):
        story = Story.unscoped.get()
        checking.hide(current.by_slug("lintumaki"), story.pk, "Pitkä pöytä", keeper, "advertising")
        assert "Syy: se on mainos" in main_text(reader.get(path))

    def test_where_the_site_is_archived_it_still_deletes_and_nothing_else(self, reader, path, method):
        Neighbourhood.objects.filter(slug="lintumaki").update(state="archived")
        current.forget_everything()
        assert "tell_url" not in reader.get(page_of(method)).text
        assert not soup(reader.get(page_of(method))).select(f'a[href="{form_of(method)}"]')
        assert reader.post(form_of(method), TOLD).status_code == 403
        assert reader.post(f"{path}muokkaa/", TOLD).status_code == 403
        assert press(reader, f"{path}poista/").status_code == 303 and not Story.unscoped.exists()


class TestDesk:
    def test_an_active_resident_tells_and_it_is_public_at_once_and_can_be_taken_back(self, desk, visit, method):
        choose = soup(desk.get(f"{LIST}tell/"))
        link = next(link["href"] for link in choose.select("a") if words(link) == "Pitkä pöytä")
        assert desk.post(link, TOLD | {"text": ""}).status_code == 400
        for _twice in range(2):
            assert desk.post(link, TOLD).status_code == 302
        story = Story.unscoped.get()
        assert story.state == "public" and story.told_by is not None
        assert "Siirryimme" in visit("lintumaki").get(page_of(method)).text
        undo(desk)
        assert again(story).state == "hidden" and "Siirryimme" not in visit("lintumaki").get(page_of(method)).text

    def test_a_method_is_found_by_its_name(self, desk, method):
        assert "Pitkä pöytä" in desk.get(f"{LIST}tell/?q=pöyt").text
        assert "Pitkä pöytä" not in desk.get(f"{LIST}tell/?q=ei%20ole").text

    def test_hiding_wants_a_reason_and_both_are_undone(self, desk, visit, method):
        story = new_story(method)
        assert desk.post(f"{LIST}{story.pk}/hide/").status_code == 400
        assert desk.post(f"{LIST}{story.pk}/hide/", {"reason": "offends"}).status_code == 303
        assert again(story).state == "hidden" and "Pöytä kesti" not in visit("lintumaki").get(page_of(method)).text
        assert "Kokemus piilotettu: Pitkä pöytä" in desk.get("/admin/").text
        undo(desk)
        assert again(story).state == "public"
        Story.unscoped.update(state="waiting")
        desk.post(f"{LIST}{story.pk}/publish/", {"seen": "0"})
        assert again(story).state == "public"
        undo(desk)
        assert again(story).state == "waiting"

    def test_what_its_teller_has_changed_is_not_published_unread_nor_by_undoing(self, desk, method):
        story = new_story(method, state="waiting", changes=3)
        assert desk.post(f"{LIST}{story.pk}/publish/", {"seen": "2"}).status_code == 303
        assert desk.post(f"{LIST}{story.pk}/publish/", {"seen": "²"}).status_code == 303
        assert again(story).state == "waiting"
        Story.unscoped.update(state="public")
        desk.post(f"{LIST}{story.pk}/hide/", {"reason": "twice"})
        Story.unscoped.update(changes=4)
        undo(desk)
        assert again(story).state == "hidden"

    def test_an_archived_site_publishes_and_hides_nothing_and_a_paused_one_only_hides(self, desk, method):
        story = new_story(method, state="waiting")
        for state, hidden in (("archived", "waiting"), ("paused", "hidden")):
            Neighbourhood.objects.filter(slug="lintumaki").update(state=state)
            current.forget_everything()
            desk.post(f"{LIST}{story.pk}/publish/", {"seen": "0"})
            assert again(story).state == "waiting"
            assert desk.post(reverse("methods_story_tell", args=[method.pk]), TOLD).status_code in (400, 403, 404)
            desk.post(f"{LIST}{story.pk}/hide/", {"reason": "twice"})
            assert again(story).state == hidden, state

    def test_the_list_costs_the_same_with_one_story_and_with_many(self, desk, method, django_assert_max_num_queries):
        new_story(method, state="waiting")
        new_story(method)
        desk.get(LIST)
        with CaptureQueriesContext(connection) as few:
            desk.get(LIST)
        for number in range(50):
            new_story(method, state=("waiting", "public")[number % 2])
        with django_assert_max_num_queries(len(few)):
            desk.get(LIST)


def undo(desk):
    act = Act.objects.order_by("-pk").first()
    desk.post(f"/admin/desk/acts/{act.pk}/undo/")


class TestElsewhere:
    @pytest.fixture
    def copy(self, method, neighbourhoods):
        from plugins.methods import taking

        page = taking.take(current.by_slug("partti"), taking.shared_card(card(method).record_id), None)
        page.get_latest_revision().publish()
        return MethodPage.objects.get(pk=page.pk)

    def test_a_copy_shows_its_own_stories_and_leads_to_those_of_the_original(self, visit, method, copy):
        new_story(method, text="Vain Lintumäessä.")
        new_story(copy, "partti", text="Vain Partissa.")
        text = main_text(visit("partti").get(page_of(copy)))
        assert "Vain Partissa." in text and "Vain Lintumäessä." not in text and "Kokeiltu myös: Lintumäki" in text
        there = main_text(visit("lintumaki").get(page_of(method)))
        assert "Vain Lintumäessä." in there and "Vain Partissa." not in there

    def test_it_leads_nowhere_while_there_is_nothing_that_everybody_reads(self, visit, method, copy, sites):
        def is_told():
            return "Kokeiltu myös" in visit("partti").get(page_of(copy)).text

        story = new_story(method, state="waiting")
        assert not is_told()
        for state, told in (("hidden", False), ("public", True)):
            Story.unscoped.filter(pk=story.pk).update(state=state)
            assert is_told() == told
        MethodPage.objects.get(pk=method.pk).unpublish()
        assert not is_told()
        MethodPage.objects.get(pk=method.pk).get_latest_revision().publish()
        assert is_told()
        change_file(sites, "lintumaki", "share = true", "share = false")
        assert not is_told()


def test_stories_of_a_draft_or_of_another_neighbourhood_are_not_told_nor_read(visit, neighbourhoods, method):
    draft = new_method("lintumaki", "Luonnos")
    path, listed = form_of(draft), f"/fi/methods/kokemukset/{card(draft).record_id}/"
    draft.unpublish()
    for at in (visit("lintumaki"), visit("partti")):
        assert at.get(path).status_code == at.post(path, TOLD).status_code == at.get(listed).status_code == 404
    assert visit("partti").get(form_of(method)).status_code == 404


def test_a_member_of_another_neighbourhood_sees_and_changes_none(visit, neighbourhoods, method):
    story = new_story(method, state="waiting", text="Salainen piha.")
    at = visit()
    at.client.force_login(member("partti", neighbourhoods))
    assert "Salainen" not in at.get(LIST).text and "Pitkä pöytä" not in at.get("/admin/").text
    for tail in (f"{story.pk}/publish/", f"{story.pk}/hide/", f"tell/{method.pk}/"):
        assert at.post(f"{LIST}{tail}", {"seen": "0", "reason": "twice"}).status_code == 404, tail
    assert again(story).state == "waiting"


def test_where_methods_are_switched_off_nothing_of_it_is_there_and_it_comes_back(visit, method, sites, neighbourhoods):
    path = form_of(method)
    new_story(method)
    text = (sites / "lintumaki.toml").read_text(encoding="utf-8")
    change_file(sites, "lintumaki", "[plugins.methods]\nshare = true", "")
    assert visit("lintumaki").get(path).status_code == visit("lintumaki").get(page_of(method)).status_code == 404
    change_file(sites, "lintumaki", (sites / "lintumaki.toml").read_text(encoding="utf-8"), text)
    assert "Pöytä kesti." in visit("lintumaki").get(page_of(method)).text


def test_a_deleted_method_takes_its_stories_along(method):
    new_story(method)
    MethodPage.objects.get(pk=method.pk).delete()
    assert not Story.unscoped.exists()


def test_what_is_held_of_a_person_is_told_and_erased_and_the_story_stays(method):
    user = User.objects.create_user("aktiivi@example.org")
    own = new_story(method, told_by=user, name="Marja")
    named = new_story(method, text="Kysy Aktiivi@example.org kahvista.")
    other = new_story(method, name="Muu")
    told = privacy.export("aktiivi@example.org")["methods"]["stories"]
    assert [one["text"] for one in told] == ["Pöytä kesti.", "Kysy Aktiivi@example.org kahvista."]
    assert privacy.erase("aktiivi@example.org")["methods"] == 2
    assert (again(own).told_by, again(own).name, again(own).text) == (None, "", "Pöytä kesti.")
    assert again(named).text == "Kysy – kahvista." and again(other).name == "Muu"
    assert "methods" not in privacy.export("aktiivi@example.org")


def test_nicknames_are_erased_when_their_time_is_up(method):
    old = new_story(method, name="Marja", sent_at=timezone.now() - timedelta(days=731))
    young = new_story(method, name="Pentti", sent_at=timezone.now() - timedelta(days=729))
    for _twice in range(2):
        forget(current.by_slug("lintumaki"))
    assert (again(old).name, again(young).name) == ("", "Pentti")


def test_the_privacy_notice_tells_of_stories(visit, neighbourhoods):
    assert "Kokemukset menetelmistä" in visit("lintumaki").get("/fi/tietosuoja/").text


def test_the_desk_reads_what_waits_in_one_query(desk, method, django_assert_num_queries):
    from plugins.methods.desk import at_a_glance

    new_story(method, state="waiting")
    record = current.by_slug("lintumaki")
    at_a_glance.begin()
    with django_assert_num_queries(1):
        assert at_a_glance.stories_waiting(record) == 1
        assert [care.text for care in at_a_glance.stories_to_check(record)] and not list(at_a_glance.changed_originals(record))
    at_a_glance.end()
    assert queries.waiting(record).count() == 1
