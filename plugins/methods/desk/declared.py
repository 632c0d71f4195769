"""Admin views that volunteers may open, and what their arguments name."""

from .pages_listed import listing

VIEWS = {
    # only what its neighbourhood shares: the view looks at that
    "methods_take": {"record": "public record", "again": "word"},
    "methods_changes": {"pk": "own row Adoption", "version": "word", "seen": "word"},
    "methods_ready": {"name": "word"},
    "methods_files": {},
}


def views():
    return VIEWS | listing.views()
