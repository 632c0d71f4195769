"""A file that is no whole backup of ours is refused in one sentence, and nothing has been touched."""

import gzip
import hashlib
import io
import json
import sqlite3
import tarfile
import zipfile

import pytest

from .installs import Install, filled, its_backup

pytestmark = pytest.mark.own_database


def take_apart(file):
    with tarfile.open(file, "r:gz") as tar:
        members = {info.name: tar.extractfile(info).read() for info in tar}
    return json.loads(members.pop("manifest.json")), members


def put_together(manifest, members, extra=()):
    """An archive that tells the truth about its members, made by another program."""
    listed = {name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()} for name, content in members.items()}
    manifest = {**manifest, "members": manifest.get("members_told", listed)}
    manifest.pop("members_told", None)
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as tar:
        for name, content in {"manifest.json": json.dumps(manifest).encode(), **members}.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
        for info, content in extra:
            tar.addfile(info, io.BytesIO(content))
    return file.getvalue()


def special(name, kind, linkname=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, linkname
    return info


def manifest_with(**changes):
    manifest, members = take_apart(its_backup())
    return put_together({**manifest, **changes}, members)


def members_with(changes, extra=()):
    manifest, members = take_apart(its_backup())
    return put_together(manifest, {**members, **changes}, extra)


def told(change):
    manifest, members = take_apart(its_backup())
    change(manifest["members"])
    return put_together({**manifest, "members_told": manifest["members"]}, members)


def picture(names):
    return next(name for name in names if name.endswith(".jpg"))


def flipped():
    content = bytearray(its_backup().read_bytes())
    content[-20_000 if len(content) > 40_000 else len(content) // 2] ^= 0x55
    return bytes(content)


def zipped():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("manifest.json", "{}")
    return file.getvalue()


def damaged_database():
    content = take_apart(its_backup())[1]["database.sqlite3"]
    return members_with({"database.sqlite3": content[:8192] + b"\x55" * 300_000 + content[308_192:]})


def added_migration(app):
    manifest, _members = take_apart(its_backup())
    names = [*manifest["migrations"].get(app, []), "9999_later"]
    return manifest_with(migrations={**manifest["migrations"], app: names}, version="9.9")


def bomb():
    return told(lambda members: members.update({"media/zeros.bin": {"size": 1, "sha256": "0" * 64}}) or members)


NOT_OURS, DAMAGED, HOLDS = "was not made by the backup command", "is damaged", "holds something that no backup holds"
CASES = {
    "empty": (lambda: b"", "is empty"),
    "text": (lambda: b"hello neighbours\n" * 50, NOT_OURS),
    "zip": (zipped, NOT_OURS),
    "plain tar": (lambda: gzip.decompress(its_backup().read_bytes()), NOT_OURS),
    "database itself": (lambda: filled().database.read_bytes(), NOT_OURS),
    "gzip of text": (lambda: gzip.compress(b"hello"), DAMAGED),
    "another tar.gz": (lambda: put_together({}, {"photos/cat.jpg": b"x"}), NOT_OURS),
    "another product": (lambda: manifest_with(product="villapiiri"), NOT_OURS),
    "manifest is a list": (lambda: put_together({"product": "pihapiiri", "format": 1}, {"media/x": b""}), DAMAGED),
    "strange numbers": (lambda: manifest_with(counts={"pages": "many"}), DAMAGED),
    "cut in half": (lambda: its_backup().read_bytes()[: its_backup().stat().st_size // 2], DAMAGED),
    "cut in the manifest": (lambda: its_backup().read_bytes()[:700], DAMAGED),
    "last bytes missing": (lambda: its_backup().read_bytes()[:-5], DAMAGED),
    "one byte changed": (flipped, DAMAGED),
    "something behind it": (lambda: its_backup().read_bytes() + b"junk", DAMAGED),
    "another gzip behind it": (lambda: its_backup().read_bytes() + gzip.compress(b"junk"), HOLDS),
    "newer format": (lambda: manifest_with(format=2, version="9.9"), "newer version of Pihapiiri (9.9)"),
    "newer migration": (lambda: added_migration("neighbourhoods"), "newer version of Pihapiiri (9.9)"),
    "unknown feature": (lambda: added_migration("karaoke"), "features that are not installed here: karaoke"),
    "PostgreSQL": (lambda: postgresql_backup(), "is from an install with PostgreSQL, and this one uses SQLite"),
    "other content": (lambda: told(lambda members: members[picture(members)].update(sha256="0" * 64)), DAMAGED),
    "other size": (lambda: told(lambda members: members[picture(members)].update(size=5)), DAMAGED),
    "missing member": (bomb, DAMAGED),
    "member not told of": (lambda: told(lambda members: members.pop(picture(members))), HOLDS),
    "no database": (lambda: told(lambda members: members.pop("database.sqlite3")), DAMAGED),
    "huge member": (lambda: told(lambda members: members[picture(members)].update(size=1 << 60)), DAMAGED),
    "out of the folder": (lambda: members_with({"media/../../../escaped": b"x"}), HOLDS),
    "absolute": (lambda: members_with({"/tmp/escaped": b"x"}), HOLDS),
    "not in our folders": (lambda: members_with({"etc/passwd": b"x"}), HOLDS),
    "a program in sites": (lambda: members_with({"sites/run.py": b"x"}), HOLDS),
    "staging": (lambda: members_with({"media/.restore-old/x": b"x"}), HOLDS),
    "a file that is a folder": (lambda: members_with({"media/a": b"x", "media/a/b": b"y"}), HOLDS),
    "link": (lambda: members_with({}, [(special("media/link", tarfile.SYMTYPE, "/etc/passwd"), b"")]), HOLDS),
    "hard link": (lambda: members_with({}, [(special("media/link", tarfile.LNKTYPE, "manifest.json"), b"")]), HOLDS),
    "device": (lambda: members_with({}, [(special("media/null", tarfile.CHRTYPE), b"")]), HOLDS),
    "twice": (lambda: members_with({}, [(special("sites/lintumaki.toml", tarfile.REGTYPE), b"")]), HOLDS),
    "damaged database": (damaged_database, "The database in "),
    "no database at all": (lambda: members_with({"database.sqlite3": b"hello" * 500}), "The database in "),
}


def postgresql_backup():
    manifest, members = take_apart(its_backup())
    members["database.pgdump"] = members.pop("database.sqlite3")
    return put_together({**manifest, "database": "postgresql"}, members)


@pytest.fixture(scope="module")
def install(tmp_path_factory):
    its_backup()
    return filled().copy(tmp_path_factory.mktemp("refusing") / "here")


# One process for all: starting Django anew for each would take minutes.
OFFER_ALL = """
import hashlib, json
from pathlib import Path
from django.core.management import CommandError, call_command
from tests.installs import Install

install = Install({folder!r})
before = install.bytes()
outcomes = {{}}
for file in sorted(Path({offered!r}).iterdir()):
    try:
        call_command("restore", file, yes=True)
        outcomes[file.stem] = ["accepted", False]
        break
    except CommandError as error:
        unfinished = list(install.var.glob("before-restore-*")) + list(install.var.glob("restore.work"))
        outcomes[file.stem] = [str(error), install.bytes() == before and not unfinished]
print(json.dumps(outcomes))
"""


@pytest.fixture(scope="module")
def outcomes(install, tmp_path_factory):
    """{case: (sentence, whether nothing has changed)}"""
    offered = tmp_path_factory.mktemp("offered")
    for case, (make, _reason) in CASES.items():
        (offered / f"{case}.gz").write_bytes(make())
    return json.loads(install.python(OFFER_ALL.format(folder=str(install.folder), offered=str(offered))).splitlines()[-1])


@pytest.mark.parametrize("case", CASES)
def test_what_is_no_whole_backup_is_refused_in_one_sentence_and_nothing_changes(outcomes, case):
    sentence, nothing_changed = outcomes[case]
    assert CASES[case][1] in sentence and len(sentence.splitlines()) == 1
    assert f"{case}.gz" in sentence
    assert nothing_changed


def test_the_command_itself_ends_with_1_and_one_sentence(install, tmp_path):
    (tmp_path / "cut.tar.gz").write_bytes(its_backup().read_bytes()[:-5])
    code, _out, err = install.run("restore", tmp_path / "cut.tar.gz", "--yes")
    assert (code, len(err.splitlines())) == (1, 1)


def test_a_small_file_that_unpacks_without_end_is_refused_without_filling_disk_or_memory(install, tmp_path):
    """100 MB of zeros, told to be 1 kB; and a header that claims to be 50 MB long."""
    manifest, members = take_apart(its_backup())
    listed = dict(manifest["members"], **{"media/zeros.bin": {"size": 1000, "sha256": "0" * 64}})
    zeros, header = tarfile.TarInfo("media/zeros.bin"), tarfile.TarInfo("x")
    zeros.size = header.size = 100 << 20
    header.type = tarfile.XHDTYPE
    for info in (zeros, header):
        file = tmp_path / f"{info.name.replace('/', '-')}.tar.gz"
        file.write_bytes(put_together({**manifest, "members_told": listed}, members, [(info, bytes(info.size))]))
        code, _out, err = install.run("restore", file, "--yes")
        assert code == 1 and DAMAGED in err and len(err.splitlines()) == 1


@pytest.mark.parametrize("name", ["nothing.tar.gz", "here"])
def test_a_missing_file_and_a_folder_are_told_apart(install, name):
    code, _out, err = install.run("restore", install.folder.parent / name, "--yes")
    assert code == 1 and len(err.splitlines()) == 1
    assert ("There is no file" if name == "nothing.tar.gz" else "is a folder") in err


def test_a_refused_file_does_not_even_begin_a_fresh_install(tmp_path):
    install = Install(tmp_path / "fresh")
    (tmp_path / "text.tar.gz").write_text("hello")
    assert install.run("restore", tmp_path / "text.tar.gz", "--yes")[0] == 1
    assert not install.media.exists() and not install.sites.exists()


def test_a_backup_put_together_by_another_tar_is_taken(tmp_path):
    file = tmp_path / "again.tar.gz"
    file.write_bytes(put_together(*take_apart(its_backup())))
    install = Install(tmp_path / "fresh")
    install.do("restore", file, "--yes")
    assert install.state() == filled().state()
    assert sqlite3.connect(install.database).execute("PRAGMA integrity_check").fetchone() == ("ok",)
