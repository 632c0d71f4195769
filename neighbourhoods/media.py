"""Serving pictures and files that were uploaded, where no proxy does it."""

from pathlib import PurePosixPath

from django.conf import settings
from django.http import Http404
from django.utils.http import content_disposition_header
from django.views.static import serve as serve_file
from wagtail.documents.views.serve import serve as serve_document

from .media_forms import shown_name
from .models import Document


def serve(request, path):
    """Names are random and never used twice, so an answer may be kept for ever; it is never run as a page."""
    if request.neighbourhood is None and request.portal is None:
        raise Http404
    try:
        response = serve_file(request, path, document_root=settings.MEDIA_ROOT, show_indexes=False)
    except OSError:
        # a name that is longer than the disk allows is no file of ours
        raise Http404 from None
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    if not response["Content-Type"].startswith("image/") or "svg" in response["Content-Type"]:
        response["Content-Disposition"] = "attachment"
    return response


def document(request, document_id, document_filename):
    """Wagtail's view, but a file is always saved, under its title, and never opened as a page of ours: not even a PDF."""
    response = serve_document(request, document_id, document_filename)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    title = Document.objects.filter(pk=document_id).values_list("title", flat=True).first() or ""
    name = shown_name(title).translate({ord("/"): "-", ord("\\"): "-"}) + PurePosixPath(document_filename).suffix
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
