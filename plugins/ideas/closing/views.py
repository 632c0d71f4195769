"""Public pages: what came of a call, and its public ideas as files."""

from django.http import FileResponse, Http404, HttpResponseRedirect
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from neighbourhoods.pages import render

from .. import queries
from ..models import Call
from ..models.calls import CLOSED
from . import exports, summary

MINUTES = 5


def call_and_page(neighbourhood, pk):
    """(Call, Version of its page) that a reader may read; 404 for others."""
    call = Call.of(neighbourhood).filter(pk=pk).first()
    version = queries.page_of(neighbourhood, call, get_language()) if call else None
    if version is None:
        raise Http404
    return call, version


@require_safe
def of_call(request, call):
    """What came of a call that is over. Whoever is too early is led to the call, where one can still take part."""
    neighbourhood = request.neighbourhood
    call, version = call_and_page(neighbourhood, call)
    if call.state() != CLOSED:
        answer = HttpResponseRedirect(version.url)
        answer["Cache-Control"] = "no-store"
        return answer
    numbers, ideas = summary.of_call(neighbourhood, call, request.GET.get("sivu"))
    context = {"call": call, "page": version.page, "version": version, "numbers": numbers, "ideas": ideas, "formats": list(exports.FORMATS)}
    return render(request, "ideas/closing/summary.html", context)


@require_safe
def export(request, call, ext):
    """The public ideas of a call, whether it is open or over."""
    call, version = call_and_page(request.neighbourhood, call)
    out, kind, number = exports.write(request.neighbourhood, call, ext, version.page.title, only_public=True)
    return answer(out, kind, f"{version.page.slug}.{ext}", f"public, max-age={MINUTES * 60}")


def answer(out, kind, name, cached):
    found = FileResponse(out, as_attachment=True, filename=name, content_type=kind)
    found["Cache-Control"] = cached
    found["X-Robots-Tag"] = "noindex"
    return found
