"""What the body of a home or info page is made of. How each looks is in templates/neighbourhoods/blocks/."""

from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import expand_db_html

from . import sections

TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]
TEMPLATES = "neighbourhoods/blocks/"


class TextBlock(blocks.RichTextBlock):
    def render(self, value, context=None):
        """Links lead to the reader's own language; an empty text is no paragraph."""
        source = value.source if value else ""
        return mark_safe(expand_db_html(source)) if source.strip() else ""


class LinkBlock(blocks.StructBlock):
    """A page of a neighbourhood or an address elsewhere: one of the two."""

    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.URLBlock(label=_("Or an address elsewhere"), required=False, help_text=_("Begins with https://"))
    text = blocks.CharBlock(label=_("Words of the link"), required=False, max_length=120, help_text=_("Empty: the name of the page."))

    def clean(self, value):
        clean = super().clean(value)
        check_target(clean)
        if clean["url"] and not clean["text"]:
            raise blocks.StructBlockValidationError({"text": ValidationError(_("Write what the link leads to."))})
        return clean


def check_target(value):
    if bool(value["page"]) == bool(value["url"]):
        told = _("Choose a page or write an address.") if not value["page"] else _("Choose a page or write an address, not both.")
        raise blocks.StructBlockValidationError({"page": ValidationError(told)})


class LinksBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    links = blocks.ListBlock(LinkBlock(), label=_("Links"), min_num=1)


class ActionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=400, rows=3)
    button = blocks.CharBlock(label=_("Words of the button"), max_length=60, help_text=_("A verb and its object, such as: Join in."))
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.URLBlock(label=_("Or an address elsewhere"), required=False, help_text=_("Begins with https://"))

    def clean(self, value):
        clean = super().clean(value)
        check_target(clean)
        return clean


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Text under the picture"), required=False, max_length=250)


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("What was said"), max_length=600, rows=3)
    who = blocks.CharBlock(label=_("Who said it"), required=False, max_length=100, help_text=_("With their consent, or by role."))


class FileBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("File"))
    title = blocks.CharBlock(label=_("Name of the file"), required=False, max_length=150, help_text=_("What is in it, in a few words."))


class VideoBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Name of the video"), max_length=150)
    url = blocks.URLBlock(label=_("Address of the video"), help_text=_("It opens on the other site: nothing is fetched from there before."))


def own_contacts():
    """Contacts of the neighbourhood that the page is being edited in."""
    from . import current
    from .models import Contact

    record = current.neighbourhood()
    rows = Contact.objects.filter(details__neighbourhood=record.pk).order_by("sort_order", "pk") if record else ()
    return [(str(row.pk), row.role) for row in rows]


class OwnChoiceBlock(blocks.ChoiceBlock):
    """Choices are asked for in the editor only; readers get what was stored."""

    def get_searchable_content(self, value):
        """None: what a choice is called depends on who asks, and changes without the page."""
        return []

    def to_python(self, value):
        return value

    def normalize(self, value):
        return value


class ContactBlock(blocks.StructBlock):
    """One of the contacts, or all of them; what is shown of a person is decided when the page is read."""

    title = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    contact = OwnChoiceBlock(label=_("Contact"), choices=own_contacts, required=False, help_text=_("Empty: all contacts."))


class RoomsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)


class SectionBlock(blocks.StructBlock):
    """A part of the home page that a plugin fills: newest news, what happens next."""

    section = OwnChoiceBlock(label=_("What is shown"), choices=sections.choices)
    title = blocks.CharBlock(label=_("Heading"), required=False, max_length=120, help_text=_("Empty: the usual heading."))

    def render(self, value, context=None):
        return sections.render(value["section"], value["title"], context or {})


def struct(block, label, template, icon, **meta):
    return block(label=label, template=f"{TEMPLATES}{template}.html", icon=icon, **meta)


BODY = [
    ("heading", blocks.CharBlock(label=_("Heading"), max_length=200, icon="title", template=f"{TEMPLATES}heading.html")),
    ("text", TextBlock(label=_("Text"), features=TEXT_FEATURES, icon="pilcrow")),
    ("picture", struct(PictureBlock, _("Picture"), "picture", "image")),
    ("quote", struct(QuoteBlock, _("Quote"), "quote", "openquote")),
    ("links", struct(LinksBlock, _("Links"), "links", "list-ul")),
    ("contact", struct(ContactBlock, _("Contact card"), "contact", "user")),
    ("rooms", struct(RoomsBlock, _("Rooms and opening hours"), "rooms", "home")),
    ("action", struct(ActionBlock, _("Call to action"), "action", "pick")),
    ("file", struct(FileBlock, _("File"), "file", "doc-full")),
    ("video", struct(VideoBlock, _("Video elsewhere"), "video", "media")),
]

# A home page's: what plugins offer as well.
HOME_BODY = [*BODY, ("section", SectionBlock(label=_("News, events and the like"), icon="list-ul"))]
