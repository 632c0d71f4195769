"""Watches over child processes: starts them again when they die, and ends all of them when it is told to.

Each child leads a session of its own, so that a child's own children can be found and ended with it.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

LONGEST_PAUSE = 60
# A child that ran this long was well: its next pause is the shortest again.
WELL_AFTER = 60
# From the signal: ask the leaders, then everybody, then end what is left. All within the 10 s that are promised.
ASK_ALL_AFTER = 5
KILL_AFTER = 7
LOOK_EVERY = 0.1
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

# Loaded before any fork: between fork and exec nothing may be imported.
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def end_with_parent(parent):
    """Runs in the new child. The kernel ends it when the parent dies, even by SIGKILL. SIGTERM, so that it ends its own children."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


@dataclass
class Child:
    """One program to keep running. `environment` is the whole of it. `restarts` counts since the first start.

    One that runs `once` begins when all is ready, and is not started again.
    """

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    folder: str | os.PathLike | None = None
    once: bool = False
    process: subprocess.Popen | None = None
    started: float = 0
    start_again: float = 0
    pause: int = 1
    restarts: int = 0

    def start(self):
        parent = os.getpid()
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=lambda: end_with_parent(parent),
        )
        self.started = time.monotonic()

    def signal_group(self, number):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)

    def group_left(self):
        """Whether any process of its group is still there. Those that lost their parent are ours to bury."""
        if self.process.poll() is None:
            return True
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-self.process.pid, os.WNOHANG)[0]:
                pass
        try:
            os.killpg(self.process.pid, 0)
        except PermissionError:
            return True
        except ProcessLookupError:
            return False
        return True


class Supervisor:
    """Keeps children running until SIGINT, SIGTERM or SIGHUP, then ends them within 10 s.

    `ready` is called again and again while they run, every tenth of a second, until it returns True. `tell` gets
    (child, exit code, pause in seconds) when one has died.
    """

    def __init__(
        self,
        children: list[Child],
        *,
        ready: Callable[[], bool] | None = None,
        tell: Callable[[Child, int, int], None] | None = None,
    ):
        self.children = children
        self.ready = ready
        self.tell = tell or (lambda child, code, pause: None)
        self.told_to_end = False

    def run(self):
        """Starts the children and comes back when it was told to end and nothing of them is left. Main thread only."""
        if LIBC is not None:
            # Orphans of a dead child come to us instead of to whatever process number 1 is in a container.
            LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        before = install_handlers(self.end)
        try:
            for child in self.children:
                if not self.told_to_end and not child.once:
                    child.start()
            while not self.told_to_end:
                self.look()
                time.sleep(LOOK_EVERY)
        finally:
            self.end_children()
            for number, handler in before.items():
                signal.signal(number, handler)

    def end(self, number, frame):
        self.told_to_end = True

    def look(self):
        """Starts again who is dead and has waited long enough, and asks whether all is ready."""
        now = time.monotonic()
        for child in self.children:
            if child.process is None:
                if now >= child.start_again and not child.once:
                    child.restarts += 1
                    child.start()
                continue
            code = child.process.poll()
            if code is None:
                continue
            # What it leaves behind would hold its port or do its work twice.
            if child.group_left():
                child.signal_group(signal.SIGKILL)
            if child.once:
                child.process = None
                continue
            if now - child.started >= WELL_AFTER:
                child.pause = 1
            self.tell(child, code, child.pause)
            child.process = None
            child.start_again = now + child.pause
            child.pause = min(child.pause * 2, LONGEST_PAUSE)
        if self.ready is not None and self.ready():
            self.ready = None
            for child in self.children:
                if child.once and not self.told_to_end:
                    child.start()

    def end_children(self):
        """Asks the leaders first: a worker that is asked itself would drop the task that it could finish."""
        began = time.monotonic()
        left = [child for child in self.children if child.process is not None]
        for child in left:
            if child.process.poll() is None:
                child.process.terminate()
        asked_all = False
        while left := [child for child in left if child.group_left()]:
            waited = time.monotonic() - began
            for child in left:
                if waited >= KILL_AFTER:
                    child.signal_group(signal.SIGKILL)
                elif child.process.poll() is not None or (waited >= ASK_ALL_AFTER and not asked_all):
                    child.signal_group(signal.SIGTERM)
            asked_all = waited >= ASK_ALL_AFTER
            time.sleep(0.05)


def install_handlers(handler):
    """Sets the handler for the signals that end a start, and returns those before it (number -> handler).

    Explicitly: a shell starts a program in the background with SIGINT ignored, and that is inherited. An ignored
    SIGHUP stays so: somebody said nohup.
    """
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        numbers.append(signal.SIGHUP)
    return {number: signal.signal(number, handler) for number in numbers}
