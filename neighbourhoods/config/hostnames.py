"""What a neighbourhood's host may be, and how it is stored: in lower case, letters beyond a–z as punycode."""

import ipaddress
import re

import idna
from django.utils.translation import gettext_noop as _

from .sentences import like_this, refuse, say, show

EXAMPLE = "lintumaki.example.fi"
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
# found in this order; each is shown as it stands in the file
FOREIGN = (
    SCHEME,
    re.compile(r"[/?#\\].*$", re.DOTALL),
    re.compile(r"^[^@]*@"),
    re.compile(r":[^:\]]*$"),
    re.compile(r"^\*\.?|\*"),
    re.compile(r"\s+"),
    re.compile(r"_"),
    re.compile(r"\.+$"),
)


def check_hostname(text):
    """The host as it is compared and stored, such as `xn--lintumki-5za.fi`.

    Raises the refusal with a cause and a cure; where the right spelling can be told from the wrong one, the cure shows it.
    """
    text = text.strip()
    if is_address(text):
        raise refuse(say(_("is an IP address, not a name")), like_this(EXAMPLE))
    if foreign := foreign_part(text):
        raise refuse(say(_("“%(part)s” does not belong here"), part=show(foreign)), like_this(suggestion(text)))
    if text != text.lower():
        raise refuse(say(_("must be in small letters")), like_this(suggestion(text)))
    host = normalise(text)
    if host is None:
        raise refuse(say(_("is not a host")), like_this(EXAMPLE))
    if is_address(host):
        raise refuse(say(_("is an IP address, not a name")), like_this(EXAMPLE))
    if host == "localhost" or host.endswith(".localhost"):
        raise refuse(say(_("always means the reader's own machine")), like_this(EXAMPLE))
    if "." not in host:
        raise refuse(say(_("is not a whole host: its end is missing")), like_this(EXAMPLE))
    return host


def foreign_part(text):
    """The part of an address that is no part of its host, such as `https://` or `:8000`; None when there is none."""
    for pattern in FOREIGN:
        if found := pattern.search(text):
            return found.group()
    return None


def suggestion(text):
    """The host that was probably meant, as people write it; the example when nothing right can be made of the text."""
    return probable(text) or EXAMPLE


def probable(text):
    """The host inside an address such as `HTTPS://Partti.example.fi/fi/`, as people write it, or None."""
    host = text.strip()
    for pattern in FOREIGN[:4]:
        host = pattern.sub("", host)
    host = re.sub(r"\s+", "", host).removeprefix("*.").replace("_", "-").rstrip(".").lower()
    if foreign_part(host):
        return None
    try:
        check_hostname(host)
    except ValueError:
        return None
    return host


def normalise(text):
    """Punycode in lower case, or None when the text is no host name."""
    try:
        # mapped first: full-width letters and dots are the plain ones to every browser
        host = idna.uts46_remap(text, std3_rules=False, transitional=False)
        if not host.isascii():
            host = idna.encode(host, uts46=True).decode("ascii")
        labels = host.split(".")
        for label in labels:
            if label.startswith("xn--"):
                idna.decode(label)
    except (idna.IDNAError, UnicodeError, IndexError):
        return None
    if len(host) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        return None
    # a browser takes a name that ends in a number for an IP address
    if labels[-1].isdecimal() and not is_address(host):
        return None
    return host


def is_address(text):
    bare = SCHEME.sub("", text)
    for candidate in (bare, bare.partition("]")[0].lstrip("["), bare.partition("/")[0].partition(":")[0]):
        try:
            ipaddress.ip_address(candidate)
        except ValueError:
            continue
        return True
    return False
