"""Away from the weekly mail without signing in, and back. On the portal's host; opening the link changes nothing, since mail scanners
open links."""

from django.core import signing
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .. import addresses
from ..models import Membership, Neighbourhood
from ..portal import portal_frame

SALT = "neighbourhoods.care-mail"
LONGEST = 200


def token_of(user, neighbourhood):
    """Of a person and a neighbourhood, by their ids. It is good for as long as somebody may keep the mail."""
    return signing.dumps([user, neighbourhood], salt=SALT)


def link(user, neighbourhood):
    return addresses.portal_url() + reverse("care_mail", args=[token_of(user, neighbourhood)])


def read(text):
    """(id of the person, id of the neighbourhood), or None for what is not ours."""
    try:
        user, neighbourhood = signing.loads(text[:LONGEST], salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return user, neighbourhood


# the token stands in for Django's protection: a mail program that unsubscribes has no cookie
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request, token):
    """The same answer whether the person belongs there or not: a token tells nobody of a membership."""
    ids, frame = read(token), portal_frame(request.portal)
    if ids is None:
        return render(request, "neighbourhoods/desk/care_optout.html", frame | {"state": "broken"}, status=404)
    user, neighbourhood = ids
    state = "asked"
    if request.method == "POST":
        state = "back" if request.POST.get("action") == "back" else "away"
        Membership.objects.filter(user=user, neighbourhood=neighbourhood).update(wants_care_mail=state == "back")
    name = Neighbourhood.objects.filter(pk=neighbourhood).values_list("name", flat=True).first()
    return render(request, "neighbourhoods/desk/care_optout.html", frame | {"state": state, "name": name or ""})
