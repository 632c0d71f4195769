"""Serving pictures and files that were uploaded, where no proxy does it."""

from django.conf import settings
from django.http import Http404
from django.views.static import serve as serve_file


def serve(request, path):
    """Names are random and never used twice, so an answer may be kept for ever; it is never run as a page."""
    if request.neighbourhood is None and request.portal is None:
        raise Http404
    response = serve_file(request, path, document_root=settings.MEDIA_ROOT, show_indexes=False)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    if not response["Content-Type"].startswith("image/") or "svg" in response["Content-Type"]:
        response["Content-Disposition"] = "attachment"
    return response
