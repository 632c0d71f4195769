"""What is told about a file."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with one file. `str()` is the sentence in the language that is active at that moment.

    `line` is None where no line is to blame (a key that is missing, a file's name), `key` is empty where no key is,
    `cure` where there is nothing to advise. Cause and cure may be lazy.
    """

    file: str
    line: int | None
    key: str
    cause: str
    cure: str

    def __str__(self):
        parts = {"file": self.file, "line": self.line, "key": self.key, "cause": self.cause}
        if self.line and self.key:
            sentence = _("%(file)s, line %(line)s, %(key)s: %(cause)s.")
        elif self.line:
            sentence = _("%(file)s, line %(line)s: %(cause)s.")
        elif self.key:
            sentence = _("%(file)s, %(key)s: %(cause)s.")
        else:
            sentence = _("%(file)s: %(cause)s.")
        return f"{sentence % parts} {self.cure}".rstrip()
