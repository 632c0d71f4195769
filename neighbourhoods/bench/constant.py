"""The least that Django can do for a request: one view, always the same answer, no middleware of ours before it."""

from django.http import HttpResponse
from django.urls import re_path

BODY = b"<!doctype html><html lang=fi><title>Pihapiiri</title><p>" + b"x" * 4000


def answer(request):
    return HttpResponse(BODY)


urlpatterns = [re_path("", answer)]


def only_this(get_response):
    """A middleware that leads every request to the view above, in a process whose settings name other addresses."""

    def middleware(request):
        request.urlconf = __name__
        return get_response(request)

    return middleware
