"""What Voikko reads in a Finnish word, where it is installed (search/voikko.py finds it)."""

from ..search import voikko

SAID = ("CLASS", "PERSON", "NEGATIVE", "MOOD", "SIJAMUOTO", "PARTICIPLE", "POSSESSIVE", "STRUCTURE")


def analyse():
    """A function from a word to its readings, a dict of what is SAID for each; None without Voikko."""
    return readings if voikko.analyser() else None


def readings(word):
    analyser, read = voikko.analyser(), []
    with voikko.asking:
        analyses = analyser.library.voikkoAnalyzeWordCstr(analyser.handle, word.encode())
        if not analyses:
            return []
        while analysis := analyses[len(read)]:
            read.append({name: said for name in SAID if (said := analyser.value(analysis, name.encode()))})
        analyser.library.voikko_free_mor_analysis(analyses)
    return read
