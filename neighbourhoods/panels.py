"""The editor of a page: what a volunteer needs, and the rest under a tab that coordinators see."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface

from . import current, sections
from .findings_panel import FindingsPanel
from .isolation.scope import coordinates
from .isolation.seeing import OwnChoices

FOR_COORDINATORS = ("slug", "seo_title", "search_description")


class PageForm(OwnChoices, WagtailAdminPageForm):
    """Without the fields of the tab that the person does not see: what is not sent would be emptied."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        body = getattr(self.instance, "body", None)
        sections.on_the_page.set(tuple(sections.names(body.raw_data)) if body else ())
        if self.for_user is not None and not coordinates(self.for_user, current.neighbourhood()):
            for name in FOR_COORDINATORS:
                self.fields.pop(name, None)

    def _post_clean(self):
        """Wagtail says that the page above has such a page already, which is not so when the other one is in another language."""
        from .slugs import address_is_taken

        super()._post_clean()
        if self.has_error("slug") and (told := address_is_taken(self["slug"].value(), self.parent_page, self.instance)):
            self._errors["slug"] = self.error_class([told], renderer=self.renderer)


class OneAddressCopyForm(CopyForm):
    """Wagtail asks only whether the page above has such a page already."""

    def clean(self):
        from .slugs import address_is_taken

        cleaned = super().clean()
        parent = cleaned.get("new_parent_page") or self.page.get_parent()
        # a mirror is another version of the same page, a copy is a new one
        if told := address_is_taken(cleaned.get("new_slug"), parent, self.page if cleaned.get("alias") else None):
            self.add_error("new_slug", told)
        return cleaned


class ForCoordinators(ObjectList):
    """A tab that only coordinators of the page's neighbourhood see."""

    class BoundPanel(ObjectList.BoundPanel):
        def is_shown(self):
            return super().is_shown() and coordinates(self.request.user, current.neighbourhood())


SEARCH_PANELS = [
    FieldPanel("seo_title", heading=_("Title for search engines")),
    FieldPanel("search_description", heading=_("Description for search engines")),
]


def editor(*panels, more=()):
    """The edit handler of a page type: `panels` for everybody, `more` and what search engines see for coordinators."""
    return TabbedInterface(
        [
            ObjectList([FindingsPanel(), *panels], heading=_("Content")),
            ForCoordinators([*more, *SEARCH_PANELS], heading=_("More settings")),
        ]
    )
