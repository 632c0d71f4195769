"""Big buttons of the desk."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from neighbourhoods import short_forms
from neighbourhoods.plugin import Tile


def tell(neighbourhood):
    return short_forms.address("experiments")


def diary(neighbourhood):
    return reverse("experiments_diary")


TILES = (
    Tile("tell", _("Tell of a trial"), "leaf", tell, more=_("What, where, why"), order=45),
    Tile("diary", _("Trial diary"), "camera", diary, more=_("A photo and a few words"), order=46),
)
