"""sitemap.xml and robots.txt of each host."""

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.http import Http404, HttpResponse


class PagesSitemap(Sitemap):
    """Made of values: no page object is built, and nothing depends on how many sites there are."""

    limit = 10_000

    def __init__(self, record):
        self.record = record

    def items(self):
        fields = ("url_path", "last_published_at")
        rows = self.record.pages().filter(alias_of=None).order_by("path").values_list(*fields)
        untranslated = [home.url_path for home in self.record.homes.values() if not home.translated]
        return rows.exclude(url_path__in=untranslated)

    def location(self, row):
        home = self.record.homes[row[0].split("/", 3)[2]]
        return f"/{home.code}/{row[0][len(home.url_path) :]}"

    def lastmod(self, row):
        return row[1]


class PortalSitemap(Sitemap):
    def __init__(self, portal):
        self.portal = portal

    def items(self):
        return list(self.portal.codes)

    def location(self, code):
        return f"/{code}/"


def sitemap(request):
    site = request.neighbourhood or request.portal
    if site is None:
        raise Http404
    made = PagesSitemap(request.neighbourhood) if request.neighbourhood else PortalSitemap(request.portal)
    made.protocol = site.root_url.split("://")[0]
    return sitemap_view(request, sitemaps={"pages": made})


def robots(request):
    site = request.neighbourhood or request.portal
    if site is None:
        raise Http404
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /accounts/", "", f"Sitemap: {site.root_url}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
