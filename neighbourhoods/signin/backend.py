"""Who a session belongs to."""

from django.contrib.auth.backends import ModelBackend

from ..models import User


class SessionBackend(ModelBackend):
    """As Django's own, and with the person's language in the same query: every page behind signing in asks for both."""

    def get_user(self, user_id):
        user = User.objects.select_related("wagtail_userprofile").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
