"""What several tiles and rules of care of a plugin tell of is read once for the front page of the desk."""

import threading
from contextlib import contextmanager
from functools import wraps

from django.core.signals import request_finished, request_started

# {function: {neighbourhood: what it gave}} of the request that this thread answers; None outside of one
kept = threading.local()


def begin(**_signal):
    kept.found = {}


def end(**_signal):
    kept.found = None


request_started.connect(begin, dispatch_uid="desk-glance-begin")
request_finished.connect(end, dispatch_uid="desk-glance-end")


@contextmanager
def kept_meanwhile():
    """What is read once a request is read once within this too: mails that the worker makes ask all rules as the desk does."""
    if getattr(kept, "found", None) is not None:
        yield
        return
    begin()
    try:
        yield
    finally:
        end()


def once_a_request(read):
    """The function, whose answer for a neighbourhood is kept until the request has been answered; outside of one nothing is kept."""

    @wraps(read)
    def of(neighbourhood):
        found = getattr(kept, "found", None)
        if found is None:
            return read(neighbourhood)
        own = found.setdefault(read, {})
        if neighbourhood.pk not in own:
            own[neighbourhood.pk] = read(neighbourhood)
        return own[neighbourhood.pk]

    return of
