"""The shared library: what neighbourhoods let others take into use, on the portal."""

from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from neighbourhoods.pages import render

from . import listing


def is_shared():
    """Whether anybody shares anything; one query."""
    return listing.shared_cards().exists()


@require_safe
def shared(request):
    return render(request, "methods/shared.html", {"listing": listing.of_portal(request, get_language(), request.path)})
