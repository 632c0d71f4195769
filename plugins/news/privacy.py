"""The one thing of a person in news is the name or role under which they wrote."""

from django.db import transaction
from wagtail.models import Revision

from .models import NewsPage


def versions(page):
    """Its earlier and unpublished versions that name a writer."""
    return [revision for revision in Revision.objects.for_instance(page) if revision.content.get("author")]


def writers(page):
    """Names under which it was written, each once: a draft may hold one that readers have never seen."""
    return list(dict.fromkeys(filter(None, [page.author, *(revision.content["author"] for revision in versions(page))])))


def signed(address):
    """[(page, names)] of the news that the person with this address made, and of their translations that bear the same name."""
    own = list(NewsPage.objects.filter(owner__email__iexact=address).order_by("pk"))
    found = [(page, names) for page in own if (names := writers(page))]
    by_key = {}
    for page, names in found:
        by_key.setdefault(page.translation_key, set()).update(names)
    others = NewsPage.objects.filter(translation_key__in=by_key).exclude(pk__in=[page.pk for page in own]).order_by("pk")
    for page in others:
        # who translates may sign with a name of their own
        if names := [name for name in writers(page) if name in by_key[page.translation_key]]:
            found.append((page, names))
    return found


def personal_data(address):
    """{"news": [{"title", "writer"}]} of news that the person with this address made and that name a writer."""
    found = [{"title": page.title, "writer": name} for page, names in signed(address) for name in names]
    return {"news": found} if found else {}


@transaction.atomic
def erase(address):
    """Take the writer's name out of those news and of their earlier versions; the news stay. Returns how many were changed."""
    found = signed(address)
    for page, names in found:
        if page.author in names:
            page.erase()
        for revision in versions(page):
            if revision.content["author"] in names:
                revision.content = {**revision.content, "author": ""}
                revision.save(update_fields=["content"])
    return len(found)
