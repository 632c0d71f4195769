"""What goes wrong while somebody writes in a short form: nothing that was typed is lost, and nothing is published twice or by halves."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import io
import shutil
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image as Picture
from wagtail.models import Page, PageLogEntry, Revision
from wagtail.signals import page_published

from neighbourhoods import current, plain_text, short_forms, tasks
from neighbourhoods.models import Draft, Image, Membership, Neighbourhood, User
from neighbourhoods.writing import drafts, publishing

from .cases import files
from .dummyplugin.models import ThingPage
from .installs import ROOT, Install
from .test_restore_postgresql import PostgresInstall
from .test_short_forms import TYPED, WRITE, desk, fields, record, send, switch_on, the_page  # noqa: F401

pytestmark = pytest.mark.django_db


def things():
    return ThingPage.objects.filter(url_path__startswith="/lintumaki/").exclude(slug="tikkaat")


def photo(name="kuva.jpg", kind="JPEG", size=(640, 480), **options):
    out = io.BytesIO()
    Picture.new("RGB", size, "#7a4a2b").save(out, kind, **options)
    return SimpleUploadedFile(name, out.getvalue())


def other_member(slug="lintumaki", address="toinen@example.org", **fields):
    user = User.objects.create_user(address, **fields)
    Membership.objects.create(user=user, neighbourhood=Neighbourhood.objects.get(slug=slug), role="activist")
    return user


def office(visit, user):
    at = visit()
    at.client.force_login(user)
    return at


class TestSentTwice:
    def test_a_double_tap_makes_one_page(self, desk):
        pk = uuid.uuid4()
        first, second = send(desk, draft=pk), send(desk, draft=pk)
        assert first["Location"] == second["Location"] and things().count() == 1
        assert Draft.objects.get().page_id == the_page().pk

    def test_what_is_changed_in_an_old_window_is_not_thrown_away(self, desk):
        pk = uuid.uuid4()
        send(desk, draft=pk)
        answer = send(desk, draft=pk, text="Leveä kola, uusi varsi.")
        assert things().count() == 1
        opened = desk.get(answer["Location"])
        assert "Leveä kola, uusi varsi." in opened.text and f"/{the_page().pk}/" in answer["Location"]
        desk.post(answer["Location"].partition("?")[0], fields(opened) | {"w-action": "publish"})
        assert "uusi varsi" in str(the_page().body) and things().count() == 1

    def test_two_requests_at_the_same_moment_make_one_page(self, tmp_path):
        self.race(Install(tmp_path / "install"))

    @pytest.mark.postgresql
    def test_two_requests_at_the_same_moment_make_one_page_on_postgresql(self, tmp_path, postgres_url):
        self.race(PostgresInstall(tmp_path / "install", postgres_url))

    def race(self, install):
        """In a database of its own, since what threads write is not undone after a test."""
        install.var.mkdir(parents=True)
        shutil.copytree(ROOT / "sites", install.sites)
        with (install.sites / "lintumaki.toml").open("a") as file:
            file.write("\n[plugins.dummyplugin]\n")
        install.do("migrate", "-v0")
        install.do("createcachetable")
        install.python("from neighbourhoods.config.apply import apply_all; apply_all()")
        assert install.python(RACE).split() == ["pages", "1", "answers", "303", "303", "changed", "303", "409"]

    def test_a_page_that_is_done_is_shown_when_its_form_is_opened_again(self, desk):
        send(desk)
        assert desk.get(f"{WRITE}?draft={Draft.objects.get().pk}")["Location"] == f"/admin/desk/done/{the_page().pk}/"


RACE = """
import threading, uuid
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from neighbourhoods import current, registry
from neighbourhoods.models import *
from wagtail.models import Page

# nothing was collected for this install
plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}).enable()
row = Neighbourhood.objects.get(slug="lintumaki")
user = User.objects.create_user("pari@example.org")
Membership.objects.create(user=user, neighbourhood=row, role="activist")
WRITE = "/admin/desk/write/dummyplugin/"
TYPED = {"title": "Lumikola", "text": "Kola.", "place": "", "w-place": "lintumaki", "w-action": "publish"}


def at_once(*sent):
    codes, ready = [], threading.Barrier(len(sent))

    def go(path, data):
        client = Client(headers={"host": "localhost:8000"})
        client.force_login(user)
        ready.wait(30)
        try:
            codes.append(client.post(path, data).status_code)
        except Exception as error:
            codes.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=one) for one in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(map(str, codes))


same = TYPED | {"w-draft": str(uuid.uuid4()), "w-base": ""}
answers = at_once((WRITE, same), (WRITE, same))
found = Page.objects.filter(title="Lumikola")
print("pages", found.count(), "answers", *answers)
page = found.get()
path = f"{WRITE}{page.pk}/"
both = [TYPED | {"w-draft": str(uuid.uuid4()), "w-base": page.latest_revision_id, "text": text} for text in ("Yksi.", "Kaksi.")]
print("changed", *at_once(*((path, one) for one in both)))
"""


class TestInterrupted:
    def test_a_failure_while_publishing_leaves_nothing_half_done(self, desk):
        before = [model.objects.count() for model in (Page, Revision, PageLogEntry)]

        def fails(**kwargs):
            raise RuntimeError("the power went")

        desk.client.raise_request_exception = False
        page_published.connect(fails)
        try:
            assert send(desk).status_code == 500
        finally:
            page_published.disconnect(fails)
        assert [model.objects.count() for model in (Page, Revision, PageLogEntry)] == before
        draft = Draft.objects.get()
        assert draft.done_at is None and draft.texts["title"] == "Lumikola"
        assert send(desk, draft=draft.pk).status_code == 303 and things().count() == 1

    def test_a_session_that_has_ended_loses_no_text(self, visit, desk, activist):
        """The text is on the page that says so; and after signing in again it is sent with one press."""
        desk.client.logout()
        answer = send(desk, text="Leveä kola, jossa on uusi varsi.")
        assert answer.status_code == 403 and "Leveä kola, jossa on uusi varsi." in answer.text
        assert "/accounts/login/?next=" in answer.text and 'name="w-draft"' in answer.text
        assert not Draft.objects.exists()
        desk.client.force_login(activist)
        assert send(desk).status_code == 303

    def test_a_form_that_is_older_than_the_sign_in_is_sent_with_one_more_press(self, desk, activist):
        client = Client(enforce_csrf_checks=True, headers={"host": "localhost:8000"})
        client.force_login(activist)
        client.get(WRITE)
        data = TYPED | {"w-draft": str(uuid.uuid4()), "w-place": "lintumaki", "w-action": "publish", "csrfmiddlewaretoken": "x" * 64}
        answer = client.post(WRITE, data, headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.status_code == 403 and "Lumikola" in answer.text
        token = answer.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        assert client.post(WRITE, data | {"csrfmiddlewaretoken": token}).status_code == 303
        foreign = client.post(WRITE, data, headers={"Sec-Fetch-Site": "cross-site"})
        assert foreign.status_code == 403 and "Lumikola" not in foreign.text

    def test_what_is_unfinished_is_found_after_signing_in_again(self, visit, desk, activist):
        desk.post("/admin/desk/keep/dummyplugin/", TYPED | {"w-draft": str(uuid.uuid4()), "w-place": "lintumaki"})
        again = office(visit, activist)
        opened = again.get(WRITE)
        assert "Lumikola" in opened.text
        assert "Leveä kola." in again.get(opened.context["begun"][0]["url"]).text


class TestStopped:
    def stopped(self, answer):
        assert answer.status_code == 403 and "Leveä kola." in answer.text and not things().exists()
        return answer.context["why"]

    @pytest.mark.parametrize("state", ["quiet", "archived"])
    def test_nothing_is_published_on_a_site_that_rests_and_the_text_is_kept(self, desk, state):
        switch_on(state=state)
        assert self.stopped(send(desk))
        assert Draft.objects.get().texts["title"] == "Lumikola"

    def test_a_plugin_that_was_switched_off_meanwhile_says_so(self, desk, neighbourhoods):
        row = neighbourhoods["lintumaki"]
        row.refresh_from_db()
        del row.config["plugins"]["dummyplugin"]
        row.save()
        current.changed(row.pk)
        assert self.stopped(send(desk))
        assert desk.get(WRITE).status_code == 404

    def test_a_membership_that_ended_meanwhile_shows_the_text_and_publishes_nothing(self, desk, activist):
        Membership.objects.filter(user=activist).delete()
        answer = send(desk, text="Leveä kola, jossa on uusi varsi.")
        assert answer.status_code == 403 and "Leveä kola, jossa on uusi varsi." in answer.text and not things().exists()

    def test_who_belongs_elsewhere_too_publishes_nothing_there_by_accident(self, desk, activist, neighbourhoods):
        switch_on("partti")
        Membership.objects.filter(user=activist).delete()
        Membership.objects.create(user=activist, neighbourhood=neighbourhoods["partti"], role="activist")
        desk.client.force_login(User.objects.get(pk=activist.pk))
        self.stopped(send(desk, path=f"{WRITE}?neighbourhood=lintumaki"))
        assert not ThingPage.objects.filter(title="Lumikola").exists()

    def test_who_may_not_publish_is_told_so(self, desk, activist, record):
        from wagtail.models import GroupPagePermission

        GroupPagePermission.objects.filter(group__user=activist).delete()
        assert self.stopped(send(desk))

    def test_a_page_that_was_removed_meanwhile_leaves_the_text(self, desk):
        send(desk)
        page = the_page()
        path, opened = short_forms.address("dummyplugin", page), None
        opened = fields(desk.get(path))
        page.delete()
        answer = desk.post(path, opened | {"w-action": "publish"})
        assert answer.status_code in (403, 404) and not things().exists()

    def test_a_locked_page_is_not_changed(self, desk, keeper):
        send(desk)
        page = the_page()
        path = short_forms.address("dummyplugin", page)
        opened = fields(desk.get(path))
        Page.objects.filter(pk=page.pk).update(locked=True, locked_by=keeper)
        answer = desk.post(path, opened | {"title": "Muuttunut", "w-action": "publish"})
        assert answer.status_code == 403 and "Muuttunut" in answer.text
        assert the_page().title == "Lumikola"


class TestTexts:
    def test_fifty_thousand_letters_are_taken_and_more_are_refused_with_their_number(self, desk):
        text = ("Kola on hyvä. " * 4000)[: short_forms.LONGEST_TEXT - 1] + "."
        answer = send(desk, text=text + "Liikaa.")
        assert answer.status_code == 400 and any("7" in told for _target, told in answer.context["problems"])
        assert "Liikaa." in answer.text
        assert send(desk, text=text).status_code == 303
        assert len(plain_text.from_blocks(the_page().body.raw_data)) == short_forms.LONGEST_TEXT

    def test_more_than_a_request_may_hold_is_answered_in_plain_words(self, desk, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000
        desk.client.raise_request_exception = False
        answer = send(desk, text="k" * 200_000)
        assert answer.status_code == 413 and "<h1>" in answer.text

    def test_control_characters_are_no_reason_to_fail(self, desk):
        answer = send(desk, title="Lumi\x00kola\x07\u202e", text="Leveä\x00 kola\x1b.\ud7ff")
        assert answer.status_code == 303
        page = things().get()
        assert page.title == "Lumikola" and "\x00" not in str(page.body)

    def test_text_pasted_from_a_word_processor_becomes_plain_paragraphs_and_lists(self, desk):
        send(desk, text="Kola\u00a0lainataan:\r\n\r\n·\u00a0\u00a0\u00a0talvella\r\n·\u00a0\u00a0\u00a0viikoksi\r\n")
        body = str(the_page().body)
        assert "<li>talvella</li><li>viikoksi</li>" in body and "Kola lainataan:" in body

    def test_marks_of_html_are_only_letters(self, desk, visit):
        send(desk, title="Lumikola", text='<script>alert(1)</script> & <b onclick="x">kola</b>')
        shown = visit("lintumaki").get("/fi/lainahylly/lumikola/").text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown and "<script>alert(1)" not in shown

    @pytest.mark.parametrize("sent", [{}, {"w-draft": "x" * 500, "w-base": "9" * 40}, {"w-draft": "", "w-action": "nothing"}])
    def test_what_no_form_of_ours_sends_is_no_fault_of_the_server(self, desk, sent):
        assert desk.post(WRITE, sent).status_code in (302, 303, 400)


class TestPhotos:
    def test_a_photo_needs_words_and_stays_while_they_are_asked_for(self, desk):
        answer = send(desk, picture=photo())
        assert answer.status_code == 400 and [target for target, _told in answer.context["problems"]] == ["id_picture_alt"]
        draft = Draft.objects.get()
        assert draft.picture.file.url in answer.text
        assert send(desk, draft=draft.pk, picture_alt="Kola seinällä").status_code == 303
        page = the_page()
        block = page.body.raw_data[-1]
        assert block["type"] == "picture" and block["value"]["image"] == {
            "image": draft.picture_id,
            "decorative": False,
            "alt_text": "Kola seinällä",
        }
        assert draft.picture.collection.path == current.by_slug("lintumaki").collection_path
        assert Image.objects.get(pk=draft.picture_id).description == "Kola seinällä"

    @pytest.mark.parametrize("name", ["exif_gps.jpg", "exif_gps.heic", "exif_gps.webp", "xmp_gps.png", "iptc.jpg"])
    def test_photos_of_phones_are_turned_upright_and_say_nothing_of_the_place(self, desk, name):
        send(desk, picture=SimpleUploadedFile(name, files.hostile()[name]), picture_alt="Neljä väriä")
        image = Image.objects.latest("pk")
        content = image.file.open("rb").read()
        assert image.height > image.width
        assert not [trace for trace in files.TRACES[:4] if trace in content]
        assert the_page().live

    def test_a_large_photo_is_taken(self, desk):
        assert send(desk, picture=photo(size=(4000, 3000)), picture_alt="Piha").status_code == 303
        assert the_page().live

    @pytest.mark.parametrize("name", ["bomb_30000.png", "script.svg", "pdf_js.pdf", "truncated.jpg", "empty.jpg", "page.html"])
    def test_what_is_no_picture_is_refused_beside_its_field_and_the_text_stays(self, desk, name):
        answer = send(desk, picture=SimpleUploadedFile(name, files.hostile()[name]), picture_alt="Kola")
        if name == "empty.jpg" and answer.status_code == 303:
            pytest.fail("an empty file was taken")
        assert answer.status_code == 400 and "id_picture" in [target for target, _told in answer.context["problems"]]
        assert "Leveä kola." in answer.text and not things().exists()

    def test_a_photo_can_be_changed_and_taken_away_before_publishing(self, desk):
        pk = uuid.uuid4()
        send(desk, "draft", draft=pk, picture=photo())
        first = Draft.objects.get().picture_id
        send(desk, "draft", draft=pk, picture=photo(size=(320, 200)))
        second = Draft.objects.get().picture_id
        assert first != second and not Image.objects.filter(pk=first).exists()
        send(desk, "no_picture", draft=pk)
        assert Draft.objects.get().picture is None and not Image.objects.filter(pk=second).exists()
        assert send(desk, draft=pk).status_code == 303

    def test_taking_the_picture_off_a_page_keeps_it_among_the_pictures(self, desk):
        send(desk, picture=photo(), picture_alt="Kola")
        page, image = the_page(), Image.objects.latest("pk")
        path = short_forms.address("dummyplugin", page)
        answer = desk.post(path, fields(desk.get(path)) | {"w-action": "no_picture"})
        desk.post(path, fields(desk.get(answer["Location"])) | {"w-action": "publish"})
        assert [block["type"] for block in the_page().body.raw_data] == ["text"]
        assert Image.objects.filter(pk=image.pk).exists()


class TestForgetting:
    def test_drafts_are_forgotten_in_time_with_their_unused_photos(self, desk):
        send(desk, "draft", picture=photo())
        draft = Draft.objects.get()
        image = draft.picture_id
        drafts.forget_drafts()
        assert Draft.objects.filter(pk=draft.pk).exists()
        Draft.objects.update(changed_at=timezone.now() - timedelta(days=31))
        tasks.forget()
        assert not Draft.objects.exists() and not Image.objects.filter(pk=image).exists()

    def test_a_draft_that_became_a_page_is_forgotten_and_its_photo_stays_on_the_page(self, desk):
        send(desk, picture=photo(), picture_alt="Kola")
        image = Draft.objects.get().picture_id
        Draft.objects.update(done_at=timezone.now() - timedelta(days=2))
        drafts.forget_drafts()
        assert not Draft.objects.exists() and Image.objects.filter(pk=image).exists()

    def test_a_person_who_is_erased_takes_their_drafts_along(self, desk, activist):
        from neighbourhoods import privacy

        send(desk, "draft", picture=photo())
        image = Draft.objects.get().picture_id
        assert "Lumikola" in str(privacy.export(activist.email)["neighbourhoods.draft"])
        privacy.erase(activist.email)
        assert not Draft.objects.exists() and not Image.objects.filter(pk=image).exists()


def test_publishing_asks_the_database_as_little_with_many_things_as_with_few(desk, monkeypatch):
    # on a slow machine records would be looked at again in between
    monkeypatch.setattr(current, "CHECK_EVERY", 1_000_000)
    send(desk)
    with CaptureQueriesContext(connection) as few:
        send(desk, title="Toinen kola")
    for number in range(15):
        send(desk, title=f"Kola {number}")
    with CaptureQueriesContext(connection) as many:
        send(desk, title="Viimeinen kola")
    assert len(many) <= len(few)


def test_permissions_are_asked_before_anything_is_stored_for_a_page(record, activist):
    from .dummyplugin.short_form import lend

    place = publishing.place_for(lend, record, activist)
    assert place.page is None and place.parent.url_path == "/lintumaki/fi/lainahylly/"
    with pytest.raises(publishing.Stopped):
        publishing.place_for(lend, record, other_member("partti", "partin@example.org"))
