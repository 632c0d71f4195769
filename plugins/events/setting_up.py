"""The first page when the plugin is switched on, and the examples of an install that is tried out."""

from collections import defaultdict
from datetime import date, time, timedelta
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from neighbourhoods.pages import add_section, ensure_page, read_example

from . import dates
from .calendar import rules
from .models import DateChange, EventIndexPage, EventPage, Series, SignUp
from .models.series import written
from .topics import pack

EXAMPLES = Path(__file__).parent / "demo"
TEXTS = ("lead", "place", "address", "access", "price", "contact", "organiser")
WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
# a market in spring and one in autumn, on the days on which clocks change
MARKET_MONTHS = (3, 10)


def install(neighbourhood):
    is_new = not EventIndexPage.objects.filter(path__startswith=neighbourhood.folder_path).exists()
    ensure_page(neighbourhood, EventIndexPage, slug="tapahtumat", title=_("Events"), show_in_menus=True)
    if is_new:
        add_section(neighbourhood, "events.next")


def load_examples(neighbourhood):
    if EventPage.objects.filter(path__startswith=neighbourhood.folder_path).exists():
        return
    indexes = {page.locale.language_code: page for page in EventIndexPage.objects.filter(path__startswith=neighbourhood.folder_path)}
    files = defaultdict(dict)
    for file in sorted((EXAMPLES / neighbourhood.slug).glob("event-*.md")):
        name, language, _suffix = file.name.split(".")
        files[name][language] = read_example(file)
    for versions in files.values():
        source, key = versions["fi"][0], None
        for language, (fields, body) in sorted(versions.items(), key=lambda one: one[0] != "fi"):
            if language in indexes:
                key = example_page(neighbourhood, indexes[language], source, fields, body, key).translation_key
        if key:
            series = Series.unscoped.get(key=key)
            change_dates(neighbourhood, series, source)
            if source.get("capacity"):
                SignUp.unscoped.create(series=series, neighbourhood_id=neighbourhood.pk, capacity=source["capacity"])


def example_page(neighbourhood, index, source, fields, body, key):
    first, repeat = times(source, timezone.localdate(timezone=neighbourhood.zone))
    page = EventPage(
        title=fields["title"],
        slug=fields["slug"],
        body=body,
        starts_on=first,
        starts_at=time.fromisoformat(source["from"]) if source.get("from") else None,
        ends_at=time.fromisoformat(source["to"]) if source.get("to") else None,
        zone=source.get("zone", ""),
        repeat=repeat.as_data(),
        topics=pack(source.get("topics", ())),
        locale=index.locale,
        is_example=bool(fields.get("example")),
        **{name: fields.get(name, "") for name in TEXTS},
    )
    if key:
        page.translation_key = key
    index.refresh_from_db()
    index.add_child(instance=page)
    page.save_revision().publish()
    return page


def times(source, today):
    """(first day, Repeat) of an example: some days from today on, and then on the days that it names."""
    day = today + timedelta(days=source["first"])
    kind, ends = source["repeat"], {}
    if source.get("count"):
        ends = {"ends": rules.AFTER, "count": source["count"]}
    elif source.get("last_after_days"):
        ends = {"ends": rules.ON, "until": today + timedelta(days=source["last_after_days"])}
    weekdays = [WEEKDAYS.index(name) for name in source.get("weekdays", ())]
    if kind == "weekly":
        day += timedelta(days=min((at - day.weekday()) % 7 for at in weekdays))
        return day, rules.Repeat(rules.WEEKLY, source.get("every", 1), tuple(weekdays), **ends)
    if kind == "monthly_nth":
        which = rules.LAST if source["nth"] == "last" else source["nth"]
        while day.weekday() != weekdays[0] or not is_which(day, which):
            day += timedelta(days=1)
        return day, rules.Repeat(rules.MONTHLY_WEEKDAY, source.get("every", 1), tuple(weekdays), which=which, **ends)
    if kind == "dates":
        ahead = sorted(market for year in (today.year, today.year + 1) for market in markets(year) if market > today)[:2]
        return ahead[0], rules.Repeat(rules.DATES, dates=tuple(ahead[1:]))
    return day, rules.Repeat()


def is_which(day, which):
    return rules.which_of(day) == which or (which == rules.LAST and (day + timedelta(days=7)).month != day.month)


def markets(year):
    """The last Saturdays of two months."""
    for month in MARKET_MONTHS:
        last = date(year, month, 31)
        yield last - timedelta(days=(last.weekday() - 5) % 7)


def change_dates(neighbourhood, series, source):
    """ "except_nth: {2: why}" and "moved_nth: {5: {to_days: 1, reason: why}}": the second date is off, the fifth is a day later."""
    starts = rules.dates_of(series.rule, series.start, most=max([*source.get("except_nth", {}), *source.get("moved_nth", {}), 0]))
    for number, reason in source.get("except_nth", {}).items():
        change(series, starts[number - 1], is_cancelled=True, reason=reason)
    for number, told in source.get("moved_nth", {}).items():
        day = starts[number - 1].date() + timedelta(days=told["to_days"])
        change(series, starts[number - 1], starts_on=day, starts_at=series.starts_at, ends_at=series.ends_at, note=told["reason"])
    if starts:
        dates.rebuild(neighbourhood, series)


def change(series, start, **fields):
    DateChange.unscoped.create(series=series, neighbourhood_id=series.neighbourhood_id, original=written(start), sequence=1, **fields)
