"""Short forms: written on a phone, kept, shown as it will be, published once, and changed again. With a form of a plugin's own."""

import json
import uuid

import pytest
from wagtail.models import PageLogEntry, Revision

from neighbourhoods import current, short_forms
from neighbourhoods.models import Draft, Membership, User

from .dummyplugin.models import ShelfPage, ThingPage

pytestmark = pytest.mark.django_db
WRITE = "/admin/desk/write/dummyplugin/"
TYPED = {"title": "Lumikola", "text": "Leveä kola.\n\nKysy numerosta tel:+358401234567.", "place": "Pyörävarasto"}


def switch_on(slug="lintumaki", **more):
    """The shelf is on in a neighbourhood, as its file would say."""
    from neighbourhoods.models import Neighbourhood

    row = Neighbourhood.objects.get(slug=slug)
    row.config["plugins"]["dummyplugin"] = {}
    for name, value in more.items():
        setattr(row, name, value)
    row.save()
    current.changed(row.pk)
    record = current.by_slug(slug)
    if not ShelfPage.objects.filter(path__startswith=record.folder_path).exists():
        from neighbourhoods import registry

        with current.activate(record):
            registry.get("dummyplugin").install(record)
    return current.by_slug(slug)


@pytest.fixture
def record(neighbourhoods):
    return switch_on()


@pytest.fixture
def desk(visit, record, activist):
    at = visit()
    at.client.force_login(activist)
    return at


def send(desk, action="publish", path=WRITE, draft=None, **typed):
    data = {"w-draft": str(draft or uuid.uuid4()), "w-base": "", "w-place": "lintumaki", "w-action": action}
    return desk.post(path, data | TYPED | typed)


def fields(answer):
    """What a form that was opened would send, as a browser does."""
    form = answer.context["form"]
    typed = {one.name: one.value() or "" for one in form if one.name != "picture"}
    return typed | {"w-draft": str(answer.context["pk"]), "w-base": str(answer.context["base"]), "w-place": "lintumaki"}


def the_page():
    return ThingPage.objects.get(title="Lumikola")


def test_what_is_written_on_a_phone_is_read_by_everybody_at_once(desk, visit):
    opened = desk.get(WRITE)
    assert opened.status_code == 200
    answer = desk.post(WRITE, fields(opened) | TYPED | {"w-action": "publish"})
    assert answer.status_code == 303, answer.context and answer.context.get("why")
    page = the_page()
    assert answer["Location"].startswith(f"/admin/desk/done/{page.pk}/")
    assert page.live and page.slug == "lumikola" and page.place == "Pyörävarasto"
    shown = visit("lintumaki").get("/fi/lainahylly/lumikola/")
    assert "<p>Leveä kola.</p>" in shown.text and 'href="tel:+358401234567"' in shown.text
    told = desk.get(answer["Location"])
    assert page.full_url in told.text and WRITE in told.text


def test_publishing_leaves_the_same_marks_as_the_whole_editor(desk, activist):
    send(desk)
    page = the_page()
    assert page.owner == activist and page.latest_revision_id == page.live_revision_id
    assert Revision.objects.get(pk=page.latest_revision_id).user == activist
    log = list(PageLogEntry.objects.filter(page=page.pk).order_by("pk").values_list("action", "user"))
    assert [action for action, _user in log if action in ("wagtail.create", "wagtail.publish")] == ["wagtail.create", "wagtail.publish"]
    assert {user for _action, user in log} == {activist.pk}


def test_opening_a_form_changes_nothing(desk):
    desk.get(WRITE)
    assert not Draft.objects.exists()


def test_an_example_and_a_hint_are_beside_the_fields(desk):
    answer = desk.get(WRITE)
    assert "<summary" in answer.text and 'id="id_text_helptext"' in answer.text and "id_text_helptext" in answer.text.split("<textarea")[1]


def test_errors_stand_beside_their_fields_and_everything_is_kept(desk):
    answer = send(desk, title=" \u200b ", text="Kola on varastossa.", place="x" * 130)
    assert answer.status_code == 400 and [target for target, _told in answer.context["problems"]] == ["id_title", "id_place"]
    assert 'href="#id_title"' in answer.text and 'id="id_title_error"' in answer.text
    assert "Kola on varastossa." in answer.text and "x" * 130 in answer.text
    assert "10" in answer.context["problems"][1][1]
    assert Draft.objects.get().texts["text"] == "Kola on varastossa."


def test_a_draft_is_saved_and_found_again(desk):
    answer = send(desk, "draft")
    assert answer.status_code == 302 and not ThingPage.objects.filter(title="Lumikola").exists()
    assert "Leveä kola." in desk.get(answer["Location"]).text
    begun = desk.get(WRITE)
    assert [one["title"] for one in begun.context["begun"]] == ["Lumikola"]
    desk.post(WRITE, {"w-action": "forget", "w-draft": str(Draft.objects.get().pk), "w-place": "lintumaki"})
    assert not Draft.objects.exists()


def test_a_browser_keeps_what_is_typed_by_itself(desk, activist):
    pk = uuid.uuid4()
    for text in ("Le", "Leveä"):
        answer = desk.post("/admin/desk/keep/dummyplugin/", {"w-draft": str(pk), "w-place": "lintumaki", "title": "", "text": text})
        assert answer.json()["kept"]
    draft = Draft.objects.get()
    assert (draft.pk, draft.by, draft.texts["text"]) == (pk, activist, "Leveä")
    assert desk.get("/admin/desk/keep/dummyplugin/").status_code == 405


def test_the_preview_is_the_page_as_it_will_be_published(desk, visit, record):
    answer = send(desk, "preview")
    assert answer.status_code == 302 and not ThingPage.objects.filter(title="Lumikola").exists()
    around = desk.get(answer["Location"])
    assert around.status_code == 200 and around["X-Frame-Options"] == "SAMEORIGIN"
    inside = desk.get(around.context["frame_url"])
    assert inside["X-Frame-Options"] == "SAMEORIGIN"
    draft = Draft.objects.get()
    published = desk.post(WRITE, {"w-draft": str(draft.pk), "w-place": "lintumaki", "w-stored": "1", "w-action": "publish"})
    assert published.status_code == 303
    shown = visit("lintumaki").get("/fi/lainahylly/lumikola/")

    def main(html):
        return html.split("<main")[1].split("</main>")[0]

    # in a preview links are full addresses: it is shown on another host
    assert main(inside.text).replace(record.root_url, "") == main(shown.text).replace(record.root_url, "")


def test_a_page_of_the_short_form_is_changed_in_the_short_form(desk):
    send(desk)
    page = the_page()
    path = short_forms.address("dummyplugin", page)
    opened = desk.get(path)
    assert opened.context["form"].initial["text"] == "Leveä kola.\n\nKysy numerosta tel:+358401234567."
    answer = desk.post(path, fields(opened) | {"title": "Uusi lumikola", "w-action": "publish"})
    assert answer.status_code == 303, answer.context and answer.context.get("why")
    page.refresh_from_db()
    assert page.title == "Uusi lumikola" and page.slug == "lumikola" and page.place == "Pyörävarasto"


def test_what_the_form_does_not_know_stays_as_it_was(desk, record, activist):
    send(desk)
    page = the_page()
    page.kind, page.is_free, page.search_description = "tool", False, "Kola"
    page.save_revision().publish()
    opened = desk.get(short_forms.address("dummyplugin", page))
    desk.post(short_forms.address("dummyplugin", page), fields(opened) | {"text": "Kapea kola.", "w-action": "publish"})
    page = the_page()
    assert "Kapea" in str(page.body) and (page.kind, page.is_free, page.search_description) == ("tool", False, "Kola")


def test_a_page_that_holds_more_leads_to_the_whole_editor(desk):
    send(desk)
    page = the_page()
    page.body = json.dumps([*page.body.raw_data, {"type": "quote", "value": {"text": "Hyvä kola", "who": ""}}])
    page.save_revision().publish()
    assert desk.get(short_forms.address("dummyplugin", page))["Location"] == f"/admin/pages/{page.pk}/edit/"


def test_the_whole_editor_opens_with_what_was_typed(desk):
    answer = send(desk, "full")
    page = the_page()
    assert answer["Location"] == f"/admin/pages/{page.pk}/edit/" and not page.live
    assert "Lumikola" in desk.get(answer["Location"]).text
    empty = send(desk, "full", title="", text="", place="")
    assert empty["Location"].startswith("/admin/pages/add/dummyplugin/thingpage/")


def test_a_page_of_the_whole_editor_opens_in_the_short_form_while_it_holds_only_a_text(desk, record):
    shelf = ShelfPage.objects.get(url_path="/lintumaki/fi/lainahylly/")
    page = ThingPage(title="Vasara", body=json.dumps([{"type": "text", "value": "<p>Painava.</p>"}]), locale=shelf.locale)
    shelf.add_child(instance=page)
    page.save_revision().publish()
    assert short_forms.form_of(page).key == "dummyplugin"
    assert desk.get(short_forms.address("dummyplugin", page)).context["form"].initial["text"] == "Painava."


def test_a_page_without_a_short_form_says_so(record):
    from neighbourhoods.models import HomePage

    assert short_forms.form_of(HomePage.objects.get(url_path="/lintumaki/fi/")) is None


def test_a_form_with_a_key_that_is_not_the_plugins_own_is_left_out(record, monkeypatch):
    from dataclasses import replace

    from neighbourhoods import registry

    from .dummyplugin.short_form import lend

    both = [replace(lend, key="news"), replace(lend, key="dummyplugin-two")]
    monkeypatch.setattr(registry.get("dummyplugin"), "short_forms", lambda: both)
    assert short_forms.forms_of(record)["dummyplugin-two"].key == "dummyplugin-two"
    assert getattr(short_forms.forms_of(record).get("news"), "page_type", "") != "dummyplugin.ThingPage"


def test_nobody_reads_or_goes_on_with_the_draft_of_another(desk, visit, neighbourhoods, activist):
    send(desk, "draft")
    pk = Draft.objects.get().pk
    other = User.objects.create_user("toinen@example.org")
    Membership.objects.create(user=other, neighbourhood=neighbourhoods["lintumaki"], role="coordinator")
    there = visit()
    there.client.force_login(other)
    missing = uuid.uuid4()
    preview, nothing = (there.get(f"/admin/desk/preview/{one}/") for one in (pk, missing))
    assert preview.status_code == nothing.status_code == 404 and preview.content == nothing.content
    opened = there.get(f"{WRITE}?draft={pk}")
    assert "Leveä" not in opened.text and opened.context["pk"] != pk
    send(there, "draft", draft=pk, title="Toisen teksti")
    assert Draft.objects.get(pk=pk).texts["title"] == "Lumikola"
    assert Draft.objects.get(by=other).texts["title"] == "Toisen teksti"
