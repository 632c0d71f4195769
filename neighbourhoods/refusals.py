"""What is wrong with something that a person wrote: a cause and a cure, each a sentence that is put into words when it is shown.

A cause begins with a small letter, since it follows the key; neither ends in a full stop: the form adds one to the cause,
and what a cure ends in is often there to be copied.
"""

import difflib

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from pydantic_core import PydanticCustomError

SHOWN = 60


def _put(text, **values):
    return gettext(text) % values if values else gettext(text)


# say(_("unknown language “%(value)s”"), value="xx"): a sentence in the language that is active when it is shown
say = lazy(_put, str)


def show(value):
    """The value as it may stand in a sentence: short, and without what would move a terminal's cursor."""
    text = "".join(character if character.isprintable() else "�" for character in str(value))
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def refuse(cause, cure):
    """The exception that a validator raises, a ValueError: pydantic collects it with the path of the key. `context` holds both."""
    return PydanticCustomError("refused", "refused", {"cause": cause, "cure": cure})


def listing(words):
    return ", ".join(show(word) for word in words)


def known(words):
    return say(_("Known: %(list)s"), list=listing(words))


def like_this(example):
    return say(_("Write it like this: %(example)s"), example=example)


def did_you_mean(word, words):
    """“Did you mean …?” for the nearest of `words`, else the list of them."""
    by_fold = {other.casefold(): other for other in words}
    near = difflib.get_close_matches(str(word).casefold(), by_fold, n=1)
    if near:
        return say(_("Did you mean “%(word)s”?"), word=by_fold[near[0]])
    return known(words)
