"""To say something about an idea, or that something is wrong with it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from neighbourhoods.participation import PublicForm, PublicLineField, PublicTextField

from .. import sending
from ..models.answers import LONGEST_NAME
from .support import OfAnIdea

MISSING = {"required": gettext_lazy("The text is missing. One sentence is enough.")}


class CommentForm(PublicForm):
    text = PublicTextField(
        label=gettext_lazy("Your comment"),
        help_text=gettext_lazy("We read comments before they are shown."),
        most=1000,
        error_messages=MISSING,
    )
    name = PublicLineField(
        label=gettext_lazy("Name or nickname"), help_text=gettext_lazy("Everybody sees it."), most=LONGEST_NAME, required=False
    )


class ReportForm(PublicForm):
    text = PublicTextField(label=gettext_lazy("What is wrong?"), most=500, error_messages=MISSING)


class Talk(OfAnIdea):
    button = ""
    thanks = ""

    def get(self, request, *args, **kwargs):
        if "kiitos" in request.GET:
            return self.render("ideas/told.html", {"title": self.thanks, "lead": self.lead()})
        return super().get(request, *args, **kwargs)

    def lead(self):
        return ""

    def context(self):
        return super().context() | {"button": self.button}

    def done(self, result, token, is_new):
        return f"{self.request.path}?kiitos"


class CommentView(Talk):
    key = "ideas.comment"
    title = pgettext_lazy("verb", "Comment")
    button = gettext_lazy("Send comment")
    thanks = gettext_lazy("Thank you. We have your comment.")
    form_class = CommentForm
    template = "ideas/comment.html"
    most = 20

    def is_on(self):
        return self.idea.call.comments_on

    def lead(self):
        return _("We read comments before they are shown.")

    def store(self, form, sent):
        return sending.comment(self.request.neighbourhood, self.idea, form.cleaned_data, sent).pk


class ReportView(Talk):
    key = "ideas.report"
    title = gettext_lazy("Report a problem")
    button = gettext_lazy("Send report")
    thanks = gettext_lazy("Thank you. We have your report.")
    form_class = ReportForm
    template = "ideas/report.html"
    wants_open = False

    def lead(self):
        return _("A person reads it and looks at the idea.")

    def store(self, form, sent):
        return sending.report(self.request.neighbourhood, self.idea, form.cleaned_data["text"]).pk
