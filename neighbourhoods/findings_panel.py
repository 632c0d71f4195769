"""Hints of neighbourhoods.content_checks in the page editor above the form."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from .content_checks import check


class FindingsPanel(Panel):
    """What could be better in the version that was saved last; not shown when there is nothing."""

    def __init__(self, **kwargs):
        super().__init__(**{"heading": _("This could be better"), "icon": "help", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "neighbourhoods/findings.html"

        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.findings = check(self.instance) if self.instance is not None and self.instance.pk else []

        def is_shown(self):
            return bool(self.findings)

        def get_context_data(self, parent_context=None):
            return {**super().get_context_data(parent_context), "findings": self.findings}
