"""The open question on the home page."""

from neighbourhoods.pages import best_versions

from .models import CallPage


def question(neighbourhood, language):
    """The open call that closes soonest; None, so nothing at all, while none is open. One query."""
    from .queries import open_calls

    rows = open_calls(neighbourhood, neighbourhood.pages(CallPage))
    found = best_versions(rows, neighbourhood, language)
    return {"version": found[0], "page": found[0].page} if found else None
