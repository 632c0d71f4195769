"""The dictionaries of the search: made once for the install, shared by its processes, and done without while they are not there."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import threading
import time

from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries import DictionaryFactory

from .. import paths
from . import trie
from .corrections import BASES
from .room import free_memory

LANGUAGES = ("fi", "sv", "en", "uk", "ar")
# Megabytes. Finnish takes 710 at its peak, and the server goes on beside it.
MEMORY_NEEDED = 1024
SPACE_NEEDED = 60
LOOK_EVERY = 3.0
# Finnish compounds are ours to take apart: simplemma takes the first part for the whole.
WHOLE_WORDS_ONLY = ("fi",)

loaded = {}
looked = {}
loading = threading.Lock()


def folder():
    """Where they are: PIHAPIIRI_DICTIONARIES, else search/ in var."""
    named = os.environ.get("PIHAPIIRI_DICTIONARIES")
    return paths.placed("PIHAPIIRI_DICTIONARIES", "") if named else paths.var() / "search"


def ready(language):
    """Whether the dictionary of that language is in use. One that was made meanwhile is noticed within LOOK_EVERY seconds."""
    if language in loaded:
        return True
    if language not in LANGUAGES or time.monotonic() < looked.get(language, 0):
        return False
    with loading:
        if language not in loaded:
            looked[language] = time.monotonic() + LOOK_EVERY
            if (found := trie.load(language, folder())) is not None:
                loaded[language] = found
    return language in loaded


class Loaded(DictionaryFactory):
    """Gives simplemma what is loaded, and an empty dictionary else: its own way would be half a gigabyte in every process."""

    __slots__ = ()

    def get_dictionary(self, lang):
        return loaded.get(lang) or {}


STRATEGY = DefaultStrategy(dictionary_factory=Loaded())


def lemma(word, language):
    """The base form of a word in small letters, as the dictionary has it, else None."""
    if not ready(language):
        return None
    entries = loaded[language]
    # the dictionaries write the apostrophe of a keyboard
    word = word.replace("ʼ", "'")
    found = entries.get(word) or entries.get(word.capitalize())
    return found.lower() if found else None


def lemmas(word, language):
    """The base forms of a word in small letters that our corrections or the dictionary know."""
    if corrected := BASES.get(language, {}).get(word):
        return corrected
    found = lemma(word, language)
    return [found] if found else []


def guesses(word, language):
    """What simplemma makes of a word that the dictionary does not have."""
    if language in WHOLE_WORDS_ONLY or not ready(language) or lemmas(word, language):
        return []
    guessed = STRATEGY.get_lemma(word, language)
    return [guessed.lower()] if guessed else []


def forget():
    """Looks for the files anew."""
    loaded.clear()
    looked.clear()


def build(languages=LANGUAGES, say=lambda line: None):
    """Makes the dictionaries that are not there, one after the other, each in a process of its own. Whether all are there then.

    Says one line for each language. Where memory or room on the disk does not suffice it says so in one sentence and makes none.
    Only one at a time builds for an install; another waits and finds the work done.
    """
    wanted = dict.fromkeys(language.partition("-")[0] for language in languages)
    wanted = [language for language in LANGUAGES if language in wanted]
    place = folder()
    told = set()
    try:
        # without the lock: whoever only reads may not be allowed to write here
        if not all(is_there(language, place, say, told) for language in wanted):
            place.mkdir(parents=True, exist_ok=True)
            with alone(place, say) as lock:
                trie.clear_halves(place)
                for language in wanted:
                    if is_there(language, place, say, told):
                        continue
                    if lacking := what_is_lacking(place):
                        say(lacking)
                        return False
                    say(make(language, place, lock))
    except OSError as error:
        say(_("The dictionaries of the search could not be made: %(reason)s") % {"reason": error.strerror or error})
        return False
    return all(trie.load(language, place) is not None for language in wanted)


def is_there(language, place, say, told):
    """Whether the dictionary is there and whole; said once."""
    if language in told or trie.load(language, place) is not None:
        if language not in told:
            say(_("%(language)s: the dictionary is ready.") % {"language": name_of(language)})
        told.add(language)
    return language in told


@contextlib.contextmanager
def alone(place, say):
    """Holds the folder for one builder."""
    with open(place / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(_("The dictionaries of the search are being made elsewhere. Waiting …"))
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock


def what_is_lacking(place):
    """The sentence for too little memory or room to make a dictionary, or ""."""
    free, space = free_memory(), shutil.disk_usage(place).free // 2**20
    if free is not None and free < MEMORY_NEEDED:
        return _(
            "The dictionaries of the search are not made: %(free)s MB of memory are free, %(needed)s MB are needed."
            " Searching works without them and finds fewer forms of words."
        ) % {"free": free, "needed": MEMORY_NEEDED}
    if space < SPACE_NEEDED:
        return _("The dictionaries of the search are not made: %(free)s MB are free on the disk, %(needed)s MB are needed.") % {
            "free": space,
            "needed": SPACE_NEEDED,
        }
    return ""


def make(language, place, lock):
    """Makes one dictionary in a process of its own, which takes its memory along when it ends. The line that tells how it went."""
    command = [sys.executable, "-m", trie.__name__, language, str(place)]
    # It holds the lock as well: should this process be killed, no second one starts beside it.
    child = subprocess.Popen(
        command, cwd=paths.ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, pass_fds=[lock.fileno()]
    )
    try:
        reason = child.communicate()[1].decode("utf-8", "replace").strip()
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
    if child.returncode == 0:
        return _("%(language)s: the dictionary is made.") % {"language": name_of(language)}
    return _("%(language)s: the dictionary could not be made (%(reason)s).") % {
        "language": name_of(language),
        "reason": reason.rpartition("\n")[2] or child.returncode,
    }


def name_of(language):
    return capfirst(get_language_info(language)["name_translated"])
