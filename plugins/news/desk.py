"""What the volunteers' desk gets from news."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from neighbourhoods import short_forms
from neighbourhoods.plugin import Care
from neighbourhoods.scoped import NeighbourhoodPageListing

from . import queries
from .models import NewsPage


def write_news(neighbourhood):
    """Address of the short form for a new one."""
    return short_forms.address("news")


def no_news(neighbourhood):
    """A site without news for long looks left behind, however much happens in the yards."""
    from .plugin import News

    last = queries.news_of(neighbourhood).order_by("-posted_at").values_list("posted_at", flat=True).first()
    days = neighbourhood.config(News).quiet_after_days
    if last is not None and timezone.now() - last < timedelta(days=days):
        return []
    if last is None:
        text = _("There is no news yet")
    else:
        day = last.astimezone(neighbourhood.zone)
        text = _("The last news is from %(date)s") % {"date": f"{day.day}.{day.month}.{day.year}"}
    return [Care(text, _("Write news"), write_news(neighbourhood))]


class NewsListing(NeighbourhoodPageListing):
    """All news of the neighbourhood in one list, drafts too: nobody has to look for them in the tree."""

    model = NewsPage
    name = "news"
    icon = "doc-full-inverse"
    menu_label = gettext_lazy("News")
    menu_order = 120
    add_to_admin_menu = True


listing = NewsListing()
