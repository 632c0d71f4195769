"""Pictures and files: no tags (a vocabulary of the whole install would leak), alt text, names that cannot be guessed."""

import secrets
from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition, WagtailImageField, WagtailImageFieldFile, get_upload_to
from wagtail.models import CollectionMember
from wagtail.search import index

from .. import photos
from ..uses import refuse_if_used


def random_name(folder, filename):
    """A path that says nothing of the file's own name, which often names people, and that nobody can guess."""
    return f"{folder}/{secrets.token_urlsafe(16)}{PurePosixPath(filename).suffix.lower()[:10]}"


def uploader():
    """Redefined in each model: Wagtail's own models, of the same names, hold the reverse names."""
    field = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by user"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    field.wagtail_reference_index_ignore = True
    return field


class PhotoFile(WagtailImageFieldFile):
    """Whatever is put into an image is a clean photo before anything else opens it and before it is stored."""

    def make_clean(self):
        self.file = photos.clean(self.file)
        self.instance.looks_like_text = self.file.looks_like_text
        return self.file

    def get_image_dimensions(self):
        if self._committed:
            return super().get_image_dimensions()
        photo = self.make_clean()
        return photo.width, photo.height

    def save(self, name, content, save=True):
        photo = photos.clean(content)
        self.instance.looks_like_text = photo.looks_like_text
        super().save(photo.name, photo, save)


class PhotoField(WagtailImageField):
    attr_class = PhotoFile

    def deconstruct(self):
        """Migrations name Wagtail's field: the columns are the same, and our classes may move."""
        name, path, arguments, options = super().deconstruct()
        return name, "wagtail.images.models.WagtailImageField", arguments, options


class Image(AbstractImage):
    tags = None
    file = PhotoField(verbose_name=_("file"), upload_to=get_upload_to, width_field="width", height_field="height")
    uploaded_by_user = uploader()
    description = models.CharField(
        _("What is in the picture?"), max_length=255, blank=True, help_text=_("Read aloud to those who cannot see the picture.")
    )
    # what a poster says has to be on the page as text too
    looks_like_text = models.BooleanField(default=False, editable=False)

    admin_form_fields = (
        "file",
        "description",
        "title",
        "collection",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )
    search_fields = [field for field in AbstractImage.search_fields if getattr(field, "field_name", "") != "tags"]

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def get_upload_to(self, filename):
        return random_name("pictures", filename)

    def save(self, *args, **kwargs):
        """Raises PhotoRefused when a new file is no picture; every path into the table goes through here."""
        if self.file and not self.file._committed:
            photo = self.file.make_clean()
            self.width, self.height = photo.width, photo.height
            # Wagtail keeps renditions in a cache under this hash: an old one would show the old picture
            self._set_image_file_metadata()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        refuse_if_used(self)
        return super().delete(*args, **kwargs)

    @property
    def default_alt_text(self):
        """Never the title: that is the name of a file."""
        return self.description


class Rendition(AbstractRendition):
    image = models.ForeignKey(Image, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition")]


def document_path(instance, filename):
    return random_name("documents", filename)


class Document(AbstractDocument):
    tags = None
    uploaded_by_user = uploader()
    file = models.FileField(upload_to=document_path, verbose_name=_("file"))

    admin_form_fields = ("title", "file", "collection")
    search_fields = CollectionMember.search_fields + [
        index.SearchField("title", boost=10),
        index.AutocompleteField("title"),
        index.FilterField("id"),
        index.FilterField("title"),
        index.FilterField("uploaded_by_user"),
    ]

    def delete(self, *args, **kwargs):
        refuse_if_used(self)
        return super().delete(*args, **kwargs)

    def clean(self):
        """A file that waited for the rest of its form is given to the document after this, and was looked at before."""
        if self.file:
            super().clean()
