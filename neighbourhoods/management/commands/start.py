"""`manage.py start`: from a checkout to sites that answer, with one command."""

import argparse
import contextlib
import errno
import http.client
import os
import shlex
import socket
import sys
import time

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError, connections
from django.utils.translation import gettext as _

from neighbourhoods import paths
from neighbourhoods.console import ConsoleCommand, Steps
from neighbourhoods.running import ports, prepare
from neighbourhoods.running.supervisor import Child, Supervisor, install_handlers
from neighbourhoods.sentences import sentence

# Seconds after which a server that does not answer is told of, once. The watch goes on.
ANSWER_WITHIN = 60


def port_number(text):
    number = int(text)
    if not 1 <= number <= ports.HIGHEST:
        raise argparse.ArgumentTypeError(_("a port is a number from 1 to 65535"))
    return number


class Command(ConsoleCommand):
    help = "Prepares everything and runs the server and the worker until Ctrl-C."
    # The port comes first, and the checks of the models need compiled catalogues: prepare.check runs them later.
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--port", type=port_number, default=paths.DEFAULT_PORT)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--no-demo", action="store_true", help=_("No demo content into an empty database."))
        parser.add_argument("--reload", action="store_true", help=_("Start the server again when its code changes."))

    def handle(self, *, host, port, no_demo, reload, **options):
        self.refuse_taken_port(host, port, no_demo, reload)
        install_handlers(end_quietly)
        self.steps = Steps()
        try:
            self.prepare(demo=not no_demo and paths.mode() == "development")
            prepare.keep_port(host, port)
        except OSError as error:
            raise plain(error) from None
        except DatabaseError as error:
            raise plain_database(error) from None
        # The children open their own; a connection held here would outlive every change of the database's address.
        connections.close_all()
        try:
            self.run(host, port, reload)
        finally:
            prepare.forget_port()

    def refuse_taken_port(self, host, port, no_demo, reload):
        refusal = ports.refusal(host, port)
        if refusal is None:
            return
        unknown = isinstance(refusal, socket.gaierror) or refusal.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
        command = ["python3", sys.argv[0], "start"]
        if unknown:
            free = port if ports.is_free("127.0.0.1", port) else ports.next_free("127.0.0.1", port)
        else:
            free = ports.next_free(host, port)
            command += ["--host", host] if host != "127.0.0.1" else []
        command += ["--port", str(free)]
        command += ["--no-demo"] if no_demo else []
        command += ["--reload"] if reload else []
        key = "host unknown" if unknown else "port refused" if isinstance(refusal, PermissionError) else "port taken"
        raise CommandError(sentence(key, host=host, port=port, command=shlex.join(command)))

    def prepare(self, *, demo):
        step = self.steps.step
        with prepare.alone(lambda: self.say(_("Another start is preparing. Waiting …"))):
            # The first of all starts has no catalogue yet to translate its own name with.
            with step(sentence("languages")):
                prepare.catalogues()
                prepare.check()
            with step(_("Static files")):
                prepare.static_files()
            with step(_("Database")):
                prepare.database()
            with step(_("Neighbourhoods")):
                prepare.neighbourhoods()
            if demo:
                with step(_("Demo content")):
                    prepare.demo_content()

    def run(self, host, port, reload):
        environment = {**os.environ, "PIHAPIIRI_PORT": str(port), "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(paths.ROOT), os.environ.get("PYTHONPATH")]))
        server = Child("server", server_command(host, port, reload), environment, paths.ROOT)
        worker = Child("worker", [sys.executable, "-m", "django", "qcluster", "--skip-checks"], environment, paths.ROOT)
        warming = Child("search", [sys.executable, "-m", "neighbourhoods.search.warming"], environment, paths.ROOT, once=True)
        names = {"server": _("The server"), "worker": _("The worker")}

        def tell(child, code, pause):
            text = _("%(program)s has stopped (%(code)s). It is started again in %(pause)s s.")
            self.say(text % {"program": names[child.name], "code": code, "pause": pause})

        began = time.monotonic()
        warned = False

        def ready():
            nonlocal warned
            if answers(host, port):
                self.welcome(port)
                return True
            if not warned and time.monotonic() - began > ANSWER_WITHIN:
                warned = True
                self.say(_("The server does not answer yet. What it says above tells why."))
            return False

        children = [server, worker] if os.environ.get("PIHAPIIRI_WARM_SEARCH") == "off" else [server, worker, warming]
        Supervisor(children, ready=ready, tell=tell).run()

    def welcome(self, port):
        """Each site's address; on a terminal also the way in, until a keeper has used it."""
        from neighbourhoods.addresses import list_addresses
        from neighbourhoods.signin import first_link

        try:
            addresses = list_addresses(port)
            link = first_link(port) if sys.stdout.isatty() else None
        except DatabaseError as error:
            self.say(str(plain_database(error)))
            return
        finally:
            connections.close_all()
        width = max(len(name) for name, _url in addresses)
        self.say("")
        for name, url in addresses:
            self.say(f"{name:<{width}}  {url}")
        if link:
            self.say("")
            self.say(_("Sign in as the keeper, once, within 15 minutes: %(link)s") % {"link": link})
        if sys.stdout.isatty():
            self.say("")
            self.say(_("Stop with Ctrl-C."))

    def say(self, text):
        # A reader of the output that went away is no reason to end the sites.
        with contextlib.suppress(BrokenPipeError):
            print(text, flush=True)


def server_command(host, port, reload):
    """gunicorn's. No access log: logs hold no address, token or IP. No control socket: two starts would share it."""
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = {
        "--bind": where,
        "--workers": 2,
        "--threads": 4,
        "--worker-class": "gthread",
        "--limit-request-line": 8190,
        "--graceful-timeout": 5,
        "--access-logfile": None,
        "--log-level": "warning",
        "--logger-class": "neighbourhoods.running.logs.AddresslessLogger",
    }
    command = [sys.executable, "-m", "gunicorn", "neighbourhoods.wsgi:application", "--no-control-socket"]
    for name, value in options.items():
        command += [name, str(value)] if value is not None else []
    return [*command, "--reload"] if reload else command


def answers(host, port):
    """Whether the server answers /health. Any host name will do there, also in production."""
    where = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)
    connection = http.client.HTTPConnection(where, port, timeout=2)
    try:
        connection.request("GET", "/health", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def end_quietly(number, frame):
    """A signal while preparing: what was begun is rolled back, and nothing runs yet."""
    raise SystemExit(0)


def plain(error):
    """A CommandError in one sentence for an OSError of var; another one comes back as it is."""
    trouble = paths.trouble(error)
    return CommandError(trouble) if trouble else error


def plain_database(error):
    """A CommandError in one sentence for a database that is full, read-only or out of reach; else the error as it is."""
    text = str(error).lower()
    if "disk is full" in text or "no space left" in text:
        return CommandError(sentence("full", folder=paths.var()))
    if "readonly database" in text or "unable to open database" in text:
        return CommandError(sentence("not writable", folder=paths.var()))
    return error
