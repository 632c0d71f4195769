"""What a person sees while writing: the form, the preview, the result, and what to do when it cannot be published."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.models import Page

from .. import acts
from ..chosen import KEY
from ..desk import shell
from ..languages.links import direction
from ..models import Act
from ..pictures import renditions_of
from ..short_forms import address
from ..templatetags.look import day
from . import drafts

SMALL = "fill-480x240|format-jpeg"


def time_of(moment):
    """The hour as people write it; of another day with its date before it."""
    moment = timezone.localtime(moment)
    hour = date_format(moment, "TIME_FORMAT")
    return hour if moment.date() == timezone.localdate() else f"{day(moment)} {hour}"


def person_mark(person):
    """What a browser's own drafts of a person are marked with: it says nothing of who it is."""
    return salted_hmac("neighbourhoods.writing", str(person.pk), algorithm="sha256").hexdigest()[:12]


def language_of(record, page):
    home = record.homes.get(page.url_path.split("/", 3)[2]) if page is not None else None
    code = home.code if home else record.languages[0]
    return {"code": code, "dir": direction(code)}


def thumbnail(image):
    """(address, width, height) of a small version that is ready, else of the picture itself."""
    if image is None:
        return None
    ready = renditions_of([image.pk]).get(image.pk, {}).get(SMALL)
    return {"url": ready[0]} if ready else {"url": image.file.url}


def here(record, entry, page=None, **query):
    """Address of the form; it names the neighbourhood, since another may have been chosen meanwhile, in another window."""
    return f"{address(entry.key, page)}?{urlencode({KEY: record.slug, **query})}"


def resume(record, entry, draft, **query):
    """Where one goes on with a draft."""
    return here(record, entry, Page(pk=draft.page_id) if draft.page_id else None, draft=draft.pk, **query)


def title_of(draft):
    return draft.texts.get("title") or draft.texts.get("text", "")[:60]


def heading(entry, page):
    return _("Change: %(title)s") % {"title": page.title} if page is not None else entry.label


def form(request, record, entry, form, *, page, pk, base, draft, status=200):
    # who is in the middle of one is not asked about others
    begun = drafts.unfinished(request.user, record, entry.key, page) if draft is None and not form.is_bound else []
    context = {
        "entry": entry,
        "form": form,
        "page": page,
        "pk": pk,
        "base": "" if base is None else base,
        "draft": draft,
        "saved_at": time_of(draft.changed_at) if draft is not None else "",
        "was_asked_to_keep": "kept" in request.GET,
        "begun": [
            {"pk": one.pk, "title": title_of(one), "at": time_of(one.changed_at), "url": resume(record, entry, one)} for one in begun
        ],
        "copies": copies(request, record, entry) if page is None and draft is None and not form.is_bound else [],
        "photo": thumbnail(form.photo),
        "text_language": language_of(record, page),
        "action": here(record, entry, page),
        "keep": f"{reverse('desk_keep', args=[entry.key])}?{urlencode({KEY: record.slug})}",
        "full": reverse("wagtailadmin_pages:edit", args=[page.pk]) if page is not None else "",
        "mark": person_mark(request.user),
        "problems": problems(form),
        # the script fills in the hour
        "told": _("Draft saved %(time)s"),
        "told_here": _("Saved on this device %(time)s"),
    }
    return shell.show(request, record, "neighbourhoods/writing/form.html", context, title=heading(entry, page), status=status)


def copies(request, record, entry):
    """[{"title", "url"}] of pages that a new one may begin as a copy of, unless it does so already."""
    if entry.copies is None or "copy" in request.GET:
        return []
    return [{"title": page.title, "url": here(record, entry, copy=page.pk)} for page in entry.copies(record)]


def problems(form):
    """[(id of the field or "", sentence)] for the summary, in the order of the form."""
    found = [("", sentence) for sentence in form.non_field_errors()] if form.is_bound else []
    if form.is_bound:
        found += [(one.id_for_label or f"id_{one.name}_0", sentence) for one in form for sentence in one.errors]
    return found


def preview(request, record, entry, draft, place, back):
    context = {
        "entry": entry,
        "draft": draft,
        "base": "" if draft.base is None else draft.base,
        "frame_url": f"{reverse('desk_preview', args=[draft.pk])}?frame=1",
        "back": back,
        "action": here(record, entry, place.page),
    }
    return shell.show(request, record, "neighbourhoods/writing/preview.html", context, title=_("Preview"))


def done(request, record, page, entry):
    context = {
        "page": page,
        "public_url": page.full_url if page.live else "",
        "act": newest_act(record, page, request.user),
        "edit_url": address(entry.key, page) if entry else reverse("wagtailadmin_pages:edit", args=[page.pk]),
        "again_url": here(record, entry) if entry else "",
        "text_language": language_of(record, page),
        "written": str(drafts.identity(request.GET["draft"])) if request.GET.get("draft") else "",
        "mark": person_mark(request.user),
    }
    title = _("Published") if page.live else _("Not published")
    return shell.show(request, record, "neighbourhoods/writing/done.html", context, title=title)


def newest_act(record, page, person):
    """The last thing that was done to the page, when it can be taken back; else None."""
    own = {"neighbourhood": record.pk, "target": str(page.pk), "kind__startswith": "page."}
    act = Act.objects.filter(**own).select_related("by", "undone_by").order_by("-at", "-pk").first()
    found = acts.shown(record, [act], person) if act is not None and act.kind in acts.kinds(record) else []
    return found[0] if found and found[0].can_undo else None


def stopped(request, record, why, texts, status=403):
    """It cannot be published now. What was typed is shown, so that it can be copied."""
    typed = [texts.get(name) for name in ("title", "text", "picture_alt")]
    context = {"why": why, "typed": [text for text in typed if text and text.strip()]}
    title = _("This cannot be published now")
    return shell.show(request, record, "neighbourhoods/writing/stopped.html", context, title=title, status=status)


def see_other(url):
    answer = HttpResponseRedirect(url)
    answer.status_code = 303
    return answer
