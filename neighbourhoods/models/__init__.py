"""The tables of the core. One module for each thing that they are about."""

from .desk import Act, BinnedPage, CareSnooze, Draft, PageViews, TaskRun, TranslationMark
from .details import Contact, Details, Feedback, KnownGap, Room
from .mail import OutgoingMail
from .media import Document, Image, Rendition
from .neighbourhood import Hostname, Install, Invitation, Membership, Neighbourhood, Role
from .pages import FolderPage, HomePage, InfoPage
from .records import Record
from .search import SearchEntry
from .translation import DetailsTranslation, FreeTranslation, PageTranslation
from .user import SigninLink, User

__all__ = [
    "Act",
    "BinnedPage",
    "CareSnooze",
    "Contact",
    "Details",
    "DetailsTranslation",
    "Document",
    "Draft",
    "Feedback",
    "FolderPage",
    "FreeTranslation",
    "HomePage",
    "Hostname",
    "Image",
    "InfoPage",
    "Install",
    "Invitation",
    "KnownGap",
    "Membership",
    "Neighbourhood",
    "OutgoingMail",
    "PageTranslation",
    "PageViews",
    "Record",
    "Rendition",
    "Role",
    "Room",
    "SearchEntry",
    "SigninLink",
    "TaskRun",
    "TranslationMark",
    "User",
]
