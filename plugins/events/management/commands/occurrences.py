"""`manage.py occurrences rebuild`: the rows of dates are made anew from what events say, after a repair or a change of time-zone data."""

from django.core.management.base import BaseCommand, CommandError

from neighbourhoods.scoped import activate
from plugins.events import clock
from plugins.events.models import EventIndexPage


class Command(BaseCommand):
    help = "Makes the dates of events anew from their times and rules. What is right already is left as it is."

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["rebuild"])
        parser.add_argument("--neighbourhood", metavar="SLUG", help="only this one; otherwise all that have events")

    def handle(self, *arguments, neighbourhood, **options):
        found = {record.slug: record for page in EventIndexPage.objects.order_by("path") if (record := page.neighbourhood())}
        if neighbourhood and neighbourhood not in found:
            known = ", ".join(sorted(found)) or "none"
            raise CommandError(f"--neighbourhood: {neighbourhood} has no events. Those that have: {known}")
        for slug, record in sorted(found.items()):
            if neighbourhood in (None, slug):
                with activate(record):
                    events, rows = clock.rebuild(record, also_over=True)
                self.stdout.write(f"{slug}: {events} events, {rows} rows written or removed")
