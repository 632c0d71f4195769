"""Answers that programs ask for again and again: whoever has the newest already is told so in a few bytes."""

from datetime import UTC, timedelta
from hashlib import sha256

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.http import condition

from . import revision

# as that of other feeds
KEEP = "public, max-age=300"


def answer(request, content, kind, name=""):
    """`content` with a tag of what it holds, and since when it has been so."""
    tag = f'"{sha256(content).hexdigest()[:20]}"'
    changed = revision.changed_at(request.neighbourhood).astimezone(UTC).replace(microsecond=0)
    # HTTP counts in seconds: while one lasts, something more may change in it
    is_over = timezone.now() >= changed + timedelta(seconds=1)

    @condition(etag_func=lambda request: tag, last_modified_func=lambda request: changed if is_over else None)
    def whole(request):
        found = HttpResponse(content, content_type=f"{kind}; charset=utf-8")
        if name:
            found["Content-Disposition"] = f'inline; filename="{name}"'
        return found

    found = whole(request)
    if not is_over:
        found["Last-Modified"] = http_date((changed - timedelta(seconds=1)).timestamp())
    found["Cache-Control"] = KEEP
    found["X-Robots-Tag"] = "noindex"
    return found
