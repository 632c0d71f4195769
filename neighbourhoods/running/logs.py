"""The server's own log, without what it may not hold: readers' network addresses, and paths, as these can carry tokens."""

from gunicorn.glogging import Logger

SENDER = "Invalid request from ip="
FAILED_REQUEST = "Error handling request"


class AddresslessLogger(Logger):
    def warning(self, msg, *args, **kwargs):
        if not str(msg).startswith(SENDER):
            super().warning(msg, *args, **kwargs)

    def exception(self, msg, *args, **kwargs):
        if str(msg).startswith(FAILED_REQUEST):
            msg, args = FAILED_REQUEST, ()
        super().exception(msg, *args, **kwargs)
