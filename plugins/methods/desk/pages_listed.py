from django.utils.translation import gettext_lazy

from neighbourhoods.scoped import NeighbourhoodPageListing

from ..models import MethodPage


class MethodListing(NeighbourhoodPageListing):
    """All methods of the neighbourhood in one list, drafts too."""

    model = MethodPage
    name = "method_pages"
    icon = "list-ul"
    menu_label = gettext_lazy("Methods")
    menu_order = 140
    add_to_admin_menu = True


listing = MethodListing()
