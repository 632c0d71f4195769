"""`manage.py tick`: the work that is due, once; for cron, where no worker can stay up."""

import sys

from django.utils.translation import gettext as _

from neighbourhoods import due_work
from neighbourhoods.console import ConsoleCommand


class Command(ConsoleCommand):
    help = "Does the work and sends the mail that is due, once."

    def handle(self, **options):
        done = failed = 0
        for name, seconds, error in due_work.do():
            told = _("failed: %(error)s") % {"error": error} if error else _("done")
            self.stdout.write(f"{name.removeprefix('neighbourhoods.')}: {told} ({seconds:.1f} s)")
            done, failed = done + (not error), failed + bool(error)
        if not done + failed:
            self.stdout.write(_("Nothing is due."))
            return
        self.stdout.write(_("%(done)s done, %(failed)s failed.") % {"done": done, "failed": failed})
        if failed:
            sys.exit(1)
