"""Work by the clock: the rows of dates go on with the days, and are made anew when the rules of time zones have changed."""

import zoneinfo
from importlib import metadata
from pathlib import Path

from django.core.cache import cache

from . import dates
from .calendar.zones import read_again
from .registration.expiring import expire
from .registration.following import follow_all
from .registration.reminding import remind

# the first line of tzdata.zi: "# version 2026b"
WORD = "# version "


def rebuild(neighbourhood, *, also_over=False):
    """Each night: a day more ahead, a day less behind. Twice does as once. Returns (series, rows that were written or removed)."""
    version = zones_version()
    found = dates.rebuild_all(neighbourhood, also_over=also_over)
    # whoever signed up at the very moment of a change is told of it too
    follow_all(neighbourhood)
    remember(neighbourhood, version)
    return found


def zones(neighbourhood):
    """After a change of time-zone data: local times stay, their instants do not. Where nothing is remembered, all is made anew once."""
    version = zones_version()
    if cache.get(key_of(neighbourhood)) == version:
        return None
    read_again()
    return rebuild(neighbourhood)


def imports(neighbourhood):
    """Gives the worker a job for each source that is due. Returns how many; one that is held already is passed by when its job begins."""
    from .importing import running

    due = running.due(neighbourhood)
    for pk in due:
        running.wake(pk)
    return len(due)


def seats(neighbourhood):
    """Seats that nobody has confirmed go to the queue, and those who asked are reminded. Twice does as once."""
    expire(neighbourhood)
    remind(neighbourhood)


def key_of(neighbourhood):
    return f"events-zones-{neighbourhood.pk}"


def remember(neighbourhood, version):
    cache.set(key_of(neighbourhood), version, timeout=None)


def zones_version():
    """Which rules of time zones this install has: those of the system, else of the package tzdata."""
    for folder in zoneinfo.TZPATH:
        file = Path(folder) / "tzdata.zi"
        try:
            with file.open(encoding="utf-8") as lines:
                first = lines.readline()
        except OSError:
            continue
        if first.startswith(WORD):
            return first.removeprefix(WORD).strip()
    try:
        return f"package {metadata.version('tzdata')}"
    except metadata.PackageNotFoundError:
        return "unknown"
