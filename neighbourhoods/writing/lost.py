"""What was typed comes back when it could not be taken: the session has ended, or the form is older than the sign-in."""

from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.http import urlencode

from .. import errors
from ..participation import senders

VIEWS = ("desk_write", "desk_write_page")
HIDDEN = ("csrfmiddlewaretoken",)
LONGEST_HIDDEN = 20


def has_text(request):
    """Whether somebody has sent a form that took long to write."""
    return request.method == "POST" and getattr(request.resolver_match, "view_name", "") in VIEWS


def signed_out(request):
    """403: the text on a page, with the way to sign in beside it. It is kept nowhere, since nobody knows whose it is."""
    login = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
    return page(request, {"login": login})


def too_old(request):
    """403: the same form with a new token, to be sent once more. None for what another site has sent."""
    return None if senders.is_from_elsewhere(request) else page(request, {})


def page(request, more):
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name not in HIDDEN]
    typed = [value for name, value in sent if len(value) > LONGEST_HIDDEN and not name.startswith("w-")]
    context = {"fields": sent, "typed": typed, "action": request.get_full_path(), "token": get_token(request)}
    return errors.respond(request, "writing/lost", 403, context | {"has_file": bool(request.FILES)} | more)
