"""Two people have one page open in the full editor: the second is told, sees both texts, chooses, and nothing is lost."""
# ruff: noqa: F811 (fixtures are asked for by their names)

import inspect
import json
import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import translation
from wagtail.models import PageLogEntry, Revision

from neighbourhoods import current
from neighbourhoods.desk import at_once, two_texts
from neighbourhoods.models import Act, InfoPage

from .dummyplugin.models import ShelfPage, ThingPage
from .pages_of_the_desk import info, lintumaki, member, neighbour, new_page, publish  # noqa: F401
from .test_admin import fields
from .test_short_forms import switch_on

pytestmark = pytest.mark.django_db
HIDDEN = ("loaded_revision_id", "loaded_revision_created_at")


def edit(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def opened(visitor, page):
    """What the hidden fields of the editor hold."""
    return hidden(visitor.get(edit(page)))


def hidden(answer):
    soup = BeautifulSoup(answer.text, "html.parser")
    return {name: found["value"] for name in HIDDEN if (found := soup.select_one(f"#page-edit-form input[name={name}]"))}


def save(visitor, page, form, title, text="", *, how="publish", **more):
    action = {"action-publish": "1"} if how == "publish" else {}
    return visitor.post(edit(page), fields(title, text, slug=page.slug, **form, **action, **more))


def autosave(visitor, page, form, title, text="", **more):
    return visitor.post(edit(page), fields(title, text, slug=page.slug, **form, **more), headers={"accept": "application/json"})


def fresh(page):
    return type(page).objects.get(pk=page.pk)


@pytest.fixture
def page(info, activist):
    return publish(info, activist)


@pytest.fixture
def other(visit, neighbour):
    visitor = visit()
    visitor.client.force_login(neighbour)
    return visitor


@pytest.fixture
def late(desk, other, page):
    """Aino has published after the activist had opened the page; the activist publishes a text of theirs. Where that leads."""
    mine, theirs = opened(desk, page), opened(other, page)
    assert save(other, page, theirs, "Ainon otsikko", "Ainon teksti")["Location"].startswith("/admin/pages/")
    answer = save(desk, page, mine, "Oma otsikko", "Oma teksti")
    assert answer.status_code == 302 and answer["Location"].startswith(f"/admin/desk/together/{page.pk}/")
    return answer["Location"]


def choose(visitor, where, choice):
    seen = BeautifulSoup(visitor.get(where).text, "html.parser").select_one("input[name=seen]")["value"]
    return visitor.post(where, {"choice": choice, "seen": seen})


class TestToldAndNothingLost:
    def test_the_second_text_is_kept_and_readers_still_see_the_first(self, late, page, activist, neighbour):
        now = fresh(page)
        assert now.title == "Ainon otsikko" and now.latest_revision.user == neighbour and not now.has_unpublished_changes
        kept = Revision.objects.get(pk=late.split("?")[0].rstrip("/").rpartition("/")[2])
        assert kept.user == activist and kept.content["title"] == "Oma otsikko" and "Oma teksti" in kept.content["body"]
        assert now.latest_revision.is_latest_revision() and now.get_latest_revision_as_object().title == "Ainon otsikko"

    def test_the_history_tells_of_it(self, late, page, desk, activist):
        entry = PageLogEntry.objects.get(page=page.pk, action=at_once.ASIDE)
        assert entry.user == activist and entry.revision.content["title"] == "Oma otsikko"
        with translation.override("fi"):
            assert str(entry.message) == "Jätetty talteen uudemman tekstin rinnalle"
        assert desk.get(reverse("wagtailadmin_pages:history", args=[page.pk])).status_code == 200

    def test_the_person_reads_who_it_was_and_both_texts(self, late, desk):
        answer = desk.get(late)
        assert answer.status_code == 200
        soup = BeautifulSoup(answer.text, "html.parser")
        assert "Aino" in soup.select_one("[role=alert]").text
        said = [tag.text for tag in soup.select(".typed")]
        assert {"Oma otsikko", "Ainon otsikko", "Oma teksti", "Ainon teksti"} <= set(said)
        assert [tag.text for tag in soup.select(".typed ins")][0] == "Oma" and [tag.text for tag in soup.select(".typed del")][0] == "Ainon"
        assert {"mine", "theirs"} == {button["value"] for button in soup.select("button[name=choice]")}

    def test_the_links_of_that_page_lead_somewhere(self, late, desk):
        links = [link["href"] for link in BeautifulSoup(desk.get(late).text, "html.parser").select("ul.links a")]
        links = [link for link in links if "/pages/" in link]
        assert len(links) >= 3
        assert [desk.get(link).status_code for link in links] == [200] * len(links)

    def test_keeping_the_other_text_changes_nothing(self, late, page, desk):
        count = page.revisions.count()
        answer = choose(desk, late, "theirs")
        assert answer.status_code == 302 and f"/desk/pages/{page.pk}/" in answer["Location"]
        assert fresh(page).title == "Ainon otsikko" and page.revisions.count() == count

    def test_choosing_ones_own_publishes_it_on_top(self, late, page, desk, activist):
        answer = choose(desk, late, "mine")
        now = fresh(page)
        assert answer.status_code == 302 and now.title == "Oma otsikko" and now.live and not now.has_unpublished_changes
        assert now.latest_revision.user == activist
        titles = [row.content["title"] for row in page.revisions.order_by("pk")]
        assert "Ainon otsikko" in titles and titles[-1] == "Oma otsikko"
        act = Act.objects.order_by("-pk").first()
        assert (act.kind, act.by) == ("page.published", activist)
        assert desk.get(answer["Location"]).status_code == 200

    def test_ones_own_text_opens_in_the_editor_and_is_saved_from_there(self, late, page, desk):
        link = next(a["href"] for a in BeautifulSoup(desk.get(late).text, "html.parser").select("ul.links a") if "revert" in a["href"])
        answer = desk.get(link)
        assert "Oma otsikko" in answer.text
        data = fields("Yhdistetty", "Kummankin teksti", slug=page.slug, **hidden(answer), **{"action-publish": "1"})
        assert not desk.post(link, data)["Location"].startswith("/admin/desk/together/")
        assert fresh(page).title == "Yhdistetty"


class TestDrafts:
    def test_saving_a_draft_over_the_draft_of_another_is_told_too(self, desk, other, info):
        mine, theirs = opened(desk, info), opened(other, info)
        save(other, info, theirs, "Ainon luonnos", how="save")
        answer = save(desk, info, mine, "Oma luonnos", how="save")
        assert answer["Location"].startswith("/admin/desk/together/")
        now = fresh(info)
        assert now.get_latest_revision_as_object().title == "Ainon luonnos" and now.title != "Oma luonnos" and not now.live
        choose(desk, answer["Location"], "mine")
        now = fresh(info)
        assert now.get_latest_revision_as_object().title == "Oma luonnos" and not now.live

    def test_a_page_that_had_no_version_when_both_opened_it(self, desk, other, lintumaki):
        page = new_page(lintumaki, "Uusi")
        page.revisions.all().delete()
        InfoPage.objects.filter(pk=page.pk).update(latest_revision=None)
        mine, theirs = opened(desk, page), opened(other, page)
        assert mine == theirs == {}
        save(other, page, theirs, "Ainon otsikko")
        assert autosave(desk, page, mine, "Oma otsikko").json()["error_code"] == "invalid_revision"
        assert save(desk, page, mine, "Oma otsikko")["Location"].startswith("/admin/desk/together/")
        assert fresh(page).title == "Ainon otsikko"


class TestTheEditorsOwnSaving:
    def test_it_never_overwrites_what_another_has_saved(self, desk, other, page):
        mine, theirs = opened(desk, page), opened(other, page)
        assert autosave(other, page, theirs, "Ainon luonnos").json()["success"]
        answer = autosave(desk, page, mine, "Oma luonnos")
        assert answer.status_code == 400 and answer.json()["error_code"] == "invalid_revision"
        assert fresh(page).get_latest_revision_as_object().title == "Ainon luonnos"

    def test_nor_when_the_other_writes_on_over_the_version_that_one_has_opened(self, desk, other, page):
        kept = autosave(other, page, opened(other, page), "Aino 1").json()["revision_id"]
        mine = opened(desk, page)
        assert mine["loaded_revision_id"] == str(kept)
        assert autosave(other, page, mine, "Aino 2", overwrite_revision_id=kept).json()["revision_id"] == kept
        assert autosave(desk, page, mine, "Oma").json()["error_code"] == "invalid_revision"
        assert save(desk, page, mine, "Oma")["Location"].startswith("/admin/desk/together/")
        assert fresh(page).get_latest_revision_as_object().title == "Aino 2"

    def test_publishing_after_ones_own_saving_is_told_when_another_has_published_in_between(self, desk, other, page):
        form = opened(desk, page)
        kept = autosave(desk, page, form, "Oma luonnos").json()["revision_id"]
        save(other, page, opened(other, page), "Ainon otsikko")
        assert save(desk, page, form, "Oma otsikko", overwrite_revision_id=kept)["Location"].startswith("/admin/desk/together/")
        assert fresh(page).title == "Ainon otsikko"

    def test_publishing_after_ones_own_saving_goes_through(self, desk, page):
        form = opened(desk, page)
        kept = autosave(desk, page, form, "Oma luonnos").json()["revision_id"]
        assert not save(desk, page, form, "Oma otsikko", overwrite_revision_id=kept)["Location"].startswith("/admin/desk/together/")
        assert fresh(page).title == "Oma otsikko"


class TestNobodyIsAskedForNothing:
    def test_one_person_with_two_windows_goes_on(self, desk, page):
        first, second = opened(desk, page), opened(desk, page)
        save(desk, page, second, "Toinen ikkuna")
        assert not save(desk, page, first, "Ensimmäinen ikkuna")["Location"].startswith("/admin/desk/together/")
        assert fresh(page).title == "Ensimmäinen ikkuna"

    def test_who_opens_the_page_after_the_other_has_saved_goes_on(self, desk, other, page):
        save(other, page, opened(other, page), "Ainon otsikko")
        assert not save(desk, page, opened(desk, page), "Oma otsikko")["Location"].startswith("/admin/desk/together/")
        assert fresh(page).title == "Oma otsikko"

    def test_the_same_text_is_no_choice(self, desk, other, page):
        mine, theirs = opened(desk, page), opened(other, page)
        save(other, page, theirs, "Sama otsikko")
        assert not save(desk, page, mine, "Sama otsikko")["Location"].startswith("/admin/desk/together/")

    def test_a_text_that_was_kept_aside_holds_up_nobody(self, late, page, other):
        """The newer text is still the newest: who wrote it goes on."""
        assert not save(other, page, opened(other, page), "Aino jatkaa")["Location"].startswith("/admin/desk/together/")
        assert fresh(page).title == "Aino jatkaa"


class TestWhatCanGoWrong:
    def test_errors_in_the_form_do_not_make_one_forget_that_somebody_else_has_saved(self, desk, other, page):
        mine, theirs = opened(desk, page), opened(other, page)
        save(other, page, theirs, "Ainon otsikko")
        answer = save(desk, page, mine, "", "Oma teksti")
        assert answer.status_code == 200 and "Oma teksti" in answer.text
        assert hidden(answer) == mine
        assert save(desk, page, hidden(answer), "Oma otsikko", "Oma teksti")["Location"].startswith("/admin/desk/together/")
        assert fresh(page).title == "Ainon otsikko"

    def test_a_third_text_between_looking_and_choosing_is_shown_first(self, late, page, desk, other):
        seen = BeautifulSoup(desk.get(late).text, "html.parser").select_one("input[name=seen]")["value"]
        save(other, page, opened(other, page), "Aino taas")
        answer = desk.post(late, {"choice": "mine", "seen": seen})
        assert answer.status_code == 200 and "Aino taas" in BeautifulSoup(answer.text, "html.parser").text
        assert fresh(page).title == "Aino taas"
        assert choose(desk, late, "mine").status_code == 302 and fresh(page).title == "Oma otsikko"

    def test_choosing_twice_publishes_once(self, late, page, desk):
        seen = BeautifulSoup(desk.get(late).text, "html.parser").select_one("input[name=seen]")["value"]
        assert desk.post(late, {"choice": "mine", "seen": seen}).status_code == 302
        count = page.revisions.count()
        assert desk.post(late, {"choice": "mine", "seen": seen}).status_code == 302
        assert page.revisions.count() == count

    @pytest.mark.parametrize("sent", [{}, {"choice": "x"}, {"choice": "mine"}, {"choice": "mine", "seen": "1 \x00"}])
    def test_nonsense_only_shows_the_page_again(self, late, page, desk, sent):
        assert desk.post(late, sent).status_code == 200 and fresh(page).title == "Ainon otsikko"

    def test_numbers_that_were_made_up_are_no_way_around(self, desk, other, page):
        save(other, page, opened(other, page), "Ainon otsikko")
        for made_up in ({"loaded_revision_id": "999999999"}, {"loaded_revision_id": "x"}, {"overwrite_revision_id": "999999999"}):
            answer = save(desk, page, made_up, "Oma otsikko")
            assert answer.status_code in (302, 404) and fresh(page).title == "Ainon otsikko", made_up

    def test_only_who_wrote_the_second_text_chooses(self, late, other, visit, neighbourhoods):
        assert other.get(late).status_code == 404
        stranger = visit()
        stranger.client.force_login(member("partin.aktiivi@example.org", neighbourhoods["partti"]))
        assert stranger.get(late).status_code == 404 and stranger.post(late, {"choice": "mine"}).status_code == 404

    def test_a_version_that_was_not_kept_aside_is_no_choice(self, page, desk):
        where = reverse("desk_together", args=[page.pk, page.latest_revision_id])
        assert desk.get(where).status_code == 404 and desk.post(where, {"choice": "mine"}).status_code == 404

    def test_a_page_that_is_gone_in_between_is_not_found(self, late, page, desk):
        fresh(page).delete()
        assert desk.get(late).status_code == 404 and desk.post(late, {"choice": "mine"}).status_code == 404


class TestPagesOfPlugins:
    @pytest.fixture
    def thing(self, neighbourhoods, activist):
        switch_on()
        shelf = ShelfPage.objects.get(url_path="/lintumaki/fi/lainahylly/")
        thing = ThingPage(
            title="Vasara", locale=shelf.locale, body=json.dumps([{"type": "text", "value": "<p>Eka</p><p>Toka</p>", "id": "a"}])
        )
        shelf.add_child(instance=thing)
        thing.save_revision(user=activist).publish(user=activist)
        return thing

    def fields(self, thing, title, **more):
        return {"title": title, "place": "", "kind": "tool", "slug": thing.slug, "body-count": "0", "action-publish": "1", **more}

    def test_they_are_no_exception(self, desk, other, thing):
        mine, theirs = opened(desk, thing), opened(other, thing)
        other.post(edit(thing), self.fields(thing, "Leka", is_free="on", **theirs))
        answer = desk.post(edit(thing), self.fields(thing, "Nuija", kind="game", **mine))
        assert answer["Location"].startswith("/admin/desk/together/") and fresh(thing).title == "Leka"
        said = [tag.text for tag in BeautifulSoup(desk.get(answer["Location"]).text, "html.parser").select(".typed")]
        assert {"Leka", "Nuija", "Kyllä", "Ei"} <= set(said)
        choose(desk, answer["Location"], "mine")
        assert (fresh(thing).title, fresh(thing).kind, fresh(thing).is_free) == ("Nuija", "game", False)

    def test_texts_are_shown_with_their_paragraphs(self, desk, thing, rf):
        theirs = fresh(thing)
        mine = fresh(thing)
        mine.body = json.dumps([{"type": "text", "value": "<p>Eka</p><ul><li>uusi</li></ul>", "id": "a"}])
        with current.activate(current.by_slug("lintumaki")):
            (one,) = two_texts.differences(rf.get("/"), theirs, mine)
        assert "".join(text for _here, text in one["theirs"]) == "Eka\n\nToka"
        assert "".join(text for _here, text in one["mine"]) == "Eka\n\n- uusi"

    def test_another_picture_or_link_is_a_difference_though_the_words_are_the_same(self, desk, thing, rf):
        theirs, mine = fresh(thing), fresh(thing)
        for page, target in ((theirs, "https://example.org/a"), (mine, "https://example.org/b")):
            page.body = json.dumps([{"type": "text", "value": f'<p><a href="{target}">täältä</a></p>', "id": "a"}])
        with current.activate(current.by_slug("lintumaki")):
            (one,) = two_texts.differences(rf.get("/"), theirs, mine)
        assert not one["is_seen"]


def test_wagtails_editor_still_asks_in_these_places():
    """What isolation/patches.py puts its own questions into."""
    from pathlib import Path

    from wagtail.admin.views.pages import edit as module
    from wagtail.admin.views.pages.revisions import RevisionsRevertView

    source = Path(inspect.getsourcefile(module)).read_text()
    assert "def dispatch(self, request, page_id, **kwargs):" in source
    assert "if self.expects_json_response and self.is_out_of_date:" in source, "a person's own saving is not refused"
    assert source.count("is_out_of_date") == 2 and "@cached_property\n    def is_out_of_date(self):" in source
    assert "return self.form_valid(self.form)" in source and "return self.form_invalid(self.form)" in source
    assert "# Not enough information to deduce, assume it's up to date." in source
    assert '"loaded_revision_created_at": self.latest_revision_created_at' in source
    assert issubclass(RevisionsRevertView, module.EditView) and not {"dispatch", "form_valid", "form_invalid"} & set(
        vars(RevisionsRevertView)
    )
    from wagtail.admin import templates

    form = (Path(next(iter(templates.__path__))) / "wagtailadmin" / "pages" / "edit.html").read_text()
    assert re.search(r"{% if page.latest_revision_id %}\s*{% include [^%]*loaded_revision_id=page.latest_revision_id", form)
