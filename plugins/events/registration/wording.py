"""Times and places in words, in the language that is active."""

from django.utils.translation import ngettext

from .. import days, sentences


def moment(at, zone):
    """ti 1.12. klo 18.30"""
    local = days.local(at, zone)
    return days.at_closely(days.short_day(local, days.today(zone).year), days.clock(local))


def when(row, zone, *, short=False):
    """tiistaina 1.12. klo 18–20; `row` has starts, ends, first_day, last_day, all_day."""
    start, end = days.span_of(row, zone)
    return sentences.one_date(start, end, year=days.today(zone).year, short=short)


def day(row, zone):
    """1.12."""
    return days.day(row.first_day, days.today(zone).year)


def seats_left(seats):
    """“Paikkoja jäljellä 4”; nothing where there is no limit, or where it is full. `seats` has capacity, left and is_full."""
    return "" if seats.is_full else all_left(seats.left)


def all_left(capacity):
    """The same where nobody has come yet."""
    return ngettext("%(n)d place left", "%(n)d places left", capacity) % {"n": capacity} if capacity else ""
