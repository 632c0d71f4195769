"""A thing for the shelf, from a phone: its name, what it is like, a picture, and where it is kept."""

from django.utils.translation import gettext_lazy as _

from neighbourhoods import records
from neighbourhoods.short_forms import LineField, ShortForm, ShortPageForm

from .models import ShelfPage


class ShortThingForm(ShortPageForm):
    place = LineField(label=_("where it is kept"), required=False, most=120)

    @classmethod
    def read(cls, page):
        found = super().read(page)
        return found and found | {"place": page.place}

    def write(self, page):
        super().write(page)
        page.place = self.cleaned_data["place"]


def shelf(neighbourhood):
    home = neighbourhood.home(neighbourhood.languages[0])
    return ShelfPage.objects.filter(path__startswith=home.path).first() if home else None


def for_what(neighbourhood, shown):
    """A thing that is lent for something that is told of elsewhere."""
    return {"title": shown.title, "text": records.text_of(shown.id, neighbourhood.languages[0])}


lend = ShortForm(
    key="dummyplugin",
    page_type="dummyplugin.ThingPage",
    label=_("Lend a thing"),
    form=lambda: ShortThingForm,
    parent=shelf,
    example=(_("Step ladder"), _("Three metres. Bring it back dry.")),
    begin=for_what,
)
