"""Voikko, the Finnish analyser of Debian (`apt install libvoikko1 voikko-fi`): used where it is installed, never needed.

It knows names, new compounds and rare cases that the dictionary lacks; the dictionary knows everyday words that it lacks.
"""

import ctypes
import re
import threading
from ctypes import POINTER, byref, c_char_p, c_void_p

LIBRARY = "libvoikko.so.1"
LANGUAGE = "fi"
# +jäte(jäte)+huolto(huolto): each part as written, and its base form
BASE = re.compile(r"\(([^()+]+)\)")

asking = threading.Lock()
found = {}


class Analyser:
    """One handle of the library, which answers one thread at a time. Raises OSError where library or vocabulary is not there."""

    def __init__(self):
        self.library = library = ctypes.CDLL(LIBRARY)
        library.voikkoInit.argtypes, library.voikkoInit.restype = [POINTER(c_char_p), c_char_p, c_char_p], c_void_p
        library.voikkoAnalyzeWordCstr.argtypes = [c_void_p, c_char_p]
        library.voikkoAnalyzeWordCstr.restype = POINTER(c_void_p)
        library.voikko_mor_analysis_value_cstr.argtypes = [c_void_p, c_char_p]
        # Kept as an address: ctypes would make bytes of it, and the library could not free it.
        library.voikko_mor_analysis_value_cstr.restype = c_void_p
        library.voikko_free_mor_analysis_value_cstr.argtypes = [c_void_p]
        library.voikko_free_mor_analysis.argtypes = [POINTER(c_void_p)]
        library.voikkoGetVersion.restype = c_char_p
        error = c_char_p()
        self.handle = library.voikkoInit(byref(error), LANGUAGE.encode(), None)
        if not self.handle:
            raise OSError((error.value or b"").decode("utf-8", "replace"))
        self.version = library.voikkoGetVersion().decode()

    def analyse(self, word):
        """[(base form, parts of the word in their base forms)], one for each way in which the word can be read."""
        read = []
        with asking:
            analyses = self.library.voikkoAnalyzeWordCstr(self.handle, word.encode())
            if not analyses:
                return []
            place = 0
            while analysis := analyses[place]:
                read.append((self.value(analysis, b"BASEFORM"), BASE.findall(self.value(analysis, b"WORDBASES"))))
                place += 1
            self.library.voikko_free_mor_analysis(analyses)
        return read

    def value(self, analysis, key):
        address = self.library.voikko_mor_analysis_value_cstr(analysis, key)
        if not address:
            return ""
        try:
            return ctypes.string_at(address).decode()
        finally:
            self.library.voikko_free_mor_analysis_value_cstr(address)


def analyser():
    """The analyser of this process, or None where it is not installed."""
    if "analyser" not in found:
        try:
            found["analyser"] = Analyser()
        except (OSError, AttributeError):
            found["analyser"] = None
    return found["analyser"]


def lemmas(word, language):
    """The base forms of a Finnish word in small letters; [] for other languages and without Voikko."""
    return list(dict.fromkeys(base.lower() for base, _parts in readings(word, language) if base))


def parts(word, language):
    """The base forms of the parts of a Finnish compound, [] for words of one part."""
    read = [parts for _base, parts in readings(word, language) if len(parts) > 1]
    return list(dict.fromkeys(part.lower() for parts in read for part in parts))


def readings(word, language):
    return analyser().analyse(word) if language == LANGUAGE and analyser() else []


def version(language):
    """The version of the library where it is in use, else ""."""
    return analyser().version if language == LANGUAGE and analyser() else ""


def forget():
    """Looks for the library anew."""
    found.clear()
