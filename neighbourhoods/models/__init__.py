"""The tables of the core. One module for each thing that they are about."""

from .mail import OutgoingMail
from .media import Document, Image, Rendition
from .neighbourhood import Hostname, Install, Invitation, Membership, Neighbourhood, Role
from .pages import FolderPage, HomePage, InfoPage
from .user import SigninLink, User

__all__ = [
    "Document",
    "FolderPage",
    "HomePage",
    "Hostname",
    "Image",
    "InfoPage",
    "Install",
    "Invitation",
    "Membership",
    "Neighbourhood",
    "OutgoingMail",
    "Rendition",
    "Role",
    "SigninLink",
    "User",
]
