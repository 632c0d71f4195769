"""What happened when somebody tried a method: told without an account, read by a person first, shown to everybody, and taken back."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup

from neighbourhoods import current
from neighbourhoods.models import Neighbourhood, OwnLink
from plugins.methods.models import MethodPage, Story
from plugins.methods.stories import checking, days

from .ground import new_method, soup, words
from .story_ground import LIST, TOLD, again, form_of, main_text, new_story, opened, page_of, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def method(neighbourhoods):
    return new_method("lintumaki", "Pitkä pöytä")


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
    assert "Naapuri B" in shown and "Jos kutsuja on naapuri." in shown
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
    assert field == "name" or read.select_one("#id_name")["value"] == "Naapuri B"


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
