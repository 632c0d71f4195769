"""Message catalogues: .po files are kept in git, .mo files are made from them here, in Python, on any machine."""

import os
from pathlib import Path

import polib

from . import paths


def catalogue_files(root=paths.ROOT):
    """Every .po file of the core and of plugins in folders: of `locale` and of `locale_overrides`, for what is not ours."""
    folders = [Path(root) / name for name in ("neighbourhoods", "plugins", "tests")]
    if root == paths.ROOT:
        folders += [folder for folder in paths.plugin_folders() if os.access(folder, os.W_OK)]
    return sorted({file for folder in folders for file in folder.glob("**/locale*/*/LC_MESSAGES/*.po")})


def compile_all(root=paths.ROOT):
    """Make the .mo files that are missing or older than their .po; returns how many were made."""
    return compile_files(catalogue_files(root))


def compile_files(files):
    made = 0
    for file in files:
        compiled = file.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns >= file.stat().st_mtime_ns:
            continue
        # written beside and renamed: a server that starts meanwhile never reads half a file
        beside = compiled.with_suffix(".mo.part")
        polib.pofile(str(file)).save_as_mofile(str(beside))
        beside.replace(compiled)
        made += 1
    return made
