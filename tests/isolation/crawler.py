"""One person's way through all addresses. Nothing that they do stays: every request is undone."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test.client import ClientHandler, RequestFactory
from django.urls import Resolver404, resolve

from neighbourhoods import addresses, current

from .answers import Answer
from .tables import Watch

FOREIGN, PARITY, WRITE, ERROR = "foreign", "parity", "write", "error"


@dataclass(frozen=True)
class Finding:
    what: str
    persona: str
    method: str
    url: str
    view: str
    status: int
    told: str

    def __str__(self):
        return f"{self.what}: {self.persona} {self.method} {self.url} [{self.view}] {self.status}: {self.told}"


class Enough(Exception):
    """As many leaks as were looked for have been found."""


class Crawler:
    """Sends what a person's browser could send, and looks at what comes back. `own` and `foreign` are slugs of neighbourhoods."""

    def __init__(self, world, name, user, own, foreign, stop_at=None):
        self.world, self.name, self.user, self.own, self.foreign = world, name, user, own, set(foreign)
        self.stop_at = stop_at
        self.requests, self.findings, self.own_seen, self.answered = 0, [], set(), {}
        self.handler, self.factory = ClientHandler(enforce_csrf_checks=False), RequestFactory()
        self.host = addresses.portal_url().partition("//")[2]
        self.cookies = {}
        if user is not None:
            self.sign_in(user)

    def sign_in(self, user):
        from django.conf import settings

        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        self.cookies[settings.SESSION_COOKIE_NAME] = session.session_key

    def send(self, method, url, data=None, *, host=None, **headers):
        """The Answer, after whatever it did was noted and undone."""
        self.requests += 1
        watch, errors = Watch(), []

        def note(sender, request=None, **kwargs):
            import sys

            errors.append(f"{sys.exc_info()[0].__name__}: {sys.exc_info()[1]}"[:300])

        got_request_exception.connect(note)
        try:
            with transaction.atomic(), connection.execute_wrapper(watch):
                response = self.handler(self.environ(method, url, data, host, headers))
                answer = self.read(method, url, response)
                answer.tables = watch.tables
                if not connection.needs_rollback and self.foreign:
                    answer.trespasses = self.world.ledger.trespasses(watch.tables, self.foreign)
                transaction.set_rollback(True)
        finally:
            got_request_exception.disconnect(note)
        answer.error = " | ".join(errors)
        if watch.tables - {"django_session"}:
            # what a process remembers of rows that are no more
            current.forget_everything()
        return answer

    def environ(self, method, url, data, host, headers):
        self.factory.cookies.clear()
        for name, value in self.cookies.items():
            self.factory.cookies[name] = value
        given = {"HTTP_HOST": host or self.host, **{f"HTTP_{name.upper()}": value for name, value in headers.items()}}
        path, _mark, query = url.partition("?")
        if method == "GET":
            request = self.factory.get(path, QUERY_STRING=query, **given)
        elif isinstance(data, bytes):
            request = self.factory.generic(method, path, data, content_type="application/json", QUERY_STRING=query, **given)
        else:
            form = urlencode(data or {}, doseq=True)
            request = self.factory.generic(
                method, path, form, content_type="application/x-www-form-urlencoded", QUERY_STRING=query, **given
            )
        return request.environ

    def read(self, method, url, response):
        body = b"".join(response.streaming_content) if response.streaming else response.content
        stored = getattr(response.wsgi_request, "_messages", None)
        notices = tuple(str(one.message) for one in getattr(stored, "_queued_messages", ()))
        return Answer(method, url, response.status_code, dict(response.headers), body, notices)

    def look(self, answer, view=None, allowed=("public",)):
        """Notes whatever an answer tells of others."""
        view = view or name_of(answer.url)
        found = self.world.markers.find(answer.everything())
        for marker in found:
            if marker.place in self.foreign and marker.seen_by not in allowed:
                self.note(FOREIGN, answer, view, str(marker))
        self.own_seen |= {marker for marker in found if marker.place in self.own}
        for trespass in answer.trespasses:
            self.note(WRITE, answer, view, str(trespass))
        if answer.status >= 500 or answer.error:
            self.note(ERROR, answer, view, answer.error)
        return found

    def note(self, what, answer, view, told):
        finding = Finding(what, self.name, answer.method, answer.url, view, answer.status, told)
        if not any((one.what, one.method, one.view, one.told) == (what, answer.method, view, told) for one in self.findings):
            self.findings.append(finding)
        if self.stop_at and len(self.findings) >= self.stop_at:
            raise Enough

    def visit(self, url, view=None, method="GET", data=None, **headers):
        answer = self.send(method, url, data, **headers)
        self.look(answer, view)
        return answer

    def compare(self, foreign, missing, replaced, view, method="GET", data=None, other_data=None, **headers):
        """What names something of others must be answered as what names nothing at all."""
        answer = self.visit(foreign, view, method, data, **headers)
        key = (method, missing, repr(other_data or data), repr(headers))
        if key not in self.answered:
            self.answered[key] = self.visit(missing, view, method, other_data or data, **headers)
        self.tell_apart(answer, self.answered[key], view, f"as {missing}", replaced)
        return answer

    def tell_apart(self, answer, other, view, words, replaced=()):
        """Notes in what two answers differ. The numbers of rows that they have made themselves are no difference."""
        if answer.same_as(other, replaced):
            made = self.world.ledger.unknown(answer.body) | self.world.ledger.unknown(other.body)
            if difference := answer.same_as(other, {*replaced, *made}):
                self.note(PARITY, answer, view, f"{words}: {difference}")


def name_of(url):
    try:
        match = resolve(url.partition("?")[0])
    except Resolver404:
        return ""
    return match.view_name or ""
