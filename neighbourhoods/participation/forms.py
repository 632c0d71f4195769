"""Fields and forms of residents: what is typed is cleaned, never cut; what is wrong is said beside the field."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .. import photos, plain_text
from ..media_forms import SafePhotoField, shown_name

LONGEST_TEXT, LONGEST_LINE = 4000, 120
MOST_LINKS = 3
LINK = re.compile(r"(?:https?://|www\.)", re.I)
# letters that show nothing: fillers of Hangul and Braille
FILLERS = set("\u115f\u1160\u3164\uffa0\u2800")


def can_be_seen(text):
    return any(letter.isprintable() and not letter.isspace() and letter not in FILLERS for letter in text)


class Typed:
    """Says with both numbers by how much a text is too long, and keeps it. What nobody can see is nothing."""

    def __init__(self, *, most, **options):
        self.most = most
        super().__init__(strip=False, **options)

    def clean(self, value):
        clean = super().clean(value)
        if len(clean) > self.most:
            told = self.error_messages.get("too_long") or _("The text is too long: %(length)d characters, at most %(most)d.")
            raise ValidationError(told, code="too_long", params={"length": len(clean), "most": self.most})
        return clean


class PublicTextField(Typed, forms.CharField):
    """Several lines; an empty one begins a paragraph."""

    widget = forms.Textarea(attrs={"rows": 6, "dir": "auto"})

    def __init__(self, *, most=LONGEST_TEXT, **options):
        super().__init__(most=most, **options)

    def to_python(self, value):
        text = plain_text.clean(value) if value else ""
        return text if can_be_seen(text) else ""


class PublicLineField(Typed, forms.CharField):
    """One line: a name, a title, a place in words."""

    widget = forms.TextInput(attrs={"dir": "auto"})

    def __init__(self, *, most=LONGEST_LINE, **options):
        super().__init__(most=most, **options)

    def to_python(self, value):
        line = shown_name(plain_text.clean(value).replace("\n", " ")) if value else ""
        return line if can_be_seen(line) else ""


class PublicEmailField(forms.EmailField):
    """An address that may be left out."""

    widget = forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"})

    def __init__(self, **options):
        told = _("Check the e-mail, for example name@example.org. You may also leave it empty.")
        messages = {"invalid": told, "max_length": told, **options.pop("error_messages", {})}
        super().__init__(max_length=254, error_messages=messages, **{"required": False, **options})

    def to_python(self, value):
        return plain_text.clean(value).replace("\n", " ").strip() if value else ""


class PublicPhotoField(SafePhotoField):
    widget = forms.FileInput


class PublicBoundField(forms.BoundField):
    """Its control names its hint and its error, under the ids that participation/field.html gives them."""

    def build_widget_attrs(self, attrs, widget=None):
        attrs = super().build_widget_attrs(attrs, widget)
        told = [f"hint_{self.name}"] if self.help_text else []
        if self.errors:
            told.append(f"err_{self.name}")
            attrs["aria-invalid"] = "true"
        if told:
            attrs["aria-describedby"] = " ".join(told)
        return attrs

    @property
    def is_tick(self):
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_choice(self):
        return isinstance(self.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


class PublicForm(forms.Form):
    """The form of somebody without an account. `photo` is the ResidentPhoto that came with it before, or None."""

    use_required_attribute = False
    bound_field_class = PublicBoundField

    def __init__(self, data=None, files=None, *, photo=None, **options):
        super().__init__(data, files, **options)
        self.photo = photo

    def texts(self):
        """What is looked at for links."""
        return [value for value in self.cleaned_data.values() if isinstance(value, str)]

    def has_many_links(self):
        return sum(len(LINK.findall(text)) for text in self.texts()) > MOST_LINKS

    def problems(self):
        """[(id of the field or "", sentence)] for the summary, in the order of the form."""
        if not self.is_bound:
            return []
        found = [("", sentence) for sentence in self.non_field_errors()]
        return found + [(one.id_for_label or f"id_{one.name}_0", sentence) for one in self for sentence in one.errors]


PhotoRefused = photos.PhotoRefused
