"""Icon and manifest of a site, drawn in its own colours: three houses round a yard, as in the head of its pages."""

import hashlib
import io
import json
from functools import lru_cache

from django.http import Http404, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response
from PIL import Image, ImageDraw

from . import themes
from .contrast import rgb

DAY = 60 * 60 * 24
SIZES = (180, 192, 512)
SHORT = 12  # letters that fit under an icon
FINER = 4  # drawn so many times larger, and made smaller: smooth edges
# in a square of 48: (token, points)
SHAPES = (
    ("brick", ((8, 26), (8, 18), (14, 12), (20, 18), (20, 26))),
    ("brick", ((19, 20), (19, 11), (24, 6), (29, 11), (29, 20))),
    ("roof", ((28, 26), (28, 18), (34, 12), (40, 18), (40, 26))),
)
PAINT = ("yard", "brick", "roof", "leaf", "sun")


@lru_cache(maxsize=300)
def colours(key):
    """((token, colour), …) of a look; `key` is themes.choice of the site."""
    light, _dark = themes.colours(json.loads(key))
    return tuple((name, light[name]) for name in PAINT)


@lru_cache(maxsize=300)
def svg(key):
    paint = dict(colours(key))
    houses = "".join(f'<path fill="{paint[token]}" d="M{"L".join(f"{x} {y}" for x, y in points)}z"/>' for token, points in SHAPES)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><circle cx="24" cy="24" r="23" fill="{paint["yard"]}"/>{houses}'
        f'<path fill="{paint["leaf"]}" d="M10 29h28a14 14 0 0 1-28 0z"/><circle cx="24" cy="33" r="4.5" fill="{paint["sun"]}"/></svg>'
    ).encode()


@lru_cache(maxsize=300)
def png(key, size):
    """A square without transparent corners: phones cut it to their own shape."""
    paint = {name: rgb(colour) for name, colour in colours(key)}
    side = size * FINER
    picture = Image.new("RGB", (side, side), paint["yard"])
    draw = ImageDraw.Draw(picture)
    # everything within the middle four fifths
    scale, edge = side * 0.72 / 48, side * 0.14

    def at(x, y):
        return (edge + x * scale, edge + y * scale)

    for token, points in SHAPES:
        draw.polygon([at(x, y) for x, y in points], fill=paint[token])
    draw.chord([at(10, 15), at(38, 43)], 0, 180, fill=paint["leaf"])
    draw.ellipse([at(19.5, 28.5), at(28.5, 37.5)], fill=paint["sun"])
    made = io.BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).save(made, "PNG", optimize=True)
    return made.getvalue()


@lru_cache(maxsize=300)
def ico(key):
    made = io.BytesIO()
    Image.open(io.BytesIO(png(key, 192))).resize((32, 32), Image.Resampling.LANCZOS).save(made, "ICO", sizes=[(32, 32)])
    return made.getvalue()


def site_of(request):
    site = request.neighbourhood or request.portal
    if site is None:
        raise Http404
    return site


def kept(request, response, site, only_looks=True):
    """For a year under the version that the pages name, if nothing but the look is in it, else for a day."""
    right = only_looks and request.GET.get("v") == themes.version(site.file)
    response["Cache-Control"] = f"public, max-age={themes.YEAR}, immutable" if right else f"public, max-age={DAY}"
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:16]}"'
    return get_conditional_response(request, etag=response["ETag"], response=response)


def icon(request):
    site = site_of(request)
    return kept(request, HttpResponse(svg(themes.choice(site.file)), content_type="image/svg+xml"), site)


def picture(request, size):
    if size not in SIZES:
        raise Http404
    site = site_of(request)
    return kept(request, HttpResponse(png(themes.choice(site.file), size), content_type="image/png"), site)


def favicon(request):
    site = site_of(request)
    return kept(request, HttpResponse(ico(themes.choice(site.file)), content_type="image/x-icon"), site)


def short(name):
    """The whole words of a name that fit under an icon; of a longer word its beginning."""
    words = name.split()
    while len(words) > 1 and len(" ".join(words)) > SHORT:
        words.pop()
    return " ".join(words)[:SHORT]


def manifest(request):
    """What a phone needs to put the site on its home screen."""
    site = site_of(request)
    light, _dark = themes.colours(site.file)
    version = themes.version(site.file)
    data = {
        "name": site.name,
        "short_name": short(site.name),
        "lang": site.languages[0],
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": light["ground"],
        "theme_color": light["raised"],
        "icons": [
            {"src": f"/icon-{size}.png?v={version}", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size, purpose in ((192, "any"), (512, "any"), (512, "maskable"))
        ]
        + [{"src": f"/icon.svg?v={version}", "sizes": "any", "type": "image/svg+xml"}],
    }
    response = JsonResponse(data, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
    # the name is in it, and may change while the look stays
    return kept(request, response, site, only_looks=False)
