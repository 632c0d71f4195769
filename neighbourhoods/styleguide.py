"""`/styleguide/`: every part of the look alone, for those who make themes and templates. In development only."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render

from . import themes
from .portal import PICTURES
from .statements import frame_of
from .templatetags.look import icons
from .tokens import COLOURS, PAINT

# how many of each there are; those of which there are several take a `number`
ARTS = {"brand_art": 1, "hero_art": 1, "portal_art": 1, "lost_art": 1, "face_art": 3, "place_art": PICTURES, "ridge": 1}


def show(request):
    site = request.neighbourhood or request.portal
    if site is None or settings.PRODUCTION:
        raise Http404
    theme, light, _dark = themes.merged(site.file)
    context = frame_of(request) | {
        "label": theme.label,
        "colours": [(name, light[name]) for name in COLOURS if name not in PAINT],
        "paint": [(name, light[name]) for name in PAINT],
        "measures": [pair for pair in light.items() if pair[0] not in COLOURS],
        "icons": sorted(icons()),
        "arts": [(name, f"neighbourhoods/parts/{name}.html", number) for name, count in ARTS.items() for number in range(count)],
        "crumbs": [("Home", "/"), ("Second", "/")],
    }
    return render(request, "neighbourhoods/styleguide.html", context)
