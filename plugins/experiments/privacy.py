"""Trials ask for roles, not for names. Where somebody wrote an address into one all the same, it is found and taken out."""

import re

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from wagtail.models import Revision

from .models import DiaryEntry, ExperimentPage
from .models.pages import LINES, TEXTS

NAMED = ("lead", *LINES, *TEXTS)
GONE = "–"


def naming(names, address):
    """A condition: one of these fields holds the address."""
    found = Q()
    for name in names:
        found |= Q(**{f"{name}__icontains": address})
    return found


def revisions(address):
    """Earlier and unpublished versions that name the address."""
    kind = ContentType.objects.get_for_model(ExperimentPage)
    return Revision.objects.filter(naming([f"content__{name}" for name in NAMED], address), content_type=kind)


def found(address):
    """([ExperimentPage], [Revision], [DiaryEntry]) that name the address, in every neighbourhood."""
    if not address:
        return [], [], []
    pages = ExperimentPage.objects.filter(naming(NAMED, address)).order_by("pk")
    entries = DiaryEntry.unscoped.filter(naming(("text", "picture_alt"), address)).order_by("pk")
    return list(pages), list(revisions(address).order_by("pk")), list(entries)


def personal_data(address):
    """{"trials": [{"title", "field", "text"}], "diary": [{"day", "text"}]}: where the address stands. Versions count with their page."""
    pages, versions, entries = found(address)
    told = [{"title": page.title, "field": name, "text": getattr(page, name)} for page in pages for name in fields(page.__dict__, address)]
    shown = {(one["title"], one["field"], one["text"]) for one in told}
    for version in versions:
        for name in fields(version.content, address):
            row = {"title": version.content.get("title", ""), "field": name, "text": version.content[name]}
            if (row["title"], name, row["text"]) not in shown:
                shown.add((row["title"], name, row["text"]))
                told.append(row)
    written = [{"day": entry.day.isoformat(), "text": entry.text} for entry in entries]
    return ({"trials": told} if told else {}) | ({"diary": written} if written else {})


def fields(values, address):
    return [name for name in NAMED if address.casefold() in str(values.get(name) or "").casefold()]


def without(text, address):
    return re.sub(re.escape(address), GONE, text, flags=re.IGNORECASE)


@transaction.atomic
def erase(address):
    """Take the address out of those texts, and out of earlier versions; the rest stays. Returns how many things were changed."""
    pages, versions, entries = found(address)
    for page in pages:
        changed = {name: without(getattr(page, name), address) for name in fields(page.__dict__, address)}
        ExperimentPage.objects.filter(pk=page.pk).update(**changed)
    for version in versions:
        changed = {name: without(version.content[name], address) for name in fields(version.content, address)}
        version.content = {**version.content, **changed}
        version.save(update_fields=["content"])
    for entry in entries:
        entry.text, entry.picture_alt = without(entry.text, address), without(entry.picture_alt, address)
        entry.save(update_fields=["text", "picture_alt"])
    changed = {page.pk for page in pages} | {int(version.object_id) for version in versions}
    return len(changed) + len(entries)
