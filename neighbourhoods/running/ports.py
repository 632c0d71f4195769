"""Whether a port can be listened on."""

import contextlib
import socket

HIGHEST = 65535


def refusal(host, port):
    """The OSError that listening on the port would meet, or None when it is free.

    PermissionError for a port below 1024, socket.gaierror or EADDRNOTAVAIL for a host that is not this machine's.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with contextlib.closing(socket.socket(family, kind, protocol)) as listener:
            # As the server does: else the port of a server that ended a moment ago looks taken.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(1)
    except OSError as error:
        return error
    return None


def is_free(host, port):
    return refusal(host, port) is None


def next_free(host, port):
    """The first free port above `port`, else the first free one from 1024 on. Raises LookupError when there is none at all."""
    for candidate in [*range(max(port + 1, 1024), HIGHEST + 1), *range(1024, port)]:
        if is_free(host, candidate):
            return candidate
    raise LookupError(host)
