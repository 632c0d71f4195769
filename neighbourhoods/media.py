"""Pictures and files that were uploaded: who may read which. Decision 18 says why."""

import re
from pathlib import PurePosixPath

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Case, CharField, Exists, ExpressionWrapper, F, OuterRef, When
from django.db.models.functions import Cast
from django.http import Http404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from django.views.static import serve as serve_file
from wagtail.models import Collection, CollectionViewRestriction, Page, ReferenceIndex

from .fields import PluginStreamField
from .isolation.scope import is_keeper, records
from .media_forms import shown_name
from .models import Document

# Pictures, and their smaller versions. Whatever else is in the folder has no address here.
PUBLIC = ("pictures", "images")
# photos of people's own account, which the admin shows
FACES = "avatar_images"
# one name in one folder: a path that is cleaned up only afterwards could lead out of it
PATH = re.compile(r"([a-z_]+)/[^/\\]+")
LARGEST_ID = 2**63 - 1


@require_safe
def serve(request, path):
    """A picture, for whoever knows its random name. Names are never used twice, so an answer may be kept for ever; never run as a page."""
    if request.neighbourhood is None and request.portal is None:
        raise Http404
    match = PATH.fullmatch(path)
    folder = match.group(1) if match else ""
    if folder not in PUBLIC and not (folder == FACES and request.portal is not None and request.user.is_authenticated):
        raise Http404
    response = stored(request, path)
    response["Cache-Control"] = f"{'public' if folder in PUBLIC else 'private'}, max-age=31536000, immutable"
    # "nothing has changed" is of no type
    kind = response.get("Content-Type", "image/")
    if not kind.startswith("image/") or "svg" in kind:
        response["Content-Disposition"] = "attachment"
    return response


@require_safe
def document(request, document_id, document_filename):
    """A file, always saved under its title and never opened as a page of ours: not even a PDF."""
    found = find(document_id, document_filename, request)
    if found is None:
        raise Http404
    response = stored(request, found.file.name)
    # asked for anew each time: what is taken off a page is gone at once
    response["Cache-Control"] = "no-cache" if request.neighbourhood else "private, no-store"
    name = shown_name(found.title).translate({ord("/"): "-", ord("\\"): "-"}) + PurePosixPath(document_filename).suffix
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def stored(request, name):
    try:
        response = serve_file(request, name, document_root=settings.MEDIA_ROOT, show_indexes=False)
    except OSError:
        # a name that is longer than the disk allows is no file of ours
        raise Http404 from None
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def find(document_id, filename, request):
    """The Document if who asks may read it on this host, else None. Two queries at most on a neighbourhood's host."""
    record = request.neighbourhood
    if int(document_id) > LARGEST_ID or (record is None and (request.portal is None or not request.user.is_authenticated)):
        return None
    # in Wagtail's admin a keeper can make a collection private; its readers would need a session, and have none
    above = CollectionViewRestriction.objects.annotate(place=ExpressionWrapper(OuterRef("collection__path"), output_field=CharField()))
    private = Exists(above.filter(place__startswith=F("collection__path")))
    rows = Document.objects.filter(pk=document_id).select_related("collection").annotate(is_private=private)
    found = rows.first()
    if found is None or found.filename != filename:
        return None
    if record is None:
        return found if may_read(request.user, found) else None
    return found if belongs(found, record) and not found.is_private and is_shown(found, record) else None


def is_shared(document):
    """Files of the root collection are the portal's own, for all neighbourhoods."""
    return len(document.collection.path) == Collection.steplen


def belongs(document, record):
    return is_shared(document) or document.collection.path.startswith(record.collection_path)


def may_read(person, document):
    """Whether somebody who is signed in may read a document, drafts included: on the portal's host, where pages are written."""
    return is_keeper(person) or any(belongs(document, record) for record in records(person))


def is_shown(document, record):
    """Whether a page that anybody may read in the neighbourhood shows the document, in a part that is shown. One query.

    The index is made of what is in a page's row: what is published. A draft of a published page is in its revisions alone.
    """
    pages = ContentType.objects.get_for_model(Page)
    # elsewhere ids need not be numbers, and a database may look at the number before it looks at the type
    number = Case(When(base_content_type=pages, then=Cast("object_id", BigIntegerField())), output_field=BigIntegerField())
    uses = ReferenceIndex.get_references_to(document).filter(base_content_type=pages).annotate(page=number)
    public = uses.filter(Exists(record.pages().filter(pk=OuterRef("page"))))
    return any(is_open(*use, record) for use in public.values_list("content_type", "model_path").distinct())


def is_open(content_type, model_path, record):
    """Whether a place in pages of a type is shown: "body.file.document" is not where the plugin of "file" blocks is off."""
    model = ContentType.objects.get_for_id(content_type).model_class()
    name, _dot, rest = model_path.partition(".")
    field = next((one for one in model._meta.get_fields() if name in (one.name, accessor(one))), None) if model else None
    if not isinstance(field, PluginStreamField):
        return field is not None
    block = rest.partition(".")[0]
    label = field.stream_block.plugins.get(block)
    return block in field.stream_block.child_blocks and (label is None or label in record.plugins)


def accessor(field):
    """What rows of a page, such as links of an inline panel, are called; None for a field of its own."""
    return field.get_accessor_name() if hasattr(field, "get_accessor_name") else None
