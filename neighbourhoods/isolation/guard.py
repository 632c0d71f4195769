"""Deny by default: for everybody but keepers an admin address exists only if it is on the list and names only what is theirs.

What is foreign, missing, not on the list or unknown is answered by one page, byte for byte the same.
"""

import functools
import json
import traceback

from django.apps import apps
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.views.decorators.cache import never_cache
from django.views.defaults import page_not_found
from wagtail.admin import messages
from wagtail.admin.localization import get_localized_response

from .. import current, errors, registry
from . import resolver, scope
from .allowed import ALLOWED, BULK, BY_MODEL, CARRIES, FOR_STRANGERS, FROM_ROOT, IDS, RECORD, REVISION_OR_WORD, WORD

PATH = "/admin/"
METHODS_WITH_A_BODY = ("POST", "PUT", "PATCH", "DELETE")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# Views that fail at what they are sent in a way of their own, and with what.
UNREADABLE = {
    "wagtailadmin_choose_page_external_link": (AttributeError,),
    "wagtailimages:preview": (ZeroDivisionError, ValueError),
    **dict.fromkeys(
        ("wagtailimages_chooser:chosen_multiple", "wagtaildocs_chooser:chosen_multiple", "wagtailadmin_choose_page_chosen_multiple"),
        (ValueError,),
    ),
}
WORDS_FOR_REVISIONS = ("live", "latest", "earliest")
SIGN_OUT = "/admin/logout/"


class Refused(Exception):
    """The request names something that is not the person's, or cannot be anything at all."""


class GuardMiddleware:
    """After authentication, of whatever kind: the person is known for the whole request, and asked for before any view."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not is_admin(request):
            return self.get_response(request)
        with scope.acting(request.user if request.user.is_authenticated else None):
            response = self.get_response(request)
            if response.status_code == 404 and request.user.is_authenticated:
                # what a view finds missing by itself must look as what it was never asked for
                return gone(request)
            return response

    def process_view(self, request, view, args, kwargs):
        from ..writing import lost

        if not is_admin(request):
            return None
        user, match = request.user, request.resolver_match
        if not user.is_authenticated:
            if match.view_name in FOR_STRANGERS or request.path_info == SIGN_OUT:
                return None
            if lost.has_text(request):
                return lost.signed_out(request)
            return redirect_to_login(request.get_full_path(), login_url=resolve_url("account_login"))
        keeper = scope.is_keeper(user)
        if not keeper and request.path_info == SIGN_OUT:
            return None
        if not keeper and not scope.places(user):
            return nowhere(request) if match.view_name == "desk" else gone(request)
        try:
            record = self.look(request, match, kwargs, user, keeper)
        except Refused:
            return None if keeper else gone(request)
        if record is not None:
            current.set_for_request(record)
        return None if keeper else self.prepare(request, match, user)

    def process_exception(self, request, error):
        """What a person sent is no error of ours: a form without its parts, a number without end, a page that may not be saved so."""
        if not is_admin(request):
            return None
        if isinstance(error, ValidationError):
            # a copy or a translation is saved without a form that could tell
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(came_from(request))
        unreadable = UNREADABLE.get(request.resolver_match.view_name if request.resolver_match else "", ())
        if isinstance(error, (MultiValueDictKeyError, OverflowError, *unreadable)) or is_of_an_address(error):
            return errors.bad_request(request)
        return None

    def look(self, request, match, kwargs, user, keeper):
        """The record of the first thing that the path names, or None. Raises Refused."""
        rule = rules().get(match.view_name)
        if rule is None:
            raise Refused
        asked = list(in_path(match, rule, kwargs)) + ([] if keeper else list(in_query_and_body(request, match, rule)))
        places = look_up(asked)
        first = None
        for number, (name, value) in enumerate(asked):
            if name == RECORD:
                # it is nobody's own: look_up has seen to it that anybody may read it
                continue
            place = places.get((name, value))
            if keeper:
                record = current.by_url_path(place) if name == "page" and place else row_of(name, place)
            elif place is None or not (resolver.is_own(user, name, place) or is_common_root(match, user, name, place)):
                raise Refused
            else:
                record = resolver.record_of(user, name, place)
            first = record if number == 0 else first
        plugin = plugin_of(match.view_name)
        if not keeper and plugin is not None:
            here = first or current.neighbourhood()
            if plugin not in (here.plugins if here else {label for record in scope.records(user) for label in record.plugins}):
                raise Refused
        return first

    def prepare(self, request, match, user):
        """What Wagtail would otherwise look for in the whole install."""
        own = scope.records(user)
        record = current.neighbourhood() or own[0]
        # an address that is pasted into a text is recognised as a page only on own sites
        request._wagtail_cached_site_root_paths = record.root_paths()
        if match.view_name == "wagtailadmin_choose_page":
            query = request.GET.urlencode()
            url = reverse("wagtailadmin_choose_page_child", args=[record.folder_id])
            return HttpResponseRedirect(url + (f"?{query}" if query else ""))
        return None


def came_from(request):
    """The page of the admin from which this was sent, or its front page."""
    address = request.headers.get("Referer", "")
    path = address.removeprefix(f"{request.scheme}://{request.get_host()}")
    return path if path.startswith(PATH) and "\\" not in path and path != request.get_full_path() else reverse("desk")


def is_of_an_address(error):
    """Whether it was raised while an address that somebody typed was taken apart."""
    frames = traceback.extract_tb(error.__traceback__)
    return isinstance(error, ValueError) and bool(frames) and frames[-1].filename.endswith(("urllib/parse.py", "ipaddress.py"))


def is_admin(request):
    return request.path_info.startswith(PATH) and not getattr(request, "is_dummy", False)


@functools.cache
def rules():
    """{view name: {argument: kind}} of the core and of all installed plugins."""
    found = dict(ALLOWED)
    for plugin in registry.installed():
        views = registry.safely(plugin, "admin_views", plugin.admin_views, default={})
        for name, arguments in views.items():
            # a plugin opens views of its own, and changes nothing of what others opened
            found.setdefault(name, {argument: kind_of_plugin(plugin, kind) for argument, kind in arguments.items()})
    return found


@functools.cache
def _views_of_plugins():
    return {
        name: plugin.label
        for plugin in registry.installed()
        for name in registry.safely(plugin, "admin_views", plugin.admin_views, default={})
        if name not in ALLOWED
    }


def plugin_of(view_name):
    """The label of the plugin that opened a view; None for views of the core."""
    return _views_of_plugins().get(view_name)


def forget():
    """As a process that has just started: the list is made once."""
    rules.cache_clear()
    _views_of_plugins.cache_clear()


def kind_of_plugin(plugin, text):
    """The kind that a plugin names in `admin_views`: "own row" may be followed by the name of the model. None opens nothing."""
    from ..scoped import NeighbourhoodModel

    if text in (WORD, RECORD):
        return text
    if text in ("own page", "own image", "own document"):
        return text.removeprefix("own ")
    if text == "own row" or text.startswith("own row "):
        name = text.removeprefix("own row").strip()
        models = [model for model in plugin.get_models() if issubclass(model, NeighbourhoodModel)]
        models = [model for model in models if model._meta.object_name == name] if name else models
        return models[0] if len(models) == 1 else None
    return None


def is_open(match):
    """Whether volunteers reach the view at all; for menus."""
    return match.view_name in rules()


def in_path(match, rule, kwargs):
    """(kind, id) of each object in the path. Raises Refused for an argument of which the list says nothing."""
    for name, value in kwargs.items():
        kind = rule.get(name)
        if kind == WORD or (kind == REVISION_OR_WORD and value in WORDS_FOR_REVISIONS):
            continue
        if kind == BY_MODEL:
            kind = resolver.kind_of(model_named(kwargs.get("app_label"), kwargs.get("model_name")))
        yield named(kind, value)


def in_query_and_body(request, match, rule):
    bulk = match.view_name == "wagtail_bulk_action"
    kind_of_id = resolver.kind_of(model_named(match.kwargs["app_label"], match.kwargs["model_name"])) if bulk else id_kind(match)
    if bulk and (match.kwargs["action"] not in BULK or kind_of_id is None):
        raise Refused
    for pairs in (request.GET.lists(), body(request)):
        for name, values in pairs:
            kind = rule.get(name) if name not in match.kwargs else None
            kind = kind or (kind_of_id if name == "id" else CARRIES.get(name))
            if kind is None and name == "id":
                raise Refused
            if kind is None or kind == WORD:
                continue
            for value in values:
                if value not in ("", None):
                    yield named(kind, value)


def named(kind, value):
    """(kind, clean id). Raises Refused for what can be no id of that kind: words such as `all`, lists, numbers without end."""
    if kind == REVISION_OR_WORD:
        kind = "revision"
    if kind == RECORD:
        return kind, value
    if kind is None:
        raise Refused
    clean = resolver.clean_id(kind, value)
    if clean is None:
        raise Refused
    return kind, clean


def look_up(asked):
    wanted = {}
    for name, value in asked:
        if name == RECORD:
            public_record(value)
            continue
        wanted.setdefault(name, set()).add(value)
    return resolver.places_of(wanted)


def public_record(value):
    """Raises Refused unless it is a record of something that everybody may read now."""
    from .. import records

    try:
        found = records.look_up([value], "fi")
    except (ValueError, ValidationError):
        raise Refused from None
    if not any(shown.url for shown in found.values()):
        raise Refused


def id_kind(match):
    return next((kind for prefix, kind in IDS.items() if match.view_name.startswith(prefix)), None)


def body(request):
    """(name, values) of what is sent, as a form or as JSON; other forms of bodies name nothing that a view would read."""
    if request.method not in METHODS_WITH_A_BODY:
        return []
    if request.method == "POST" and request.content_type != "application/json":
        return request.POST.lists()
    if request.method != "PATCH" and request.content_type in FORMS:
        # read by the view itself
        try:
            return QueryDict(request.body, encoding=request.encoding).lists() if request.content_type == FORMS[0] else []
        except (LookupError, ValueError):
            raise Refused from None
    try:
        sent = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise Refused from None
    if not isinstance(sent, dict):
        # no view of the admin takes anything else
        raise Refused
    return [(name, value if isinstance(value, list) else [value]) for name, value in sent.items()]


def model_named(app_label, model_name):
    try:
        return apps.get_model(app_label, model_name)
    except (LookupError, TypeError, ValueError):
        return None


def is_common_root(match, user, name, place):
    return name == "page" and place == "/" and match.view_name in FROM_ROOT and len(scope.records(user)) > 1


def row_of(name, place):
    """For keepers: the record of a row of a plugin, whichever neighbourhood it is of."""
    if isinstance(name, str) or place is None:
        return None
    from ..models import Neighbourhood

    slug = Neighbourhood.objects.filter(pk=place).values_list("slug", flat=True).first()
    return current.by_slug(slug) if slug else None


@never_cache
def gone(request):
    """The one answer for all that is not there, in the language of the person."""
    return get_localized_response(lambda request: page_not_found(request, None, template_name="wagtailadmin/404.html"), request)


@never_cache
def nowhere(request):
    """For somebody who is signed in and belongs to no neighbourhood, or not any more."""
    return get_localized_response(lambda request: render(request, "neighbourhoods/isolation/nowhere.html", status=403), request)
