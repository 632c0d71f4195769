"""The one thing of a person in news is the name or role under which they wrote."""

from django.db import transaction
from wagtail.models import Revision

from .models import NewsPage


def own_news(address):
    return NewsPage.objects.filter(owner__email__iexact=address)


def personal_data(address):
    """{"news": [{"title", "writer"}]} of news that the person with this address made and that name a writer."""
    rows = own_news(address).exclude(author="").order_by("pk").values_list("title", "author")
    return {"news": [{"title": title, "writer": writer} for title, writer in rows]} if rows else {}


@transaction.atomic
def erase(address):
    """Take the writer's name out of those news and of their earlier versions; the news stay. Returns how many were changed."""
    count = 0
    for page in own_news(address).exclude(author=""):
        page.erase()
        count += 1
        for revision in Revision.objects.for_instance(page):
            if revision.content.get("author"):
                revision.content = {**revision.content, "author": ""}
                revision.save(update_fields=["content"])
    return count
