"""The page where a version is written anew: heading, lead and one text, with hints that are never a gate."""

from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.admin import messages

from . import marks, overview, plain_finnish, views
from .free import HEADING, LONGEST_HEADING, Written
from .sending import LONGEST, clean
from .texts import LINE, LINES
from .work import Refused

LONGEST_TITLE, LONGEST_LEAD = 255, 400


class Sent:
    """What is in the fields; `base` is the number of the version that was shown, `theirs` what somebody else has saved since."""

    def __init__(self, written, base, left, errors=None, theirs=None):
        self.written, self.base, self.left = written, base, left
        self.errors, self.theirs, self.told = errors or {}, theirs, []


def version(work):
    return str(work.target.latest_revision_id or 0) if work.target is not None else "0"


def free(request, work):
    stored_left = list(work.stored.left_hints) if work.stored else []
    if request.method != "POST":
        return show(request, work, Sent(work.written, version(work), stored_left), hints="hints" in request.GET)
    data, action = request.POST, request.POST.get("action", "save")
    written = Written(clean(data.get("title", ""), LINE), clean(data.get("lead", ""), LINES), clean(data.get("body", ""), LINES))
    left = list(dict.fromkeys([*stored_left, *(key[:200] for key in data.getlist("left")[:200])]))
    sent = Sent(written, data.get("base", ""), left)
    if action.startswith("leave:"):
        sent.left.append(action.removeprefix("leave:")[:200])
        if work.stored is not None:
            type(work.stored).objects.filter(pk=work.stored.pk).update(left_hints=sorted(set(sent.left))[:200])
        return show(request, work, sent, hints=len(written.body) <= LONGEST)
    if action in views.KEPT:
        # what was typed stays in the fields
        views.keep_translated(request, work)
        return show(request, work, sent)
    if action == "hints" and len(written.body) <= LONGEST:
        return show(request, work, sent, hints=True)
    if action == "keep_all":
        work.keep()
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(views.page_url(work))
    check(work, sent, publish=action == "publish")
    if sent.errors or sent.theirs or action == "hints":
        return show(request, work, sent)
    if action == "preview":
        work.written = written
        page = work.preview()
        return page.make_preview_request(request, page.default_preview_mode)
    try:
        work.write(request.user, action == "publish", written, sent.left)
    except ValidationError as error:
        sent.told += error.messages
        return show(request, work, sent)
    except Refused as refused:
        sent.told.append(str(refused))
        return show(request, work, sent)
    messages.success(request, _("Published.") if action == "publish" else _("Saved."))
    if action == "draft":
        back = urlencode({"neighbourhood": work.record.slug, "language": work.language})
        return HttpResponseRedirect(f"{reverse('translate')}?{back}")
    return HttpResponseRedirect(f"{views.page_url(work)}&hints=1#hints")


def check(work, sent, publish):
    written, errors = sent.written, sent.errors
    too_long = _("%(most)s characters fit here, and this has %(length)s. Shorten it.")
    for name, most in (("title", LONGEST_TITLE), ("lead", LONGEST_LEAD), ("body", LONGEST)):
        if (length := len(getattr(written, name))) > most:
            errors.setdefault(name, []).append(too_long % {"most": most, "length": length})
    if not written.title:
        errors.setdefault("title", []).append(_("Write a heading."))
    if "body" in errors:
        return
    if publish and work.has_body and not written.body:
        errors.setdefault("body", []).append(_("Write the text, or leave the page as a draft."))
    for line in work.lost_parts(written.body) if work.has_body else ():
        told = _("A part of the page is missing. Put back this line: %(line)s") % {"line": line}
        errors.setdefault("body", []).append(told)
    for number in marks.unknown(written.body, work.all_links):
        errors.setdefault("body", []).append(_("There is no link number %(number)s in the original.") % {"number": number})
    for line in written.body.split("\n"):
        heading = HEADING.match(line.strip())
        if heading and len(heading[1]) > LONGEST_HEADING:
            told = _("A heading can have %(most)s characters: %(heading)s") % {"most": LONGEST_HEADING, "heading": heading[1][:60]}
            errors.setdefault("body", []).append(told)
    if work.target is not None and not work.is_copy and sent.base != version(work) and written != work.written:
        sent.theirs, sent.base = work.written, version(work)


def show(request, work, sent, hints=False):
    found = plain_finnish.shown(plain_finnish.hints(sent.written.body), sent.left) if hints else []
    late = work.stored is not None and work.changes()
    context = views.frame(work.record, work.title, [{"url": "", "label": work.title, "sublabel": overview.name_of(work.language)}]) | {
        "work": work,
        "source": views.language_shown(work.source_language),
        "target": views.language_shown(work.language),
        "sent": sent,
        "is_marked": views.is_marked(work),
        "changes": late or [],
        "hints_shown": hints,
        "hints": found,
        "can_publish": work.source.permissions_for_user(request.user).can_publish(),
        "full_editor": reverse("wagtailadmin_pages:edit", args=[work.target.pk]) if work.target is not None else "",
        "public_url": work.target.full_url if work.target is not None and work.target.live else "",
        "lines": min(30, max(10, len(work.source_body) // 50)),
    }
    bad = request.method == "POST" and (sent.errors or sent.theirs or sent.told)
    return render(request, "neighbourhoods/translate/free.html", context, status=400 if bad else 200)
