"""PUBLIC. Short forms: a few fields on a phone instead of the whole editor. What is written there is a page like any other.

A plugin gives `ShortForm`s from `Plugin.short_forms`, each with a form that derives from `ShortPageForm`. Keeping what was typed,
photos, preview, publishing, undo and two people at one page are the core's (neighbourhoods.writing).
"""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from . import current, plain_text, registry
from .media_forms import SafePhotoField, shown_name

__all__ = ["LineField", "ShortForm", "ShortPageForm", "TextField", "address", "content_language", "form_of", "forms_of"]

LONGEST_TEXT = 50_000
LONGEST_LINE = 255


class Kept:
    """A field that says by how many letters a text is too long. `most` is the limit, in letters."""

    def __init__(self, *, most, **options):
        self.most = most
        super().__init__(strip=False, **options)

    def clean(self, value):
        clean = super().clean(value)
        if (over := len(clean) - self.most) > 0:
            told = ngettext_lazy("%(over)d letter too long. Make it shorter.", "%(over)d letters too long. Make it shorter.", "over")
            raise ValidationError(told, code="too_long", params={"over": over})
        return clean


class LineField(Kept, forms.CharField):
    """One line without what cannot be seen. Pasted lines become one."""

    def __init__(self, *, most=LONGEST_LINE, **options):
        super().__init__(most=most, **options)

    def to_python(self, value):
        return shown_name(plain_text.clean(value).replace("\n", " ")) if value else ""


class TextField(Kept, forms.CharField):
    """A plain text: an empty line begins a paragraph."""

    widget = forms.Textarea(attrs={"rows": 9})

    def __init__(self, *, most=LONGEST_TEXT, **options):
        super().__init__(most=most, **options)

    def to_python(self, value):
        return plain_text.clean(value) if value else ""


class ShortPageForm(forms.Form):
    """Title, text and a picture. A plugin's form derives from it, adds fields, and says with `read` and `write` where they are on the page.

    `picture` is the Image that goes with it now, or None; the view keeps what was uploaded. A form that asks for none says
    `picture = picture_alt = None`. `page` is the page that is changed, as it was when it was sent, or None for a new one.
    """

    title = LineField(
        label=_("Headline"),
        help_text=_("Tell the main thing."),
        error_messages={"required": _("The headline is missing. Write a few words.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = TextField(
        label=_("Text"),
        help_text=_("Write as you would to a neighbour. An empty line starts a paragraph. Addresses become links."),
        error_messages={"required": _("The text is missing. One sentence is enough.")},
    )
    picture = SafePhotoField(label=_("Picture"), required=False, widget=forms.FileInput)
    picture_alt = LineField(label=_("What is in the picture?"), required=False, help_text=_("For example: Three people raking a yard."))

    # fields of the page type; without one for the picture it stands in the body, after the text
    body_field, picture_field, alt_field = "body", "picture", "picture_alt"

    use_required_attribute = False
    page = None
    # a template of the plugin's that is shown above the buttons, with `form`
    aside = ""

    def __init__(self, data=None, *, initial=None, picture=None):
        super().__init__(data, initial=initial)
        if "picture" in self.fields:
            self.fields["picture"].help_text = ""
        self.photo = picture

    def clean(self):
        data = super().clean()
        if self.photo is not None and not data.get("picture_alt") and not self.has_error("picture_alt"):
            self.add_error("picture_alt", ValidationError(_("Say what is in the picture."), code="required"))
        return data

    @classmethod
    def has_picture_field(cls, page):
        return any(field.name == cls.picture_field for field in page._meta.get_fields())

    @classmethod
    def read(cls, page):
        """{field: value} of a page, `picture` as an Image; None when the page holds what this form cannot show."""
        raw, picture, alt = list(getattr(page, cls.body_field).raw_data), None, ""
        if cls.has_picture_field(page):
            picture, alt = getattr(page, cls.picture_field), getattr(page, cls.alt_field, "")
            alt = alt or (picture.description if picture else "")
        elif raw and raw[-1]["type"] == "picture" and "picture" in cls.base_fields:
            found = picture_of(raw.pop()["value"])
            if found is None:
                return None
            picture, alt = found
        text = plain_text.from_blocks(raw)
        if text is None:
            return None
        return {"title": page.title, "text": text, "picture": picture, "picture_alt": alt}

    @classmethod
    def copy(cls, page):
        """{field: value} with which a new page begins as a copy of this one, without its picture; None when it cannot."""
        return cls.read(page)

    def write(self, page):
        """Put what was typed on the page, and leave the rest of it as it is. Nothing is stored."""
        data = self.cleaned_data
        page.title = data["title"]
        before = list(getattr(page, self.body_field).raw_data)
        is_asked = "picture" in self.fields and not self.has_picture_field(page)
        own = before.pop() if before and before[-1]["type"] == "picture" and is_asked else None
        raw = list(plain_text.blocks_of(data["text"], before))
        if self.has_picture_field(page):
            setattr(page, self.picture_field, self.photo)
            if self.alt_field:
                setattr(page, self.alt_field, data["picture_alt"] if self.photo else "")
        elif self.photo is not None:
            image = {"image": self.photo.pk, "decorative": False, "alt_text": data["picture_alt"]}
            raw.append({"type": "picture", "value": {"image": image, "caption": ""}, "id": own["id"] if own else str(uuid.uuid4())})
        setattr(page, self.body_field, json.dumps(raw))

    def stored(self, page, is_new):
        """The page is in the database, in a transaction that has not ended: what is kept beside it is stored here."""

    def prepare_preview(self, page):
        """What publishing adds to a new page by itself, such as its day: a preview shows it too."""


def picture_of(value):
    """(Image, what is in it) of a picture block, or None where it says more than that."""
    from .models import Image

    image = value.get("image") if isinstance(value, dict) else None
    if not isinstance(image, dict) or value.get("caption") or image.get("decorative"):
        return None
    found = Image.objects.filter(pk=image.get("image")).first()
    return (found, image.get("alt_text") or "") if found else None


@dataclass(frozen=True)
class ShortForm:
    """What a plugin gives from `short_forms`.

    `key` is the plugin's label, or that, a hyphen and a word: it is in the address. `page_type` is "app.Model". `label` is what one does,
    such as "Write news". `form()` gives the class of the form, `parent(neighbourhood)` the page below which new ones come, or None.
    `example` is a title and a text that show what is meant. `copies(neighbourhood)` gives pages that a new one may begin as a copy of.
    `begin(neighbourhood, shown)` gives the values with which a new one begins that is about a record, a records.Shown.
    """

    key: str
    page_type: str
    label: Any
    form: Callable[[], type[ShortPageForm]]
    parent: Callable[[Any], Any]
    example: tuple[Any, Any] | None = None
    copies: Callable[[Any], Any] | None = None
    begin: Callable[[Any, Any], Any] | None = None

    @property
    def model(self):
        return apps.get_model(self.page_type)


def content_language():
    """In which a page is written that a short form begins with words: the first of the neighbourhood that is worked for."""
    here = current.neighbourhood()
    return here.languages[0] if here else get_language()


def forms_of(neighbourhood):
    """{key: ShortForm} of the plugins that are on in a neighbourhood; a key that is not the plugin's own is left out."""
    found = {}
    for plugin, form in registry.contributions(neighbourhood, "short_forms"):
        if form.key == plugin.label or form.key.startswith(f"{plugin.label}-"):
            found.setdefault(form.key, form)
    return found


def form_of(page):
    """The ShortForm for pages of this type, where its plugin is on; None for others."""
    record = current.by_url_path(page.url_path)
    if record is None:
        return None
    return next((form for form in forms_of(record).values() if page.specific_class is form.model), None)


def address(key, page=None, *, copy=None, about=None):
    """Of the form for a new page, or for this one; a page that the form cannot show is opened in the whole editor from there.

    `copy`: a page, as a copy of which the new one begins. `about`: id of a record that the new one is about.
    """
    try:
        if about is not None:
            return f"{reverse('desk_write', args=[key])}?from={about}"
        if copy is not None:
            return f"{reverse('desk_write', args=[key])}?copy={copy.pk}"
        return reverse("desk_write_page", args=[key, page.pk]) if page is not None else reverse("desk_write", args=[key])
    except NoReverseMatch:
        return reverse("wagtailadmin_home")
