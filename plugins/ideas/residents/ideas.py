"""The page of one idea: what somebody said, what it was answered, and where it is now. It has links, and no form."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from neighbourhoods import records, trail
from neighbourhoods.pages import render
from neighbourhoods.participation import is_resting, photos

from .. import checking, outlets, queries, statuses
from ..models import Comment, Idea
from . import days, timelines

MOST_COMMENTS = 200
MOST_STEPS = 10


@require_safe
def idea(request, pk):
    neighbourhood = request.neighbourhood
    found = get_object_or_404(Idea.of(neighbourhood).select_related("call", "photo", "split_from"), pk=pk)
    call = found.call
    version = queries.page_of(neighbourhood, call, get_language())
    if version is None:
        # its call is not published any more
        raise Http404
    if found.state == Idea.State.HIDDEN:
        return hidden(request, found)
    if found.state == Idea.State.MERGED and found.merged_into_id:
        return moved(neighbourhood, found)
    if not found.is_public:
        raise Http404
    shown = call.state()
    takes_part = shown == "open" and not is_resting(neighbourhood)
    merged = Idea.of(neighbourhood).filter(state=Idea.State.MERGED, merged_into=found).order_by("sent_at", "pk")
    parts = queries.public_ideas(neighbourhood).filter(split_from=found).order_by("pk")
    context = {
        "idea": found,
        "call": call,
        "version": version,
        "status": statuses.shown(neighbourhood, found.status),
        "steps": timelines.steps(neighbourhood, found),
        "comments": list(found.comments.filter(state=Comment.State.PUBLIC)[:MOST_COMMENTS]),
        "merged": list(merged),
        "record_actions": records.actions(outlets.as_record(neighbourhood, found)),
        "found": trail.beyond(outlets.id_of(found), get_language()),
        "parts": list(parts),
        "split_from": found.split_from if found.split_from and found.split_from.is_public else None,
        "may_support": takes_part and call.support_on,
        "may_comment": takes_part and call.comments_on,
        "may_report": not is_resting(neighbourhood),
        "answers_by": days.answers_by(version.page.answerer, found.due_on) if not found.is_answered else "",
        "late": days.late(neighbourhood, found),
        "usually": "" if found.is_answered else days.usually(queries.median_days(neighbourhood)),
    }
    return render(request, "ideas/idea.html", context)


def hidden(request, found):
    """Gone, with the reason. What it said is in no word of the page."""
    response = render(request, "ideas/hidden.html", {"reason": checking.HIDDEN_FOR.get(found.hidden_for, "")})
    response.status_code = 410
    return response


def moved(neighbourhood, found):
    """To where it went; a merging can be undone, so no browser keeps this."""
    for _step in range(MOST_STEPS):
        found = Idea.of(neighbourhood).filter(pk=found.merged_into_id).first()
        if found is None:
            raise Http404
        if found.state != Idea.State.MERGED:
            response = HttpResponseRedirect(reverse("ideas:idea", args=[found.pk]))
            response.status_code = 303
            response["Cache-Control"] = "private, no-cache"
            return response
    raise Http404


@require_safe
def photo(request, pk, size):
    """The photo of an idea that everybody may see; an idea that is hidden hides its photo at once."""
    found = get_object_or_404(queries.public_ideas(request.neighbourhood).select_related("photo"), pk=pk)
    if found.photo is None:
        raise Http404
    return photos.serve(found.photo, size)
