"""Forms for pictures and files in the admin: Wagtail's own, without the field for tags, which our models do not have."""

from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm


class ImageForm(BaseImageForm):
    class Meta(BaseImageForm.Meta):
        widgets = {name: widget for name, widget in BaseImageForm.Meta.widgets.items() if name != "tags"}


class DocumentForm(BaseDocumentForm):
    class Meta(BaseDocumentForm.Meta):
        widgets = {name: widget for name, widget in BaseDocumentForm.Meta.widgets.items() if name != "tags"}
