"""The format: a tar.gz whose first member, manifest.json, tells the size and the SHA-256 of every other one.

The hashes are known only when all is written, and the manifest stands first. So its place is kept free by a gzip
stream that compresses nothing, whose length depends on the length of its content alone, and it is written over at the
end. Each member is a gzip stream of its own; any tar reads them as one. Pictures are not compressed a second time.
"""

import contextlib
import gzip
import hashlib
import json
import os
import re
import stat
import tarfile
import zlib
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _

from . import BackupError, Damaged

PRODUCT = "pihapiiri"
FORMAT = 1
MANIFEST = "manifest.json"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
COUNTED = ("neighbourhoods", "pages", "pictures", "documents", "users")
# Names that begin so are the folders in which a restore keeps its unfinished work.
STAGING = ".restore-"
PIECE = 1 << 20
LARGEST_MANIFEST = 128 << 20
BLOCK = tarfile.BLOCKSIZE
PACKED = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".avif", ".gif", ".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".pgdump"}


@dataclass
class Manifest:
    """What an archive says of itself. `members` is {name: {"size": bytes, "sha256": hex}}; `migrations` {app: [names]}."""

    version: str
    created: str
    database: str
    migrations: dict
    counts: dict
    members: dict = field(default_factory=dict)
    product: str = PRODUCT
    format: int = FORMAT

    @property
    def database_member(self):
        return DATABASES[self.database]

    def size(self, folder=""):
        """Bytes of all members, or of those in a folder ("media/")."""
        return sum(member["size"] for name, member in self.members.items() if name.startswith(folder))


def header(name, size, mtime=0):
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, max(int(mtime), 0), 0o600
    return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")


def padding(size):
    return b"\0" * (-size % BLOCK)


class Writer:
    """Writes an archive into an open file. `names` are all the members that may come; some of them may stay away."""

    def __init__(self, file, manifest, names):
        self.file, self.manifest = file, manifest
        self.reserved = len(self.manifest_text()) + sum(len(json.dumps(name)) + 150 for name in names)
        if self.reserved > LARGEST_MANIFEST:
            raise BackupError(_("There are too many files for one backup: %(count)s.") % {"count": len(names)})
        file.write(self.first_stream())

    def manifest_text(self):
        return json.dumps(asdict(self.manifest))

    def first_stream(self):
        text = self.manifest_text().encode().ljust(self.reserved)
        return gzip.compress(header(MANIFEST, len(text)) + text + padding(len(text)), compresslevel=0, mtime=0)

    def add(self, name, path):
        """Adds a file, as long as it is at this moment. Raises FileNotFoundError when it is gone, BackupError when it shrinks."""
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK)) as source:
            found = os.fstat(source.fileno())
            if not stat.S_ISREG(found.st_mode):
                return
            level = 0 if os.path.splitext(name)[1].lower() in PACKED else 6
            digest, left = hashlib.sha256(), found.st_size
            with gzip.GzipFile(filename="", mode="wb", compresslevel=level, fileobj=self.file, mtime=0) as stream:
                stream.write(header(name, found.st_size, found.st_mtime))
                while left:
                    piece = source.read(min(PIECE, left))
                    if not piece:
                        raise BackupError(_("The file %(file)s changed while it was read. Try again.") % {"file": readable(path)})
                    digest.update(piece)
                    stream.write(piece)
                    left -= len(piece)
                stream.write(padding(found.st_size))
        self.manifest.members[name] = {"size": found.st_size, "sha256": digest.hexdigest()}

    def finish(self):
        self.file.write(gzip.compress(b"\0" * BLOCK * 2, mtime=0))
        self.file.seek(0)
        self.file.write(self.first_stream())
        self.file.flush()
        os.fsync(self.file.fileno())


class Bounded:
    """What gzip gives, forwards only: never more than `limit` bytes in all, and never a piece that would fill the memory."""

    def __init__(self, stream):
        self.stream, self.position, self.limit = stream, 0, LARGEST_MANIFEST

    def read(self, size):
        if not 0 <= size <= PIECE or self.position + size > self.limit:
            raise ValueError("larger than the manifest says")
        data = self.stream.read(size)
        self.position += len(data)
        return data

    def tell(self):
        return self.position

    def seek(self, position):
        if position < self.position:
            raise ValueError("backwards")
        while self.position < position:
            if not self.read(min(PIECE, position - self.position)):
                raise EOFError


def readable(name):
    """A path as it can be printed, also when its bytes are no text."""
    return os.fsencode(name).decode("utf-8", "replace")


def is_safe(name):
    """Whether a member of this name belongs in a backup and stays inside the folder that it is unpacked into."""
    parts = name.split("/")
    if any(part in ("", ".", "..") or "\0" in part for part in parts):
        return False
    if parts[0] == "media":
        return len(parts) > 1 and not parts[1].startswith(STAGING)
    if parts[0] == "sites":
        return len(parts) == 2 and is_site_file(parts[1])
    return name in (MANIFEST, *DATABASES.values())


def is_site_file(name):
    return not name.startswith(STAGING) and (name.endswith(".toml") or name.upper().startswith("README"))


class Reader:
    """An archive that is being read. Its manifest is known at once; `members()` then gives the rest, in their order."""

    def __init__(self, path, stream):
        self.path = path
        self.stream = Bounded(stream)
        self.tar = tarfile.open(fileobj=self.stream, mode="r:", encoding="utf-8", errors="surrogateescape")
        first = self.tar.next()
        if first is None or first.name != MANIFEST:
            raise foreign(path)
        self.manifest = read_manifest(path, self.content(first))
        names = list(self.manifest.members)
        # a header, and the longer one that tar adds for long names, for each
        self.stream.limit = self.stream.position + self.manifest.size() + sum(len(name) * 2 + 5 * BLOCK for name in names) + PIECE

    def content(self, info):
        source = self.tar.extractfile(info)
        return b"".join(iter(lambda: source.read(PIECE), b""))

    def members(self):
        """Yields (name, pieces, time) of each; whoever reads all the pieces has read what the manifest promises, or gets Damaged."""
        awaited = dict(self.manifest.members)
        while info := self.tar.next():
            plain = info.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and info.sparse is None
            if not plain or info.name not in awaited:
                raise unsafe(self.path, info.name)
            wanted = awaited.pop(info.name)
            if info.size != wanted["size"]:
                raise mismatch(self.path, info.name)
            yield info.name, self.pieces(info, wanted["sha256"]), info.mtime
        if awaited:
            raise cut_short(self.path)
        self.read_to_the_end()

    def pieces(self, info, wanted):
        digest, source = hashlib.sha256(), self.tar.extractfile(info)
        while piece := source.read(PIECE):
            digest.update(piece)
            yield piece
        if digest.hexdigest() != wanted:
            raise mismatch(self.path, info.name)

    def read_to_the_end(self):
        """gzip compares its own checksum at its end only."""
        while piece := self.stream.read(BLOCK):
            if piece.strip(b"\0"):
                raise unsafe(self.path, "…")


@contextlib.contextmanager
def opened(path):
    """A Reader. Whatever is wrong with the file comes out as BackupError, also from inside the block."""
    try:
        with open(path, "rb") as file:
            refuse_foreign(path, file)
            with gzip.GzipFile(fileobj=file) as stream:
                yield Reader(path, stream)
    except FileNotFoundError as error:
        if error.filename != path and str(error.filename) != str(path):
            raise
        raise BackupError(_("There is no file %(file)s.") % {"file": readable(path)}) from None
    except IsADirectoryError:
        raise BackupError(_("%(file)s is a folder. Name the file of a backup.") % {"file": readable(path)}) from None
    except EOFError:
        raise cut_short(path) from None
    except (tarfile.TarError, zlib.error, gzip.BadGzipFile, ValueError, OverflowError) as error:
        if "unexpected end of data" in str(error):
            raise cut_short(path) from None
        raise Damaged(_("The file %(file)s is damaged: it cannot be unpacked.") % {"file": readable(path)}) from None


def refuse_foreign(path, file):
    start = file.read(2)
    if not start:
        raise BackupError(_("The file %(file)s is empty, so it is no backup.") % {"file": readable(path)})
    if start != b"\x1f\x8b":
        raise foreign(path)
    file.seek(0)


def foreign(path):
    return BackupError(_("The file %(file)s was not made by the backup command of Pihapiiri.") % {"file": readable(path)})


def cut_short(path):
    return Damaged(_("The file %(file)s is damaged: its end is missing. Copy it again.") % {"file": readable(path)})


def mismatch(path, name):
    return Damaged(_("The file %(file)s is damaged: %(part)s in it has changed.") % {"file": readable(path), "part": readable(name)})


def unsafe(path, name):
    values = {"file": readable(path), "part": readable(name)}
    return BackupError(_("The file %(file)s holds something that no backup holds: %(part)s.") % values)


def read_manifest(path, content):
    """The Manifest, with nothing in it that has not been looked at. Raises BackupError."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise foreign(path) from None
    if not isinstance(found, dict) or found.get("product") != PRODUCT:
        raise foreign(path)
    if isinstance(found.get("format"), int) and found["format"] > FORMAT:
        raise newer(path, str(found.get("version"))[:40])
    try:
        manifest = Manifest(**found)
        is_well_formed = (
            manifest.format == FORMAT
            and isinstance(manifest.version, str)
            and isinstance(manifest.created, str)
            and manifest.database in DATABASES
            and isinstance(manifest.counts, dict)
            and all(type(manifest.counts[name]) is int for name in COUNTED)
            and all(isinstance(name, str) for names in manifest.migrations.values() for name in names)
            and all(type(one["size"]) is int and one["size"] >= 0 for one in manifest.members.values())
            and all(re.fullmatch("[0-9a-f]{64}", one["sha256"]) for one in manifest.members.values())
        )
    except (TypeError, KeyError, AttributeError):
        is_well_formed = False
    if not is_well_formed or manifest.database_member not in manifest.members:
        raise Damaged(_("The file %(file)s is damaged: its list of contents cannot be read.") % {"file": readable(path)})
    refuse_unsafe_names(path, manifest)
    return manifest


def refuse_unsafe_names(path, manifest):
    others = {MANIFEST, *DATABASES.values()} - {manifest.database_member}
    for name in manifest.members:
        above = name.rpartition("/")[0]
        while above:
            if above in manifest.members:
                raise unsafe(path, name)
            above = above.rpartition("/")[0]
        if name in others or not is_safe(name):
            raise unsafe(path, name)


def newer(path, version):
    values = {"file": readable(path), "version": version}
    return BackupError(_("The file %(file)s was made by a newer version of Pihapiiri (%(version)s). Update this install first.") % values)


def verify(path, database_file):
    """The Manifest of an archive of which every byte has been compared. Its database is left in `database_file`. Raises BackupError."""
    with opened(path) as reader:
        for name, pieces, _time in reader.members():
            if name == reader.manifest.database_member:
                write(database_file, pieces)
            else:
                for _piece in pieces:
                    pass
        return reader.manifest


def write(file, pieces):
    with open(file, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as target:
        for piece in pieces:
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
