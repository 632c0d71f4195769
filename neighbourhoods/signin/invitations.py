"""From an invitation to a membership."""

from django.db import transaction
from django.utils import timezone

from ..models import Invitation, Membership, Role


@transaction.atomic
def accept_invitations(user):
    """Who signs in with an address that a file names as steward or deputy becomes a coordinator of that neighbourhood."""
    for invitation in Invitation.objects.filter(email=user.email, accepted_at=None):
        Membership.objects.get_or_create(user=user, neighbourhood_id=invitation.neighbourhood_id, defaults={"role": Role.COORDINATOR})
        invitation.accepted_at = timezone.now()
        invitation.save(update_fields=["accepted_at"])
