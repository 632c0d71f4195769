from . import listing


def newest(neighbourhood, language):
    """The methods that came last; None, so nothing at all, while there are none."""
    found = listing.newest(neighbourhood, language, neighbourhood.config("methods").on_home)
    if not found:
        return None
    return {
        "methods": found,
        "images": [version.page.picture_id for version in found if version.page.picture_id],
        # the library is right above its methods
        "list_url": found[0].url.rstrip("/").rpartition("/")[0] + "/",
    }
