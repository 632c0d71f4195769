"""Work that is due, done here and now: for `tick`, where no process can stay up. A worker beside it is no harm."""

import logging
import time
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from . import mail, task_runs, tasks

log = logging.getLogger(__name__)
# The longest that one call takes: cron comes again.
SECONDS = 240


def do():
    """Yields (name, seconds, error) of each work done; `error` is the name of a fault, or empty."""
    until = time.monotonic() + SECONDS
    if not _rows().exists():
        tasks.ensure_schedules()
    for name in due():
        if claim(name):
            yield measured(name, task_runs.run, name)
    yield from queued(until)
    # what this very call has written, or whose task was lost on the way, or lies in Redis; as long as some of it leaves
    before, left = None, mail.free(timezone.now()).count()
    while left != before and time.monotonic() < until and mail.due(timezone.now()).exists():
        yield measured(task_runs.MAIL, task_runs.run, task_runs.MAIL)
        yield from queued(until)
        before, left = left, mail.free(timezone.now()).count()


def _rows():
    from django_q.models import Schedule

    return Schedule.objects.filter(name__startswith="neighbourhoods.")


def due():
    """Names of scheduled work whose time has come, the longest waiting first."""
    return list(_rows().filter(next_run__lte=timezone.now()).order_by("next_run").values_list("name", flat=True))


def claim(name):
    """Whether it is ours to do: a worker, or another call, may be faster."""
    now = timezone.now()
    row = _rows().filter(name=name, next_run__lte=now).first()
    if row is None:
        return False
    after = row.next_run + timedelta(minutes=row.minutes)
    if after <= now:
        after = now + timedelta(minutes=row.minutes)
    return bool(_rows().filter(pk=row.pk, next_run=row.next_run).update(next_run=after, repeats=F("repeats")))


def queued(until):
    """Tasks that pages have asked for, each claimed as a worker claims it, and done. Where Redis keeps them there is a worker somewhere."""
    from django_q.brokers import get_broker
    from django_q.conf import Conf
    from django_q.models import OrmQ
    from django_q.signing import BadSignature, SignedPackage

    broker = get_broker()
    while Conf.ORM and time.monotonic() < until and OrmQ.objects.filter(key=broker.list_key, lock__lt=timezone.now()).exists():
        for ticket, package in broker.dequeue() or ():
            try:
                task = SignedPackage.loads(package)
            except (BadSignature, TypeError):
                broker.fail(ticket)
                continue
            done = measured(task["func"], task["func"], *task.get("args", ()), **task.get("kwargs", {}))
            broker.acknowledge(ticket)
            yield done


def measured(name, function, *arguments, **options):
    from django.utils.module_loading import import_string

    started, error = time.monotonic(), ""
    try:
        (import_string(function) if isinstance(function, str) else function)(*arguments, **options)
    except Exception as fault:
        log.exception("%s failed", name)
        error = type(fault).__name__
    return str(name), time.monotonic() - started, error
