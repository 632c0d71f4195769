"""What Wagtail shows in English whatever the language: labels that it makes from names of fields, True and False, "7 pages"."""

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


def install():
    forms_of_links()
    pictures()
    numbers_of_things()
    yes_or_no()


def forms_of_links():
    from wagtail.admin.forms import choosers

    labels = {
        "link_text": _("Words of the link"),
        "email_address": _("E-mail"),
        "subject": _("Subject"),
        "body": _("Text"),
        "phone_number": _("Phone number"),
    }
    for kind in ("External", "Anchor", "Email", "Phone"):
        fields = getattr(choosers, f"{kind}LinkChooserForm").base_fields
        for name in labels.keys() & fields.keys():
            fields[name].label = labels[name]


def pictures():
    from wagtail.images.blocks import ImageChooserBlock

    # the blocks of all pages are made before this, each of them with a label from the name of its field
    made = "Image"
    ImageChooserBlock.label = property(
        lambda block: _("Picture") if block.__dict__.get("label") == made else block.__dict__.get("label", ""),
        lambda block, label: block.__dict__.update(label=label),
    )


def numbers_of_things():
    """A number with the plural of a name after it is wrong in Finnish, and in most languages."""
    from wagtail.admin.paginator import WagtailPaginator

    WagtailPaginator.items_count_label = property(lambda page: f"{capfirst(page.verbose_name_plural)}: {page.count}")


def yes_or_no():
    """In the comparison of two versions of a page: of a field, and of what is inside a block."""
    from wagtail.admin.compare import FieldComparison, register_comparison_class
    from wagtail.blocks import BooleanBlock

    def answer(value):
        return _("Yes") if value else _("No")

    class Answer(FieldComparison):
        def __init__(self, field, *versions):
            super().__init__(field, *versions)
            self.val_a, self.val_b = answer(self.val_a), answer(self.val_b)

    register_comparison_class(models.BooleanField, comparison_class=Answer)
    BooleanBlock.render_basic = lambda block, value, context=None: str(answer(value))
