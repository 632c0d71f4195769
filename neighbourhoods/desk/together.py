"""Where the second of two people chooses: both texts of a page are kept, and shown side by side."""

from django.contrib.messages import ERROR
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail import hooks
from wagtail.models import Page

from .. import acts
from ..writing import answering
from . import at_once, page_log, page_views, shell, two_texts


@hooks.register("register_admin_urls")
def pages():
    return [path("desk/together/<int:page_id>/<int:revision_id>/", choose, name="desk_together")]


@hooks.register("register_log_actions")
def in_the_history(actions):
    name = gettext_lazy("Kept beside a newer text")
    actions.register_action(at_once.ASIDE, name, name)


@require_http_methods(["GET", "HEAD", "POST"])
@shell.of_a_member
def choose(request, record, page_id, revision_id):
    """`wants` in the address: what the person was doing, "publish" or "save". Only who wrote the second text chooses."""
    found = Page.objects.filter(pk=page_id, path__startswith=record.folder_path).first()
    if found is None or not found.permissions_for_user(request.user).can_edit():
        raise Http404
    mine = found.revisions.filter(pk=revision_id, user=request.user, pk__in=at_once.asides(page_id)).first()
    if mine is None or found.latest_revision_id is None:
        raise Http404
    if request.method == "POST":
        if request.POST.get("choice") == "theirs":
            shell.say(request, _("Their text stays. Yours is in the history of the page."))
            return HttpResponseRedirect(page_views.at("desk_page", record, page_id=found.pk))
        if request.POST.get("choice") == "mine" and (answer := use(request, record, found, mine)):
            return answer
    return both(request, record, found, mine)


def both(request, record, found, mine):
    # read anew: it may have changed while somebody was choosing
    found = Page.objects.get(pk=found.pk)
    newest = found.latest_revision
    theirs, own = found.get_latest_revision_as_object(), mine.as_object()
    differing = two_texts.differences(request, theirs, own)
    if not differing:
        shell.say(request, _("Both texts say the same now."))
        return HttpResponseRedirect(page_views.at("desk_page", record, page_id=found.pk))
    by = newest.user
    context = {
        "page": found,
        "mine": mine,
        "differing": differing,
        "who": acts.names(record, [by], request.user)[by.pk if by else None],
        "at": acts.when(newest.created_at),
        "seen": seen(newest),
        "wants": wants(request, found),
        "action": request.get_full_path(),
        "text_language": answering.language_of(record, found),
        "edit_theirs": reverse("wagtailadmin_pages:edit", args=[found.pk]),
        "edit_mine": reverse("wagtailadmin_pages:revisions_revert", args=[found.pk, mine.pk]),
        "compare": reverse("wagtailadmin_pages:revisions_compare", args=[found.pk, mine.pk, newest.pk]),
    }
    return shell.show(request, record, "neighbourhoods/desk/together.html", context, title=_("Two texts"))


def wants(request, found):
    return "publish" if request.GET.get("wants") == "publish" and found.permissions_for_user(request.user).can_publish() else "save"


def seen(newest):
    """Which text somebody has looked at before choosing: the same version may have been written over since."""
    return f"{newest.pk} {newest.created_at.isoformat()}"


def use(request, record, found, mine):
    """The person's own text on top of the newest, as what they were doing; None when that is not the one that they have seen."""
    try:
        with transaction.atomic():
            newest = (at_once.lock(found.pk) or Page()).latest_revision
            if newest is None:
                raise Http404
            if request.POST.get("seen") != seen(newest):
                shell.say(request, _("The page has changed again. Here is the newest text."), level=ERROR)
                return None
            publishes = wants(request, found) == "publish"
            revision = mine.as_object().save_revision(user=request.user, log_action=True, clean=publishes)
            with page_log.telling("page.published") as told:
                if publishes:
                    revision.publish(user=request.user)
    except ValidationError as error:
        shell.say(request, _("Your text cannot be published like this: %(why)s") % {"why": " ".join(error.messages)}, level=ERROR)
        return None
    said = _("Your text is published. The other one is in the history of the page.") if publishes else _("Your text is saved as a draft.")
    shell.say(request, said, undo=told.act)
    return HttpResponseRedirect(page_views.at("desk_page", record, page_id=found.pk))
