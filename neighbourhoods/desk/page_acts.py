"""What people do to pages on the desk: hide, show again, go back to a former version; and how each of these acts is taken back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, PageLogEntry

from .. import current, registry
from ..acts import ActKind, CannotUndo
from ..models import Act, BinnedPage
from ..pages import BasePage
from .page_log import PUBLISH, shown_last, telling


class Refused(Exception):
    """Its text is a sentence that says why, and what to do."""


class NotHere(Exception):
    """There is no such page in this neighbourhood, or none that people work on."""


def locked(record, pk):
    """The page, kept from others until the transaction ends: of two who act at once the second sees what the first has done."""
    page = Page.objects.select_for_update(of=("self",)).filter(pk=pk, path__startswith=record.folder_path).first()
    if page is None or not issubclass(page.specific_class or Page, BasePage):
        raise NotHere
    return page


def rights(page, person):
    """The permissions of a person, asked of the page's type without loading more of the page."""
    return page.specific_class.permissions_for_user(page, person)


def is_here(page, record):
    """Whether the feature that the page belongs to is switched on."""
    return page.specific_class is not None and registry.is_on(page.specific_class, record)


def refuse_unless(allowed, page, record, person):
    if not is_here(page, record):
        raise Refused(_("This cannot be done now: the feature is not in use here."))
    if rights(page, person).is_binned:
        raise Refused(_("The page is in the bin. Take it out first."))
    if page.locked and not person.is_superuser:
        raise Refused(_("An administrator has locked this page. Ask them to open it."))
    if not allowed(rights(page, person)):
        raise Refused(_("You may not do this to this page."))


# What is done to a page. Each gives the Act, or None when it was so already


@transaction.atomic
def hide(record, pk, person):
    page = locked(record, pk)
    refuse_unless(lambda may: may.can_hide(), page, record, person)
    if not page.live:
        return None
    with telling("page.hidden") as told:
        unpublish(page, person)
    return told.act


@transaction.atomic
def show(record, pk, person):
    """As readers saw it last; a draft that came later stays a draft."""
    page = locked(record, pk)
    refuse_unless(lambda may: may.can_publish(), page, record, person)
    if page.live:
        return None
    if page.first_published_at is None:
        raise Refused(_("This page has never been published. Open it and publish it there."))
    with telling("page.shown") as told:
        told_or_refused(lambda: publish_as_it_was(page, None, person))
    return told.act


@transaction.atomic
def go_back(record, pk, revision_pk, person):
    """To a version that was published before; the one that is shown now stays among the former ones."""
    page = locked(record, pk)
    refuse_unless(lambda may: may.can_publish(), page, record, person)
    if page.live and page.live_revision_id == revision_pk:
        return None
    if revision_pk not in {one["revision"].pk for one in former_versions(page)}:
        raise NotHere
    with telling("page.back") as told:
        told_or_refused(lambda: publish_former(page, revision_pk, person))
    return told.act


def told_or_refused(act):
    try:
        act()
    except (ValidationError, CannotUndo) as error:
        raise Refused(" ".join(error.messages) if isinstance(error, ValidationError) else str(error)) from error


def unpublish(page, person):
    UnpublishPageAction(page.specific, user=person).execute(skip_permission_checks=True)


def publish_as_it_was(page, revision_pk, person):
    """The version that readers saw before the page was hidden."""
    revision = (page.revisions.filter(pk=revision_pk).first() if revision_pk else None) or shown_last(page)
    if revision is None:
        revision = page.specific.save_revision(user=person)
    revision.publish(user=person, skip_permission_checks=True)


def publish_former(page, revision_pk, person):
    """A version again, as the newest one; where somebody has a draft that nobody has seen yet, that stays the newest."""
    former = page.revisions.filter(pk=revision_pk).first() if revision_pk else None
    if former is None:
        raise CannotUndo(_("The former version is not kept any more."))
    seen = page.live_revision_id or getattr(shown_last(page), "pk", None)
    revision = former
    if page.latest_revision_id in (None, seen):
        revision = former.as_object().save_revision(user=person, previous_revision=former)
    revision.publish(user=person, previous_revision=former, skip_permission_checks=True)


def former_versions(page, count=10):
    """[{revision, at, by}] of what was published before, the newest first, without what readers see now or saw last."""
    rows = PageLogEntry.objects.filter(page=page.pk, action=PUBLISH, revision__created_at__isnull=False)
    rows = rows.select_related("revision", "user").defer("revision__content").order_by("-timestamp", "-pk")[: 4 * count]
    now = page.live_revision_id or getattr(shown_last(page), "pk", None)
    found = {}
    for row in rows:
        if row.revision_id != now:
            found.setdefault(row.revision_id, {"revision": row.revision, "at": row.timestamp, "by": row.user})
    return list(found.values())[:count]


# How the acts are told and taken back


def look_up(some):
    """Puts on each act its page or None, and whether that is in the bin; one query."""
    binned_at = Subquery(BinnedPage.objects.filter(pk=OuterRef("pk")).values("at"))
    pages = Page.objects.annotate(_binned_at=binned_at).in_bulk({int(act.target) for act in some})
    for act in some:
        act.page = pages.get(int(act.target))
        act.binned_at = act.page._binned_at if act.page else None


def quoted(title):
    return _("“%(title)s”") % {"title": title}


def sentence(words):
    def told(act):
        code = act.details.get("language")
        title = quoted(act.title)
        if code:
            title = _("%(title)s (%(language)s)") % {"title": title, "language": get_language_info(code)["name_translated"]}
        return words(act) % {"title": title}

    return told


def url(act):
    from .bin import is_over

    if act.page is None or (act.binned_at is not None and is_over(act.binned_at)):
        return ""
    return reverse("desk_page", args=[act.page.pk])


def may_undo(act, person):
    from .bin import is_over

    page = check(act)
    may = rights(page, person)
    may.is_binned = act.binned_at is not None
    if page.locked and not may.is_binned and not person.is_superuser:
        return False
    if act.binned_at is not None and is_over(act.binned_at) and not person.is_superuser:
        raise CannotUndo(_("The 30 days are over. Only an administrator can restore it now."))
    return ALLOWED[act.kind](may, act)


ALLOWED = {
    "page.published": lambda may, act: may.can_publish() if act.details.get("was_live") else may.can_hide(),
    "page.back": lambda may, act: may.can_publish() if act.details.get("was_live") else may.can_hide(),
    "page.hidden": lambda may, act: may.can_publish(),
    "page.shown": lambda may, act: may.can_hide(),
    "page.binned": lambda may, act: may.can_take_out(),
    "page.out": lambda may, act: may.can_bin(),
}


def check(act):
    """The page, when it is as the act left it. Raises CannotUndo."""
    page = act.page
    if page is None or page.specific_class is None:
        raise CannotUndo(_("Cannot be undone: the page is not there any more."))
    if not issubclass(page.specific_class, BasePage):
        raise CannotUndo(_("This cannot be undone."))
    if not is_here(page, current.by_url_path(page.url_path)):
        raise CannotUndo(_("This cannot be undone now: the feature is not in use here."))
    if act.kind == "page.binned":
        as_left = act.binned_at is not None
    elif act.kind == "page.hidden" or (act.kind == "page.out" and not act.details.get("was_live")):
        as_left = act.binned_at is None and not page.live
    else:
        as_left = act.binned_at is None and page.live and page.live_revision_id == act.details.get("revision")
    if not as_left:
        raise CannotUndo(_("Cannot be undone: the page has changed since."))
    return page


def undo(act, person):
    from . import bin

    record = current.by_url_path(act.page.url_path) if act.page is not None else None
    if record is not None:
        # as it is now, and kept so
        act.page = locked(record, act.page.pk)
    page = check(act)
    if not may_undo(act, person):
        raise CannotUndo(_("You may not do this to this page."))
    try:
        with telling(None):
            if act.kind == "page.binned":
                bin.back_in_place(page, person)
            elif act.kind == "page.out":
                bin.into_bin(page, record, person)
            elif act.kind == "page.hidden":
                publish_as_it_was(page, act.details.get("before"), person)
            elif act.kind == "page.shown" or not act.details.get("was_live"):
                unpublish(page, person)
            else:
                publish_former(page, act.details.get("before"), person)
    except ValidationError as error:
        raise CannotUndo(_("Cannot be undone: %(reason)s") % {"reason": " ".join(error.messages)}) from error
    except Refused as error:
        raise CannotUndo(str(error)) from error
    settle(act)


def settle(act):
    """The act before this one is the last again: it can be taken back too, though what it published has a new number now."""
    earlier = Act.objects.filter(neighbourhood=act.neighbourhood_id, target=act.target, kind__startswith="page.", undone_at=None)
    earlier = earlier.filter(pk__lt=act.pk).order_by("-pk").first()
    live = Page.objects.filter(pk=act.target).values_list("live_revision", flat=True).first()
    if earlier is not None and live and earlier.details.get("revision") not in (None, live):
        earlier.details["revision"] = live
        earlier.save(update_fields=["details"])


def kind(key, words):
    return ActKind(key, sentence(words), undo=undo, may_undo=may_undo, url=url, look_up=look_up)


def published(act):
    return _("Changes published: %(title)s") if act.details.get("was_live") else _("Published: %(title)s")


KINDS = (
    kind("page.published", published),
    kind("page.hidden", lambda act: _("Hidden: %(title)s")),
    kind("page.shown", lambda act: _("Shown again: %(title)s")),
    kind("page.back", lambda act: _("Went back to a former version: %(title)s")),
    kind("page.binned", lambda act: _("In the bin, can be restored for 30 days: %(title)s")),
    kind("page.out", lambda act: _("Taken out of the bin: %(title)s")),
)


def state_of(page):
    """(state, at, by) in words that templates know: binned, live, hidden, draft; since when, and the User or None."""
    row = BinnedPage.objects.select_related("by").filter(pk=page.pk).first() if page.locked else None
    if row is not None:
        return "binned", row.at, row.by
    if not page.live and page.first_published_at is None:
        revision = page.revisions.select_related("user").defer("content").order_by("-created_at").first()
        return "draft", page.latest_revision_created_at, revision.user if revision else None
    action = PUBLISH if page.live else "wagtail.unpublish"
    entry = PageLogEntry.objects.select_related("user").filter(page=page.pk, action=action).order_by("-timestamp", "-pk").first()
    at = entry.timestamp if entry else (page.last_published_at if page.live else None)
    return ("live" if page.live else "hidden"), at or timezone.now(), entry.user if entry else None
