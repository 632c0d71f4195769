"""What may come back from a machine: words, and of marks in the text those that the source has. Time grows no faster than the length."""

import html as entities
import re

# Never whole documents: a tag is what stands between two brackets, all else is text.
TAG = re.compile(r"<[^<>]*>")
NAMED = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
NOTES = ("<!", "<?")
ATTRIBUTE = re.compile(r"""(?<![\w:.-])([a-zA-Z_:][\w:.-]*+)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]++))""")
ALONE = frozenset({"br", "hr", "img", "embed"})
NO_TEXT_INSIDE = frozenset({"script", "style", "template", "title", "textarea", "noscript"})
# what no database takes, and what turns the text round it
STRIPPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(answer, source):
    """A text without markup, unless the source shows brackets. One line stays one line."""
    answer = STRIPPED.sub("", answer).strip()
    if "<" not in source:
        answer = TAG.sub(lambda found: "" if NAMED.match(found[0]) else found[0], answer)
    return answer if "\n" in source else " ".join(answer.split("\n"))


def html(answer, source):
    """The answer with the source's own tags, each as the source writes it and no oftener; everything else is text."""
    before, after = edges(source)
    return before + "".join(Cleaning(source).pieces(STRIPPED.sub("", answer).strip())) + after


class Cleaning:
    def __init__(self, source):
        self.left = {}  # name: [(attributes, tag as written)] of what the source opens and the answer has not opened yet
        for tag in TAG.findall(source):
            named = NAMED.match(tag)
            if named and not named[1]:
                self.left.setdefault(named[2].lower(), []).append((attributes(tag), tag))
        self.names = frozenset(self.left)
        self.open = []
        self.silent = None  # the element whose text is no text

    def pieces(self, answer):
        at = 0
        for found in TAG.finditer(answer):
            yield self.text(answer[at : found.start()])
            at = found.end()
            yield self.tag(found[0])
        yield self.text(answer[at:])
        yield self.close(None)

    def text(self, raw):
        # the second time for what was written as an entity
        return "" if self.silent else entities.escape(STRIPPED.sub("", entities.unescape(raw)), quote=False)

    def tag(self, given):
        named = NAMED.match(given)
        if not named:
            return "" if given.startswith(NOTES) else self.text(given)
        closing, name = named[1], named[2].lower()
        if self.silent:
            self.silent = None if closing and name == self.silent else self.silent
        elif closing:
            return self.close(name) if name in self.open else ""
        elif name in self.names:
            return self.begin(name, given)
        elif name in NO_TEXT_INSIDE:
            self.silent = name
        return ""

    def begin(self, name, given):
        """The source's tag whose attributes the given one all has: a link leads where one of the source leads, or nowhere."""
        if name == "a" and "a" in self.open:
            return ""
        there = attributes(given)
        fit = [one for one in self.left[name] if one[0] <= there]
        if not fit:
            return ""
        best = max(fit, key=lambda one: len(one[0]))
        self.left[name].remove(best)
        if name not in ALONE:
            self.open.append(name)
        return best[1]

    def close(self, name):
        """Ends what is open, down to this name; all of it without one."""
        ends = []
        while self.open:
            ends.append(f"</{self.open.pop()}>")
            if ends[-1] == f"</{name}>":
                break
        return "".join(ends)


def attributes(tag):
    return frozenset((name.lower(), entities.unescape(one or two or bare)) for name, one, two, bare in ATTRIBUTE.findall(tag))


def edges(source):
    """The spaces before and after, as the source has them."""
    bare = source.strip()
    start = source.index(bare)
    return source[:start], source[start + len(bare) :]
