"""The diary of trials at the desk: which trial, what happened, a photo; changing, hiding and showing again."""

from functools import wraps

from django.contrib.messages import ERROR
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.images import get_image_model
from wagtail.models import Collection

from neighbourhoods import desk_pages
from neighbourhoods.participation import see_other

from .. import diary, queries
from ..models import DiaryEntry, ExperimentPage
from ..models.pages import OWN
from . import days
from .forms import EntryForm


def of_a_member(view):
    return require_http_methods(["GET", "HEAD", "POST"])(desk_pages.of_a_member(view))


def stopped(record):
    """Why nothing is written now, or an empty text."""
    if record.state == "archived":
        return _("This site is archived. Nothing on it is changed any more.")
    return _("This site is paused. Nothing is published on it now.") if record.state != "active" else ""


def trial_of(record, person, **wanted):
    """The first ExperimentPage of a trial, which the person may edit. Raises Http404."""
    page = ExperimentPage.objects.filter(OWN, path__startswith=record.folder_path, **wanted).order_by("pk").first()
    if page is None or not page.permissions_for_user(person).can_edit():
        raise Http404
    return page


@of_a_member
def index(request, record):
    """Which trial is written of; where only one runs, that one."""
    trials = queries.running(record)
    if len(trials) == 1:
        return HttpResponseRedirect(desk_pages.at("experiments_write", record, trials[0].pk))
    found = [(page, desk_pages.at("experiments_write", record, page.pk)) for page in trials]
    return desk_pages.show(request, record, "experiments/desk/trials.html", {"trials": found}, title=_("Trial diary"))


@of_a_member
def write(request, record, page_id):
    """A new entry."""
    page = trial_of(record, request.user, pk=page_id)
    return receive(request, record, page, None) if request.method == "POST" else show(request, record, page, EntryForm(), None)


@of_a_member
def entry(request, record, pk):
    """One entry, to be changed."""
    row = entry_of(record, pk)
    page = trial_of(record, request.user, translation_key=row.experiment)
    if request.method == "POST":
        return receive(request, record, page, row)
    initial = {"text": row.text, "picture_alt": row.picture_alt, "day": days.written(row.day)}
    return show(request, record, page, EntryForm(initial=initial, photo=row.picture), row)


def entry_of(record, pk):
    row = DiaryEntry.of(record).select_related("picture").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def receive(request, record, page, row):
    """A photo is kept at its first upload, whatever else is wrong."""
    photo = photo_of(request, record, row)
    form = EntryForm(request.POST, request.FILES, photo=photo)
    is_good = form.is_valid()
    if upload := form.cleaned_data.get("picture"):
        form.photo = keep(record, request.user, page, upload, form.cleaned_data.get("picture_alt") or "")
    if why := stopped(record):
        form.add_error(None, why)
    if not is_good or form.errors:
        return show(request, record, page, form, row, status=400)
    if row is None:
        language = record.languages[0]
        row, act = diary.add(record, page, request.user, language=language, **form.values())
        desk_pages.say(request, _("The entry is in the diary."), undo=act)
    else:
        diary.change(record, row, page.title, request.user, **form.values())
        desk_pages.say(request, _("The entry is changed."))
    return see_other(desk_pages.at("experiments_write", record, page.pk))


def photo_of(request, record, row):
    """The Image that the form had already: one that was uploaded before, or that of the entry; None for "without"."""
    if request.POST.get("without"):
        return None
    # the guard has seen to it that it is one of the person's own neighbourhoods
    asked = request.POST.get("image", "")
    if asked.isascii() and asked.isdecimal() and len(asked) < 19:
        collection = Collection.objects.get(path=record.collection_path)
        return get_image_model().objects.filter(pk=asked, collection__path__startswith=collection.path).first()
    return row.picture if row is not None else None


def keep(record, person, page, upload, alt):
    """The stored Image of what was uploaded, in the neighbourhood's own collection."""
    image = get_image_model()(
        title=(alt or page.title)[:255],
        description=alt[:255],
        file=upload,
        collection=Collection.objects.get(path=record.collection_path),
        uploaded_by_user=person,
    )
    image.save()
    return image


def show(request, record, page, form, row, status=200):
    entries = [] if row is not None else list(diary.of(record, page.translation_key).order_by("-day", "-pk")[: diary.MOST])
    context = {
        "page": page,
        "form": form,
        "row": row,
        "problems": form.problems if form.is_bound else [],
        "entries": [(one, desk_pages.at("experiments_entry", record, one.pk)) for one in entries],
        "action": desk_pages.at("experiments_entry", record, row.pk) if row else desk_pages.at("experiments_write", record, page.pk),
        "page_url": page.full_url if page.live else "",
        "back": desk_pages.at("experiments_write", record, page.pk) if row else reverse("desk"),
    }
    title = _("Change the entry") if row is not None else _("Diary: %(title)s") % {"title": page.title}
    return desk_pages.show(request, record, "experiments/desk/entry.html", context, title=title, status=status)


def by_press(is_shown):
    """A view that hides an entry or shows it again; what is no POST only leads to it."""

    def made(view):
        @of_a_member
        @wraps(view)
        def pressed(request, record, pk):
            row = entry_of(record, pk)
            page = trial_of(record, request.user, translation_key=row.experiment)
            if request.method == "POST":
                # hiding goes on as long as anybody reads the pages
                why = stopped(record) if is_shown or record.state == "archived" else ""
                if why:
                    desk_pages.say(request, why, level=ERROR)
                else:
                    act = diary.show(record, row, page.title, request.user, is_shown=is_shown)
                    desk_pages.say(request, _("The entry is shown again.") if is_shown else _("The entry is hidden."), undo=act)
            return see_other(desk_pages.at("experiments_write", record, page.pk))

        return pressed

    return made


@by_press(is_shown=False)
def hide(request, record, pk):
    """Nobody but volunteers sees it any more."""


@by_press(is_shown=True)
def show_again(request, record, pk):
    """Everybody sees it again."""
