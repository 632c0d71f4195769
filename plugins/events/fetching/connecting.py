"""Connections to the public network, and to nothing else.

A name is looked up once, every address that it has is judged, and the socket goes to the very address that was judged: a name that
means something else a moment later changes nothing. Proxies of the environment are not used, because they would look up names anew.
"""

import ipaddress
import queue
import socket
import ssl
import threading
from ipaddress import ip_network

from .refusals import Refused

# Of IPv4 everything is public but these (the registries of special addresses, RFC 6890 and later).
NOT_PUBLIC = [
    ip_network(one)
    for one in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
]
# Of IPv6 only this is, without these. Teredo (2001::/32) is among what is not: it wraps addresses, and no server has one.
PUBLIC_6 = ip_network("2000::/3")
NOT_PUBLIC_6 = [ip_network(one) for one in ("2001::/23", "2001:db8::/32", "3fff::/20")]
NAT64 = ip_network("64:ff9b::/96")
MOST_ADDRESSES = 4
SECONDS_EACH = 15


def is_public(ip):
    """Whether everybody may reach `ip`, text. An address that wraps another one is as public as that."""
    try:
        ip = ipaddress.ip_address(ip)
    except ValueError:
        return False
    if ip.version == 4:
        return not any(ip in network for network in NOT_PUBLIC)
    if ip.scope_id:
        return False
    if wrapped := ip.ipv4_mapped or ip.sixtofour or (ip in NAT64 and ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)):
        return is_public(str(wrapped))
    return ip in PUBLIC_6 and not any(ip in network for network in NOT_PUBLIC_6)


def connected(place, deadline, allowed=(), context=None, resolve=socket.getaddrinfo):
    """A socket to `place`, with TLS for https.

    `allowed` are (ip, port) that may be reached though they are not public; `context` is an ssl.SSLContext; `resolve` has the form of
    socket.getaddrinfo. Raises Refused. Nothing is connected to when a single address of the name is not public.
    """
    found = looked_up(place, deadline, resolve)
    for ip in found:
        if (ip, place.port) not in allowed and not is_public(ip):
            raise Refused("private-network", host=place.host)
    for ip in found[:MOST_ADDRESSES]:
        try:
            sock = opened(ip, place.port, min(deadline.left(), SECONDS_EACH))
        except OSError:
            continue
        return secured(sock, place, deadline, context) if place.scheme == "https" else sock
    # Whether a port is closed or silent is told to nobody.
    deadline.left()
    raise Refused("unreachable", host=place.host)


def looked_up(place, deadline, resolve):
    """[ip, ...] of a host, in another thread: a look-up knows no limit of time."""
    answers = queue.SimpleQueue()

    def look():
        try:
            answers.put([entry[4][0] for entry in resolve(place.host, place.port, type=socket.SOCK_STREAM)])
        except (OSError, UnicodeError, ValueError):
            answers.put([])

    threading.Thread(target=look, name="name-look-up", daemon=True).start()
    try:
        found = answers.get(timeout=deadline.left())
    except queue.Empty:
        raise deadline.passed() from None
    if not found:
        raise Refused("name", host=place.host)
    return list(dict.fromkeys(found))


def opened(ip, port, seconds):
    """A connected socket. `ip` is a number, so nothing is looked up here. Raises OSError."""
    sock = socket.socket(socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.settimeout(seconds)
        sock.connect((ip, port))
    except BaseException:
        sock.close()
        raise
    return sock


def secured(sock, place, deadline, context):
    try:
        sock.settimeout(deadline.left())
        return (context or ssl.create_default_context()).wrap_socket(sock, server_hostname=place.host)
    except BaseException as error:
        sock.close()
        if isinstance(error, ssl.SSLCertVerificationError):
            raise Refused("certificate", host=place.host) from None
        if isinstance(error, TimeoutError):
            raise deadline.passed() from None
        if isinstance(error, OSError | ValueError):
            raise Refused("tls", host=place.host) from None
        raise
