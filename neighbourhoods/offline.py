"""Reading without a network: pages that were read are kept on the reader's own device. No page needs it."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static

from . import themes
from .statements import frame_of

WORKER = Path(__file__).parent / "static" / "neighbourhoods" / "worker.js"


@lru_cache
def worker_source():
    source = WORKER.read_text(encoding="utf-8")
    return source, hashlib.sha256(source.encode()).hexdigest()[:8]


def page(request):
    """What is shown where there is no network; the list of kept pages is filled in on the device."""
    return render(request, "neighbourhoods/offline.html", frame_of(request))


def worker(request):
    """`/sw.js`: for the whole site, asked anew each time, another one when the style or the worker changes."""
    site = request.neighbourhood or request.portal
    if site is None:
        raise Http404
    source, number = worker_source()
    version = f"{themes.version(site.file)}-{number}"
    style = f"/theme.css?v={themes.version(site.file)}"
    languages = ",".join(f'"{code}"' for code in site.codes)
    script = static("neighbourhoods/offline.js")
    text = f'const VERSION="{version}";const STYLE="{style}";const SCRIPT="{script}";const LANGUAGES=[{languages}];\n{source}'
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/"
    return response
