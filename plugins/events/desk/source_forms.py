"""What coordinators fill in about a source: its name, where it is fetched from, and what becomes of its events."""

from django import forms
from django.utils.translation import gettext_lazy as _

from neighbourhoods.short_forms import LineField

from ..importing.sources import MOST_BYTES, as_address
from ..models.sources import FILE, ICS, LINKED_EVENTS
from ..topics import TOPICS, unpack
from .forms import DeskForm

# what residents and volunteers know these by, and how one finds the address
KINDS = {
    ICS: (
        _("Calendar by its address"),
        _("Google, Outlook, Nextcloud, Facebook, the parish, a sports club: any calendar that can be subscribed to."),
    ),
    LINKED_EVENTS: (
        _("Events of a city (Linked Events)"),
        _("Helsinki, Espoo, Turku and others tell of events this way. You choose the places and the words."),
    ),
    FILE: (_("A calendar file"), _("A file that ends in .ics. It is read once; bring a new one when something changes.")),
}
MEGABYTE = 1024 * 1024


class SourceForm(DeskForm):
    """`kind` decides which fields there are. Errors of importing.sources are put beside the fields of the same names."""

    name = LineField(
        label=_("Name"),
        most=120,
        help_text=_("Readers see it beside the events. For example: The library."),
        error_messages={"required": _("The name is missing. Write for example: The library.")},
    )
    address = LineField(
        label=_("Address of the calendar"),
        most=2000,
        error_messages={"required": _("The address is missing. It begins with https:// and often ends with .ics.")},
    )
    content = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_("At most 20 MB."),
        error_messages={"required": _("Choose a file."), "invalid": _("Choose a file.")},
    )
    place = LineField(
        label=_("At which places?"),
        most=300,
        required=False,
        help_text=_("Ids with commas between them, such as tprek:7254. Empty: all places."),
    )
    keyword = LineField(label=_("Keyword"), most=200, required=False, help_text=_("Id of a keyword, such as yso:p4354. Empty: all."))
    topics = forms.MultipleChoiceField(
        label=_("Topics of its events"), choices=tuple(TOPICS.items()), widget=forms.CheckboxSelectMultiple, required=False
    )
    is_hidden_first = forms.BooleanField(label=_("Check events before they are shown"), required=False)

    def __init__(self, kind, *args, source=None, **options):
        super().__init__(*args, **options)
        self.kind, self.source = kind, source
        if kind == FILE:
            del self.fields["address"]
            self.fields["content"].required = source is None
            if source is not None:
                self.fields["content"].help_text = _("Bring the new file. Events that are not in it any more are taken off.")
        else:
            del self.fields["content"]
            self.fields["address"].help_text = HELP[kind]
            self.fields["address"].widget.attrs |= {"inputmode": "url", "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}
        if kind != LINKED_EVENTS:
            del self.fields["place"], self.fields["keyword"]

    def clean_address(self):
        wrong = {}
        address = as_address(self.cleaned_data["address"], wrong)
        if wrong:
            raise forms.ValidationError(wrong["address"])
        return address

    def clean_content(self):
        file = self.cleaned_data.get("content")
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large. At most %(most)s MB.") % {"most": MOST_BYTES // MEGABYTE})
        return file

    def values(self):
        """As importing.sources.add and change take them."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "content"}
        file = self.cleaned_data.get("content")
        return data | {"content": file.read() if file else b""}

    def take(self, error):
        """A ValidationError of importing.sources: each sentence beside its field."""
        for name, sentences in error.message_dict.items():
            self.add_error(name if name in self.fields else "name", sentences)


HELP = {
    ICS: _(
        "In the other calendar, look for “secret address in iCal format”, “publish” or “subscribe”. It begins with https:// or webcal://."
    ),
    LINKED_EVENTS: _("For example https://api.hel.fi/linkedevents/v1/event/."),
}


def initial_of(source):
    """What the form begins with when a source is changed."""
    names = ("name", "address", "place", "keyword", "is_hidden_first")
    return {name: getattr(source, name) for name in names} | {"topics": unpack(source.topics)}


class RemoveForm(DeskForm):
    KEEP, HIDE = "keep", "hide"
    events = forms.ChoiceField(
        label=_("What becomes of its events?"),
        choices=(
            (HIDE, _("They are taken off the site. Their pages stay hidden.")),
            (KEEP, _("They stay, as events of our own that we look after ourselves.")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of its events."), "invalid_choice": _("Choose what becomes of its events.")},
    )
