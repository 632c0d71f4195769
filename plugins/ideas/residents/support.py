"""To support an idea without an account or a cookie, and to take it back on the same day."""

from django.core import signing
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from neighbourhoods.participation import PublicForm, PublicFormView

from .. import queries, sending
from ..models import Idea, Support
from ..models.calls import OPEN

SALT = "ideas.support.mark"


def mark_of(idea_pk, support_pk, day):
    """What names one's own support on the page that thanks for it, and is worth something on that day only."""
    return signing.dumps([idea_pk, support_pk, day.isoformat()], salt=SALT)


def read(mark, idea_pk, today):
    """The key of the Support, or None for what is forged, of another idea, or of another day."""
    try:
        value = signing.loads(mark[:300], salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return value[1] if value[::2] == [idea_pk, today.isoformat()] else None


class OfAnIdea(PublicFormView):
    """A form about an idea that everybody may see."""

    form_class = PublicForm
    wants_open = True

    def dispatch(self, request, *args, **kwargs):
        self.idea = queries.public_ideas(request.neighbourhood).select_related("call").filter(pk=kwargs["pk"]).first()
        if self.idea is None or not self.is_on():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def is_on(self):
        return True

    def about(self):
        return self.idea.pk

    def closed(self):
        if self.wants_open and self.idea.call.state() != OPEN:
            return _("The call is closed, so it cannot be supported or commented on any more.")
        return ""

    def context(self):
        return {"idea": self.idea, "back": self.idea_url()}

    def idea_url(self):
        return reverse("ideas:idea", args=[self.idea.pk])

    def today(self):
        return timezone.localdate(timezone=self.request.neighbourhood.zone)


class SupportView(OfAnIdea):
    key = "ideas.support"
    template = "ideas/support.html"
    title = gettext_lazy("I support this")

    def is_on(self):
        return self.idea.call.support_on

    def store(self, form, sent):
        return sending.support(self.request.neighbourhood, self.idea, sent.reader).pk

    def done(self, result, token, is_new):
        return reverse("ideas:supported", args=[self.idea.pk, mark_of(self.idea.pk, int(result), self.today())])


class Supported(OfAnIdea):
    """Reached by the mark only: no other page knows who supports."""

    key = "ideas.supported"
    template = "ideas/supported.html"
    title = gettext_lazy("You support this")
    # whoever has second thoughts after the end may have them
    wants_open = False

    def dispatch(self, request, *args, **kwargs):
        self.mark = kwargs["mark"]
        self.row = read(self.mark, kwargs["pk"], self.today_of(request))
        return super().dispatch(request, *args, **kwargs)

    def today_of(self, request):
        return timezone.localdate(timezone=request.neighbourhood.zone)

    def resting(self):
        return "" if self.row else _("This link was for one day. Your support stays.")

    def context(self):
        counts = self.row is not None and Support.of(self.request.neighbourhood).filter(pk=self.row, idea=self.idea).exists()
        title = self.title if counts or self.row is None else _("You took your support back")
        return super().context() | {"counts": counts, "title": title, "number": self.number()}

    def number(self):
        return Idea.of(self.request.neighbourhood).values_list("supports", flat=True).get(pk=self.idea.pk)

    def store(self, form, sent):
        sending.take_support_back(self.request.neighbourhood, self.idea, self.row)
        return self.idea.pk

    def done(self, result, token, is_new):
        return self.request.path
