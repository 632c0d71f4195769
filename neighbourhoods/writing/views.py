"""The pages on which one writes in a short form."""

import uuid
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.models import Page

from .. import current, photos, records
from ..desk import shell
from ..models import Draft
from ..short_forms import form_of, forms_of
from . import answering, conflicts, drafts, publishing
from .publishing import Changed, Done, Stopped

ACTIONS = ("publish", "preview", "draft", "full", "no_picture", "forget", "resolve")


@require_http_methods(["GET", "HEAD", "POST"])
@shell.of_a_member
def write(request, record, form, page_id=None):
    """The form: a new page, or one that is there."""
    entry = forms_of(record).get(form)
    if request.method == "POST" and request.POST.get("w-place", record.slug) != record.slug:
        return answering.stopped(request, record, _("You do not belong to that neighbourhood any more."), request.POST)
    page = page_of(entry, page_id)
    if entry is None or (page_id is not None and page is None):
        if request.method == "POST":
            told = _("This page is not there any more.") if entry else _("This is not in use on this site any more.")
            return answering.stopped(request, record, told, request.POST)
        if entry is None and request.GET.get("from"):
            # whoever comes from a page of another neighbourhood could not know
            return answering.stopped(request, record, _("This is not in use on this site any more."), {})
        raise Http404
    return receive(request, record, entry, page) if request.method == "POST" else open_form(request, record, entry, page)


def page_of(entry, page_id):
    if entry is None or page_id is None:
        return None
    return entry.model._default_manager.filter(pk=page_id).first()


def open_form(request, record, entry, page):
    kind, draft = entry.form(), None
    pk = drafts.identity(request.GET.get("draft"))
    if request.GET.get("draft"):
        draft = Draft.objects.filter(pk=pk).select_related("picture").first()
        if draft is not None and (draft.by_id, draft.neighbourhood_id, draft.form) != (request.user.pk, record.pk, entry.key):
            # somebody else's: not even that it is there is told
            draft, pk = None, drafts.identity("")
    if draft is not None and draft.page_id and (page is None or draft.page_id != page.pk):
        return redirect("desk_done", draft.page_id) if draft.done_at else HttpResponseRedirect(answering.resume(record, entry, draft))
    if draft is not None and draft.done_at:
        draft, pk = None, drafts.identity("")
    try:
        publishing.place_for(entry, record, request.user, page)
    except Stopped as why:
        return answering.stopped(request, record, str(why), draft.texts if draft else {})
    version = page.get_latest_revision_as_object() if page is not None else None
    stored = kind.read(version) if version is not None else begin(request, record, entry)
    if stored is None:
        return redirect("wagtailadmin_pages:edit", page.pk)
    picture = stored.pop("picture", None)
    if draft is not None:
        stored, picture = draft.texts, draft.picture
    form = kind(initial=stored, picture=picture)
    base = draft.base if draft is not None else publishing.newest_version(page) if page is not None else None
    return answering.form(request, record, entry, form, page=page, pk=pk, base=base, draft=draft)


def begin(request, record, entry):
    """What a new page begins with: what a record says that it is about, another page of this neighbourhood, or nothing."""
    about = request.GET.get("from")
    if not about or entry.begin is None:
        return begin_as_copy(request, record, entry)
    # the guard has seen to it that anybody may read it; a keeper may ask for what is none
    with suppress(ValueError):
        found = records.look_up([uuid.UUID(about)], record.languages[0])
        return next((entry.begin(record, shown) for shown in found.values() if shown.url), {})
    return {}


def begin_as_copy(request, record, entry):
    """What a new page begins with: nothing, or what another page of this neighbourhood says. Its picture stays with it."""
    page = page_of(entry, drafts.number(request.GET.get("copy")))
    if page is None or not page.path.startswith(record.folder_path) or not page.permissions_for_user(request.user).can_edit():
        return {}
    found = entry.form().copy(page) or {}
    return {name: value for name, value in found.items() if name not in ("picture", "picture_alt")}


def keep_what_was_sent(request, record, entry, page):
    """(the draft, what is wrong with the photo or None). Before anything else, so that nothing that follows loses it."""
    kind, sent = entry.form(), request.POST
    pk = drafts.identity(sent.get("w-draft"))
    if sent.get("w-stored"):
        # from the preview, which has nothing to type in
        draft = drafts.find(request.user, record, entry.key, pk)
        if draft is not None:
            return draft, None
    picture = None
    if page is not None and (drafts.find(request.user, record, entry.key, pk)) is None:
        stored = kind.read(page.get_latest_revision_as_object())
        picture = stored["picture"] if stored else None
    base = drafts.number(sent.get("w-base"))
    draft = drafts.keep(request.user, record, entry.key, pk, drafts.typed(kind, sent), page=page, base=base, picture=picture)
    trouble, file = None, request.FILES.get("picture")
    if file is not None and draft.done_at is None and "picture" in kind.base_fields:
        try:
            drafts.take_photo(draft, record, request.user, file)
        except photos.PhotoRefused as refused:
            trouble = refused
    return draft, trouble


def receive(request, record, entry, page):
    action = request.POST.get("w-action", "draft")
    action = action if action in ACTIONS else "draft"
    if action == "forget":
        return forget(request, record, entry, page)
    draft, trouble = keep_what_was_sent(request, record, entry, page)
    if draft.done_at is not None:
        return was_done(request, record, entry, draft)
    if draft.page_id != (page.pk if page is not None else None):
        page = page_of(entry, draft.page_id)
    if action == "no_picture":
        drafts.leave_photo(draft)
        return HttpResponseRedirect(f"{answering.resume(record, entry, draft)}#field_picture")
    if action == "draft" and trouble is None:
        return HttpResponseRedirect(answering.resume(record, entry, draft, kept=1))
    if action == "resolve":
        draft = conflicts.choose(request.POST, draft, entry)
        action = "publish"
    form = entry.form()(draft.texts, picture=draft.picture)
    form.page = page
    try:
        place = publishing.place_for(entry, record, request.user, page)
        if action == "full" and not draft.texts.get("title", "").strip() and not draft.texts.get("text", "").strip():
            return to_the_editor(request, entry, place)
        is_good = form.is_valid()
        if trouble is not None:
            form.add_error("picture", trouble)
        if is_good and trouble is None:
            return finish(request, record, entry, form, draft, place, action)
    except Stopped as why:
        return answering.stopped(request, record, str(why), draft.texts)
    except Changed:
        return conflicts.compare(request, record, entry, draft, page_of(entry, draft.page_id))
    except Done:
        draft.refresh_from_db()
        return to_done(draft)
    except ValidationError as error:
        publishing.tell_errors(form, error)
    return answering.form(request, record, entry, form, page=page, pk=draft.pk, base=draft.base, draft=draft, status=400)


def finish(request, record, entry, form, draft, place, action):
    """What was asked for, with a form that is as it should be."""
    if action == "preview":
        return redirect("desk_preview", draft.pk)
    if place.page is not None and publishing.newest_version(place.page) != draft.base:
        raise Changed
    page = publishing.publish(draft, entry, form, place, request.user, live=action != "full")
    if action == "full":
        return redirect("wagtailadmin_pages:edit", page.pk)
    return to_done(draft)


def to_the_editor(request, entry, place):
    if place.page is not None:
        return redirect("wagtailadmin_pages:edit", place.page.pk)
    names = entry.model._meta
    return redirect("wagtailadmin_pages:add", names.app_label, names.model_name, place.parent.pk)


def to_done(draft):
    # 303: a browser that sends again what it has sent only reads the page
    return answering.see_other(f"{reverse('desk_done', args=[draft.page_id])}?{urlencode({'draft': draft.pk})}")


def was_done(request, record, entry, draft):
    """Sent again: the page is shown. With other words than were published it is a change of that page, which waits to be sent."""
    sent = drafts.typed(entry.form(), request.POST)
    before = {name: value for name, value in draft.texts.items() if name != drafts.UPLOADS}
    if request.POST.get("w-stored") or sent == before or draft.page_id is None:
        return to_done(draft) if draft.page_id else redirect("desk")
    again = drafts.keep(request.user, record, entry.key, drafts.identity(""), sent, page=draft.page, base=draft.base, picture=draft.picture)
    return HttpResponseRedirect(answering.resume(record, entry, again, kept=1))


def forget(request, record, entry, page):
    draft = drafts.find(request.user, record, entry.key, drafts.identity(request.POST.get("w-draft")))
    if draft is not None and draft.done_at is None:
        drafts.remove(draft)
    return HttpResponseRedirect(answering.here(record, entry, page))


@require_POST
@shell.of_a_member
def keep(request, record, form):
    """What a browser sends by itself while somebody writes: kept, and nothing more."""
    entry = forms_of(record).get(form)
    if entry is None or request.POST.get("w-place") != record.slug:
        return JsonResponse({"kept": False}, status=409)
    pk = drafts.number(request.POST.get("w-page"))
    page = page_of(entry, pk)
    if pk is not None and (page is None or not page.permissions_for_user(request.user).can_edit()):
        return JsonResponse({"kept": False}, status=409)
    draft, trouble = keep_what_was_sent(request, record, entry, page)
    told = {"kept": draft.done_at is None, "at": answering.time_of(draft.changed_at), "draft": str(draft.pk)}
    return JsonResponse(told | ({"trouble": " ".join(trouble.messages)} if trouble else {}))


@require_http_methods(["GET", "HEAD"])
@xframe_options_sameorigin
def preview(request, draft):
    """What would be published, as readers would see it, inside a page with the next steps."""
    row = Draft.objects.filter(pk=draft, by=request.user).select_related("neighbourhood", "picture").first()
    if row is None:
        raise Http404
    current.set_for_request(current.by_slug(row.neighbourhood.slug))
    return show_preview(request, draft=row)


@shell.of_a_member
def show_preview(request, record, draft):
    entry = forms_of(record).get(draft.form)
    if entry is None:
        return answering.stopped(request, record, _("This is not in use on this site any more."), draft.texts)
    if draft.done_at is not None and draft.page_id:
        return to_done(draft)
    try:
        place = publishing.place_for(entry, record, request.user, page_of(entry, draft.page_id))
    except Stopped as why:
        return answering.stopped(request, record, str(why), draft.texts)
    form = entry.form()(draft.texts, picture=draft.picture)
    form.page = place.page
    if not form.is_valid():
        return HttpResponseRedirect(answering.resume(record, entry, draft))
    if "frame" not in request.GET:
        return answering.preview(request, record, entry, draft, place, answering.resume(record, entry, draft))
    page = publishing.preview_page(entry, place, request.user, form)
    answer = page.make_preview_request(request, page.default_preview_mode)
    # it comes from inside, where nothing may be framed
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "HEAD"])
@shell.of_a_member
def done(request, record, page_id):
    """See it, share it, take it back, write another."""
    page = Page.objects.filter(pk=page_id).first()
    if page is None or not page.permissions_for_user(request.user).can_edit():
        raise Http404
    return answering.done(request, record, page.specific, form_of(page))
