"""How scheduled work went: who began it, whether it ended, and what must be left alone because it kills its worker."""

import logging
import time
from datetime import timedelta

from django.db.models import CharField, Count, DateTimeField, F, IntegerField, Q, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.module_loading import import_string

from .models import OutgoingMail, TaskRun

log = logging.getLogger(__name__)
MAIL = "neighbourhoods.mail"
# Runs in a row that began and never ended: then it is the work that kills its worker. django-q2 does not count these.
MOST_STARTS = 3
# Each mail is claimed by itself, so a worker that dies has lost one at most: it is never left alone.
NEVER_LEFT_ALONE = {MAIL}
SILENT_AFTER = timedelta(minutes=10)
STUCK_AFTER = timedelta(hours=1)


def run(name):
    """Called by the schedule of that name. Returns None; whatever the work raises is raised again, for the log of the worker."""
    from . import tasks

    found = tasks.schedules().get(name)
    # the plugin was removed a moment ago; the next `apply` removes its schedules
    if found is None or not begin(name):
        return
    function, arguments, _minutes = found
    started = time.monotonic()
    try:
        import_string(function)(*arguments)
    except Exception as error:
        end(name, type(error).__name__)
        raise
    end(name)
    log.info("%s took %.1f s", name, time.monotonic() - started)


def begin(name):
    """Whether the work may run; counts the start."""
    TaskRun.objects.get_or_create(pk=name)
    mine = TaskRun.objects.filter(pk=name)
    if name not in NEVER_LEFT_ALONE:
        mine = mine.filter(starts__lt=MOST_STARTS)
    if mine.update(starts=F("starts") + 1, started_at=timezone.now()):
        return True
    log.error("%s is left alone: it never came to its end in %s runs", name, MOST_STARTS)
    return False


def end(name, error=""):
    TaskRun.objects.filter(pk=name).update(starts=0, ended_at=timezone.now(), error=error[:300])


def again(name=None):
    """Let work run that was left alone: after an update, or because a keeper says so. Returns how many."""
    rows = TaskRun.objects.filter(starts__gte=MOST_STARTS)
    return (rows if name is None else rows.filter(pk=name)).update(starts=0)


def left_alone():
    """Names of work that is not started any more. One query."""
    return how_it_goes()[1]


def how_it_goes():
    """(minutes of silence or None, names of work that is left alone). One query."""
    return told(dict(troubled().values_list("pk", "started_at")))


def troubled():
    return TaskRun.objects.filter(Q(pk=MAIL) | Q(starts__gte=MOST_STARTS)).order_by()


def told(started):
    return silence(started.get(MAIL)), sorted(name for name in started if name not in NEVER_LEFT_ALONE)


def expect():
    """From now on a worker must show that it lives; called when the schedules are made."""
    TaskRun.objects.get_or_create(pk=MAIL, defaults={"started_at": timezone.now()})


def worker_is_silent():
    """Minutes since a worker, or `tick`, last began to send mail, when that is too long ago; else None. One query."""
    return how_it_goes()[0]


def silence(last):
    passed = timezone.now() - last if last else timedelta()
    return int(passed.total_seconds() // 60) if passed > SILENT_AFTER else None


def what_is_wrong():
    """For /health: "worker" when none lives, "tasks" when some work is left alone, or "". One query."""
    minutes, names = how_it_goes()
    if minutes is not None:
        return "worker"
    return "tasks" if names else ""


def stuck_mails():
    """{neighbourhood or None: how many of its mails have waited for too long}; empty when all is well. One query."""
    return dict(waiting_mails().values_list("neighbourhood", "number"))


def waiting_mails():
    before = timezone.now() - STUCK_AFTER
    rows = OutgoingMail.objects.filter(sent_at=None, failed_at=None, created_at__lt=before)
    return rows.order_by().values("neighbourhood").annotate(number=Count("pk"))


def what_stands_still():
    """(minutes of silence or None, names of work that is left alone, stuck mails): both answers above in one query."""
    of_no_mail = {"place": Cast(None, IntegerField()), "number": Value(0)}
    runs = troubled().annotate(run=F("pk"), since=F("started_at"), **of_no_mail).values_list("run", "since", "place", "number")
    no_run = {"run": Value("", CharField()), "since": Cast(None, DateTimeField())}
    mails = waiting_mails().annotate(place=F("neighbourhood"), **no_run).values_list("run", "since", "place", "number")
    rows = list(runs.union(mails, all=True))
    started = {name: since for name, since, _place, _number in rows if name}
    return *told(started), {place: number for name, _since, place, number in rows if not name}
