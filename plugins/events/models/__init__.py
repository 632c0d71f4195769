from .dates import DateChange, Occurrence
from .pages import EventIndexPage, EventPage
from .registration import Registration, Seats, SignUp
from .series import Series

__all__ = ["DateChange", "EventIndexPage", "EventPage", "Occurrence", "Registration", "Seats", "Series", "SignUp"]
