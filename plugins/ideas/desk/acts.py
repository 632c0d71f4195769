"""How what was done to ideas and comments is told on the desk, and how it is taken back."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from neighbourhoods import trail
from neighbourhoods.acts import ActKind, CannotUndo

from .. import outlets
from ..checking import bring_up_to_date, mark_supports
from ..models import Comment, Idea, Report, StatusChange
from . import merging


def idea_of(act):
    return Idea.unscoped.filter(pk=act.target, neighbourhood=act.neighbourhood_id).first()


def own(act):
    idea = idea_of(act)
    if idea is None:
        raise CannotUndo(_("It is not there any more."))
    if idea.state == Idea.State.WITHDRAWN:
        raise CannotUndo(_("Its sender has taken it back."))
    if idea.state == Idea.State.MERGED:
        raise CannotUndo(_("It has been merged into another idea."))
    return idea


def back_to_state(act, person):
    """Publishing and hiding are taken back to how it was. What its sender has changed since waits to be read, whatever is undone."""
    idea = own(act)
    made = Idea.State.PUBLIC if act.kind == "idea.published" else Idea.State.HIDDEN
    if idea.state != made:
        raise CannotUndo(_("Its sender has changed it since."))
    before = {name: act.details[name] for name in ("state", "hidden_for", "question", "is_held") if name in act.details}
    for name, value in before.items():
        setattr(idea, name, value)
    idea.save(update_fields=list(before))
    not_looked_at(act, idea)
    outlets.follow(act.neighbourhood, idea)


def not_looked_at(act, idea):
    Report.unscoped.filter(idea=idea, pk__in=act.details.get("reports", ())).update(looked_at=None, looked_by=None)


def reports_back(act, person):
    not_looked_at(act, own(act))


def without_question(act, person):
    idea = own(act)
    idea.question = act.details.get("question", "")
    idea.save(update_fields=["question"])


def without_change(act, person):
    idea = own(act)
    if not StatusChange.unscoped.filter(pk=act.details["change"], idea=idea, undone_at=None).update(undone_at=timezone.now()):
        raise CannotUndo(_("It is undone already."))
    if trial := act.details.get("trial"):
        trail.unlink(source=outlets.id_of(idea), target=trial)
    bring_up_to_date(idea)
    outlets.follow(act.neighbourhood, idea)


def hide_again(act, person):
    idea = own(act)
    idea.state = Idea.State.HIDDEN
    idea.save(update_fields=["state"])
    outlets.follow(act.neighbourhood, idea)


def count_back(act, person):
    """Supports that were set aside count again, and the other way round."""
    mark_supports(own(act), act.details["rows"], act.kind == "support.counted")


def comment_back(act, person):
    made = Comment.State.PUBLIC if act.kind == "comment.published" else Comment.State.HIDDEN
    row = Comment.unscoped.filter(pk=act.target, neighbourhood=act.neighbourhood_id)
    if not row.filter(state=made).update(state=act.details["state"]):
        raise CannotUndo(_("It is not there any more."))


def to_idea(act):
    return reverse("ideas_idea", args=[act.target])


def to_call(act):
    return reverse("ideas_call", args=[act.target])


KINDS = (
    ActKind("idea.published", lambda act: _("Idea published: %(title)s") % {"title": act.title}, undo=back_to_state, url=to_idea),
    ActKind("idea.hidden", lambda act: _("Idea hidden: %(title)s") % {"title": act.title}, undo=back_to_state, url=to_idea),
    ActKind("idea.asked", lambda act: _("Asked for more: %(title)s") % {"title": act.title}, undo=without_question, url=to_idea),
    ActKind("idea.answered", lambda act: _("Answer sent: %(title)s") % {"title": act.title}, undo=without_change, url=to_idea),
    ActKind("idea.moved", lambda act: _("Status changed: %(title)s") % {"title": act.title}, undo=without_change, url=to_idea),
    ActKind("idea.heard", lambda act: _("Idea written down: %(title)s") % {"title": act.title}, undo=hide_again, url=to_idea),
    ActKind("report.looked", lambda act: _("Reports looked at: %(title)s") % {"title": act.title}, undo=reports_back, url=to_idea),
    ActKind("support.aside", lambda act: _("Supports set aside: %(title)s") % {"title": act.title}, undo=count_back, url=to_idea),
    ActKind("support.counted", lambda act: _("Supports counted again: %(title)s") % {"title": act.title}, undo=count_back, url=to_idea),
    ActKind("comment.published", lambda act: _("Comment published: %(title)s") % {"title": act.title}, undo=comment_back),
    ActKind("comment.hidden", lambda act: _("Comment hidden: %(title)s") % {"title": act.title}, undo=comment_back),
    ActKind("idea.merged", lambda act: _("Idea merged into another: %(title)s") % {"title": act.title}, undo=merging.unmerge, url=to_idea),
    ActKind("idea.split", lambda act: _("Idea split into two: %(title)s") % {"title": act.title}, undo=merging.unsplit, url=to_idea),
    # what has been downloaded cannot be taken back: it is remembered
    ActKind("call.exported", lambda act: _("Ideas downloaded with e-mail addresses: %(title)s") % {"title": act.title}, url=to_call),
)
