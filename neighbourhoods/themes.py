"""Themes are folders of data: tokens, templates, style, static files. A neighbourhood names one and may change its tokens."""

import gzip
import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.utils.translation import gettext as _

from .theme_files import Theme, read_theme
from .tokens import TOKENS, resolved

YEAR = 60 * 60 * 24 * 365
DEFAULT = "pihlaja"
# Later layers win, whatever the order of the files.
LAYERS = "@layer tokens,base,layout,parts,page,theme,print;"
FILES = ("base", "layout", "parts", "forms", "search", "page", "talk", "dates", "doing", "trail", "paint", "print")

__all__ = ["Theme", "installed_themes", "merged", "stylesheet", "theme_of", "version"]


@lru_cache
def installed_themes():
    """{folder name: Theme}; raises ImproperlyConfigured with all that is wrong: a theme is code of the install, so it stops the start."""
    found, wrong = {}, []
    # hidden: what is just being made
    for file in sorted(settings.THEMES_FOLDER.glob("[!.]*/theme.toml")):
        theme, sentences = read_theme(file.parent)
        found[file.parent.name] = theme
        wrong += sentences
    if DEFAULT not in found:
        wrong.append(_("The theme %(name)s is missing. Fetch the whole program again.") % {"name": DEFAULT})
    if wrong:
        raise ImproperlyConfigured("\n".join(wrong))
    return found


def theme_of(config):
    """The Theme of a site's file; the default one where the file's is no longer installed."""
    themes = installed_themes()
    return themes.get((config.get("theme") or {}).get("name")) or themes[DEFAULT]


def merged(config):
    """(Theme, light tokens, dark tokens): the theme's with what the file changes. A value may refer to another token, `var(--name)`."""
    chosen, theme = config.get("theme") or {}, theme_of(config)
    # a file that was applied long ago may hold tokens that are gone
    light, dark = ({name: value for name, value in (chosen.get(key) or {}).items() if name in TOKENS} for key in ("tokens", "dark"))
    return theme, *theme.merged(light, dark)


def colours(config):
    """(light, dark) tokens without references, for what is drawn or sent outside a stylesheet."""
    _theme, light, dark = merged(config)
    return resolved(light), resolved(dark)


@lru_cache
def core_css():
    folder = Path(__file__).parent / "css"
    return "".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in FILES)


# strings and addresses, which stay as they are; then blanks that say nothing
BLANKS = re.compile(r"""("[^"]*"|'[^']*'|url\([^)]*\))|\s*([{};,])\s*|(?<=[\w-])(:)[ \t]+|\s*\n\s*""")


def small(css):
    """Without comments, line breaks, and blanks beside marks that part things: a first view waits for each byte."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return BLANKS.sub(lambda found: found[1] or found[2] or found[3] or "", bare)


def rules(tokens):
    return ";".join(f"--{name}:{value}" for name, value in tokens.items())


@lru_cache(maxsize=300)
def _built(key):
    """(css, the same in gzip) of a look; values of tokens were checked when the file was read."""
    theme, light, dark = merged(json.loads(key))
    dark = {name: value for name, value in dark.items() if value != light[name]}
    tokens = f"@layer tokens{{:root{{{rules(light)}}}@media screen and (prefers-color-scheme:dark){{:root{{{rules(dark)}}}}}}}"
    css = (LAYERS + tokens + small(core_css()) + small(theme.css)).encode()
    return css, gzip.compress(css, 9, mtime=0)


def choice(config):
    """What a stylesheet depends on in a site's file, as text."""
    chosen = config.get("theme") or {}
    return json.dumps({"theme": {key: chosen[key] for key in ("name", "tokens", "dark") if chosen.get(key)}}, sort_keys=True)


def stylesheet(config):
    """The whole style of a site as one piece of CSS: one request, kept for a year."""
    return _built(choice(config))[0].decode()


@lru_cache(maxsize=300)
def _look(key):
    return hashlib.sha256(key.encode()).hexdigest()[:12]


def look(config):
    """12 letters that stand for a site's choice of theme and tokens; stored in its row."""
    return _look(choice(config))


@lru_cache(maxsize=300)
def _code(key):
    return hashlib.sha256(_built(key)[0]).hexdigest()[:8]


def version(config):
    """Changes when the stylesheet does, by the file or by a new release; begins with the look."""
    return look(config) + _code(choice(config))


def config_of(version):
    """The configuration of any site of the install that has this look, or None. One query, on an index."""
    from . import current
    from .models import Neighbourhood

    portal = current.portal()
    if portal is not None and look(portal.file) == version[:12]:
        return portal.file
    return Neighbourhood.objects.filter(look=version[:12]).values_list("config", flat=True).first()


def serve(request):
    """`/theme.css?v=HASH`: by the version on every host, since previews are shown on the portal's; else the host's own.

    Kept for a year when the version is right, asked again each time when it is not.
    """
    site, asked = request.neighbourhood or request.portal, request.GET.get("v", "")
    config = site.file if site else {}
    if asked and asked != version(config) and re.fullmatch(r"[0-9a-f]{20}", asked):
        config = config_of(asked) or config
    css, zipped = _built(choice(config))
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(zipped if takes_gzip else css, content_type="text/css; charset=utf-8")
    if takes_gzip:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable" if asked == version(config) else "no-cache"
    return response
