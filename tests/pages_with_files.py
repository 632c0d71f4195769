"""Documents, and the parts of a body that show them."""

from uuid import uuid4

from django.core.files.base import ContentFile
from wagtail.models import Collection

from neighbourhoods.models import Document, HomePage, InfoPage, Neighbourhood

from .noted_pages import make

PDF = b"%PDF-1.4 test"


def collection_of(slug):
    """A neighbourhood's own, or without a slug the root: that of all."""
    return Neighbourhood.objects.get(slug=slug).collection if slug else Collection.get_first_root_node()


def document(where="lintumaki", title="Kokous", content=PDF):
    collection = collection_of(where) if where is None or isinstance(where, str) else where
    return Document.objects.create(title=title, collection=collection, file=ContentFile(content, "x.pdf"))


def part(one):
    return {"type": "file", "value": {"document": one.pk, "title": ""}, "id": str(uuid4())}


def link(one):
    return {"type": "text", "value": f'<p><a linktype="document" id="{one.pk}">pöytäkirja</a></p>', "id": str(uuid4())}


def published(one, slug="lintumaki", name=None):
    """A page that everybody may read, with the document in it."""
    return make(part(one), slug=name or f"sivu-{one.pk}", under=f"/{slug}/fi/")


def draft(*parts, slug="luonnos", under="/lintumaki/fi/"):
    """A page that was never published, as the editor stores it."""
    above = HomePage.objects.get(url_path=under)
    page = above.add_child(instance=InfoPage(title="Luonnos", slug=slug, locale=above.locale, live=False, body=list(parts)))
    page.save_revision()
    return InfoPage.objects.get(pk=page.pk)
