"""What was done to things on the shelf, as "recently done" tells it, and how it is taken back."""

from django.utils.translation import gettext as _

from neighbourhoods import acts

from .models import ThingPage


def lend(thing, person):
    """Somebody has taken the thing home."""
    ThingPage.objects.filter(pk=thing.pk).update(is_free=False)
    return acts.record(thing.neighbourhood(), "thing.lent", thing.pk, thing.title, person)


def is_back(act, person):
    if not ThingPage.objects.filter(pk=act.target, is_free=False).update(is_free=True):
        raise acts.CannotUndo(_("It is on the shelf already."))


LENT = acts.ActKind("thing.lent", lambda act: _("Lent: %(thing)s") % {"thing": act.title}, undo=is_back)
