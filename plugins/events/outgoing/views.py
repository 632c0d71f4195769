"""Calendars and dates for other programs. They hold what anybody may read, and nothing else."""

from django.http import Http404
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ..topics import TOPICS
from . import data, ics
from . import linked_events as le
from .answers import answer

CALENDAR = "text/calendar"


@require_safe
def date_ics(request, occurrence):
    return file(request, ics.of_date(request.neighbourhood, get_language(), occurrence))


@require_safe
def series_ics(request, key):
    return file(request, ics.of_series(request.neighbourhood, get_language(), key))


@require_safe
def feed_ics(request, topic=""):
    if topic and topic not in TOPICS:
        raise Http404
    return answer(request, ics.of_all(request.neighbourhood, get_language(), topic), CALENDAR, f"{topic or 'kaikki'}.ics")


@require_safe
def json(request):
    topic = request.GET.get("aihe", "")
    return answer(request, data.of_all(request.neighbourhood, get_language(), topic if topic in TOPICS else ""), "application/json")


@require_safe
def linked_events(request):
    found = le.page_of(request.neighbourhood, get_language(), request.GET.get("page", "1"), request.GET.get("page_size", ""))
    if found is None:
        raise Http404
    return answer(request, found, "application/json")


def file(request, found):
    if found is None:
        raise Http404
    name, content = found
    return answer(request, content, CALENDAR, name)
