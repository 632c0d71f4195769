"""PUBLIC. BasePage: all that a neighbourhood's page type needs."""

from django.db import models
from django.http import Http404
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.models.pages import PagePermissionTester
from wagtail.models.sites import SiteRootPath

from . import bodies, current, registry
from .pictures import renditions_of

# The size of a page's first picture that other services show with a link to the page.
SHARE = "fill-1200x630|format-jpeg"


class FlatAddresses:
    """A page's address from its own url_path and its neighbourhood's record: no list of all sites, ever.

    url_path is /<folder>/<home>/<rest>; the address is /<language>/<rest> on the neighbourhood's host. Wagtail's own
    way reads the root paths of every site of the install, one query per site after each change of any home page.
    """

    def _own_root(self):
        record = current.by_url_path(self.url_path)
        if record is None:
            return None, None
        return record, record.homes.get(self.url_path.split("/", 3)[2])

    def _get_relevant_site_root_paths(self, cache_object=None):
        record, home = self._own_root()
        return (SiteRootPath(record.site_id, home.url_path, record.root_url, home.code),) if home else ()

    def get_url_parts(self, request=None):
        record, home = self._own_root()
        if request is not None and not hasattr(request, "_wagtail_cached_site_root_paths"):
            # wagtail.contrib.redirects reads it back from here
            request._wagtail_cached_site_root_paths = record.root_paths() if record else []
        if home is None:
            return None
        return record.site_id, record.root_url, f"/{home.code}/{self.url_path[len(home.url_path) :]}"

    def get_url(self, request=None, current_site=None):
        if current_site is None and request is not None:
            current_site = Site.find_for_request(request)
        parts = self.get_url_parts(request=request)
        if parts is None:
            return None
        site_id, root_url, path = parts
        return path if current_site is not None and current_site.pk == site_id else root_url + path

    # properties bind the function object: they must be made again
    url = property(get_url)
    full_url = property(Page.get_full_url)


class PageTester(PagePermissionTester):
    def can_set_view_restrictions(self):
        """The privacy dialog lists the names of all groups, so of all neighbourhoods; and readers have no session."""
        return False


def slug_is_available(slug, parent, page=None):
    """Wagtail's rule, and: not a word of ours below a home page, not the address of another page in another language.

    The same page has the same path in every language; a different page must not, or the fallback would show
    either of them under one address.
    """
    from .models import HomePage

    siblings = parent.get_children().filter(slug=slug)
    if siblings.exclude(pk=page.pk if page else None).exists():
        return False
    record = current.by_url_path(parent.url_path)
    if record is None:
        return True
    if parent.specific_class is HomePage and slug in registry.address_words():
        return False
    others = (
        Page.objects.filter(path__startswith=record.folder_path, depth=parent.depth + 1, slug=slug)
        .exclude(path__startswith=parent.path)
        .values_list("url_path", "translation_key")
    )
    tail = parent.url_path.split("/", 3)[3] + f"{slug}/" if parent.url_path.count("/") > 2 else f"{slug}/"
    key = page.translation_key if page else None
    return all(own == key for path, own in others if path.split("/", 3)[3] == tail)


class BasePage(FlatAddresses, Page):
    """Every page of a neighbourhood. Subclasses add fields; addresses, permissions and slugs are decided here."""

    # "This is an example": shown until a person publishes the page
    is_example = models.BooleanField(default=False, editable=False)

    private_page_options = []

    class Meta:
        abstract = True

    @classmethod
    def can_exist_under(cls, parent):
        """Pages of a plugin are made in, moved and copied to the neighbourhoods that have it on, and nowhere else."""
        return super().can_exist_under(parent) and registry.is_on(cls, current.by_url_path(parent.url_path))

    def route(self, request, path_components):
        """Http404 where the plugin of the page is off. Previews do not come this way: editors still see what they keep."""
        if not registry.is_on(type(self), current.by_url_path(self.url_path)):
            raise Http404
        return super().route(request, path_components)

    @staticmethod
    def _slug_is_available(slug, parent_page, page=None):
        return parent_page is None or slug_is_available(slug, parent_page, page)

    def permissions_for_user(self, user):
        return PageTester(user, self)

    def get_view_restrictions(self):
        """Wagtail's takes two queries; the places of the pages above are in the path."""
        if self.pk is None or self.alias_of_id:
            return super().get_view_restrictions()
        lengths = range(self.steplen, len(self.path) + 1, self.steplen)
        return PageViewRestriction.objects.filter(page__path__in=[self.path[:length] for length in lengths])

    def published_by_a_person(self):
        """Called after a person has published the page; returns the names of the fields that it has changed."""
        if not self.is_example:
            return []
        self.is_example = False
        return ["is_example"]

    def get_context(self, request, *args, **kwargs):
        from .languages.links import frame

        context = super().get_context(request, *args, **kwargs)
        context.update(frame(request, self))
        context.update(self.get_pictures())
        return context

    def images(self):
        """Ids of the pictures that the page shows, the one to share first; plugins extend it."""
        body = getattr(self, "body", None)
        return sorted(bodies.needs(body.raw_data).images) if body else []

    def get_pictures(self):
        """Addresses of all ready-made sizes of the page's pictures, in one query."""
        images = self.images()
        if not images:
            return {"pictures": {}}
        # those that are not made yet are known to be so: nobody asks again
        pictures = {pk: {} for pk in images} | renditions_of(images)
        share = pictures.get(images[0], {}).get(SHARE)
        return {"pictures": pictures, "share_image": share[0] if share else ""}
