"""What events hold of people: whom to ask, the name, number or address in one line of a page; and those who have signed up."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from wagtail.models import Revision

from neighbourhoods.addresses_in_texts import stands_in

from .models import EventPage, Registration
from .registration import telling
from .registration.taking import folded


def versions(page):
    """Its earlier and unpublished versions that name whom to ask."""
    return [revision for revision in Revision.objects.for_instance(page) if revision.content.get("contact")]


def contacts(page):
    """Names under which one can ask, each once: a draft may hold one that readers have never seen."""
    return list(dict.fromkeys(filter(None, [page.contact, *(revision.content["contact"] for revision in versions(page))])))


def naming(address):
    """[(page, names)] of events, whoever made them, under which one is asked to write to this address."""
    held = (
        Revision.objects.filter(content_type=ContentType.objects.get_for_model(EventPage))
        .filter(content__contact__icontains=address)
        .values_list("object_id", flat=True)
    )
    pages = EventPage.objects.filter(Q(contact__icontains=address) | Q(pk__in=[int(pk) for pk in set(held)])).order_by("pk")
    found = [(page, [name for name in contacts(page) if stands_in(name, address)]) for page in pages]
    return [(page, names) for page, names in found if names]


def signed(address):
    """[(page, names)] of the events that the person with this address made, of their translations that say the same, and of `naming`."""
    own = list(EventPage.objects.filter(owner__email__iexact=address).order_by("pk"))
    found = [(page, names) for page in own if (names := contacts(page))]
    by_key = {}
    for page, names in found:
        by_key.setdefault(page.translation_key, set()).update(names)
    others = EventPage.objects.filter(translation_key__in=by_key).exclude(pk__in=[page.pk for page in own]).order_by("pk")
    for page in others:
        # who translates may give another
        if names := [name for name in contacts(page) if name in by_key[page.translation_key]]:
            found.append((page, names))
    merged = {}
    for page, names in found + (naming(address) if address else []):
        merged.setdefault(page.pk, (page, []))[1].extend(name for name in names if name not in merged[page.pk][1])
    return list(merged.values())


def signed_up(address):
    """The Registrations of an address, in every neighbourhood."""
    rows = Registration.unscoped.select_related("seats__sign_up__series").filter(email=folded(address)) if address else []
    return list(rows.order_by("pk")) if address else []


def personal_data(address):
    """{"events": [...], "registrations": [...]}: whom to ask in events that the person with this address made or that name the address
    ({"title", "contact"}), and what they signed up for ({"event", "starts", "name", "email", "people", "state", "signed_up_at"})."""
    found = [{"title": page.title, "contact": name} for page, names in signed(address) for name in names]
    told = {"events": found} if found else {}
    registrations = [
        {
            "event": str(telling.title_of(row.seats.sign_up.series)),
            "starts": row.seats.starts.isoformat(),
            "name": row.name,
            "email": row.email,
            "people": row.people,
            "state": row.state,
            "signed_up_at": row.created_at.isoformat(),
        }
        for row in signed_up(address)
    ]
    return told | ({"registrations": registrations} if registrations else {})


@transaction.atomic
def erase(address):
    """Take whom to ask out of those events and of their earlier versions; the events stay. Names and addresses of registrations go, and
    the seats of dates ahead are free for the next. Returns how many things were changed."""
    found, rows = signed(address), signed_up(address)
    for page, names in found:
        if page.contact in names:
            page.erase()
        for revision in versions(page):
            if revision.content["contact"] in names:
                revision.content = {**revision.content, "contact": ""}
                revision.save(update_fields=["content"])
    for row in rows:
        row.erase()
    return len(found) + len(rows)
