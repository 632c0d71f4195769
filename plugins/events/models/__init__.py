from .dates import DateChange, Occurrence
from .pages import EventIndexPage, EventPage
from .series import Series

__all__ = ["DateChange", "EventIndexPage", "EventPage", "Occurrence", "Series"]
