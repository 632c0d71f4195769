"""`/styleguide/`: every part of the look alone, for those who make themes and templates. In development only."""

from django.http import Http404
from django.shortcuts import render

from . import themes
from .statements import frame_of
from .templatetags.look import icons

PAINT = ("sky", "far", "hill", "yard", "wall", "brick", "roof", "glow", "leaf", "berry", "wood", "water", "sun", "skin", "skin-2", "skin-3")
ARTS = ("brand_art", "hero_art", "portal_art", "lost_art", "face_art", "place_art", "ridge")


def show(request):
    site = request.neighbourhood or request.portal
    if site is None:
        raise Http404
    theme, light, _dark = themes.merged(site.config)
    coloured = [(name, value) for name, value in light.items() if value.startswith("#")]
    context = frame_of(request) | {
        "label": theme.label,
        "colours": [pair for pair in coloured if pair[0] not in PAINT],
        "paint": [pair for pair in coloured if pair[0] in PAINT],
        "measures": [pair for pair in light.items() if not pair[1].startswith("#")],
        "icons": sorted(icons()),
        "arts": [f"neighbourhoods/parts/{name}.html" for name in ARTS],
        "crumbs": [("Etusivu", "/"), ("Toinen", "/")],
    }
    return render(request, "neighbourhoods/styleguide.html", context)
