"""Two page types: the list of news, and one news item."""

from django import forms
from django.db import models
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField

from neighbourhoods import records
from neighbourhoods.fields import BODY, PluginStreamField
from neighbourhoods.pages import BasePage, IndexPage, PageForm, editor, slug_is_available

from . import queries
from .topics import TOPICS, pack, unpack


class NewsIndexPage(IndexPage):
    """All news, the newest first; /2026/ below it holds those of a year, ?aihe= those of a topic."""

    lead = models.TextField(_("lead"), blank=True, max_length=400, help_text=_("One or two sentences: what is told here?"))

    subpage_types = ["news.NewsPage"]
    template = "news/news_index_page.html"
    base_form_class = PageForm
    edit_handler = editor(FieldPanel("title"), FieldPanel("lead"), FieldPanel("show_in_menus", heading=_("Show in the menu")))
    search_fields = Page.search_fields + [index.SearchField("lead")]
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")

    def route(self, request, path_components):
        if len(path_components) == 1 and queries.YEAR.fullmatch(path_components[0]):
            super().route(request, [])
            return RouteResult(self, kwargs={"year": int(path_components[0])})
        return super().route(request, path_components)

    def images(self):
        return self.listing.images

    def get_context(self, request, *args, year=None, **kwargs):
        self.listing = queries.listing(request, self, year=year)
        if self.listing is None:
            raise Http404
        context = super().get_context(request, *args, **kwargs)
        if year and context.get("canonical"):
            of_the_year(context, f"{year}/")
        return context | {"listing": self.listing}


def of_the_year(context, tail):
    """The archive of a year has an address of its own: for search engines, for those who change the language, for machines."""
    context["canonical"] += tail
    context["json_ld"] = context["json_ld"] | {"url": context["canonical"]}
    context["alternates"] = [(code, url + tail) for code, url in context["alternates"]]
    for item in context["switch"]:
        path, mark, query = item["url"].partition("?")
        # a language without the list leads to its home page
        if path.count("/") > 2:
            item["url"] = f"{path}{tail}{mark}{query}"


class NewsForm(PageForm):
    topics = forms.MultipleChoiceField(
        label=_("Topics"), choices=TOPICS.items, required=False, widget=forms.CheckboxSelectMultiple, help_text=_("One or two are enough.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["topics"] = unpack(self.instance.topics)
        if self.instance.pk is None and "author" in self.fields:
            self.initial["author"] = _("active resident")

    def clean_topics(self):
        return pack(self.cleaned_data["topics"])


class NewsPage(BasePage):
    """One news item."""

    lead = models.TextField(_("lead"), blank=True, max_length=400, help_text=_("The main thing in one or two sentences."))
    picture = models.ForeignKey(
        "neighbourhoods.Image", verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture_alt = models.CharField(
        _("What is in the picture?"), max_length=255, blank=True, help_text=_("For example: Three people raking a yard.")
    )
    body = PluginStreamField(BODY, verbose_name=_("body"), blank=True)
    # keys of topics.TOPICS, packed
    topics = models.CharField(_("topics"), max_length=120, blank=True)
    author = models.CharField(_("writer"), max_length=60, blank=True, help_text=_("A role or a first name. A surname is not needed."))
    related = records.RecordKey(verbose_name=_("belongs together with"), help_text=_("Another thing on this site that this belongs with."))
    # when it was first published in any language: lists and archives go by it
    posted_at = models.DateTimeField(null=True, editable=False, db_index=True)

    personal_data = ("author",)
    # a copy is another item, with a first time of its own
    exclude_fields_in_copy = ["posted_at", "first_published_at"]

    parent_page_types = ["news.NewsIndexPage"]
    subpage_types = []
    template = "news/news_page.html"
    base_form_class = NewsForm
    edit_handler = editor(
        FieldPanel("title"),
        FieldPanel("lead"),
        FieldPanel("picture"),
        FieldPanel("picture_alt"),
        FieldPanel("body"),
        FieldPanel("topics"),
        FieldPanel("author"),
        FieldPanel("related"),
        more=[FieldPanel("slug", help_text=_("Part of the address. Leave it empty and it is made from the heading."))],
    )
    search_fields = Page.search_fields + [index.SearchField("lead"), index.SearchField("body")]
    # topics are keys: nobody translates them
    override_translatable_fields = [SynchronizedField(name, overridable=False) for name in ("slug", "topics")]

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news")

    @staticmethod
    def _slug_is_available(slug, parent_page, page=None):
        """A year is the address of an archive."""
        return not queries.YEAR.fullmatch(slug or "") and (parent_page is None or slug_is_available(slug, parent_page, page))

    def save(self, *args, **kwargs):
        if self.live and self.posted_at is None:
            others = NewsPage.objects.filter(translation_key=self.translation_key).exclude(pk=self.pk)
            first = others.aggregate(first=models.Min("posted_at"))["first"]
            self.posted_at = first or self.first_published_at or timezone.now()
        super().save(*args, **kwargs)

    def with_content_json(self, content):
        """A version does not say when it was first published: the first were saved before that, and those of a copy tell of another."""
        version = super().with_content_json(content)
        version.posted_at, version.first_published_at = self.posted_at, self.first_published_at
        return version

    def erase(self):
        """Without the name of its writer; the news stay."""
        self.author = ""
        self.save(update_fields=["author"])

    def images(self):
        first = [self.picture_id] if self.picture_id else []
        return first + [pk for pk in super().images() if pk != self.picture_id]

    @property
    def alt(self):
        return self.picture_alt or (self.picture.description if self.picture else "")

    @property
    def topic_names(self):
        """[(key, name)] in the reader's language."""
        return [(key, TOPICS[key]) for key in unpack(self.topics)]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        language = context.get("language") or get_language()
        crumbs = context.get("crumbs", ())
        # the first one is the home page: alone it means that the list is hidden
        context["list_url"] = crumbs[-1][1] if len(crumbs) > 1 else ""
        context["more"] = queries.more_on_topic(self, language)
        if self.related_id:
            context["related"] = records.look_up([self.related_id], language).get(self.related_id)
        return context

    def facts_for_machines(self):
        facts = {"@type": "NewsArticle", "headline": self.title}
        if self.posted_at:
            facts["datePublished"] = self.posted_at.isoformat()
        if self.last_published_at:
            facts["dateModified"] = self.last_published_at.isoformat()
        return facts
