"""Answers of servers: honest ones, those that say less or more than they send, and those that never end."""

import gzip
import itertools
import re
import subprocess
import sys
import textwrap
import zlib
from pathlib import Path

import pytest
from django.conf import settings

from plugins.events.fetching.answers import fetch
from plugins.events.fetching.refusals import Refused

from .web_server import Reply, web_server

CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
MEGABYTE = 1024 * 1024


def answer(*replies, path="/a.ics", **ways):
    with web_server(*replies) as server:
        return fetch(server.url + path, allowed={server.place}, **ways)


def refused(*replies, **ways):
    with pytest.raises(Refused) as found:
        answer(*replies, **ways)
    return found.value.code


def chunks(*pieces):
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, b""])


def chunked(raw, **headers):
    return Reply(headers={"Transfer-Encoding": "chunked", **headers}, length=None, body=raw)


def packed(data, coding="gzip", **given):
    return Reply(headers={"Content-Encoding": coding}, body=data, **given)


def test_an_answer_has_its_body_its_letters_and_what_the_next_fetch_asks_by():
    headers = {"Content-Type": 'text/calendar; charset="ISO-8859-1"', "ETag": 'W/"a1"', "Last-Modified": "Sun, 29 Nov 2026 10:00:00 GMT"}
    with web_server(Reply(headers=headers, body=CALENDAR)) as server:
        found = fetch(f"{server.url}/a.ics?x=1#part", allowed={server.place})
        assert server.requests[0].path == "/a.ics?x=1"
        sent = server.requests[0].headers
    assert (found.is_unchanged, found.body, found.charset, found.notes) == (False, CALENDAR, "iso-8859-1", ())
    assert (found.etag, found.modified, found.url) == ('W/"a1"', "Sun, 29 Nov 2026 10:00:00 GMT", f"{server.url}/a.ics?x=1")
    assert (sent["User-Agent"], sent["Host"]) == ("Pihapiiri (calendar import)", f"127.0.0.1:{server.port}")
    assert not {"If-None-Match", "If-Modified-Since", "Cookie", "Referer"} & sent.keys()


def test_what_has_not_changed_is_not_sent_again():
    with web_server(Reply(304, length=None)) as server:
        found = fetch(server.url, etag='"a1"', modified="Sun, 29 Nov 2026 10:00:00 GMT", allowed={server.place})
        sent = server.requests[0].headers
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('"a1"', "Sun, 29 Nov 2026 10:00:00 GMT")
    assert (found.is_unchanged, found.body, found.etag, found.modified) == (True, b"", '"a1"', "Sun, 29 Nov 2026 10:00:00 GMT")


def test_an_answer_that_nothing_has_changed_is_refused_when_nobody_asked():
    assert refused(Reply(304, length=None)) == "unasked"


@pytest.mark.parametrize(
    ("etag", "kept"), [('"a\x01b"', '"ab"'), ('"' + "a" * 248 + '"', '"' + "a" * 248 + '"'), ('"' + "a" * 249 + '"', "")]
)
def test_a_mark_of_a_version_is_cleaned_and_one_that_is_too_long_to_keep_is_none(etag, kept):
    assert answer(Reply(headers={"ETag": etag}, body=CALENDAR)).etag == kept


def test_what_was_kept_of_an_answer_cannot_add_lines_to_the_next_request():
    with web_server(Reply(body=CALENDAR)) as server:
        fetch(server.url, etag='"a"\r\nX-More: 1', modified="\u2028\n", allowed={server.place})
        assert server.requests[0].headers["If-None-Match"] == '"a"X-More: 1'
        assert not {"X-More", "If-Modified-Since"} & server.requests[0].headers.keys()


@pytest.mark.parametrize(
    ("said", "charset"),
    [
        ("text/calendar", ""),
        ("text/calendar; charset=utf-8", "utf-8"),
        ("text/calendar;charset='Windows-1252'", "windows-1252"),
        ("text/calendar; method=PUBLISH; Charset=ISO-8859-15; x=y", "iso-8859-15"),
        *((f"text/calendar; charset={name}", "") for name in ("undefined", "idna", "base64", "unicode_escape", "utf-7", "nonsense", "")),
    ],
)
def test_only_charsets_of_texts_are_believed(said, charset):
    assert answer(Reply(headers={"Content-Type": said}, body=CALENDAR)).charset == charset


@pytest.mark.parametrize(
    ("status", "code"),
    [
        *((401, "sign-in"), (403, "sign-in"), (404, "missing"), (410, "gone"), (429, "busy"), (500, "broken"), (503, "broken")),
        *(
            (201, "status"),
            (204, "status"),
            (205, "status"),
            (206, "status"),
            (300, "status"),
            (305, "status"),
            (418, "status"),
            (101, "status"),
        ),
        *((600, "status"), (999, "status")),
    ],
)
def test_an_answer_without_a_calendar_is_told_by_what_it_means(status, code):
    assert refused(Reply(status, body=CALENDAR)) == code


def test_words_before_the_answer_are_passed_over_but_not_for_ever():
    interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    whole = Reply(body=CALENDAR)
    assert answer(Reply(raw=interim + whole.head() + CALENDAR)).body == CALENDAR
    assert refused(Reply(raw=itertools.repeat(interim))) == "no-http"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\r\n",
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 -20 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    ],
)
def test_what_is_no_answer_of_a_web_server_is_refused(raw):
    assert refused(Reply(raw=raw)) == "no-http"


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\nContent-Length: 2\n\nab",
        b"HTTP/1.0 200\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nX: \xe4\xff\r\nX-Folded: a\r\n b\r\nnonsense\r\n: x\r\nContent-Length: 2, 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\n a\r\nCONTENT-LENGTH:2\r\n\r\nab",
        b"HTTP/1.1 203 Other\r\n\r\nab",
    ],
)
def test_an_answer_that_is_only_untidy_is_read(raw):
    assert answer(Reply(raw=raw)).body == b"ab"


@pytest.mark.parametrize(
    "raw",
    [
        [b"HTTP/1.1 200 OK\r\n", b"X: " + b"a" * 9000 + b"\r\n"],
        [b"HTTP/1.1 200 OK\r\n", *([b"X: a\r\n"] * 300)],
        [b"HTTP/1.1 200 OK\r\n", *([b"X: " + b"a" * 8000 + b"\r\n"] * 10)],
        itertools.chain([b"HTTP/1.1 200 OK\r\nX: "], itertools.repeat(b"a" * 1000)),
        itertools.chain([b"HTTP/1.1 200 OK\r\n"], itertools.repeat(b" more\r\n" * 100)),
        itertools.repeat(b"a" * 1000),
    ],
)
def test_headers_have_limits(raw):
    assert refused(Reply(raw=raw)) == "headers"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=CALENDAR, length=len(CALENDAR) + 1),
        Reply(body=b"", length=1),
        Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Le"),
        Reply(raw=b"HTTP/1.1 200"),
        chunked(chunks(CALENDAR)[:-5]),
        chunked(chunks(CALENDAR)[:20]),
        chunked(b"7fffffff\r\n" + CALENDAR),
        chunked(b"-5\r\nabcde\r\n0\r\n\r\n"),
        chunked(b"nonsense\r\n"),
        chunked(b"2\r\nabc\r\n0\r\n\r\n"),
        chunked(b""),
        packed(gzip.compress(CALENDAR)[:-1]),
        packed(gzip.compress(CALENDAR)[:1]),
        packed(gzip.compress(CALENDAR) + gzip.compress(CALENDAR)[:-1]),
        packed(zlib.compress(CALENDAR)[:-2], "deflate"),
    ],
)
def test_an_answer_that_ends_in_the_middle_is_refused(reply):
    assert refused(reply) == "cut"


def test_an_answer_that_is_longer_than_it_says_is_refused():
    assert refused(Reply(body=CALENDAR, length=len(CALENDAR) - 1)) == "length"
    assert refused(Reply(body=[CALENDAR, CALENDAR], length=len(CALENDAR))) == "length"


def test_a_server_that_keeps_the_connection_open_after_a_whole_answer_does_not_hold_it_up():
    assert answer(Reply(body=CALENDAR, stays_open=True)).body == CALENDAR
    stays = chunked(chunks(CALENDAR))
    stays.stays_open = True
    assert answer(stays).body == CALENDAR


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=CALENDAR, length=None),
        chunked(chunks(CALENDAR)),
        chunked(chunks(*[bytes([one]) for one in CALENDAR])),
        chunked(chunks(CALENDAR).replace(b"\r\n", b";name=value\r\n", 1) + b"Trailer: x\r\n\r\n"),
        Reply(headers={"Transfer-Encoding": "identity"}, body=CALENDAR),
        Reply(headers={"Transfer-Encoding": "chunked", "Content-Length": "3"}, length=None, body=chunks(CALENDAR)),
        packed(gzip.compress(CALENDAR)),
        packed(gzip.compress(CALENDAR), "X-GZip"),
        packed(CALENDAR, "identity"),
        packed(gzip.compress(CALENDAR[:10]) + gzip.compress(CALENDAR[10:])),
        packed(gzip.compress(CALENDAR) + b"\0" * 100),
        packed(gzip.compress(CALENDAR) + b"\x1f"),
        packed([bytes([one]) for one in gzip.compress(CALENDAR[:10]) + gzip.compress(CALENDAR[10:]) + b"rubbish"], length=None),
        packed(gzip.compress(b"") + gzip.compress(CALENDAR) + b"rubbish"),
        packed(zlib.compress(CALENDAR), "deflate"),
        packed(zlib.compress(CALENDAR)[2:-4], "deflate"),
        packed(zlib.compress(CALENDAR) + b"rubbish", "deflate"),
        chunked(chunks(gzip.compress(CALENDAR)), **{"Content-Encoding": "gzip"}),
    ],
)
def test_a_calendar_arrives_whole_in_whatever_way_it_is_sent(reply):
    assert answer(reply).body == CALENDAR


def test_a_large_calendar_without_its_frame_arrives_whole():
    large = b"".join(b"SUMMARY:Ilta %d\r\n" % number for number in range(50_000))
    for wbits, coding in ((-15, "deflate"), (15, "deflate"), (31, "gzip")):
        packer = zlib.compressobj(wbits=wbits)
        assert answer(packed(packer.compress(large) + packer.flush(), coding)).body == large
    packer = zlib.compressobj(wbits=-15)
    zeros = bytes(5 * MEGABYTE)
    assert answer(packed(packer.compress(zeros) + packer.flush(), "deflate")).body == zeros


@pytest.mark.parametrize(
    "reply",
    [
        packed(CALENDAR),
        packed(gzip.compress(CALENDAR)[:10] + b"\xff" * 50),
        packed(gzip.compress(CALENDAR)[:-8] + b"\0" * 8),
        packed(b"\x78\x9c" + b"\xff" * 50, "deflate"),
        packed(CALENDAR, "br"),
        packed(gzip.compress(gzip.compress(CALENDAR)), "gzip, gzip"),
        Reply(headers={"Transfer-Encoding": "gzip, chunked"}, length=None, body=chunks(gzip.compress(CALENDAR))),
    ],
)
def test_what_cannot_be_unpacked_is_refused(reply):
    assert refused(reply) == "packing"


def test_an_empty_answer_is_an_answer_and_no_calendar_is_made_of_it():
    for reply in (Reply(), packed(b""), chunked(chunks()), Reply(length=None)):
        assert answer(reply).body == b""


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b"a" * 1001),
        Reply(body=CALENDAR, length=10**12),
        Reply(body=itertools.repeat(b"a" * 100), length=None),
        chunked(itertools.repeat(b"64\r\n" + b"a" * 100 + b"\r\n")),
        packed(gzip.compress(b"a" * 1001)),
        packed(itertools.repeat(gzip.compress(b"a" * 100)), length=None),
        packed(itertools.chain([gzip.compress(CALENDAR)], itertools.repeat(b"rubbish" * 1000)), length=None),
        packed(itertools.repeat(gzip.compress(b"") * 1000), length=None),
        packed(zlib.compress(b"a" * 1001), "deflate"),
    ],
)
def test_more_than_the_limit_is_refused_however_it_is_sent(reply):
    assert refused(reply, limit=1000) == "large"


def test_exactly_the_limit_is_not_too_much():
    assert len(answer(Reply(body=b"a" * 1000), limit=1000).body) == 1000
    assert len(answer(packed(gzip.compress(b"a" * 1000)), limit=1000).body) == 1000


def test_the_limit_that_is_told_is_that_of_the_fetch():
    with pytest.raises(Refused) as found:
        answer(packed(gzip.compress(bytes(3 * MEGABYTE))), limit=2 * MEGABYTE)
    assert "2 MB" in found.value.note.text()


@pytest.mark.parametrize(
    "steps", [[b"HTTP/1.1 200 OK\r\nX: "], [], [b"HTTP/1.1 200 OK\r\n\r\n"], [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"]]
)
def test_a_server_that_sends_one_letter_after_another_ends_at_the_deadline(steps):
    drip = itertools.chain(steps, itertools.repeat(b"1"))
    assert refused(Reply(raw=drip, pause=0.05), seconds=0.5) == "slow"


def test_a_server_that_says_nothing_ends_at_the_deadline():
    assert refused(Reply(raw=b"", stays_open=True), seconds=0.3) == "slow"


def test_redirects_share_one_deadline():
    slow = Reply(302, {"Location": "/b"}, pause=0.3, body=[b""], length=None)
    slow.raw = [slow.head()[:20], slow.head()[20:]]
    with web_server(slow) as server, pytest.raises(Refused) as found:
        fetch(server.url, allowed={server.place}, seconds=0.8)
    assert found.value.code == "slow"
    assert server.connections < 6


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_as_a_new_fetch(status):
    with web_server({"/a": Reply(status, {"Location": "/b?x=ä"}, body=b"moved"), "/b?x=%C3%A4": Reply(body=CALENDAR)}) as server:
        found = fetch(f"{server.url}/a", allowed={server.place}, etag='"a"')
        assert (found.body, found.url) == (CALENDAR, f"{server.url}/b?x=%C3%A4")
        assert server.requests[1].headers["If-None-Match"] == '"a"'


def test_five_redirects_are_followed_and_no_sixth():
    path = {f"/{at}": Reply(302, {"Location": f"/{at + 1}"}) for at in range(6)}
    with web_server(path | {"/6": Reply(body=CALENDAR)}) as server:
        assert fetch(f"{server.url}/1", allowed={server.place}).body == CALENDAR
        before = server.connections
        with pytest.raises(Refused) as found:
            fetch(f"{server.url}/0", allowed={server.place})
        assert (found.value.code, server.connections - before) == ("redirects", 6)


@pytest.mark.parametrize(("headers", "code"), [({}, "redirect"), ({"Location": ""}, "redirect"), ({"Location": "http://["}, "redirect")])
def test_a_redirect_to_nowhere_is_refused(headers, code):
    assert refused(Reply(302, headers)) == code


@pytest.mark.parametrize(("statuses", "is_told"), [((301, 308), True), ((301,), True), ((301, 302), False), ((307,), False), ((), False)])
def test_a_calendar_that_has_moved_for_good_is_told_without_its_address(statuses, is_told):
    path = {f"/{at}": Reply(status, {"Location": f"/{at + 1}"}) for at, status in enumerate(statuses)}
    with web_server(path | {f"/{len(statuses)}": Reply(body=CALENDAR)}) as server:
        notes = fetch(f"{server.url}/0", allowed={server.place}).notes
    assert [note.values for note in notes] == ([{"host": "127.0.0.1"}] if is_told else [])


def test_an_answer_prints_neither_its_address_nor_what_it_holds():
    found = answer(Reply(headers={"ETag": '"secret"'}, body=b"secret"), path="/secret?token=secret")
    assert "secret" in found.url
    assert "secret" not in repr(found)


def test_case_63_gzip_bomb_is_refused_while_it_is_unpacked_and_takes_little_memory(tmp_path):
    script = Path(__file__).parent / "cases" / "63-gzip-bomb.gen.py"
    bomb = tmp_path / "bomb.gz"
    bomb.write_bytes(subprocess.run([sys.executable, script], capture_output=True, check=True, timeout=600).stdout)
    code = """
        import re, sys
        from plugins.events.fetching.answers import fetch
        from plugins.events.fetching.refusals import Refused
        def most():
            return int(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1])
        before = most()
        try:
            fetch(sys.argv[1], allowed={("127.0.0.1", int(sys.argv[2]))})
        except Refused as error:
            print(error.code, error.note.values, (most() - before) // 1024)
        """
    with web_server(packed(bomb.read_bytes(), length=None)) as server:
        command = [sys.executable, "-c", textwrap.dedent(code), server.url, str(server.port)]
        done = subprocess.run(command, cwd=settings.ROOT, capture_output=True, text=True, timeout=600)
    assert (found := re.fullmatch(r"large \{'most': 20\} (\d+)\n", done.stdout)), done.stderr
    assert int(found[1]) < 60
