"""A volunteer reads the admin in Finnish or Swedish, wherever they go in it."""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation
from django.views.i18n import JavaScriptCatalog

from neighbourhoods.models import HomePage, Image, InfoPage

from .admin_words import listening
from .test_admin import fields, picture

OVERRIDES = settings.ROOT / "neighbourhoods" / "locale_overrides"
FILES = [pytest.param(code, domain, id=f"{code}-{domain}") for code in ("fi", "sv") for domain in ("django", "djangojs")]
PACKAGES = ("wagtail", "wagtail_localize")
PLACES = re.compile(r"%\(\w+\)s|%s|<[^>]+>")


def override(code, domain):
    return polib.pofile(str(OVERRIDES / code / "LC_MESSAGES" / f"{domain}.po"))


@cache
def strings_of_packages(domain):
    """{(context, msgid): plural} of what is installed, from the English catalogues that come with it."""
    folders = [Path(find_spec(name).origin).parent for name in PACKAGES]
    files = [file for folder in folders for file in folder.rglob(f"locale/en/LC_MESSAGES/{domain}.po")]
    return {(entry.msgctxt, entry.msgid): entry.msgid_plural for file in files for entry in polib.pofile(str(file))}


@pytest.mark.parametrize(("code", "domain"), FILES)
def test_every_word_that_we_translate_for_others_is_still_theirs(code, domain):
    known = strings_of_packages(domain)
    entries = override(code, domain)
    assert len(entries) > 10
    for entry in entries:
        assert known.get((entry.msgctxt, entry.msgid), "gone") == entry.msgid_plural, entry.msgid


@pytest.mark.parametrize(("code", "domain"), FILES)
def test_our_words_for_others_are_complete_and_keep_the_places_of_what_is_filled_in(code, domain):
    for entry in override(code, domain):
        texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
        assert all(texts) and not entry.fuzzy, entry.msgid
        for text in texts[-1:]:
            assert sorted(PLACES.findall(text)) == sorted(PLACES.findall(entry.msgid_plural or entry.msgid)), entry.msgid
        assert not re.search(r"klikkaa|klicka", " ".join(texts), re.I), entry.msgid


@pytest.mark.parametrize(("code", "words"), [("fi", "Etsi kaikista sivuista…"), ("sv", "Sök bland alla sidor…")])
def test_they_win_over_what_the_packages_bring(code, words):
    with translation.override(code):
        assert translation.gettext("Search all pages…") == words


@pytest.mark.parametrize("code", ["fi", "sv"])
def test_the_words_of_scripts_are_complete_too(code, rf):
    for name in ("wagtail.admin", "wagtail_localize"):
        with translation.override(code):
            view = JavaScriptCatalog(packages=[name])
            view.setup(rf.get("/"))
            view.translation = translation.trans_real.DjangoTranslation(code, domain="djangojs", localedirs=view.get_paths([name]))
            found = view.get_catalog()
        file = Path(find_spec(name).origin).parent / "locale" / "en" / "LC_MESSAGES" / "djangojs.po"
        assert not [entry.msgid for entry in polib.pofile(str(file)) if entry.msgid not in found]


@pytest.fixture
def walk(visit, activist, settings, tmp_path):
    """walk("fi") visits every page on which a volunteer works; returns {address: answer}."""
    import shutil

    from wagtail.users.models import UserProfile

    shutil.copytree(settings.MEDIA_ROOT, tmp_path, dirs_exist_ok=True)
    settings.MEDIA_ROOT = tmp_path
    visitor = visit()
    visitor.client.force_login(activist)

    def through(code):
        UserProfile.objects.update_or_create(user=activist, defaults={"preferred_language": code})
        page, home = (kind.objects.get(url_path=path) for kind, path in ((InfoPage, "/lintumaki/fi/mukaan/"), (HomePage, "/lintumaki/fi/")))
        own = activist.memberships.get().neighbourhood.collection
        image = Image.objects.create(title="Kuva", file=picture(), collection=own, uploaded_by_user=activist)
        seen = {}

        def look(*paths):
            for path in paths:
                seen[path] = visitor.get(path, follow=True)

        def send(path, data, **more):
            seen[f"POST {path} {len(seen)}"] = visitor.post(path, data, follow=True, **more)

        edit = f"/admin/pages/{page.pk}/edit/"
        links = "?page_type=wagtailcore.page&allow_external_link=true&allow_email_link=true&allow_phone_link=true&allow_anchor_link=true"
        look("/accounts/login/", "/admin/", "/admin/account/", "/admin/details/", "/admin/pages/", "/admin/pages/search/?q=tule")
        look(*(f"/admin/pages/{one.pk}/" for one in (home.get_parent(), home, page)), f"/admin/pages/{home.pk}/edit/", edit)
        look(f"/admin/pages/{home.pk}/add_subpage/", f"/admin/pages/add/neighbourhoods/infopage/{home.pk}/")
        look(*(f"/admin/pages/{page.pk}/{name}/" for name in ("history", "usage", "delete", "move", "copy", "unpublish")))
        look(f"/admin/choose-page/{links}", *(f"/admin/choose-{name}-link/{links}" for name in ("external", "email", "phone", "anchor")))
        look("/admin/images/", "/admin/images/add/", "/admin/images/multiple/add/", f"/admin/images/{image.pk}/", "/admin/images/chooser/")
        look("/admin/documents/", "/admin/documents/multiple/add/", "/admin/documents/chooser/")
        send(edit, fields("", "Otsikko", slug="mukaan", **{"action-publish": "1"}))
        send(edit, fields("Luonnos", "Otsikko", slug="mukaan"))
        send(edit, fields("Julki", "Otsikko", slug="mukaan", **{"action-publish": "1"}))
        first, *_more, last = page.revisions.order_by("pk").values_list("pk", flat=True)
        look(edit, *(f"/admin/pages/{page.pk}/revisions/{name}/" for name in (f"compare/{first}...{last}", f"{first}/revert")))
        send("/admin/images/chooser/create/", {"image-chooser-upload-title": "", "image-chooser-upload-description": ""})
        send("/admin/images/add/", {"title": "", "description": ""})
        send("/admin/details/", {"notice": "Vesi poikki"})
        return seen

    return through


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["fi", "sv"])
def test_no_page_of_a_volunteer_asks_for_a_word_that_nobody_has_translated(walk, monkeypatch, code):
    with listening(monkeypatch) as words:
        seen = walk(code)
    assert f'lang="{code}"' in seen["/admin/"].text
    assert {path: answer.status_code for path, answer in seen.items() if answer.status_code != 200} == {}
    # our own are counted by tests/test_architecture.py
    assert sorted(msgid for context, msgid in words.untranslated if (context, msgid) in strings_of_packages("django")) == []


@pytest.mark.django_db
def test_known_english_words_are_gone_and_nothing_leads_out_of_the_install(walk):
    english = ("Search all pages", "Toggle ", "editor guide", "content checks guide", "More options for", "Close dialog", "Sort by '")
    for path, answer in walk("fi").items():
        # where nothing runs without scripts, a page elsewhere tells how to switch them on
        text = re.sub(r"<noscript.*?</noscript>", "", answer.text, flags=re.S)
        told = [words for words in english if words in text]
        assert not told, (path, told)
        out = [link for link in re.findall(r'(?:href|src)="(https?://[^"]+)', text) if "localhost" not in link.split("/")[2]]
        assert not out, (path, out)


@pytest.mark.django_db
def test_a_volunteers_editor_has_no_comments_workflows_or_times_of_publishing(walk):
    seen = walk("fi")
    text = next(answer.text for path, answer in seen.items() if path.endswith("/edit/") and path.startswith("/admin"))
    assert "Tallenna luonnos" in text and "Esikatselu" in text and "/history/" in text
    for part in ('data-side-panel="comments"', "go_live_at", "schedule-publishing", "action-submit", "data-action-lock-unlock"):
        assert part not in text
    assert "/admin/reports/" not in seen["/admin/"].text
