"""What people do to pages becomes acts, from Wagtail's own log: so the full editor, the short forms and Käännä are all told."""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from wagtail.models import PageLogEntry

from .. import acts, current

PUBLISH, UNPUBLISH = "wagtail.publish", "wagtail.unpublish"
BINNED, OUT = "neighbourhoods.page.binned", "neighbourhoods.page.out"

_telling = ContextVar("how what is done to pages is told", default=None)


@dataclass
class Telling:
    kind: str | None
    details: dict = field(default_factory=dict)
    act: object = None


@contextmanager
def telling(kind, **details):
    """What is done to pages in it is told as an act of this kind; None: not at all. `act` of what it yields is the one that was told."""
    told = Telling(kind, details)
    token = _telling.set(told)
    try:
        yield told
    finally:
        _telling.reset(token)


def was_logged(sender, instance, created, raw=False, **kwargs):
    """A person has published or hidden a page. What no person did, and mirrors that follow their original, are not told."""
    if raw or not created or instance.action not in (PUBLISH, UNPUBLISH) or instance.user_id is None:
        return
    page, how = instance.page, _telling.get()
    record = current.by_url_path(page.url_path)
    if record is None or page.alias_of_id or (how is not None and how.kind is None):
        return
    before, revision = last_logged(page, earlier_than=instance)
    was_live = before == PUBLISH
    if instance.action == UNPUBLISH:
        kind, details = "page.hidden", {"before": revision}
    else:
        kind = "page.back" if (instance.data or {}).get("revision") else "page.published"
        details = {"revision": instance.revision_id, "before": revision, "was_live": was_live}
    home = record.homes.get(page.url_path.split("/", 3)[2])
    if home is not None and record.languages and home.code != record.languages[0]:
        details["language"] = home.code
    if how is not None:
        kind, details = how.kind, details | how.details
    act = acts.record(record, kind, page.pk, page.title, instance.user, **details)
    if how is not None:
        how.act = act


def last_logged(page, earlier_than=None):
    """(whether it was published or hidden last, id of the version that was published last) of a page; one query."""
    rows = PageLogEntry.objects.filter(page=page.pk, action__in=(PUBLISH, UNPUBLISH)).order_by("-timestamp", "-pk")
    if earlier_than is not None:
        rows = rows.exclude(pk=earlier_than.pk)
    rows = list(rows.values_list("action", "revision")[:10])
    revision = next((pk for action, pk in rows if action == PUBLISH and pk), None)
    return (rows[0][0] if rows else None), revision


def shown_last(page):
    """The version that readers saw last, or the newest one where nobody knows; None for a page that has none at all."""
    _action, pk = last_logged(page)
    return (page.revisions.filter(pk=pk).first() if pk else None) or page.get_latest_revision()
