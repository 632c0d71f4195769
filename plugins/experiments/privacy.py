"""Whom to ask is told to those who wrote a trial, and can be taken out. Otherwise trials ask for roles, not for names; where somebody
wrote an e-mail address into a text all the same, it is found."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from wagtail.models import Revision

from neighbourhoods import records
from neighbourhoods.addresses_in_texts import nameless, stands_in

from . import diary as diaries
from .models import DiaryEntry, ExperimentPage
from .models.pages import LINES, TEXTS

NAMED = ("lead", *LINES, *TEXTS)
CONTACT = "contact"
DIARY = ("text", "picture_alt", "translations")


def holding(names, address):
    """A condition: one of these fields holds the address, or a longer one of which it is a part."""
    found = Q()
    for name in names:
        found |= Q(**{f"{name}__icontains": address})
    return found


def own_pages(address):
    """Ids of the trials that the person with this address made, in all their languages."""
    keys = ExperimentPage.objects.filter(owner__email__iexact=address).values("translation_key")
    return set(ExperimentPage.objects.filter(translation_key__in=keys).values_list("pk", flat=True))


def versions(own, address):
    """[Revision] of these pages, and of any that name the address."""
    rows = Revision.objects.filter(content_type=ContentType.objects.get_for_model(ExperimentPage))
    named = holding([f"content__{name}" for name in NAMED], address)
    return list(rows.filter(named | Q(object_id__in=[str(pk) for pk in own])).order_by("pk"))


def entries(address):
    """[DiaryEntry] that name the address, in every neighbourhood."""
    rows = DiaryEntry.unscoped.filter(holding(DIARY, address)).order_by("pk") if address else ()
    return [row for row in rows if any(stands_in(getattr(row, name), address) for name in DIARY)]


def texts(values, is_own, address):
    """{field: what stands in it} of what a page or a version of it holds of the person."""
    found = {name: values[name] for name in NAMED if stands_in(str(values.get(name) or ""), address)}
    return found | ({CONTACT: values[CONTACT]} if is_own and values.get(CONTACT) else {})


def held(address):
    """[(page or Revision, id of the page, title, {field: text})] in every neighbourhood, also in what was never published."""
    if not address:
        return []
    own = own_pages(address)
    pages = ExperimentPage.objects.filter(holding(NAMED, address) | Q(pk__in=own)).order_by("pk")
    rows = [(page, page.pk, page.title, texts(page.__dict__, page.pk in own, address)) for page in pages]
    for version in versions(own, address):
        pk, content = int(version.object_id), version.content
        rows.append((version, pk, content.get("title", ""), texts(content, pk in own, address)))
    return [row for row in rows if row[3]]


def personal_data(address):
    """{"trials": [{"title", "field", "text"}], "diary": [{"day", "text"}]}: each text once, however many versions hold it."""
    trials = dict.fromkeys((pk, title, name, text) for _row, pk, title, found in held(address) for name, text in found.items())
    told = {"trials": [{"title": title, "field": name, "text": text} for _pk, title, name, text in trials]} if trials else {}
    diary = [{"day": entry.day.isoformat(), "text": entry.text} for entry in entries(address)]
    return told | ({"diary": diary} if diary else {})


@transaction.atomic
def erase(address):
    """Empty whom to ask in the trials that the person made or that name the address, and take the address out of all texts, of earlier
    versions too; the rest stays. Returns how many things were changed."""
    changed = set()
    for row, pk, _title, found in held(address):
        values = {name: "" if name == CONTACT else nameless(text, address) for name, text in found.items()}
        changed.add(pk)
        if isinstance(row, Revision):
            row.content = {**row.content, **values}
            row.save(update_fields=["content"])
        else:
            ExperimentPage.objects.filter(pk=pk).update(**values)
    diary = entries(address)
    for entry in diary:
        for name in DIARY:
            setattr(entry, name, nameless(getattr(entry, name), address))
        entry.save(update_fields=DIARY)
    # the search keeps the words of what it finds
    keys = set(ExperimentPage.objects.filter(pk__in=changed).values_list("translation_key", flat=True))
    records.text_has_changed(diaries.versions_of(keys | {entry.experiment for entry in diary}))
    return len(changed) + len(diary)
