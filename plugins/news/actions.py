"""Writes of the plugin itself: its first page when it is switched on, and the examples of an install that is tried out."""

from collections import defaultdict
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from neighbourhoods.pages import add_section, ensure_page, read_example

from .models import NewsIndexPage, NewsPage
from .topics import pack

EXAMPLES = Path(__file__).parent / "demo"


def install(neighbourhood):
    is_new = not NewsIndexPage.objects.filter(path__startswith=neighbourhood.folder_path).exists()
    ensure_page(neighbourhood, NewsIndexPage, slug="uutiset", title=_("News"), show_in_menus=True)
    if is_new:
        add_section(neighbourhood, "news.newest")


def load_examples(neighbourhood):
    folder = EXAMPLES / neighbourhood.slug
    if NewsPage.objects.filter(path__startswith=neighbourhood.folder_path).exists():
        return
    indexes = {page.locale.language_code: page for page in NewsIndexPage.objects.filter(path__startswith=neighbourhood.folder_path)}
    files = defaultdict(dict)
    for file in sorted(folder.glob("news-*.md")):
        name, language, _suffix = file.name.split(".")
        files[name][language] = read_example(file)
    for versions in files.values():
        source, key = versions["fi"][0], None
        posted_at = timezone.now() + timedelta(days=source["published"])
        for language, (fields, body) in sorted(versions.items(), key=lambda one: one[0] != "fi"):
            if language not in indexes:
                continue
            page = NewsPage(
                title=fields["title"],
                slug=fields["slug"],
                lead=fields["lead"],
                body=body,
                topics=pack(source["topics"]),
                author=source["author_role"] if language.startswith("fi") else "",
                locale=indexes[language].locale,
                is_example=bool(fields.get("example")),
                posted_at=posted_at,
                first_published_at=posted_at,
            )
            if key:
                page.translation_key = key
            indexes[language].refresh_from_db()
            indexes[language].add_child(instance=page)
            page.save_revision().publish()
            # published in the order in which they were written, not all in this moment
            NewsPage.objects.filter(pk=page.pk).update(last_published_at=posted_at, latest_revision_created_at=posted_at)
            key = page.translation_key
