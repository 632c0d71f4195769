"""Signing in and out. All of it on the portal's host."""

from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django.contrib.auth import login, logout
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ..portal import portal_frame
from .invitation_views import welcome
from .invitations import accept_pending
from .links import find_link, use_link


class RequestCode(RequestLoginCodeView):
    template_name = "account/login.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | portal_frame(self.request.portal)


class ConfirmCode(ConfirmLoginCodeView):
    template_name = "account/confirm_login_code.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | portal_frame(self.request.portal)

    def form_valid(self, form):
        response = super().form_valid(form)
        joined = accept_pending(self.request) if self.request.user.is_authenticated else None
        return welcome(joined) if joined else response


request_code = never_cache(RequestCode.as_view())
confirm_code = never_cache(ConfirmCode.as_view())


def to_sign_in(request):
    query = request.META.get("QUERY_STRING")
    return HttpResponseRedirect(reverse("account_login") + (f"?{query}" if query else ""))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request, secret):
    """GET shows a button and changes nothing: mail scanners open links. The button signs in, once."""
    found = find_link(secret)
    if found and request.method == "POST" and use_link(found):
        login(request, found.user, backend="neighbourhoods.signin.backend.SessionBackend")
        return HttpResponseRedirect(reverse("desk"))
    works = bool(found) and request.method != "POST"
    return render(request, "account/link.html", portal_frame(request.portal) | {"works": works}, status=200 if works else 410)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request):
    """A button on a page of its own; Wagtail's menu posts straight to here."""
    if request.method == "POST":
        logout(request)
        answer = HttpResponseRedirect(reverse("account_login"))
        # what short forms keep in the browser: the next person at a shared computer must not read it
        answer["Clear-Site-Data"] = '"storage"'
        return answer
    return render(request, "account/logout.html", portal_frame(request.portal))
