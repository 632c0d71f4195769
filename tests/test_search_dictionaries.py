"""The dictionaries of the search are made once, by one process at a time, never half, and never in a server's own memory."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.utils import translation

from neighbourhoods import paths
from neighbourhoods.search import dictionaries, room, tokens, trie, voikko

pytestmark = pytest.mark.own_database

# small, and made in a third of a second
LANGUAGE = "en"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An install that has none yet."""
    place = tmp_path / "search"
    monkeypatch.setenv("PIHAPIIRI_DICTIONARIES", str(place))
    tokens.forget()
    yield place
    tokens.forget()


@pytest.fixture
def made(folder):
    assert dictionaries.build([LANGUAGE])
    tokens.forget()
    return folder


def in_a_process(code, folder, **variables):
    environment = {**os.environ, "PIHAPIIRI_DICTIONARIES": str(folder), "LC_ALL": "C.UTF-8", **variables}
    return subprocess.Popen([sys.executable, "-c", code], cwd=paths.ROOT, env=environment, stdout=subprocess.PIPE, text=True)


BUILD = f"""
from django.conf import settings
settings.configure(USE_I18N=False)
from neighbourhoods.search import dictionaries
print(dictionaries.build(["{LANGUAGE}"], say=print))
"""


def test_without_dictionaries_the_search_works_by_its_rules(folder):
    assert not dictionaries.ready(LANGUAGE)
    assert tokens.forms("meetings", LANGUAGE) == ("meetings", "meet")
    assert dictionaries.lemma("meetings", LANGUAGE) is None
    assert not folder.exists()


def test_a_dictionary_is_made_once_and_told_of_each_time(folder):
    told = []
    with translation.override("en"):
        assert dictionaries.build([LANGUAGE, LANGUAGE], say=told.append)
        (file,) = folder.glob("*.dic")
        first = file.stat().st_mtime_ns
        assert dictionaries.build([f"{LANGUAGE}-simple", "so"], say=told.append)
    assert told == ["English: the dictionary is made.", "English: the dictionary is ready."]
    assert file.stat().st_mtime_ns == first
    assert {entry.name for entry in folder.iterdir()} == {f"{LANGUAGE}.json", file.name, "lock"}


def test_a_language_without_a_dictionary_needs_none(folder):
    told = []
    assert dictionaries.build(["so", "et"], say=told.append)
    assert told == [] and not dictionaries.ready("so")


def test_a_running_process_notices_a_dictionary_that_was_made_meanwhile(folder, monkeypatch):
    monkeypatch.setattr(dictionaries, "LOOK_EVERY", 0.2)
    assert "mouse" not in tokens.forms("mice", LANGUAGE)
    before = tokens.version(LANGUAGE)
    dictionaries.build([LANGUAGE])
    time.sleep(0.25)
    assert "mouse" in tokens.forms("mice", LANGUAGE) and "mouse" in tokens.index_forms("mice", LANGUAGE)
    assert tokens.version(LANGUAGE) != before


def test_looking_for_a_dictionary_that_is_not_there_costs_next_to_nothing(folder, monkeypatch):
    looked = []
    monkeypatch.setattr(trie, "load", lambda *arguments: looked.append(arguments))
    for number in range(1000):
        tokens.forms(f"word{number}", LANGUAGE)
    assert len(looked) <= 2


@pytest.mark.parametrize("damage", ["cut", "changed", "emptied", "gone"])
def test_a_damaged_file_is_made_anew_and_never_read(made, damage):
    (file,) = made.glob("*.dic")
    content = file.read_bytes()
    if damage == "gone":
        file.unlink()
    else:
        changed = {"cut": content[: len(content) // 2], "changed": content[:5000] + b"\xff" * 64 + content[5064:], "emptied": b""}
        file.write_bytes(changed[damage])
    assert not dictionaries.ready(LANGUAGE)
    tokens.forget()
    assert dictionaries.build([LANGUAGE])
    assert dictionaries.ready(LANGUAGE) and dictionaries.lemma("mice", LANGUAGE) == "mouse"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"made_with": {}}', '{"made_with": null, "file": 3, "sha256": null}', "\xff"])
def test_a_damaged_stamp_counts_as_none(made, text):
    trie.stamp(made, LANGUAGE).write_text(text, encoding="latin-1")
    assert not dictionaries.ready(LANGUAGE)
    tokens.forget()
    assert dictionaries.build([LANGUAGE]) and dictionaries.ready(LANGUAGE)


def test_after_an_update_of_the_word_lists_the_old_file_is_not_used_and_goes(made):
    stamp = trie.stamp(made, LANGUAGE)
    stamp.write_text(stamp.read_text().replace(trie.made_with()["simplemma"], "1.9.9"))
    (made / f"{LANGUAGE}-0123456789ab.dic").write_bytes(b"of long ago")
    assert not dictionaries.ready(LANGUAGE)
    tokens.forget()
    assert dictionaries.build([LANGUAGE]) and dictionaries.ready(LANGUAGE)
    assert len(list(made.glob("*.dic"))) == 1


def test_two_builders_at_once_do_the_work_once(folder):
    children = [in_a_process(BUILD, folder) for _number in range(2)]
    told = sorted(line for child in children for line in child.communicate(timeout=600)[0].splitlines())
    assert [line for line in told if "made" in line and "elsewhere" not in line] == ["English: the dictionary is made."]
    assert [line for line in told if "ready" in line] == ["English: the dictionary is ready."]
    assert told.count("True") == 2


def test_a_builder_that_was_killed_leaves_nothing_that_is_used(folder):
    folder.mkdir()
    child = subprocess.Popen([sys.executable, "-m", trie.__name__, "sv", str(folder)], cwd=paths.ROOT)
    ends = time.monotonic() + 300
    while not list(folder.glob(f"{trie.HALF}*")) and time.monotonic() < ends:
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert list(folder.glob(f"{trie.HALF}*"))
    assert not dictionaries.ready("sv")
    assert dictionaries.build([LANGUAGE])
    assert not list(folder.glob(f"{trie.HALF}*"))


def test_too_little_memory_is_told_in_one_sentence_and_none_is_made(folder, monkeypatch):
    monkeypatch.setattr(dictionaries, "free_memory", lambda: 900)
    told = []
    assert not dictionaries.build(say=told.append)
    assert len(told) == 1 and "900" in told[0] and "1024" in told[0]
    assert not list(folder.glob("*.dic")) and not dictionaries.ready("fi")


def test_what_is_made_stays_in_use_where_there_is_too_little_memory_to_make_more(made, monkeypatch):
    monkeypatch.setattr(dictionaries, "free_memory", lambda: 100)
    assert dictionaries.build([LANGUAGE]) and dictionaries.ready(LANGUAGE)


def test_a_builder_that_fails_is_told_with_its_reason_and_the_others_are_made(folder, monkeypatch):
    monkeypatch.setattr(dictionaries, "LANGUAGES", ("xx", LANGUAGE))
    monkeypatch.setattr(dictionaries, "name_of", lambda language: language)
    told = []
    assert not dictionaries.build(["xx", LANGUAGE], say=told.append)
    assert len(told) == 2 and "Unsupported language: xx" in told[0] and dictionaries.ready(LANGUAGE)


def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PIHAPIIRI_DICTIONARIES", str(tmp_path / "file" / "search"))
    told = []
    assert not dictionaries.build([LANGUAGE], say=told.append)
    assert len(told) == 1 and not dictionaries.ready(LANGUAGE)


def test_no_process_ever_holds_a_dictionary_of_simplemma_in_its_own_memory(dictionaries):
    """What it does by itself takes 400 MB for Finnish."""
    from simplemma.strategies.dictionaries import DEFAULT_DICTIONARY_FACTORY, LOW_MEMORY_DICTIONARY_FACTORY

    text = (
        "talkoissa talkoihin pihatalkoomme xyzzyissä Mikkelissä naapureillekin paivakodissa don't EU 12 école подвірʼя бібліотеці والمدرسة"
    )
    for language in ("fi", "sv", "en", "ar", "so", "uk"):
        for word in tokens.words(text):
            tokens.index_forms(word, language)
    for factory in (DEFAULT_DICTIONARY_FACTORY, LOW_MEMORY_DICTIONARY_FACTORY):
        assert factory._get_dictionary.cache_info().misses == 0


MEMORY = """
import sys
def used():
    return sum(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS:"))
import django.utils.translation, django.http, importlib.metadata, subprocess
before = used()
from neighbourhoods.search import tokens, dictionaries
assert all(dictionaries.ready(language) for language in dictionaries.LANGUAGES)
# more different words than fit what a process remembers
for number, word in enumerate(dictionaries.loaded["fi"]):
    if number % 400 == 0:
        tokens.index_forms(word, "fi")
for language in ("sv", "en", "uk", "ar"):
    for number, word in enumerate(dictionaries.loaded[language]):
        if number % 200 == 0:
            tokens.index_forms(word, language)
print(used() - before)
"""


def test_a_process_with_all_dictionaries_takes_at_most_80_mb_more(dictionaries):
    child = in_a_process(MEMORY, dictionaries)
    kilobytes = int(child.communicate(timeout=900)[0])
    assert child.returncode == 0 and kilobytes < 80 * 1024


def test_many_threads_may_ask_at_once(dictionaries):
    words = [f"{head}{tail}" for head in ("piha", "kevät", "talo", "saunan") for tail in ("talkoissa", "kokousten", "ideoiden", "kirppis")]
    alone = {word: tokens.index_forms(word, "fi") for word in words}
    tokens.known_index_forms.cache_clear()
    tokens.known_forms.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        for word, found in zip(words * 50, threads.map(lambda word: tokens.index_forms(word, "fi"), words * 50), strict=True):
            assert found == alone[word]


@pytest.mark.parametrize(
    ("limits", "free"),
    [
        ({}, 2000),
        ({"": ("max", "100000000")}, 2000),
        ({"": ("1048576000", "524288000")}, 500),
        ({"": ("max", "1"), "docker": ("629145600", "524288000")}, 100),
        ({"docker/abc": ("629145600", "734003200")}, 0),
    ],
)
def test_free_memory_is_what_the_machine_and_its_containers_leave(tmp_path, monkeypatch, limits, free):
    (tmp_path / "self").mkdir()
    (tmp_path / "meminfo").write_text("MemTotal: 4096000 kB\nMemAvailable: 2048000 kB\n")
    (tmp_path / "self" / "cgroup").write_text("0::/docker/abc\n")
    for name, (limit, used) in limits.items():
        group = tmp_path / "cgroup" / name
        group.mkdir(parents=True)
        (group / "memory.max").write_text(limit + "\n")
        (group / "memory.current").write_text(used + "\n")
        (group / "memory.stat").write_text("anon 1\ninactive_file 0\n")
    monkeypatch.setattr(room, "PROC", tmp_path)
    monkeypatch.setattr(room, "GROUPS", tmp_path / "cgroup")
    assert room.free_memory() == free


def test_where_the_system_tells_nothing_of_memory_the_dictionaries_are_made(tmp_path, monkeypatch, folder):
    monkeypatch.setattr(room, "PROC", tmp_path)
    assert room.free_memory() is None
    assert dictionaries.build([LANGUAGE])


def test_voikko_is_used_where_it_is_installed_and_missed_by_nobody(monkeypatch):
    monkeypatch.setattr(voikko, "LIBRARY", "libvoikko-that-is-not-there.so")
    tokens.forget()
    without = tokens.version("fi")
    assert voikko.lemmas("öitä", "fi") == [] and voikko.parts("jätehuolto", "fi") == [] and "voikko" not in without
    monkeypatch.undo()
    tokens.forget()
    if voikko.analyser():
        assert "ikkuna" in voikko.lemmas("ikkunoiden", "fi") and voikko.lemmas("windows", "en") == []
        assert voikko.parts("jätehuoltoyhtiöltä", "fi") == ["jäte", "huolto", "yhtiö"]
        assert tokens.version("fi") != without and "ikkuna" in tokens.forms("ikkunoiden", "fi")
        assert {"jate", "huolto", "yhtio"} <= set(tokens.index_forms("jätehuoltoyhtiöltä", "fi"))
    else:
        assert tokens.version("fi") == without


@pytest.mark.django_db
def test_warm_search_makes_all_that_a_search_needs(built_dictionaries, monkeypatch, capsys):
    monkeypatch.setenv("PIHAPIIRI_DICTIONARIES", str(built_dictionaries))
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    call_command("warm_search")
    told = capsys.readouterr().out.splitlines()
    assert told[:5] == [f"{name}: the dictionary is ready." for name in ("Finnish", "Swedish", "English", "Ukrainian", "Arabic")]
    assert len(told) == 6 and "index" in told[5]


def test_warm_search_works_in_an_image_that_has_no_database(built_dictionaries, tmp_path):
    environment = {
        **os.environ,
        "PIHAPIIRI_VAR": str(tmp_path / "var"),
        "PIHAPIIRI_DICTIONARIES": str(built_dictionaries),
        "LC_ALL": "C.UTF-8",
    }
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "manage.py", "warm_search"]
    done = subprocess.run(
        command, cwd=paths.ROOT, env={**environment, "PIHAPIIRI_VENV": "off"}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "There is no database yet: the index is made when there is one."
    assert not (tmp_path / "var" / "db.sqlite3").exists()
