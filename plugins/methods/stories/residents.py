"""Where residents tell a story without an account, where everybody reads all of them, and what the own link of a teller opens."""

from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from neighbourhoods import records
from neighbourhoods.pages import render
from neighbourhoods.participation import PublicForm, PublicFormView, is_resting, links

from ..models import Card, Story
from . import checking, queries, telling
from .forms import StoryForm

PER_PAGE = 20
ANCHOR = "#kokeiltu"


def method_of(neighbourhood, record):
    """(Card, records.Shown) of a method that everybody reads here. Raises Http404."""
    card = Card.of(neighbourhood).filter(record_id=record, is_open=True).first() if neighbourhood else None
    shown = records.look_up([record], get_language()).get(record) if card else None
    if shown is None or not shown.url:
        raise Http404
    return card, shown


def unseen(response):
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def stories(request, record):
    """All stories of a method; ?sivu=2 is the second page."""
    card, method = method_of(request.neighbourhood, record)
    page = Paginator(queries.public(request.neighbourhood, card.key), PER_PAGE).get_page(request.GET.get("sivu"))
    page.object_list = queries.dressed(page.object_list)
    url = "" if is_resting(request.neighbourhood) else reverse("methods:tell", args=[record])
    return render(request, "methods/stories/all.html", {"method": method, "page": page, "tell_url": url})


class TellView(PublicFormView):
    key = "methods.story"
    form_class = StoryForm
    template = "methods/stories/tell.html"
    title = gettext_lazy("Tell how it went here")

    def dispatch(self, request, *args, **kwargs):
        self.card, self.method = method_of(request.neighbourhood, kwargs["record"])
        return super().dispatch(request, *args, **kwargs)

    def about(self):
        return str(self.card.record_id)

    def context(self):
        return {"method": self.method}

    def store(self, form, sent):
        return telling.send(self.request.neighbourhood, self.card.key, form.values(), sent).pk

    def done(self, result, token, is_new):
        return f"{reverse('methods:story', args=[links.secret_of(token)])}?{'kiitos' if is_new else 'kiitos=jo'}"


class Own(PublicFormView):
    """What the holder of a link does. A link that opens nothing gets a page that says so."""

    story = None

    def dispatch(self, request, *args, **kwargs):
        self.secret = kwargs["secret"]
        self.story = telling.of_link(request.neighbourhood, self.secret) if request.neighbourhood else None
        if self.story is None:
            self.title = _("This link does not open anything")
            return unseen(self.render("methods/stories/own_unknown.html", {}, status=404))
        return unseen(super().dispatch(request, *args, **kwargs))

    def about(self):
        return self.story.pk

    def own_url(self):
        return reverse("methods:story", args=[self.secret])

    def context(self):
        return {"story": self.story, "secret": self.secret, "own_url": self.own_url()} if self.story else {}

    def done(self, result, token, is_new):
        return self.own_url()


class OwnStory(Own):
    """The own page itself, which has no form."""

    http_method_names = ["get", "head"]
    title = gettext_lazy("Your story")

    def get(self, request, *args, **kwargs):
        neighbourhood, story = request.neighbourhood, self.story
        thanks = request.GET.get("kiitos")
        if thanks is not None:
            self.title = _("Thank you! We have your story.")
        card = Card.of(neighbourhood).filter(key=story.key).values_list("record_id", flat=True).first()
        url = f"{neighbourhood.root_url}{self.own_url()}"
        queries.dressed([story])
        context = {
            "thanks": thanks is not None,
            "is_twice": thanks == "jo",
            "method": records.look_up([card], get_language()).get(card) if card else None,
            "url": url,
            "qr": links.qr(url, _("QR code of your private link")),
            "reason": checking.HIDDEN_FOR.get(story.hidden_for, ""),
            "is_resting": is_resting(neighbourhood),
        }
        return self.render("methods/stories/own.html", context)


class OwnChange(Own):
    key = "methods.story_change"
    form_class = StoryForm
    template = "methods/stories/own_change.html"
    title = gettext_lazy("Edit the story")

    def initial(self):
        return StoryForm.of(self.story)

    def store(self, form, sent):
        telling.change(self.request.neighbourhood, self.story, form.values(), sent)
        return self.story.pk


class OwnDelete(Own):
    key = "methods.story_delete"
    form_class = PublicForm
    template = "methods/stories/own_delete.html"
    title = gettext_lazy("Delete the story")

    def dispatch(self, request, *args, **kwargs):
        # the link opens nothing any more, and that is what it says
        if request.method in ("GET", "HEAD") and "kiitos" in request.GET:
            self.title = pgettext_lazy("story", "Your story is deleted")
            return unseen(self.render("methods/stories/own_deleted.html", {}))
        return super().dispatch(request, *args, **kwargs)

    def resting(self):
        # also where the site sleeps, what is one's own can be taken back
        return ""

    def store(self, form, sent):
        telling.delete(Story.of(self.request.neighbourhood).filter(pk=self.story.pk))
        return self.story.pk

    def done(self, result, token, is_new):
        return reverse("methods:story_delete", args=[self.secret]) + "?kiitos"
