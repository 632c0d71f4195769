"""What is asked of the shelf. Nothing here changes anything."""

from dataclasses import dataclass
from datetime import datetime

from neighbourhoods.pages import best_versions

from .models import ThingPage, Wish


@dataclass(frozen=True)
class Thing:
    """A thing as a reader gets it: `url` keeps the reader's language, `language` is that of the title."""

    key: str
    title: str
    url: str
    language: str
    place: str
    is_free: bool
    published: datetime
    updated: datetime


def things(neighbourhood, language, most=200):
    """Things that anybody may read, the newest first; one query, of values: whole pages would cost three times more."""
    fields = ("translation_key", "url_path", "title", "place", "is_free", "first_published_at", "last_published_at")
    rows = neighbourhood.pages(ThingPage).filter(alias_of=None).order_by("-first_published_at", "-pk")
    # each thing may have a row in each language
    rows = rows.values_list(*fields, named=True)[: most * len(neighbourhood.languages)]
    return [thing(version) for version in best_versions(rows, neighbourhood, language)[:most]]


def thing(version):
    row = version.page
    dates = (row.first_published_at, row.last_published_at)
    return Thing(str(row.translation_key), row.title, version.url, version.language, row.place, row.is_free, *dates)


def facts(page):
    return {"source": page.place}


def wishes_of(address):
    rows = Wish.unscoped.filter(email__iexact=address).order_by("pk")
    told = [{"thing": row.thing.title, **{name: str(getattr(row, name)) for name in Wish.personal_data}} for row in rows]
    return {"wishes": told} if told else {}
