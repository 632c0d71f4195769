"""Counting queries and bytes of a request, and comparing processor time, inside the process that serves it."""

import contextlib
import gc
import pickle
import time
from unittest import mock
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from wagtail.coreutils import get_content_languages, get_supported_content_language_variant
from wagtail.models import Site

from neighbourhoods import current

ROUNDS = 7
CALLS = {"constant": 500, "page": 50}


def forget():
    """Empties every cache, as in a process that has just started beside an empty cache server."""
    for alias in settings.CACHES:
        caches[alias].clear()
    Site.clear_site_root_paths_cache()
    ContentType.objects.clear_cache()
    get_content_languages.cache_clear()
    get_supported_content_language_variant.cache_clear()
    current.forget_everything()


def fetch(host, path, contains=""):
    """The SQL of one GET, as a list of statements. Raises RuntimeError unless it answers 200 and holds `contains`."""
    client = Client(headers={"host": host})
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    if response.status_code != 200 or contains not in response.content.decode():
        raise RuntimeError(f"{host}{path} answered {response.status_code} and should have shown “{contains}”.")
    return [query["sql"] for query in queries.captured_queries]


def cold_and_warm(host, path, contains=""):
    """(SQL of the first request after everything was forgotten, SQL of the third)."""
    forget()
    cold = fetch(host, path, contains)
    fetch(host, path, contains)
    return cold, fetch(host, path, contains)


def plain_static_files():
    """Addresses of static files without their hashes: nothing needs to be collected first. A context manager."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain})


@contextlib.contextmanager
def always_asking():
    """What a process remembers is checked at every request: the dearest case, and the same in each run."""
    with mock.patch.object(current, "CHECK_EVERY", 0):
        yield


def record_bytes(slug):
    """Length of the pickled record of a neighbourhood."""
    current.forget_everything()
    return len(pickle.dumps(current.by_slug(slug)))


def kept_bytes(host, path):
    """Bytes that a first request leaves behind: in the memory of the process and in Django's caches."""
    forget()
    kept = []
    with contextlib.ExitStack() as stack:
        for alias in settings.CACHES:
            cache = caches[alias]
            for name in ("set", "add"):
                stack.enter_context(mock.patch.object(cache, name, noting(getattr(cache, name), kept)))
        fetch(host, path)
    remembered = [value for memory in (current._known, current._strangers) for value, *_ in memory.values.values()]
    return sum(kept) + sum(len(pickle.dumps(value)) for value in remembered)


def noting(store, kept):
    """`store(key, value, ...)` of a cache, which also notes how long the value is."""

    def call(key, value, *arguments, **options):
        kept.append(len(pickle.dumps(value)))
        return store(key, value, *arguments, **options)

    return call


def processor_times(host, path):
    """{"constant": µs, "page": µs} of processor time for one call: the least of interleaved rounds, the same WSGI call for both."""
    with override_settings(MIDDLEWARE=["neighbourhoods.bench.constant.only_this"]):
        constant = WSGIHandler()
    calls = {"constant": constant, "page": WSGIHandler()}
    least = dict.fromkeys(calls, float("inf"))
    for application in calls.values():
        call(application, host, path)
    gc.collect()
    for _ in range(ROUNDS):
        for name, application in calls.items():
            began = time.process_time()
            for _ in range(CALLS[name]):
                call(application, host, path)
            least[name] = min(least[name], (time.process_time() - began) / CALLS[name] * 1_000_000)
    return least


def call(application, host, path):
    """One request through WSGI, read to its end. Raises RuntimeError unless it answers 200."""
    environ = {"HTTP_HOST": host, "PATH_INFO": path}
    setup_testing_defaults(environ)
    status = []
    response = application(environ, lambda line, headers: status.append(line))
    try:
        for _ in response:
            pass
    finally:
        response.close()
    if not status[0].startswith("200 "):
        raise RuntimeError(f"{host}{path} answered {status[0]}.")
