"""Ways back to an idea: by its spoken code, by a new link that comes by mail, and the button that confirms an address."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from neighbourhoods.participation import PublicEmailField, PublicForm, PublicFormView, PublicLineField, confirming, links, senders

from .. import checking, mails, queries, sending, statuses
from ..models import Idea
from . import days
from .own import unseen

MOST_TRIES = 20
# so many ideas of an address get a new link, and so many rows are written for an address that nobody knows
MOST_LINKS = 5
NOBODY = "ideas.nobody"


class CodeForm(PublicForm):
    code = PublicLineField(
        label=gettext_lazy("Follow-up code"),
        help_text=gettext_lazy("Eight letters and digits, such as ACEF-2345."),
        most=40,
        error_messages={"required": gettext_lazy("The code is missing.")},
    )

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.fields["code"].widget.attrs |= {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "dir": "ltr"}


class CodeView(PublicFormView):
    """Status and answer of an idea, and nothing else; whoever tries codes soon has no more tries."""

    key = "ideas.code"
    form_class = CodeForm
    template = "ideas/code.html"
    title = gettext_lazy("Do you have a follow-up code?")

    def resting(self):
        # one reads here, and changes nothing
        return ""

    def post(self, request, *args, **kwargs):
        if senders.is_from_elsewhere(request):
            return self.refuse("", is_from_elsewhere=True)
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self.show(form, "", status=422)
        if senders.is_over(senders.sender(request), self.key, MOST_TRIES):
            form.add_error("code", _("There were many tries. Try again in an hour."))
            return self.show(form, "", status=429)
        idea = self.idea_of(form.cleaned_data["code"])
        if idea is None:
            form.add_error("code", _("No such code. Check the letters, or it has been erased."))
            return self.show(form, "", status=422)
        whole = queries.seen_as(self.request.neighbourhood, idea)
        is_shown = queries.is_shown(self.request.neighbourhood, whole)
        return self.render(self.template, {"form": CodeForm(), "found": self.told(whole), "idea": whole, "is_shown": is_shown})

    def idea_of(self, typed):
        code = links.clean_code(typed)
        return Idea.of(self.request.neighbourhood).select_related("call").filter(code_hash=links.hashed(code)).first() if code else None

    def told(self, idea):
        neighbourhood = self.request.neighbourhood
        return {
            "status": statuses.shown(neighbourhood, idea.status),
            "reason": checking.HIDDEN_FOR.get(idea.hidden_for, ""),
            "answers_by": days.answers_by("", idea.due_on) if not idea.is_answered else "",
            "late": days.late(neighbourhood, idea),
        }


class LinkForm(PublicForm):
    email = PublicEmailField(
        label=gettext_lazy("E-mail"),
        required=True,
        help_text=gettext_lazy("The address that you gave with your idea, and confirmed."),
        error_messages={
            "required": gettext_lazy("The e-mail is missing."),
            "invalid": gettext_lazy("Check the e-mail, for example name@example.org."),
        },
    )


class LinkView(PublicFormView):
    """New links by mail. Whether anybody has sent an idea from an address is not to be seen here: neither in the answer nor in the work."""

    key = "ideas.link"
    form_class = LinkForm
    template = "ideas/link.html"
    title = gettext_lazy("Get a new link by e-mail")

    def get(self, request, *args, **kwargs):
        if "kiitos" in request.GET:
            return self.render("ideas/link_sent.html", {"title": _("Look into your e-mail")})
        return super().get(request, *args, **kwargs)

    def store(self, form, sent):
        neighbourhood, email = self.request.neighbourhood, form.cleaned_data["email"]
        if not senders.may_mail(email, "ideas.links"):
            return ""
        rows = Idea.of(neighbourhood).filter(email__iexact=email).exclude(email_confirmed_at=None).order_by("-sent_at", "-pk")
        found = [(idea, links.new_secret()) for idea in rows[:MOST_LINKS]]
        for idea, secret in found:
            links.keep(neighbourhood, sending.OWN, idea.pk, secret)
        for _number in range(MOST_LINKS - len(found)):
            links.keep(neighbourhood, NOBODY, "", links.new_secret())
        links.revoke(NOBODY, "")
        mails.links_again(neighbourhood, email, sent.language, found)
        return ""

    def done(self, result, token, is_new):
        return f"{self.request.path}?kiitos"


class ConfirmView(PublicFormView):
    """Opening the link changes nothing: programs that look at mail open links too. The button does."""

    key = "ideas.confirm"
    form_class = PublicForm
    template = "ideas/confirm_email.html"
    title = gettext_lazy("Confirm your e-mail")

    def dispatch(self, request, *args, **kwargs):
        if request.method in ("GET", "HEAD") and "kiitos" in request.GET:
            return unseen(self.render("ideas/confirmed.html", {"title": _("Your address is confirmed")}))
        self.row = confirming.of_link(request.neighbourhood, sending.OWN, kwargs["secret"])
        if self.row is None:
            self.title = _("This link does not open anything")
            return unseen(self.render("ideas/own_unknown.html", {}, status=404))
        return unseen(super().dispatch(request, *args, **kwargs))

    def resting(self):
        return ""

    def about(self):
        return self.row.target

    def context(self):
        return {"email": self.row.email} if getattr(self, "row", None) else {}

    def store(self, form, sent):
        with transaction.atomic():
            idea = sending.confirm(self.request.neighbourhood, self.row)
        return idea.pk if idea else ""

    def done(self, result, token, is_new):
        return reverse("ideas:confirm", args=[self.kwargs["secret"]]) + "?kiitos"
