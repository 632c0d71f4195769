"""The search page of a neighbourhood and of the portal, and titles for somebody who is typing."""

import re

from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..languages.links import direction, site_frame
from . import facets, finding, guesses, query
from .places import Everywhere, Own

LONGEST = query.LONGEST
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# fewer hits than this, and a guess is worth its queries
FEW = 1
TITLES_KEEP = 60


def typed_in(request):
    # what turns the direction of writing would turn the page that shows it again
    return UNSEEN.sub(" ", request.GET.get("q", "")[: LONGEST * 4]).strip()[:LONGEST]


def place_of(request):
    language = translation.get_language()
    if request.neighbourhood is not None:
        return Own(request.neighbourhood, language)
    if request.portal is None:
        raise Http404
    return Everywhere(request.portal, language)


@require_safe
def search(request):
    from ..portal import portal_frame

    record, language, typed, place = request.neighbourhood, translation.get_language(), typed_in(request), place_of(request)
    narrowing = facets.Narrowing(request.path, request.GET, record)
    found = finding.find(place, typed, narrowing.kind, narrowing)
    groups = narrowing.groups(typed, found, _("Kind")) if found.kinds or narrowing.kind or narrowing.asked else []
    chips = narrowing.chips(typed, groups)
    meant = guesses.meant(place, typed) if typed and not chips and (found.number < FEW or not found.is_all) else None
    context = site_frame(record) if record else portal_frame(request.portal)
    for item in context["switch"]:
        item["url"] = f"/{item['code']}/etsi/?{urlencode({'q': typed})}&kieli" if typed else f"/{item['code']}/etsi/?kieli"
    site = record or request.portal
    context |= {
        "q": typed,
        "found": found,
        "hits": [told(hit, language) for hit in found.hits],
        "number": found.number,
        "most": finding.MOST_HITS if found.has_more else 0,
        "was_asked": bool(typed),
        "groups": groups,
        "chips": chips,
        "without": f"{request.path}?{urlencode({'q': typed})}",
        "meant": meant,
        "meant_url": f"{request.path}?{urlencode({'q': meant})}" if meant else "",
        "titles_url": f"{request.path}otsikot/",
        "write_to": site.facts.email or (site.file.get("controller") or {}).get("email", ""),
    }
    return render(request, "neighbourhoods/search.html", context)


def told(hit, language):
    """A hit for the template: its language is told where it is not the reader's."""
    other = hit.language != language
    name = get_language_info(hit.language)["name_local"] if other else ""
    return {
        **{name: getattr(hit, name) for name in ("title", "url", "language", "kind", "kind_name", "published", "place")},
        "marked_title": hit.marked_title,
        "snippet": hit.snippet,
        "is_other": other,
        "dir": direction(hit.language),
        "language_name": name,
    }


@require_safe
def titles(request):
    """{"titles": [{"title", "url", "language", "dir", "place"}]}: anybody gets the same, so anybody's cache may keep it."""
    place = place_of(request)
    found = [
        {"title": row.title, "url": row.url, "language": row.language, "dir": direction(row.language), "place": row.place}
        for row in guesses.titles(place, typed_in(request))
    ]
    response = JsonResponse({"titles": found}, json_dumps_params={"ensure_ascii": False})
    patch_cache_control(response, public=True, max_age=TITLES_KEEP)
    return response
