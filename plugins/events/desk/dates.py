"""One date of an event: cancelled by one button, moved, told of differently, or the first of those that become an event of their own."""

from django.contrib.messages import ERROR
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from neighbourhoods import desk_pages, short_forms
from neighbourhoods.participation import see_other

from .. import asking, changing, days
from ..models import DateChange
from . import events, looking
from .events import by_press, of_a_member, stopped, to_event
from .forms import CancelForm, MoveForm, TellForm


def date_of(record, pk, original):
    """(Series, start by the rule, DateChange or None); Http404 when there is no such date."""
    series = looking.series_of(record, pk)
    start = looking.start_of(series, original)
    return series, start, DateChange.of(record).filter(series=series, original=original).first()


@by_press
def cancel(request, record, pk, original):
    series, _start, _change = date_of(record, pk, original)
    form = CancelForm(request.POST, auto_id=f"{original.replace(':', '')}_%s")
    if not form.is_valid():
        return events.page(request, record, series, cancelling=original, form=form)
    act = changing.cancel(record, pk, original, request.user, form.cleaned_data["reason"])
    desk_pages.say(request, _("This date is cancelled") if act else _("It is cancelled already."), undo=act)
    return to_event(record, pk)


@by_press
def restore(request, record, pk, original):
    date_of(record, pk, original)
    try:
        act = changing.restore(record, pk, original, request.user)
    except changing.Refused as refused:
        desk_pages.say(request, str(refused), level=ERROR)
        return to_event(record, pk)
    desk_pages.say(request, _("This date is on again") if act else _("It is not cancelled."), undo=act)
    return to_event(record, pk)


def show(request, record, template, context, series, start, title):
    page = looking.page_of(record, series, get_language())
    problems = context["form"].problems if context["form"].is_bound else []
    context |= {"series": series, "start": start, "day": days.day_of(start), "page": page, "problems": problems}
    return desk_pages.show(request, record, f"events/desk/{template}.html", context, title=title, status=400 if problems else 200)


@of_a_member
def move(request, record, pk, original):
    series, start, change = date_of(record, pk, original)
    if request.method == "POST":
        form = MoveForm(series, request.POST)
        if form.is_valid() and (why := stopped(record)):
            form.add_error("starts_on", why)
        if not form.errors:
            try:
                act = changing.move(record, pk, original, request.user, **form.values())
            except changing.Refused as refused:
                form.add_error(refused.field, str(refused))
            else:
                desk_pages.say(request, _("This date is moved") if act else _("It is so already."), undo=act)
                return to_event(record, pk)
    else:
        is_moved = change is not None and change.is_moved
        day, starts, ends = (
            (change.starts_on, change.starts_at, change.ends_at) if is_moved else (days.day_of(start), series.starts_at, series.ends_at)
        )
        times = {"starts_at": asking.written_time(starts), "ends_at": asking.written_time(ends)}
        form = MoveForm(series, initial={"starts_on": asking.written(day), **times})
    return show(request, record, "move", {"form": form, "original": original}, series, start, _("Move this date"))


@of_a_member
def tell(request, record, pk, original):
    series, start, change = date_of(record, pk, original)
    if request.method == "POST":
        form = TellForm(request.POST)
        if form.is_valid() and (why := stopped(record)):
            form.add_error("place", why)
        if not form.errors:
            act = changing.tell(record, pk, original, request.user, **form.cleaned_data)
            desk_pages.say(request, _("This date is changed") if act else _("It is so already."), undo=act)
            return to_event(record, pk)
    else:
        form = TellForm(initial={"place": change.place, "note": change.note} if change else None)
    return show(request, record, "tell", {"form": form, "original": original}, series, start, _("Change this date"))


@of_a_member
def part(request, record, pk, original):
    """Asks which dates are meant: this one, this and the following, or all; and parts an event in two."""
    series, start, _change = date_of(record, pk, original)
    if request.method == "POST":
        if why := stopped(record):
            desk_pages.say(request, why, level=ERROR)
            return to_event(record, pk)
        try:
            act, page = changing.split(record, pk, original, request.user)
        except changing.Refused as refused:
            desk_pages.say(request, str(refused), level=ERROR)
            return to_event(record, pk)
        desk_pages.say(request, _("The dates that follow are an event of their own now. Change what is different."), undo=act)
        return see_other(desk_pages.at("events_event", record, page.series().pk))
    page = looking.page_of(record, series, get_language())
    if page is None:
        raise Http404
    context = {
        "series": series,
        "start": start,
        "day": days.day_of(start),
        "original": original,
        "page": page,
        "all_url": short_forms.address("events", page),
        "is_first": start == series.start,
    }
    return desk_pages.show(request, record, "events/desk/part.html", context, title=_("Which dates?"))
