"""What the front page of the desk shows of methods."""

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from neighbourhoods import desk_pages, short_forms
from neighbourhoods.plugin import Care, Tile

from ..models import MethodPage
from . import differences

MOST = 20


def write(neighbourhood):
    return short_forms.address("methods")


def ready(neighbourhood):
    return reverse("methods_ready")


def files(neighbourhood):
    return reverse("methods_files")


def changed_originals(neighbourhood):
    """Originals that say something else than when they were taken into use; one query."""
    titles = MethodPage.objects.filter(translation_key=OuterRef("key"), alias_of=None).order_by("pk").values("title")[:1]
    for row in differences.waiting(neighbourhood).annotate(title=Subquery(titles)).exclude(title=None)[:MOST]:
        text = _("The original of “%(title)s” has changed") % {"title": row.title}
        yield Care(text, _("Look at the differences"), desk_pages.at("methods_changes", neighbourhood, row.pk), str(row.pk), row.news_at)


TILES = [
    Tile("write", gettext_lazy("Add a method"), "cards", write, more=gettext_lazy("What worked, and when it does not"), order=60),
    Tile("ready", gettext_lazy("Take in ready-made methods"), "plus", ready, more=gettext_lazy("Twelve to choose from"), order=62),
    Tile(
        "files",
        gettext_lazy("Bring methods from files"),
        "copy",
        files,
        more=gettext_lazy("From another library, or written before"),
        order=64,
    ),
]
