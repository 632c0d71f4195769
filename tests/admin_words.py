"""Which words of the admin a volunteer meets, and which of them nobody has translated."""

from contextlib import contextmanager

from django.utils import translation
from django.utils.translation import trans_real


class Words:
    """(context or None, msgid) of everything that was asked for and is in no catalogue of the language."""

    def __init__(self):
        self.untranslated = set()

    def note(self, context, msgid):
        if translation.get_language() not in ("fi", "sv"):
            return
        key = f"{context}\x04{msgid}" if context else msgid
        catalogue = trans_real.translation(translation.get_language())._catalog
        if key not in catalogue and (key, 1) not in catalogue and any(sign.isalpha() for sign in str(msgid)):
            self.untranslated.add((context, str(msgid)))


@contextmanager
def listening(monkeypatch):
    """Everything that Django is asked to translate meanwhile, lazily or not, in code or templates."""
    words, stock = Words(), translation._trans

    def wrap(name, position):
        real = getattr(trans_real, name)

        def wrapped(*arguments):
            words.note(arguments[0] if position else None, arguments[position])
            return real(*arguments)

        return wrapped

    with monkeypatch.context() as patch:
        for name, position in (("gettext", 0), ("ngettext", 0), ("pgettext", 1), ("npgettext", 1)):
            patch.setattr(stock, name, wrap(name, position))
        yield words
