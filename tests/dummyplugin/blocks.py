from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock


class NoteBlock(blocks.StructBlock):
    """A note pinned to the shelf."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "italic", "link"])
    image = ImageChooserBlock(label=_("Picture"), required=False)

    class Meta:
        label = _("Slip of paper")
        icon = "pick"
        template = "dummyplugin/blocks/note.html"
