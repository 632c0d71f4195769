"""Pages that people write and read, and rows that are made of them."""

from .pages import MethodIndexPage, MethodPage
from .rows import Adoption, Card
from .stories import Story

__all__ = ["Adoption", "Card", "MethodIndexPage", "MethodPage", "Story"]
