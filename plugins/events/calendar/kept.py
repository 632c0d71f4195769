"""What a source has said of one event, as text of JSON that is stored, and back. The same series gives the same text.

Zones that a file describes itself are kept beside, once for all events of a source: `zones` is {name: data} and is added to.
"""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from hashlib import sha256
from zoneinfo import ZoneInfo

from .events import Event, Series, Texts
from .file_zone import FileZone
from .moments import Length, Moment
from .recurrence import Recurrence

TEXTS = ("summary", "description", "location", "url", "online_url", "latitude", "longitude", "is_online")
MOST_BUILT = 200
built = {}
FIELDS = ("status", "and_following", "sequence", "is_postponed")


def text_of(series, zones):
    """The text of a Series, without when it was withdrawn."""
    return written(as_data(series, zones))


def digest_of(series, zones):
    """Differs whenever what readers see may differ. Many programs stamp all their events anew whenever they are asked: that is nothing."""
    data = as_data(series, zones)
    for event in [data.get("event"), *data.get("changes", ())]:
        if event:
            event.pop("stamp", None)
    return sha256(written(data).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def written(data):
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def as_data(series, zones):
    data = {"uid": series.uid}
    if series.event:
        data["event"] = event_data(series.event, zones)
    if series.changes:
        data["changes"] = [event_data(event, zones) for _key, event in sorted(series.changes.items())]
    return data


def series_of(text, zones):
    """The Series of `text_of`. Raises ValueError for what is none."""
    try:
        data = json.loads(text)
        event = event_of(data["uid"], data["event"], zones) if data.get("event") else None
        changes = [event_of(data["uid"], one, zones) for one in data.get("changes", ())]
        return Series(data["uid"], event, {change.key: change for change in changes})
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from None


# Its parts: what is as usual is left out


def event_data(event, zones):
    data = {name: value for name in FIELDS if (value := getattr(event, name))}
    texts = {name: value for name in TEXTS if (value := getattr(event.texts, name)) not in ("", None, False)}
    lists = {
        "texts": texts,
        "start": moment_data(event.start, zones),
        "length": length_data(event.length),
        "rules": [rule_data(rule) for rule in event.rules],
        "rules_against": [rule_data(rule) for rule in event.rules_against],
        "more": [[moment_data(moment, zones), length_data(length)] for moment, length in event.more_dates],
        "without": [moment_data(moment, zones) for moment in event.not_dates],
        "date_id": moment_data(event.date_id, zones),
        "last_day": event.last_day.isoformat() if event.last_day else None,
        "stamp": event.stamp.isoformat() if event.stamp else None,
    }
    return data | {name: value for name, value in lists.items() if value}


def event_of(uid, data, zones):
    return Event(
        uid,
        moment_of(data.get("start"), zones),
        length_of(data.get("length")),
        Texts(**data.get("texts", {})),
        rules=tuple(map(rule_of, data.get("rules", ()))),
        rules_against=tuple(map(rule_of, data.get("rules_against", ()))),
        more_dates=tuple((moment_of(moment, zones), length_of(length)) for moment, length in data.get("more", ())),
        not_dates=tuple(moment_of(moment, zones) for moment in data.get("without", ())),
        date_id=moment_of(data.get("date_id"), zones),
        last_day=date.fromisoformat(data["last_day"]) if data.get("last_day") else None,
        stamp=datetime.fromisoformat(data["stamp"]) if data.get("stamp") else None,
        **{name: data[name] for name in FIELDS if name in data},
    )


def moment_data(moment, zones):
    """[wall], [wall, zone], [wall, zone, true] of a floating one."""
    if moment is None:
        return None
    if moment.is_day:
        return [moment.wall.isoformat()]
    data = [moment.wall.isoformat(), zone_name(moment.zone, zones)]
    return [*data, True] if moment.is_floating else data


def moment_of(data, zones):
    if not data:
        return None
    if len(data) == 1:
        return Moment(date.fromisoformat(data[0]))
    return Moment(datetime.fromisoformat(data[0]), zone_of(data[1], zones), len(data) > 2)


def zone_name(zone, zones):
    """A name of IANA; a number of seconds for a fixed difference to UTC; or the name of what was put into `zones`."""
    if isinstance(zone, FileZone):
        data = zone.as_data()
        name = f"file:{sha256(json.dumps(data).encode()).hexdigest()[:16]}"
        zones.setdefault(name, data)
        return name
    if isinstance(zone, ZoneInfo):
        return zone.key
    return int(zone.utcoffset(None).total_seconds())


def zone_of(name, zones):
    if isinstance(name, int):
        return timezone(timedelta(seconds=name)) if name else UTC
    if not name.startswith("file:"):
        return ZoneInfo(name)
    # the name is made of what it says
    if name not in built:
        if len(built) > MOST_BUILT:
            built.clear()
        built[name] = FileZone.of_data(zones[name])
    return built[name]


def length_data(length):
    """[days], [days, exact seconds], or [days, exact seconds, until]."""
    if length is None:
        return None
    data = [length.days, length.exact.total_seconds()]
    return [*data, length.until.isoformat()] if length.until is not None else data


def length_of(data):
    if not data:
        return None
    return Length(data[0], timedelta(seconds=data[1]), time.fromisoformat(data[2]) if len(data) > 2 else None)


def rule_data(rule):
    plain = Recurrence(rule.frequency)
    return {name: value for name in Recurrence.__slots__ if (value := getattr(rule, name)) != getattr(plain, name) or name == "frequency"}


def rule_of(data):
    def tuples(value):
        return tuple(tuples(one) for one in value) if isinstance(value, list) else value

    return Recurrence(**{name: tuples(value) for name, value in data.items()})
