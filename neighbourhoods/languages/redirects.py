"""Old addresses that Wagtail remembers. Those of pages `serve` has answered already, where there is something to read."""

from urllib.parse import urlparse

from wagtail.contrib.redirects import middleware
from wagtail.contrib.redirects.models import Redirect

from .. import bodies


class RedirectMiddleware(middleware.RedirectMiddleware):
    """Wagtail's, but nobody is sent to a page that is hidden or whose plugin is off: a browser would keep that answer for good."""

    def process_response(self, request, response):
        answer = super().process_response(request, response)
        if answer is response:
            return response
        path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
        found = middleware.get_redirect(request, path) or middleware.get_redirect(request, urlparse(path).path)
        page = found.redirect_page if found else None
        if page and not (page.live and bodies.is_open(page.url_path, page.path, page.content_type_id)):
            return response
        return answer
