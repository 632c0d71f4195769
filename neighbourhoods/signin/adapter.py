"""What allauth asks of us."""

from allauth.account.adapter import DefaultAccountAdapter
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from .. import mail

CODE_MINUTES = 15


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("The code is not right. Check it, or ask for a new one."),
        "too_many_login_attempts": _("Too many tries. Wait a moment and try again."),
        "rate_limited": _("Too many tries. Wait a moment and try again."),
    }

    def is_open_for_signup(self, request):
        """Nobody makes an account: people are invited."""
        return False

    def is_safe_url(self, url):
        try:
            return super().is_safe_url(url)
        except ValueError:
            # what cannot even be taken apart leads nowhere
            return False

    def send_mail(self, template_prefix, email, context):
        """Through the outbox: the answer takes as long for an address that we know as for one that we do not."""
        context = {**context, "minutes": CODE_MINUTES}
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", context).split())
        body = render_to_string(f"{template_prefix}_message.txt", context)
        mail.post(recipient=email, subject=subject, body=body, minutes=CODE_MINUTES)

    def add_message(self, *args, **kwargs):
        """The pages themselves say what has happened."""
