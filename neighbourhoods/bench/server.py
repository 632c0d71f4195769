"""The server of `start`, over the database of a benchmark, for what many readers at once meet."""

import contextlib
import os
import subprocess
import threading
import time

from neighbourhoods import paths
from neighbourhoods.bench import apart, services

# seconds: between tries of a server that is starting, and until it is given up
PAUSE, WITHIN = 0.1, 60


@contextlib.contextmanager
def server(port, environment):
    """Two workers of four threads on a port of this machine, until the block ends. Raises apart.NotMeasured where it does not start."""
    from neighbourhoods.management.commands.start import answers, server_command
    from neighbourhoods.running.supervisor import end_with_parent

    parent = os.getpid()
    child = subprocess.Popen(
        server_command("127.0.0.1", port, False),
        cwd=paths.ROOT,
        env=environment | {"PYTHONPATH": str(paths.ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: end_with_parent(parent),
    )
    said = []
    reader = threading.Thread(target=lambda: said.extend(child.stderr), daemon=True)
    reader.start()

    def end():
        if child.poll() is None:
            child.terminate()
            child.wait()

    with services.ended_also_by_signal(end):
        limit = time.monotonic() + WITHIN
        while not answers("127.0.0.1", port):
            if child.poll() is not None or time.monotonic() > limit:
                raise apart.NotMeasured(f"The server does not answer.\n{b''.join(said).decode(errors='replace')[-3000:]}")
            time.sleep(PAUSE)
        yield
