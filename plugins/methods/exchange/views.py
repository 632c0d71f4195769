"""Files of methods, for whoever wants to take them elsewhere: what anybody may read, and nothing more."""

from django.http import Http404, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ..models import Card
from . import outgoing


def key_of(request, record):
    key = Card.of(request.neighbourhood).filter(record_id=record, is_open=True).values_list("key", flat=True).first()
    if key is None or next(outgoing.published(request.neighbourhood, key), None) is None:
        raise Http404
    return key


def answer(pieces, kind, name):
    response = StreamingHttpResponse((piece.encode() for piece in pieces), content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def data(request, record):
    key = key_of(request, record)
    return answer(
        outgoing.data(request.neighbourhood, get_language(), request.neighbourhood.root_url, key), "application/json", "menetelma.json"
    )


@require_safe
def text(request, record):
    key = key_of(request, record)
    return answer(outgoing.text(request.neighbourhood, get_language(), request.neighbourhood.root_url, key), "text/plain", "menetelma.txt")


@require_safe
def library_data(request):
    return answer(
        outgoing.data(request.neighbourhood, get_language(), request.neighbourhood.root_url), "application/json", "menetelmat.json"
    )


@require_safe
def library_text(request):
    return answer(outgoing.text(request.neighbourhood, get_language(), request.neighbourhood.root_url), "text/plain", "menetelmat.txt")
