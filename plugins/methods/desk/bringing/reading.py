"""Reads methods from files that people bring: our own JSON, Markdown files of the form of library/*.md, and a zip of either.

Nothing is stored here. What is wrong is told in sentences that name the file, the place and the cure; what is only unknown is told too,
and left out.
"""

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from . import markdown, own_json
from .draft import Wrong

MEGABYTE = 1024 * 1024
MOST_BYTES, MOST_UNPACKED, MOST_FILES = 10 * MEGABYTE, 30 * MEGABYTE, 500
# what file systems put beside the files of people
BESIDE = ("__MACOSX", ".DS_Store", "Thumbs.db")


@dataclass
class Read:
    """`drafts` [Draft]; `wrong` sentences about what cannot be read, `told` sentences about what was left out."""

    drafts: list = field(default_factory=list)
    wrong: list = field(default_factory=list)
    told: list = field(default_factory=list)


def read(files):
    """Read of [(name, bytes)]. Languages of one method that came in several Markdown files are one Draft."""
    found = Read()
    for name, content in unpacked(files, found):
        try:
            if name.lower().endswith(".json"):
                drafts = own_json.drafts_of(name, content, found.told)
            elif name.lower().endswith((".md", ".markdown")):
                drafts = [markdown.draft(name, content, found.told)]
            else:
                found.told.append(_("%(file)s: not read. Methods come in files that end in .json, .md or .zip.") % {"file": name})
                continue
        except Wrong as wrong:
            found.wrong += wrong.sentences
            continue
        found.drafts += drafts
    found.drafts = joined(found.drafts, found.wrong)
    return found


def unpacked(files, found):
    """(name, bytes) of each file, those in zips too."""
    left = MOST_UNPACKED
    for name, content in files:
        if len(content) > MOST_BYTES:
            found.wrong.append(_("%(file)s is too large. At most %(most)d MB fit: bring fewer methods at a time.") % largest(name))
        elif name.lower().endswith(".zip"):
            try:
                inside, left = of_zip(name, content, left)
            except Wrong as wrong:
                found.wrong += wrong.sentences
                continue
            yield from inside
        else:
            yield name, content


def largest(name):
    return {"file": name, "most": MOST_BYTES // MEGABYTE}


def of_zip(name, content, left):
    """([(name, bytes)], how many bytes may still be unpacked). Sizes that a zip tells of itself are not believed."""
    inside = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            members = [one for one in opened.infolist() if not one.is_dir() and not set(PurePosixPath(one.filename).parts) & set(BESIDE)]
            if len(members) > MOST_FILES:
                told = _("%(file)s holds %(number)d files. At most %(most)d fit: bring fewer at a time.")
                raise Wrong(told % {"file": name, "number": len(members), "most": MOST_FILES})
            for member in members:
                with opened.open(member) as stream:
                    data = stream.read(left + 1)
                if len(data) > left:
                    raise Wrong(_("%(file)s is too large when it is unpacked. Bring fewer methods at a time.") % {"file": name})
                left -= len(data)
                inside.append((f"{name}/{member.filename}"[-200:], data))
    except Wrong:
        raise
    except Exception as error:
        # the readers of zips raise whatever they meet: zlib.error, NotImplementedError, RuntimeError for a password, OverflowError
        raise Wrong(_("%(file)s cannot be opened as a zip. Pack it again, without a password.") % {"file": name}) from error
    return inside, left


def joined(drafts, wrong):
    """One Draft of those with the same name and different languages; the same one twice is wrong."""
    found = {}
    for draft in drafts:
        there = found.setdefault(draft.name, draft)
        if there is draft:
            continue
        if twice := set(there.languages) & set(draft.languages):
            told = _("“%(slug)s” is there twice in the same language (%(language)s): %(one)s and %(other)s. Leave one of them out.")
            wrong.append(told % {"slug": draft.name, "language": min(twice), "one": there.source, "other": draft.source})
            continue
        there.languages |= draft.languages
        there.numbers |= draft.numbers
        there.source = f"{there.source}, {draft.source}"
    return list(found.values())
