"""`/<language>/polku/<id>/`: the path of one record on a page of its own, to print or to send on, and the same as JSON."""

from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from . import trail
from .languages.links import CHOICE
from .statements import frame_of


def found_for(request, pk):
    if request.neighbourhood is None and request.portal is None:
        raise Http404
    found = trail.of(pk, get_language())
    if found.here is None:
        # nobody knows of it, or nobody has ever been able to read it
        raise Http404
    return found


@require_safe
def page(request, pk):
    found = found_for(request, pk)
    if found.id != pk:
        return redirect("trail", found.id)
    context = frame_of(request)
    tail = request.path.split("/", 2)[2]
    for item in context["switch"]:
        item |= {"url": f"/{item['code']}/{tail}?{CHOICE}", "translated": True}
    context |= {"title": found.here.shown.title, "found": found, "data_url": reverse("trail_data", args=[pk])}
    return render(request, "neighbourhoods/trail.html", context)


@require_safe
def data(request, pk):
    found = found_for(request, pk)
    if found.id != pk:
        return redirect("trail_data", found.id)
    root = (request.neighbourhood or request.portal).root_url
    language = get_language()
    told = {
        "id": str(found.id),
        "language": language,
        "name": _("The idea's path"),
        "url": f"{root}{reverse('trail', args=[pk])}",
        "has_more": found.has_more,
        "steps": [as_data(step, root) for step in found.steps],
    }
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["X-Robots-Tag"] = "noindex"
    return response


def as_data(step, root):
    """A step in values that JSON knows; `url` is whole, or null where there is nothing to read any more."""
    shown = step.shown
    return {
        "id": str(shown.id),
        "kind": shown.kind,
        "title": shown.title,
        "language": shown.language,
        "neighbourhood": shown.neighbourhood,
        "url": (f"{root}{shown.url}" if shown.url.startswith("/") else shown.url) or None,
        "date": shown.date.isoformat() if shown.date else None,
        "step": step.kind or None,
        "label": str(step.label),
        "from": [str(source) for source in step.sources],
        "is_here": step.is_here,
    }
