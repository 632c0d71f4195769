"""What has changed in a text, word by word."""

import re
from difflib import SequenceMatcher

WORD = re.compile(r"\s+|\w+|[^\w\s]")
MOST_WORDS = 4000


def parts(old, new):
    """[(kind, text)] with kind "same", "del" or "ins", which together are both texts."""
    before, after = WORD.findall(old), WORD.findall(new)
    if len(before) + len(after) > MOST_WORDS:
        return [("del", old), ("ins", new)] if old != new else [("same", new)]
    found = []
    for kind, a, b, c, d in together(SequenceMatcher(None, before, after, autojunk=False).get_opcodes(), after):
        if kind == "equal":
            found.append(("same", "".join(after[c:d])))
            continue
        found += [(name, text) for name, text in (("del", "".join(before[a:b])), ("ins", "".join(after[c:d]))) if text]
    return found


def together(steps, after):
    """Words that changed side by side are one change: nobody reads a line in which each second space has stayed."""
    made = []
    for number, (kind, a, b, c, d) in enumerate(steps):
        beside = steps[number + 1][0] if number + 1 < len(steps) else ""
        goes_on = kind == "equal" and d - c == 1 and after[c] == " " and beside == "replace"
        if made and made[-1][0] == "replace" and (kind == "replace" or goes_on):
            first = made.pop()
            made.append(("replace", first[1], b, first[3], d))
        else:
            made.append((kind, a, b, c, d))
    return made
