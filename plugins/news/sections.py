from . import queries


def newest(neighbourhood, language):
    """The newest news; where there are none yet the section says so, and offers the feed."""
    pages = queries.newest(neighbourhood, language, queries.IN_SECTION)
    return {
        "pages": pages,
        "images": [found.page.picture_id for found in pages if found.page.picture_id],
        # the list is right above its news
        "list_url": pages[0].url.rstrip("/").rpartition("/")[0] + "/" if pages else "",
        "feed_url": f"/{language}/feeds/news.atom",
    }
