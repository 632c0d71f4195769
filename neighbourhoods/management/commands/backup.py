"""`manage.py backup FILE`: the whole install in one file, while it runs."""

import signal

from django.core.management.base import CommandError
from django.db import DatabaseError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from neighbourhoods.backup import BackupError, making, restore
from neighbourhoods.backup.archive import readable
from neighbourhoods.backup.trouble import ended, plain
from neighbourhoods.console import ConsoleCommand, Steps


class Command(ConsoleCommand):
    help = "Puts the database, the pictures and files, and sites/ into one file, while the sites are open."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help=_("The file to make, such as backup.tar.gz."))
        parser.add_argument("--overwrite", action="store_true", help=_("Replace the file if it is there already."))

    def handle(self, *, file, overwrite, **options):
        signal.signal(signal.SIGTERM, ended)
        try:
            with restore.no_restore_meanwhile(self.stdout.write), Steps().step(_("Backup")):
                manifest, size, warnings = making.make(file, overwrite=overwrite)
        except (BackupError, OSError, DatabaseError) as error:
            raise CommandError(plain(error)) from None
        for warning in warnings:
            self.stderr.write(warning)
        values = {"file": readable(file), "size": filesizeformat(size), **manifest.counts}
        self.stdout.write(
            _(
                "The backup %(file)s is ready and checked (%(size)s). Neighbourhoods: %(neighbourhoods)s, pages: %(pages)s, "
                "pictures: %(pictures)s, files: %(documents)s, people who sign in: %(users)s."
            )
            % values
        )
