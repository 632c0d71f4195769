"""What the home page shows: what is being tried now. One query."""

from . import queries


def under_way(neighbourhood, language):
    """Nothing where nothing runs and nothing is planned."""
    trials = queries.under_way(neighbourhood, language, neighbourhood.config("experiments").on_home)
    if not trials:
        return None
    return {
        "trials": trials,
        "images": [found.page.picture_id for found in trials if found.page.picture_id],
        # the list is right above its trials
        "list_url": trials[0].url.rstrip("/").rpartition("/")[0] + "/",
    }
