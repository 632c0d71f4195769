"""Why something was not fetched, in sentences for people. None of them tells an address beyond its host: the rest may be a secret."""

from ..calendar.notes import Note, gettext_noop

SENTENCES = {
    # the address
    "address": gettext_noop("This is no web address. It should look like this: https://example.org/calendar.ics"),
    "long": gettext_noop("The address is longer than %(most)s letters. Ask for a shorter one from whoever keeps the calendar."),
    "scheme": gettext_noop("Only addresses that begin with https, http or webcal can be fetched."),
    "credentials": gettext_noop(
        "The address holds a user name or a password. Ask for an address that works without them from whoever keeps the calendar."
    ),
    "port": gettext_noop("The port in the address is no number from 1 to 65535. Check the address."),
    "host": gettext_noop("The address has no name of a server that could exist. Check the address."),
    "name": gettext_noop("There is no server by the name %(host)s just now. Check the address."),
    "private-network": gettext_noop(
        "The address leads into a private network (%(host)s), and is never fetched. Use the address that everybody can open."
    ),
    # on the way
    "unreachable": gettext_noop("The server %(host)s cannot be reached just now; we try again by ourselves."),
    "slow": gettext_noop("The server did not answer within %(seconds)s seconds; we try again by ourselves."),
    "certificate": gettext_noop(
        "The certificate of %(host)s is not valid, so nobody knows who would answer. Tell whoever keeps the server, or check the address."
    ),
    "tls": gettext_noop("No safe connection could be made with %(host)s. Tell whoever keeps the server, or check the address."),
    "downgrade": gettext_noop("The server sends us from a safe address to one that is not (%(host)s). Ask for the new address."),
    "redirects": gettext_noop("The server sends us on and on, more than %(most)s times. Open the address in a browser and check it."),
    "redirect": gettext_noop("The server sends us to an address that is none. Open the address in a browser and check it."),
    "elsewhere": gettext_noop("The server sends us to another server (%(host)s) in the middle, and that page was not fetched."),
    # the answer
    "sign-in": gettext_noop(
        "The server lets nobody read this without signing in (%(status)s). Ask for an open address from whoever keeps the calendar."
    ),
    "missing": gettext_noop(
        "The server says that the page is not there (%(status)s). Ask for a new address from whoever keeps the calendar."
    ),
    "gone": gettext_noop(
        "The server says that the page is gone for good (%(status)s). Ask for a new address from whoever keeps the calendar."
    ),
    "busy": gettext_noop("The server has too much to do just now (%(status)s); we try again by ourselves."),
    "broken": gettext_noop("The server is broken just now (%(status)s); we try again by ourselves."),
    "status": gettext_noop("The server answered with %(status)s and sent no calendar. Open the address in a browser and check it."),
    "unasked": gettext_noop("The server says that nothing has changed, though we have nothing yet; we try again by ourselves."),
    "no-http": gettext_noop("What answers at %(host)s is no web server, or its answer is broken. Check the address."),
    "headers": gettext_noop("The answer of the server begins with far too many words. Tell whoever keeps the server."),
    "cut": gettext_noop("The answer of the server ends in the middle; we try again by ourselves."),
    "length": gettext_noop("The server sends more than it says that it sends. Tell whoever keeps the server; we try again by ourselves."),
    "packing": gettext_noop("The answer is packed in a way that we cannot unpack. Tell whoever keeps the server."),
    "large": gettext_noop("The answer is larger than %(most)s MB. Ask for a calendar that holds less, such as only what is coming."),
    "crowded": gettext_noop("The answer has far more parts than events have. Check the address, or tell whoever keeps the server."),
}


class Refused(Exception):
    """Something was not fetched. Nothing that is stored changes because of it.

    `code` is a key of SENTENCES; `note` a calendar.notes.Note, to be translated by whoever shows it; `status` that of the answer, or 0.
    """

    def __init__(self, code, **values):
        super().__init__(code)
        self.code, self.note, self.status = code, Note(SENTENCES[code], values), values.get("status", 0)


def of_status(status):
    """Refused for an answer that has no calendar."""
    if status in (401, 403):
        return Refused("sign-in", status=status)
    if status == 404:
        return Refused("missing", status=status)
    if status == 410:
        return Refused("gone", status=status)
    if status == 429:
        return Refused("busy", status=status)
    if 500 <= status <= 599:
        return Refused("broken", status=status)
    return Refused("status", status=status)


def too_large(limit):
    """Refused for more than `limit` bytes."""
    return Refused("large", most=max(1, limit // (1024 * 1024)))
