"""The last thing that was published in each neighbourhood, kept in its row: the portal's list needs no look into the pages."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from django.db.models.signals import post_delete
from wagtail.models import Page, get_page_models
from wagtail.signals import page_published, page_unpublished, post_page_move

from . import current, registry
from .models import HomePage, Neighbourhood
from .pages import BasePage, IndexPage

# slashes in the url_path of a page right below a home page: /lintumaki/fi/tietoa/
BELOW_HOME = 4


def neighbourhood_of(url_path):
    """(pk, slug) of the neighbourhood that a page is in, or None."""
    slug = (url_path or "").split("/", 2)[1:2]
    return Neighbourhood.objects.filter(slug=slug[0]).values_list("pk", "slug").first() if slug and slug[0] else None


def is_news(page):
    if not isinstance(page, BasePage) or isinstance(page, HomePage | IndexPage) or not page.live or page.alias_of_id:
        return False
    return registry.is_on(type(page), current.by_url_path(page.url_path))


def is_translation(page):
    """Whether the same page is published in the neighbourhood's own language: that one is news, its translation is not."""
    record = current.by_url_path(page.url_path)
    home = record.home(record.languages[0]) if record else None
    if home is None or page.url_path.startswith(home.url_path):
        return False
    return Page.objects.live().filter(path__startswith=home.path, translation_key=page.translation_key, alias_of=None).exists()


def told(page):
    """What the row keeps: {"pk", "title", "path", "language"}; path is below the home page."""
    _nothing, _folder, language, path = page.url_path.split("/", 3)
    return {"pk": page.pk, "title": page.title, "path": path, "language": language}


def published(sender, instance, **kwargs):
    if not is_news(instance):
        return
    found = neighbourhood_of(instance.url_path)
    if found and not is_translation(instance):
        Neighbourhood.objects.filter(pk=found[0]).update(newest=told(instance), newest_at=instance.last_published_at)


def gone(sender, instance, **kwargs):
    """Hidden, deleted or moved: the newest of those that remain takes its place."""
    # a deleted page goes table by table: the row of Page itself goes last, and then the signal is about a plain Page
    if not isinstance(instance, Page) or (instance.url_path or "").count("/") < BELOW_HOME:
        return
    for url_path in {instance.url_path, kwargs.get("url_path_before") or instance.url_path}:
        if found := neighbourhood_of(url_path):
            recount(*found)


def recount(pk, slug):
    row = Neighbourhood.objects.select_related("folder").get(pk=pk)
    record = current.by_slug(slug)
    if record is None:
        return
    lists = ContentType.objects.get_for_models(*(model for model in get_page_models() if issubclass(model, IndexPage))).values()
    pages = record.pages().filter(depth__gt=row.folder.depth + 1, alias_of=None).exclude(content_type__in=[kind.pk for kind in lists])
    own = Q(locale__language_code=row.config.get("languages", [""])[0])
    # as is_translation, for all at once
    translated = ~own & Exists(pages.filter(own, translation_key=OuterRef("translation_key")))
    page = pages.exclude(last_published_at=None).exclude(translated).order_by("-last_published_at").first()
    fields = {"newest": told(page), "newest_at": page.last_published_at} if page else {"newest": {}, "newest_at": None}
    Neighbourhood.objects.filter(pk=pk).update(**fields)


def connect():
    page_published.connect(published, dispatch_uid="neighbourhoods-newest-published")
    page_unpublished.connect(gone, dispatch_uid="neighbourhoods-newest-unpublished")
    post_page_move.connect(gone, dispatch_uid="neighbourhoods-newest-moved")
    post_delete.connect(gone, dispatch_uid="neighbourhoods-newest-deleted")
