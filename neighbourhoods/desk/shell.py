"""The frame of the desk's own pages: on the portal's host, in the look and under the name of the neighbourhood that one works for."""

from functools import wraps

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache

from .. import addresses, current, themes
from ..isolation import scope
from ..languages.links import direction
from . import choosing


def of_a_member(view):
    """The view gets the record of the neighbourhood that the person works for; who has not chosen yet chooses first."""

    @never_cache
    @wraps(view)
    def checked(request, **arguments):
        user, record = request.user, current.neighbourhood()
        if not scope.is_keeper(user) and not scope.places(user):
            raise Http404
        if record is None:
            return choosing.page(request, next_url=request.get_full_path() if request.method == "GET" else "")
        if not scope.is_keeper(user) and scope.role_in(user, record) is None:
            raise Http404
        with timezone.override(record.zone):
            return view(request, record, **arguments)

    return checked


def show(request, record, template, context, *, title, status=200):
    """The answer: `template` extends neighbourhoods/desk/frame.html. `title` is the heading of the page."""
    language = translation.get_language()
    frame = {
        "record": record,
        "site": record,
        "title": title,
        "language": language,
        "direction": direction(language),
        "theme": themes.theme_of(record.file).name,
        "theme_version": themes.version(record.file),
        "site_url": f"{record.root_url}/",
        "has_more_places": scope.is_keeper(request.user) or len(scope.places(request.user)) > 1,
        "portal_name": current.portal().name if current.portal() else "Pihapiiri",
        "portal_url": f"{addresses.portal_url()}/",
    }
    return render(request, template, frame | context, status=status)
