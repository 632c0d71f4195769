"""`manage.py restore FILE`: the install becomes what a backup holds."""

import signal
import sys

from django.core.management.base import CommandError
from django.db import DatabaseError
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from neighbourhoods.backup import BackupError, restore
from neighbourhoods.backup.archive import readable
from neighbourhoods.backup.trouble import ended, plain
from neighbourhoods.console import ConsoleCommand, Steps


class Command(ConsoleCommand):
    help = "Replaces the database, the pictures and files, and sites/ by those of a backup. What was there is kept aside."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help=_("The backup to restore."))
        parser.add_argument("--yes", action="store_true", help=_("Do not ask."))

    def handle(self, *, file, yes, **options):
        signal.signal(signal.SIGTERM, ended)
        self.file, self.yes = file, yes
        try:
            manifest = restore.restore(file, confirm=self.confirm, step=Steps().step, say=self.stdout.write)
        except (BackupError, OSError, DatabaseError) as error:
            raise CommandError(plain(error)) from None
        self.stdout.write(_("Mails that were waiting in the backup are not sent again, and everybody signs in anew."))
        values = {"file": readable(file), "time": moment(manifest), **manifest.counts}
        self.stdout.write(
            _(
                "Restored as of %(time)s. Neighbourhoods: %(neighbourhoods)s, pages: %(pages)s, pictures: %(pictures)s, "
                "files: %(documents)s, people who sign in: %(users)s."
            )
            % values
        )

    def confirm(self, manifest):
        if self.yes:
            return
        if not sys.stdin.isatty():
            raise BackupError(_("Nothing was changed: add --yes when nobody can be asked."))
        self.stdout.write(
            _("All that is here now will be replaced by the backup of %(time)s. What is here is kept aside.") % {"time": moment(manifest)}
        )
        self.stdout.write(_("Type the word yes to go on: "), ending="")
        self.stdout.flush()
        if sys.stdin.readline().strip().lower() not in ("yes", _("yes")):
            raise BackupError(_("Nothing was changed."))


def moment(manifest):
    found = parse_datetime(manifest.created)
    return f"{localtime(found):%Y-%m-%d %H:%M}" if found else manifest.created
