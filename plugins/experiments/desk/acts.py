"""How what was done to a diary is told on the desk, and how it is taken back. Pages of trials need nothing: the core tells of them."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from neighbourhoods.acts import ActKind, CannotUndo

from .. import diary
from ..models import DiaryEntry


def to_entry(act):
    return reverse("experiments_entry", args=[act.target])


def told(sentence):
    return lambda act: _(sentence) % {"title": act.title}


def set_shown(is_shown):
    def undo(act, person):
        entries = DiaryEntry.unscoped.filter(pk=int(act.target), neighbourhood=act.neighbourhood_id)
        if not entries.filter(is_shown=not is_shown).update(is_shown=is_shown):
            raise CannotUndo(_("The entry is not there any more, or somebody was faster."))
        diary.find_again(entries)

    return undo


KINDS = (
    ActKind("trialdiary.added", told(gettext_noop("Written in the diary of: %(title)s")), undo=set_shown(False), url=to_entry),
    ActKind("trialdiary.changed", told(gettext_noop("Diary entry changed: %(title)s")), url=to_entry),
    ActKind("trialdiary.hidden", told(gettext_noop("Diary entry hidden: %(title)s")), undo=set_shown(True), url=to_entry),
    ActKind("trialdiary.shown", told(gettext_noop("Diary entry shown again: %(title)s")), undo=set_shown(False), url=to_entry),
)
