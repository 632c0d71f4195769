"""News from a phone: headline, text, picture, and topics for those who like."""

from django import forms
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from neighbourhoods.short_forms import ShortForm, ShortPageForm

from .models import NewsIndexPage
from .topics import TOPICS, pack, unpack


class ShortNewsForm(ShortPageForm):
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Topics"),
        choices=TOPICS.items,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("One or two are enough."),
    )

    @classmethod
    def read(cls, page):
        found = super().read(page)
        return found and found | {"topics": unpack(page.topics)}

    def write(self, page):
        super().write(page)
        page.topics = pack(self.cleaned_data["topics"])
        if page.pk is None:
            with translation.override(page.locale.language_code):
                page.author = _("active resident")

    def prepare_preview(self, page):
        page.posted_at = page.posted_at or timezone.now()


def list_of_news(neighbourhood):
    """The list in the neighbourhood's own language, or None where it is missing."""
    home = neighbourhood.home(neighbourhood.languages[0])
    return NewsIndexPage.objects.filter(path__startswith=home.path).order_by("path").first() if home else None


write = ShortForm(
    key="news",
    page_type="news.NewsPage",
    label=gettext_lazy("Write news"),
    form=lambda: ShortNewsForm,
    parent=list_of_news,
    example=(
        gettext_lazy("The yard clean-up moves to Sunday"),
        gettext_lazy("We meet at the big birch at eleven. There are rakes for everybody. Coffee is ready at one."),
    ),
)
