"""A seeded install, its server processes and a mailbox: what a browser needs at the other end."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from aiosmtpd.controller import Controller

from neighbourhoods.bench.services import free_port
from neighbourhoods.management.commands.start import answers, server_command

ROOT = Path(__file__).resolve().parent.parent.parent
ACTIVIST = "aktiivi@example.org"
KEEPER = "yllapito@example.org"
SIGN_IN = """
from neighbourhoods.models import User
from neighbourhoods.signin import links
def make(address, count):
    return [links.make_link(User.objects.get(email=address)) for _number in range(count)]
"""
# links made at once, and seconds after which they are not used: they hold for a quarter of an hour
LINKS, OLD_LINK = 8, 600

# The steps of `start`, in one process.
SEED = f"""
import django
django.setup()
from neighbourhoods.running import prepare
prepare.catalogues()
prepare.static_files()
prepare.database()
prepare.neighbourhoods()
prepare.demo_content()
from neighbourhoods.models import Membership, Neighbourhood, User
Membership.objects.create(
    user=User.objects.create_user("{ACTIVIST}"), neighbourhood=Neighbourhood.objects.get(slug="lintumaki"), role="activist"
)
"""


class Mailbox:
    """A real SMTP server that keeps what it gets."""

    def __init__(self):
        self.messages = []
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self.url = f"smtp://127.0.0.1:{self.controller.port}"

    async def handle_DATA(self, server, session, envelope):
        self.messages.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"

    def code(self):
        """The code in the newest mail."""
        return re.search(r"^Subject: .*: (\S+)", self.messages[-1][1], re.MULTILINE).group(1)


class BrowsedInstall:
    """An install with a var and a sites folder of its own, served by the processes of `start`."""

    def __init__(self, folder, email_url=""):
        self.folder, self.port = Path(folder), free_port()
        self.sites = self.folder / "sites"
        dropped = ("DATABASE_URL", "REDIS_URL", "KEEPER_EMAIL", "MAIL_FROM", "EMAIL_URL")
        kept = {name: value for name, value in os.environ.items() if name not in dropped and not name.startswith("PIHAPIIRI_")}
        self.environment = {
            **kept,
            "PIHAPIIRI_VENV": "off",
            "PIHAPIIRI_VAR": str(self.folder / "var"),
            "PIHAPIIRI_SITES": str(self.sites),
            "PIHAPIIRI_PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "neighbourhoods.settings",
            "PYTHONPATH": str(ROOT),
            "LC_ALL": "C.UTF-8",
            **({"EMAIL_URL": email_url} if email_url else {}),
        }
        self.process, self.lines, self.links = None, [], {}

    def seed(self):
        (self.folder / "var").mkdir(parents=True)
        shutil.copytree(ROOT / "sites", self.sites)
        self.run("-c", SEED)
        return self

    def run(self, *arguments):
        """Standard output of a Python process of this install that must succeed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def python(self, code):
        return self.run("-c", f"import django; django.setup()\n{code}")

    def sign_in_link(self, address):
        """As the command `signin` prints; several are made at once, since each process takes a second to begin."""
        made_at, links = self.links.get(address, (0, []))
        if not links or time.monotonic() - made_at > OLD_LINK:
            made = self.python(f"{SIGN_IN}print(*make({address!r}, {LINKS}))").split()
            made_at, links = self.links[address] = time.monotonic(), made
        return links.pop()

    def send_mails(self):
        """What the worker does once a minute, without waiting for it."""
        self.python("from neighbourhoods import mail; mail.sweep()")

    def url(self, slug="", path="/"):
        """Of the portal, or of the neighbourhood with this slug."""
        return f"http://{slug + '.' if slug else ''}localhost:{self.port}{path}"

    def begin(self):
        self.process = subprocess.Popen(
            server_command("127.0.0.1", self.port, False),
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self.listen, daemon=True).start()
        end = time.monotonic() + 300
        while not answers("127.0.0.1", self.port):
            assert self.process.poll() is None and time.monotonic() < end, self.said()
            time.sleep(0.1)

    def listen(self):
        for line in self.process.stdout:
            self.lines.append(line)

    def said(self):
        return "".join(self.lines)

    def end(self):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
