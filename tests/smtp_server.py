"""A real SMTP server on this machine, to which a test sends its mails."""

import socket
from contextlib import contextmanager

from aiosmtpd.controller import Controller


class Sink:
    """A real SMTP server that keeps what it gets."""

    def __init__(self):
        self.messages, self.peers = [], set()
        # {address: what it is answered}
        self.refuses = {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.messages.append((envelope.rcpt_tos, envelope.content.decode()))
        self.peers.add(session.peer)
        return "250 OK"


@contextmanager
def listening(settings):
    """The sink, to which mails of this process go meanwhile."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    try:
        yield sink
    finally:
        controller.stop()
