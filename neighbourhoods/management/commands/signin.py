from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from neighbourhoods.console import ConsoleCommand
from neighbourhoods.models import User
from neighbourhoods.models.user import clean_address
from neighbourhoods.signin.links import make_link


class Command(ConsoleCommand):
    help = "Print a link that signs one person in, once, within 15 minutes. Works without mail."

    def add_arguments(self, parser):
        parser.add_argument("address")

    def handle(self, *args, address, **options):
        address = clean_address(address)
        try:
            validate_email(address)
        except ValidationError:
            raise CommandError(_("“%(address)s” is not an e-mail address.") % {"address": address}) from None
        user = User.objects.filter(email=address).first()
        if user is None:
            raise CommandError(
                _("Nobody here has the address %(address)s.") % {"address": address}
                + " "
                + _("A keeper is named in sites/portal.toml, a steward in the neighbourhood's file: run apply after a change.")
            )
        if not user.is_active:
            raise CommandError(_("The account %(address)s is closed.") % {"address": address})
        self.stdout.write(make_link(user))
