"""The tables of the core. One module for each thing that they are about."""

from .desk import Act, BinnedPage, CareSnooze, Draft, PageViews, TaskRun, TranslationMark
from .details import Contact, Details, Feedback, KnownGap, Room
from .mail import OutgoingMail
from .media import Document, Image, Rendition
from .neighbourhood import Hostname, Install, Invitation, Membership, Neighbourhood, Role
from .pages import FolderPage, HomePage, InfoPage
from .participation import DailySalt, EmailConfirmation, OwnLink, ResidentPhoto, SenderCount, SentForm
from .records import Record
from .search import RecordEntry, SearchEntry
from .trail import TrailStep
from .translation import DetailsTranslation, FreeTranslation, PageTranslation
from .user import SigninLink, User

__all__ = [
    "Act",
    "BinnedPage",
    "CareSnooze",
    "Contact",
    "DailySalt",
    "Details",
    "DetailsTranslation",
    "Document",
    "Draft",
    "EmailConfirmation",
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
    "OwnLink",
    "PageTranslation",
    "PageViews",
    "Record",
    "RecordEntry",
    "Rendition",
    "ResidentPhoto",
    "Role",
    "Room",
    "SearchEntry",
    "SenderCount",
    "SentForm",
    "SigninLink",
    "TaskRun",
    "TrailStep",
    "TranslationMark",
    "User",
]
