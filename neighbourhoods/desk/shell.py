"""The frame of the desk's own pages: on the portal's host, in the look and under the name of the neighbourhood that one works for."""

from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache

from .. import addresses, current, themes
from ..isolation import scope
from ..languages.links import direction

# what a message is marked with when an act can be taken back
UNDO = "undo-"


def of_a_member(view):
    """The view gets the record of the neighbourhood that the person works for; who has not chosen yet chooses first."""

    @never_cache
    @wraps(view)
    def checked(request, **arguments):
        user, record = request.user, current.neighbourhood()
        if not scope.is_keeper(user) and not scope.places(user):
            raise Http404
        if record is None:
            # its page is shown in this frame
            from . import choosing

            return choosing.page(request, next_url=request.get_full_path() if request.method == "GET" else "")
        if not scope.is_keeper(user) and scope.role_in(user, record) is None:
            raise Http404
        with timezone.override(record.zone):
            return view(request, record, **arguments)

    return checked


def say(request, sentence, *, undo=None, level=messages.SUCCESS):
    """A sentence on top of the page that the person sees next; `undo` is the Act that a button beside it takes back.

    Before a redirect: `shell.say(request, _("News published."), undo=act)`; what could not be done: `level=messages.ERROR`.
    """
    messages.add_message(request, level, sentence, extra_tags=f"{UNDO}{undo.pk}" if undo is not None else "")


def said(request):
    """[{text, is_error, undo}] of what was said since the last page, by Wagtail too; `undo` is the id of an Act or None."""
    return [
        {
            "text": message.message,
            "is_error": message.level >= messages.WARNING,
            "undo": tags.removeprefix(UNDO) if (tags := message.extra_tags or "").startswith(UNDO) else None,
        }
        for message in messages.get_messages(request)
    ]


def in_place(url, record):
    """An address of the admin with the neighbourhood in it: whoever belongs to several must not write for another. Others as they are."""
    if not url.startswith(reverse("desk")) or "neighbourhood=" in url:
        return url
    url, mark, place_in_page = url.partition("#")
    return f"{url}{'&' if '?' in url else '?'}neighbourhood={record.slug}{mark}{place_in_page}"


def show(request, record, template, context, *, title, status=200):
    """The answer: `template` extends neighbourhoods/desk/frame.html. `title` is the heading of the page.

    `record` is the Portal while no neighbourhood has been chosen.
    """
    language = translation.get_language()
    portal = current.portal()
    has_more_places = scope.is_keeper(request.user) or len(scope.places(request.user)) > 1
    frame = {
        "record": record,
        "site": record,
        "title": title,
        "view_name": request.resolver_match.view_name if request.resolver_match else "",
        "said": said(request),
        "language": language,
        "direction": direction(language),
        "theme": themes.theme_of(record.file).name,
        "theme_version": themes.version(record.file),
        "site_url": f"{record.root_url}/",
        "has_more_places": has_more_places,
        # for links and forms of who belongs to several: with two pages open, each stays with its own neighbourhood
        "place_query": f"?neighbourhood={record.slug}" if has_more_places and record is not portal else "",
        "portal_name": portal.name if portal else "Pihapiiri",
        "portal_url": f"{addresses.portal_url()}/",
    }
    # the frame is the same whatever a page tells
    return render(request, template, context | frame, status=status)
