"""Reports of problems from residents without an account: stored first, answered in 14 days.

The form is a public form like any other (neighbourhoods.participation), of every neighbourhood and of the portal.
"""

import re
from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import mail
from .contacts import today_in
from .models import Feedback
from .participation import PublicEmailField, PublicForm, PublicFormView, PublicTextField

ANSWERED_IN = 14  # days
ADDRESS_KEPT = 90  # days after the answer
UNANSWERED_KEPT = 180  # days after the report
KEPT = 365  # days
LONGEST = 4000
NOT_IN_AN_ADDRESS = re.compile(r"[\x00-\x20\x7f]")


class FeedbackForm(PublicForm):
    text = PublicTextField(
        label=gettext_lazy("What is wrong?"),
        most=LONGEST,
        error_messages={"required": gettext_lazy("The text is missing. One sentence is enough.")},
    )
    email = PublicEmailField(label=gettext_lazy("E-mail"))

    def __init__(self, *args, about="", **kwargs):
        super().__init__(*args, **kwargs)
        told = [_("One sentence is enough.")]
        if about:
            told.append(_("We know which page you came from: %(about)s") % {"about": about})
        self.fields["text"].help_text = " ".join(told)
        only = _("Only for the answer, which comes within %(days)s days. Then we erase it.")
        self.fields["email"].help_text = only % {"days": ANSWERED_IN}


def page_told(value):
    """The path of the page that the report is about; nothing that could lead elsewhere."""
    # browsers leave tabs and line ends out, and "/\t/elsewhere.example" would become another host
    value = NOT_IN_AN_ADDRESS.sub("", value)[:500]
    return value if value.startswith("/") and not value.startswith(("//", "/\\")) else ""


class FeedbackView(PublicFormView):
    key = "feedback"
    template = "neighbourhoods/feedback/form.html"
    title = gettext_lazy("Report a problem")
    most = 5

    def form_class(self, data=None, **options):
        return FeedbackForm(data, about=self.told_of(), **options)

    def told_of(self):
        """The page that the report is about."""
        typed = self.request.POST.get("about", "") if self.request.method == "POST" else self.request.GET.get("sivu", "")
        return page_told(typed)

    def get(self, request):
        if "kiitos" in request.GET and not self.resting():
            return self.render("neighbourhoods/feedback/sent.html", {"due_on": due_on(request.neighbourhood)})
        return super().get(request)

    def context(self):
        return {"about": self.told_of()} | self.ways()

    def store(self, form, sent):
        record = self.request.neighbourhood
        return store(record, about=self.told_of(), is_held=sent.is_held, token=sent.token, language=sent.language, **form.cleaned_data).pk

    def done(self, result, token, is_new):
        return f"{self.request.path}?kiitos"


feedback = FeedbackView.as_view()


def due_on(record):
    return today_in(record) + timedelta(days=ANSWERED_IN)


def store(record, *, text, email, about, token, is_held, language):
    """One row, and one mail in the outbox unless it looks like spam."""
    row = Feedback.objects.create(
        neighbourhood_id=record.pk if record else None,
        text=text,
        email=email,
        about=about,
        token=token,
        is_held=is_held,
        language=language,
        due_on=due_on(record),
    )
    if not is_held:
        tell(record, row)
    return row


def tell(record, row):
    from . import addresses, current
    from .templatetags.look import day

    portal = current.portal()
    site = record or portal
    recipient = recipient_of(record, portal)
    if not recipient:
        return
    root = site.root_url
    link = f"{addresses.portal_url()}/admin/feedback/" + (f"?neighbourhood={record.slug}" if record else "")
    with translation.override(site.languages[0]):
        body = [
            row.text,
            "",
            f"{root}{row.about}" if row.about else "",
            _("Answer by %(date)s: %(link)s") % {"date": day(row.due_on), "link": link},
        ]
        if row.email:
            body.append(_("Write back to: %(address)s") % {"address": row.email})
        mail.post(recipient=recipient, subject=_("Report of a problem: %(site)s") % {"site": site.name}, body="\n".join(body))


def recipient_of(record, portal):
    """The shared address, else the steward, else the controller, else the keeper."""
    config = (record or portal).file
    people, controller = config.get("people") or {}, config.get("controller") or {}
    wanted = [
        (record or portal).facts.email,
        people.get("steward"),
        controller.get("email"),
        (portal.file.get("people") or {}).get("keeper"),
    ]
    return next((address for address in wanted if address), "")


def forget():
    """Erase addresses some time after the answer, and reports after a year; runs daily."""
    now = timezone.now()
    Feedback.objects.filter(created_at__lt=now - timedelta(days=KEPT)).delete()
    answered = Feedback.objects.exclude(email="").filter(answered_at__lt=now - timedelta(days=ADDRESS_KEPT))
    waiting = Feedback.objects.exclude(email="").filter(answered_at=None, created_at__lt=now - timedelta(days=UNANSWERED_KEPT))
    (answered | waiting).update(email="")
