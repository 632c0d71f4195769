"""The path decides the language. Stands where Django's LocaleMiddleware would."""

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import is_valid_path
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

COOKIE = "kieli"
COOKIE_AGE = 60 * 60 * 24 * 365
# A link of the language switch ends in ?kieli: the choice is remembered, and the address stays clean.
CHOICE = "kieli"
# what people and programs call a plain form of a language
PLAIN = {"simple", "selko", "easy", "plain"}
WITHOUT_LANGUAGE = (
    "/admin/",
    "/accounts/",
    "/static/",
    "/media/",
    "/documents/",
    "/theme.css",
    "/robots.txt",
    "/sitemap.xml",
    "/health",
    "/icon",
    "/sw.js",
    "/styleguide/",
)


def readings(wish):
    """What a browser's wish may mean, the nearest first: ar-eg is ar, fi-x-selko (no code of ours) is fi-simple, then fi."""
    parts = wish.split("-")
    found = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    if PLAIN.intersection(parts[1:]):
        found.insert(-1, f"{parts[0]}-simple")
    return found


def negotiate(request, codes):
    """The language for an address that names none: the reader's cookie, then the browser's wishes, then the default."""
    wanted = [request.COOKIES.get(COOKIE)]
    for language, quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        wanted += readings(language) if quality else []
    return next((code for code in wanted if code in codes), codes[0] if codes else settings.LANGUAGE_CODE)


class PathLanguageMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response
        self.known = dict(settings.LANGUAGES)

    def __call__(self, request):
        from .. import errors

        site = request.neighbourhood or request.portal
        codes = tuple(site.codes) if site else ()
        first = request.path_info.lstrip("/").split("/", 1)[0]
        prefix = first if first in self.known else None
        # a preview must not be led away from a home page that is still a draft
        preview = getattr(request, "is_dummy", False)
        language = prefix or negotiate(request, codes)
        # restored afterwards: a preview runs a whole request inside a request of the admin
        with translation.override(language):
            request.LANGUAGE_CODE = language
            if site and not preview:
                if prefix and prefix not in codes:
                    if not codes:
                        return errors.page_not_found(request)
                    return self._to(request, f"/{site.chain(prefix)[0]}{request.path_info[len(prefix) + 1 :] or '/'}")
                if prefix and CHOICE in request.GET:
                    return self._remember(request, prefix)
                if request.path_info == "/":
                    return self._to(request, f"/{language}/") if codes else errors.page_not_found(request)
            response = self.get_response(request)
            if (
                site
                and not prefix
                and not preview
                and response.status_code == 404
                and not request.path_info.startswith(WITHOUT_LANGUAGE)
                and is_valid_path(f"/{language}{request.path_info.rstrip('/')}/")
            ):
                return self._to(request, f"/{language}{request.path_info}")
            response.headers.setdefault("Content-Language", getattr(request, "content_language", language))
            return response

    def _to(self, request, path):
        query = request.META.get("QUERY_STRING")
        # two slashes at the start would be another host
        response = HttpResponseRedirect("/" + path.lstrip("/") + (f"?{query}" if query else ""))
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response["Cache-Control"] = "private, no-cache"
        return response

    def _remember(self, request, code):
        query = request.GET.copy()
        del query[CHOICE]
        path = "/" + request.path.lstrip("/")
        response = HttpResponseRedirect(f"{path}?{query.urlencode()}" if query else path)
        response["Cache-Control"] = "private, no-store"
        response.set_cookie(COOKIE, code, max_age=COOKIE_AGE, secure=settings.PRODUCTION, httponly=True, samesite="Lax")
        return response
