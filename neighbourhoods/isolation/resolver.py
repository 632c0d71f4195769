"""To which neighbourhood does this belong? One answer for every kind of thing, and a class for every model of the install.

Kinds are what the arguments of an admin view can name: a page, a picture, a revision. Each says with one expression where its rows
belong, so that all ids of a request are looked up in one query, whatever their kinds.
"""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import models
from django.db.models import BigIntegerField, F, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, Revision, UploadedFile

from . import prepared, scope

DIGITS = re.compile(r"[0-9]{1,19}")
LARGEST = 2**63 - 1

# What the value of a kind's `place` is
TREE, COLLECTION, NEIGHBOURHOOD, PERSON = "url_path of a page", "path of a collection", "id of a neighbourhood", "id of a person"


@dataclass(frozen=True)
class Kind:
    """`rows()` is a queryset of all there are; `place()` is an expression that tells of each where it belongs, in the sense of `by`."""

    rows: Callable
    place: Callable
    by: str


def column(name):
    return lambda: F(name)


def of_revision():
    pages = Page.objects.filter(pk=Cast(OuterRef("object_id"), BigIntegerField()))
    return Subquery(pages.values("url_path")[:1])


def of_source(prefix=""):
    """A translation source has the key that all versions of a page share; the version in its own language is the page."""

    def place():
        pages = Page.objects.filter(translation_key=OuterRef(f"{prefix}object_id"), locale=OuterRef(f"{prefix}locale_id"))
        return Subquery(pages.values("url_path")[:1])

    return place


def revisions():
    return Revision.objects.filter(base_content_type__app_label="wagtailcore", base_content_type__model="page")


def rows_of(label):
    return lambda: apps.get_model(label)._base_manager.all()


KINDS = {
    "page": Kind(lambda: Page.objects.all(), column("url_path"), TREE),
    "image": Kind(lambda: get_image_model().objects.all(), column("collection__path"), COLLECTION),
    "document": Kind(lambda: get_document_model().objects.all(), column("collection__path"), COLLECTION),
    "collection": Kind(lambda: Collection.objects.all(), column("path"), COLLECTION),
    "revision": Kind(revisions, of_revision, TREE),
    "upload": Kind(lambda: UploadedFile.objects.all(), column("uploaded_by_user_id"), PERSON),
    "editing session": Kind(rows_of("wagtailadmin.EditingSession"), column("user_id"), PERSON),
    "translation": Kind(rows_of("wagtail_localize.Translation"), of_source("source__"), TREE),
    "source": Kind(rows_of("wagtail_localize.TranslationSource"), of_source(), TREE),
    "segment": Kind(rows_of("wagtail_localize.StringSegment"), of_source("source__"), TREE),
    "act": Kind(rows_of("neighbourhoods.Act"), column("neighbourhood_id"), NEIGHBOURHOOD),
    "report": Kind(rows_of("neighbourhoods.Feedback"), column("neighbourhood_id"), NEIGHBOURHOOD),
    "draft": Kind(rows_of("neighbourhoods.Draft"), column("by_id"), PERSON),
    "membership": Kind(rows_of("neighbourhoods.Membership"), column("neighbourhood_id"), NEIGHBOURHOOD),
    "invitation": Kind(rows_of("neighbourhoods.Invitation"), column("neighbourhood_id"), NEIGHBOURHOOD),
}


def kind_of(model):
    """The kind of a model's rows: a name of KINDS, or the model itself for rows of one neighbourhood; None for all others."""
    from ..scoped import NeighbourhoodModel

    if model is None:
        return None
    if issubclass(model, Page):
        return "page"
    if issubclass(model, NeighbourhoodModel):
        return model
    return {get_image_model(): "image", get_document_model(): "document", Collection: "collection"}.get(model)


def kind(name):
    """The Kind of a name, or of a NeighbourhoodModel."""
    return KINDS[name] if isinstance(name, str) else Kind(lambda: name.unscoped.all(), column("neighbourhood_id"), NEIGHBOURHOOD)


def clean_id(name, value):
    """The id as the database knows it, or None for what cannot be one: words, signs, lists, digits of other scripts, numbers too large."""
    key = kind(name).rows().model._meta.pk
    key = key.target_field if key.is_relation else key
    if isinstance(value, bool) or not isinstance(value, int | str | UUID):
        return None
    if isinstance(key, models.IntegerField):
        text = str(value)
        return int(text) if DIGITS.fullmatch(text) and int(text) <= LARGEST else None
    try:
        return key.to_python(value)
    except ValidationError:
        return None


def places_of(wanted):
    """{(kind, id): where it belongs} of all ids in `wanted`, {kind: set of clean ids}; what does not exist is not in it. One query."""
    names = [name for name in wanted if wanted[name]]
    ids = [(number, name, pk) for number, name in enumerate(names) for pk in wanted[name]]
    if not ids:
        return {}
    if len(ids) <= MOST_PREPARED and all(isinstance(pk, int) for _number, _name, pk in ids):
        rows = prepared.ask([(one_by_number(number, name), pk) for number, name, pk in ids], Page)
    else:
        querysets = [places(number, name).filter(pk__in=wanted[name]) for number, name in enumerate(names)]
        rows = querysets[0].union(*querysets[1:], all=True) if len(querysets) > 1 else querysets[0]
    return {(names[number], clean_id(names[number], pk)): place for number, pk, place in rows}


def places(number, name):
    """Rows of (number, id as text, where it belongs as text)."""
    found = kind(name)
    marked = {"_kind": Value(number), "_id": Cast("pk", TextField()), "_place": Cast(found.place(), TextField())}
    return found.rows().order_by().annotate(**marked).values_list("_kind", "_id", "_place")


# What a page of the admin names is looked up by prepared queries; a long list by one that is written for it.
MOST_PREPARED = 20


@functools.cache
def one_by_number(number, name):
    return prepared.Prepared(lambda: places(number, name).filter(pk=prepared.SLOT))


def record_of(user, name, place):
    """The record, among those of a person, to which something at `place` belongs; None when it is none of theirs."""
    by = kind(name).by
    if place is None or by == PERSON:
        return None
    for record in scope.records(user):
        own = {TREE: record.folder_url_path, COLLECTION: record.collection_path, NEIGHBOURHOOD: str(record.pk)}[by]
        if place == own or (by != NEIGHBOURHOOD and place.startswith(own)):
            return record
    return None


def is_own(user, name, place):
    """Whether what is at `place` belongs to the person, or to a neighbourhood of theirs."""
    return place == str(user.pk) if kind(name).by == PERSON else record_of(user, name, place) is not None


# Every model is of one of three classes; a model of which nothing is known stops the build (system check E013).
BELONGS, SHARED, SYSTEM = "belongs to a neighbourhood", "shared and public", "system"

BELONGING = {
    # the thing itself, and what says to whom it belongs
    "neighbourhoods.Details",
    "neighbourhoods.DetailsTranslation",
    "neighbourhoods.Contact",
    "neighbourhoods.Room",
    "neighbourhoods.KnownGap",
    "neighbourhoods.Feedback",
    "neighbourhoods.Act",
    "neighbourhoods.BinnedPage",
    "neighbourhoods.CareSnooze",
    "neighbourhoods.Draft",
    "neighbourhoods.PageViews",
    "neighbourhoods.ResidentPhoto",
    "neighbourhoods.TranslationMark",
    "neighbourhoods.Invitation",
    "neighbourhoods.Membership",
    "neighbourhoods.Image",
    "neighbourhoods.Rendition",
    "neighbourhoods.Document",
    "neighbourhoods.FolderPage",
    "neighbourhoods.FreeTranslation",
    "neighbourhoods.PageTranslation",
    "neighbourhoods.RecordEntry",
    "neighbourhoods.SearchEntry",
    "wagtailcore.Collection",
    "wagtailcore.Page",
    "wagtailcore.Revision",
    "wagtailcore.PageLogEntry",
    "wagtailcore.ModelLogEntry",
    "wagtailcore.Comment",
    "wagtailcore.CommentReply",
    "wagtailcore.PageSubscription",
    "wagtailcore.UploadedFile",
    "wagtailcore.ReferenceIndex",
    "wagtailadmin.EditingSession",
    "wagtailadmin.FormState",
    "wagtailredirects.Redirect",
    "wagtailsearch.IndexEntry",
    "wagtailsearch.SQLiteFTSIndexEntry",
    "wagtail_localize.TranslatableObject",
    "wagtail_localize.TranslationSource",
    "wagtail_localize.Translation",
    "wagtail_localize.TranslationLog",
    "wagtail_localize.TranslationContext",
    "wagtail_localize.String",
    "wagtail_localize.StringTranslation",
    "wagtail_localize.StringSegment",
    "wagtail_localize.Template",
    "wagtail_localize.TemplateSegment",
    "wagtail_localize.RelatedObjectSegment",
    "wagtail_localize.SegmentOverride",
    "wagtail_localize.OverridableSegment",
}
PUBLIC = {
    # which neighbourhoods there are, their hosts and languages, and what each has published of its things
    "neighbourhoods.Neighbourhood",
    "neighbourhoods.Hostname",
    "neighbourhoods.Record",
    "wagtailcore.Locale",
    "wagtailcore.Site",
}
# Whole apps whose tables nobody but keepers and the code itself reach
SYSTEM_APPS = {"account", "auth", "contenttypes", "django_q", "sessions", "taggit", "wagtailembeds", "wagtailusers"}
SYSTEM_MODELS = {
    "neighbourhoods.DailySalt",
    "neighbourhoods.EmailConfirmation",
    "neighbourhoods.Install",
    "neighbourhoods.OutgoingMail",
    "neighbourhoods.OwnLink",
    "neighbourhoods.SenderCount",
    "neighbourhoods.SentForm",
    "neighbourhoods.SigninLink",
    "neighbourhoods.TaskRun",
    "neighbourhoods.TrailStep",
    "neighbourhoods.User",
    "wagtailadmin.Admin",
    "wagtail_localize.LocaleSynchronization",
    # Wagtail's own tables of pictures and files: ours are used, these stay empty
    "wagtaildocs.Document",
    "wagtailimages.Image",
    "wagtailimages.Rendition",
    # rights, which keepers' files decide; private pages and workflows, which are off
    "wagtailcore.APIToken",
    "wagtailcore.CollectionViewRestriction",
    "wagtailcore.GroupApprovalTask",
    "wagtailcore.GroupCollectionPermission",
    "wagtailcore.GroupPagePermission",
    "wagtailcore.GroupSitePermission",
    "wagtailcore.PageViewRestriction",
    "wagtailcore.Task",
    "wagtailcore.TaskState",
    "wagtailcore.Workflow",
    "wagtailcore.WorkflowContentType",
    "wagtailcore.WorkflowPage",
    "wagtailcore.WorkflowState",
    "wagtailcore.WorkflowTask",
}


def classify(model):
    """BELONGS, SHARED or SYSTEM. Raises ImproperlyConfigured, with the cure, for a model of which nobody has said."""
    from modelcluster.fields import ParentalKey

    from ..pages import BasePage
    from ..scoped import NeighbourhoodModel

    name = model._meta.label
    if model._meta.auto_created:
        # links of a many-to-many field are of the class of the model that has the field
        return classify(model._meta.auto_created)
    if name in BELONGING or issubclass(model, BasePage | NeighbourhoodModel):
        return BELONGS
    if name in PUBLIC or getattr(model, "shared_and_public", False):
        return SHARED
    if name in SYSTEM_MODELS or model._meta.app_label in SYSTEM_APPS:
        return SYSTEM
    for field in model._meta.concrete_fields:
        # rows that are edited on the page or the row that they are part of
        if isinstance(field, ParentalKey):
            return classify(field.related_model)
    cure = "Derive it from neighbourhoods.scoped.NeighbourhoodModel, or write shared_and_public = True in it when everybody may read it all"
    raise ImproperlyConfigured(f"Nobody has said to whom rows of {name} belong. {cure}.")
