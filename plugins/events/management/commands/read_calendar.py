"""`manage.py read_calendar FILE...`: what an import would make of calendar files. Stores nothing and needs no database."""

import json
import sys
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from plugins.events.calendar import gate, zones
from plugins.events.calendar.expanding import Window
from plugins.events.calendar.report import ICS, LINKED_EVENTS, read_all


class Command(BaseCommand):
    help = "Reads calendar files as an import does; prints dates and a report as JSON. Each further file is the next fetch of the source."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--format", choices=[ICS, LINKED_EVENTS], help="what the files are; otherwise each file says so itself")
        parser.add_argument("--zone", help="zone of the source, for times that name none, and of the times that are printed")
        parser.add_argument("--from", dest="start", metavar="DATE", help="first day; dates that reach into it count")
        parser.add_argument("--to", dest="end", metavar="DATE", help="the day after the last one")
        parser.add_argument("--now", metavar="TIME", help="the moment of the fetches, if it is not now")
        parser.add_argument("--json", action="store_true", help="print JSON, which is the only form there is")

    def handle(self, *arguments, files, zone, start, end, now, **options):
        found = zones.named(zone or settings.TIME_ZONE)
        if found is None:
            raise CommandError(f"--zone: no zone is called {zone}. Example: Europe/Helsinki")
        window = Window(bound(start, "--from"), bound(end, "--to"))
        at = moment(now, found) if now else None
        told = read_all(self.fetches(files), found, window, options["format"], at).as_json()
        self.stderr.write(f"{len(files)} files, {told['report']['imported']} events, {len(told['occurrences'])} dates")
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))

    def fetches(self, files):
        for name in files:
            self.stderr.write(f"{name} …")
            try:
                if name == "-":
                    yield sys.stdin.buffer.read(gate.MOST + 1)
                else:
                    with Path(name).open("rb") as file:
                        yield file.read(gate.MOST + 1)
            except OSError as error:
                raise CommandError(f"{name}: {error.strerror or 'it cannot be read'}") from None


def bound(text, option):
    if not text:
        return None
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            found = read(text)
        except ValueError:
            continue
        if isinstance(found, datetime) and found.tzinfo is None:
            break
        return found
    raise CommandError(f"{option}: {text} is no date. Example: 2026-12-31")


def moment(text, zone):
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--now: {text} is no time. Example: 2026-12-31T12:00") from None
    return found if found.tzinfo else found.replace(tzinfo=zone)
