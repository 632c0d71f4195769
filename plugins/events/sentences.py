"""When an event is, in words of the active language: by its rule, and one date at a time.

All of it works on what is given, without a query. Rules are asked only how many dates they have and which is the last.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from . import days, weekdays
from .calendar import rules
from .days import DAY, at, at_closely, capital, clock, clocks, day, is_day, joined, listed, long_day, many_days, short_day

# so many own dates are told; a list of a hundred is no sentence
MOST_OWN_DATES = 8


def sentence(series, start=None, end=None, zone=None, *, without=(), shown_in=None):
    """“Joka toinen tiistai klo 18–20, 6 kertaa, viimeksi 1.12.”

    `series` is a Series, which knows its times itself, or a rules.Repeat with `start` and `end`: naive local times, or days of which the
    last one is included; no end where it is not known. `without` are days that are off. `zone` is told where it differs from `shown_in`.
    """
    if isinstance(series, rules.Repeat):
        repeat = series
    else:
        repeat, start, end, zone = series.rule, series.start, series.end, series.zone
    year = days.today().year
    if repeat.kind == rules.ONCE:
        said = capital(one_date(start, end, year=year)) if lasts_a_day(start, end) else one_date(start, end, year=year)
    else:
        said = capital(with_its_length(how_often(repeat, start, year), start, end))
        if repeat.kind in (rules.MONTHLY_DAY, rules.MONTHLY_WEEKDAY):
            said = every_months(said, repeat.every)
        said = with_its_end(said, repeat, start, year)
        if without:
            said = _("%(rule)s, not on %(days)s") % {"rule": said, "days": listed(without, year)}
    if zone and shown_in and str(zone) != str(shown_in):
        said = _("%(sentence)s (time in %(zone)s)") % {"sentence": said, "zone": zone}
    return said


def lasts_a_day(start, end):
    return end is None or days.day_of(start) == days.day_of(end)


def one_date(start, end=None, *, year=None, short=False):
    """“tiistaina 1.12. klo 18–20”; “lauantaina 5.12., koko päivän”; “la–su 5.–6.12.”; “pe 4.12. klo 20 – la 5.12. klo 1”"""
    said = short_day if short else long_day
    if is_day(start):
        if lasts_a_day(start, end):
            return said(start, year) if short else _("%(day)s, all day") % {"day": said(start, year)}
        return many_days(start, end, year)
    if lasts_a_day(start, end):
        return at(said(start, year), clocks(start, end))
    first = at_closely(short_day(start, year), clock(start))
    return _("%(first)s – %(last)s") % {"first": first, "last": at_closely(short_day(end, year), clock(end))}


# --- rules ---


def how_often(repeat, start, year):
    """How it repeats, without times and without an end."""
    first = days.day_of(start)
    if repeat.kind == rules.WEEKLY:
        return weekly(repeat.weekdays or (first.weekday(),), repeat.every)
    if repeat.kind == rules.MONTHLY_DAY:
        number = repeat.day or first.day
        if number == rules.LAST:
            said = _("on the last day of each month")
        else:
            # any month that has 31 days. Translators: a date format of Django, for “on the 15th of each month”
            shown = days.formatted(datetime(2026, 1, number), pgettext("format of a day of every month", "jS"))
            said = _("on the %(day)s of each month") % {"day": shown}
        return said
    if repeat.kind == rules.MONTHLY_WEEKDAY:
        weekday = repeat.weekdays[0] if repeat.weekdays else first.weekday()
        return str(weekdays.OF_THE_MONTH[repeat.which or rules.which_of(first)][weekday])
    if repeat.kind == rules.YEARLY:
        # a day of every year has none of its own
        shown = day(first, first.year)
        if repeat.every == 1:
            return _("every year on %(date)s") % {"date": shown}
        told = {"number": repeat.every, "date": shown}
        return ngettext("every %(number)s year on %(date)s", "every %(number)s years on %(date)s", repeat.every) % told
    own = [days.day_of(one) for one in rules.dates_of(repeat, start, last=rules.far(repeat, start))]
    if len(own) > MOST_OWN_DATES:
        more = len(own) - MOST_OWN_DATES
        some = days.separated(day(one, year) for one in own[:MOST_OWN_DATES])
        told = {"days": some, "number": more}
        return ngettext("on these days: %(days)s and %(number)s more", "on these days: %(days)s and %(number)s more", more) % told
    return _("on these days: %(days)s") % {"days": listed(own, year)}


def weekly(found, every):
    found = sorted(set(found))
    if every == 1:
        if len(found) == 7:
            return _("every day")
        return joined([weekdays.EVERY[found[0]], *(weekdays.ALSO[one] for one in found[1:])])
    if every == 2 and len(found) == 1:
        return str(weekdays.EVERY_OTHER[found[0]])
    told = {"days": joined([weekdays.ON_ALL[found[0]], *(weekdays.ALSO_ALL[one] for one in found[1:])]), "number": every}
    if every == 2:
        return _("%(days)s every other week") % {"days": told["days"]}
    return ngettext("%(days)s every %(number)s week", "%(days)s every %(number)s weeks", every) % told


def every_months(said, every):
    if every == 1:
        return said
    told = {"rule": said, "number": every}
    return ngettext("%(rule)s, but only every %(number)s month", "%(rule)s, but only every %(number)s months", every) % told


def with_its_length(said, start, end):
    """When on each of the days, and how long."""
    if is_day(start):
        number = (end - start).days + 1 if end else 1
        if number == 1:
            return said
        return ngettext("%(rule)s, %(number)s day each time", "%(rule)s, %(number)s days each time", number) % {
            "rule": said,
            "number": number,
        }
    # past midnight it says as much as the clock does; a day or more is told in days
    if end and end - start >= DAY:
        number = (end.date() - start.date()).days + 1
        said = at(said, clock(start))
        return ngettext("%(rule)s, %(number)s day each time", "%(rule)s, %(number)s days each time", number) % {
            "rule": said,
            "number": number,
        }
    return at(said, clocks(start, end))


def days_each_time(said, number):
    told = {"rule": said, "number": number}
    return ngettext("%(rule)s, %(number)s day each time", "%(rule)s, %(number)s days each time", number) % told


def with_its_end(said, repeat, start, year):
    if repeat.kind == rules.DATES:
        return said
    if repeat.ends == rules.NEVER:
        return _("%(rule)s, until further notice") % {"rule": said}
    found = rules.summary(repeat, start)
    if found["last"] is None:
        return said
    told = {"rule": said, "number": found["total"], "date": day(found["last"], year)}
    if repeat.ends == rules.AFTER:
        return (
            ngettext("%(rule)s, %(number)s time, last on %(date)s", "%(rule)s, %(number)s times, last on %(date)s", found["total"]) % told
        )
    return _("%(rule)s, last on %(date)s") % {"rule": said, "date": told["date"]}


def next_dates(starts, zone=None):
    """“Kuusi seuraavaa kertaa: …” is built of this: short days, with a comma between."""
    year = days.today(zone).year
    return days.separated(day(one, year) for one in starts)


# --- one date, from where the reader is in time ---


def near(row, zone, now=None, *, short=True):
    """When a date is: “tänään klo 18–20”, “huomenna klo 18–20”, “nyt käynnissä, päättyy klo 20”, “oli ti 1.12.”, else its day and time."""
    now = now or timezone.now()
    here, (start, end) = now.astimezone(zone).date(), days.span_of(row, zone)
    if is_over(row, zone, now):
        return _("was on %(date)s") % {"date": one_date(start, end, year=here.year, short=True)}
    if row.starts <= now:
        return going_on(row, zone, here)
    if row.first_day in (here, here + DAY):
        word = pgettext("day", "today") if row.first_day == here else pgettext("day", "tomorrow")
        if row.all_day:
            return word if row.first_day == row.last_day else at_closely_until(word, row.last_day, here)
        if end and end.date() != start.date():
            return _("%(first)s – %(last)s") % {
                "first": at_o_clock(word, clock(start)),
                "last": at_closely(short_day(end, here.year), clock(end)),
            }
        return at_o_clock(word, clocks(start, end))
    return one_date(start, end, year=here.year, short=short)


def at_o_clock(word, times):
    return _("%(today)s at %(time)s") % {"today": word, "time": times}


def at_closely_until(word, last, here):
    return _("%(first)s – %(last)s") % {"first": word, "last": short_day(last, here.year)}


def going_on(row, zone, here):
    if row.all_day and row.first_day == row.last_day:
        return pgettext("day", "today")
    if row.all_day or row.ends is None:
        last = row.last_day
        return _("on now, ends %(date)s") % {"date": short_day(last, here.year)} if last > here else _("on now")
    end = days.local(row.ends, zone)
    if end.date() == here:
        return _("on now, ends %(time)s") % {"time": clock(end)}
    return _("on now, ends %(date)s") % {"date": at_closely(short_day(end, here.year), clock(end))}


def is_over(row, zone, now=None):
    """Without a known end a date is over when its last day is."""
    now = now or timezone.now()
    if row.ends and not row.all_day:
        return row.ends <= now
    return row.last_day < now.astimezone(zone).date()


def moved(original, row, zone):
    """“Siirretty: ti 1.12. → ke 2.12. klo 18”: `original` is the day or naive time that the rule gave."""
    year, (start, _end) = days.today(zone).year, days.span_of(row, zone)
    new = short_day(start, year) if is_day(start) else at_closely(short_day(start, year), clock(start))
    if not is_day(original) and not is_day(start) and original.date() == start.date():
        old = at_closely(short_day(original, year), clock(original))
    else:
        old = short_day(original, year)
    return _("Moved: %(old)s → %(new)s") % {"old": old, "new": new}


def cancelled(row, reason="", zone=None):
    """“Peruttu: ti 1.12. Syy: …”"""
    told = {"date": short_day(row.first_day, days.today(zone).year), "reason": reason}
    return _("Cancelled: %(date)s. Reason: %(reason)s") % told if reason else _("Cancelled: %(date)s.") % told
