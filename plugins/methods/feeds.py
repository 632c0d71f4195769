from neighbourhoods.plugin import FeedEntry

from . import listing
from .models import MethodPage

IN_FEED = 20


def entries(neighbourhood, language):
    """The newest methods for Atom, in the reader's language where there is one."""
    found = listing.newest(neighbourhood, language, IN_FEED)
    pks = [version.page.pk for version in found]
    dates = {pk: days for pk, *days in MethodPage.objects.filter(pk__in=pks).values_list("pk", "first_published_at", "last_published_at")}
    for version in found:
        published, updated = dates[version.page.pk]
        yield FeedEntry(
            title=version.page.title,
            path=version.url.split("/", 2)[2],
            key=str(version.page.translation_key),
            published=published,
            updated=updated or published,
            summary=version.page.lead,
            language=version.language,
        )
