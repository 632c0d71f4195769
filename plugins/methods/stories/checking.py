"""What active residents do with stories: tell their own, publish, hide. Each is logged and can be undone."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from neighbourhoods import acts

from ..models import Story
from .telling import language_of

# whoever tells the same of the same method again within this time has pressed twice
TWICE = timedelta(minutes=30)
HIDDEN_FOR = {
    "private": pgettext_lazy("story", "contains another person's details"),
    "offends": pgettext_lazy("story", "offends someone"),
    "advertising": pgettext_lazy("story", "is advertising"),
    "off_method": pgettext_lazy("story", "is not about this method"),
    "twice": pgettext_lazy("story", "came twice"),
}


class ChangedMeanwhile(Exception):
    """Its teller has changed it since it was read."""


@transaction.atomic
def tell(neighbourhood, page, values, person):
    """(Story, Act) of an active resident's own story of a method, which everybody sees at once; sent twice, the Act is None."""
    same = {"key": page.translation_key, "told_by": person, **values}
    again = Story.of(neighbourhood).filter(sent_at__gt=timezone.now() - TWICE, **same).first()
    if again is not None:
        return again, None
    language = language_of(values["text"], page.locale.language_code)
    story = Story.unscoped.create(neighbourhood_id=neighbourhood.pk, language=language, state=Story.State.PUBLIC, **same)
    return story, acts.record(neighbourhood, "story.told", story.pk, page.title, person)


@transaction.atomic
def publish(neighbourhood, pk, title, person, *, seen):
    """The Act of letting everybody see a story, or None where they do already. `seen` is how often it had been changed when it was
    read, `title` that of its method. Raises ChangedMeanwhile and Story.DoesNotExist."""
    story = Story.of(neighbourhood).select_for_update().get(pk=pk)
    if story.changes != seen:
        raise ChangedMeanwhile
    if story.is_public:
        return None
    return move(neighbourhood, story, title, person, "story.published", Story.State.PUBLIC, "", is_held=False)


@transaction.atomic
def hide(neighbourhood, pk, title, person, reason):
    """The Act of hiding a story; its teller is told the reason, a key of HIDDEN_FOR. None where it is hidden for that already."""
    story = Story.of(neighbourhood).select_for_update().get(pk=pk)
    if story.state == Story.State.HIDDEN and story.hidden_for == reason:
        return None
    return move(neighbourhood, story, title, person, "story.hidden", Story.State.HIDDEN, reason)


def move(neighbourhood, story, title, person, kind, state, hidden_for, **fields):
    """The Act remembers how it was, and says nothing of what the story says: it stays when that is erased."""
    before = {name: getattr(story, name) for name in ("state", "hidden_for", "is_held")}
    for name, value in ({"state": state, "hidden_for": hidden_for} | fields).items():
        setattr(story, name, value)
    story.save(update_fields=["state", "hidden_for", *fields])
    return acts.record(neighbourhood, kind, story.pk, title, person, changes=story.changes, **before)
