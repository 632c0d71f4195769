"""What calendars say of an event beside its times: its page in few plain words, with the way back to the page."""

from django.utils.translation import gettext as _

from neighbourhoods.plain_text import from_blocks

from ..calendar.events import Texts
from ..topics import TOPICS, unpack

# calendars on phones show the beginning
MOST_LETTERS = 4000


def texts_of(neighbourhood, shown, original="", whole=False):
    """Texts of an event, or of one of its dates: what is different there stands first. Whom to ask stays on the page."""
    page, change = shown.page, shown.change(original) if original else None
    place = change.place if change and change.place else ", ".join(filter(None, [page.place, page.address]))
    note = change.note if change else ""
    return Texts(
        summary=page.title,
        description="\n\n".join(filter(None, [note, *described(page, whole)]))[:MOST_LETTERS],
        location=place,
        url=neighbourhood.root_url + shown.path(original),
        online_url=page.online_url or None,
        is_online=bool(page.online_url),
    )


def described(page, whole):
    yield page.lead
    if whole and page.body:
        # None where it holds more than a plain text can say: the page has it
        yield (from_blocks(page.body.get_prep_value()) or "").strip()
    facts = []
    if page.access:
        facts.append(_("Getting in: %(access)s") % {"access": page.access})
    if page.price:
        facts.append(_("Price: %(price)s") % {"price": page.price})
    if page.organiser:
        facts.append(_("Organiser: %(organiser)s") % {"organiser": page.organiser})
    yield "\n".join(facts)


def topic_names(series):
    return tuple(str(TOPICS[key]) for key in unpack(series.topics))
