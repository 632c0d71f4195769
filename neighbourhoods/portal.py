"""The umbrella site: a list of the neighbourhoods. There is no page tree under it."""

from django.core.paginator import Paginator
from django.db.models.fields.json import KT
from django.http import Http404
from django.shortcuts import render
from django.utils import translation

from . import addresses, themes
from .languages.links import direction
from .languages.middleware import CHOICE
from .models import Neighbourhood

PER_PAGE = 60


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
        "alternates": [(code, f"{portal.root_url}/{code}/") for code in portal.codes if "-simple" not in code]
        + [("x-default", f"{portal.root_url}/{portal.codes[0]}/")],
        "canonical": f"{portal.root_url}/{language}/",
        "theme_version": themes.version(portal.config),
    }


def serve(request, path):
    """The list, 60 to a page: as cheap with five thousand neighbourhoods as with two."""
    if path or request.portal is None:
        raise Http404
    rows = Neighbourhood.objects.exclude(state="removed").order_by("name", "slug")
    fields = ("name", "slug", "municipality", "short", "state", "site__hostname")
    rows = rows.values(*fields, default_language=KT("config__languages__0"))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    for row in page.object_list:
        row["url"] = addresses.site_url(row["slug"], row["site__hostname"]) + "/"
    context = portal_frame(request.portal) | {"page": page, "neighbourhoods": list(page.object_list)}
    return render(request, "neighbourhoods/portal.html", context)
