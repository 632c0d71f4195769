"""Two page types: the list of events, and one event with everything that it says in one language."""

from datetime import datetime, time

from django.db import models
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField

from neighbourhoods import records
from neighbourhoods.fields import BODY, PluginStreamField
from neighbourhoods.pages import BasePage, IndexPage, PageForm, editor, render, slug_is_available

from ..editing import EventForm, rule_panel
from ..zones import zone_of
from .series import TIMES, known_zone

# Pages that are no alias of another. Said in this way, since SQLite would first look through all that have no original.
OWN = ~models.Q(alias_of__isnull=False)
# what is the same in every language: nobody translates it
SETTINGS = (*TIMES, "topics", "online_url")
# what a date may say in its own words instead
TEXTS = ("place", "address", "access", "price", "contact", "organiser")


class EventIndexPage(IndexPage):
    """This week; below it /viikko/2026-49/ is another week, /kuukausi/2026-12/ a month, /tulossa/ what is ahead, /menneet/ what is over."""

    lead = models.TextField(_("lead"), blank=True, max_length=400, help_text=_("One or two sentences: what happens here?"))

    subpage_types = ["events.EventPage"]
    template = "events/event_index_page.html"
    base_form_class = PageForm
    edit_handler = editor(FieldPanel("title"), FieldPanel("lead"), FieldPanel("show_in_menus", heading=_("Show in the menu")))
    search_fields = Page.search_fields + [index.SearchField("lead")]
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    class Meta:
        verbose_name = _("list of events")
        verbose_name_plural = _("lists of events")

    def route(self, request, path_components):
        from ..addresses import of_the_list

        if found := of_the_list(path_components):
            super().route(request, [])
            return RouteResult(self, kwargs={"view": found[0], "which": found[1]})
        return super().route(request, path_components)

    def get_context(self, request, *args, view="viikko", which="", **kwargs):
        from ..addresses import below
        from ..listing import listing
        from ..outgoing.links import calendar

        context = super().get_context(request, *args, **kwargs)
        record, language = self.neighbourhood(), context.get("language") or get_language()
        if record is None:
            return context
        url = f"{context['own_root']}/{language}/{self.url_path.split('/', 3)[3]}"
        shown = listing(request, record, language, url, view, which)
        if shown is None:
            raise Http404
        if shown.tail:
            below(context, shown.tail, shown.query)
        topics = shown.asked.topics
        return context | {"listing": shown, "calendar": calendar(record, topic=topics[0] if len(topics) == 1 else "")}


class EventPage(BasePage):
    """One event. Its dates are rows of their own, made from what its first page says of times."""

    lead = models.TextField(_("lead"), blank=True, max_length=400, help_text=_("The main thing in one or two sentences."))
    picture = models.ForeignKey(
        "neighbourhoods.Image", verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture_alt = models.CharField(
        _("What is in the picture?"), max_length=255, blank=True, help_text=_("For example: Three people raking a yard.")
    )
    body = PluginStreamField(BODY, verbose_name=_("description"), blank=True)
    starts_on = models.DateField(_("day"))
    starts_at = models.TimeField(_("starts"), null=True, blank=True, help_text=_("Empty: all day."))
    ends_on = models.DateField(_("last day"), null=True, blank=True, help_text=_("Empty: it ends on the same day."))
    ends_at = models.TimeField(_("ends"), null=True, blank=True, help_text=_("Empty: not known."))
    # empty while it is written: that of the neighbourhood
    zone = models.CharField(
        _("time zone"), max_length=64, blank=True, validators=[known_zone], help_text=_("Empty: that of the neighbourhood.")
    )
    repeat = models.JSONField(_("Does it repeat?"), default=dict, blank=True)
    place = models.CharField(_("Where"), max_length=200, blank=True, help_text=_("House and door: “Club room, stairwell B”."))
    address = models.CharField(_("address"), max_length=200, blank=True)
    access = models.CharField(_("Can you get in by wheelchair?"), max_length=300, blank=True)
    online_url = models.URLField(_("online link"), blank=True)
    price = models.CharField(_("price"), max_length=120, blank=True, help_text=_("Empty: free."))
    contact = models.CharField(pgettext_lazy("event", "Who to ask"), max_length=200, blank=True)
    organiser = models.CharField(_("organiser"), max_length=120, blank=True)
    # keys of topics.TOPICS, packed
    topics = models.CharField(_("topics"), max_length=120, blank=True)
    related = records.RecordKey(
        verbose_name=_("belongs together with"), help_text=_("Another thing on this site that the event belongs with.")
    )

    personal_data = ("contact",)
    # what a request shows of it
    shown = None

    parent_page_types = ["events.EventIndexPage"]
    subpage_types = []
    template = "events/event_page.html"
    base_form_class = EventForm
    edit_handler = editor(
        FieldPanel("title", heading=_("What")),
        MultiFieldPanel([FieldPanel(name) for name in ("starts_on", "starts_at", "ends_on", "ends_at", "zone")], heading=_("When")),
        rule_panel(),
        MultiFieldPanel([FieldPanel(name) for name in ("place", "address", "access", "online_url")], heading=_("Where")),
        FieldPanel("lead"),
        FieldPanel("picture"),
        FieldPanel("picture_alt"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel(name) for name in ("price", "contact", "organiser")], heading=_("More")),
        FieldPanel("topics"),
        FieldPanel("related"),
        more=[FieldPanel("slug", help_text=_("Part of the address. Leave it empty and it is made from the heading."))],
    )
    search_fields = Page.search_fields + [index.SearchField(name) for name in ("lead", "body", *TEXTS)]
    override_translatable_fields = [SynchronizedField(name, overridable=False) for name in ("slug", *SETTINGS)]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    @staticmethod
    def _slug_is_available(slug, parent_page, page=None):
        """Some words are addresses of the list itself."""
        from ..listing import PLACES

        return slug not in PLACES and (parent_page is None or slug_is_available(slug, parent_page, page))

    def route(self, request, path_components):
        from ..addresses import of_a_date

        asked = of_a_date(path_components)
        try:
            found = super().route(request, [] if asked else path_components)
        except Http404:
            if self.live or (path_components and not asked) or not self.is_withdrawn():
                raise
            return RouteResult(self, kwargs={"is_gone": True})
        return RouteResult(self, kwargs={"asked": asked}) if asked else found

    def is_withdrawn(self):
        """Its source does not have it any more, and it is for that that it is not shown."""
        series = self.series()
        return series is not None and series.imported.filter(withdrawn_at__isnull=False, is_hidden=False).exists()

    def serve(self, request, *args, asked=None, is_gone=False, **kwargs):
        """An old date, of which there is no row any more, leads to the event."""
        from ..showing import shown_of

        if is_gone:
            answer = render(request, "events/gone.html", {"title": self.title, "content_language": request.content_language})
            answer.status_code = 410
            return answer
        self.shown = shown_of(self, get_language(), asked)
        if self.shown is None:
            raise Http404
        if self.shown.is_forgotten:
            return HttpResponseRedirect(self.shown.event_url)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        from ..addresses import below
        from ..showing import ShownEvent, shown_of

        language = get_language()
        # a preview shows what is being written, not the dates that there are
        is_preview = getattr(request, "is_preview", False)
        self.shown = ShownEvent(self, self.neighbourhood(), language, None) if is_preview else self.shown or shown_of(self, language)
        context = super().get_context(request, *args, **kwargs)
        if tail := self.shown.tail:
            below(context, tail)
        # the first crumb is the home page: alone it means that the list is hidden
        crumbs = context.get("crumbs", ())
        context |= {"event": self.shown, "sign_up": self.shown.sign_up, "calendar": self.shown.calendar()}
        context |= {"list_url": crumbs[-1][1] if len(crumbs) > 1 else ""}
        if self.related_id:
            context["related"] = records.look_up([self.related_id], context.get("language") or language).get(self.related_id)
        return context

    def facts_for_machines(self):
        return self.shown.facts_for_machines() if self.shown else {}

    def images(self):
        first = [self.picture_id] if self.picture_id else []
        return first + [pk for pk in super().images() if pk != self.picture_id]

    def erase(self):
        """Without whom to ask; the event stays."""
        self.contact = ""
        self.save(update_fields=["contact"])

    @property
    def alt(self):
        return self.picture_alt or (self.picture.description if self.picture else "")

    @property
    def first_start(self):
        """The moment at which its first date begins, a whole day with its midnight."""
        record = self.neighbourhood()
        zone = zone_of(self.zone) or (record.zone if record else None)
        return datetime.combine(self.starts_on, self.starts_at or time(), zone) if zone else None

    def series(self):
        """The Series of this event; None before it is first published."""
        from .series import Series

        return Series.unscoped.filter(key=self.translation_key).first()
