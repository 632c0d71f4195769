"""The desk's pages of events: all of them, one with its dates, the whole of it cancelled, and the dates of a rule that is being typed."""

from functools import wraps

from django.contrib.messages import ERROR
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from neighbourhoods import desk_pages, short_forms
from neighbourhoods.participation import see_other

from .. import changing, preview, sentences
from ..models import Series
from . import looking
from .forms import CancelForm


def of_a_member(view):
    return require_http_methods(["GET", "HEAD", "POST"])(desk_pages.of_a_member(view))


def stopped(record):
    """Why no date is changed now, or an empty text."""
    if record.state == "archived":
        return _("This site is archived. Nothing on it is changed any more.")
    return _("This site is paused. Nothing is published on it now.") if record.state != "active" else ""


def by_press(view):
    """A POST. A tap that was made after the session had ended comes back as a GET: it leads to the event, and changes nothing."""

    @of_a_member
    @wraps(view)
    def checked(request, record, pk, **arguments):
        if request.method != "POST":
            return HttpResponseRedirect(desk_pages.at("events_event", record, pk))
        if why := stopped(record):
            desk_pages.say(request, why, level=ERROR)
            return to_event(record, pk)
        try:
            return view(request, record, pk, **arguments)
        except Series.DoesNotExist:
            raise Http404 from None

    return checked


def to_event(record, pk):
    return see_other(desk_pages.at("events_event", record, pk))


@of_a_member
def index(request, record):
    listed = looking.events(record, request.GET.get("p"))
    context = {"listed": listed, "here": desk_pages.at("events_desk", record), "add_url": short_forms.address("events")}
    return desk_pages.show(request, record, "events/desk/index.html", context, title=_("All events"))


@of_a_member
def next_dates(request, record):
    """What a rule says and the dates that it gives, before anything is saved: a part of the form, or a page where there are no scripts."""
    sent = request.POST if request.method == "POST" else request.GET
    context = {"preview": preview.of_sent(sent)}
    if request.method != "POST" and "part" in sent:
        return render(request, "events/writing/dates.html", context)
    return desk_pages.show(request, record, "events/desk/next_dates.html", context, title=_("The next dates"))


@of_a_member
def event(request, record, pk):
    return page(request, record, looking.series_of(record, pk))


def page(request, record, series, *, cancelling=None, form=None):
    """The page of an event. `cancelling` is the date, or "all", whose `form` has errors."""
    # its module stands on this one
    from . import opening

    found = looking.page_of(record, series, get_language())
    listed = looking.dates(record, series, request.GET)
    for row in listed.object_list:
        is_wrong = form is not None and cancelling == row.original
        row.form = form if is_wrong else CancelForm(auto_id=f"cancel{row.pk}_%s")
        row.said = sentences.near(row, record.zone, short=False)
    problems = form.problems if form is not None else []
    context = {
        "sign_up": opening.summary(record, series, listed.object_list),
        "series": series,
        "page": found,
        "listed": listed,
        "is_past": bool(request.GET.get("past")),
        "here": desk_pages.at("events_event", record, series.pk, **({"past": 1} if request.GET.get("past") else {})),
        "past_url": desk_pages.at("events_event", record, series.pk, past=1),
        "rule": sentences.sentence(series, shown_in=record.zone),
        "cancel_form": form if cancelling == "all" else CancelForm(auto_id="all_%s"),
        "edit_url": short_forms.address("events", found) if found else "",
        "copy_url": short_forms.address("events", copy=found) if found else "",
        "public_url": found.full_url if found and found.live else "",
        "problems": problems,
        "may_part": series.is_repeated,
    }
    title = found.title if found else _("Event")
    return desk_pages.show(request, record, "events/desk/event.html", context, title=title, status=400 if problems else 200)


@by_press
def cancel_all(request, record, pk):
    form = CancelForm(request.POST, auto_id="all_%s")
    if not form.is_valid():
        return page(request, record, looking.series_of(record, pk), cancelling="all", form=form)
    act = changing.cancel_all(record, pk, request.user, form.cleaned_data["reason"])
    desk_pages.say(request, _("All dates are cancelled") if act else _("It is cancelled already."), undo=act)
    return to_event(record, pk)


@by_press
def restore_all(request, record, pk):
    act = changing.restore_all(record, pk, request.user)
    desk_pages.say(request, _("All dates are on again") if act else _("It is not cancelled."), undo=act)
    return to_event(record, pk)
