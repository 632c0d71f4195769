"""Where an idea is told of beside its own page: records for others, and the search. Hidden holds in all of them."""

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import pgettext

from neighbourhoods import records

from . import queries
from .models import Idea


def path_of(idea):
    """Below the language."""
    return f"ideas/{idea.pk}/"


def id_of(idea):
    """Of its record."""
    return records.id_of("ideas", "idea", idea.pk)


def as_record(neighbourhood, idea):
    """records.Shown of an idea that is being read, without a query: what other plugins offer on it."""
    return records.Shown(id_of(idea), "ideas", "idea", idea.heading, "", idea.language, neighbourhood.name, None, "")


def shown(neighbourhood, idea):
    """Everybody may read it now."""
    records.publish(
        plugin="ideas",
        kind="idea",
        key=idea.pk,
        neighbourhood=neighbourhood,
        titles={idea.language: idea.heading},
        path=path_of(idea),
        date=idea.published_at or idea.sent_at,
        text="\n".join(filter(None, [idea.text, idea.place, idea.answer, idea.answer_next])),
    )


def hidden(idea):
    """Nobody may any more. What was hidden or taken back is read nowhere, so not as a title in what links to it either."""
    is_told = idea.state in (Idea.State.PUBLIC, Idea.State.MERGED)
    records.withdraw(plugin="ideas", kind="idea", key=idea.pk, titles=None if is_told else without_words())


def without_words():
    """{language: what stands for an idea that nobody is to read}"""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = pgettext("idea", "An idea that is not shown")
    return found


def follow(neighbourhood, idea):
    """As its state says, and its call."""
    if idea.is_public and queries.is_published(idea.call):
        shown(neighbourhood, idea)
    else:
        hidden(idea)


def follow_call(neighbourhood, call):
    """A call that nobody may read any more takes its ideas out of everything, and brings them back. Nothing where that is done already."""
    ideas = Idea.of(neighbourhood).filter(call=call, state=Idea.State.PUBLIC).select_related("call").order_by("-pk")
    newest = ideas.first()
    if newest is None or is_told(neighbourhood, newest) == queries.is_published(call):
        return
    with transaction.atomic():
        for idea in ideas.iterator(chunk_size=500):
            follow(neighbourhood, idea)


def is_told(neighbourhood, idea):
    """Whether others know of it now: all ideas of a call come and go together."""
    pk = id_of(idea)
    found = records.look_up([pk], neighbourhood.languages[0]).get(pk)
    return found is not None and bool(found.url)
