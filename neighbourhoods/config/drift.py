"""What was changed by hand: the database against the files as they were last applied."""

from ..models import Install, Neighbourhood, User
from .parts import PARTS
from .plan import Change
from .schema import NeighbourhoodConfig, PortalConfig


def find_drift():
    """List of Change. A neighbourhood whose file is gone is left out: its site is not served."""
    from django.utils.translation import gettext as _

    from ..signin.keepers import keeper_addresses

    found = []
    snapshot = Install.objects.filter(pk=1).values_list("portal", flat=True).first()
    if not snapshot:
        return found
    portal = PortalConfig.from_snapshot(snapshot)
    named = set(keeper_addresses(snapshot))
    for address in User.objects.filter(is_superuser=True, is_active=True).exclude(email__in=named).values_list("email", flat=True):
        found.append(Change("portal", _("keeper that no file names: %(address)s") % {"address": address}))
    rows = Neighbourhood.objects.exclude(state="removed").select_related("site", "folder", "collection", "activists", "coordinators")
    for row in rows.order_by("slug"):
        config = NeighbourhoodConfig.from_snapshot(row.slug, row.config)
        found += [Change(row.slug, text) for part in PARTS for text in part.differences(row, config, portal)]
    return found
