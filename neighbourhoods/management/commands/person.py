"""`manage.py person export | erase ADDRESS`: what the install holds of one person, to hand over or to erase."""

import json
import sys

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from neighbourhoods import privacy
from neighbourhoods.console import ConsoleCommand


class Command(ConsoleCommand):
    help = "export: prints all that this install holds of the person with an e-mail address, as JSON. erase: removes it for good."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("verb", choices=["export", "erase"])
        parser.add_argument("address", metavar="ADDRESS")
        parser.add_argument("--yes", action="store_true", help=_("Do not ask."))

    def handle(self, *args, verb, address, yes, **options):
        try:
            getattr(self, verb)(address, yes)
        except (privacy.NotAnAddress, privacy.Refused, privacy.PluginFailed) as error:
            raise CommandError(str(error)) from error

    def export(self, address, yes):
        held = privacy.export(address)
        self.stdout.write(json.dumps(held, ensure_ascii=False, indent=2, sort_keys=True))
        if not held:
            # not on standard output: that is a file of JSON for somebody
            self.stderr.write(self.nothing(address))

    def erase(self, address, yes):
        held = privacy.export(address)
        if not held:
            self.stdout.write(self.nothing(address))
            return
        privacy.refuse_if_needed(privacy.checked(address))
        if not yes:
            self.confirm(address, held)
        counts = privacy.erase(address)
        width = max(map(len, counts), default=0)
        for part, number in counts.items():
            self.stdout.write(f"{part:<{width}}  {number}")
        self.stdout.write(_("Erased or made nameless: %(number)s.") % {"number": sum(counts.values())})

    def confirm(self, address, held):
        if not sys.stdin.isatty():
            raise CommandError(_("Nothing was changed: add --yes when nobody can be asked."))
        told = _("What is held of %(address)s will be erased for good, in: %(parts)s. Old backups still hold it.")
        self.stdout.write(told % {"address": address, "parts": ", ".join(held)})
        self.stdout.write(_("Type the word yes to go on: "), ending="")
        self.stdout.flush()
        if sys.stdin.readline().strip().lower() not in ("yes", _("yes")):
            raise CommandError(_("Nothing was changed."))

    def nothing(self, address):
        return _("Nothing is held of %(address)s.") % {"address": address}
