"""Example pages for an install that is being tried out: in development only, into an empty database, once."""

from collections import defaultdict
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from .. import current
from ..models import HomePage, InfoPage, Install, Neighbourhood
from .markdown import read

CONTENT = Path(__file__).parent / "content"
ORDER = ("home", "join", "about", "contact", "project")


def load_once():
    """Load the examples of every neighbourhood that has some; returns the number of pages, 0 when it is not the time."""
    if settings.PRODUCTION or not is_empty():
        return 0
    count = 0
    with transaction.atomic():
        for folder in sorted(path for path in CONTENT.iterdir() if path.is_dir()):
            row = Neighbourhood.objects.filter(slug=folder.name).select_related("folder").first()
            if row is not None:
                count += load(row, folder)
                current.changed(row.pk)
        Install.objects.filter(pk=1).update(demo_at=timezone.now())
    return count


def is_empty():
    """No examples were ever loaded, and nobody has written anything yet."""
    if Install.objects.filter(pk=1, demo_at=None).first() is None or InfoPage.objects.exists():
        return False
    return not HomePage.objects.exclude(body=[]).exists() and not HomePage.objects.exclude(lead="").exists()


def load(row, folder):
    files = defaultdict(dict)
    for file in folder.glob("*.md"):
        name, language, _ = file.name.split(".")
        files[name][language] = read(file)
    homes = {page.locale.language_code: page for page in HomePage.objects.child_of(row.folder).select_related("locale")}
    count = 0
    for name in ORDER:
        key = None
        for language, home in homes.items():
            if language not in files[name]:
                continue
            fields, body = files[name][language]
            home.refresh_from_db()
            if fields["kind"] == "home":
                page, home.is_translated = home, True
            else:
                page = InfoPage(slug=fields["slug"], locale=home.locale, show_in_menus=True)
                if key:
                    page.translation_key = key
            page.title = page.draft_title = fields["title"]
            page.lead, page.body, page.is_example = fields.get("lead", ""), body, bool(fields.get("example"))
            if page is home:
                page.save()
            else:
                home.add_child(instance=page)
                key = page.translation_key
            page.save_revision().publish()
            count += 1
    return count
