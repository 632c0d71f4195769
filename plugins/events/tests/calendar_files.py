"""Calendar files of a few lines, and what is read from them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from plugins.events.calendar.expanding import Window
from plugins.events.calendar.report import read_all

ZONE = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 9, 1, 12, tzinfo=ZONE)


def file(*events, head="", end="END:VCALENDAR\r\n"):
    """Bytes of a file; each event is lines without UID, with a blank between them as line ends, or lines with one."""
    body = "".join(f"BEGIN:VEVENT\r\n{lines(event, number)}END:VEVENT\r\n" for number, event in enumerate(events, 1))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{body}{end}".encode()


def lines(event, number):
    event = "".join(f"{line.strip()}\r\n" for line in event.strip().splitlines())
    return event if "UID:" in event else f"UID:e-{number}\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Ilta {number}\r\n{event}"


def read(*fetches, start=None, end=None, now=NOW, form=None):
    return read_all(fetches, ZONE, Window(start, end), form, now).as_json()


def starts(found):
    return [one["first_day"] if one["all_day"] else one["start"][:16] for one in found["occurrences"]]


def ends(found):
    return [one["last_day_inclusive"] if one["all_day"] else one["end"] and one["end"][:16] for one in found["occurrences"]]


def warnings(found):
    return " | ".join(found["report"]["warnings"])
