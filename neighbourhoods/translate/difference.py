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
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("same", "".join(after[c:d])))
            continue
        found += [(name, text) for name, text in (("del", "".join(before[a:b])), ("ins", "".join(after[c:d]))) if text]
    return found
