"""Sessions exist on the portal's host only: readers are never identified."""

from django.contrib.sessions.middleware import SessionMiddleware


class PortalSessionMiddleware(SessionMiddleware):
    """On a neighbourhood's host a request gets an empty session that is neither read nor kept, and no cookie is set."""

    def process_request(self, request):
        if request.portal is not None:
            return super().process_request(request)
        request.session = self.SessionStore(None)

    def process_response(self, request, response):
        if request.portal is not None:
            return super().process_response(request, response)
        return response
