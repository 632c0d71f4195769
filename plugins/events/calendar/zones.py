"""Which time zone is meant: names of IANA, Windows and Outlook, names with a vendor's prefix, a file's own zones, and none at all."""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from .file_zone import FileZone
from .moments import Moment, offset_of, parse
from .notes import Note, gettext_noop

OFFSET = re.compile(r"\(?\s*(?:(?:UTC|GMT|Z)\s*)?([+-])\s*(\d{1,2})(?:[:.]?(\d\d))?\s*\)?", re.I)
ZERO = re.compile(r"\(\s*(?:UTC|GMT)\s*\)", re.I)
SUMMER = {"CEST": "CET", "EEST": "EET", "WEST": "WET", "MEST": "MET", "Z": "UTC", "ZULU": "UTC", "COORDINATED UNIVERSAL TIME": "UTC"}
MOST_ZONES = 200


@lru_cache(maxsize=1)
def names():
    """{name in small letters: name of IANA} of all zones, of Windows' names for them, and of summer times."""
    found = {name.lower(): name for name in WINDOWS_TO_OLSON.values()}
    found |= {name.lower(): target for name, target in WINDOWS_TO_OLSON.items()}
    found |= {name.lower(): target for name, target in SUMMER.items()}
    return found | {name.lower(): name for name in available_timezones() if not name.startswith(("posix/", "right/"))}


@lru_cache(maxsize=1)
def cities():
    """{last part of a name in small letters: name}, as Outlook shows zones: "(UTC+02:00) Helsinki, Kyiv, Riga"."""
    regions = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return {name.rpartition("/")[2].replace("_", " ").lower(): name for name in sorted(available_timezones()) if name.startswith(regions)}


@lru_cache(maxsize=1000)
def named(name):
    """The zone of a name, None when no table knows it."""
    name = name.strip().strip('"').strip()
    if found := names().get(name.replace(" ", "_").lower()) or names().get(name.lower()):
        return ZoneInfo(found)
    # /freeassociation.sourceforge.net/Tzfile/Europe/Helsinki
    parts = [part for part in name.split("/") if part]
    for at in range(0 if name.startswith("/") else 1, len(parts)):
        rest = "/".join(parts[at:])
        if "/" in rest and (found := names().get(rest.lower())):
            return ZoneInfo(found)
    if (name.startswith("/") or "://" in name) and len(parts) > 1 and (found := names().get(parts[-1].lower())):
        return ZoneInfo(found)
    return shown_name(name)


def read_again():
    """Forgets what was read of the rules of time zones: they may have been replaced while this runs."""
    named.cache_clear()
    ZoneInfo.clear_cache()


def shown_name(name):
    found = OFFSET.match(name) or ZERO.match(name)
    offset = None
    if found and found.re is ZERO:
        offset = timedelta(0)
    elif found:
        size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        offset = -size if found[1] == "-" else size
        if size > timedelta(hours=14):
            return None
    rest = name[found.end() :] if found else ""
    for word in re.split(r"[,;/()]", rest):
        if (city := cities().get(word.strip().lower())) and standard_offset(ZoneInfo(city)) == offset:
            return ZoneInfo(city)
    is_whole = not rest.strip() or rest.strip().lower() == "coordinated universal time"
    return timezone(offset) if found and is_whole else None


def standard_offset(zone):
    return min(zone.utcoffset(datetime(2026, month, 1)) for month in (1, 7))


class Zones:
    """The zones of one file. `default` is the zone of its source, or of the site: what floating times and unknown names are in."""

    def __init__(self, default, notes):
        self.site = self.default = default
        self.notes, self.files, self.found = notes, {}, {}

    def read(self, calendar):
        """Takes in the zones that a VCALENDAR describes, and its own."""
        for component in calendar.children:
            if component.name == "VTIMEZONE" and len(self.files) < MOST_ZONES and (name := component.value("TZID").strip('"')):
                self.files.setdefault(name.lower(), component)
        if own := calendar.value("X-WR-TIMEZONE"):
            self.default = self.site
            self.default = self.zone(own)

    def zone(self, name):
        name = name.strip().strip('"').strip()
        if name.lower() not in self.found:
            self.found[name.lower()] = self.resolve(name)
        return self.found[name.lower()]

    def resolve(self, name):
        component, known = self.files.get(name.lower()), named(name)
        own = None
        if component:
            try:
                own = FileZone(name, component)
            except (ValueError, OverflowError):
                known = known or named(component.value("X-LIC-LOCATION"))
                if not known:
                    self.notes.append(
                        Note(gettext_noop("The file describes its time zone “%(zone)s” in a way that cannot be read."), {"zone": name})
                    )
        if own and not known:
            return own
        if own and known and not own.agrees(known):
            return self.of_both(name, own, known)
        if known:
            return known
        sentence = gettext_noop("The time zone “%(zone)s” is not known. Its times were read as times of %(instead)s.")
        self.notes.append(Note(sentence, {"zone": name, "instead": self.default}))
        return self.default

    def of_both(self, name, own, known):
        """A file's own rules count, unless they are some years only of a zone with a place in its name."""
        if "/" in name and not own.is_open:
            sentence = gettext_noop("The file describes the time zone “%(zone)s” in part only. The known rules of the zone were used.")
            self.notes.append(Note(sentence, {"zone": name}))
            return known
        sentence = gettext_noop("The file has rules of its own for the time zone “%(zone)s”. They were used.")
        self.notes.append(Note(sentence, {"zone": name}))
        return own

    def moment(self, parameters, value):
        """Moment of a value of DTSTART and the like. Raises ValueError."""
        wall, offset = parse(value)
        if not isinstance(wall, datetime):
            return Moment(wall)
        if parameters.get("VALUE", "").upper() == "DATE":
            return Moment(wall.date())
        name = parameters.get("TZID", "")
        if offset:
            at = Moment(wall, UTC if offset == "Z" else timezone(offset_of(offset)))
            # A time in UTC beside the name of a zone: the moment is sure, and the zone is where it repeats.
            return Moment(at.wall_in(zone), zone) if name and (zone := self.zone(name)) else at
        if name:
            return Moment(wall, self.zone(name))
        return Moment(wall, self.default, is_floating=True)
