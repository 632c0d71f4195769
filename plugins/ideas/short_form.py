"""A call for ideas from a phone: the question, a few lines, until when it is open, and who answers."""

from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from neighbourhoods.short_forms import LineField, ShortForm, ShortPageForm, TextField, content_language

from .models import CallIndexPage

OPEN_FOR = timedelta(weeks=3)
ANSWERED_AFTER = timedelta(weeks=2)
# the last minute of a day: a call is open all that day
LAST = time(23, 59)
CHECK, COMMENTS = "check", "comments"
WHAT_HAPPENS = _("We read them all together and answer each one.")


def written(day):
    """A day as the forms take it."""
    return f"{day.day}.{day.month}.{day.year}" if day else ""


def read_day(text):
    """The date of 1.12.2026, or of 2026-12-01, or None."""
    text = "".join(text.split())
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


class DayField(LineField):
    """A day as people write it. Its value is the text; `days` of the form are what is meant."""

    widget = forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"})

    def __init__(self, **options):
        super().__init__(most=40, required=False, **options)

    def validate(self, value):
        super().validate(value)
        if value.strip() and read_day(value) is None:
            raise ValidationError(_("There is no date %(day)s. Write it like this: 1.12.2026."), code="invalid", params={"day": value})


def what_happens():
    """It is read on the page: in the neighbourhood's language, not in that of the desk."""
    with translation.override(content_language()):
        return str(WHAT_HAPPENS)


def from_today(span):
    return lambda: written(timezone.localdate() + span)


class ShortCallForm(ShortPageForm):
    title = LineField(
        label=_("Question"),
        help_text=_("For example: What should the yard have?"),
        error_messages={"required": _("The question is missing. Write it as you would ask a neighbour.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = TextField(
        label=_("Background"),
        required=False,
        help_text=_("One to three sentences: why do you ask?"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    closes = DayField(
        label=_("Open until"), initial=from_today(OPEN_FOR), help_text=_("Write it like this: 1.12.2026. Empty: until further notice.")
    )
    answerer = LineField(
        label=_("Who answers"), most=120, required=False, help_text=_("A role, such as: the coordinator. Your name is not shown.")
    )
    answer_by = DayField(label=_("Answers by"), initial=from_today(OPEN_FOR + ANSWERED_AFTER))
    what_happens = TextField(
        label=_("What happens to the ideas"), most=1000, required=False, initial=what_happens, widget=forms.Textarea(attrs={"rows": 3})
    )
    taking_part = forms.MultipleChoiceField(
        label=_("Taking part"),
        choices=[(CHECK, _("Check ideas before publishing?")), (COMMENTS, _("Allow comments?"))],
        initial=[CHECK, COMMENTS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    # a question has no picture of its own
    picture = picture_alt = None
    field_order = ["title", "text", "closes", "answerer", "answer_by", "what_happens", "taking_part"]

    @classmethod
    def read(cls, page):
        found = super().read(page)
        if found is None:
            return None
        taking_part = [name for name, is_on in ((CHECK, page.check_first), (COMMENTS, page.comments_on)) if is_on]
        return found | {
            "closes": written(last_day(page)),
            "answerer": page.answerer,
            "answer_by": written(page.answer_by),
            "what_happens": page.what_happens,
            "taking_part": taking_part,
        }

    def clean(self):
        data = super().clean()
        closes, answer_by = read_day(data.get("closes") or ""), read_day(data.get("answer_by") or "")
        # a call that is over is changed without being opened again
        before = last_day(self.page) if self.page is not None else None
        if closes and closes < timezone.localdate() and closes != before:
            self.add_error("closes", ValidationError(_("That day is past. Choose a later one."), code="past"))
        elif closes and answer_by and answer_by < closes:
            self.add_error("answer_by", ValidationError(_("Answers are due before the call has ended. Check the dates."), code="order"))
        return data

    def write(self, page):
        super().write(page)
        data = self.cleaned_data
        closes = read_day(data["closes"])
        # the hour that the whole editor gave it stays
        if closes != last_day(page):
            page.closes_at = datetime.combine(closes, LAST, timezone.get_current_timezone()) if closes else None
        page.answerer, page.what_happens = data["answerer"], data["what_happens"]
        page.answer_by = read_day(data["answer_by"])
        page.check_first, page.comments_on = CHECK in data["taking_part"], COMMENTS in data["taking_part"]


def last_day(page):
    """The day until the end of which a call is open, by the clock of the desk, or None."""
    return timezone.localtime(page.closes_at).date() if page.closes_at else None


def list_of_calls(neighbourhood):
    """The list in the neighbourhood's own language, or None where it is missing."""
    home = neighbourhood.home(neighbourhood.languages[0])
    return CallIndexPage.objects.filter(path__startswith=home.path).order_by("path").first() if home else None


FORMS = (
    ShortForm(
        key="ideas",
        page_type="ideas.CallPage",
        label=_("Ask for ideas"),
        form=lambda: ShortCallForm,
        parent=list_of_calls,
        example=(
            _("What should the yard have?"),
            _("The old swings were taken away. There is room, and a little money. What would you use?"),
        ),
    ),
)
