"""What the pages of the list of events show: a week, a month, what is ahead, what is over; narrowed by topic and to what is free."""

import calendar
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from . import days, queries, sentences, weekdays
from .dates import horizon
from .items import Item, items_of
from .topics import TOPICS

WEEK, MONTH, AHEAD, PAST = "viikko", "kuukausi", "tulossa", "menneet"
# words that are addresses below the list: no event may be called so
PLACES = (WEEK, MONTH, AHEAD, PAST)
ISO_WEEK, ISO_MONTH = re.compile(r"(\d{4})-(\d\d)"), re.compile(r"(\d{4})-(\d\d)")
# so many dates are shown of a week, of a month, and on other pages
MOST_IN_WEEK, MOST_IN_MONTH, MOST_ROWS, PER_PAGE = 100, 400, 300, 20
LARGEST_PAGE = 500
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """What a reader has narrowed the list to. Words that nobody knows say nothing."""

    topics: tuple = ()
    is_free: bool = False

    def holds(self, item):
        return (not self.topics or any(key in item.topic_keys for key in self.topics)) and (not self.is_free or item.is_free)

    def __bool__(self):
        return bool(self.topics) or self.is_free

    def query(self, without=None, **more):
        pairs = [("aihe", key) for key in self.topics if key != without]
        if self.is_free and without != "ilmainen":
            pairs.append(("ilmainen", "1"))
        pairs += [(name, value) for name, value in more.items() if value not in (None, "")]
        return f"?{urlencode(pairs)}" if pairs else ""


def asked_of(values):
    chosen = set(values.getlist("aihe")[:20])
    return Asked(tuple(key for key in TOPICS if key in chosen), values.get("ilmainen") == "1")


@dataclass
class Choice:
    """One way to narrow the list, with how many dates it would leave."""

    name: str
    value: str
    label: str
    number: int
    is_chosen: bool
    # the list without it
    without: str = ""


@dataclass
class Day:
    date: date
    items: list
    is_today: bool = False
    # in a month: whether there are more than were taken
    is_cut: bool = False

    @property
    def anchor(self):
        return f"p{self.date.isoformat()}"

    @property
    def weekday(self):
        return weekdays.NAMES[self.date.weekday()]

    @property
    def shown(self):
        return days.day(self.date)

    @property
    def week(self):
        return week_path(self.date)

    @property
    def has_cancelled(self):
        return any(item.is_cancelled for item in self.items)


@dataclass
class Listing:
    """`view` is one of PLACES, `tail` what the address has below the list."""

    view: str
    tail: str = ""
    url: str = ""
    asked: Asked = field(default_factory=Asked)
    choices: list = field(default_factory=list)
    items: list = field(default_factory=list)
    days: list = field(default_factory=list)
    # this week's days that are over
    earlier: list = field(default_factory=list)
    weeks: list = field(default_factory=list)
    series: list = field(default_factory=list)
    title: str = ""
    previous: tuple = ()
    next: tuple = ()
    nearest: Item = None
    is_cut: bool = False
    is_now: bool = False
    # whether there is anything before it is narrowed
    is_empty: bool = False

    @property
    def number(self):
        return len(self.items)

    @property
    def cancelled(self):
        return sum(1 for item in self.items if item.is_cancelled)

    @property
    def number_earlier(self):
        return sum(len(day.items) for day in self.earlier)

    @property
    def chosen(self):
        return [choice for choice in self.choices if choice.is_chosen]

    @property
    def query(self):
        return self.asked.query()

    @property
    def here(self):
        return self.url + self.tail

    @property
    def weekday_names(self):
        return list(zip(weekdays.SHORT, weekdays.NAMES, strict=True))


def week_path(day):
    year, week, _weekday = day.isocalendar()
    return f"{WEEK}/{year}-{week:02}/"


def month_path(day):
    return f"{MONTH}/{day.year}-{day.month:02}/"


def monday_of(text):
    """The first day of a week such as 2026-49, None for one that there is not."""
    found = ISO_WEEK.fullmatch(text)
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        return None


def month_of(text):
    """The first day of a month such as 2026-12, None for one that there is not."""
    found = ISO_MONTH.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        return None


def narrowed(found, items, asked):
    """The items that were asked for; the ways to narrow them go into the listing, with counts of all."""
    counts = Counter(key for item in items for key in item.topic_keys)
    for key, label in TOPICS.items():
        if counts[key] or key in asked.topics:
            found.choices.append(Choice("aihe", key, str(label), counts[key], key in asked.topics, asked.query(without=key)))
    free = sum(1 for item in items if item.is_free)
    if asked.is_free or 0 < free < len(items):
        found.choices.append(Choice("ilmainen", "1", _("Free"), free, asked.is_free, asked.query(without="ilmainen")))
    found.asked, found.is_empty = asked, not items
    return [item for item in items if asked.holds(item)]


def week(record, language, url, asked, first=None):
    """A week of days that have something; of this week those that are over stand apart. None for a week that nothing is known of."""
    today = timezone.localdate(timezone=record.zone)
    this = today - today.weekday() * DAY
    begin, end = horizon(record)
    monday = first or this
    if not begin - 6 * DAY <= monday <= end:
        return None
    sunday = monday + 6 * DAY
    found = Listing(WEEK, week_path(monday) if first else "", url, is_now=monday == this)
    rows = queries.between(record, monday, sunday, MOST_IN_WEEK + 1)
    found.is_cut = len(rows) > MOST_IN_WEEK
    items = items_of(record, language, rows[:MOST_IN_WEEK], after=sunday)
    found.items = narrowed(found, items, asked)
    by_day = {}
    for item in found.items:
        by_day.setdefault(day_in(item.row, monday, today), []).append(item)
    shown = [Day(day, in_order(by_day[day]), day == today) for day in sorted(by_day)]
    if found.is_now:
        found.earlier = [day for day in shown if day.date < today]
    found.days = [day for day in shown if day not in found.earlier]
    found.title = _("%(days)s, week %(number)s") % {"days": days.days_between(monday, sunday), "number": monday.isocalendar().week}
    if monday - DAY >= begin:
        found.previous = week_path(monday - DAY), days.days_between(monday - 7 * DAY, monday - DAY)
    if sunday < end:
        found.next = week_path(sunday + DAY), days.days_between(sunday + DAY, sunday + 7 * DAY)
    if not found.days and not asked and sunday >= today:
        found.nearest = nearest(record, language, sunday)
    return found


def day_in(row, monday, today):
    """Under which day of a week it stands: what goes on stands under today."""
    first = max(row.first_day, monday)
    return today if first < today <= row.last_day and today - monday < 7 * DAY else first


def in_order(items):
    return sorted(items, key=lambda item: (not item.row.all_day, item.row.starts, item.row.pk))


def nearest(record, language, day):
    found = queries.first_after(record, language, day)
    return Item(record, *found) if found else None


def month(record, language, url, asked, first=None):
    """A month as weeks of days. None for one that nothing is known of."""
    today = timezone.localdate(timezone=record.zone)
    first, is_asked = first or today.replace(day=1), bool(first)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    begin, end = horizon(record)
    if last < begin or first > end:
        return None
    found = Listing(MONTH, month_path(first) if is_asked else f"{MONTH}/", url, is_now=first <= today <= last)
    rows = queries.between(record, first, last, MOST_IN_MONTH + 1)
    found.is_cut = len(rows) > MOST_IN_MONTH
    cut = rows[MOST_IN_MONTH].first_day if found.is_cut else None
    found.items = narrowed(found, items_of(record, language, rows[:MOST_IN_MONTH]), asked)
    by_day = {}
    for item in found.items:
        day = max(item.row.first_day, first)
        while day <= min(item.row.last_day, last):
            by_day.setdefault(day, []).append(item)
            day += DAY
    for monday in calendar.Calendar().monthdatescalendar(first.year, first.month):
        cells = [
            Day(day, in_order(by_day.get(day, [])), day == today, bool(cut and day >= cut)) if day.month == first.month else None
            for day in monday
        ]
        found.weeks.append((monday[0].isocalendar().week, cells))
    found.title = days.capital(days.month(first))
    before, after = first - DAY, last + DAY
    if before >= begin:
        found.previous = month_path(before), days.capital(days.month(before))
    if after <= end:
        found.next = month_path(after), days.capital(days.month(after))
    return found


def ahead(record, language, url, asked, since=None):
    """Each event once, with its next dates, from a day on; `next` goes on where this page ends."""
    today = timezone.localdate(timezone=record.zone)
    _begin, end = horizon(record)
    start = since if since and today < since <= end else today
    rows = queries.between(record, start, end, MOST_ROWS)
    taken, later = {}, None
    for row in rows:
        if row.series_id not in taken and len(taken) == PER_PAGE:
            later = row.first_day
            break
        taken.setdefault(row.series_id, []).append(row)
    if later is None and len(rows) == MOST_ROWS:
        later = rows[-1].first_day
    now = timezone.now()
    own = [next((row for row in one if not sentences.is_over(row, record.zone, now)), None) for one in taken.values()]
    items = items_of(record, language, [row for row in own if row], after=None)
    for item in items:
        item.next = [row.first_day for row in taken[item.row.series_id] if row.starts > item.row.starts and not row.is_cancelled]
        item.next = item.next[: queries.MOST_NEXT]
    found = Listing(AHEAD, f"{AHEAD}/", url)
    found.items = narrowed(found, items, asked)
    if later and later > start:
        found.next = f"{AHEAD}/{asked.query(alkaen=later.isoformat())}", _("From %(date)s on") % {"date": days.day(later)}
    if start > today:
        found.previous = f"{AHEAD}/{asked.query()}", _("From today on")
    return found


def past(record, language, url, asked, page=1):
    """What was lately, the newest first; on its last pages also events of which nothing is left but their page."""
    today = timezone.localdate(timezone=record.zone)
    found = Listing(PAST, f"{PAST}/", url)
    if page == 1:
        rows = queries.before(record, today, MOST_IN_WEEK)
        found.items = narrowed(found, items_of(record, language, rows), asked)
    else:
        found.asked = asked
    old = queries.long_over(record, (page - 1) * PER_PAGE, PER_PAGE + 1)
    shown = queries.by_series(record, language, old[:PER_PAGE])
    kept = [shown[one.pk] for one in old[:PER_PAGE] if one.pk in shown]
    found.series = [Over(one) for one in kept if not asked]
    found.is_empty = not found.items and not found.series
    if len(old) > PER_PAGE and not asked:
        found.next = f"{PAST}/?sivu={page + 1}", _("Older")
    if page > 1:
        found.previous = f"{PAST}/" + (f"?sivu={page - 1}" if page > 2 else ""), _("Newer")
    return found if page == 1 or old else None


@dataclass
class Over:
    """An event that is long over: its page, and when it was."""

    found: object

    @property
    def version(self):
        return self.found.version

    @property
    def when(self):
        return sentences.sentence(self.found.series)


def number(text):
    return int(text) if text and text.isascii() and text.isdecimal() and 0 < int(text[:6]) <= LARGEST_PAGE else 1


def day_asked(text):
    try:
        return date.fromisoformat(text) if text and len(text) == 10 else None
    except ValueError:
        return None


def listing(request, record, language, url, view=WEEK, which=""):
    """The Listing that an address asks for; None for one that there is not."""
    asked = asked_of(request.GET)
    if view == WEEK:
        first = monday_of(which) if which else None
        return None if which and first is None else week(record, language, url, asked, first)
    if view == MONTH:
        first = month_of(which) if which else None
        return None if which and first is None else month(record, language, url, asked, first)
    if which:
        return None
    if view == AHEAD:
        return ahead(record, language, url, asked, day_asked(request.GET.get("alkaen")))
    return past(record, language, url, asked, number(request.GET.get("sivu")))
