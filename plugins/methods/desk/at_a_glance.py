"""What the front page of the desk shows of methods: originals that have changed, and stories that wait to be read. One query.

The tile and the rules of care are asked one after the other; within a request they share what was read.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, F, IntegerField, OuterRef, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from neighbourhoods import desk_pages, short_forms
from neighbourhoods.plugin import Care, Tile

from ..models import MethodPage
from ..stories import queries
from . import differences

# more than these nobody looks after in a day; the lists have all of them
MOST = 60
CHANGED, STORY = range(2)


@dataclass(frozen=True)
class Row:
    """An adoption or a story by its id, and the title of its method."""

    pk: int
    title: str
    since: datetime


def rows_of(part, rows, since):
    """The first MOST of them as columns that fit together in one query."""
    titles = MethodPage.objects.filter(translation_key=OuterRef("key"), alias_of=None).order_by("pk").values("title")[:1]
    found = rows.model.unscoped.filter(pk__in=rows.values("pk")[:MOST]).order_by()
    columns = {
        "part": Value(part, IntegerField()),
        "number": F("pk"),
        "title": Subquery(titles, output_field=CharField()),
        "since": F(since),
    }
    return found.annotate(**columns).values_list(*columns)


def read(neighbourhood):
    """{part: [Row]}, the oldest first."""
    originals = rows_of(CHANGED, differences.waiting(neighbourhood), "news_at")
    stories = rows_of(STORY, queries.waiting(neighbourhood), "sent_at")
    found = {CHANGED: [], STORY: []}
    for part, pk, title, since in originals.union(stories, all=True):
        if title is not None:
            found[part].append(Row(pk, title, since))
    return {part: sorted(rows, key=lambda row: (row.since, row.pk)) for part, rows in found.items()}


of = desk_pages.once_a_request(read)


def write(neighbourhood):
    return short_forms.address("methods")


def ready(neighbourhood):
    return reverse("methods_ready")


def stories(neighbourhood):
    return reverse("methods_stories")


def stories_waiting(neighbourhood):
    return len(of(neighbourhood)[STORY])


def changed_originals(neighbourhood):
    """Originals that say something else than when they were taken into use."""
    for row in of(neighbourhood)[CHANGED]:
        text = _("The original of “%(title)s” has changed") % {"title": row.title}
        yield Care(text, _("Look at the differences"), desk_pages.at("methods_changes", neighbourhood, row.pk), str(row.pk), row.since)


def stories_to_check(neighbourhood):
    """Stories that somebody told without an account, which nobody else sees before they are read."""
    for row in of(neighbourhood)[STORY]:
        text = _("A new story waits to be checked: %(title)s") % {"title": row.title}
        yield Care(text, _("Check it"), f"{desk_pages.at('methods_stories', neighbourhood)}#s{row.pk}", str(row.pk), row.since)


TILES = [
    Tile("write", gettext_lazy("Add a method"), "cards", write, more=gettext_lazy("What worked, and when it does not"), order=60),
    Tile(
        "stories",
        gettext_lazy("Tried here"),
        "chat",
        stories,
        count=stories_waiting,
        more=gettext_lazy("Tell how a method worked with you"),
        order=61,
    ),
    Tile("ready", gettext_lazy("Take in ready-made methods"), "plus", ready, more=gettext_lazy("Twelve to choose from"), order=62),
]
