from .dates import DateChange, Occurrence
from .pages import EventIndexPage, EventPage
from .registration import Registration, Seats, SignUp
from .series import Series
from .sources import Imported, ImportRun, PossibleDuplicate, Source, SourceFile

__all__ = [
    "DateChange",
    "EventIndexPage",
    "EventPage",
    "ImportRun",
    "Imported",
    "Occurrence",
    "PossibleDuplicate",
    "Registration",
    "Seats",
    "Series",
    "SignUp",
    "Source",
    "SourceFile",
]
