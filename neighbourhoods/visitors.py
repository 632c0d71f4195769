"""How often the pages of a neighbourhood are opened: a number for each local day and page, and nothing of who opened them.

A request asks the database for nothing. What was opened is counted in the memory of the process, and added to the rows at most once in
`settings.VISITORS_EVERY` seconds, after an answer has been sent, and when the process ends.
"""

import atexit
import logging
import re
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signals import request_finished
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import Sum
from django.utils import timezone, translation

# All days of a week are told; after a year a row is of no use.
WEEK, KEPT = 7, 365
# `page` of the row that holds the sum of a day
ALL_PAGES = 0
# Pages of one process between two writings. Pages exist, so only a database that stays locked for hours comes near; then sums are enough.
MOST = 20_000
# Of the most read this many are looked at: some may be hidden by now, and pages that lead on to others are none that anybody reads.
LOOKED_AT = 50
# Milliseconds that the writing waits for a lock: whoever publishes a page is before it, and the next writing takes it all along.
PATIENCE = 1_000
AGENT = 300

# Not people, by what they call themselves. Each part is there for a kind of program: robots of search engines and of what trains machines
# (bot, crawl, spider, slurp, scrap); those that draw a preview of a link in a chat (preview, facebookexternalhit, whatsapp, skypeuri,
# embedly); those that look whether a site is up or how fast it is (monitor, uptime, pingdom, nagios, lighthouse, pagespeed, validator);
# libraries and commands (curl, wget, python, java/, ruby, perl, php/, go-http, node, axios, okhttp, http-client, libwww);
# browsers that nobody looks at (headless, phantom, selenium, puppeteer, playwright); archives and feed readers. Cubot is a make of phones.
NOT_PEOPLE = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|scrap|preview|facebookexternalhit|whatsapp|skypeuri|embedly|monitor|uptime|pingdom|nagios|lighthouse"
    r"|pagespeed|validator|curl|wget|python|\bjava/|ruby|\bperl|\bphp/|go-http|\bnode|axios|okhttp|http-?_?client|libwww|headless|phantom"
    r"|selenium|puppeteer|playwright|archive|fetch|feed|\brss|\+https?:",
    re.IGNORECASE,
)
# A page that is loaded before anybody wants it, as browsers say it
EARLY = re.compile("prefetch|prerender|preview", re.IGNORECASE)
# what a phone keeps for the time without a network, and the sheet of all parts of the look
NO_PAGES = frozenset({"offline", "styleguide"})

log = logging.getLogger(__name__)


class Counts:
    """{(id of the neighbourhood, local day, id of the page): number} of what was opened in this process and is not written yet."""

    def __init__(self):
        self.lock, self.writing = threading.Lock(), threading.Lock()
        self.clear()

    def clear(self):
        with self.lock:
            self.numbers, self.next_at = Counter(), time.monotonic() + settings.VISITORS_EVERY

    def add(self, neighbourhood, day, page=ALL_PAGES):
        with self.lock:
            self.numbers[neighbourhood, day, ALL_PAGES] += 1
            if page and ((neighbourhood, day, page) in self.numbers or len(self.numbers) < MOST):
                self.numbers[neighbourhood, day, page] += 1

    def is_time(self):
        return bool(self.numbers) and time.monotonic() >= self.next_at

    def write(self):
        """Adds all to the rows. What cannot be written stays, and is tried again later; returns whether it went well."""
        if not self.numbers or not self.writing.acquire(blocking=False):
            return True
        try:
            with self.lock:
                numbers, self.numbers = self.numbers, Counter()
                self.next_at = time.monotonic() + settings.VISITORS_EVERY
            try:
                add_to_rows(numbers)
            except DatabaseError as error:
                with self.lock:
                    self.numbers += numbers
                log.info("The counts of visits wait for the next time: %s", error)
                return False
            return True
        finally:
            self.writing.release()


def add_to_rows(numbers):
    """Each row once, in the order of its key: processes that write at the same time add up, and none waits for the other in a ring."""
    from .models import Neighbourhood, PageViews

    table, quote = PageViews._meta.db_table, connection.ops.quote_name
    columns = ", ".join(quote(name) for name in ("neighbourhood_id", "day", "page"))
    count = quote("count")
    statement = (
        f"INSERT INTO {quote(table)} ({columns}, {count}) VALUES (%s, %s, %s, %s)"
        f" ON CONFLICT ({columns}) DO UPDATE SET {count} = {quote(table)}.{count} + excluded.{count}"
    )
    with waiting_briefly(), connection.cursor() as cursor:
        there = set(Neighbourhood.objects.filter(pk__in={pk for pk, _day, _page in numbers}).values_list("pk", flat=True))
        day_of = connection.ops.adapt_datefield_value
        rows = [(pk, day_of(day), page, number) for (pk, day, page), number in sorted(numbers.items()) if pk in there]
        cursor.executemany(statement, rows)


@contextmanager
def waiting_briefly():
    """A transaction that gives up after PATIENCE where somebody else holds the lock."""
    if connection.vendor != "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE}")
            yield
        return
    usual = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            with transaction.atomic():
                yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


counts = Counts()


def write_when_it_is_time(**kwargs):
    """After an answer has been sent and its connection closed: nobody waits for this."""
    if settings.VISITORS_EVERY and counts.is_time():
        write()


def write():
    """Writes now. In a thread that has no request any more, so the connection is its own to close."""
    if not counts.numbers:
        return True
    try:
        return counts.write()
    except Exception:
        # numbers are not worth a server that stops
        log.exception("Visits could not be counted.")
        return False
    finally:
        if not connection.in_atomic_block:
            close_old_connections()


request_finished.connect(write_when_it_is_time, dispatch_uid="neighbourhoods-visitors")
atexit.register(write)


class VisitorsMiddleware:
    """Right inside NeighbourhoodMiddleware: sees each answer of a site as its readers get it, and changes nothing of it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if settings.VISITORS_EVERY and is_a_visit(request, response):
            record = request.neighbourhood
            counts.add(record.pk, today(record), page_of(request))
        return response


def is_a_visit(request, response):
    """Whether a person has opened a public page, as far as can be told without knowing who."""
    if request.method != "GET" or response.status_code != 200 or request.neighbourhood is None or getattr(request, "is_dummy", False):
        return False
    if not response.get("Content-Type", "").startswith("text/html"):
        return False
    match, headers = request.resolver_match, request.headers
    if match is None or match.url_name in NO_PAGES:
        return False
    # what scripts and service workers fetch; browsers that do not tell are believed
    if headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return False
    if any(EARLY.search(headers.get(name, "")) for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")):
        return False
    agent = headers.get("User-Agent", "")[:AGENT]
    return bool(agent.strip()) and not NOT_PEOPLE.search(agent)


def page_of(request):
    """Id of the page of the tree that was shown; ALL_PAGES for a search, a statement, a view of a plugin."""
    route = getattr(request, "_wagtail_route_for_request", None)
    return route[0].pk if route else ALL_PAGES


def today(record):
    return datetime.now(record.zone).date()


@dataclass(frozen=True)
class Week:
    """What was opened in the last seven local days: `days` begin with the oldest and end with today, as far as it is written.

    `top_title` and `top_url` are empty when nothing was read that anybody can still read.
    """

    total: int
    days: tuple
    top_title: str = ""
    top_url: str = ""


def week(record):
    """The Week of a neighbourhood. Three queries at most, whatever the numbers."""
    from .models import PageViews

    last = today(record)
    first = last - timedelta(days=WEEK - 1)
    rows = PageViews.objects.filter(neighbourhood=record.pk, day__range=(first, last))
    sums = dict(rows.filter(page=ALL_PAGES).values_list("day", "count"))
    days = tuple(sums.get(first + timedelta(days=number), 0) for number in range(WEEK))
    top = most_read(record, rows) if any(days) else None
    return Week(sum(days), days, *((top.page.title, record.root_url + top.url) if top else ()))


def most_read(record, rows):
    """The Version of the page that was read most in all its languages together; None without one."""
    from .pages import best_versions

    homes = [home.pk for home in record.homes.values()]
    found = rows.exclude(page__in=[ALL_PAGES, *homes]).values("page").annotate(number=Sum("count")).order_by("-number", "page")
    numbers = dict(found.values_list("page", "number")[:LOOKED_AT])
    if not numbers:
        return None
    pages = list(record.pages().filter(pk__in=numbers).exclude(content_type__in=lists()))
    of_all = Counter()
    for page in pages:
        of_all[page.translation_key] += numbers[page.pk]
    language = translation.get_language()
    shown = best_versions(pages, record, language if language in record.codes else record.languages[0])
    return max(shown, key=lambda version: (of_all[version.page.translation_key], -version.page.pk), default=None)


def lists():
    """Ids of the content types of pages that only lead on to others."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import get_page_models

    from .pages import IndexPage

    kinds = ContentType.objects.get_for_models(*(model for model in get_page_models() if issubclass(model, IndexPage)))
    return [kind.pk for kind in kinds.values()]


def forget_views():
    """Rows that are older than a year; for the daily work."""
    from .models import PageViews

    PageViews.objects.filter(day__lt=timezone.localdate() - timedelta(days=KEPT)).delete()
