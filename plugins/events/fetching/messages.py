"""One request and its answer in HTTP/1.1 over a socket, with limits for all that a server could send."""

import re
from dataclasses import dataclass, field

from .refusals import Refused, of_status, too_large
from .unpacking import Unpacker

AGENT = "Pihapiiri (calendar import)"
PORTION = 64 * 1024
MOST_LINE = 8 * 1024
MOST_LINES = 200
MOST_HEADER_BYTES = 64 * 1024
MOST_INTERIM = 10
# What may surround the bytes of a body, such as the sizes of its pieces.
SPARE = 1024 * 1024
SECONDS_AFTER_LENGTH = 1
STATUS = re.compile(rb"HTTP/1\.[01] ([0-9]{3})(?: .*)?")
SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;.*)?")
LENGTH = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class Message:
    """An answer. `headers` has small names and the values of each in order; `body` is there for 200 alone."""

    status: int
    headers: dict = field(repr=False)
    body: bytes = field(default=b"", repr=False)

    def header(self, name):
        """The last value of a header, or nothing."""
        return self.headers.get(name, [""])[-1]


def exchange(sock, place, deadline, headers, limit):
    """Message that a server answers with about `place`, by GET. At most `limit` bytes, unpacked. Raises Refused."""
    lines = [
        f"GET {place.path_and_query} HTTP/1.1",
        f"Host: {place.host_header}",
        f"User-Agent: {AGENT}",
        "Accept: text/calendar, application/json;q=0.9, */*;q=0.5",
        "Accept-Encoding: gzip",
        "Connection: close",
        *(f"{name}: {value}" for name, value in headers.items() if value),
    ]
    try:
        sock.settimeout(deadline.left())
        sock.sendall("\r\n".join([*lines, "", ""]).encode("latin-1", "ignore"))
    except TimeoutError:
        raise deadline.passed() from None
    except OSError:
        # It may have answered before it closed.
        pass
    return Reading(sock, place, deadline, limit).message()


class Reading:
    """Of one answer. Every wait ends at the deadline, and no piece is larger than its limit."""

    def __init__(self, sock, place, deadline, limit):
        self.sock, self.place, self.deadline, self.limit = sock, place, deadline, limit
        self.waiting, self.is_at_end, self.received = b"", False, 0
        self.line_count, self.header_bytes = 0, 0

    def message(self):
        for _ in range(MOST_INTERIM):
            status = self.status()
            headers = self.headers()
            if status >= 200 or status == 101:
                break
        else:
            raise Refused("no-http", host=self.place.host)
        if status not in (200, 203):
            if not 300 <= status <= 399:
                raise of_status(status)
            return Message(status, headers)
        return Message(status, headers, self.body(headers))

    def status(self):
        if not (match := STATUS.fullmatch(self.line())):
            raise Refused("no-http", host=self.place.host)
        return int(match[1])

    def headers(self):
        found, last = {}, None
        while line := self.header_line():
            if line[0] in " \t":
                # A line that goes on: it is long out of use, and still sent.
                if last:
                    last[-1] += f" {line.strip()}"
                continue
            name, colon, value = line.partition(":")
            if colon:
                last = found.setdefault(name.strip().lower(), [])
                last.append(value.strip())
        return found

    def header_line(self):
        line = self.line()
        self.line_count += 1
        self.header_bytes += len(line)
        if self.line_count > MOST_LINES or self.header_bytes > MOST_HEADER_BYTES:
            raise Refused("headers")
        return line.decode("latin-1")

    def body(self, headers):
        """Bytes, unpacked. What ends before it should is cut; what goes on after it should have ended lies."""
        transfer = [one.strip().lower() for one in ",".join(headers.get("transfer-encoding", [])).split(",") if one.strip()]
        if transfer not in ([], ["identity"], ["chunked"]):
            raise Refused("packing")
        codings = [one for one in ",".join(headers.get("content-encoding", [])).split(",") if one.strip()]
        if len(codings) > 1:
            raise Refused("packing")
        unpacker = Unpacker(codings[0] if codings else "", self.limit)
        if transfer == ["chunked"]:
            self.read_chunks(unpacker)
        elif "content-length" in headers:
            self.read_length(unpacker, headers["content-length"])
        else:
            while piece := self.some():
                unpacker.take(piece)
        return unpacker.finish()

    def read_length(self, unpacker, values):
        said = {one.strip() for value in values for one in value.split(",")}
        if len(said) != 1 or not LENGTH.fullmatch(length := said.pop()):
            raise Refused("no-http", host=self.place.host)
        length = int(length)
        if length > self.most_received():
            raise too_large(self.limit)
        self.pass_on(unpacker, length)
        if self.goes_on():
            raise Refused("length")

    def read_chunks(self, unpacker):
        while True:
            if not (match := SIZE.fullmatch(self.line(in_body=True))):
                raise Refused("cut")
            if not (size := int(match[1], 16)):
                # What comes after the last piece says nothing to us.
                return
            self.pass_on(unpacker, size)
            if self.line(in_body=True):
                raise Refused("cut")

    def pass_on(self, unpacker, size):
        while size:
            if not (piece := self.some(size)):
                raise Refused("cut")
            size -= len(piece)
            unpacker.take(piece)

    def line(self, in_body=False):
        """A line without its end. It is no line before its end has come."""
        at, searched = self.waiting.find(b"\n"), 0
        while at < 0:
            searched = len(self.waiting)
            if searched > MOST_LINE:
                raise Refused("headers")
            if not self.receive():
                raise Refused("cut" if in_body or self.received else "no-http", **({} if in_body or self.received else self.who()))
            at = self.waiting.find(b"\n", searched)
        if at > MOST_LINE:
            raise Refused("headers")
        line, self.waiting = self.waiting[:at], self.waiting[at + 1 :]
        return line.removesuffix(b"\r")

    def who(self):
        return {"host": self.place.host}

    def some(self, most=PORTION):
        """At least one byte and no more than `most`; none at the end."""
        if not self.waiting:
            self.receive()
        piece, self.waiting = self.waiting[:most], self.waiting[most:]
        return piece

    def receive(self):
        """Adds what comes next to what waits. False at the end."""
        if self.is_at_end:
            return False
        try:
            self.sock.settimeout(self.deadline.left())
            piece = self.sock.recv(PORTION)
        except TimeoutError:
            raise self.deadline.passed() from None
        except OSError:
            # A connection that breaks has ended: whether the answer is whole shows in what came.
            piece = b""
        if not piece:
            self.is_at_end = True
            return False
        self.received += len(piece)
        if self.received > self.most_received():
            raise too_large(self.limit)
        self.waiting += piece
        return True

    def most_received(self):
        return 2 * self.limit + SPARE

    def goes_on(self):
        """Whether more comes than was said. A server that keeps the connection open, though it was asked not to, is waited for a moment."""
        if self.waiting:
            return True
        try:
            self.sock.settimeout(min(self.deadline.left(), SECONDS_AFTER_LENGTH))
            return bool(self.sock.recv(1))
        except OSError:
            return False
