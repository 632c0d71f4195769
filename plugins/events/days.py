"""Days and times as people write them: ti 1.12. klo 18–20 (fi), tisdag 1.12 kl. 18–20 (sv), Tuesday 1 December, 18:00–20:00 (en).

Everything here takes days and naive local times. The year is told only when it is not this one.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from . import weekdays

DAY = timedelta(days=1)


def day_of(moment):
    return moment.date() if isinstance(moment, datetime) else moment


def today(zone=None):
    return timezone.localdate(timezone=zone)


def formatted(moment, wanted):
    # as a time without a zone: a day has no hours, and a zone would be asked of an aware one
    return date_format(moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day), wanted)


def day(value, year=None):
    """1.12.; 1 December"""
    value = day_of(value)
    if value.year == (year or today().year):
        # Translators: a date format of Django
        return formatted(value, pgettext("format of a day", "j E"))
    # Translators: a date format of Django
    return formatted(value, pgettext("format of a day with its year", "j E Y"))


def short_day(value, year=None):
    """ti 1.12.; Tue 1 December"""
    value = day_of(value)
    return pgettext("a day", "%(weekday)s %(date)s") % {"weekday": weekdays.SHORT[value.weekday()], "date": day(value, year)}


def long_day(value, year=None):
    """tiistaina 1.12.; Tuesday 1 December"""
    value = day_of(value)
    return pgettext("a day in full", "%(weekday)s %(date)s") % {"weekday": weekdays.ON[value.weekday()], "date": day(value, year)}


def clock(moment):
    """18 or 18.30; 18:00"""
    if moment.minute == 0:
        # Translators: a time format of Django, for times on the hour
        return formatted(moment, pgettext("format of a whole hour", "H:i"))
    # Translators: a time format of Django
    return formatted(moment, pgettext("format of a time", "H:i"))


def clocks(start, end=None):
    """18–20, or 18"""
    return f"{clock(start)}–{clock(end)}" if end and end != start else clock(start)


def at(what, times):
    """“1.12.” and “18–20”: 1.12. klo 18–20"""
    return _("%(day)s, %(times)s") % {"day": what, "times": times}


def at_closely(what, times):
    """The same where more follows it: Fri 4 December 20:00 – Sat 5 December 01:00"""
    return _("%(day)s %(time)s") % {"day": what, "time": times}


def many_days(first, last, year=None):
    """la–su 5.–6.12.; Sat–Sun 5–6 December"""
    if first == last:
        return short_day(first, year)
    days = days_between(first, last, year)
    if last - first < 7 * DAY:
        pair = f"{weekdays.SHORT[first.weekday()]}–{weekdays.SHORT[last.weekday()]}"
        return pgettext("some days", "%(weekdays)s %(dates)s") % {"weekdays": pair, "dates": days}
    return days


def days_between(first, last, year=None):
    """5.–6.12.; 30.11.–6.12.; 5–6 December"""
    if (first.year, first.month) == (last.year, last.month):
        # Translators: a date format of Django, for the first of some days in one month: 5.–6.12., 5–6 December
        number = formatted(first, pgettext("format of a first day", "j"))
        return f"{number}–{day(last, year)}"
    return pgettext("days", "%(first)s – %(last)s") % {"first": day(first, year), "last": day(last, year)}


def listed(days, year=None):
    """3.12., 10.12. ja 17.12.; 3, 10 and 17 December"""
    days, said = list(days), []
    for number, one in enumerate(days):
        following = days[number + 1] if number + 1 < len(days) else None
        if following and (one.year, one.month) == (following.year, following.month):
            # Translators: a date format of Django, for days of the same month as the next: 3, 10 and 17 December
            said.append(formatted(one, pgettext("format of a day whose month follows", "j")))
        else:
            said.append(day(one, year))
    return joined(said)


def joined(texts):
    """a, b and c"""
    texts = [str(text) for text in texts]
    if len(texts) < 2:
        return "".join(texts)
    comma = pgettext("between things in a list", ", ")
    return _("%(most)s and %(last)s") % {"most": comma.join(texts[:-1]), "last": texts[-1]}


def separated(texts):
    """a, b, c"""
    return pgettext("between things in a list", ", ").join(str(text) for text in texts)


def capital(text):
    return text[:1].upper() + text[1:]


def local(moment, zone):
    return moment.astimezone(zone).replace(tzinfo=None) if moment else None


def span_of(row, zone):
    """(start, end) of an Occurrence: days, the last one included, or naive local times; the end None where it is not known."""
    if row.all_day:
        return row.first_day, row.last_day
    return local(row.starts, zone), local(row.ends, zone)


def is_day(moment):
    return isinstance(moment, date) and not isinstance(moment, datetime)


def month(first):
    """joulukuu 2026; December 2026"""
    # Translators: a date format of Django
    return formatted(first, pgettext("format of a month", "F Y"))


def leaf(value):
    """(ti, 1., joulu); (Tue, 1, Dec)"""
    # Translators: a date format of Django, for the big number on the leaf of a calendar
    number = formatted(value, pgettext("format of a day alone", "j"))
    # Translators: a date format of Django, for the short month on the leaf of a calendar
    return weekdays.SHORT[value.weekday()], number, formatted(value, pgettext("format of a short month", "b"))
