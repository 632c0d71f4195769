"""Signing in: by a code in e-mail, or by a link that the keeper prints. There are no passwords."""

from .links import first_link, make_link

__all__ = ["first_link", "make_link"]
