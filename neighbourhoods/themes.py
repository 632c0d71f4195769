"""Themes are folders of data: tokens, templates, static files. A neighbourhood names one and may change its tokens."""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpResponse

YEAR = 60 * 60 * 24 * 365


@dataclass(frozen=True)
class Theme:
    name: str
    label: str
    light: dict
    dark: dict


@lru_cache
def installed_themes():
    """{folder name: Theme}; a theme that cannot be read stops the start, since it is code of the install."""
    found = {}
    for file in sorted(settings.THEMES_FOLDER.glob("*/theme.toml")):
        try:
            data = tomllib.loads(file.read_text(encoding="utf-8"))
            found[file.parent.name] = Theme(file.parent.name, data["name"], data["tokens"], data["dark"])
        except (tomllib.TOMLDecodeError, KeyError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(f"themes/{file.parent.name}/theme.toml cannot be used: {error}") from None
    return found


def stylesheet(config):
    """The merged tokens of a site as CSS. Their values were checked when the file was read."""
    chosen = config.get("theme") or {}
    theme = installed_themes().get(chosen.get("name")) or next(iter(installed_themes().values()))
    light, dark = {**theme.light, **(chosen.get("tokens") or {})}, {**theme.dark, **(chosen.get("dark") or {})}
    return f"@layer tokens{{:root{{{rules(light)}}}@media screen and (prefers-color-scheme:dark){{:root{{{rules(dark)}}}}}}}"


def rules(tokens):
    return ";".join(f"--{name}:{value}" for name, value in tokens.items())


def version(config):
    """Changes when the stylesheet does."""
    return hashlib.sha256(stylesheet(config).encode()).hexdigest()[:12]


def serve(request):
    """`/theme.css?v=HASH`: kept for a year when the version is this host's, asked again each time when it is not."""
    site = request.neighbourhood or request.portal
    if site is None:
        raise Http404
    response = HttpResponse(stylesheet(site.config), content_type="text/css; charset=utf-8")
    fresh = request.GET.get("v") == version(site.config)
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable" if fresh else "no-cache"
    return response
