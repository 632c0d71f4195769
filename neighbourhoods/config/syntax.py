"""What is wrong with a file that is no TOML, said so that somebody who has never heard of TOML can mend it."""

import re
import tomllib

from django.utils.translation import gettext_noop as _

from .lines import Lines
from .sentences import like_this, say, show

PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
# marks that a phone or a word processor puts where TOML wants "
CURLY = "”“„’‘‚«»´`"


def quotation():
    return say(_("A missing quotation mark?"))


def a_line():
    return like_this('name = "Lintumäki"')


# what tomllib's message begins with -> (what is wrong, what to do about it)
REASONS = (
    (r"Illegal character '\\[nr]'|Unterminated string|Expected '(\"|\"\"\"|\\'\\'\\')'|Expected \"'", _("a text does not end"), quotation),
    (r"Illegal character|Found invalid character", _("there is a character that cannot be seen"), lambda: say(_("Write the line anew"))),
    (r"Expected '=' after a key", _("“=” is missing after the key"), a_line),
    (r"Expected newline or end of document", _("something more stands after the value"), quotation),
    (
        r"Cannot overwrite|Cannot declare|Duplicate inline|Cannot mutate|Cannot redefine",
        _("the same key is there twice"),
        lambda: say(_("Remove one of them")),
    ),
    (r"Unclosed|Expected '\]", _("a bracket is not closed"), lambda: say(_("A missing ] or }?"))),
    (r"Unescaped|Escaped|Invalid hex", _("“\\” has a meaning of its own in a text"), lambda: say(_("Write two: \\\\"))),
    (r"Invalid statement|Invalid initial character", _("the line is not understood"), a_line),
    (r"Invalid value|Invalid date|Exceeds the limit", _("the value is not understood"), quotation),
)


def parse(text):
    """(data, lines, None) or (None, lines, (line, cause, cure)), with the Lines of the text. Never raises."""
    lines = Lines(text)
    if lines.is_endless:
        return None, lines, (lines.last, unreadable(say(_("a key has too many parts"))), say(_("Remove some of them")))
    try:
        return tomllib.loads(text), lines, None
    except RecursionError:
        return None, lines, (lines.last, unreadable(say(_("too many brackets inside each other"))), say(_("Remove some of them")))
    except ValueError as error:
        # tomllib's own error, and Python's for a number of thousands of digits
        return None, lines, explain_syntax(str(error), text, lines)


def explain_syntax(message, text, lines):
    """(line, cause, cure) for a message of tomllib."""
    found = PLACE.search(message)
    if found and found[1]:
        line = int(found[1])
        if text.replace("\r\n", "\n").split("\n")[line - 1][int(found[2]) - 1 :][:1] in tuple(CURLY):
            return line, unreadable(say(_("the quotation mark is not the straight one"))), say(_('Write it like this: "'))
    else:
        # the end of the file tells nothing: what matters is where that began which never ends
        line = lines.open_since or lines.last
        if message.startswith("Invalid value") and lines.open_since:
            return line, unreadable(say(_("a bracket is not closed"))), say(_("A missing ] or }?"))
    for pattern, reason, cure in REASONS:
        if re.match(pattern, message):
            return line, unreadable(say(reason)), cure()
    return line, unreadable(show(PLACE.sub("", message))), quotation()


def unreadable(reason):
    return say(_("cannot be read: %(reason)s"), reason=reason)
