"""PUBLIC. BasePage: all that a neighbourhood's page type needs; and what the `install` and `demo` of a plugin make of pages."""

import json
import uuid
from dataclasses import dataclass

from django import shortcuts
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.utils import translation
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.models.sites import SiteRootPath

from . import bodies, current, registry, sections
from .isolation import references, scope
from .page_rights import PageTester, StructureTester
from .panels import OneAddressCopyForm, PageForm, editor
from .pictures import renditions_of
from .search import texts as search_texts
from .slugs import address_is_taken, slug_is_available

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


class BasePage(FlatAddresses, Page):
    """Every page of a neighbourhood. Subclasses add fields; addresses, permissions and slugs are decided here."""

    # "This is an example": shown until a person publishes the page
    is_example = models.BooleanField(default=False, editable=False)
    # a translation of which some texts are still in the language of its source: readers are told so
    is_partly_translated = models.BooleanField(default=False, editable=False)

    private_page_options = []
    copy_form_class = OneAddressCopyForm

    class Meta:
        abstract = True

    def neighbourhood(self):
        """The neighbourhood that the page belongs to; None while it has no place in the tree."""
        return current.by_url_path(self.url_path)

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

    def _check_slug_is_unique(self):
        """Wagtail's names the page above as the place; one address in two languages is neither there nor cured there."""
        try:
            super()._check_slug_is_unique()
        except ValidationError:
            if told := address_is_taken(self.slug, self.get_parent(), self):
                raise ValidationError({"slug": told}) from None
            raise

    def clean(self):
        """Also drafts come here, the editor's own saving, and translations."""
        super().clean()
        if foreign := references.refused(self, scope.person()):
            raise ValidationError(foreign)

    def get_admin_display_title(self):
        """The title of the newest draft; of another neighbourhood's page only what it has published."""
        person = scope.restricted()
        record = self.neighbourhood() if person is not None else None
        if record is not None and scope.role_in(person, record) is None:
            return self.title if references.public_pages([self.pk]) else "–"
        return super().get_admin_display_title()

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
        context["record_actions"] = self.record_actions(context.get("language", ""))
        return context

    def record_actions(self, language):
        """What other plugins offer on this page, when it is a record: plain links to the portal's host."""
        from . import records

        shown = records.of_page(self, language)
        return records.actions(shown) if shown else []

    def facts_for_machines(self):
        """schema.org properties of the page beside those that every page has, such as {"@type": "NewsArticle"}."""
        return {}

    def search_text(self):
        """Parts of the text by which the public search finds the page, beside its title, in the order in which they are read.

        Those of its `search_fields`; of a body only what is shown where the page is. A page type may
        give others: never what only some may read.
        """
        return search_texts.of(self)

    def texts_beside(self):
        """{key: (label, text, most letters)} of what readers get on the page though it is no field of it, such as the entries of a diary:
        it is translated with the page. Keys are letters, digits and "_", and none is the name of a field."""
        return {}

    def put_texts_beside(self, language, made):
        """Readers of a language get these translations {key: text} from now on; what is not among them stays as it was written."""

    def images(self):
        """Ids of the pictures that the page shows, the one to share first; plugins extend it."""
        body = getattr(self, "body", None)
        return sorted(bodies.needs(bodies.shown_raw(body)).images) if body else []

    def get_pictures(self):
        """Addresses of all ready-made sizes of the page's pictures, in one query."""
        images = self.images()
        if not images:
            return {"pictures": {}}
        # those that are not made yet are known to be so: nobody asks again
        pictures = {pk: {} for pk in images} | renditions_of(images)
        share = pictures.get(images[0], {}).get(SHARE)
        return {"pictures": pictures, "share_image": share[0] if share else ""}


class IndexPage(BasePage):
    """The first page of a plugin, made by its `install` right below each home page. Volunteers edit it; it goes with everything below it,
    so only keepers take it away."""

    parent_page_types = ["neighbourhoods.HomePage"]
    max_count_per_parent = 1

    class Meta:
        abstract = True

    def permissions_for_user(self, user):
        return StructureTester(user, self)


@dataclass(frozen=True)
class Version:
    """A page in the language that a reader gets: `language` is that of its text, `url` keeps the reader's."""

    page: object
    language: str
    url: str

    @property
    def direction(self):
        from .languages.links import direction

        return direction(self.language)


def best_versions(pages, neighbourhood, language):
    """[Version]: of pages in any languages one each, the best for the reader, in the order in which they were met. No query."""
    chain, best = neighbourhood.chain(language), {}
    for page in pages:
        home = neighbourhood.homes.get(page.url_path.split("/", 3)[2])
        if home is None or home.code not in chain:
            continue
        rank = chain.index(home.code)
        if page.translation_key not in best or rank < best[page.translation_key][0]:
            best[page.translation_key] = (rank, page, home)
    return [Version(page, home.code, f"/{language}/{page.url_path[len(home.url_path) :]}") for _rank, page, home in best.values()]


def newest_versions(pages, neighbourhood, language, *, by, count, start=0, among=None):
    """[Version] of `count` pages, the newest first by the field `by`, each in the best language for the reader; one query.

    `pages` is a queryset of one type, in any languages, narrowed to what is asked for. It costs the same with 50 and with 50,000 pages
    where the field has an index. `among`: the versions that may be shown, where that is more than `pages`.
    """
    from .languages import listing

    rows = listing.newest(pages, neighbourhood, language, by=by, count=count, start=start, among=among)
    return best_versions(rows, neighbourhood, language)


def ensure_page(neighbourhood, model, *, slug, title, **fields):
    """{language: page}: one published page of this type right below each home page, called `title` in its language.

    For the `install` of a plugin. `title` is a lazy translation. Pages that are there, under whatever address or published or
    not, are left as they are: twice does as once.
    """
    from .models import HomePage

    found = {page.locale.language_code: page for page in model.objects.filter(path__startswith=neighbourhood.folder_path).order_by("path")}
    key = next((page.translation_key for page in found.values()), uuid.uuid4())
    for home in HomePage.objects.filter(pk__in=[one.pk for one in neighbourhood.homes.values()]).select_related("locale"):
        code = home.locale.language_code
        if code in found:
            continue
        text = title_in(code, title, neighbourhood.languages[0])
        if text is None:
            continue
        page = model(title=text, locale=home.locale, translation_key=key, **fields)
        page.slug = free_slug(slug, home, page)
        home.add_child(instance=page)
        page.save_revision().publish()
        found[code] = page
    return found


def title_in(code, title, default):
    """A lazy title in a language, None where it has no translation: readers then get the page of another language, marked as such."""
    with translation.override(code):
        text = str(title)
    with translation.override(default):
        in_default = str(title)
    return None if text == in_default and code.split("-")[0] != default.split("-")[0] else text


def free_slug(wanted, parent, page):
    """`wanted`, or with -2, -3 ... after it where a page has that address already."""
    slug, number = wanted, 1
    while not slug_is_available(slug, parent, page):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def add_section(neighbourhood, name):
    """Put the section "<plugin label>.<key>" at the end of each home page, unless it is there or in a draft of it.

    For the `install` of a plugin, when it makes its first page. What a volunteer has not published yet stays unpublished.
    """
    from .models import HomePage

    for home in HomePage.objects.filter(pk__in=[one.pk for one in neighbourhood.homes.values()]):
        draft = home.get_latest_revision_as_object()
        if name in [*sections.names(home.body.raw_data), *sections.names(draft.body.raw_data)]:
            continue
        block = {"type": "section", "value": {"section": name, "title": ""}, "id": str(uuid.uuid4())}
        body = json.dumps([*home.body.raw_data, block])
        if not home.has_unpublished_changes:
            home.body = body
            home.save_revision().publish()
            continue
        HomePage.objects.filter(pk=home.pk).update(body=body)
        draft.body = json.dumps([*draft.body.raw_data, block])
        draft.save_revision()
    current.changed(neighbourhood.pk)


def render(request, template, context=None):
    """The answer of a plugin's own view (`urls`), in the frame of the neighbourhood's pages, or of the portal's for its `portal_pages`.

    It has one address for all languages.
    """
    from .languages.links import CHOICE, site_frame

    if request.portal is not None:
        from .portal import frame_of_a_page

        return shortcuts.render(request, template, frame_of_a_page(request) | (context or {}))
    frame = site_frame(request.neighbourhood)
    tail = request.path.split("/", 2)[2]
    for item in frame["switch"]:
        item |= {"url": f"/{item['code']}/{tail}?{CHOICE}", "translated": True}
    for item in frame["menu"]:
        item["current"] = request.path == item["url"]
    return shortcuts.render(request, template, frame | (context or {}))


def read_example(file):
    """(front matter as a dict, body as the JSON of blocks) of an example text `NAME.LANGUAGE.md`, for `demo`."""
    from .demo.markdown import read

    fields, blocks = read(file)
    return fields, json.dumps([{"type": kind, "value": value} for kind, value in blocks])


__all__ = [
    "BasePage",
    "IndexPage",
    "PageForm",
    "Version",
    "add_section",
    "best_versions",
    "editor",
    "ensure_page",
    "newest_versions",
    "read_example",
    "render",
    "slug_is_available",
]
