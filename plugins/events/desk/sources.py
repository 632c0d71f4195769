"""Sources at the desk: how each of them goes and what it asks, and for coordinators where they are fetched from."""

from functools import wraps

from django.contrib.messages import ERROR
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from neighbourhoods import desk_pages
from neighbourhoods.participation import see_other

from ..importing import report, sources
from ..models import Imported, ImportRun, PossibleDuplicate, Source
from ..models.sources import OPEN
from . import source_lists
from .events import of_a_member, stopped
from .source_forms import KINDS, RemoveForm, SourceForm, initial_of

PER_PAGE, RUNS, PAIRS = 20, 10, 20


def source_of(record, pk):
    found = Source.of(record).filter(pk=pk, removed_at=None).first()
    if found is None:
        raise Http404
    return found


def of_a_coordinator(view):
    """Addresses may hold secrets: who only writes for the neighbourhood does not come here."""

    @of_a_member
    @wraps(view)
    def checked(request, record, **arguments):
        if not desk_pages.coordinates(request.user, record):
            raise Http404
        return view(request, record, **arguments)

    return checked


def by_press(of_whom):
    """A POST about one source. Anything else leads to its page, and changes nothing."""

    def wrap(view):
        @of_whom
        @wraps(view)
        def checked(request, record, pk):
            source = source_of(record, pk)
            if request.method == "POST":
                if why := stopped(record):
                    desk_pages.say(request, why, level=ERROR)
                else:
                    view(request, record, source)
            return see_other(desk_pages.at("events_source", record, pk))

        return checked

    return wrap


@of_a_member
def index(request, record):
    rows = sources.open_duplicates(record)
    context = {
        "listed": sources.summary(record),
        "pairs": source_lists.pairs(record, rows[:PAIRS], get_language()),
        "more_pairs": max(0, len(rows) - PAIRS),
        "may_add": desk_pages.coordinates(request.user, record),
        "add_url": desk_pages.at("events_source_add", record),
    }
    return desk_pages.show(request, record, "events/desk/sources.html", context, title=_("Calendars of others"))


@of_a_member
def source(request, record, pk):
    return page(request, record, source_of(record, pk))


def page(request, record, found, form=None):
    coordinates = desk_pages.coordinates(request.user, record)
    (summed,) = [one for one in sources.summary(record) if one.source.pk == found.pk]
    rows = (
        Imported.of(record)
        .filter(source=found, series__isnull=False)
        .select_related("series")
        .order_by("withdrawn_at", "-series__starts_on", "pk")
    )
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    listed.object_list = source_lists.imported(record, list(listed.object_list), get_language())
    runs = ImportRun.of(record).filter(source=found, ended__isnull=False).order_by("-started")[:RUNS]
    problems = form.problems if form is not None else []
    context = {
        "one": summed,
        "source": found,
        "listed": listed,
        "runs": [(run, report.sentences(run, sources.names(run))) for run in runs],
        "missing": source_lists.missing(record, found, get_language()),
        "coordinates": coordinates,
        "form": (form or SourceForm(found.kind, initial=initial_of(found), source=found)) if coordinates else None,
        "problems": problems,
        "here": desk_pages.at("events_source", record, found.pk),
    }
    return desk_pages.show(request, record, "events/desk/source.html", context, title=found.name, status=400 if problems else 200)


@of_a_coordinator
def change(request, record, pk):
    found = source_of(record, pk)
    if request.method != "POST":
        return see_other(desk_pages.at("events_source", record, pk))
    form = SourceForm(found.kind, request.POST, request.FILES, source=found)
    if form.is_valid() and (why := stopped(record)):
        form.add_error("name", why)
    if form.is_valid():
        try:
            sources.change(found, **form.values())
        except ValidationError as error:
            form.take(error)
    if form.errors:
        return page(request, record, source_of(record, pk), form)
    desk_pages.say(request, _("Saved"))
    return see_other(desk_pages.at("events_source", record, pk))


@of_a_coordinator
def add(request, record):
    kind = request.GET.get("kind", "")
    if kind not in KINDS:
        kinds = [(label, help_text, desk_pages.at("events_source_add", record, kind=key)) for key, (label, help_text) in KINDS.items()]
        return desk_pages.show(request, record, "events/desk/source_kinds.html", {"kinds": kinds}, title=_("Add a calendar"))
    form = SourceForm(kind, request.POST, request.FILES) if request.method == "POST" else SourceForm(kind)
    if request.method == "POST" and form.is_valid():
        if why := stopped(record):
            form.add_error("name", why)
        else:
            try:
                made = sources.add(record, kind=kind, **form.values())
            except ValidationError as error:
                form.take(error)
            else:
                desk_pages.say(request, _("The calendar is added. Its events come in a few minutes."))
                return see_other(desk_pages.at("events_source", record, made.pk))
    problems = form.problems if form.is_bound else []
    context = {"form": form, "kind": KINDS[kind][0], "problems": problems, "here": desk_pages.at("events_source_add", record, kind=kind)}
    return desk_pages.show(request, record, "events/desk/source_add.html", context, title=KINDS[kind][0], status=400 if problems else 200)


@of_a_coordinator
def remove(request, record, pk):
    found = source_of(record, pk)
    form = RemoveForm(request.POST) if request.method == "POST" else RemoveForm()
    if request.method == "POST" and form.is_valid():
        if why := stopped(record):
            desk_pages.say(request, why, level=ERROR)
        else:
            sources.remove(found, keep_events=form.cleaned_data["events"] == RemoveForm.KEEP)
            desk_pages.say(request, _("The calendar is removed: %(name)s") % {"name": found.name})
        return see_other(desk_pages.at("events_sources", record))
    problems = form.problems if form.is_bound else []
    context = {"source": found, "form": form, "problems": problems}
    return desk_pages.show(
        request, record, "events/desk/source_remove.html", context, title=_("Remove the calendar"), status=400 if problems else 200
    )


@by_press(of_a_member)
def run(request, record, source):
    if source.is_paused:
        desk_pages.say(request, _("It is paused. Let it go on first."), level=ERROR)
        return
    sources.run_soon(source)
    desk_pages.say(request, _("It is fetched in a moment. Open this page again to see how it went."))


@by_press(of_a_coordinator)
def pause(request, record, source):
    sources.pause(source, not source.is_paused)
    desk_pages.say(request, _("Paused. Its events stay as they are.") if source.is_paused else _("It goes on."))


@by_press(of_a_member)
def believe(request, record, source):
    sources.believe(source)
    desk_pages.say(request, _("They are taken off the site when the calendar is fetched, in a moment."))


@by_press(of_a_member)
def keep(request, record, source):
    sources.keep(source)
    desk_pages.say(request, _("They stay on the site."))


@of_a_member
def pair(request, record, pk):
    found = PossibleDuplicate.of(record).filter(pk=pk).first()
    if found is None:
        raise Http404
    answer = request.POST.get("answer", "")
    if request.method == "POST" and answer in ("same", "different"):
        if why := stopped(record):
            desk_pages.say(request, why, level=ERROR)
        elif found.state != OPEN:
            desk_pages.say(request, _("Somebody has answered it already."))
        else:
            sources.answer_duplicate(found, answer == "same")
            same = _("The one that came in later is not shown any more.")
            desk_pages.say(request, same if answer == "same" else _("Both are shown."))
    return see_other(desk_pages.at("events_sources", record))
