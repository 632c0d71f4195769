"""Trials as pages, and the diary that is kept of them."""

from .diary import DiaryEntry
from .pages import ExperimentIndexPage, ExperimentPage

__all__ = ["DiaryEntry", "ExperimentIndexPage", "ExperimentPage"]
