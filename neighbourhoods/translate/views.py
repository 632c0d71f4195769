"""Käännä at /admin/translate/: what is missing or behind, and the pages where it is translated."""

from functools import wraps

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Page

from .. import current
from ..desk import choosing
from ..isolation import scope
from ..languages.links import direction
from ..models import TranslationMark
from . import difference, machine, marks, overview, sending
from .details_work import DetailsWork
from .free import FreeWork
from .texts import RICH
from .work import Gone, PageWork, Refused

PER_PAGE = 30
# what the button "kept translated" sends
KEPT = ("keep_translated", "keep_no_more")
STATE_NAMES = {
    overview.BEHIND: gettext_lazy("behind"),
    overview.PARTLY: gettext_lazy("partly"),
    overview.MISSING: gettext_lazy("missing"),
    overview.DONE: gettext_lazy("translated"),
}


def of_a_member(view):
    """The view gets the record of the neighbourhood; what is not there or not theirs is 404."""

    @wraps(view)
    def checked(request, **arguments):
        user, record = request.user, current.neighbourhood()
        if not scope.is_keeper(user) and not scope.places(user):
            raise Http404
        if record is None:
            return choosing.page(request, next_url=reverse("translate"))
        if not scope.is_keeper(user) and scope.role_in(user, record) is None:
            raise Http404
        with timezone.override(record.zone):
            return view(request, record, **arguments)

    return checked


def frame(record, title, more=()):
    first = f"{reverse('translate')}?neighbourhood={record.slug}"
    return {
        "header_title": title,
        "header_icon": "globe",
        "breadcrumbs_items": [{"url": first if more else "", "label": _("Translate"), "sublabel": record.name}, *more],
        "record": record,
        "list_url": first,
    }


def language_shown(code):
    return {"code": code, "name": overview.name_of(code), "dir": direction(code)}


@require_http_methods(["GET", "HEAD"])
@of_a_member
def index(request, record):
    found = overview.all_items(record)
    asked = request.GET.get("language", "")
    first = record.languages[0] if record.languages else ""
    others = [code for code in record.languages if code != first or found[code]]
    code = asked if asked in others else next((one for one in others if one != first), first)
    items = found.get(code, [])
    state = request.GET.get("state") if request.GET.get("state") in overview.STATES else ""
    shown = [item for item in items if item.state == state] if state else [item for item in items if item.state != overview.DONE]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("p"))
    marked = set(TranslationMark.objects.filter(neighbourhood=record.pk).values_list("page_id", flat=True))

    def address(**query):
        return "?" + urlencode({"neighbourhood": record.slug, **query})

    def counted(some):
        return [(name, sum(item.state == name for item in some)) for name in overview.STATES]

    context = frame(record, _("Translate")) | {
        "language": language_shown(code) if code else None,
        "languages": [
            language_shown(one)
            | {
                "url": address(language=one),
                "current": one == code,
                "told": [(STATE_NAMES[name], n) for name, n in counted(found[one]) if n and name != overview.DONE],
            }
            for one in others
        ],
        "states": [
            {"name": STATE_NAMES[name], "n": n, "url": address(language=code, state=name), "current": name == state}
            for name, n in counted(items)
        ],
        "everything": {"url": address(language=code), "current": not state},
        "state": state,
        "page": page,
        "items": [
            {"item": item, "state": STATE_NAMES[item.state], "source": language_shown(item.source), "is_marked": item.page in marked}
            for item in page.object_list
        ],
        "all_done": bool(items) and all(item.state == overview.DONE for item in items),
        "query": urlencode({"neighbourhood": record.slug, "language": code, **({"state": state} if state else {})}),
    }
    return render(request, "neighbourhoods/translate/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def translate_page(request, page_id, language):
    page = Page.objects.filter(pk=page_id).first()
    record = current.by_url_path(page.url_path) if page is not None else None
    if record is None or language not in record.languages:
        raise Http404
    if not page.specific.permissions_for_user(request.user).can_edit():
        raise Http404
    current.set_for_request(record)
    kind = FreeWork if language.endswith(overview.SIMPLE) else PageWork
    with timezone.override(record.zone):
        try:
            if request.method == "POST" and request.POST.get("back") == "list":
                return from_the_list(request, kind(page, language))
            if request.method != "POST" or request.POST.get("action") == "preview":
                return one_page(request, kind(page, language))
            # a machine is asked before anything is locked
            given = ask_machine(request, kind(page, language)) if request.POST.get("action") == "machine" else None
            with transaction.atomic():
                # of two who save at the same moment the second sees what the first has done
                Page.objects.select_for_update().filter(pk=page_id).first()
                return one_page(request, kind(page, language), given)
        except Gone as gone:
            return cannot(request, record, page, language, gone)


def from_the_list(request, work):
    if request.POST.get("action") in KEPT:
        keep_translated(request, work)
    return HttpResponseRedirect(f"{reverse('translate')}?{urlencode({'neighbourhood': work.record.slug, 'language': work.language})}")


def keep_translated(request, work):
    """The desk tells when a marked page is missing or behind in a language. It is one mark for all languages."""
    if request.POST["action"] == KEPT[0]:
        TranslationMark.objects.get_or_create(page_id=work.source.pk, defaults={"neighbourhood_id": work.record.pk})
        messages.success(request, _("The desk tells you when a language is behind."))
    else:
        TranslationMark.objects.filter(page=work.source.pk).delete()
        messages.success(request, _("The desk does not tell of its translations any more."))


def is_marked(work):
    return TranslationMark.objects.filter(page=work.source.pk).exists()


def one_page(request, work, given=None):
    if isinstance(work, FreeWork):
        from .free_views import free

        return free(request, work)
    return texts_page(request, work, page_url(work), given)


def page_url(work):
    return f"{reverse('translate_page', args=[work.source.pk, work.language])}?neighbourhood={work.record.slug}"


def cannot(request, record, page, language, gone):
    """The original was unpublished, or the language is that of the original: a page that says so, and the way on."""
    if not str(gone):
        raise Http404
    context = frame(record, page.title, [{"url": "", "label": page.title}])
    return render(request, "neighbourhoods/translate/cannot.html", context | {"told": str(gone), "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_member
def translate_details(request, record, language):
    if language not in record.languages:
        raise Http404
    try:
        work = DetailsWork(record, language)
    except Gone as gone:
        if not str(gone):
            raise Http404 from None
        context = frame(record, _("Contacts and notices"), [{"url": "", "label": _("Contacts and notices")}])
        return render(request, "neighbourhoods/translate/cannot.html", context | {"told": str(gone)})
    return texts_page(request, work, f"{reverse('translate_details', args=[language])}?neighbourhood={record.slug}")


def texts_page(request, work, url, given=None):
    if request.method == "POST":
        return act(request, work, url, given)
    return show(request, work, sending.fresh(work.entries()))


def act(request, work, url, given=None):
    action, is_page = request.POST.get("action", "save"), isinstance(work, PageWork)
    sent = sending.read(request.POST, work.entries(), getattr(work, "links", {}))
    if sent.has_errors:
        return show(request, work, sent)
    if action == "preview" and is_page:
        work.change_unstored(sent.changed())
        page = work.preview()
        return page.make_preview_request(request, page.default_preview_mode)
    try:
        if is_page:
            work.change(sent.changed(), sent.seen(), reviewed=action != "publish")
        else:
            work.change(sent.changed(), sent.seen(), request.user)
        if action in KEPT and is_page:
            # with what was typed, which is saved as by the other buttons
            keep_translated(request, work)
        elif action == "keep_all":
            work.keep([row.entry.key for row in sent.rows])
        elif action.startswith("keep:"):
            work.keep([action.removeprefix("keep:")])
        elif action == "machine" and is_page:
            if isinstance(given, machine.Trouble):
                raise given
            empty = {entry.key for entry in work.entries() if not entry.text}
            work.change({key: text for key, text in (given or {}).items() if key in empty}, machine=True)
        elif action in ("publish", "draft") and is_page:
            work.write(request.user, publish=action == "publish")
    except ValidationError as error:
        sent.tell(error)
        return show(request, work, sent)
    except (Refused, machine.Trouble) as refused:
        sent.told.append(str(refused))
        return show(request, work, sent)
    messages.success(request, _("Published.") if action == "publish" else _("Saved."))
    back = f"{reverse('translate')}?{urlencode({'neighbourhood': work.record.slug, 'language': work.language})}"
    anchor = f"#{sending.name(action.removeprefix('keep:'))}" if action.startswith("keep:") else ""
    return HttpResponseRedirect(back if action in ("publish", "draft") else url + anchor)


def ask_machine(request, work):
    """{key: text} for empty texts only, or the Trouble; what comes back is marked until a person has saved it."""
    if not isinstance(work, PageWork) or isinstance(work, FreeWork):
        return {}
    sent = sending.read(request.POST, work.entries(), work.links)
    empty = {row.entry.key: row.entry for row in sent.rows if not row.typed and not row.entry.text}
    html = [key for key, entry in empty.items() if entry.kind == RICH]
    asked = {key: marks.to_html(entry.source, numbered(work.links[key])) if key in html else entry.source for key, entry in empty.items()}
    try:
        given = machine.translate(asked, work.source_language, work.language, html_keys=html)
    except machine.Trouble as trouble:
        return trouble
    return {
        key: marks.to_text(text, numbered(work.links[key])) if key in html else sending.clean(text, empty[key].kind)
        for key, text in given.items()
    }


def numbered(links):
    return [{"id": f"a{number}"} for number, _attributes in enumerate(links, 1)]


def show(request, work, sent):
    is_page, title = isinstance(work, PageWork), work.title
    entries = [row.entry for row in sent.rows]
    behind = [entry for entry in entries if entry.state == overview.BEHIND]
    missing = [entry for entry in entries if entry.state == overview.MISSING]
    context = frame(work.record, title, [{"url": "", "label": title, "sublabel": overview.name_of(work.language)}]) | {
        "work": work,
        "is_page": is_page,
        "is_marked": is_page and is_marked(work),
        "source": language_shown(work.source_language),
        "target": language_shown(work.language),
        "rows": [{"row": row, "difference": changes(row.entry), "state": STATE_NAMES[row.entry.state]} for row in sent.rows],
        "sent": sent,
        "told_numbers": [
            (STATE_NAMES[name], n)
            for name, n in (
                (overview.DONE, len(entries) - len(behind) - len(missing)),
                (overview.BEHIND, len(behind)),
                (overview.MISSING, len(missing)),
            )
            if n
        ],
        "has_marks": any(entry.kind == RICH and marks.are_in(entry.source) for entry in entries),
        "behind": len(behind),
        "missing": len(missing),
        "done": len(entries) - len(behind) - len(missing),
        "can_publish": is_page and work.source.permissions_for_user(request.user).can_publish(),
        "can_ask_a_machine": is_page and bool(missing) and machine.can_translate(work.source_language, work.language),
        "others_draft": is_page and work.target is not None and is_others_draft(work.target, request.user),
        "full_editor": reverse("wagtailadmin_pages:edit", args=[work.target.pk]) if is_page and work.target is not None else "",
        "public_url": work.target.full_url if is_page and work.target is not None and work.target.live else "",
    }
    status = 400 if sent.has_errors or sent.told else 200
    return render(request, "neighbourhoods/translate/page.html", context, status=status if request.method == "POST" else 200)


def changes(entry):
    if not entry.text or entry.before is None or not entry.before:
        return []
    return difference.parts(entry.before, entry.source)


def is_others_draft(page, person):
    """Whether the newest version of a page that readers see is a draft of somebody else."""
    if not page.live or not page.has_unpublished_changes or page.latest_revision is None:
        return False
    return page.latest_revision.user_id not in (None, person.pk)
