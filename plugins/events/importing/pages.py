"""The page of an imported event: made, changed field by field, hidden and shown. What a person has written on it stays."""

import json
from datetime import date, datetime, time
from hashlib import sha256

from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.coreutils import cautious_slugify
from wagtail.models import Page
from wagtail.signals import page_published

from neighbourhoods.plain_text import from_blocks, to_blocks

from ..listing import PLACES
from ..models import EventIndexPage, EventPage
from ..models.pages import OWN
from ..models.series import TIMES

# what comes from a source, and the attributes of the page that hold it
FIELDS = {
    "title": ("title",),
    "text": ("body",),
    "place": ("place",),
    "online": ("online_url",),
    "topics": ("topics",),
    "times": TIMES,
}
LONGEST_SLUG = 60


def list_of(record):
    """The list of events in the neighbourhood's own language, or None where it is missing."""
    home = record.home(record.languages[0])
    return EventIndexPage.objects.filter(path__startswith=home.path).order_by("path").first() if home else None


def page_of(series):
    """The first page of an event; None where somebody has deleted it."""
    return pages_of(series).first()


def pages_of(series):
    """Its pages in all languages, the first one first."""
    return EventPage.objects.filter(OWN, translation_key=series.key).order_by("pk")


def values_of(own, source, record):
    """{attribute: value} of a page, of an OwnEvent."""
    texts, end = own.texts, own.end
    last = own.last_day or (end.date() if isinstance(end, datetime) else end)
    first = own.start.date() if isinstance(own.start, datetime) else own.start
    with translation.override(record.languages[0]):
        title = texts.summary or _("Event")
    online = texts.online_url or ""
    return {
        "title": title[:255],
        "body": json.dumps([{"type": kind, "value": value} for kind, value in to_blocks(texts.description)]),
        "place": texts.location[:200],
        "online_url": online if len(online) <= 200 else "",
        "topics": source.topics,
        "starts_on": first,
        "starts_at": None if own.all_day else own.start.time(),
        "ends_on": last if last and last != first else None,
        "ends_at": end.time() if isinstance(end, datetime) else None,
        "zone": "" if own.all_day or own.zone == str(record.zone) else own.zone,
        "repeat": own.repeat.as_data(),
    }


def digests(values):
    """{name of FIELDS: digest} of the values of a page, or of what it is to get."""
    return {name: digest([plain(attribute, values[attribute]) for attribute in attributes]) for name, attributes in FIELDS.items()}


def digests_of(page):
    return digests({name: getattr(page, name) for attributes in FIELDS.values() for name in attributes})


def digest(value):
    return sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]


def plain(name, value):
    """A value as it is compared. Of a body the words: the editor writes the same text in other letters."""
    if name == "body":
        raw = json.loads(value) if isinstance(value, str) else value.get_prep_value()
        words = from_blocks(raw)
        return [[one["type"], one["value"]] for one in raw] if words is None else words
    return value.isoformat() if isinstance(value, date | time) else value


def make(index, own, values, key, is_live):
    """A new page, without a version in its history: that begins with the first person who edits it."""
    page = new(index, values, key, is_live)
    page.slug = free_slug(page, own, lambda slug: EventPage._slug_is_available(slug, index, page))
    index.add_child(instance=page)
    if is_live:
        page_published.send(sender=EventPage, instance=page, revision=None)
    return page


def new(index, values, key, is_live):
    """An EventPage that is stored nowhere yet, without a slug."""
    page = EventPage(locale_id=index.locale_id, translation_key=key, live=is_live, has_unpublished_changes=not is_live, **values)
    if is_live:
        page.first_published_at = page.last_published_at = timezone.now()
    return page


def slugs_below(index, record):
    """What no new page below the list may be called, in any language of the neighbourhood."""
    taken = Page.objects.filter(path__startswith=record.folder_path, depth=index.depth + 1).values_list("slug", flat=True)
    return {*taken.iterator(), *PLACES}


def are_taken(index, record, slugs):
    """Whether somebody has taken one of these meanwhile."""
    return Page.objects.filter(path__startswith=record.folder_path, depth=index.depth + 1, slug__in=slugs).exists()


def free_slug(page, own, is_free):
    """The title; with the day where another page has that address, else with letters that no other event has."""
    named = cautious_slugify(page.title)[:LONGEST_SLUG].strip("-") or slugify(_("Event"))
    for slug in (named, f"{named}-{page.starts_on.isoformat()}"):
        if is_free(slug):
            return slug
    return f"{named}-{sha256(f'{own.uid}{page.translation_key}'.encode()).hexdigest()[:10]}"


def change(page, names, values):
    """Write the fields `names` of FIELDS on a page, and into the version that somebody may be writing, which stays unpublished."""
    before = {name: plain(name, getattr(page, name)) for field in names for name in FIELDS[field]}
    draft = page.get_latest_revision_as_object() if page.latest_revision_id else None
    is_draft = bool(draft) and page.has_unpublished_changes
    set_on(page, before, values)
    if draft is not None:
        # what is written there otherwise stays as its writer left it
        same = [name for name in before if plain(name, getattr(draft, name)) == before[name]]
        set_on(draft, same, values)
    if draft is None or is_draft:
        page.draft_title = page.draft_title if is_draft else page.title
        if page.live:
            page.last_published_at = timezone.now()
        page.save()
        if is_draft:
            draft.save_revision(clean=False, log_action=False)
        if page.live:
            page_published.send(sender=EventPage, instance=page, revision=None)
    else:
        revision = draft.save_revision(clean=False, log_action=False)
        if page.live:
            revision.publish(log_action=False)
        else:
            EventPage.objects.filter(pk=page.pk).update(**{name: values[name] for name in before if name != "body"})


def set_on(page, names, values):
    for name in names:
        setattr(page, name, values[name])


def hide(page):
    """Returns whether somebody was writing a version of it, which `show` must not take for what is shown."""
    is_draft = page.has_unpublished_changes
    page.unpublish(log_action=False)
    return is_draft


def show(page, is_draft=False):
    page.live, page.has_unpublished_changes, page.expired = True, is_draft, False
    page.last_published_at = timezone.now()
    page.first_published_at = page.first_published_at or page.last_published_at
    page.save(clean=False)
    page_published.send(sender=EventPage, instance=page, revision=None)


__all__ = ["FIELDS", "change", "digests", "digests_of", "hide", "list_of", "make", "page_of", "show", "values_of"]
