"""Admin views that volunteers may open, and what their arguments name."""

from .listing import listing

ENTRY = {"pk": "own row DiaryEntry"}
VIEWS = {
    "experiments_diary": {},
    "experiments_write": {"page_id": "own page", "image": "own image"},
    "experiments_entry": {**ENTRY, "image": "own image"},
    "experiments_entry_hide": ENTRY,
    "experiments_entry_show": ENTRY,
    **listing.views(),
}
