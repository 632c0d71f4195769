"""The page behind the link of an invitation. On the portal's host; opening it changes nothing, since mail scanners open links."""

from allauth.account.forms import RequestLoginCodeForm
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django import forms
from django.contrib.auth import login, logout
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ..models.user import clean_address
from ..portal import portal_frame
from . import invitations


class AddressForm(forms.Form):
    email = forms.EmailField(
        max_length=254,
        error_messages={"required": _("Write it as name@example.org."), "invalid": _("Write it as name@example.org.")},
    )

    def clean_email(self):
        return clean_address(self.cleaned_data["email"])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    found = invitations.find(token)
    if found is None or invitations.is_taken(found, request):
        return used(request, token)
    if request.method == "POST" and "sign_out" in request.POST:
        logout(request)
        return HttpResponseRedirect(request.path)
    if request.user.is_authenticated:
        return for_member_to_be(request, found, token)
    return for_addressee(request, found, token) if found.sent_at else for_anybody(request, found, token)


def for_member_to_be(request, found, token):
    """Who is signed in says yes with a button, unless the mail went to somebody else."""
    if found.email and found.email != request.user.email:
        return show(request, found, "somebody_else")
    if request.method == "POST":
        return welcome(found.neighbourhood) if invitations.accept(found, request.user) else used(request, token)
    return show(request, found, "button")


def for_addressee(request, found, token):
    """The link came by mail. A new person is in by it; somebody with rights or a past shows who they are by a code as well."""
    if request.method != "POST":
        return show(request, found, "button")
    user = invitations.arrive(found)
    if user:
        login(request, user, backend="neighbourhoods.signin.backend.SessionBackend")
        return welcome(found.neighbourhood)
    if invitations.find(token) is None:
        return used(request, token)
    invitations.wait_for_code(found, request.session)
    error = send_code(request, found.email)
    return show(request, found, "button", error=error) if error else HttpResponseRedirect(reverse("account_confirm_login_code"))


def for_anybody(request, found, token):
    """The link was shown on a screen. Whoever comes first types an address, and the answer is the same whether it is known here."""
    form = AddressForm(request.POST if request.method == "POST" else None, initial={"email": found.email})
    if not form.is_valid():
        return show(request, found, "address", form=form)
    address = form.cleaned_data["email"]
    try:
        if not invitations.take(found, address, request.session):
            return used(request, token)
    except invitations.TooManyTries:
        error = _("Too many tries. Wait a moment and try again.")
    else:
        error = send_code(request, address)
    if error:
        form.add_error("email", error)
        return show(request, found, "address", form=form)
    return HttpResponseRedirect(reverse("account_confirm_login_code"))


def send_code(request, address):
    """As the page for signing in does, with its limits. A sentence when it refuses, else None."""
    form = RequestLoginCodeForm({"email": address})
    if not form.is_valid():
        return form.errors["email"][0]
    LoginCodeVerificationProcess.initiate(request=request, user=form._user, email=form.cleaned_data["email"])
    return None


def show(request, found, state, status=200, **more):
    frame = portal_frame(request.portal)
    return render(request, "account/invitation.html", {**frame, "invitation": found, "state": state, **more}, status=status)


def used(request, token):
    """The same for forged, old, used and withdrawn ones, but for who has just used it and pressed twice."""
    if request.method == "POST" and request.user.is_authenticated and (place := invitations.has_accepted(token, request.user)):
        return welcome(place)
    return render(request, "account/invitation.html", portal_frame(request.portal) | {"state": "used"}, status=410)


def welcome(place):
    """To the desk, with the new neighbourhood chosen."""
    return HttpResponseRedirect(f"{reverse('desk')}?neighbourhood={place.slug}")
