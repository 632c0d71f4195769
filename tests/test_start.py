"""`manage.py start` with the real project: one life of an install, and what it says when it cannot live."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.own_database

ROOT = Path(__file__).resolve().parent.parent
HOSTS = {"portal": "localhost", "lintumaki": "lintumaki.localhost", "partti": "partti.localhost", "kolmas": "kolmas.localhost"}


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def read(port, host, path="/fi/"):
    """(status, text) of one page, asked for as a browser does that finds the host on this machine."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"Host": f"{host}:{port}"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def environment(var, sites, **changes):
    """This process's, but for the install that it names and a console in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIHAPIIRI_", "LC_", "DATABASE_URL", "REDIS_URL"))}
    own = {"PIHAPIIRI_VENV": "off", "PIHAPIIRI_VAR": str(var), "PIHAPIIRI_SITES": str(sites), "PIHAPIIRI_WARM_SEARCH": "off"}
    return {**kept, **own, "LC_ALL": "C.UTF-8", **changes}


class Start:
    """A running `start` over an install of its own."""

    def __init__(self, folder):
        self.var = folder / "var"
        self.sites = folder / "sites"
        self.port = free_port()
        self.lines = []

    def begin(self, *arguments):
        self.lines = []
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "start", "--port", str(self.port), *arguments],
            cwd=ROOT,
            env=environment(self.var, self.sites),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        threading.Thread(target=self.listen, args=(self.process.stdout,), daemon=True).start()

    def listen(self, stream):
        for line in stream:
            self.lines.append(line.rstrip("\n"))

    def said(self):
        return "\n".join(self.lines)

    def wait_for_address(self, slug, within=600):
        end = time.monotonic() + within
        while f"http://{HOSTS[slug]}:{self.port}/" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.1)
        return time.monotonic() - self.began

    def wait_until_answers(self, within=300):
        end = time.monotonic() + within
        while True:
            try:
                return read(self.port, "localhost", "/health")[0]
            except OSError:
                assert time.monotonic() < end, self.said()
                time.sleep(0.1)

    def processes(self):
        """[(id, command line)] of everything that runs with this install's folder in its environment."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if f"PIHAPIIRI_VAR={self.var}\0".encode() in (folder / "environ").read_bytes():
                    found.append((int(folder.name), (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()))
            except OSError:
                continue
        return found

    def end(self, number=signal.SIGTERM):
        """Seconds from the signal to the end."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=20)
        return time.monotonic() - began


@pytest.fixture(scope="module")
def life(tmp_path_factory):
    """A first start, a killed server, SIGTERM; then a third site's file, a second start and SIGINT. What was seen on the way."""
    start = Start(tmp_path_factory.mktemp("install"))
    start.sites.mkdir()
    for file in ("portal.toml", "lintumaki.toml", "partti.toml"):
        shutil.copy(ROOT / "sites" / file, start.sites)
    seen = {"port": start.port, "var": start.var}
    start.begin()
    try:
        seen["first took"] = start.wait_for_address("partti")
        seen["first said"] = list(start.lines)
        seen["first pages"] = {slug: read(start.port, HOSTS[slug]) for slug in ("portal", "lintumaki", "partti")}
        seen["run file"] = json.loads((start.var / "run.json").read_text())
        seen["pid"] = start.process.pid
        taken = [sys.executable, "manage.py", "start", "--no-demo", "--port", str(start.port)]
        seen["refused"] = {}
        for language in ("fi_FI.UTF-8", "sv_FI.UTF-8", "C"):
            elsewhere = environment(start.var.parent / language, start.sites, LC_ALL=language)
            seen["refused"][language] = subprocess.run(taken, cwd=ROOT, env=elsewhere, capture_output=True, check=False)
        with socket.create_connection(("127.0.0.1", start.port)) as browser:
            browser.sendall(b"GET / HTTP/7.0 nonsense\r\n\r\n")
            seen["answer to nonsense"] = browser.recv(100)
        leaders = [pid for pid, command in start.processes() if "gunicorn" in command and os.getpgid(pid) == pid]
        os.kill(leaders[0], signal.SIGKILL)
        time.sleep(1)
        seen["health after kill"] = start.wait_until_answers()
        seen["processes"] = [command for _pid, command in start.processes()]
        seen["first end took"] = start.end()
        seen["said at the end"] = start.said()
        seen["first exit code"] = start.process.returncode
        seen["left after first"] = start.processes()
        seen["run file after first"] = (start.var / "run.json").exists()
        # As a keeper would, by copying a file with sed.
        text = (start.sites / "lintumaki.toml").read_text(encoding="utf-8")
        third = "".join(line.replace("Lintumäki", "Kolmas", 1).replace("lintumaki.", "kolmas.", 1) for line in text.splitlines(True))
        (start.sites / "kolmas.toml").write_text(third, encoding="utf-8")
        (start.sites / "rikki.toml").write_text('name = "Rikki\n', encoding="utf-8")
        start.begin()
        seen["second took"] = start.wait_for_address("kolmas")
        seen["second said"] = start.said()
        seen["second pages"] = {slug: read(start.port, HOSTS[slug]) for slug in HOSTS}
        seen["second end took"] = start.end(signal.SIGINT)
        seen["second exit code"] = start.process.returncode
        seen["left after second"] = start.processes()
    finally:
        if start.process.poll() is None:
            start.end()
    return seen


def test_each_neighbourhood_answers_under_its_own_name(life):
    for slug, name, other in (("lintumaki", "Lintumäki", "Partti"), ("partti", "Partti", "Lintumäki")):
        status, page = life["first pages"][slug]
        title = re.search(r"<title>(.*?)</title>", page, re.DOTALL).group(1)
        assert status == 200
        assert name in title
        assert other not in title


def test_the_portal_names_both_neighbourhoods(life):
    status, page = life["first pages"]["portal"]
    assert status == 200
    assert "Lintumäki" in page
    assert "Partti" in page


def test_the_address_of_each_site_is_printed_and_the_portal_comes_first(life):
    port = life["port"]
    addresses = [line.rpartition(" ")[2] for line in life["first said"] if f"localhost:{port}/" in line]
    assert addresses == [f"http://{host}:{port}/" for host in ("localhost", "lintumaki.localhost", "partti.localhost")]


def test_no_sign_in_link_is_printed_where_nobody_watches(life):
    assert "sign" not in "\n".join(life["first said"]).lower()


def test_the_server_never_writes_down_the_address_of_a_reader(life):
    assert life["answer to nonsense"].startswith(b"HTTP/1.1 400 ")
    assert "ip=" not in life["said at the end"]
    assert "127.0.0.1" not in life["said at the end"]


def test_the_port_is_known_while_it_runs_and_forgotten_after(life):
    assert life["run file"] == {"port": life["port"], "host": "127.0.0.1", "pid": life["pid"]}
    assert not life["run file after first"]


def test_server_and_worker_run_and_a_killed_server_comes_back(life):
    assert life["health after kill"] == 200
    assert any("gunicorn" in command for command in life["processes"])
    assert any("qcluster" in command for command in life["processes"])


@pytest.mark.parametrize("which", ["first", "second"])
def test_a_signal_ends_everything_within_ten_seconds(life, which):
    assert life[f"{which} exit code"] == 0
    assert life[f"{which} end took"] < 10
    assert life[f"left after {which}"] == []


def test_a_third_site_is_one_more_file_and_one_more_start(life):
    status, page = life["second pages"]["kolmas"]
    assert status == 200
    assert "Kolmas" in re.search(r"<title>(.*?)</title>", page, re.DOTALL).group(1)
    assert all(status == 200 for status, _page in life["second pages"].values())
    print(f"first start {life['first took']:.1f} s, second {life['second took']:.1f} s")


def test_a_broken_file_is_told_and_the_other_sites_start(life):
    assert "rikki.toml" in life["second said"]
    assert life["second pages"]["lintumaki"][0] == 200


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fi_FI.UTF-8", "Portti {port} on varattu. Käynnistä: {command}\n"),
        ("sv_FI.UTF-8", "Porten {port} är upptagen. Starta: {command}\n"),
        ("C", "Port {port} is taken. Start with: {command}\n"),
    ],
)
def test_a_taken_port_is_told_with_a_command_that_works_before_anything_is_done(life, language, sentence):
    refused = life["refused"][language]
    said = refused.stderr.decode()
    free = re.search(r"--port (\d+)", said).group(1)
    assert refused.returncode == 1
    assert refused.stdout == b""
    assert int(free) > life["port"]
    assert said == sentence.format(port=life["port"], command=f"python3 manage.py start --port {free} --no-demo")
    assert not list((life["var"].parent / language).glob("*.sqlite3"))


def run(*arguments, var, sites=ROOT / "sites", **changes):
    command = [sys.executable, "manage.py", *arguments]
    settings = environment(var, sites, **changes)
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, encoding="utf-8", check=False)
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fi_FI.UTF-8", "Kansioon {folder} ei voi kirjoittaa. Korjaa oikeudet tai anna toinen kansio: PIHAPIIRI_VAR.\n"),
        ("sv_FI.UTF-8", "Det går inte att skriva i mappen {folder}. Rätta rättigheterna eller ange en annan mapp: PIHAPIIRI_VAR.\n"),
        ("C", "The folder {folder} cannot be written to. Correct its permissions or name another folder: PIHAPIIRI_VAR.\n"),
    ],
)
def test_a_folder_that_cannot_be_written_to_is_told_in_one_sentence(tmp_path, language, sentence):
    # Permissions do not stop root; a file in the place of a folder stops everybody.
    (tmp_path / "file").touch()
    var = tmp_path / "file" / "var"
    started = run("start", "--port", str(free_port()), var=var, LC_ALL=language)
    assert started.returncode == 1
    assert started.stderr == sentence.format(folder=var)


def test_a_full_disk_is_told_in_one_sentence(tmp_path, monkeypatch):
    from neighbourhoods import paths

    monkeypatch.setenv("PIHAPIIRI_VAR", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "fi_FI.UTF-8")
    with pytest.raises(OSError, match="No space left") as full, open("/dev/full", "wb", buffering=0) as device:
        device.write(b"0")
    sentence = f"Levy on täynnä, joten kansioon {tmp_path} ei voi kirjoittaa. Vapauta tilaa ja käynnistä uudelleen."
    assert paths.trouble(full.value) == sentence


def test_a_host_of_another_machine_is_refused_with_a_command_that_works(tmp_path):
    port = free_port()
    # 192.0.2.0/24 is kept for documentation: no machine has it.
    started = run("start", "--host", "192.0.2.1", "--port", str(port), var=tmp_path)
    assert started.returncode == 1
    assert started.stderr == f"The address 192.0.2.1 does not belong to this machine. Start with: python3 manage.py start --port {port}\n"


@pytest.mark.parametrize("command", [["start"], ["check"], ["migrate", "--plan"]])
def test_in_production_a_missing_setting_is_one_sentence_for_every_command(tmp_path, command):
    changes = {"EMAIL_URL": "", "MAIL_FROM": "pihapiiri@example.org"}
    started = run(*command, var=tmp_path, PIHAPIIRI_MODE="production", **changes)
    assert started.returncode == 1
    assert started.stderr.startswith("EMAIL_URL is missing")
    assert started.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [("neighbourhoods", "plan"), ("neighbourhoods", "apply"), ("signin", "yllapito@example.org")])
def test_before_the_first_start_a_command_says_what_to_run_first(tmp_path, command):
    done = run(*command, var=tmp_path / "var")
    assert done.returncode == 1
    assert done.stderr.strip() == "The database is not ready. Run first: python3 manage.py start"


def test_an_error_in_a_file_is_told_once(tmp_path):
    sites = tmp_path / "sites"
    sites.mkdir()
    (sites / "portal.toml").write_text('nmae = "Pihapiiri"\n')
    done = run("neighbourhoods", "plan", var=tmp_path / "var", sites=sites)
    assert done.returncode == 1
    assert (done.stderr + done.stdout).count("nmae") == 1


def test_a_broken_portal_file_stops_the_start_with_its_reason(tmp_path):
    sites = tmp_path / "sites"
    sites.mkdir()
    (sites / "portal.toml").write_text('name = "Pihapiiri\n')
    started = run("start", "--port", str(free_port()), var=tmp_path / "var", sites=sites)
    assert started.returncode == 1
    assert "portal.toml" in started.stderr + started.stdout
    assert not (tmp_path / "var" / "run.json").exists()
