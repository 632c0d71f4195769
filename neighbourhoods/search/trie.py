"""One dictionary as a file that processes share: made once from the word list of simplemma, then mapped into memory.

Making one takes far more memory than using it, so it is done by a process of its own: `python -m neighbourhoods.search.trie fi FOLDER`.
"""

import contextlib
import hashlib
import json
import os
import platform
import shutil
import sys
import tempfile
from importlib.metadata import version as version_of
from pathlib import Path

HALF = ".half-"


def made_with():
    """What a file depends on: one that was made with something else is made anew."""
    return {name: version_of(name) for name in ("simplemma", "marisa-trie")} | {"machine": platform.machine()}


def stamp(folder, language):
    return Path(folder) / f"{language}.json"


def make(language, folder):
    """Makes the dictionary in a folder of its own, then moves it into place: whoever looks sees all of it or nothing. Raises OSError."""
    from simplemma.strategies import TrieDictionaryFactory

    folder = Path(folder)
    half = Path(tempfile.mkdtemp(prefix=HALF, dir=folder))
    try:
        TrieDictionaryFactory(disk_cache_dir=str(half)).get_dictionary(language)
        # simplemma says nothing when it could not write the file
        made = half / f"{language}.dic"
        digest = digest_of(made)
        name = f"{language}-{digest[:12]}.dic"
        os.replace(made, folder / name)
        note = {"made_with": made_with(), "file": name, "sha256": digest}
        (half / "note").write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")
        os.replace(half / "note", stamp(folder, language))
    finally:
        shutil.rmtree(half, ignore_errors=True)
    for older in folder.glob(f"{language}-*.dic"):
        if older.name != name:
            # processes that still use it keep it until they end
            with contextlib.suppress(OSError):
                older.unlink()


def load(language, folder):
    """The dictionary as a mapping of words to base forms, or None when it is not there, not whole, or made with something else."""
    try:
        note = json.loads(stamp(folder, language).read_text(encoding="utf-8"))
        file = Path(folder) / Path(note["file"]).name
        if note["made_with"] != made_with() or digest_of(file) != note["sha256"]:
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    from marisa_trie import BytesTrie
    from simplemma.strategies.dictionaries.trie_dictionary_factory import TrieWrapDict

    try:
        return TrieWrapDict(BytesTrie().mmap(str(file)))
    except (OSError, RuntimeError, ValueError):
        return None


def digest_of(file):
    with open(file, "rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def clear_halves(folder):
    """Removes what killed makers left behind. Only for whoever holds the folder's lock."""
    for half in Path(folder).glob(f"{HALF}*"):
        shutil.rmtree(half, ignore_errors=True)


if __name__ == "__main__":
    # A server answers readers meanwhile.
    with contextlib.suppress(OSError):
        os.nice(10)
    try:
        make(sys.argv[1], sys.argv[2])
    except (OSError, MemoryError) as error:
        raise SystemExit(str(error)) from None
