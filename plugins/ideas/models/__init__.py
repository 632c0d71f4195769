"""Tables of the plugin: pages on which is asked, and what was answered there."""

from .answers import Comment, Idea, Report, StatusChange, Support
from .calls import Call
from .pages import CallIndexPage, CallPage

__all__ = ["Call", "CallIndexPage", "CallPage", "Comment", "Idea", "Report", "StatusChange", "Support"]
