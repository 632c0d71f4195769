"""The bin: a page in it is seen by nobody and changed by nobody, and comes out as it went in. Only keepers delete."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from .. import acts
from ..models import BinnedPage
from .page_acts import NotHere, Refused, is_here, locked, publish_as_it_was, quoted, refuse_unless, rights, unpublish
from .page_log import BINNED, OUT, telling

DAYS = 30
NAMED = 3


def is_over(at):
    """Whether the time of volunteers has ended; keepers take out later too."""
    return at <= timezone.now() - timedelta(days=DAYS)


def days_left(at):
    left = at + timedelta(days=DAYS) - timezone.now()
    return max(0, -(-left // timedelta(days=1)))


def rows(record, is_keeper):
    """What a person may take out of the bin of a neighbourhood, the newest first."""
    found = BinnedPage.objects.filter(neighbourhood=record.pk).select_related("page", "by").order_by("-at", "-pk")
    return found if is_keeper else found.filter(at__gt=timezone.now() - timedelta(days=DAYS))


@transaction.atomic
def put(record, pk, person):
    """The Act, or None when it was in the bin already. Raises Refused, NotHere."""
    page = locked(record, pk)
    if rights(page, person).is_binned:
        return None
    refuse_unless(lambda may: may.can_bin(), page, record, person)
    into_bin(page, record, person)
    return acts.record(record, "page.binned", page.pk, page.title, person, **of_language(page, record))


@transaction.atomic
def take_out(record, pk, person):
    """The Act, or None when it was taken out already. Raises Refused, NotHere."""
    page = locked(record, pk)
    row = rows(record, person.is_superuser).filter(pk=pk).first()
    if row is None:
        if BinnedPage.objects.filter(pk=pk).exists():
            raise NotHere
        return None
    if not is_here(page, record):
        raise Refused(_("This cannot be done now: the feature is not in use here."))
    if not rights(page, person).can_take_out():
        raise Refused(_("You may not do this to this page."))
    try:
        back_in_place(page, person)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    live = Page.objects.filter(pk=pk).values_list("live_revision", flat=True).first()
    details = {"was_live": row.was_live, "revision": live, **of_language(page, record)}
    return acts.record(record, "page.out", page.pk, page.title, person, **details)


def of_language(page, record):
    home = record.homes.get(page.url_path.split("/", 3)[2])
    return {"language": home.code} if home is not None and record.languages and home.code != record.languages[0] else {}


def into_bin(page, record, person):
    below = page.get_descendants().exclude(pk__in=BinnedPage.objects.values("pk")).order_by("path")
    if titles := list(below.values_list("title", flat=True)[: NAMED + 1]):
        named = ", ".join(quoted(title) for title in titles[:NAMED]) + (" …" if len(titles) > NAMED else "")
        raise Refused(_("There are pages below this one. Move them into the bin first: %(titles)s") % {"titles": named})
    was_live = page.live
    if was_live:
        with telling(None):
            unpublish(page, person)
    else:
        page.revisions.update(approved_go_live_at=None)
    BinnedPage.objects.create(page_id=page.pk, neighbourhood_id=record.pk, by=person, was_live=was_live)
    # by nobody: a lock that a keeper has set has a name
    Page.objects.filter(pk=page.pk).update(locked=True, locked_at=timezone.now())
    log(instance=page, action=BINNED, user=person)


def back_in_place(page, person):
    """Whatever was published is published again; a draft stays one. Raises Refused, ValidationError."""
    row = BinnedPage.objects.get(pk=page.pk)
    above = BinnedPage.objects.filter(pk__in=page.get_ancestors().values("pk")).select_related("page").order_by("page__path").first()
    if above is not None:
        raise Refused(_("The page above is in the bin too. Take it out first: %(title)s") % {"title": quoted(above.page.title)})
    row.delete()
    if page.locked_by_id is None:
        Page.objects.filter(pk=page.pk).update(locked=False, locked_at=None)
    page.refresh_from_db()
    log(instance=page, action=OUT, user=person)
    if row.was_live:
        with telling(None):
            publish_as_it_was(page, None, person)


def family(page, record):
    """[(language, page)] of the same page in other languages, without those that are in the bin."""
    rows = Page.objects.filter(translation_key=page.translation_key, path__startswith=record.folder_path, alias_of=None)
    found = rows.exclude(pk=page.pk).exclude(pk__in=BinnedPage.objects.values("pk")).order_by("path")
    homes = [(record.homes.get(one.url_path.split("/", 3)[2]), one) for one in found]
    return [(home.code, one) for home, one in homes if home is not None]


__all__ = ["DAYS", "NotHere", "Refused", "days_left", "family", "is_over", "put", "rows", "take_out"]
