"""What is known of an event: one description of it, a series of them with changes for some dates, and the dates that come of it."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from .moments import Length, Moment

CONFIRMED, CANCELLED, TENTATIVE = "CONFIRMED", "CANCELLED", "TENTATIVE"


@dataclass(frozen=True, slots=True)
class Texts:
    """What readers see of an event beside its times. `url` and `online_url` are http or https, or None."""

    summary: str = ""
    description: str = ""
    location: str = ""
    url: str | None = None
    online_url: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    is_online: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One VEVENT, or one event of Linked Events.

    `start` None: an override that only cancels its date, or an event that is put off without a new date.
    `date_id` says which date of the series this replaces (RECURRENCE-ID); with `and_following` all later ones too.
    """

    uid: str
    start: Moment | None = None
    length: Length | None = None
    texts: Texts = field(default_factory=Texts)
    status: str = ""
    rules: tuple = ()
    rules_against: tuple = ()
    # [(Moment, Length or None)]
    more_dates: tuple = ()
    not_dates: tuple = ()
    date_id: Moment | None = None
    and_following: bool = False
    # which revision: SEQUENCE, then DTSTAMP
    sequence: int = 0
    stamp: datetime | None = None
    # the last day of an event whose end on it is not known
    last_day: date | None = None
    is_postponed: bool = False

    @property
    def key(self):
        """Which date of the series, in one way of writing it; "" for the series itself."""
        if self.date_id is None:
            return ""
        return self.date_id.wall.isoformat() if self.date_id.is_day else f"{self.date_id.utc():%Y%m%dT%H%M%SZ}"

    def is_older_than(self, other):
        if self.sequence != other.sequence:
            return self.sequence < other.sequence
        return bool(self.stamp and other.stamp and self.stamp < other.stamp)


@dataclass(frozen=True, slots=True)
class Series:
    """All that is known under one UID: the event itself (None when only single dates of it are known), and its changed dates by key."""

    uid: str
    event: Event | None = None
    changes: dict = field(default_factory=dict)
    # since when its source does not have it any more
    withdrawn_at: datetime | None = None

    def with_event(self, event):
        if event.key:
            return replace(self, changes=self.changes | {event.key: event})
        return replace(self, event=event)

    def events(self):
        return [*([self.event] if self.event else []), *self.changes.values()]

    @property
    def is_undated(self):
        return not any(event.start or event.date_id for event in self.events())


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date. `start` and `end` are aware, in the zone that was asked for; `end` None: not known. `original` is the start by the rule."""

    uid: str
    start: datetime
    end: datetime | None
    all_day: bool
    first_day: date
    last_day: date
    status: str
    texts: Texts
    original: date | datetime
    is_changed: bool = False

    def as_json(self):
        return {
            "uid": self.uid,
            "start": self.start.isoformat(),
            "end": self.end.isoformat() if self.end else None,
            "all_day": self.all_day,
            "first_day": self.first_day.isoformat(),
            "last_day_inclusive": self.last_day.isoformat(),
            "status": self.status,
            "summary": self.texts.summary,
            "description": self.texts.description,
            "location": self.texts.location,
            "url": self.texts.url,
            "online_url": self.texts.online_url,
            "latitude": self.texts.latitude,
            "longitude": self.texts.longitude,
        }


@dataclass
class Fetch:
    """What one answer of a source says. `is_whole`: what is not in it is gone; `is_cut`: it ends in the middle.

    `mentioned` holds the UIDs of all events in it, also of those that cannot be used; `gone` those that it says are removed.
    """

    series: dict = field(default_factory=dict)
    # of METHOD:CANCEL: what is off
    cancelled: dict = field(default_factory=dict)
    skipped: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    mentioned: set = field(default_factory=set)
    gone: set = field(default_factory=set)
    is_whole: bool = True
    is_cut: bool = False
    is_failed: bool = False
    title: str = ""
    description: str = ""
    refresh_seconds: int | None = None

    def add(self, event, is_cancel=False):
        """Of two that describe the same, the newer revision is kept; of two of the same revision, the later in the file."""
        self.mentioned.add(event.uid)
        many = self.cancelled if is_cancel else self.series
        series = many.get(event.uid) or Series(event.uid)
        old = series.changes.get(event.key) if event.key else series.event
        if not (old and event.is_older_than(old)):
            many[event.uid] = series.with_event(event)
        return old is not None
