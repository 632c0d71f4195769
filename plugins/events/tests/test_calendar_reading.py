"""What files of many programs mean, and what is done when they are wrong in one place."""

from datetime import date

import pytest

from plugins.events.calendar import gate, reading
from plugins.events.calendar.notes import NotACalendar

from .calendar_files import ZONE, ends, file, read, starts, warnings

EVENT = "DTSTART;TZID=Europe/Helsinki:20260905T120000"
UNTIL_JULY = {"start": date(2026, 1, 1), "end": date(2027, 7, 1)}


# --- the gate --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\r\n", b"\n"),
        lambda data: data.replace(b"\r\n", b"\r"),
        lambda data: data.replace(b"\r\n", b"\r\r\n"),
        lambda data: data.replace(b"\r\n", b"\r\n\r\n"),
        lambda data: data.replace(b"\r\n", b"   \r\n"),
        lambda data: b"\r\n\r\n  \r\n" + data,
        lambda data: data.rstrip(),
        lambda data: data.replace(b"BEGIN:", b"begin:").replace(b"END:", b"end:"),
        lambda data: "\ufeff".encode("utf-16-le") + data.decode().encode("utf-16-le"),
        lambda data: __import__("gzip").compress(data),
        lambda data: data.replace("Äänekäs".encode(), "Äänekäs".encode("latin-1")),
        lambda data: data.replace("Äänekäs".encode(), b"\xc3\r\n \x84\xc3\r\n \xa4nek\xc3\r\n \xa4s"),
    ],
    ids=(
        "bom lf cr crcrlf blank-lines trailing-blanks leading-blanks no-last-line-end small-letters utf-16 gzip latin-1 folded-letters"
    ).split(),
)
def test_the_same_event_is_read_however_its_bytes_were_written(change):
    found = read(change(file(f"{EVENT}\nUID:a\nSUMMARY:Äänekäs ilta")))
    assert [(one["uid"], one["summary"]) for one in found["occurrences"]] == [("a", "Äänekäs ilta")], found
    assert starts(found) == ["2026-09-05T12:00"]


def test_letters_of_two_kinds_in_one_file_are_both_read():
    data = file(f"{EVENT}\nUID:a\nSUMMARY:Töölö", f"{EVENT}\nUID:b\nSUMMARY:LATIN").replace(b"LATIN", "Åbo 5 €".encode("cp1252"))
    found = read(data)
    assert [one["summary"] for one in found["occurrences"]] == ["Töölö", "Åbo 5 €"] and "windows-1252" in warnings(found)


def test_what_its_sender_says_of_the_letters_is_believed_where_they_are_not_utf_8():
    data = file(f"{EVENT}\nUID:a\nSUMMARY:CYRILLIC").replace(b"CYRILLIC", "Субота".encode("koi8-u"))
    assert reading.read(data, ZONE, charset="koi8-u").series["a"].event.texts.summary == "Субота"
    for charset in ("nonsense", "utf-8", ""):
        assert "\ufffd" not in reading.read(data, ZONE, charset=charset).series["a"].event.texts.summary


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b'{"data": []}', "JSON"),
        (b"hello", "BEGIN:VCALENDAR"),
        (b"\x1f\x8bnot really", "unpacked"),
        (b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", "BEGIN:VCALENDAR"),
    ],
)
def test_what_is_no_calendar_is_told_in_words(data, words):
    fetch = reading.read(data, ZONE)
    assert fetch.is_failed and not fetch.is_whole and words in fetch.notes[0].text()


def test_a_small_file_that_unpacks_into_a_huge_one_is_stopped_while_it_grows():
    import gzip
    import tracemalloc

    bomb = gzip.compress(b"BEGIN:VCALENDAR\r\nX-PAD:" + b"0" * 100_000_000 + b"\r\nEND:VCALENDAR\r\n")
    tracemalloc.start()
    with pytest.raises(NotACalendar, match="larger"):
        gate.lines_of(bomb, most=5_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_a_file_that_was_cut_off_is_read_as_far_as_it_is_whole_when_nothing_is_there_yet():
    data = file(EVENT, EVENT)
    found = read(data[: data.rindex(b"SUMMARY")])
    assert [one["uid"] for one in found["occurrences"]] == ["e-1"]
    assert "END:VCALENDAR" in warnings(found) and found["report"]["skipped"][0]["uid"] == "e-2"


def test_several_calendars_in_one_answer_are_all_read_each_with_its_own_zone():
    first = file("DTSTART:20261203T180000\nUID:a", head="X-WR-TIMEZONE:Europe/Stockholm\r\n")
    found = read(first + file("DTSTART:20261203T180000\nUID:b"))
    assert [(one["uid"], one["start"][11:16]) for one in found["occurrences"]] == [("b", "18:00"), ("a", "19:00")]


# --- one bad thing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad",
    [
        "DTSTART:nonsense",
        "DTSTART:20260230T120000",
        "DTSTART;TZID=Europe/Helsinki:20260905T250000",
        "DTSTART:",
        "SUMMARY:Ilman alkua",
        "DTSTART:99990101T000000Z",
        "RECURRENCE-ID:nonsense\nDTSTART:20260905T120000",
        "DTSTART:20260905T120000\nRRULE:FREQ=SECONDLY",
        "DTSTART:20260905T120000\nCLASS:PRIVATE",
    ],
)
def test_an_event_that_cannot_be_used_is_named_with_its_reason_and_the_others_are_there(bad):
    found = read(file(f"{EVENT}\nUID:good-1", f"UID:bad\n{bad}", f"{EVENT}\nUID:good-2"))
    assert [one["uid"] for one in found["occurrences"]] == ["good-1", "good-2"]
    assert [one["uid"] for one in found["report"]["skipped"]] == ["bad"] and len(found["report"]["skipped"][0]["reason"]) > 10


@pytest.mark.parametrize(
    "bad",
    [
        "DTEND:nonsense",
        "DURATION:P",
        "RRULE:nonsense",
        "RRULE:FREQ=WEEKLY;BYDAY=XX",
        "RDATE:nonsense",
        "EXDATE:nonsense",
        "GEO:here",
        "URL:javascript:alert(1)",
        "a line without anything",
        ';;;:"',
        'ATTENDEE;CN="A "B" C":mailto:a@naapurusto.example',
    ],
)
def test_a_part_that_cannot_be_read_costs_that_part_and_is_told(bad):
    found = read(file(f"{EVENT}\nUID:a\nSUMMARY:Juhla\n{bad}"))
    assert [(one["uid"], one["summary"]) for one in found["occurrences"]] == [("a", "Juhla")] and starts(found) == ["2026-09-05T12:00"]
    assert warnings(found).startswith("a: ") and not found["report"]["skipped"]


def test_an_event_whose_end_is_missing_takes_no_other_with_it():
    data = file(f"{EVENT}\nUID:a", f"{EVENT}\nUID:b").replace(b"END:VEVENT\r\n", b"", 1)
    assert [one["uid"] for one in read(data)["occurrences"]] == ["a", "b"]


def test_alarms_and_tasks_say_nothing_of_an_event():
    alarm = "BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:Muistutus\nTRIGGER:-PT15M\nEND:VALARM"
    data = file(f"{EVENT}\nUID:a\n{alarm}\nDESCRIPTION:Oma").replace(
        b"END:VCALENDAR", b"BEGIN:VTODO\r\nUID:t\r\nEND:VTODO\r\nEND:VCALENDAR"
    )
    found = read(data)
    assert [(one["uid"], one["description"]) for one in found["occurrences"]] == [("a", "Oma")]


def test_addresses_of_people_are_neither_kept_nor_told():
    people = "ATTENDEE;CN=Liisa:mailto:liisa@naapurusto.example\nORGANIZER;CN=Matti:mailto:matti@naapurusto.example"
    people += "\nCONTACT:oma@naapurusto.example"
    broken = 'ATTENDEE;CN="A "B":mailto:pekka@naapurusto.example'
    found = str(read(file(f"{EVENT}\n{people}\n{broken}")))
    assert "liisa" not in found and "matti" not in found.lower() and "pekka" not in found and "oma@" not in found


def test_an_event_without_a_uid_keeps_the_same_one_as_long_as_it_is_the_same():
    data = file(EVENT).replace(b"UID:e-1\r\n", b"")
    first, second = read(data), read(data.replace(b"DTSTAMP:2026", b"DTSTAMP:2027"))
    assert first["occurrences"][0]["uid"] == second["occurrences"][0]["uid"] and "no UID" in warnings(first)


# --- how long --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "end"),
    [
        ("DTEND;TZID=Europe/Helsinki:20260905T150000", "2026-09-05T15:00"),
        ("DTEND:20260905T120000Z", "2026-09-05T15:00"),
        ("DURATION:PT1H30M", "2026-09-05T13:30"),
        ("DURATION:P1W", "2026-09-12T12:00"),
        ("DURATION:P1DT2H", "2026-09-06T14:00"),
        ("DURATION:+P1D", "2026-09-06T12:00"),
        ("DURATION:-PT1H", None),
        ("DURATION:PT0S", None),
        ("DTEND;TZID=Europe/Helsinki:20260905T110000", None),
        ("DTEND;VALUE=DATE:20260907", "2026-09-07T00:00"),
        ("DTEND;VALUE=DATE:20260905", None),
        ("X-NOTHING:1", None),
    ],
)
def test_the_end_is_what_is_written_and_never_before_the_start(written, end):
    found = read(file(f"{EVENT}\n{written}"))
    assert starts(found) == ["2026-09-05T12:00"] and ends(found) == [end]


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("DTEND;VALUE=DATE:20260607", "2026-06-06"),
        ("DTEND;VALUE=DATE:20260606", "2026-06-05"),
        ("DTEND;VALUE=DATE:20260605", "2026-06-05"),
        ("DTEND;VALUE=DATE:20260604", "2026-06-05"),
        ("DURATION:P3D", "2026-06-07"),
        ("DURATION:PT36H", "2026-06-06"),
        ("DTEND:20260607T000000", "2026-06-06"),
        ("DTEND:20260607T180000", "2026-06-07"),
        ("X-NOTHING:1", "2026-06-05"),
    ],
)
def test_a_whole_day_ends_on_its_last_day(written, last):
    found = read(file(f"DTSTART;VALUE=DATE:20260605\n{written}"))
    assert starts(found) == ["2026-06-05"] and ends(found) == [last]


@pytest.mark.parametrize(
    "written", ["DTSTART:20260605", "DTSTART;VALUE=DATE:20260605T000000", "DTSTART;TZID=Europe/Helsinki;VALUE=DATE:20260605"]
)
def test_a_day_is_a_day_however_it_is_labelled(written):
    assert starts(read(file(written))) == ["2026-06-05"]


def test_outlooks_whole_day_from_midnight_to_midnight_is_one():
    found = read(file("DTSTART:20260605T000000\nDTEND:20260606T000000\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE"))
    assert (starts(found), ends(found)) == (["2026-06-05"], ["2026-06-05"])


# --- texts -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("DESCRIPTION:Tule &amp; tuo", "Tule & tuo"),
        ("DESCRIPTION:3 < 5 ja a<b", "3 < 5 ja a<b"),
        ("DESCRIPTION:<ul><li>Yksi</li><li>Kaksi</li></ul>", "- Yksi\n- Kaksi"),
        ("DESCRIPTION:&lt;p&gt;Kahdesti&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;", "Kahdesti"),
        ("DESCRIPTION:<p>A</p><p>B<br>C</p>", "A\n\nB\nC"),
        ('DESCRIPTION:<a href="https://x.example/">https://x.example</a>', "https://x.example"),
        ('DESCRIPTION:<a href="JAVASCRIPT:alert(1)">Klikkaa</a>', "Klikkaa"),
        ("DESCRIPTION:<img src=x onerror=alert(1)>Kuva", "Kuva"),
        ("DESCRIPTION:<!-- piilossa --><style>p{}</style>Näkyvissä", "Näkyvissä"),
        ("DESCRIPTION;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:K=C3=A4=\nhvelle", "Kähvelle"),
        ("DESCRIPTION:Sama\nX-ALT-DESC;FMTTYPE=text/html:<p>Sama</p>", "Sama"),
        ("STYLED-DESCRIPTION;VALUE=TEXT;FMTTYPE=text/html:<p>Vain <b>tyylillä</b></p>", "Vain tyylillä"),
    ],
)
def test_descriptions_become_plain_text(written, text):
    assert read(file(f"{EVENT}\n{written}"))["occurrences"][0]["description"] == text


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://naapurusto.example/a?b=c", "https://naapurusto.example/a?b=c"),
        ("HTTP://naapurusto.example/", "http://naapurusto.example/"),
        (" https://naapurusto.example/ ", "https://naapurusto.example/"),
        ("www.naapurusto.example/a", "https://www.naapurusto.example/a"),
        ("https://naapurusto.example/a\\,b", "https://naapurusto.example/a,b"),
        ("java\tscript:alert(1)", None),
        ("data:text/html\\,x", None),
        ("vbscript:x", None),
        ("file:///etc/passwd", None),
        ("https://me:secret@naapurusto.example/", None),
        ("https:///nowhere", None),
        ('https://x.example/"onclick="', None),
        ("&#106;avascript:alert(1)", None),
    ],
)
def test_only_web_addresses_become_links(written, url):
    assert read(file(f"{EVENT}\nURL:{written}"))["occurrences"][0]["url"] == url


def test_the_address_of_a_meeting_and_the_place_on_the_map_are_read():
    online = "CONFERENCE;VALUE=URI;FEATURE=PHONE:tel:+358401234567\nCONFERENCE;VALUE=URI:https://video.naapurusto.example/x"
    one = read(file(f"{EVENT}\n{online}\nGEO:60.1699;24.9384"))["occurrences"][0]
    assert (one["online_url"], one["latitude"], one["longitude"]) == ("https://video.naapurusto.example/x", 60.1699, 24.9384)
    for bad in ("GEO:124.9;60.1", "GEO:60,1;24,9;0"):
        found = read(file(f"{EVENT}\n{bad}"))
        assert found["occurrences"][0]["latitude"] is None and "coordinates" in warnings(found)


@pytest.mark.parametrize(
    ("written", "status"), [("CONFIRMED", "CONFIRMED"), ("cancelled", "CANCELLED"), ("TENTATIVE", "TENTATIVE"), ("DONE", "CONFIRMED")]
)
def test_the_status_is_one_of_three(written, status):
    assert read(file(f"{EVENT}\nSTATUS:{written}"))["occurrences"][0]["status"] == status
