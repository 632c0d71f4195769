"""Loaded by pytest before Django: the tests have a var of their own and never touch the install's."""

import atexit
import gc
import os
import shutil
import tempfile
from urllib.parse import urlsplit

from neighbourhoods import catalogues


def redis_of(worker, url):
    """The address of the Redis database of one worker ("gw0" has number 1), also where `url` is that of another run's worker."""
    return urlsplit(url)._replace(path=f"/{int(worker.removeprefix('gw')) + 1}").geturl()


# Half a million objects of Django live all along: looking through them again and again took a fifth of the time.
gc.set_threshold(200_000, 50, 100)

if "PIHAPIIRI_TESTS" not in os.environ:
    os.environ["PIHAPIIRI_TESTS"] = tempfile.mkdtemp(prefix="pihapiiri-tests-")
    # also where pytest is called by itself: sentences are compared in Finnish
    catalogues.compile_all()
    # workers and children find the name in their environment: only who made the folder removes it
    atexit.register(shutil.rmtree, os.environ["PIHAPIIRI_TESTS"], ignore_errors=True)
    for name in ("PIHAPIIRI_MODE", "EMAIL_URL", "MAIL_FROM", "KEEPER_EMAIL", "PIHAPIIRI_SITES", "SECRET_KEY", "PIHAPIIRI_PORT"):
        os.environ.pop(name, None)
    os.environ.pop("PIHAPIIRI_DICTIONARIES", None)
    os.environ.pop("MACHINE_TRANSLATION_URL", None)
os.environ["PIHAPIIRI_VAR"] = os.environ["PIHAPIIRI_TESTS"]
# tests/dummyplugin is installed in all tests, and on in no neighbourhood that ships
os.environ["PIHAPIIRI_PLUGINS"] = "tests"
os.environ["PIHAPIIRI_PLUGIN_ERRORS_RAISE"] = "1"
# servers that tests start make no dictionaries: that takes most of the memory of a small machine
os.environ["PIHAPIIRI_WARM_SEARCH"] = "off"
# visits are counted where a test asks for it: nothing is written between the queries of the others
os.environ["PIHAPIIRI_VISITORS_EVERY"] = "0"
os.environ["SECRET_KEY"] = "only for tests, long enough to please the checks of Django: 0123456789abcdefghij"
worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if worker.startswith("gw") and os.environ.get("REDIS_URL"):
    # a Redis database for each worker: one that clears its cache must not clear the other's
    os.environ["REDIS_URL"] = redis_of(worker, os.environ["REDIS_URL"])
