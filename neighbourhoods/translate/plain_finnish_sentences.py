"""Finnish text into paragraphs, sentences and words. Each knows where it stands in the text. Time grows with the length and no faster."""

import re
import unicodedata
from dataclasses import dataclass

from .plain_finnish_words import LONGEST_KNOWN, MID_SENTENCE, MONTHS, WEEKDAYS

HEADING, ITEM, PARAGRAPH = "heading", "item", "paragraph"
WORD, NUMBER, TIME, ADDRESS = "word", "number", "time", "address"
ENDS = ".!?…:"
CLOSING = "\"'”’»)]}*_"
OPENING = "\"'”’»([{*_"
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
ITEM_MARK = re.compile(r"[-*•]\s+")
NUMBERED = re.compile(r"\d{1,2}[.)]\s+")
TOKEN = re.compile(r"\S+")
CLOCK = re.compile(r"\d{1,2}(?:[.:]\d{2})?(?:\s?[-–]\s?\d{1,2}(?:[.:]\d{2})?)?")
DATE = re.compile(r"\d{1,2}\.(?:[-–]\d{1,2}\.)?\d{1,2}\.(?:\d{2,4})?(?:[-–]\d{1,2}\.\d{1,2}\.(?:\d{2,4})?)?")
DAY = re.compile(r"\d{1,2}\.(?:[-–]\d{1,2}\.)?")
FIGURE = re.compile(r"[-+−]?\d[\d.,:/–-]*")
IN_THE_WEB = re.compile(r"\w+://|www\.|[\w-]+\.[a-z]{2,}(?:/|$)")


@dataclass(frozen=True, slots=True)
class Word:
    start: int
    end: int
    raw: str  # as written, without the marks round it
    form: str  # small letters, composed, without invisible signs; cut after LONGEST_KNOWN
    kind: str
    comma: bool  # the word before ends with a comma


@dataclass(frozen=True, slots=True)
class Sentence:
    start: int
    end: int
    text: str
    words: tuple
    part: "Part"


@dataclass(eq=False, slots=True)
class Part:
    kind: str
    start: int
    end: int
    sentences: list

    @property
    def words(self):
        return [word for sentence in self.sentences for word in sentence.words]


def parts(text):
    """Headings, list items and paragraphs that hold at least one word."""
    found = []
    for kind, start, end in blocks(text):
        part = Part(kind, start, end, [])
        part.sentences += sentences(text, start, end, part)
        if part.sentences:
            found.append(part)
    return found


def blocks(text):
    """(kind, start, end) of each, the marks of headings and list items left out."""
    at, open_kind, open_start, open_end = 0, None, 0, 0
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        bare = line.strip()
        begin = start + len(line) - len(line.lstrip())
        kind, mark = kind_of(bare)
        if open_kind and (not bare or kind != PARAGRAPH):
            yield open_kind, open_start, open_end
            open_kind = None
        if not bare:
            continue
        if open_kind is None:
            open_kind, open_start = kind, begin + mark
        open_end = begin + len(bare)
        if kind == HEADING:
            yield open_kind, open_start, open_end
            open_kind = None
    if open_kind:
        yield open_kind, open_start, open_end


def kind_of(line):
    """(kind, length of its mark) of a line without spaces round it. A line after a list item belongs to it."""
    if line.startswith("#"):
        bare = line.lstrip("#")
        if bare[:1].isspace():
            return HEADING, len(line) - len(bare.lstrip())
    if (found := ITEM_MARK.match(line)) or ((found := NUMBERED.match(line)) and not line[found.end() : found.end() + 1].islower()):
        return ITEM, found.end()
    return PARAGRAPH, 0


def sentences(text, start, end, part):
    tokens = [(found.start(), found.end()) for found in TOKEN.finditer(text, start, end)]
    following = next_letters(text, tokens)
    first = 0
    for index, (_begin, stop) in enumerate(tokens):
        last = index == len(tokens) - 1
        if not last and not ends(text, tokens[index], following[index]):
            continue
        if found := words(text, tokens[first : index + 1]):
            begin = tokens[first][0]
            yield Sentence(begin, stop, text[begin:stop], tuple(found), part)
        first = index + 1


def next_letters(text, tokens):
    """For each token the first sign that matters of the next token that has a letter or a figure: signs alone begin no sentence."""
    found, ahead = [], ""
    for begin, stop in reversed(tokens):
        found.append(ahead)
        ahead = next((sign for sign in text[begin:stop] if sign.isalnum()), ahead)
    return found[::-1]


def ends(text, token, ahead):
    raw = text[slice(*token)]
    bare = raw.rstrip(CLOSING)
    if not bare or bare[-1] not in ENDS:
        return False
    if not (ahead.isupper() or ahead.istitle() or (ahead.isdigit() and bare[-1] in "!?")):
        return False
    start = bare.lstrip(OPENING)
    initial = len(start) == 2 and start[0].isupper() and start[1] == "."
    return not initial and start.lower() not in MID_SENTENCE


def words(text, tokens):
    """Words of a sentence. A date and a time of day are one word each, and so is a number with its spaces."""
    found, at, comma = [], 0, False
    while at < len(tokens):
        kind, count = kind_at(text, tokens, at)
        begin, stop = tokens[at][0], tokens[at + count - 1][1]
        if kind:
            begin, stop = trimmed(text, begin, stop)
            found.append(Word(begin, stop, text[begin:stop], form(text[begin:stop]), kind, comma))
        if kind or text[tokens[at][0]] == ",":
            comma = text[tokens[at + count - 1][1] - 1] == ","
        at += count
    return found


def kind_at(text, tokens, at):
    """(kind, number of tokens) of what begins at a token; no kind: it is no word."""
    bare = [text[slice(*trimmed(text, *token))] + text[trimmed(text, *token)[1] : token[1]][:1] for token in tokens[at : at + 3]]
    bare += [""] * (3 - len(bare))
    one, two, three = (item.lower() for item in bare)
    if one.rstrip(".,") in ("klo", "kello") and CLOCK.fullmatch(two.rstrip(ENDS + CLOSING + ",;")):
        return TIME, 2
    if one.rstrip(".,") in WEEKDAYS and DATE.fullmatch(two.rstrip(CLOSING + ",;:!?")):
        return TIME, 2
    if DATE.fullmatch(one.rstrip(CLOSING + ",;:!?")):
        return TIME, 1
    if DAY.fullmatch(one) and two.startswith(MONTHS):
        year = re.fullmatch(r"\d{4}", three.rstrip(ENDS + CLOSING + ",;"))
        return TIME, 3 if year else 2
    return plain_kind(text, tokens, at)


def plain_kind(text, tokens, at):
    begin, stop = trimmed(text, *tokens[at])
    raw = text[begin:stop]
    if not raw:
        return None, 1
    if FIGURE.fullmatch(raw):
        return NUMBER, thousands(text, tokens, at, len(raw))
    if "@" in raw or IN_THE_WEB.search(raw[:200]):
        return ADDRESS, 1
    return WORD, 1


def thousands(text, tokens, at, letters):
    """How many tokens a number takes that is written as 1 000 or 1 000 000."""
    count = 1
    while letters <= 3 and at + count < len(tokens):
        begin, stop = trimmed(text, *tokens[at + count])
        if tokens[at + count - 1][1] + 1 != begin or not re.fullmatch(r"\d{3}(?:,\d+)?", text[begin:stop][:20]):
            break
        count += 1
    return count


def trimmed(text, begin, stop):
    """Without the marks before and after; a mark that belongs to its letter stays."""
    while begin < stop and not text[begin].isalnum():
        begin += 1
    while stop > begin and not (text[stop - 1].isalnum() or unicodedata.combining(text[stop - 1])):
        stop -= 1
    return begin, stop


def form(raw):
    return unicodedata.normalize("NFC", raw[: LONGEST_KNOWN + 1].translate(INVISIBLE).lower())
