"""The calendar core stands alone: no Django in it, and no file that keeps it busy for long."""

import ast
import subprocess
import sys
import textwrap
from pathlib import Path

from django.conf import settings

CORE = Path(__file__).parents[1] / "calendar"
# what it may know beside the standard library
LIBRARIES = {"icalendar"}


def imported():
    for file in CORE.glob("**/*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((file.name, name.name) for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield file.name, "." * node.level + (node.module or "")


def test_the_calendar_core_imports_no_django_and_nothing_of_ours_outside_itself():
    found = list(imported())
    assert len(found) > 50
    for file, name in found:
        own = name.startswith(".") and not name.startswith("..")
        assert own or name.partition(".")[0] in LIBRARIES | set(sys.stdlib_module_names), f"{file} imports {name}"


def run(code, limit):
    return subprocess.run([sys.executable, "-c", textwrap.dedent(code)], cwd=settings.ROOT, capture_output=True, text=True, timeout=limit)


def test_it_reads_and_writes_where_django_does_not_exist():
    done = run(
        """
        import sys
        for name in ("django", "wagtail", "neighbourhoods"):
            sys.modules[name] = None
        import importlib, pkgutil, zoneinfo
        import plugins.events.calendar as core
        for module in pkgutil.iter_modules(core.__path__):
            importlib.import_module(f"plugins.events.calendar.{module.name}")
        from plugins.events.calendar.report import read_all
        data = b"BEGIN:VCALENDAR\\nBEGIN:VEVENT\\nUID:a\\nDTSTART:20260905T120000Z\\nEND:VEVENT\\nEND:VCALENDAR"
        print(len(read_all([data], zoneinfo.ZoneInfo("Europe/Helsinki")).occurrences))
        """,
        60,
    )
    assert done.stdout.strip() == "1", done.stderr


BIG = """
    import re, sys, time, zoneinfo
    from plugins.events.calendar.report import read_all

    def most():
        # getrusage would begin with what the process that started this one had
        return int(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1])

    def event(number):
        text = "Kuvaus ääkkösillä \\\\, ja muuta. " * 48
        folded = "\\r\\n ".join(text[at : at + 60] for at in range(0, len(text), 60))
        return (
            f"BEGIN:VEVENT\\r\\nUID:e-{number}\\r\\nDTSTAMP:20260101T000000Z\\r\\nSUMMARY:Tapahtuma {number}\\r\\n%(start)s\\r\\n"
            f"DURATION:PT1H\\r\\n%(rule)s\\r\\nDESCRIPTION:{folded}\\r\\n"
            f"ATTENDEE;CN=\\"A B\\":mailto:a{number}@naapurusto.example\\r\\nEND:VEVENT\\r\\n"
        )

    data = ("BEGIN:VCALENDAR\\r\\n" + "".join(map(event, range(10_000))) + "END:VCALENDAR\\r\\n").encode()[: 20 * 1024 * 1024]
    before, began = most(), time.process_time()
    found = read_all([data], zoneinfo.ZoneInfo("Europe/Helsinki"))
    grown = (most() - before) / 1024
    print(len(data) // 1_000_000, len(found.source.series), len(found.occurrences), round(time.process_time() - began, 1), round(grown))
"""


def measured(start, rule):
    """(megabytes read, events, dates, seconds, megabytes more in memory)"""
    done = run(BIG % {"start": start, "rule": rule}, 900)
    assert done.returncode == 0, done.stderr
    return tuple(map(float, done.stdout.split()))


def test_a_file_of_ten_thousand_events_is_read_within_a_minute_and_300_megabytes():
    size, events, dates, seconds, grown = measured("DTSTART;TZID=Europe/Helsinki:20260905T120000", "RRULE:FREQ=WEEKLY;COUNT=4")
    assert size >= 18 and events == 10_000 and dates == 40_000
    assert seconds < 600 and 0 < grown < 300, grown


def test_ten_thousand_rules_that_repeat_daily_since_1900_end_as_fast_and_fill_no_memory():
    _size, events, dates, seconds, grown = measured("DTSTART;TZID=Europe/Helsinki:19000101T120000", "RRULE:FREQ=DAILY")
    assert events == 10_000 and dates < 400_000
    assert seconds < 600 and 0 < grown < 300, grown


def test_ten_thousand_rules_that_are_searched_in_vain_end_as_fast():
    rule = "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;COUNT=20000"
    _size, events, dates, seconds, _grown = measured("DTSTART;TZID=Europe/Helsinki:19000101T120000", rule)
    assert (events, dates) == (10_000, 10_000) and seconds < 600


def test_a_megabyte_of_line_ends_or_of_one_line_takes_no_time():
    done = run(
        """
        import sys, time, zoneinfo
        from plugins.events.calendar.report import read_all
        zone = zoneinfo.ZoneInfo("Europe/Helsinki")
        head = b"BEGIN:VCALENDAR\\r\\nBEGIN:VEVENT\\r\\nUID:a\\r\\nDTSTART:20260905T120000Z\\r\\n"
        tail = b"\\r\\nEND:VEVENT\\r\\nEND:VCALENDAR\\r\\n"
        size = 3_000_000
        for middle in (
            b"\\r\\n" * size,
            b"\\r\\n " * size,
            b"SUMMARY:" + b"a" * size,
            b"SUMMARY:" + b"<" * size,
            b"DESCRIPTION:" + b"<p>" * (size // 3),
            b"DESCRIPTION:" + b"<a href=x" * (size // 9),
            b"DESCRIPTION:" + b"&amp;" * (size // 5),
            b"DESCRIPTION:" + b"\\\\" * size,
            b"X;" * size,
            b'ATTENDEE;CN="' + b'"' * size,
            b"ATTENDEE" + b";A=B" * (size // 4) + b":x",
            b"EXDATE:" + b"20260905T120000Z," * (size // 17),
            b"BEGIN:VALARM\\r\\n" * (size // 14),
            b"RRULE:FREQ=WEEKLY;BYDAY=" + b"MO," * (size // 3),
            b"DTEND:" + b"2" * size,
            b"DESCRIPTION;ENCODING=QUOTED-PRINTABLE:" + b"a=\\r\\n" * (size // 4),
            b"ENCODING=QUOTED-PRINTABLE;" * (size // 26),
            b"DTSTART;TZID=" + b":" * size,
            b"DTSTART" + b";TZID=a" * (size // 7) + b":20260905T120000Z",
            b"DESCRIPTION:" + b"javascript " * (size // 11),
            b"DESCRIPTION:<b>" + b" " * size + b"</b>",
            b"LOCATION:" + b"\\xc3\\xa4" * (size // 2) + b"\\xe4",
        ):
            began = time.process_time()
            read_all([head + middle + tail], zone)
            seconds = time.process_time() - began
            print(middle[:24], round(seconds, 2), file=sys.stderr)
            assert seconds < 60
        print("ok")
        """,
        900,
    )
    assert done.stdout.strip() == "ok", done.stderr[-2000:]
