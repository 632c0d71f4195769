"""Reads of news: lists in the reader's language, years, topics. None needs more queries when there are more news."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max, Min
from django.utils.translation import get_language

from neighbourhoods.pages import best_versions, newest_versions

from .topics import TOPICS, unpack

YEAR = re.compile(r"(?:19|20)\d\d")
PER_PAGE = 20
IN_FEED = 20
IN_SECTION = 3


@dataclass
class Listing:
    """One page of a list of news; `pages` are Versions, `older` and `newer` addresses of the pages beside it or ''."""

    pages: list
    year: int | None = None
    topic: str = ""
    older: str = ""
    newer: str = ""
    years: list = field(default_factory=list)
    # where the list itself is read
    url: str = ""

    @property
    def images(self):
        return [found.page.picture_id for found in self.pages if found.page.picture_id]

    @property
    def topics(self):
        return TOPICS.items()

    @property
    def topic_name(self):
        return TOPICS.get(self.topic, "")


def news_of(neighbourhood):
    from .models import NewsPage

    return neighbourhood.pages(NewsPage).filter(alias_of=None)


def for_a_list(pages):
    return pages.select_related("picture").defer("body", "search_description", "seo_title")


def newest(neighbourhood, language, count):
    """[Version], the newest first, in one query: as many rows as `count` news can have languages."""
    rows = for_a_list(news_of(neighbourhood)).order_by("-posted_at", "-pk")[: count * max(1, len(neighbourhood.languages))]
    return best_versions(rows, neighbourhood, language)[:count]


def more_on_topic(page, language):
    """[Version] of other news on the first topic of this one; none without a topic."""
    keys, neighbourhood = unpack(page.topics), page.neighbourhood()
    if not keys or neighbourhood is None:
        return []
    rows = for_a_list(news_of(neighbourhood)).exclude(translation_key=page.translation_key).filter(topics__contains=f",{keys[0]},")
    rows = rows.order_by("-posted_at", "-pk")[: IN_SECTION * max(1, len(neighbourhood.languages))]
    return best_versions(rows, neighbourhood, language)[:IN_SECTION]


def listing(request, index, year=None):
    """Listing of one page of the list, None for a page or year that there is not; two queries."""
    neighbourhood, language = index.neighbourhood(), get_language()
    if neighbourhood is None:
        return Listing([])
    topic = request.GET.get("aihe", "")
    topic = topic if topic in TOPICS else ""
    number = request.GET.get("sivu", "1")
    number = int(number) if number.isdecimal() and len(number) < 6 else 1
    pages = news_of(neighbourhood)
    first, last = pages.aggregate(first=Min("posted_at"), last=Max("posted_at")).values()
    zone = neighbourhood.zone
    if year and (first is None or not first.astimezone(zone).year <= year <= last.astimezone(zone).year):
        return None
    if year:
        pages = pages.filter(posted_at__gte=datetime(year, 1, 1, tzinfo=zone), posted_at__lt=datetime(year + 1, 1, 1, tzinfo=zone))
    if topic:
        pages = pages.filter(topics__contains=f",{topic},")
    start = (max(number, 1) - 1) * PER_PAGE
    # one more tells whether there is a page after this one
    found = newest_versions(
        pages, neighbourhood, language, by="posted_at", count=PER_PAGE + 1, start=start, among=for_a_list(news_of(neighbourhood))
    )
    if not found and number > 1:
        return None
    url = f"/{language}/" + index.url_path.split("/", 3)[3]
    here = url + (f"{year}/" if year else "")
    return Listing(
        pages=found[:PER_PAGE],
        year=year,
        topic=topic,
        older=address(here, topic, number + 1) if len(found) > PER_PAGE else "",
        newer=address(here, topic, number - 1) if number > 1 else "",
        years=list(range(last.astimezone(zone).year, first.astimezone(zone).year - 1, -1)) if first else [],
        url=url,
    )


def address(url, topic, number):
    parts = [f"aihe={topic}"] if topic else []
    parts += [f"sivu={number}"] if number > 1 else []
    return f"{url}?{'&'.join(parts)}" if parts else url
