"""What all tests share: which real parts are here, and a database with two neighbourhoods."""

import os
import shutil
from pathlib import Path

import pytest

from neighbourhoods.bench import services

pytest_plugins = ["tests.isolation.summary"]
KINDS = {"browser": "Chromium", "postgresql": "PostgreSQL", "redis": "Redis"}


def find_chromium():
    named = os.environ.get("PIHAPIIRI_CHROMIUM")
    if named:
        return named if os.path.exists(named) else None
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def installed_kinds():
    return {"browser": find_chromium(), "postgresql": services.find_postgres(), "redis": services.find_redis()}


def required_kinds():
    return set(filter(None, os.environ.get("PIHAPIIRI_REQUIRE", "").split(",")))


def pytest_configure(config):
    config.addinivalue_line("markers", "browser: drives a real browser over real servers; left out of the second run on PostgreSQL")
    config.addinivalue_line("markers", "own_database: makes the databases that it needs itself; left out of the second run, and in a clone")
    config.addinivalue_line("markers", "axe: checks pages by axe")
    config.addinivalue_line("markers", "postgresql: needs a PostgreSQL server, which it starts itself")
    config.addinivalue_line("markers", "redis: needs a Redis server, which it starts itself")
    found = installed_kinds()
    if lacking := [KINDS[kind] for kind in sorted(required_kinds() & set(KINDS)) if not found[kind]]:
        raise pytest.UsageError(f"required and not installed: {', '.join(lacking)}")


def pytest_collection_modifyitems(config, items):
    """A part that is not installed skips its tests by name; where it is required (.ci/run) the run does not begin."""
    if os.environ.get("PIHAPIIRI_NESTED"):
        # What a missing plugin changes shows without browsers, and without the databases and servers that tests make themselves.
        left_out = [item for item in items if any(map(item.get_closest_marker, ("browser", "own_database"))) or is_apart(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    found = installed_kinds()
    for item in items:
        for kind, name in KINDS.items():
            if item.get_closest_marker(kind) and not found[kind]:
                item.add_marker(pytest.mark.skip(reason=f"{name} is not installed"))


def is_apart(item):
    """A plugin's test without the database: it knows neither the servers of a run nor whether another plugin is there."""
    asks_database = item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames)
    return not asks_database and item.path.is_relative_to(Path(__file__).parent / "plugins")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A test of a required part that skips itself on the way has failed."""
    report = yield
    if report.skipped and any(item.get_closest_marker(kind) for kind in required_kinds()):
        report.outcome = "failed"
        report.longrepr = f"skipped, but required by PIHAPIIRI_REQUIRE: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def chromium():
    return find_chromium()


@pytest.fixture(scope="session")
def postgres_url():
    if not services.find_postgres():
        pytest.skip("PostgreSQL is not installed")
    with services.temporary_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url():
    if not services.find_redis():
        pytest.skip("Redis is not installed")
    with services.temporary_redis() as url:
        yield url


@pytest.fixture(scope="session")
def built_dictionaries(pytestconfig):
    """The folder of the search's dictionaries, which all runs and workers of this checkout share: made once, in some 10 s."""
    from neighbourhoods.search import dictionaries

    cache, told = getattr(pytestconfig, "cache", None), []
    folder = Path(cache.mkdir("search-dictionaries")) if cache else Path(os.environ["PIHAPIIRI_TESTS"]) / "search-dictionaries"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PIHAPIIRI_DICTIONARIES", str(folder))
        if not dictionaries.build(say=told.append):
            pytest.skip(told[-1])
    return folder


@pytest.fixture
def dictionaries(built_dictionaries, monkeypatch):
    """The search has its dictionaries, as it has on most installs. Without this fixture it does with its rules alone."""
    from neighbourhoods.search import tokens

    monkeypatch.setenv("PIHAPIIRI_DICTIONARIES", str(built_dictionaries))
    tokens.forget()
    yield built_dictionaries
    tokens.forget()


@pytest.fixture(autouse=True)
def nothing_is_remembered(settings, monkeypatch):
    """Each test starts as a process that has just started, and asks as much on a slow machine as on a fast one."""
    from neighbourhoods import current

    monkeypatch.setattr(current, "CHECK_EVERY", 3600)
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    current.forget_everything()
    yield
    current.forget_everything()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database holds the two neighbourhoods that ship, with their example pages; each test undoes its own changes."""
    from neighbourhoods import current, demo
    from neighbourhoods.config.apply import apply_all
    from neighbourhoods.models import TaskRun

    with django_db_blocker.unblock():
        result = apply_all()
        assert not result.errors, [str(problem) for problem in result.errors]
        demo.load_once()
        # since when a worker is missed: a test that comes late is no install whose worker died
        TaskRun.objects.all().delete()
        current.forget_everything()


@pytest.fixture
def sites(tmp_path, settings):
    """A folder of neighbourhood files of the test's own, with those that ship."""
    folder = tmp_path / "sites"
    shutil.copytree(settings.ROOT / "sites", folder)
    settings.SITES_FOLDER = folder
    return folder


@pytest.fixture
def bare(db):
    """An install on which nothing was ever applied."""
    from django.apps import apps
    from django.db.models import ProtectedError
    from wagtail.models import Collection, Page, Site

    from neighbourhoods import current
    from neighbourhoods.models import Install, Neighbourhood, User
    from neighbourhoods.scoped import NeighbourhoodModel

    left = [model for model in apps.get_models() if issubclass(model, NeighbourhoodModel)]
    while left:
        # what protects another one goes before it
        model = left.pop()
        try:
            model.unscoped.all().delete()
        except ProtectedError:
            left.insert(0, model)
    Neighbourhood.objects.all().delete()
    Site.objects.all().delete()
    for page in Page.objects.filter(depth=2):
        page.delete()
    Collection.objects.filter(depth=2).delete()
    User.objects.all().delete()
    Install.objects.all().delete()
    current.forget_everything()


@pytest.fixture
def neighbourhoods(db):
    """The two neighbourhoods with their example pages: {slug: Neighbourhood}."""
    from neighbourhoods.models import Neighbourhood

    return {row.slug: row for row in Neighbourhood.objects.all()}


class Visitor:
    """A browser's view of one host, without a browser."""

    def __init__(self, host):
        from django.test import Client

        self.host, self.client = host, Client(headers={"host": host})

    def get(self, path, data=None, **extra):
        return self.client.get(path, data, **extra)

    def post(self, path, data=None, **extra):
        return self.client.post(path, data or {}, **extra)


@pytest.fixture
def visit():
    """visit("lintumaki") is a reader of that neighbourhood; visit() of the portal."""

    def at(slug=None, host=None):
        return Visitor(host or (f"{slug}.localhost:8000" if slug else "localhost:8000"))

    return at


@pytest.fixture
def keeper(db):
    from neighbourhoods.models import User

    return User.objects.get(email="yllapito@example.org")


@pytest.fixture
def activist(neighbourhoods):
    """An active resident of Lintumäki."""
    from neighbourhoods.models import Membership, User

    user = User.objects.create_user("aktiivi@example.org")
    Membership.objects.create(user=user, neighbourhood=neighbourhoods["lintumaki"], role="activist")
    return user


@pytest.fixture
def desk(visit, activist):
    """The browser of that resident, signed in."""
    visitor = visit()
    visitor.client.force_login(activist)
    return visitor


@pytest.fixture
def smtp(settings):
    """A real SMTP server: `messages` are (recipients, text) of what it got."""
    from tests.smtp_server import listening

    with listening(settings) as sink:
        yield sink
