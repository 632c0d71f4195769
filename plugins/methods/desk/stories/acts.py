"""How what was done to stories is told on the desk, and how it is taken back. `title` is that of the method."""

from django.urls import reverse
from django.utils.translation import gettext as _

from neighbourhoods.acts import ActKind, CannotUndo

from ...models import Story


def to_list(act):
    return reverse("methods_stories")


def rows_of(act, state):
    return Story.unscoped.filter(pk=int(act.target), neighbourhood=act.neighbourhood_id, state=state)


def back_to_state(act, person):
    """As it was before. What its teller has changed since waits to be read, whatever is undone."""
    made = Story.State.PUBLIC if act.kind == "story.published" else Story.State.HIDDEN
    before = {name: act.details[name] for name in ("state", "hidden_for", "is_held")}
    if not rows_of(act, made).filter(changes=act.details["changes"]).update(**before):
        raise CannotUndo(_("Its teller has changed or deleted it since."))


def take_back(act, person):
    """A story that an active resident told is hidden again: it can be published from the list."""
    if not rows_of(act, Story.State.PUBLIC).update(state=Story.State.HIDDEN):
        raise CannotUndo(_("It is not there any more."))


KINDS = (
    ActKind("story.told", lambda act: _("Told how it went: %(title)s") % {"title": act.title}, undo=take_back, url=to_list),
    ActKind("story.published", lambda act: _("Story published: %(title)s") % {"title": act.title}, undo=back_to_state, url=to_list),
    ActKind("story.hidden", lambda act: _("Story hidden: %(title)s") % {"title": act.title}, undo=back_to_state, url=to_list),
)
