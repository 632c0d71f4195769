"""Admin views that volunteers may open, and what their arguments name."""

from .pages_listed import listing

STORY = {"pk": "own row Story"}
VIEWS = {
    # only what its neighbourhood shares: the view looks at that
    "methods_take": {"record": "public record", "again": "word", "pictures": "word"},
    "methods_changes": {"pk": "own row Adoption", "version": "word", "seen": "word"},
    "methods_ready": {"name": "word"},
    "methods_files": {},
    "methods_stories": {"check": "word", "others": "word"},
    "methods_stories_choose": {"q": "word"},
    "methods_story_tell": {"page_id": "own page"},
    "methods_story_publish": {**STORY, "seen": "word"},
    "methods_story_hide": {**STORY, "reason": "word"},
}


def views():
    return VIEWS | listing.views()
