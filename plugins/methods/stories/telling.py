"""What the teller of a story does: tell, change, take back."""

from django.db import transaction

from neighbourhoods.participation import forgetting, links

from ..models import Story

# purpose of own links
OWN = "methods.story"
SCRIPTS = (("ar", "\u0600", "\u06ff"), ("uk", "\u0400", "\u04ff"), ("he", "\u0590", "\u05ff"))


def language_of(text, reader):
    """The language of a text: that of its script, where the script says so, else the reader's."""
    letters = [letter for letter in text if letter.isalpha()]
    for code, first, last in SCRIPTS:
        if sum(first <= letter <= last for letter in letters) * 2 > len(letters):
            return code
    return reader


def send(neighbourhood, key, values, sent):
    """The Story of somebody without an account, which waits to be read; in a transaction. `sent` is a participation.Sent."""
    story = Story.unscoped.create(
        neighbourhood_id=neighbourhood.pk, key=key, language=language_of(values["text"], sent.language), is_held=sent.is_held, **values
    )
    links.keep(neighbourhood, OWN, story.pk, links.secret_of(sent.token))
    return story


def of_link(neighbourhood, secret):
    """The Story that a link opens in this neighbourhood, or None; two queries."""
    target = links.find(neighbourhood, OWN, secret)
    return None if target is None else Story.of(neighbourhood).filter(pk=target).first()


@transaction.atomic
def change(neighbourhood, story, values, sent):
    """Its teller changes it: nobody else sees it before it has been read again. None where it is not there any more."""
    row = Story.of(neighbourhood).select_for_update().filter(pk=story.pk).first()
    if row is None:
        return None
    for name, value in values.items():
        setattr(row, name, value)
    row.language = language_of(row.text, row.language)
    row.state, row.hidden_for, row.changes = Story.State.WAITING, "", row.changes + 1
    row.is_held = row.is_held or sent.is_held
    row.save()
    return row


@transaction.atomic
def delete(stories):
    """These are gone for good, with the links that open them. `stories` is a queryset. Returns how many there were."""
    found = list(stories.values_list("pk", flat=True))
    for pk in found:
        forgetting.forget_sender(OWN, pk)
    Story.unscoped.filter(pk__in=found).delete()
    return len(found)
