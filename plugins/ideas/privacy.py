"""What the plugin holds of a person who gave an address with an idea, and how it is erased."""

from django.db import transaction

from .models import Idea
from .sending import forget_sender


def of(address):
    return Idea.unscoped.filter(email__iexact=address).order_by("pk")


def personal_data(address):
    """{"ideas": [...]} of the ideas that were sent with this address."""
    found = [
        {"text": idea.text, "title": idea.title, "name": idea.name, "email": idea.email, "sent_at": idea.sent_at.isoformat()}
        for idea in of(address)
    ]
    return {"ideas": found} if found else {}


@transaction.atomic
def erase(address):
    """Those ideas stay without name, address and links. Returns how many there were."""
    found = list(of(address))
    for idea in found:
        forget_sender(idea)
    return len(found)
