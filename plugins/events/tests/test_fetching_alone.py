"""Fetching stands alone: it is the standard library, and sentences of the calendar core."""

import ast
import subprocess
import sys
import textwrap
from pathlib import Path

from django.conf import settings

FOLDER = Path(__file__).parents[1] / "fetching"
OURS = {"calendar.notes"}


def imported():
    for file in FOLDER.glob("**/*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((file.name, name.name) for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield file.name, "." * node.level + (node.module or "")


def test_it_imports_the_standard_library_and_nothing_else():
    found = list(imported())
    assert len(found) > 30
    for file, name in found:
        own = name.startswith(".") and (not name.startswith("..") or name.removeprefix("..") in OURS)
        assert own or name.partition(".")[0] in sys.stdlib_module_names, f"{file} imports {name}"


def test_nothing_in_it_writes_a_log():
    assert "logging" not in {name for _, name in imported()}


def test_it_fetches_where_django_does_not_exist():
    code = """
        import sys
        for name in ("django", "wagtail", "neighbourhoods", "icalendar"):
            sys.modules[name] = None
        from plugins.events.fetching.answers import fetch
        from plugins.events.fetching.pages import fetch_pages
        from plugins.events.tests.web_server import Reply, web_server
        with web_server(Reply(body=b"BEGIN:VCALENDAR")) as server:
            print(fetch(server.url, allowed={server.place}).body.decode(), fetch_pages(server.url, allowed={server.place}).is_whole)
        """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], cwd=settings.ROOT, capture_output=True, text=True, timeout=600)
    assert done.stdout.strip() == "BEGIN:VCALENDAR True", done.stderr
