from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from neighbourhoods.pages import render

from .queries import things


@require_safe
def free_now(request):
    free = [thing for thing in things(request.neighbourhood, get_language()) if thing.is_free]
    return render(request, "dummyplugin/free.html", {"things": free})


@require_safe
def shelves(request):
    """On the portal, where no neighbourhood is asked for."""
    return render(request, "dummyplugin/shelves.html")
