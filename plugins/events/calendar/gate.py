"""The gate for what comes from outside: from bytes to lines of text, with limits, whatever the sender did to letters and line ends."""

import re
import zlib

from .notes import NotACalendar, Note, gettext_noop

MEGABYTE = 1024 * 1024
# Decoded bytes of one source.
MOST = 20 * MEGABYTE
PORTION = 256 * 1024

GZIP = b"\x1f\x8b"
# A blank line within a folded line is a fault of the sender's line ends, so a run of line ends before a blank is one fold.
# A run is tried once, from its first line end: otherwise a megabyte of empty lines would take minutes.
FOLD = re.compile(rb"(?<!\n)\n+[ \t]")
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")
BEGIN = re.compile(rb"^[ \t]*BEGIN[ \t]*:[ \t]*VCALENDAR[ \t]*$", re.I | re.M)
END = re.compile(rb"^[ \t]*END[ \t]*:[ \t]*VCALENDAR[ \t]*$", re.I | re.M)


def unpacked(data, most=MOST):
    """The bytes themselves. Those of gzip are counted while they are unpacked, so that a small file cannot become a huge one."""
    if not data.startswith(GZIP):
        if len(data) > most:
            raise too_large(most)
        return data
    reader = zlib.decompressobj(wbits=31)
    pieces, size = [], 0
    try:
        rest = data
        while rest and not reader.eof:
            piece = reader.decompress(rest, PORTION)
            rest = reader.unconsumed_tail
            size += len(piece)
            if size > most:
                raise too_large(most)
            pieces.append(piece)
    except zlib.error:
        raise NotACalendar(gettext_noop("The file is packed, and it cannot be unpacked.")) from None
    return b"".join(pieces)


def too_large(most):
    return NotACalendar(gettext_noop("The file is larger than %(most)s MB."), most=most // MEGABYTE)


def lines_of(data, charset=None, most=MOST):
    """(lines, whether the calendar is whole, notes) of a calendar file. `charset` is what the sender said of it, if anything.

    Raises NotACalendar for what is none: a web page, an empty answer, something else. A file that was cut off has no END for each BEGIN.
    """
    data = unpacked(data, most)
    data = from_wide_letters(data).removeprefix(b"\xef\xbb\xbf")
    if not data.strip():
        raise NotACalendar(gettext_noop("The file is empty."))
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    data = FOLD.sub(b"", data)
    begins = len(BEGIN.findall(data))
    if not begins:
        raise not_one(data)
    if b"QUOTED-PRINTABLE" in data.upper():
        data = without_soft_breaks(data)
    notes = []
    lines = letters(data, charset, notes)
    return [line for line in lines if line.strip()], len(END.findall(data)) >= begins, notes


def without_soft_breaks(data):
    """Of values in the encoding of vCalendar 1.0, whose lines end with = where the value goes on."""
    lines, is_open = [], False
    for line in data.split(b"\n"):
        if is_open:
            lines[-1].append(line.removesuffix(b"="))
        else:
            is_open = b"ENCODING=QUOTED-PRINTABLE" in line.partition(b":")[0].upper()
            lines.append([line.removesuffix(b"=") if is_open else line])
        is_open = is_open and line.endswith(b"=")
    return b"\n".join(b"".join(pieces) for pieces in lines)


def from_wide_letters(data):
    """UTF-16 says so in its first two bytes."""
    for mark, name in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[2:].decode(name, "replace").replace("\ufffd", "?").encode("utf-8")
    return data


def not_one(data):
    start = data[:2000].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")) or b"<html" in start or b"<body" in start:
        return NotACalendar(gettext_noop("The answer is a web page, not a calendar. Perhaps the page asks people to sign in."))
    if start.startswith((b"{", b"[")):
        return NotACalendar(gettext_noop("The file holds JSON, not a calendar."))
    return NotACalendar(gettext_noop("The file is not a calendar: there is no BEGIN:VCALENDAR in it."))


def letters(data, charset, notes):
    """Lines of text. What is not UTF-8 is read as the sender said, else as Windows-1252, line by line: a file may be pasted together."""
    try:
        return UNSEEN.sub("", data.decode("utf-8")).split("\n")
    except UnicodeDecodeError:
        pass
    other = known_charset(charset)
    lines = []
    for line in data.split(b"\n"):
        try:
            lines.append(UNSEEN.sub("", line.decode("utf-8")))
        except UnicodeDecodeError:
            lines.append(UNSEEN.sub("", in_one_byte(line, other)))
    sentence = gettext_noop("The file is not in UTF-8, as calendars should be. Its letters were read as %(charset)s.")
    notes.append(Note(sentence, {"charset": other}))
    return lines


def known_charset(charset):
    try:
        return (
            charset
            if charset and "".encode(charset) == b"" and charset.lower().replace("_", "-") not in ("utf-8", "utf8")
            else "windows-1252"
        )
    except LookupError:
        return "windows-1252"


def in_one_byte(line, charset):
    for name in (charset, "windows-1252"):
        try:
            return line.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return line.decode("latin-1")
