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
        self.waiting, self.at, self.is_at_end, self.received = b"", 0, False, 0
        self.line_count, self.header_bytes = 0, 0

    def message(self):
        for _ in range(MOST_INTERIM):
            status = self.status()
            headers = self.headers()
            if status >= 200 or status == 101:
                break
        else:
            raise self.no_http()
        if status not in (200, 203):
            if not 300 <= status <= 399:
                raise of_status(status)
            return Message(status, headers)
        return Message(status, headers, self.body(headers))

    def status(self):
        if not (match := STATUS.fullmatch(self.line(is_begun=False))):
            raise self.no_http()
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
            raise self.no_http()
        length = int(length)
        if length > (self.most_received() if unpacker.coding else self.limit):
            raise too_large(self.limit)
        self.pass_on(unpacker, length)
        if self.goes_on():
            raise Refused("length")

    def read_chunks(self, unpacker):
        while True:
            if not (match := SIZE.fullmatch(self.line())):
                raise Refused("cut")
            if not (size := int(match[1], 16)):
                # What comes after the last piece says nothing to us.
                return
            self.pass_on(unpacker, size)
            if self.line():
                raise Refused("cut")

    def pass_on(self, unpacker, size):
        while size:
            if not (piece := self.some(size)):
                raise Refused("cut")
            size -= len(piece)
            unpacker.take(piece)

    def line(self, is_begun=True):
        """A line without its end, which must have come."""
        searched = self.at
        while (end := self.waiting.find(b"\n", searched)) < 0:
            if len(self.waiting) - self.at > MOST_LINE:
                break
            searched = len(self.waiting) - self.at
            if not self.receive():
                raise Refused("cut") if is_begun or self.waiting.startswith(b"HTTP/1.") else self.no_http()
        if end < 0 or end - self.at > MOST_LINE:
            raise Refused("headers")
        line, self.at = self.waiting[self.at : end], end + 1
        return line.removesuffix(b"\r")

    def no_http(self):
        return Refused("no-http", host=self.place.host)

    def some(self, most=PORTION):
        """At least one byte and no more than `most`; none at the end."""
        if self.at == len(self.waiting):
            self.receive()
        piece = self.waiting[self.at : self.at + most]
        self.at += len(piece)
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
        self.waiting, self.at = self.waiting[self.at :] + piece, 0
        return True

    def most_received(self):
        return 2 * self.limit + SPARE

    def goes_on(self):
        """Whether more comes than was said. A server that keeps the connection open, though it was asked not to, is waited for a moment."""
        if self.at < len(self.waiting):
            return True
        try:
            self.sock.settimeout(min(self.deadline.left(), SECONDS_AFTER_LENGTH))
            return bool(self.sock.recv(1))
        except OSError:
            return False
