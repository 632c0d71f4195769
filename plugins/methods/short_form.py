"""A method from a phone: the parts without which it is none. One that says more is opened in the whole editor."""

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from neighbourhoods import records
from neighbourhoods.short_forms import LineField, ShortForm, ShortPageForm, TextField

from . import beginning
from .models import MethodIndexPage
from .models.pages import LONGEST, MOST_STEPS, licence
from .texts import PLAIN, STEPS, TEXTS, lines

HERE = ("purpose", "time", "group_size", "materials", "when_not", "smallest_start")
NOT_HERE = tuple(name for name in PLAIN if name not in (*HERE, "licence"))


def area(name, rows, **options):
    return TextField(label=TEXTS[name], required=False, most=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **options)


class ShortMethodForm(ShortPageForm):
    title = LineField(
        label=pgettext_lazy("method", "Name"),
        error_messages={"required": _("The name is missing. Write a few words.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = None
    purpose = area("purpose", 3, help_text=_("What is better when this has been done?"))
    time = area("time", 2)
    group_size = area("group_size", 2)
    materials = area("materials", 5, help_text=_("One a line."))
    steps = area(STEPS, 7, help_text=_("One step a line."))
    when_not = TextField(
        label=TEXTS["when_not"],
        most=LONGEST,
        help_text=_("Tell it honestly: it saves others from trying in vain."),
        error_messages={"required": _("Say when this does not work. One sentence is enough.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    smallest_start = TextField(
        label=TEXTS["smallest_start"],
        most=LONGEST,
        help_text=_("One person, without money, this week: “One person, a flask and an hour.”"),
        error_messages={"required": _("Say how one can begin as small as possible. One sentence is enough.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    # the id of the record of the trial of which it is written
    from_record = records.BeganFromField()

    def clean_steps(self):
        steps = lines(self.cleaned_data["steps"])
        if len(steps) > MOST_STEPS:
            told = _("There are %(number)d steps. At most %(most)d fit.")
            raise forms.ValidationError(told, code="too_many", params={"number": len(steps), "most": MOST_STEPS})
        return "\n".join(steps)

    @classmethod
    def read(cls, page):
        steps = page.step_values()
        if any(getattr(page, name) for name in NOT_HERE) or any(step["picture"] or "\n" in step["text"] for step in steps):
            return None
        if len(steps) != len(page.steps.raw_data):
            return None
        words = {name: getattr(page, name) for name in HERE}
        told = {STEPS: "\n".join(step["text"] for step in steps), "picture": page.picture, "picture_alt": page.alt}
        return {"title": page.title} | words | told

    def write(self, page):
        data = self.cleaned_data
        page.title = data["title"]
        for name in HERE:
            setattr(page, name, data[name])
        page.set_steps(lines(data[STEPS]))
        page.picture, page.picture_alt = self.photo, data["picture_alt"] if self.photo else ""
        if page.pk is None and not page.licence:
            with translation.override(page.locale.language_code):
                page.licence = licence()

    def stored(self, page, is_new):
        if is_new:
            beginning.join(page, self.cleaned_data["from_record"])


def library_of(neighbourhood):
    """The library in the neighbourhood's own language, or None where it is missing."""
    home = neighbourhood.home(neighbourhood.languages[0])
    return MethodIndexPage.objects.filter(path__startswith=home.path).order_by("path").first() if home else None


write = ShortForm(
    key="methods",
    page_type="methods.MethodPage",
    label=_("Add a method"),
    form=lambda: ShortMethodForm,
    parent=library_of,
    begin=beginning.values,
)
