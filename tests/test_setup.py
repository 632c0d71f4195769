"""From a checkout to a running command: real processes in a small copy, with parts that are built here and need no network."""

import ast
import hashlib
import json
import os
import re
import signal
import subprocess
import textwrap
import time

import pytest

from tests.small_checkout import COMMAND_STAND_IN, COPIED, PYTHON, ROOT, SmallCheckout

pytestmark = pytest.mark.own_database


@pytest.fixture
def checkout(tmp_path):
    return SmallCheckout(tmp_path)


def wait_for(condition):
    end = time.monotonic() + 300
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_fresh_checkout_makes_its_environment_once_and_says_so(checkout):
    first = checkout.run("greet", "--loud")
    assert first.out == f"ran {checkout.venv} neighbourhoods.settings greet --loud\n"
    assert first.err == "Preparing the environment, once, about a minute …\n"
    stamp = json.loads((checkout.venv / "stamp").read_text())
    lock = hashlib.sha256((checkout.folder / "requirements.lock").read_bytes()).hexdigest()
    assert stamp["locks"] == {"requirements.lock": lock}
    second = checkout.run("greet")
    assert checkout.ran(second)
    assert second.err == ""


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fi_FI.UTF-8", "Valmistellaan ympäristöä, vain kerran, noin minuutti …\n"),
        ("sv_FI.UTF-8", "Miljön förbereds, bara en gång, ungefär en minut …\n"),
        ("de_DE.UTF-8", "Preparing the environment, once, about a minute …\n"),
    ],
)
def test_the_console_speaks_the_language_of_its_locale(checkout, language, said):
    assert checkout.run("greet", LC_ALL=language).err == said


def test_the_locale_is_read_as_programs_do(monkeypatch):
    from neighbourhoods.sentences import console_language

    assert console_language({"LC_ALL": "fi_FI.UTF-8", "LANG": "sv_FI"}) == "fi"
    assert console_language({"LC_ALL": "", "LC_MESSAGES": "sv", "LANG": "fi_FI"}) == "sv"
    assert console_language({"LANG": "fi"}) == "fi"
    assert [console_language({"LANG": value}) for value in ("C", "POSIX", "fil_PH", "C.UTF-8")] == ["en"] * 4
    assert console_language({}) == "en"


def test_every_sentence_exists_in_three_languages_with_the_same_places_to_fill():
    from neighbourhoods.sentences import SENTENCES

    for texts in SENTENCES.values():
        assert set(texts) == {"fi", "sv", "en"}
        assert len({frozenset(re.findall(r"{(\w+)}", text)) for text in texts.values()}) == 1


def test_an_interrupted_install_is_finished_by_the_next_start(checkout):
    pip = checkout.stand_in_pip("""
        folder = pathlib.Path(sys.argv[sys.argv.index('--python') + 1]).parent.parent
        (folder / 'half').touch()
        time.sleep(60)
    """)
    first = checkout.begin("greet", **pip)
    wait_for((checkout.venv / "half").exists)
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    assert not (checkout.venv / "stamp").exists()
    second = checkout.run("greet")
    assert checkout.ran(second)
    assert not (checkout.venv / "half").exists()


def test_a_terminated_install_ends_its_installer_and_is_finished_by_the_next_start(checkout):
    pip = checkout.stand_in_pip("pathlib.Path('pid').write_text(str(os.getpid()))\ntime.sleep(60)")
    first = checkout.begin("greet", **pip)
    wait_for(lambda: (checkout.folder / "pid").exists() and (checkout.folder / "pid").read_text())
    first.terminate()
    first.communicate(timeout=10)
    with pytest.raises(ProcessLookupError):
        os.kill(int((checkout.folder / "pid").read_text()), 0)
    assert checkout.ran(checkout.run("greet"))


def test_two_starts_at_once_install_once(checkout):
    pip = checkout.stand_in_pip("""
        open('installs', 'a').write('one\\n')
        time.sleep(1)
        os.environ.pop('PYTHONPATH')
        os.execv(sys.executable, [sys.executable, '-m', 'pip', *sys.argv[1:]])
    """)
    starts = [checkout.begin("greet", **pip) for _ in range(2)]
    said = [start.communicate(timeout=600) for start in starts]
    assert [start.returncode for start in starts] == [0, 0]
    assert all(out.startswith(f"ran {checkout.venv} ") for out, _ in said)
    assert (checkout.folder / "installs").read_text() == "one\n"
    assert sorted(err for _, err in said) == [
        "Preparing the environment, once, about a minute …\n",
        "The environment is already being prepared elsewhere. Waiting …\n",
    ]


def test_a_changed_lock_file_is_installed_over_the_old_environment(checkout):
    checkout.run("greet")
    (checkout.venv / "kept").touch()
    checkout.lock("2.0")
    again = checkout.run("greet")
    assert checkout.ran(again)
    assert again.err == "Updating the parts …\n"
    assert (checkout.venv / "kept").exists()
    assert list(checkout.venv.glob("lib/python*/site-packages/sample-2.0.dist-info"))
    assert checkout.run("greet").err == ""


def test_a_changed_lock_file_is_noticed_inside_the_environment_too(checkout):
    checkout.run("greet")
    checkout.lock("2.0")
    again = checkout.run("greet", python=str(checkout.venv / "bin" / "python"), VIRTUAL_ENV=str(checkout.venv))
    assert checkout.ran(again)
    assert again.err == "Updating the parts …\n"


def test_a_changed_python_makes_the_environment_anew(checkout):
    checkout.run("greet")
    (checkout.venv / "left over").touch()
    stamp = json.loads((checkout.venv / "stamp").read_text())
    (checkout.venv / "stamp").write_text(json.dumps({**stamp, "python": "3.11.0"}))
    assert checkout.ran(checkout.run("greet"))
    assert not (checkout.venv / "left over").exists()


def test_an_environment_whose_python_is_gone_is_made_anew(checkout):
    checkout.run("greet")
    (checkout.venv / "bin" / "python").unlink()
    (checkout.venv / "bin" / "python").symlink_to("/nowhere/python3")
    assert checkout.ran(checkout.run("greet"))


def test_an_active_environment_is_used_as_it_is(checkout, tmp_path):
    subprocess.run([PYTHON, "-m", "venv", "--without-pip", tmp_path / "active"], check=True)
    started = checkout.run("greet", python=str(tmp_path / "active" / "bin" / "python"))
    assert started.returncode == 1
    assert started.err.startswith("This Python environment lacks parts (django). Install them: ")
    assert not checkout.venv.exists()


@pytest.mark.parametrize("variables", [{"PIHAPIIRI_VENV": "off"}, {"VIRTUAL_ENV": "/somewhere/else"}])
def test_nothing_is_installed_where_the_environment_is_somebody_elses(checkout, variables):
    checkout.stand_ins.mkdir()
    for path, text in COMMAND_STAND_IN.items():
        (checkout.stand_ins / path).parent.mkdir(parents=True, exist_ok=True)
        (checkout.stand_ins / path).write_text(textwrap.dedent(text))
    started = checkout.run("greet", PYTHONPATH=str(checkout.stand_ins), **variables)
    assert started.returncode == 0
    assert started.out.endswith("neighbourhoods.settings greet\n")
    assert not checkout.venv.exists()


NO_NETWORK = {
    "fi_FI.UTF-8": "Verkkoon ei saada yhteyttä, joten osia ei voi ladata. Yritä uudelleen.",
    "sv_FI.UTF-8": "Ingen nätförbindelse, delar kan inte hämtas. Försök igen.",
    "C": "No network, so parts cannot be fetched. Try again.",
}
# What pip 23 says without a network, word for word but for the host.
PIP_WITHOUT_NETWORK = """
WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after connection broken by \
'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f98d6d68f90>: Failed to establish a new \
connection: [Errno -3] Temporary failure in name resolution')': /simple/sample/
ERROR: Could not find a version that satisfies the requirement sample==1.0 (from versions: none)
ERROR: No matching distribution found for sample==1.0
"""


@pytest.mark.parametrize("language", NO_NETWORK)
def test_without_a_network_one_sentence_says_so(checkout, language):
    pip = checkout.stand_in_pip(f"print('''{PIP_WITHOUT_NETWORK.replace(chr(39), chr(92) + chr(39))}''')\nsys.exit(1)")
    started = checkout.run("greet", LC_ALL=language, **pip)
    assert started.returncode == 1
    assert started.err.splitlines()[1:] == [NO_NETWORK[language]]


def test_the_pip_of_this_machine_without_a_network_is_understood(checkout):
    # Nothing listens on port 9.
    away = {"PIP_NO_INDEX": "0", "PIP_FIND_LINKS": "", "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1"}
    started = checkout.run("greet", **away)
    assert started.returncode == 1
    assert started.err.splitlines()[1:] == [NO_NETWORK["C"]]


def test_too_little_disk_is_told_before_anything_is_done(checkout):
    bootstrap = checkout.folder / "neighbourhoods" / "bootstrap.py"
    bootstrap.write_text(bootstrap.read_text().replace("{RUN_LOCK: 400,", "{RUN_LOCK: 99000000,"))
    for language, sentence in {
        "fi_FI.UTF-8": r"Levytilaa on \d+ Mt, tarvitaan 99000000 Mt\.\n",
        "sv_FI.UTF-8": r"Ledigt \d+ MB, 99000000 MB behövs\.\n",
        "C": r"\d+ MB free, 99000000 MB needed\.\n",
    }.items():
        started = checkout.run("greet", LC_ALL=language)
        assert started.returncode == 1
        assert re.fullmatch(sentence, started.err)
        assert not checkout.venv.exists()


def test_a_disk_that_fills_up_while_installing_is_told_in_one_sentence(checkout):
    said = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"
    started = checkout.run("greet", **checkout.stand_in_pip(f"print({said!r})\nsys.exit(1)"))
    assert started.returncode == 1
    assert re.fullmatch(r"\d+ MB free, 400 MB needed\.", started.err.splitlines()[1])
    assert len(started.err.splitlines()) == 2


def test_any_other_failure_names_the_file_that_holds_the_reason(checkout):
    (checkout.folder / "requirements.lock").write_text("sample==1.0 --hash=sha256:" + "0" * 64 + "\n")
    started = checkout.run("greet")
    log = checkout.folder / "var" / "install.log"
    assert started.returncode == 1
    assert started.err.splitlines()[1:] == [f"The parts could not be installed. The reason is in the file {log}."]
    assert "DO NOT MATCH THE HASHES" in log.read_text()
    assert not (checkout.venv / "stamp").exists()


def test_a_machine_without_pip_is_told_how_to_get_it(checkout):
    (checkout.stand_ins / "pip").mkdir(parents=True)
    (checkout.stand_ins / "pip" / "__init__.py").write_text("raise ImportError('no pip here')\n")
    started = checkout.run("greet", PYTHONPATH=str(checkout.stand_ins), PATH=str(checkout.empty))
    assert started.returncode == 1
    assert started.err == "Pip is missing, so parts cannot be installed. On Debian: apt install python3-pip\n"
    assert not checkout.venv.exists()


def test_a_pip_too_old_to_install_elsewhere_is_told_apart(checkout):
    pip = checkout.stand_in_pip("", version="20.3.4")
    started = checkout.run("greet", PATH=str(checkout.empty), **pip)
    assert started.returncode == 1
    assert started.err == "Pip 20.3.4 is too old, 22.3 is needed. Update it: python3 -m pip install --upgrade pip\n"
    assert not checkout.venv.exists()


def test_a_python_too_old_is_told_in_one_sentence(monkeypatch):
    from neighbourhoods import bootstrap

    monkeypatch.setenv("LC_ALL", "fi_FI.UTF-8")
    assert bootstrap.too_old((3, 9, 2, "final", 0)) == "Python 3.9.2 on liian vanha, tarvitaan 3.11."
    monkeypatch.setenv("LC_ALL", "sv_FI.UTF-8")
    assert bootstrap.too_old((3, 10, 13)) == "Python 3.10.13 är för gammal, 3.11 behövs."
    monkeypatch.setenv("LC_ALL", "C")
    assert bootstrap.too_old((3, 6, 15)) == "Python 3.6.15 is too old, 3.11 is needed."
    assert bootstrap.too_old((3, 11, 0)) is None
    assert bootstrap.too_old((4, 0, 0)) is None


@pytest.mark.parametrize("path", COPIED)
def test_an_old_python_can_read_what_tells_that_it_is_too_old(path):
    ast.parse((ROOT / path).read_text(encoding="utf-8"), feature_version=(3, 6))


def test_windows_is_told_of_wsl(checkout):
    code = "import os\nfrom neighbourhoods import bootstrap\nos.name = 'nt'\nbootstrap.enter(['manage.py', 'start'])"
    told = subprocess.run(
        [PYTHON, "-c", code], cwd=checkout.folder, env=checkout.environment(), capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert told.returncode == 1
    assert told.stderr == "Pihapiiri does not run on Windows itself: install WSL and start it there.\n"


def test_a_missing_lock_file_is_told_in_one_sentence(checkout):
    (checkout.folder / "requirements.lock").unlink()
    started = checkout.run("greet")
    assert started.returncode == 1
    assert started.err == "The file requirements.lock is missing. Fetch the whole program again.\n"


def test_a_missing_setting_is_one_sentence_for_every_command(checkout):
    started = checkout.run("misconfigured")
    assert started.returncode == 1
    assert started.err.splitlines()[1:] == ["EMAIL_URL is missing."]


def test_test_installs_its_parts_compiles_the_catalogues_and_passes_everything_on(checkout):
    assert checkout.ran(checkout.run("greet"))
    tested = checkout.run("test", "tests/x.py", "-k", "a b")
    assert tested.returncode == 1
    assert tested.out == f"pytest True {checkout.venv} tests/x.py -k a b\n1 failed in 0.01s\n"
    assert tested.err == "Updating the parts …\n"
    assert checkout.run("test").err == ""
    # The tests' parts hold all of the others: nothing is installed again.
    assert checkout.run("greet").err == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_reaches_the_tests_and_their_exit_code_comes_back(checkout, number):
    testing = checkout.begin("test", "wait")
    wait_for((checkout.folder / "waiting").exists)
    testing.send_signal(number)
    out, _err = testing.communicate(timeout=10)
    assert out == f"told {number.name}\n"
    assert testing.returncode == 3
