"""The watch over server and worker, with real processes."""

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.own_database

ROOT = Path(__file__).resolve().parent.parent

WATCH = """
    import os, sys
    from neighbourhoods.running.supervisor import Child, Supervisor

    def tell(child, code, pause):
        print("dead", child.name, code, pause, flush=True)

    def ready():
        asked.append(1)
        if len(asked) == 3:
            print("ready", flush=True)
        return len(asked) == 3

    asked = []
    children = [Child(name, [sys.executable, "-c", code], once=name == "once") for name, code in CHILDREN.items()]
    Supervisor(children, ready=ready, tell=tell).run()
    print("ended", flush=True)
"""
# Each writes a line "what pid seconds" into the file that all share.
NOTE = """
    import os, signal, subprocess, sys, time
    def note(what):
        with open("notes", "a") as file:
            file.write(f"{what} {os.getpid()} {time.monotonic()}\\n")
"""
STEADY = NOTE + "\n    note('steady')\n    time.sleep(60)"


class Watch:
    """A supervisor in a process of its own, over children given as code."""

    def __init__(self, folder):
        self.folder = folder
        self.process = None

    def begin(self, before="", **children):
        codes = {name: textwrap.dedent(code) for name, code in children.items()}
        program = f"import signal\n{before}\nCHILDREN = {json.dumps(codes)}\n{textwrap.dedent(WATCH)}"
        self.process = subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        return self

    def notes(self, what):
        """[(pid, seconds)] of the lines that begin so."""
        try:
            lines = [line.split() for line in (self.folder / "notes").read_text().splitlines()]
        except FileNotFoundError:
            return []
        return [(int(pid), float(seconds)) for found, pid, seconds in lines if found == what]

    def wait_for(self, what, count=1, within=20):
        end = time.monotonic() + within
        while len(self.notes(what)) < count:
            assert time.monotonic() < end, (what, self.process.poll())
            time.sleep(0.05)
        return self.notes(what)

    def end(self, number=signal.SIGTERM):
        """(standard output, seconds it took). Nothing is said on standard error."""
        began = time.monotonic()
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=15)
        assert err == ""
        return out, time.monotonic() - began


@pytest.fixture
def watch(tmp_path):
    watch = Watch(tmp_path)
    yield watch
    if watch.process and watch.process.poll() is None:
        watch.process.kill()
        watch.process.communicate()


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


def wait_until_gone(*pids, within=10):
    end = time.monotonic() + within
    while any(is_running(pid) for pid in pids):
        assert time.monotonic() < end, [pid for pid in pids if is_running(pid)]
        time.sleep(0.05)


def test_a_dead_child_is_started_again_with_growing_pauses_and_the_others_go_on(watch):
    watch.begin(server=NOTE + "\n    note('server')\n    sys.exit(3)", worker=STEADY)
    first, second, third = (seconds for _pid, seconds in watch.wait_for("server", 3))
    assert 1 <= second - first < 20
    assert 2 <= third - second < 20
    assert len(watch.notes("steady")) == 1
    out, _took = watch.end()
    assert [line for line in out.splitlines() if line.startswith("dead")][:2] == ["dead server 3 1", "dead server 3 2"]


def test_the_pause_never_exceeds_a_minute():
    from neighbourhoods.running.supervisor import Child, Supervisor

    pauses = []
    child = Child("server", ["/bin/false"])
    supervisor = Supervisor([child], tell=lambda child, code, pause: pauses.append(pause))
    for _ in range(9):
        child.start()
        child.process.wait()
        supervisor.look()
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_children_and_the_exit_code_is_0(watch, number):
    watch.begin(server=STEADY, worker=STEADY)
    pids = [pid for pid, _ in watch.wait_for("steady", 2)]
    out, took = watch.end(number)
    assert watch.process.returncode == 0
    assert out.endswith("ended\n")
    assert took < 3
    wait_until_gone(*pids)


def test_ctrl_c_works_where_a_shell_started_it_in_the_background(watch):
    watch.begin(before="signal.signal(signal.SIGINT, signal.SIG_IGN)", server=STEADY)
    watch.wait_for("steady")
    watch.end(signal.SIGINT)
    assert watch.process.returncode == 0


def test_it_outlives_its_terminal_when_started_with_nohup(watch):
    watch.begin(before="signal.signal(signal.SIGHUP, signal.SIG_IGN)", server=STEADY)
    watch.wait_for("steady")
    watch.process.send_signal(signal.SIGHUP)
    time.sleep(0.5)
    assert watch.process.poll() is None
    watch.end()


def test_a_child_that_will_not_end_is_ended_within_ten_seconds_with_its_own_children(watch):
    stubborn = """
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if os.fork():
        note("stubborn")
    else:
        note("grandchild")
    time.sleep(60)
    """
    watch.begin(server=NOTE + stubborn, worker=STEADY)
    pids = [pid for what in ("stubborn", "grandchild", "steady") for pid, _ in watch.wait_for(what)]
    _out, took = watch.end()
    assert watch.process.returncode == 0
    assert 6 < took < 10
    wait_until_gone(*pids, within=1)


def test_work_in_hand_is_finished_when_its_leader_waits_for_it(watch):
    working = """
    if os.fork():
        signal.signal(signal.SIGTERM, lambda number, frame: None)
        note("leader")
        os.wait()
    else:
        note("begun")
        time.sleep(2)
        note("finished")
    """
    watch.begin(worker=NOTE + working)
    watch.wait_for("begun")
    watch.wait_for("leader")
    watch.end()
    assert len(watch.notes("finished")) == 1


def test_what_a_dead_child_leaves_behind_is_gone_before_it_starts_again(watch):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    leaving = f"""
    import socket
    listener = socket.create_server(("127.0.0.1", {port}))
    if os.fork():
        note("leader")
        time.sleep(60)
    else:
        note("left")
        time.sleep(60)
    """
    watch.begin(server=NOTE + leaving)
    left = watch.wait_for("left")[0][0]
    os.kill(watch.wait_for("leader")[0][0], signal.SIGKILL)
    watch.wait_for("leader", 2)
    assert not is_running(left)
    out, _took = watch.end()
    assert "dead server -9 1\n" in out


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has died")
def test_killing_it_leaves_no_child_behind(watch):
    watch.begin(server=STEADY, worker=STEADY)
    pids = [pid for pid, _ in watch.wait_for("steady", 2)]
    watch.process.kill()
    wait_until_gone(*pids)


def test_it_asks_whether_all_is_ready_until_it_is(watch):
    watch.begin(server=STEADY)
    watch.wait_for("steady")
    time.sleep(1)
    out, _took = watch.end()
    assert out == "ready\nended\n"


def test_work_for_once_begins_when_all_is_ready_and_is_not_done_again(watch):
    watch.begin(server=STEADY, once=NOTE + "\n    note('once')\n    sys.exit(1)")
    (_pid, began), *_more = watch.wait_for("once")
    assert began > watch.notes("steady")[0][1]
    time.sleep(2.5)
    out, took = watch.end()
    assert len(watch.notes("once")) == 1 and "dead" not in out and took < 5


def test_work_for_once_ends_with_the_others_and_with_its_own_children(watch):
    parent = NOTE + "\n    child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n    note(f'child:{child.pid}')"
    watch.begin(server=STEADY, once=parent + "\n    note('once')\n    time.sleep(60)")
    ((pid, _began),) = watch.wait_for("once")
    own = int((watch.folder / "notes").read_text().partition("child:")[2].split()[0])
    _out, took = watch.end()
    assert took < 10
    wait_until_gone(pid, own)


def test_a_free_port_is_told_from_a_taken_one_and_the_next_free_one_is_found():
    from neighbourhoods.running import ports

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert not ports.is_free("127.0.0.1", port)
        free = ports.next_free("127.0.0.1", port)
        assert free != port
        assert ports.is_free("127.0.0.1", free)
    assert ports.is_free("127.0.0.1", port)


def test_the_port_of_a_server_that_ended_a_moment_ago_is_free():
    from neighbourhoods.running import ports

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        client = socket.create_connection(("127.0.0.1", port))
        connection, _ = server.accept()
        # The side that closes first keeps the port in TIME_WAIT.
        connection.close()
        client.close()
    assert ports.is_free("127.0.0.1", port)


def test_the_port_of_a_running_start_is_known_and_that_of_a_killed_one_is_not(tmp_path, monkeypatch):
    from neighbourhoods import paths

    monkeypatch.setenv("PIHAPIIRI_VAR", str(tmp_path))
    assert paths.running_port() == 8000
    paths.run_file().write_text(json.dumps({"port": 8123, "host": "127.0.0.1", "pid": os.getpid()}))
    assert paths.running_port() == 8123
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    paths.run_file().write_text(json.dumps({"port": 8123, "host": "127.0.0.1", "pid": ended.pid}))
    assert paths.running_port() == 8000
    paths.run_file().write_text('{"port": 81')
    assert paths.running_port() == 8000


def test_a_mode_that_does_not_exist_is_refused_in_one_sentence(monkeypatch):
    from neighbourhoods import paths

    monkeypatch.setenv("PIHAPIIRI_MODE", "prod")
    monkeypatch.setenv("LC_ALL", "fi_FI.UTF-8")
    with pytest.raises(SystemExit) as refused:
        paths.mode()
    assert refused.value.code == "PIHAPIIRI_MODE on ”prod”. Sen pitää olla development tai production."
