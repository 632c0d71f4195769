"""One neighbourhood of the world: its people, pictures, files, and pages of every type in every state."""

import io
from datetime import timedelta

from django.apps import apps
from django.core.files.base import ContentFile
from django.db.models import UniqueConstraint
from django.utils import timezone
from PIL import Image as Picture
from wagtail.models import Locale, Page, get_page_models

from neighbourhoods import current
from neighbourhoods.models import Document, FolderPage, HomePage, Image, Membership, Neighbourhood, User
from neighbourhoods.pages import IndexPage

from .markers import PRIVATE, PUBLIC, SITE
from .pen import Pen, written_by_people
from .tables import read

STATES = ("published", "changed", "draft", "scheduled", "unpublished")


class Place:
    def __init__(self, slug, markers, ids_before):
        self.slug, self.pen, self.ids_before = slug, Pen(markers, self), ids_before
        self.pages = {}
        self.media = {}

    @property
    def row(self):
        return Neighbourhood.objects.get(slug=self.slug)

    @property
    def record(self):
        return current.by_slug(self.slug)

    def build(self):
        """Everything that people make; the rows that come of it by themselves (history, search, references) come by themselves."""
        self.people()
        self.pictures_and_files()
        self.grow()

    def secret_groups(self):
        """Names of groups list all neighbourhoods, and what their rights are called."""
        for group in (self.row.activists, self.row.coordinators):
            self.pen.write(group, names=("name",)).save()

    def people(self):
        self.users = {}
        for role in ("activist", "coordinator", "other"):
            user = User.objects.create_user(f"{self.pen.markers.letters(20)}@example.invalid")
            self.pen.write(user, names=("email", "first_name", "last_name"))
            user.save()
            place = {"user": user, "neighbourhood": self.row, "role": "coordinator" if role == "coordinator" else "activist"}
            Membership.objects.create(**place)
            self.users[role] = user

    def pictures_and_files(self):
        """One of each that pages show, and one that nobody has shown yet."""
        inner = self.pen.write(self.row.collection.add_child(name="x"), names=("name",))
        inner.save()
        self.inner_collection = inner
        for number, seen_by in enumerate((PUBLIC, PRIVATE)):
            where = inner if seen_by is PRIVATE else self.row.collection
            image = Image(collection=where, uploaded_by_user=self.users["other"], file=ContentFile(jpeg(self.slug, number), "kuva.jpg"))
            self.pen.write(image, SITE if seen_by is PUBLIC else PRIVATE, ("description",))
            self.pen.write(image, names=("title",)).save()
            image.get_rendition("width-40")
            document = Document(collection=where, uploaded_by_user=self.users["other"], file=ContentFile(b"Hei", "ohje.txt"))
            self.pen.write(document, SITE if seen_by is PUBLIC else PRIVATE, ("title",)).save()
            self.media[Image, seen_by], self.media[Document, seen_by] = image, document

    def image(self, seen_by):
        return self.media[Image, PRIVATE if seen_by is PRIVATE else PUBLIC]

    def document(self, seen_by):
        return self.media[Document, PRIVATE if seen_by is PRIVATE else PUBLIC]

    def linked(self, seen_by):
        """What a text links to: of the public ones something public."""
        home = self.home("fi")
        return self.pages.get((home.specific_class, "draft"), home) if seen_by is PRIVATE else home

    def home(self, code):
        return HomePage.objects.get(pk=self.record.home(code).pk)

    def below(self, model, code="fi"):
        locale = Locale.objects.get(language_code=code)
        return model.objects.filter(path__startswith=self.record.folder_path, locale=locale).order_by("path")

    def grow(self):
        """Pages of every type of the core and of all plugins, parents before children."""
        waiting = [model for model in get_page_models() if model not in (Page, FolderPage)]
        self.first_pages(HomePage)
        waiting.remove(HomePage)
        while waiting:
            ready = [model for model in waiting if issubclass(model, IndexPage) or self.parents(model)]
            assert ready, f"no page may hold pages of the types {waiting}: tests/isolation/places.py"
            for model in ready:
                self.first_pages(model) if issubclass(model, IndexPage) else self.in_all_states(model)
                waiting.remove(model)

    def parents(self, model):
        allowed = [HomePage, *model.clean_parent_page_models()]
        return [
            page for kind in allowed if kind in model.clean_parent_page_models() and (page := self.below(kind).filter(live=True).first())
        ]

    def first_pages(self, model):
        """Those that are there from the beginning in each language: one published and changed since, one published."""
        for code in ("fi", "sv"):
            page = self.below(model, code).first()
            if page is None:
                page = self.new(model, self.parents(model)[0])
            names = written_by_people(model) - {"slug", *(("title",) if model is HomePage else ())}
            self.publish(self.pen.write(page, PUBLIC, names))
            if code == "fi":
                self.change(page)
            self.pages[model, "changed" if code == "fi" else "published"] = page

    def in_all_states(self, model):
        parent = self.parents(model)[0]
        for state in STATES:
            seen_by = PUBLIC if state in ("published", "changed") else PRIVATE
            page = self.new(model, parent, seen_by, live=state in ("published", "changed", "unpublished"))
            self.pages[model, state] = page
            if state in ("published", "changed", "unpublished"):
                self.publish(page)
            if state == "changed":
                self.change(page)
            if state == "unpublished":
                page.unpublish(user=self.users["other"])
            if state == "draft":
                page.save_revision(user=self.users["other"])
            if state == "scheduled":
                page.go_live_at = timezone.now() + timedelta(days=3)
                page.save_revision(user=self.users["other"]).publish(user=self.users["other"])
        if model in model.clean_parent_page_models():
            self.below_unpublished(model)

    def below_unpublished(self, model):
        """A published page whose parent was taken down is read at its address: it is public for those of its own site."""
        parent = self.pages[model, "unpublished"]
        for marker in self.pen.markers.all:
            if marker.row is parent and marker.field == "slug":
                # it is part of the child's address
                marker.seen_by = SITE
        self.pages[model, "live below"] = self.publish(self.new(model, parent, SITE, live=True))
        draft = self.new(model, parent, PRIVATE, live=False)
        draft.save_revision(user=self.users["other"])
        self.pages[model, "draft below"] = draft

    def new(self, model, parent, seen_by=PUBLIC, live=True):
        parent.refresh_from_db()
        page = model(locale=parent.locale, owner=self.users["other"], live=live)
        for name, value in self.pen.required(model, self.related).items():
            if not hasattr(Page, name):
                setattr(page, name, value)
        self.pen.write(page, seen_by, {*written_by_people(model), "title", "slug"})
        self.pictures_of(page, seen_by)
        page.draft_title = page.title
        parent.add_child(instance=page)
        return page

    def pictures_of(self, page, seen_by):
        for field in page._meta.concrete_fields:
            if field.related_model in (Image, Document):
                setattr(page, field.name, self.media[field.related_model, PRIVATE if seen_by is PRIVATE else PUBLIC])

    def related(self, field):
        """A row for what must be linked; what Page itself links to follows by itself."""
        if (
            field.model is Page
            or (field.name == "content_type" and hasattr(field.model, "specific"))
            or field.null
            or field.blank
            or field.has_default()
        ):
            return None
        return self.one_of(field.related_model)

    def publish(self, page):
        page.save_revision(user=self.users["other"]).publish(user=self.users["other"])
        return page

    def change(self, page):
        """A draft of what is published, with words of its own; what is published stays as it is."""
        draft = type(page).objects.get(pk=page.pk)
        self.pen.write(draft, PRIVATE, written_by_people(type(page)) - ({"slug"} if isinstance(page, HomePage | IndexPage) else set()))
        self.pictures_of(draft, PRIVATE)
        draft.save_revision(user=self.users["other"], changed=True)

    def one_of(self, model):
        """Some row of this neighbourhood, of any model; made when there is none."""
        known = {Neighbourhood: self.row, User: self.users["other"], Image: self.image(PRIVATE), Document: self.document(PRIVATE)}
        if model in known:
            return known[model]
        if model._meta.label in ("wagtailcore.Site", "wagtailcore.Collection", "auth.Group"):
            return {"Site": self.row.site, "Collection": self.inner_collection, "Group": self.row.activists}[model.__name__]
        if model._meta.label == "wagtailcore.Locale":
            return Locale.objects.get(language_code="fi")
        if issubclass(model, Page):
            rows = [page for (kind, _state), page in self.pages.items() if issubclass(kind, model)]
            found = [page for page in rows if not type(page).objects.get(pk=page.pk).live]
            return next(iter(found or rows), None)
        if model._meta.label == "contenttypes.ContentType":
            return apps.get_model("contenttypes.ContentType").objects.get_for_model(self.a_draft())
        if model not in self.media:
            self.media[model] = self.first_of(model) or self.make(model)
        return self.media[model]

    def first_of(self, model):
        """A row that has come of itself since the neighbourhood was begun."""
        new = set(read(model)) - self.ids_before.get(model._meta.db_table, set())
        return model._base_manager.get(pk=min(new)) if new else None

    def make(self, model, **given):
        """A row of any model, with markers in all its text."""
        values = self.pen.required(model, self.related) | given
        row = model(**{name: value for name, value in values.items() if name != "id"})
        self.pen.write(row, PRIVATE, but=set(given))
        if any(field.name == "object_id" and not field.is_relation for field in model._meta.concrete_fields) and "object_id" not in given:
            row.object_id = str(self.a_draft().pk)
        self.make_unlike(row, set(given))
        row.save()
        return row

    def make_unlike(self, row, given):
        """What must be there once only (one of a thing, a pair of them) gets a thing of its own where there is one of them already."""
        model = type(row)
        once = [(field.name,) for field in model._meta.concrete_fields if field.is_relation and field.unique and not field.primary_key]
        once += [one.fields for one in model._meta.constraints if isinstance(one, UniqueConstraint) and one.fields and not one.condition]
        for names in once:
            links = [name for name in names if name not in {"neighbourhood", *given} and model._meta.get_field(name).is_relation]
            if links and model._base_manager.filter(**{name: getattr(row, name) for name in names}).exists():
                setattr(row, links[-1], self.make(model._meta.get_field(links[-1]).related_model))

    def a_draft(self):
        """A page that was never published."""
        return next(page for (_model, state), page in self.pages.items() if state == "draft")

    def states(self, state):
        return [page for (_model, one), page in self.pages.items() if one == state]


def jpeg(slug, number):
    file = io.BytesIO()
    colour = (sum(slug.encode()) % 256, 90 * number, 60)
    Picture.new("RGB", (64, 48), colour).save(file, "JPEG")
    return file.getvalue()
