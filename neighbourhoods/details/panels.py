"""Which parts of the details a person may change, in the order in which a volunteer needs them."""

from functools import cache

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList

from ..models import Details
from .forms import ContactForm, DetailsForm, GapForm, RoomForm, Rows


class RowsPanel(InlinePanel):
    """Rows with a form of their own, which checks them."""

    def __init__(self, *args, form_class=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.form_class = form_class

    def clone_kwargs(self):
        return {**super().clone_kwargs(), "form_class": self.form_class}

    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name] |= {"form": self.form_class, "formset": Rows}
        return options


CONTACT = [
    *(FieldPanel(name) for name in ("role", "does", "mailbox", "answers")),
    MultiFieldPanel(
        [FieldPanel(name) for name in ("consented_on", "consent_ends", "name", "phone", "email", "picture")],
        heading=_("The person, if they have agreed"),
        help_text=_("Shown to everybody until the consent ends. After that only the role is left."),
    ),
]


def notice(*more):
    return MultiFieldPanel(
        [FieldPanel("notice"), FieldPanel("notice_text"), *more, FieldPanel("notice_until")],
        heading=_("Urgent notice"),
        help_text=_("For something that cannot wait: a water cut, a closed door. It goes by itself."),
        icon="warning",
    )


def people_and_places():
    return [
        RowsPanel("contacts", CONTACT, form_class=ContactForm, heading=_("Contacts"), label=_("contact"), max_num=30, icon="user"),
        RowsPanel(
            "rooms",
            [FieldPanel(name) for name in ("name", "place", "access", "hours", "keys", "exception", "exception_until")],
            form_class=RoomForm,
            heading=_("Rooms and opening hours"),
            label=_("room"),
            max_num=20,
            icon="home",
        ),
    ]


def shared():
    return MultiFieldPanel(
        [FieldPanel("contact_email"), FieldPanel("contact_phone"), FieldPanel("contact_text")],
        heading=_("Shared contact"),
        help_text=_("At the bottom of every page, and wherever a reader is told whom to ask."),
        icon="mail",
    )


def own_words():
    return MultiFieldPanel(
        [FieldPanel("search_words")],
        heading=_("Own words of the search"),
        help_text=_("Nicknames of places and other words that only people here use. The search then finds either by the other."),
        icon="search",
    )


def coordinators_part():
    return [
        MultiFieldPanel([FieldPanel("logo")], heading=_("Logo"), icon="image"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("assessed_on", "reviewed_on", "authority", "hosting", "processors")],
            heading=_("For the accessibility statement and the privacy notice"),
            help_text=_("The texts are ready. Tell here what only you know."),
            icon="doc-full",
        ),
        RowsPanel(
            "gaps",
            [FieldPanel(name) for name in ("issue", "cause", "instead", "corrected")],
            form_class=GapForm,
            heading=_("What is not accessible yet"),
            label=_("known gap"),
            max_num=30,
            icon="list-ul",
        ),
    ]


@cache
def panel_for(*, coordinates, portal):
    """All parts for coordinators and keepers. The portal has neither pages nor contacts nor rooms."""
    parts = [notice()] if portal else [notice(FieldPanel("notice_page")), *people_and_places()]
    parts.append(shared())
    if not portal:
        parts.append(own_words())
    if coordinates:
        parts += coordinators_part()
    return ObjectList(parts, base_form_class=DetailsForm).bind_to_model(Details)
