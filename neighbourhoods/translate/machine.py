"""Machine translation by a server of the keeper's choice that speaks LibreTranslate's protocol. Off until an address is set.

What it gives is a draft that a person must read, and text from outside: it is cleaned here.
"""

import http.client
import json
import logging
import socket
import ssl
import threading
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from . import machine_markup

LANGUAGES_WITHIN, TRANSLATED_WITHIN = 3, 20  # seconds, from the first byte sent to the last one read
LANGUAGES_KEPT, TROUBLE_KEPT = 3600, 60
LARGEST_ANSWER = 1024 * 1024
# plain Finnish is written by people: no server knows it, and "fi" is not it
NEVER = "-simple"
log = logging.getLogger(__name__)
known = {}  # address: (until when, {code: set of codes}), in each process


class Trouble(Exception):
    """Why there is no translation, in words for who asked for it."""

    def __init__(self, sentence, reason=""):
        super().__init__(sentence)
        self.sentence = sentence
        self.reason = reason  # for the log, in English

    def __str__(self):
        return str(self.sentence)


DOWN = _("Machine translation does not answer now. Try again later, or translate yourself.")
SLOW = _("Machine translation took too long. Try again later, or translate yourself.")
WRONG = _("Machine translation gave an answer that is of no use. Translate yourself, and tell an administrator.")
TOO_LONG = _("The texts are too long for machine translation. Translate yourself, or divide the page.")
ENOUGH = _("Machine translation takes no more texts just now. Try again in an hour, or translate yourself.")
NOT_LET_IN = _("Machine translation does not let us in. Tell an administrator.")
UNKNOWN = _("Machine translation does not know these languages. Translate yourself.")
OFF = _("Machine translation is not in use here.")


def is_on():
    return bool(address())


def address():
    """The parts of the server's address, or None where none is set."""
    parts = urlsplit(settings.MACHINE_TRANSLATION_URL)
    return parts if parts.scheme in ("http", "https") and parts.hostname else None


def can_translate(source, target):
    """False too when the server does not answer. Asks it once an hour."""
    if not is_on() or not for_machines(source, target):
        return False
    pairs = languages()
    return target.lower() in pairs.get(source.lower(), ())


def for_machines(source, target):
    return source != target and not source.endswith(NEVER) and not target.endswith(NEVER)


def translate(texts, source, target, html_keys=()):
    """{key: translation} of {key: text}. Keys in `html_keys` hold HTML, of which only what the source has comes back.

    What the server gave nothing for is left out. Raises Trouble.
    """
    if not is_on():
        raise Trouble(OFF, "off")
    if not for_machines(source, target):
        raise Trouble(UNKNOWN, f"{source} to {target}")
    end = time.monotonic() + TRANSLATED_WITHIN
    asked = {key: text for key, text in texts.items() if text.strip()}
    done = {key: text for key, text in texts.items() if key not in asked}
    for kind, clean in (("text", machine_markup.plain), ("html", machine_markup.html)):
        some = {key: text for key, text in asked.items() if (key in html_keys) == (kind == "html")}
        if some:
            given = ask_for(list(some.values()), source, target, kind, end)
            cleaned = {key: clean(answer, text) for (key, text), answer in zip(some.items(), given, strict=True)}
            done |= {key: text for key, text in cleaned.items() if text.strip()}
    return {key: done[key] for key in texts if key in done}


def ask_for(texts, source, target, kind, end):
    body = {"q": texts, "source": source, "target": target, "format": kind}
    if settings.MACHINE_TRANSLATION_KEY:
        body["api_key"] = settings.MACHINE_TRANSLATION_KEY
    try:
        answer = ask("POST", "/translate", end, body)
        given = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(given, list) or len(given) != len(texts) or not all(isinstance(text, str) for text in given):
            raise Trouble(WRONG, "not a text for each text")
    except Trouble as trouble:
        log.warning("Machine translation: %s", trouble.reason)
        raise
    return given


def languages():
    """{code in small letters: codes it can be translated into}; empty when the server does not tell."""
    key = settings.MACHINE_TRANSLATION_URL
    until, pairs = known.get(key, (0, {}))
    if time.monotonic() < until:
        return pairs
    try:
        pairs, keep = read_languages(ask("GET", "/languages", time.monotonic() + LANGUAGES_WITHIN)), LANGUAGES_KEPT
    except Trouble as trouble:
        log.warning("Machine translation: %s", trouble.reason)
        # not asked again for each page while it is down
        pairs, keep = {}, TROUBLE_KEPT
    known.clear()
    known[key] = (time.monotonic() + keep, pairs)
    return pairs


def read_languages(answer):
    if not isinstance(answer, list):
        raise Trouble(WRONG, "no list of languages")
    listed = {one["code"].lower(): one.get("targets") for one in answer if isinstance(one, dict) and isinstance(one.get("code"), str)}
    pairs = {}
    for code, targets in listed.items():
        # older servers tell no targets: each language into each
        named = targets if isinstance(targets, list) else listed
        pairs[code] = {name.lower() for name in named if isinstance(name, str)} - {code}
    return pairs


def forget():
    known.clear()


def ask(method, path, end, body=None):
    """The JSON that the server answers. Redirects are not followed: the texts go where the keeper sends them and nowhere else."""
    call = Call(end)
    try:
        status, content = call.read(method, path, body)
    except (OSError, http.client.HTTPException, ValueError) as error:
        slow = call.late.is_set() or isinstance(error, TimeoutError)
        raise (Trouble(SLOW, "too slow") if slow else Trouble(DOWN, f"does not answer: {type(error).__name__}")) from None
    if call.late.is_set():
        raise Trouble(SLOW, "too slow")
    if len(content) > LARGEST_ANSWER:
        raise Trouble(WRONG, "an answer of more than 1 MB")
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        told = None
    if status != 200:
        raise refused(status, told)
    if told is None:
        raise Trouble(WRONG, "an answer that is no JSON")
    return told


def refused(status, told):
    said = str(told.get("error", "")).lower() if isinstance(told, dict) else ""
    for sentence, is_it in (
        (ENOUGH, status == 429),
        (NOT_LET_IN, status in (401, 403) or "api key" in said),
        (TOO_LONG, status == 413 or "limit" in said),
        (UNKNOWN, "not supported" in said),
        (DOWN, status >= 500),
    ):
        if is_it:
            return Trouble(sentence, f"status {status}")
    return Trouble(WRONG, f"status {status}")


class Call:
    """One request that ends in time, also when the server sends a letter a second: a timeout alone begins anew with each."""

    def __init__(self, end):
        self.end = end
        self.late = threading.Event()
        self.socket = None

    def read(self, method, path, body):
        server, left = address(), self.end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if server.scheme == "https":
            line = http.client.HTTPSConnection(server.hostname, server.port, timeout=left, context=ssl.create_default_context())
        else:
            line = http.client.HTTPConnection(server.hostname, server.port, timeout=left)
        watch = threading.Timer(left, self.hang_up)
        watch.daemon = True
        watch.start()
        try:
            line.connect()
            self.socket = line.sock
            headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
            data = None
            if body is not None:
                headers["Content-Type"], data = "application/json", json.dumps(body)
            line.request(method, server.path.rstrip("/") + path, data, headers)
            answer = line.getresponse()
            with answer:
                return answer.status, answer.read(LARGEST_ANSWER + 1)
        finally:
            watch.cancel()
            line.close()

    def hang_up(self):
        self.late.set()
        if self.socket:
            try:
                # the plain socket's own: it wakes the thread that reads, and waits for nobody
                socket.socket.shutdown(self.socket, socket.SHUT_RDWR)
            except OSError:
                log.debug("The connection was closed already.")
