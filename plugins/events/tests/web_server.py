"""A web server on the loopback address, with answers that tests write: honest ones, and such as nobody should send."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

WORDS = {
    200: "OK",
    204: "No Content",
    206: "Partial Content",
    301: "Moved",
    302: "Found",
    304: "Not Modified",
    404: "Not Found",
    410: "Gone",
}


@dataclass
class Reply:
    """An answer. `body` is bytes, or pieces that are made while they are sent, with `pause` seconds after each.

    Without `length` it says how long a body of bytes is; with a number it says that; with None nothing. `raw` is sent instead of all.
    `stays_open`: the connection is not closed until the client does so.
    """

    status: int = 200
    headers: dict = field(default_factory=dict)
    body: bytes | Iterable = b""
    length: int | str | None = "true"
    pause: float = 0
    raw: bytes | Iterable | None = None
    stays_open: bool = False

    def head(self):
        headers = {"Content-Type": "text/calendar"} | self.headers
        if self.length != "true":
            headers |= {"Content-Length": self.length} if self.length is not None else {}
        elif isinstance(self.body, bytes):
            headers["Content-Length"] = len(self.body)
        lines = [f"HTTP/1.1 {self.status} {WORDS.get(self.status, 'Answer')}", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode("utf-8")

    def pieces(self):
        body = self.body if self.raw is None else self.raw
        if self.raw is None:
            yield self.head()
        yield from [body] if isinstance(body, bytes) else body


@dataclass
class Request:
    path: str
    headers: dict


class WebServer:
    """`answers` are given in turn, and the last one again and again; a dict has answers by path, each a Reply or a list of them.

    `connections` counts what was accepted; `requests` are those that were read. `greeting` are bytes that are
    sent before any request.
    """

    def __init__(self, *answers, context=None, greeting=b""):
        self.answers, self.context, self.greeting = answers, context, greeting
        self.connections, self.requests, self.given = 0, [], {}
        self.lock, self.is_closing = threading.Lock(), threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    @property
    def place(self):
        return "127.0.0.1", self.port

    @property
    def url(self):
        return f"{'https' if self.context else 'http'}://127.0.0.1:{self.port}"

    def serve(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                self.connections += 1
            if self.is_closing.is_set():
                sock.close()
                return
            threading.Thread(target=self.talk, args=(sock,), daemon=True).start()

    def talk(self, sock):
        with contextlib.suppress(OSError):
            sock.settimeout(60)
            sock.sendall(self.greeting)
            if self.context:
                sock = self.context.wrap_socket(sock, server_side=True)
            if request := self.read(sock):
                self.answer(sock, self.next_answer(request))
        sock.close()

    def read(self, sock):
        data = b""
        while b"\r\n\r\n" not in data:
            if not (piece := sock.recv(65536)):
                return None
            data += piece
        first, *lines = data.decode("latin-1").partition("\r\n\r\n")[0].split("\r\n")
        return Request(first.split(" ")[1], dict(line.split(": ", 1) for line in lines))

    def next_answer(self, request):
        with self.lock:
            self.requests.append(request)
            answers = self.answers
            key = ""
            if answers and isinstance(answers[0], dict):
                key = request.path
                answers = answers[0].get(key, Reply(404))
                answers = [answers] if isinstance(answers, Reply) else answers
            at = self.given.get(key, 0)
            self.given[key] = at + 1
            return answers[min(at, len(answers) - 1)]

    def answer(self, sock, reply):
        for piece in reply.pieces():
            sock.sendall(piece)
            if reply.pause:
                time.sleep(reply.pause)
            if self.is_closing.is_set():
                return
        if reply.stays_open:
            while sock.recv(1024):
                pass
        elif self.context:
            sock.unwrap()
        else:
            sock.shutdown(socket.SHUT_WR)
            # what a client still sends would otherwise break what it still reads
            sock.settimeout(5)
            sock.recv(1)

    def close(self):
        self.is_closing.set()
        with contextlib.suppress(OSError):
            # accept() is woken by a connection
            socket.create_connection(self.place, 5).close()
        self.listener.close()


@contextlib.contextmanager
def web_server(*answers, **ways):
    """A WebServer that is listening."""
    server = WebServer(*answers, **ways)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join(5)


def names(**hosts):
    """A `resolve` in which each host has the addresses that are named: names(feeds="1.2.3.4") knows `feeds.example`. It counts, by host.

    A list of lists is one answer after another.
    """
    asked = {}

    def resolve(host, port, **_):
        key = host.removesuffix(".example").replace(".", "_").replace("-", "_")
        if key not in hosts:
            if set(host) <= set("0123456789.") or ":" in host:
                return entries([host], port)
            raise socket.gaierror(socket.EAI_NONAME, "not known")
        asked[host] = asked.get(host, 0) + 1
        found = hosts[key]
        found = [found] if isinstance(found, str) else found
        if isinstance(found[0], list):
            found = found[min(asked[host], len(found)) - 1]
        return entries(found, port)

    resolve.asked = asked
    return resolve


def entries(ips, port):
    return [(socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]
