"""Example pages for an install that is being tried out: in development only, into an empty database, once."""

import json
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import yaml
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from .. import current, newest, registry
from ..models import Contact, Details, HomePage, InfoPage, Install, Neighbourhood, Room
from .markdown import read
from .sections import Sections

CONTENT = Path(__file__).parent / "content"
AGE = timedelta(days=30)
# an idea, its trial and its method; another neighbourhood's version; a trial of that
TIMES = 3
# in the order of the menu
PAGES = ("join", "about", "contact", "project")


def load_once():
    """Load the examples of every neighbourhood that has some; returns the number of pages, 0 when it is not the time."""
    if settings.PRODUCTION or not is_empty():
        return 0
    count, loaded = 0, []
    with transaction.atomic():
        for folder in sorted(path for path in CONTENT.iterdir() if (path / "home.fi.md").exists()):
            row = Neighbourhood.objects.filter(slug=folder.name).select_related("folder", "collection").first()
            if row is not None:
                count += load(row, folder)
                current.changed(row.pk)
                loaded.append(row.slug)
        # again when all is there: an example that belongs with one of another plugin, or of another neighbourhood, finds it then
        for _number in range(TIMES):
            for slug in loaded:
                load_plugins(slug)
        Install.objects.filter(pk=1).update(demo_at=timezone.now())
    return count


def load_plugins(slug):
    record = current.by_slug(slug)
    with current.activate(record):
        for plugin in registry.enabled(record):
            plugin.demo(record)
    newest.recount(record.pk, record.slug)
    current.changed(record.pk)


def is_empty():
    """No examples were ever loaded, and nobody has written anything yet."""
    if Install.objects.filter(pk=1, demo_at=None).first() is None or InfoPage.objects.exists():
        return False
    # what a plugin has put on the home pages when it was switched on is nobody's writing
    written = (block for home in HomePage.objects.exclude(body=[]) for block in home.body.raw_data if block["type"] != "section")
    return next(written, None) is None and not HomePage.objects.exclude(lead="").exists()


def load(row, folder):
    files = defaultdict(dict)
    for file in folder.glob("*.md"):
        name, language, _ = file.name.split(".")
        files[name][language] = read(file)
    load_details(row, folder, files["contact"]["fi"][0].get("roles", ()))
    homes = {page.locale.language_code: page for page in HomePage.objects.child_of(row.folder).select_related("locale")}
    made = make_pages(files, homes)
    for language, home in homes.items():
        if language in files["home"]:
            # saved last, when every page that it names is there
            made["home", language] = home
            home.refresh_from_db()
            home.is_translated = True
    stored = {}
    sections = {language: Sections(row.collection, {page.slug: page.pk for page in pages_in(made, language)}, stored) for language in homes}
    for (name, language), page in made.items():
        fields, body = files[name][language]
        page.title = page.draft_title = fields["title"]
        page.lead, page.is_example = fields.get("lead", ""), bool(fields.get("example"))
        # what plugins offer stands between the words of welcome and the rest
        of_plugins = [block for block in page.body.raw_data if block["type"] == "section"]
        own = sections[language].blocks(fields.get("sections", ()))
        page.body = json.dumps([{"type": kind, "value": value} for kind, value in body] + of_plugins + own)
        page.save()
        page.save_revision().publish()
    # lasting information is older than the first news
    InfoPage.objects.descendant_of(row.folder).update(last_published_at=timezone.now() - AGE)
    return len(made)


def pages_in(made, language):
    return [page for (_name, own), page in made.items() if own == language]


def make_pages(files, homes):
    """{(name, language): page} without texts yet: they name each other."""
    made, keys = {}, {}
    for name in PAGES:
        for language, home in homes.items():
            if language not in files[name]:
                continue
            fields = files[name][language][0]
            page = InfoPage(
                title=fields["title"], slug=fields["slug"], locale=home.locale, show_in_menus=fields.get("menu", True), live=False
            )
            if name in keys:
                page.translation_key = keys[name]
            home.refresh_from_db()
            home.add_child(instance=page)
            keys[name] = page.translation_key
            made[name, language] = page
    return made


def load_details(row, folder, roles):
    """Contacts are roles with shared mailboxes, never invented people."""
    fields = yaml.safe_load((folder / "details.yaml").read_text(encoding="utf-8"))
    rooms, days = fields.pop("rooms", ()), fields.pop("notice_days", None)
    if days:
        fields["notice_until"] = timezone.now() + timedelta(days=days)
    details, _made = Details.objects.update_or_create(neighbourhood=row, defaults=fields)
    for number, role in enumerate(roles):
        Contact.objects.create(
            details=details, sort_order=number, role=role["role"], does=role["does"], mailbox=role["mail"], answers=role["answers"]
        )
    for number, room in enumerate(rooms):
        days = room.pop("exception_days", None)
        until = timezone.localdate() + timedelta(days=days) if days else None
        Room.objects.create(details=details, sort_order=number, exception_until=until, **room)
