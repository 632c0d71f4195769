"""The umbrella site: a list of the neighbourhoods. There is no page tree under it."""

import re

from django.core.paginator import Paginator
from django.db.models.fields.json import KT
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from . import addresses, registry, themes
from .languages.links import alternates, direction
from .languages.middleware import CHOICE
from .models import Neighbourhood
from .models.neighbourhood import folded

PER_PAGE = 60
NEWS = 6
PICTURES = 4
LONGEST = 100
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def portal_frame(portal):
    language = translation.get_language()
    return {
        "site": portal,
        "site_name": portal.name,
        "language": language,
        "direction": direction(language),
        "content_language": language,
        "content_direction": direction(language),
        "home_url": f"/{language}/",
        "facts": portal.facts.told(portal.chain(language), portal.codes[0]),
        "default_language": portal.codes[0],
        "default_direction": direction(portal.codes[0]),
        "theme": themes.theme_of(portal.file).name,
        "desk_link": "/admin/",
        "portal_link": f"/{language}/",
        "switch": [
            {
                "code": code,
                "name": translation.get_language_info(code)["name_local"],
                "dir": direction(code),
                "url": f"/{code}/?{CHOICE}",
                "translated": True,
                "current": code == language,
            }
            for code in portal.codes
        ],
        "theme_version": themes.version(portal.file),
    }


def serve(request, path):
    """The list, 60 to a page: as cheap with five thousand neighbourhoods as with two."""
    if path or request.portal is None:
        raise Http404
    typed = UNSEEN.sub(" ", request.GET.get("q", "")).strip()[:LONGEST]
    rows = Neighbourhood.objects.exclude(state="removed").order_by("name", "slug")
    if typed:
        rows = rows.filter(found_as__contains=folded(typed))
    fields = ("name", "slug", "municipality", "short", "state", "site__hostname", "newest", "newest_at")
    rows = rows.values(*fields, default_language=KT("config__languages__0"))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    listed = [card(row) for row in page.object_list]
    context = portal_frame(request.portal) | {
        "page": page,
        "neighbourhoods": listed,
        "q": typed,
        "query": urlencode({"q": typed}) if typed else "",
    }
    if not typed and page.number == 1:
        context["pages_of_plugins"] = pages_of_plugins()
        news = Neighbourhood.objects.exclude(state__in=("removed", "archived")).exclude(newest_at=None).order_by("-newest_at")
        context["news"] = [card(row) for row in news.values(*fields)[:NEWS]]
    if typed:
        for item in context["switch"]:
            item["url"] = f"/{item['code']}/?{urlencode({'q': typed})}&{CHOICE}"
    else:
        # of the list alone: an error, a form or a page without a network is not the front page
        tail = f"?p={page.number}" if page.number > 1 else ""
        context["alternates"] = alternates(request.portal, dict.fromkeys(request.portal.codes, tail))
        context["canonical"] = f"{request.portal.root_url}/{context['language']}/{tail}"
    context["write_to"] = (request.portal.file.get("controller") or {}).get("email", "")
    return render(request, "neighbourhoods/portal.html", context)


def pages_of_plugins():
    """[(label, address)] of what plugins show here of all neighbourhoods together, while there is something to show."""
    found = []
    for plugin, page in registry.portal_pages():
        if page.is_shown is None or registry.safely(plugin, "portal_pages", page.is_shown, default=False):
            url = registry.safely(plugin, "portal_pages", reverse, f"{plugin.label}:{page.name}", default="")
            found += [(page.label, url)] if url else []
    return found


def frame_of_a_page(request):
    """The frame of a page of the portal that a plugin answers: it has one address in all languages."""
    frame = portal_frame(request.portal)
    tail = request.path.split("/", 2)[2]
    query = request.GET.urlencode()
    for item in frame["switch"]:
        item["url"] = f"/{item['code']}/{tail}?{query}{'&' if query else ''}{CHOICE}"
    frame["alternates"] = alternates(request.portal, dict.fromkeys(request.portal.codes, tail))
    frame["canonical"] = f"{request.portal.root_url}{request.path}"
    return frame


def card(row):
    """What the list shows of a neighbourhood, with full addresses on its own host."""
    row["url"] = addresses.site_url(row["slug"], row["site__hostname"]) + "/"
    # the same picture every time, and not the same for all
    row["picture"] = sum(row["slug"].encode()) % PICTURES
    if row["newest"]:
        row["newest_url"] = f"{row['url']}{row['newest']['language']}/{row['newest']['path']}"
    return row
