"""Two people edit one page in the full editor: the second one's text is kept beside the newer one, and nothing of either is lost.

Wagtail refuses the editor's own saving over a newer text, but lets a person's Save and Publish overwrite what somebody else has saved in
between. `isolation/patches.py` puts these questions into its editor; the page where the person chooses is in together.py.
"""

from datetime import datetime, timedelta

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import is_naive
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, Revision

from .. import current
from . import two_texts

ASIDE = "neighbourhoods.page.aside"


def lock(page_id):
    """Within a transaction: of two who save a page at the same moment the second sees what the first has saved."""
    return Page.objects.select_for_update().filter(pk=page_id).first()


def asides(page_id):
    """Ids of the versions of a page that were kept beside a newer one, as a subquery."""
    return PageLogEntry.objects.filter(page=page_id, action=ASIDE).values("revision_id")


def began_before_all(view):
    """A form without the number of a version was opened when the page had none; Wagtail takes it to be up to date. Who has written the
    first version since is a person: what an install or a task has written does not count."""
    sent, newest = view.request.POST, view.latest_revision
    if newest is None or newest.user_id in (None, view.request.user.pk):
        return False
    return not sent.get("overwrite_revision_id") and not sent.get("loaded_revision_id")


def opened_at(view):
    """(id, time) of the version that the form shows, or was saved as while it was being written; (None, None) when there was none."""
    sent, revisions = view.request.POST, view.real_page_record.revisions
    pk = sent.get("overwrite_revision_id") or sent.get("loaded_revision_id") or ""
    row = revisions.defer("content").filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() and len(pk) < 19 else None
    if row is None:
        return None, None
    if not sent.get("overwrite_revision_id"):
        try:
            told = datetime.fromisoformat(sent.get("loaded_revision_created_at", ""))
        except ValueError:
            told = None
        # the version itself may have been written over since
        if told is not None and not is_naive(told) and told < row.created_at:
            return row.pk, told
    return row.pk, row.created_at


def is_late(view):
    """Whether somebody else has saved the page since the form was opened. Of what one has saved oneself, nobody needs to be told."""
    if not view.latest_revision or not view.is_out_of_date:
        return False
    _pk, at = opened_at(view)
    newer = view.real_page_record.revisions.exclude(user=view.request.user).exclude(pk__in=asides(view.real_page_record.pk))
    return (newer.filter(created_at__gt=at) if at else newer).exists()


def stay_late(view):
    """The form comes back with errors, and with the version that it was opened with: else the next try would overwrite the newer one."""
    pk, at = opened_at(view)
    view.page.latest_revision_id = pk
    view.latest_revision_created_at = at.isoformat() if at else ""


def kept_aside(view):
    """Keeps what was sent as a version of its own, older by a hair than the newest: so Wagtail takes the other for the newest everywhere.

    The answer leads to where the person chooses. None when both say the same: then there is nothing to choose.
    """
    # read anew: the view's own copy already has in it what was sent
    theirs = Page.objects.get(pk=view.real_page_record.pk).get_latest_revision_as_object()
    mine = view.form.save(commit=False)
    if not two_texts.differences(view.request, theirs, mine):
        return None
    revision = Revision.objects.create(
        content_object=mine,
        base_content_type=mine.get_base_content_type(),
        user=view.request.user,
        content=mine.serializable_data(),
        object_str=str(mine),
        created_at=view.latest_revision.created_at - timedelta(microseconds=1),
    )
    log(instance=mine, action=ASIDE, user=view.request.user, revision=revision, content_changed=True)
    record = current.by_url_path(view.real_page_record.url_path)
    asked = {"wants": "publish" if view.action_name == "publish" else "save"} | ({"neighbourhood": record.slug} if record else {})
    return HttpResponseRedirect(f"{reverse('desk_together', args=[mine.pk, revision.pk])}?{urlencode(asked)}")
