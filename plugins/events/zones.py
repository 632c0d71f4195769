"""Names of time zones that pages give."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone_of(name):
    """The ZoneInfo of a name of IANA, None where there is none."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
