"""Behind an own link: its holder follows an idea, changes it, says more, takes it back, and has what is known of them erased."""

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views import View

from neighbourhoods import trail
from neighbourhoods.participation import (
    PublicForm,
    PublicFormView,
    PublicLineField,
    PublicTextField,
    confirming,
    links,
    no_store,
    photos,
    see_other,
    senders,
)

from .. import checking, mails, outlets, queries, sending, statuses
from ..models import Idea
from . import days, timelines
from .sending import IdeaForm

CHANGED = ("title", "place", "name")


class CodeForm(PublicForm):
    code = PublicLineField(
        label=gettext_lazy("Code from the e-mail"),
        help_text=gettext_lazy("Six digits."),
        most=20,
        error_messages={"required": gettext_lazy("The code is missing. It is in the e-mail that we sent.")},
    )

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr"}


class MoreForm(PublicForm):
    text = PublicTextField(
        label=gettext_lazy("What would you like to add?"),
        most=1000,
        error_messages={"required": gettext_lazy("The text is missing. One sentence is enough.")},
    )


class Own(PublicFormView):
    """A form of the holder of a link. Whoever has a link that opens nothing gets a page that helps on."""

    idea = None

    def dispatch(self, request, *args, **kwargs):
        self.secret = kwargs["secret"]
        self.idea = idea_of(request.neighbourhood, self.secret)
        if self.idea is None:
            return self.unknown()
        return unseen(super().dispatch(request, *args, **kwargs))

    def unknown(self):
        self.title = _("This link does not open anything")
        return unseen(self.render("ideas/own_unknown.html", {}, status=404))

    def about(self):
        return self.idea.pk

    def own_url(self, query=""):
        return reverse("ideas:own", args=[self.secret]) + query

    def context(self):
        return {"idea": self.idea, "own_url": reverse("ideas:own", args=[self.secret]), "secret": self.secret} if self.idea else {}

    def done(self, result, token, is_new):
        return self.own_url()

    def ready(self, request, secret, idea):
        """Made for its token alone, which goes into a form on another page."""
        self.setup(request, secret=secret)
        self.secret, self.idea = secret, idea
        return self


def idea_of(neighbourhood, secret):
    """The Idea that a link opens in this neighbourhood, or None; two queries."""
    target = links.find(neighbourhood, sending.OWN, secret)
    if target is None:
        return None
    return Idea.of(neighbourhood).select_related("call", "photo").filter(pk=target).first()


def unseen(response):
    response["X-Robots-Tag"] = "noindex"
    return response


class OwnEmail(Own):
    """The own page itself, with the field for the six digits where an address waits for them."""

    key = "ideas.email"
    form_class = CodeForm
    template = "ideas/own.html"
    title = gettext_lazy("Your idea")

    def get(self, request, *args, **kwargs):
        return self.show(CodeForm(), self.new_token())

    def resting(self):
        # an address is confirmed, or erased, whatever sleeps
        return ""

    def post(self, request, *args, **kwargs):
        if "again" in request.POST and self.may_ask():
            with transaction.atomic():
                mails.confirm(request.neighbourhood, self.idea)
            return see_other(self.own_url("?koodi"))
        return super().post(request, *args, **kwargs)

    def may_ask(self):
        return bool(self.idea.email) and not self.idea.email_confirmed_at and not senders.is_from_elsewhere(self.request)

    def send(self, form, token_id, age, photo):
        if self.idea.email_confirmed_at or not self.idea.email:
            return see_other(self.own_url())
        row = confirming.of_code(self.request.neighbourhood, sending.OWN, self.idea.pk, form.cleaned_data["code"])
        if row is None:
            form.add_error("code", _("That is not the code. Check the digits, or ask for a new code."))
            return self.show(form, self.new_token(), status=422)
        sending.confirm(self.request.neighbourhood, row)
        return see_other(self.own_url("?vahvistettu"))

    def context(self):
        if self.idea is None:
            return {}
        idea, neighbourhood, asked = self.idea, self.request.neighbourhood, self.request.GET
        whole = queries.seen_as(neighbourhood, idea)
        version = queries.page_of(neighbourhood, idea.call, get_language())
        answerer = version.page.answerer if version else ""
        code = links.code_of(self.secret, idea.code_number)
        url = f"{neighbourhood.root_url}{reverse('ideas:own', args=[self.secret])}"
        can_change = may_change(idea)
        restore = OwnRestore().ready(self.request, self.secret, idea) if idea.state == Idea.State.WITHDRAWN else None
        return super().context() | {
            "title": _("Thank you! We have your idea.") if "kiitos" in asked else self.title,
            "thanks": "kiitos" in asked,
            "how": asked.get("kiitos", ""),
            "has_asked_again": "koodi" in asked,
            "is_confirmed_now": "vahvistettu" in asked,
            "is_told": "lisatty" in asked,
            "version": version,
            # a link that came by mail goes with no code
            "code": links.spoken(code) if links.hashed(code) == idea.code_hash else "",
            "url": url,
            "qr": links.qr(url, _("QR code of your private link")),
            "whole": whole,
            "found": trail.beyond(outlets.id_of(whole), get_language()) if whole.is_public else None,
            "is_shown": queries.is_shown(neighbourhood, idea),
            "steps": timelines.steps(neighbourhood, idea, own=True, whole=whole),
            "status": statuses.shown(neighbourhood, whole.status),
            "answers_by": days.answers_by(answerer, whole.due_on) if not whole.is_answered else "",
            "late": days.late(neighbourhood, whole),
            "held": days.held(neighbourhood) if idea.state == Idea.State.WAITING else "",
            "reason": checking.HIDDEN_FOR.get(idea.hidden_for, ""),
            "can_change": can_change,
            "can_withdraw": idea.state not in (Idea.State.WITHDRAWN, Idea.State.MERGED),
            "restore_token": restore.new_token() if restore else "",
            "wants_code": bool(idea.email) and not idea.email_confirmed_at,
            "said": list(idea.comments.filter(by_sender=True)),
        }


def may_change(idea):
    return not idea.is_answered and idea.state not in (Idea.State.WITHDRAWN, Idea.State.MERGED)


class OwnChange(Own):
    key = "ideas.change"
    template = "ideas/own_change.html"
    title = gettext_lazy("Edit the idea")

    def closed(self):
        if may_change(self.idea):
            return ""
        return _("The idea has its answer already, so it cannot be edited any more. You can still add more.")

    def form_class(self, data=None, **options):
        asked = [name for name in CHANGED if name in self.idea.call.asked or getattr(self.idea, name)]
        return IdeaForm(data, asked=asked, **options)

    def initial(self):
        return {name: getattr(self.idea, name) for name in ("text", *CHANGED)}

    def store(self, form, sent):
        neighbourhood = self.request.neighbourhood
        if sent.is_held:
            # what looks like spam is read first, also when it comes later
            Idea.of(neighbourhood).filter(pk=self.idea.pk).update(is_held=True)
        return sending.change(neighbourhood, self.idea, form.cleaned_data).pk

    def send(self, form, token_id, age, photo):
        try:
            return super().send(form, token_id, age, photo)
        except sending.Answered:
            self.idea.refresh_from_db()
            return self.refuse(self.closed())


class OwnMore(Own):
    key = "ideas.more"
    form_class = MoreForm
    template = "ideas/own_more.html"
    title = gettext_lazy("Add more")

    def closed(self):
        if self.idea.state == Idea.State.WITHDRAWN:
            return _("You have withdrawn the idea. Send it again first.")
        return _("The idea is now part of another one.") if self.idea.state == Idea.State.MERGED else ""

    def store(self, form, sent):
        neighbourhood = self.request.neighbourhood
        fields = form.cleaned_data | {"name": self.idea.name}
        # what was asked is answered with it
        Idea.of(neighbourhood).filter(pk=self.idea.pk).update(question="")
        return sending.comment(neighbourhood, self.idea, fields, sent, by_sender=True).pk

    def done(self, result, token, is_new):
        return self.own_url("?lisatty")


class OneButton(Own):
    """A page with one button."""

    form_class = PublicForm
    template = "ideas/confirm.html"
    button = ""
    keep = ""
    icon = "undo"

    def lead(self):
        return ""

    def context(self):
        if self.idea is None:
            return {}
        told = {"lead": self.lead(), "button": self.button, "keep": self.keep, "icon": self.icon, "back": self.own_url()}
        return super().context() | told


class OwnWithdraw(OneButton):
    key = "ideas.withdraw"
    title = button = gettext_lazy("Withdraw idea")
    keep = gettext_lazy("Do not withdraw")

    def lead(self):
        told = _("Nobody sees the idea any more. You can undo this by the same link.")
        if not sending.shared_parts(self.request.neighbourhood, self.idea):
            return told
        stays = _("A part of it that holds ideas of others too stays, without your name.")
        return f"{told} {stays}"

    def resting(self):
        # also where the site sleeps, what is one's own can be taken back
        return ""

    def store(self, form, sent):
        sending.withdraw(self.request.neighbourhood, self.idea)
        return self.idea.pk


class OwnRestore(OneButton):
    key = "ideas.restore"
    title = button = gettext_lazy("Send the idea again")
    keep = gettext_lazy("Do not send")

    def lead(self):
        return days.held(self.request.neighbourhood)

    def store(self, form, sent):
        sending.restore(self.request.neighbourhood, self.idea)
        return self.idea.pk


class OwnErase(OneButton):
    key = "ideas.erase"
    title = button = gettext_lazy("Erase my data")
    keep = pgettext_lazy("erase my data", "Keep")
    icon = "bin"

    def dispatch(self, request, *args, **kwargs):
        # the link opens nothing any more, and that is what it says
        if request.method in ("GET", "HEAD") and "kiitos" in request.GET:
            self.title = _("Your data is erased")
            return unseen(self.render("ideas/erased.html", {}))
        return super().dispatch(request, *args, **kwargs)

    def lead(self):
        return _("Erase your name, e-mail and link? This cannot be undone. The idea stays without a name.")

    def resting(self):
        return ""

    def store(self, form, sent):
        sending.forget_sender(self.idea)
        return self.idea.pk

    def done(self, result, token, is_new):
        return reverse("ideas:own_erase", args=[self.secret]) + "?kiitos"


class OwnPhoto(View):
    http_method_names = ["get", "head"]

    def get(self, request, secret, size):
        idea = idea_of(request.neighbourhood, secret)
        if idea is None or idea.photo is None:
            raise Http404
        return unseen(no_store(photos.serve(idea.photo, size)))
