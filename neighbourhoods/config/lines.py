"""The line of every key in a TOML file. tomllib reads values but forgets where they stood."""

from bisect import bisect_right

BARE = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
LONGEST_KEY = 50
ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\", "e": "\x1b"}


class Lines:
    """Where keys stand in a text that tomllib has read; of a text that it refused, as far as it can be followed.

    `at` maps paths to line numbers from 1. A path is a tuple of keys and, inside arrays, of numbers from 0:
    `("place", "latitude")`, `("languages", 2)`. `open_since` is the line of the innermost bracket or long text
    that the file never closes, else None; `last` is the line of the last key; `is_endless` says that a key has so many parts
    that tomllib must not see it: what it remembers of a key grows with the square of its parts.
    """

    def __init__(self, text):
        self.text = text.replace("\r\n", "\n")
        self.starts = [0, *(number + 1 for number, character in enumerate(self.text) if character == "\n")]
        self.at = {}
        self.last = None
        self.is_endless = False
        self.opened = []
        self.position = 0
        self.arrays = {}
        try:
            self.read()
        except (IndexError, ValueError, RecursionError):
            # only a text that tomllib has refused ends here; what was found so far is what there is to tell
            pass

    @property
    def open_since(self):
        return self.opened[-1] if self.opened else None

    def line(self, path):
        """Line of the key at `path` or of the nearest table around it; None when neither is in the file."""
        path = tuple(path)
        while path:
            if path in self.at:
                return self.at[path]
            path = path[:-1]
        return None

    def here(self):
        return bisect_right(self.starts, self.position)

    def peek(self, length=1):
        return self.text[self.position : self.position + length]

    def expect(self, word):
        if self.peek(len(word)) != word:
            raise ValueError(self.position)
        self.position += len(word)

    def skip(self, characters):
        while self.peek() and self.peek() in characters:
            self.position += 1

    def skip_blank(self):
        """Spaces, line ends and comments."""
        self.skip(" \t\n")
        while self.peek() == "#":
            self.skip_line()
            self.skip(" \t\n")

    def skip_line(self):
        end = self.text.find("\n", self.position)
        self.position = len(self.text) if end < 0 else end

    def note(self, table, keys):
        for length in range(1, len(keys) + 1):
            self.at.setdefault((*table, *keys[:length]), self.here())
        self.last = self.here()

    def read(self):
        table = ()
        self.skip_blank()
        while self.peek():
            if self.peek() == "[":
                table = self.read_header()
            else:
                self.read_pair(table)
            self.skip_line()
            self.skip_blank()

    def read_header(self):
        many = self.peek(2) == "[["
        line = self.here()
        self.position += 2 if many else 1
        keys = self.read_key()
        path = ()
        for key in keys[:-1]:
            path = self.inside((*path, key))
            self.at.setdefault(path, line)
        path = (*path, keys[-1])
        self.at.setdefault(path, line)
        self.last = line
        if many:
            self.arrays[path] = self.arrays.get(path, -1) + 1
            path = self.inside(path)
            self.at.setdefault(path, line)
        return path

    def inside(self, path):
        """The last element, where the path is an array of tables."""
        return (*path, self.arrays[path]) if path in self.arrays else path

    def read_key(self):
        keys = []
        while True:
            self.skip(" \t")
            keys.append(self.read_string() if self.peek() in ('"', "'") else self.read_bare())
            self.skip(" \t")
            if self.peek() != ".":
                return keys
            if len(keys) == LONGEST_KEY:
                self.is_endless, self.last = True, self.here()
                raise ValueError(self.position)
            self.position += 1

    def read_bare(self):
        start = self.position
        while self.peek() in BARE:
            self.position += 1
        if start == self.position:
            raise ValueError(start)
        return self.text[start : self.position]

    def read_pair(self, table):
        start = self.position
        keys = self.read_key()
        end, self.position = self.position, start
        self.note(table, keys)
        self.position = end
        self.expect("=")
        self.read_value((*table, *keys))

    def read_value(self, path):
        self.skip(" \t")
        character = self.peek()
        if character in ('"', "'"):
            self.read_string()
        elif character == "[":
            self.read_array(path)
        elif character == "{":
            self.read_inline(path)
        else:
            while self.peek() and self.peek() not in ",]}#\n":
                self.position += 1

    def read_array(self, path):
        self.opened.append(self.here())
        self.expect("[")
        self.skip_blank()
        number = 0
        while self.peek() != "]":
            self.at.setdefault((*path, number), self.here())
            self.read_value((*path, number))
            number += 1
            self.skip_blank()
            if self.peek() == "]":
                break
            self.expect(",")
            self.skip_blank()
        self.position += 1
        self.opened.pop()

    def read_inline(self, path):
        self.opened.append(self.here())
        self.expect("{")
        self.skip_blank()
        while self.peek() != "}":
            self.read_pair(path)
            self.skip_blank()
            if self.peek() == "}":
                break
            self.expect(",")
            self.skip_blank()
        self.position += 1
        self.opened.pop()

    def read_string(self):
        quote = self.peek()
        if self.peek(3) == quote * 3:
            return self.read_long(quote)
        self.position += 1
        start, parts = self.position, []
        while self.peek() != quote:
            if self.peek() in ("", "\n"):
                raise ValueError(start)
            parts.append(self.read_character(quote))
        self.position += 1
        return "".join(parts)

    def read_long(self, quote):
        self.opened.append(self.here())
        self.position += 3
        while self.peek(3) != quote * 3:
            if not self.peek():
                raise ValueError(self.position)
            self.read_character(quote)
        self.position += 3
        # up to two quotation marks may stand before the three that close
        self.skip(quote)
        self.opened.pop()

    def read_character(self, quote):
        character = self.text[self.position]
        self.position += 1
        if character != "\\" or quote == "'":
            return character
        escape = self.text[self.position]
        self.position += 1
        length = {"x": 2, "u": 4, "U": 8}.get(escape)
        if length is None:
            return ESCAPES.get(escape, escape)
        digits = self.peek(length)
        self.position += length
        return chr(int(digits, 16))
