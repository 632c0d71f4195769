"""Forms for pictures and files in the admin: Wagtail's own, without tags, and with the one safe path for photos."""

import unicodedata
from pathlib import PurePosixPath

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from . import photos

NAME_LENGTH = 100
TITLE_LENGTH = 255
# Persian words and emoji are written with these two; everything else that cannot be seen only deceives
JOINERS = "\u200c\u200d"


def shown_name(name):
    """A name as it may be shown: one line, no control characters and no marks that turn the direction of writing."""
    seen = (sign for sign in name if sign in JOINERS or sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
    return " ".join("".join(seen).split())


def file_title(name):
    return PurePosixPath(shown_name(name).replace("\\", "/")).stem[:NAME_LENGTH].strip()


class TitleField(forms.CharField):
    """Never a reason to refuse a file: an upload of several files sends their names as titles."""

    def to_python(self, value):
        title = shown_name(super().to_python(value))
        return title if len(title) <= TITLE_LENGTH else title[:NAME_LENGTH].strip()


hint = lazy(lambda: WagtailImageField().help_text, str)


class SafePhotoField(WagtailImageField):
    """Gives a CleanPhoto. The name and the type that a file comes with decide nothing."""

    default_validators = []

    def __init__(self, *, help_text=None, **options):
        super().__init__(**options)
        # the parent puts its own together once, in the language of whoever is first
        self.help_text = hint() if help_text is None else help_text

    def to_python(self, data):
        return None if data in self.empty_values else photos.clean(data)

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "accept": photos.ACCEPT}


class TitledForm:
    """A title is filled in when a person gave none."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if stock := self.fields.get("title"):
            self.fields["title"] = TitleField(label=stock.label, required=False, max_length=TITLE_LENGTH, widget=stock.widget)
            # Wagtail has already looked at the field, and Django keeps what it has given out
            self._bound_fields_cache.pop("title", None)

    def clean(self):
        data = super().clean()
        if "title" not in self.fields:
            return data
        sent = self.files.get(self.add_prefix("file"))
        own = sent.name if sent else ""
        title = data.get("title")
        if not title or title == shown_name(own):
            names = (data.get("description"), self.instance.title, file_title(own))
            data["title"] = next(filter(None, names), "–")
        return data


class ImageForm(TitledForm, BaseImageForm):
    class Meta(BaseImageForm.Meta):
        widgets = {name: widget for name, widget in BaseImageForm.Meta.widgets.items() if name != "tags"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # not declared in the class: Wagtail's form for a picture that is already there leaves the field out
        if stock := self.fields.get("file"):
            # the name of a file is no title: it is filled in from the description
            kept = {name: value for name, value in stock.widget.attrs.items() if not name.startswith("data-")}
            widget = forms.FileInput(attrs=kept)
            self.fields["file"] = SafePhotoField(label=stock.label, required=stock.required, widget=widget)
        if description := self.fields.get("description"):
            # an upload of several pictures sends none yet, and asks for each in a form of its own
            description.required = not self.is_bound or self.add_prefix("description") in self.data
            description.error_messages["required"] = _("Say what is in the picture.")


class DocumentForm(TitledForm, BaseDocumentForm):
    class Meta(BaseDocumentForm.Meta):
        widgets = {name: widget for name, widget in BaseDocumentForm.Meta.widgets.items() if name != "tags"}
