"""All that needs care on a page of its own, and the two buttons of the list: it may wait a week, it is still correct."""

from django.contrib.messages import ERROR
from django.http import Http404, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..models import InfoPage, Membership
from . import care, shell
from .care_rules import at

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@shell.of_a_member
def index(request, record):
    """The switch of the weekly mail is here too: whoever wants it no more looks for it where it leads."""
    membership = Membership.objects.filter(user=request.user, neighbourhood=record.pk).first()
    if request.method == "POST" and membership is not None:
        membership.wants_care_mail = request.POST.get("mail") == "on"
        membership.save(update_fields=["wants_care_mail"])
        told = _("You get the weekly mail.") if membership.wants_care_mail else _("You do not get the weekly mail any more.")
        shell.say(request, told)
        return HttpResponseRedirect(at("desk_care", record))
    needs, waiting, is_more = care.look(record, request.user)
    context = {
        "care": needs[:SHOWN],
        "is_more": is_more or len(needs) > SHOWN,
        "waiting": sorted(waiting.items(), key=lambda item: item[1]),
        "membership": membership,
        "back": "care",
    }
    return shell.show(request, record, "neighbourhoods/desk/care.html", context, title=_("Needs care"))


@require_http_methods(["GET", "HEAD", "POST"])
@shell.of_a_member
def later(request, record):
    """A tap that was made after the session had ended comes back as a GET: it leads to the desk."""
    key = request.POST.get("key", "")
    if request.method == "POST" and request.POST.get("action") == "now":
        care.now_again(record, key)
    elif request.method == "POST" and care.later(record, request.user, key):
        shell.say(request, _("We remind you of it in a week."))
    return came_from(request, record)


@require_http_methods(["GET", "HEAD", "POST"])
@shell.of_a_member
def checked(request, record, page_id):
    page = InfoPage.objects.filter(pk=page_id, path__startswith=record.folder_path).first()
    if page is None or not page.permissions_for_user(request.user).can_edit():
        raise Http404
    if request.method == "POST" and page.live:
        InfoPage.objects.filter(pk=page.pk).update(checked_at=timezone.now())
        shell.say(request, _("Thank you. “%(title)s” is checked.") % {"title": page.title})
    elif request.method == "POST":
        shell.say(request, _("“%(title)s” is not published now.") % {"title": page.title}, level=ERROR)
    return came_from(request, record)


def came_from(request, record):
    return HttpResponseRedirect(at("desk_care" if request.POST.get("back") == "care" else "desk", record))
