"""`manage.py import_events`: what the worker does every hour, here and now, and how it goes."""

import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from plugins.events.importing import running
from plugins.events.models import ImportRun, Source


class Command(BaseCommand):
    help = "Reads the calendars that events come in from, and says what came of it. The exit code is 1 when one of them failed."

    def add_arguments(self, parser):
        parser.add_argument("--source", type=int, metavar="N", help="only this one; otherwise all that are not paused")
        parser.add_argument("--list", action="store_true", help="lists the sources with their numbers, and reads nothing")

    def handle(self, *arguments, source, list, **options):
        found = Source.unscoped.filter(removed_at=None).select_related("neighbourhood").order_by("neighbourhood__slug", "name", "pk")
        if list:
            for row in found:
                self.stdout.write(self.line(row))
            if not found:
                self.stdout.write(_("There are no sources."))
            return
        if source is not None:
            found = found.filter(pk=source)
            if not found:
                raise CommandError(_("There is no source %(number)s. See them with --list.") % {"number": source})
        else:
            # an uploaded file is read once
            found = found.filter(is_paused=False).exclude(kind="file", upload=None)
        failed = [row for row in found if not self.did(row)]
        if not found:
            self.stdout.write(_("Nothing is due."))
        if failed:
            sys.exit(1)

    def line(self, row):
        state = _("paused") if row.is_paused else row.get_state_display()
        success = f"{row.last_success:%Y-%m-%d %H:%M} UTC" if row.last_success else _("never")
        return f"{row.pk}\t{row.neighbourhood.slug}\t{row.name}\t{row.get_kind_display()}\t{state}\t{success}"

    def did(self, row):
        self.stdout.write(f"{row.pk} {row.neighbourhood.slug}: {row.name}")
        done = running.run(row.pk, say=lambda sentence: self.stdout.write(f"  {sentence}"))
        if done is None:
            self.stdout.write("  " + _("It is paused, or being read by the worker just now."))
            return False
        return done.state == ImportRun._meta.get_field("state").default
