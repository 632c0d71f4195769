"""The form with which a resident answers a call: one page, no account, one sentence is enough."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from neighbourhoods.participation import (
    PublicEmailField,
    PublicForm,
    PublicFormView,
    PublicLineField,
    PublicPhotoField,
    PublicTextField,
    links,
)

from .. import queries
from ..models import Call
from ..models.answers import LONGEST, LONGEST_NAME, LONGEST_PLACE, LONGEST_TITLE
from ..models.calls import NOT_YET, OPEN
from ..sending import send_idea
from . import days
from .similar import similar

FIRST = ("text", "title", "photo")
PLACE = ("place",)
SENDER = ("name", "email")


class IdeaForm(PublicForm):
    """What a call does not ask for is not there."""

    text = PublicTextField(
        label=gettext_lazy("Your idea"),
        help_text=gettext_lazy("“A bench by the bin shed, to rest on the way from the shop”"),
        most=LONGEST,
        error_messages={
            "required": gettext_lazy("The idea is missing. Write at least one sentence."),
            "too_long": gettext_lazy("Too long: %(length)d characters, limit %(most)d."),
        },
    )
    title = PublicLineField(label=pgettext_lazy("ideas", "Title"), most=LONGEST_TITLE, required=False)
    photo = PublicPhotoField(label=gettext_lazy("Picture"), required=False)
    place = PublicLineField(label=gettext_lazy("Place"), help_text=gettext_lazy("In your own words."), most=LONGEST_PLACE, required=False)
    name = PublicLineField(
        label=gettext_lazy("Name or nickname"), help_text=gettext_lazy("Everybody sees it."), most=LONGEST_NAME, required=False
    )
    email = PublicEmailField(label=gettext_lazy("E-mail"))

    def __init__(self, data=None, *, asked=(), keep_days=None, **options):
        super().__init__(data, **options)
        for name in [name for name in self.fields if name != "text" and name not in asked]:
            del self.fields[name]
        if "name" in self.fields:
            self.fields["name"].widget.attrs["autocomplete"] = "nickname"
        if photo := self.fields.get("photo"):
            # the field's own hint is in the language of whoever was the first to ask this process
            photo.help_text = _("Ask people before you photograph them. JPEG, PNG, WebP and HEIC will do.")
        if "email" in self.fields:
            self.fields["email"].help_text = " ".join((_("Not shown; you get the answer."), consent(keep_days)))

    def of(self, names):
        return [self[name] for name in names if name in self.fields]

    def about_idea(self):
        return self.of(FIRST)

    def about_place(self):
        return self.of(PLACE)

    def about_sender(self):
        return self.of(SENDER)


def consent(number):
    told = ngettext(
        "We write only about this idea and erase the address %(n)s day after the call closes.",
        "We write only about this idea and erase the address %(n)s days after the call closes.",
        number,
    )
    return told % {"n": number}


class SendView(PublicFormView):
    key = "ideas.send"
    template = "ideas/send.html"
    review_template = "ideas/review.html"
    title = gettext_lazy("Share your idea")
    # a library or a school is one network
    most = 30

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.call = self.version = None
        self.found, self.has_many_links = [], False

    def dispatch(self, request, *args, **kwargs):
        neighbourhood = request.neighbourhood
        self.call = Call.of(neighbourhood).filter(pk=kwargs["call"]).first()
        self.version = self.call and queries.page_of(neighbourhood, self.call, get_language())
        if self.version is None:
            raise Http404
        self.photo = "photo" if "photo" in self.call.asked else ""
        return super().dispatch(request, *args, **kwargs)

    def about(self):
        return self.call.pk

    def closed(self):
        state = self.call.state()
        if state == OPEN:
            return ""
        if state == NOT_YET:
            return _("The call opens %(date)s. Come back then.") % {"date": days.day(self.call.opens_at)}
        date = days.day(self.call.closes_at)
        if self.request.method == "POST":
            told = _("The call closed %(date)s. Here is your text to copy. Or tell us: %(contact)s")
            ways = self.ways()
            if contact := ways["write_to"] or ways["phone"]:
                return told % {"date": date, "contact": contact}
        return _("The call closed %(date)s, so ideas cannot be sent any more.") % {"date": date}

    def form_class(self, data=None, **options):
        keep = self.request.neighbourhood.config("ideas").keep_email_days
        return IdeaForm(data, asked=self.call.asked, keep_days=keep, **options)

    def must_review(self, form):
        """Somebody may have thought of the same: it is shown once, and does not keep anybody from sending."""
        self.found = similar(self.request.neighbourhood, self.call, form.cleaned_data)
        return bool(self.found)

    def context(self):
        page = self.version.page
        return {
            "call": self.call,
            "version": self.version,
            "similar": self.found,
            "expired": _("The page timed out. Your text is kept: press Send idea once more."),
            "answerer": page.answerer,
            "check_sentence": days.held(self.request.neighbourhood) if self.call.check_first else "",
        }

    def store(self, form, sent):
        self.has_many_links = form.has_many_links()
        return send_idea(self.request.neighbourhood, self.call, form.cleaned_data, sent).pk

    def done(self, result, token, is_new):
        how = "kiitos" if is_new and not self.has_many_links else "kiitos=linkit" if is_new else "kiitos=jo"
        return f"{reverse('ideas:own', args=[links.secret_of(token)])}?{how}"
