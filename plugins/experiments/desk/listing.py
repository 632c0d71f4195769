from django.utils.translation import gettext_lazy as _

from neighbourhoods.scoped import NeighbourhoodPageListing

from ..models import ExperimentPage


class ExperimentListing(NeighbourhoodPageListing):
    """All trials of the neighbourhood in one list, drafts too: nobody has to look for them in the tree."""

    model = ExperimentPage
    name = "experiments"
    icon = "form"
    menu_label = _("Trials")
    menu_order = 125
    add_to_admin_menu = True


listing = ExperimentListing()
