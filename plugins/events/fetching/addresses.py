"""What an address names: which server, which port, which page. Whether that may be reached is judged where it is connected to."""

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit

from .refusals import Refused

MOST_LETTERS = 2000
PORTS = {"http": 80, "https": 443}
SCHEMES = {"http": "http", "https": "https", "webcal": "https", "webcals": "https"}
# A backslash is a slash to some readers of addresses, and a letter to others.
UNFIT = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff\ud800-\udfff\\]")
NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*")
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
# printable ASCII that may stand in a path or a query as it is; what is quoted stays so
AS_IT_IS = "%/:?@!$&'()*+,;=~[]|^`{}"


@dataclass(frozen=True)
class Place:
    """`url` is the address as it is fetched. It and `path_and_query` stay out of what is printed: they may hold a secret."""

    scheme: str
    host: str
    port: int
    path_and_query: str = field(repr=False)
    url: str = field(repr=False)

    @property
    def origin(self):
        return self.scheme, self.host, self.port

    @property
    def host_header(self):
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def place_of(address):
    """Place of an address that somebody typed or a server sent. webcal is https. Raises Refused."""
    address = str(address or "").strip()
    if len(address) > MOST_LETTERS:
        raise Refused("long", most=MOST_LETTERS)
    if not address or UNFIT.search(address):
        raise Refused("address")
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        raise Refused("host") from None
    scheme = SCHEMES.get(parts.scheme)
    if not scheme:
        raise Refused("scheme" if parts.scheme else "address")
    if "@" in parts.netloc:
        raise Refused("credentials")
    host = host_of(host, is_bracketed="[" in parts.netloc)
    port = port_of(parts, scheme)
    path_and_query = quote(parts.path or "/", safe=AS_IT_IS) + (f"?{quote(parts.query, safe=AS_IT_IS)}" if parts.query else "")
    place = Place(scheme, host, port, path_and_query, "")
    return Place(scheme, host, port, path_and_query, f"{scheme}://{place.host_header}{path_and_query}")


def port_of(parts, scheme):
    try:
        port = PORTS[scheme] if parts.port is None else parts.port
    except ValueError:
        raise Refused("port") from None
    if not port:
        raise Refused("port")
    return port


def host_of(host, is_bracketed=False):
    """A host as it is looked up: IDNA, small letters, numbers as the addresses that they are. Raises Refused."""
    if is_bracketed:
        try:
            return str(ipaddress.IPv6Address(host if "%" not in host else ""))
        except ValueError:
            raise Refused("host") from None
    try:
        # IDNA also turns other letters for digits and dots into the usual ones, so numbers are looked for after it.
        host = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        raise Refused("host") from None
    if not NAME.fullmatch(host):
        raise Refused("host")
    if NUMBER.fullmatch(host.rpartition(".")[2]):
        return dotted(host)
    return host


def dotted(host):
    """2130706433, 0x7f.1, 0177.0.0.1: all of them 127.0.0.1, as C libraries read them."""
    parts = host.split(".")
    try:
        numbers = [number(part) for part in parts]
    except ValueError:
        raise Refused("host") from None
    *heads, last = numbers
    if len(numbers) > 4 or any(head > 255 for head in heads) or last >= 256 ** (5 - len(numbers)):
        raise Refused("host")
    value = last + sum(head << (24 - 8 * at) for at, head in enumerate(heads))
    return str(ipaddress.IPv4Address(value))


def number(part):
    if not NUMBER.fullmatch(part):
        raise ValueError(part)
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if part.startswith("0") else int(part)


def joined(place, location):
    """Place that a server at `place` sends us to. `location` may be relative. Raises Refused."""
    if len(location) > MOST_LETTERS:
        raise Refused("long", most=MOST_LETTERS)
    try:
        address = urljoin(place.url, location.strip())
    except ValueError:
        raise Refused("redirect") from None
    try:
        return place_of(address)
    except Refused as error:
        raise (Refused("redirect") if error.code == "address" else error) from None
