"""`manage.py tasks`: what the worker did, what failed, what is due; and whether mail leaves."""

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from neighbourhoods import task_runs, tasks
from neighbourhoods.console import ConsoleCommand
from neighbourhoods.models import OutgoingMail, TaskRun


def moment(value):
    """A local time as people write it, without seconds."""
    if value is None:
        return "–"
    value = timezone.localtime(value)
    return f"{value.day}.{value.month}. {value.hour}.{value:%M}"


class Command(ConsoleCommand):
    help = "Tells which work ran, failed and is due, and whether mail leaves."

    def add_arguments(self, parser):
        parser.add_argument("--again", metavar="NAME", help=_("Let work run again that was left alone."))

    def handle(self, *, again, **options):
        if again is not None:
            if not task_runs.again(again if again.startswith("neighbourhoods.") else f"neighbourhoods.{again}"):
                raise CommandError(_("%(name)s is not left alone.") % {"name": again})
            self.stdout.write(_("%(name)s runs again when its time comes.") % {"name": again})
            return
        for row in self.rows():
            self.stdout.write("  ".join(row).rstrip())
        self.stdout.write("")
        self.stdout.write(self.worker())
        self.stdout.write(self.mail())

    def rows(self):
        from django_q.models import Schedule

        runs = {row.name: row for row in TaskRun.objects.all()}
        due = dict(Schedule.objects.filter(name__in=tasks.schedules()).values_list("name", "next_run"))
        table = [(_("Work"), _("Last run"), _("Result"), _("Next run"))]
        for name in sorted(tasks.schedules()):
            run = runs.get(name)
            table.append((name.removeprefix("neighbourhoods."), moment(run and run.started_at), self.result(run), moment(due.get(name))))
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        return [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in table]

    def result(self, run):
        if run is None or (run.ended_at is None and not run.starts):
            return _("has not run yet")
        if run.starts >= task_runs.MOST_STARTS and run.name not in task_runs.NEVER_LEFT_ALONE:
            return _("left alone: it ended its worker %(n)s times") % {"n": run.starts}
        if run.starts:
            return _("running")
        return _("failed: %(error)s") % {"error": run.error} if run.error else _("well")

    def worker(self):
        minutes = task_runs.worker_is_silent()
        if minutes is None:
            return _("The worker lives.")
        return _("No worker for %(n)s minutes. Start it with: %(command)s") % {"n": minutes, "command": "python3 manage.py start"}

    def mail(self):
        waiting = OutgoingMail.objects.filter(sent_at=None, failed_at=None)
        oldest = waiting.order_by("created_at").values_list("created_at", flat=True).first()
        values = {"waiting": waiting.count(), "failed": OutgoingMail.objects.exclude(failed_at=None).count(), "oldest": moment(oldest)}
        return _("Mail: %(waiting)s waiting, the oldest since %(oldest)s, %(failed)s that did not go.") % values
