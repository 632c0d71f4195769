"""Nothing of one neighbourhood may point at what another has not published: in foreign keys, bodies and rich text alike.

Asked whenever a person saves, whatever the way: a form, the editor's own saving, a translation, a crafted request.
"""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex

from . import resolver, scope


def refused(instance, person, public=True):
    """Sentences about what `instance` may not point at, for the person who saves it; [] for keepers and where nobody is signed in.

    `public`: whether it may point at what everybody may read of others. What does not exist is refused in the same words, or the
    answer would tell what does. What the stored version points at already is left alone: whoever mends a typing error could not know
    why it is refused.
    """
    if person is None or scope.is_keeper(person):
        return []
    foreign = foreign_references(instance, person, public)
    if not foreign:
        return []
    before = stored_references(instance)
    return list(dict.fromkeys(told(instance, path) for target, path in foreign.items() if target not in before))


def references_of(instance):
    """{(content type id, id as text): name of the field}. Wagtail knows them all: foreign keys, StreamFields, rich text, children."""
    return {(type_id, str(pk)): path for type_id, pk, path, _content_path in ReferenceIndex._extract_references_from_object(instance)}


def foreign_references(instance, person, public):
    """{(content type id, id): field} of those that are neither the person's own nor anything that everybody may read."""
    found, wanted = {}, {}
    for (type_id, pk), path in references_of(instance).items():
        name = resolver.kind_of(ContentType.objects.get_for_id(type_id).model_class())
        if name is None:
            continue
        clean = resolver.clean_id(name, pk)
        if clean is not None:
            wanted.setdefault(name, set()).add(clean)
        found[type_id, pk] = (name, clean, path)
    places = resolver.places_of(wanted)
    foreign = {}
    for target, (name, clean, path) in found.items():
        place = places.get((name, clean))
        if place is None or not is_at_home(instance, person, name, place):
            foreign[target] = (name, clean, path)
    open_to_all = public_pages([clean for name, clean, _path in foreign.values() if name == "page"]) if public else set()
    return {target: path for target, (name, clean, path) in foreign.items() if not (name == "page" and clean in open_to_all)}


def is_at_home(instance, person, name, place):
    """A page may point at all that is the person's own; a row, which goes with what it points at, only at what is where it is."""
    if (at := getattr(instance, "neighbourhood_id", None)) is None:
        return resolver.is_own(person, name, place)
    record = resolver.record_of(person, name, place)
    return record is not None and record.pk == at


def public_pages(pks):
    """Of these ids those of pages that everybody may read now: published below a published home page, in no private branch, of a
    plugin that is on where it stands. One query."""
    from .. import bodies, current

    pks = [pk for pk in pks if pk is not None]
    rows = Page.objects.live().filter(pk__in=pks).values_list("pk", "url_path", "path", "content_type") if pks else ()
    found = set()
    for pk, url_path, path, kind in rows:
        record = current.by_url_path(url_path)
        home = record.homes.get(url_path.split("/", 3)[2]) if record and url_path.count("/") > 2 else None
        if home is not None and home.live and bodies.is_open(url_path, path, kind):
            found.add(pk)
    return found


def stored_references(instance):
    """References of what is stored: of the row, and of a page's newest draft."""
    if instance.pk is None:
        return {}
    row = type(instance)._base_manager.filter(pk=instance.pk).first()
    if row is None:
        return {}
    found = references_of(row)
    if isinstance(row, Page) and row.latest_revision_id:
        found |= references_of(row.get_latest_revision_as_object())
    return found


def told(instance, path):
    name = path.partition(".")[0]
    try:
        field = capfirst(str(instance._meta.get_field(name).verbose_name))
    except (FieldDoesNotExist, AttributeError):
        field = name
    return _("%(field)s: this belongs to another neighbourhood, which has not published it. Choose one of your own.") % {"field": field}


def own(queryset):
    """Of a queryset of ReferenceIndex, what the person in this request may know of: references from their own pages and rows.

    That a draft of another neighbourhood links to a page is nothing that the page's volunteers may learn, not even as a number.
    """
    from django.apps import apps
    from django.db.models import CharField, Q
    from django.db.models.functions import Cast

    from ..models import Details
    from ..scoped import NeighbourhoodModel

    person = scope.restricted()
    if person is None:
        return queryset
    records = scope.records(person)
    pages = Q(pk__in=[])
    for record in records:
        pages |= Q(path__startswith=record.folder_path)
    sources = {Page: Page.objects.filter(pages)}
    rows = [Details, *(model for model in apps.get_models() if issubclass(model, NeighbourhoodModel))]
    for model in rows:
        sources[model] = model._base_manager.filter(neighbourhood__in=[record.pk for record in records])
    known = Q(pk__in=[])
    for model, found in sources.items():
        ids = found.order_by().annotate(_text=Cast("pk", CharField(max_length=255))).values("_text")
        known |= Q(base_content_type=ContentType.objects.get_for_model(model), object_id__in=ids)
    return queryset.filter(known)
