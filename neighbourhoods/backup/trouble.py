"""What went wrong, in one sentence."""

import errno

from django.utils.translation import gettext as _

from .. import paths
from . import BackupError
from .archive import readable


def plain(error):
    """The sentence for whatever a backup or a restore ends with."""
    if isinstance(error, BackupError):
        return str(error)
    if isinstance(error, OSError):
        named = readable(error.filename) if error.filename else ""
        if error.errno in (*paths.FULL, errno.EFBIG):
            return _("The disk is full. Free some space and try again.")
        if named:
            return _("%(file)s cannot be used: %(reason)s.") % {"file": named, "reason": error.strerror}
        return _("A file cannot be read or written: %(reason)s.") % {"reason": error.strerror or error}
    text = str(error).splitlines()
    if "disk is full" in str(error):
        return _("The disk is full. Free some space and try again.")
    return _("The database does not answer as it should: %(reason)s") % {"reason": text[0] if text else type(error).__name__}


def ended(number, frame):
    """SIGTERM: what was begun is taken back."""
    raise SystemExit(128 + number)
