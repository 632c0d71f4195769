import json
import sys

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from neighbourhoods import registry
from neighbourhoods.config import apply, drift, loader, plan
from neighbourhoods.console import ConsoleCommand


class Command(ConsoleCommand):
    help = (
        "plan: what the files of sites/ would change. apply: change it. drift: what was changed by hand. schema: JSON Schema for editors."
    )

    # the checks tell of the same files: each error would be said twice
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("verb", choices=["plan", "apply", "drift", "schema"])

    def handle(self, *args, verb, **options):
        if verb == "schema":
            tables = {plugin.label: plugin.Config for plugin in registry.installed()}
            self.stdout.write(json.dumps(loader.json_schema(tables), ensure_ascii=False, indent=2))
            return
        try:
            getattr(self, verb)()
        except loader.PortalError as error:
            self.finish([], error.problems)

    def plan(self):
        made = plan.make_plan()
        for note in made.files.notes:
            self.stderr.write(str(note))
        for change in made.changes:
            self.stdout.write(str(change))
        self.finish(made.changes, made.problems, code=2)

    def apply(self):
        result = apply.apply_all(write=self.stdout.write)
        # a deploy runs apply: what was done is no reason to stop it
        self.finish(result.changes, result.errors, code=0)

    def drift(self):
        found = drift.find_drift()
        for change in found:
            self.stdout.write(str(change))
        self.finish(found, [], code=2)

    def finish(self, changes, problems, code=0):
        """The last line is a promise to scripts, so it is the same in every language."""
        for problem in problems:
            self.stderr.write(str(problem))
        if problems:
            self.stderr.write(
                ngettext(
                    "%(count)s error. Other neighbourhoods go on working.",
                    "%(count)s errors. Other neighbourhoods go on working.",
                    len(problems),
                )
                % {"count": len(problems)}
            )
        self.stdout.write(f"{len(changes)} changes." if changes else "Nothing to do." if not problems else _("Nothing was changed."))
        self.stdout.flush()
        if problems:
            sys.exit(1)
        if changes:
            sys.exit(code)
