"""The page at /admin/details/: one form for the neighbourhood that the person works on."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language_info, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.generic import EditView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from .. import current
from ..chosen import KEY
from ..desk import choosing
from ..isolation import scope
from ..isolation.scope import coordinates
from ..models import Details
from . import translations
from .changes import raise_generation
from .panels import panel_for

# Names of languages that Django has no word for
NAMES = (gettext_noop("Plain Finnish"), gettext_noop("Somali"))


def about(record):
    return f"?{KEY}={record.slug}" if record else ""


def zone_of(record):
    name = (record.file.get("place") or {}).get("timezone") if record else None
    return ZoneInfo(name) if name else timezone.get_default_timezone()


class DetailsView(EditView):
    """Members change their own neighbourhood's row; the one without a neighbourhood, the portal's, is the keepers'."""

    model = Details
    page_title = gettext_lazy("Neighbourhood's details")
    success_message = gettext_lazy("Saved.")
    error_message = gettext_lazy("Something has to be put right. Nothing has been lost.")
    can_delete = False
    # memberships decide, in dispatch(): the model's permissions are of the whole install
    permission_required = permission_policy = None
    of_portal = False

    def setup(self, request, *args, **kwargs):
        self.record = None if self.of_portal else current.neighbourhood()
        super().setup(request, *args, **kwargs)

    def dispatch(self, request, *args, **kwargs):
        user = request.user
        if not user.is_superuser:
            if self.of_portal or not scope.places(user):
                raise Http404
            if self.record is None:
                return choosing.page(request, next_url=reverse("details"))
            if scope.role_in(user, self.record) is None:
                raise Http404
        # times of a neighbourhood are told in its own zone
        with timezone.override(zone_of(self.record)):
            response = super().dispatch(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    @property
    def is_portal(self):
        return self.record is None

    def get_panel(self):
        return panel_for(coordinates=coordinates(self.request.user, self.record), portal=self.is_portal)

    def get_object(self, queryset=None):
        pk = None if self.is_portal else self.record.pk
        if self.request.method != "POST":
            return Details.objects.filter(neighbourhood=pk).first() or Details(neighbourhood_id=pk)
        with transaction.atomic():
            return Details.objects.filter(neighbourhood=pk).first() or Details.objects.create(neighbourhood_id=pk)

    def get_initial(self):
        """Tomorrow at noon is a good end for most notices."""
        if self.object.notice or self.object.notice_until:
            return {}
        noon = timezone.datetime.combine(timezone.localdate() + timedelta(days=1), time(12), timezone.get_current_timezone())
        return {"notice_until": noon}

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.place(self.record)
        return form

    def save_instance(self):
        details = self.form.instance
        before = translations.source_texts(Details.objects.get(pk=details.pk))
        self.form.save()
        raise_generation(details.neighbourhood_id)
        log(instance=details, action="wagtail.edit", user=self.request.user)
        translations.forget_removed(details)
        site = self.record or current.portal()
        self.behind = translations.now_behind(details, site.languages, before) if site else []
        return details

    def save_action(self):
        response = super().save_action()
        if self.behind:
            names = ", ".join(str(get_language_info(code)["name_translated"]) for code in self.behind)
            told = _("Translations are now behind: %(languages)s.") % {"languages": names}
            messages.warning(self.request, told, buttons=self.get_buttons_to_translate())
        return response

    def get_buttons_to_translate(self):
        if self.is_portal:
            return []
        try:
            return [messages.button(f"{reverse('translate')}{about(self.record)}", _("Translate"))]
        except NoReverseMatch:
            return []

    def get_page_subtitle(self):
        return self.record.name if self.record else self.portal_name()

    def portal_name(self):
        portal = current.portal()
        return portal.name if portal else "Pihapiiri"

    def get_breadcrumbs_items(self):
        return [{"url": "", "label": str(self.page_title), "sublabel": self.get_page_subtitle()}]

    @property
    def header_buttons(self):
        if self.request.user.is_superuser and not self.is_portal:
            return [HeaderButton(_("All neighbourhoods"), url=reverse("portal_details"), icon_name="site")]
        return []

    def get_edit_url(self):
        """It says which neighbourhood it is about: another may have been chosen meanwhile, in another window."""
        return reverse("portal_details") if self.of_portal else f"{reverse('details')}{about(self.record)}"

    get_success_url = get_edit_url

    def get_success_buttons(self):
        url = self.record.root_url if self.record else current.portal().root_url
        return [messages.button(f"{url}/", _("See the site"))]
