"""What the page of a method tells beside its own words: its numbers in sentences, where it came from, and where it is used."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from neighbourhoods import records

from . import cards
from .choices import AGES, PLACES, SEASONS, unpack
from .models import Adoption, Card
from .stories import queries as stories
from .texts import STEPS, TEXTS, parts

MOST_USERS = 50
# seen at once; others unfold
FIRST_STORIES = 3


@dataclass(frozen=True)
class Use:
    """A neighbourhood that has taken the method into use: its copy, and the headings of what it says otherwise."""

    shown: records.Shown
    changed: list


def span(least, most):
    """ "2–20", "5", or "" for two numbers of which either may be None."""
    if least is None or most is None or least == most:
        number = most if most is not None else least
        return "" if number is None else str(number)
    return f"{least}–{most}"


def costs_nothing(numbers):
    least, most = numbers("euros_min"), numbers("euros_max")
    return (most if most is not None else least) == 0


def money(numbers):
    least, most = numbers("euros_min"), numbers("euros_max")
    if costs_nothing(numbers):
        return _("nothing")
    return f"{text}\u00a0€" if (text := span(least, most)) else ""


def hours(number):
    return ngettext("%(number)d hour", "%(number)d hours", number) % {"number": number}


def time(numbers):
    event, own = numbers("hours_event"), numbers("hours_own")
    if not own:
        return hours(event) if event is not None else ""
    if event is None:
        return _("%(hours)s of your own") % {"hours": hours(own)}
    return _("%(hours)s, and %(own)s of your own") % {"hours": hours(event), "own": hours(own)}


def facts(page):
    """[(icon, heading, text)] of what is known of it, in the reader's language."""

    def numbers(name):
        return getattr(page, name)

    people = span(page.people_min, page.people_max)
    found = [
        ("clock", TEXTS["time"], time(numbers)),
        ("people", TEXTS["group_size"], people),
        ("euro", TEXTS["money"], money(numbers)),
        ("leaf", _("Season"), of_all(unpack(page.seasons, SEASONS), SEASONS, _("all year round"))),
        ("pin", _("Place"), str(PLACES.get(page.where, "")).lower()),
        ("child", _("Age"), of_all(unpack(page.ages, AGES), AGES, _("for all ages"))),
    ]
    return [one for one in found if one[2]]


def of_all(keys, known, everything):
    return everything if len(keys) == len(known) else ", ".join(str(known[key]).lower() for key in keys)


def sections_of(page):
    """[(name, heading, parts)] of what it says, in order; steps have pictures, and are shown otherwise."""
    found = []
    for name, heading in TEXTS.items():
        told = [block.value for block in page.steps if block.block_type == "step"] if name == STEPS else parts(getattr(page, name))
        if told and name not in ("smallest_start", "when_not", "licence", "background"):
            found.append((name, heading, told))
    return found


def shown_of(page, language):
    """The variables of a method's template. Five queries beside the page's own, however often it is used and tried; six for a copy."""
    key, neighbourhood = page.translation_key, page.neighbourhood()
    record = cards.record_id(key)
    context = {
        "told": sections_of(page),
        "smallest_start": parts(page.smallest_start),
        "when_not": parts(page.when_not),
        "background": parts(page.background),
        "licence": parts(page.licence),
        "method_facts": facts(page),
        "record_id": record,
        "headings": TEXTS,
    }
    if neighbourhood is None:
        return context
    card = Card.of(neighbourhood).filter(key=key).values("version", "is_open").first()
    own = Adoption.of(neighbourhood).filter(key=key).first()
    uses = list(Adoption.unscoped.filter(original=record, is_open=True).order_by("made_at", "pk")[:MOST_USERS])
    ids = [cards.record_id(use.key) for use in uses] + ([own.original_id] if own and own.original_id else [])
    shown = records.look_up(ids, language) if ids else {}
    tried = stories.elsewhere(ids)
    found = ((shown.get(cards.record_id(use.key)), use) for use in uses)
    context |= {
        "version": card["version"] if card else 1,
        "uses": [Use(one, [TEXTS[name] for name in TEXTS if name in use.changed]) for one, use in found if one and one.url],
        "take_url": "",
        "tried_elsewhere": [shown[pk] for pk in ids if pk in tried and pk in shown and shown[pk].url],
    }
    if card and card["is_open"]:
        told = stories.dressed(stories.public(neighbourhood, key)[: stories.MOST + 1])
        context["stories_first"], context["stories_more"] = told[:FIRST_STORIES], told[FIRST_STORIES : stories.MOST]
        context["all_stories_url"] = reverse("methods:stories", args=[record]) if len(told) > stories.MOST else ""
        context["tell_url"] = reverse("methods:tell", args=[record]) if neighbourhood.state == "active" else ""
    if own:
        context["original"] = shown.get(own.original_id)
        context["original_title"] = own.then.get("title", "")
        context["original_version"] = own.version
        context["changed"] = [TEXTS[name] for name in TEXTS if name in own.changed]
    if card and card["is_open"] and neighbourhood.config("methods").share:
        context["take_url"] = f"{settings.WAGTAILADMIN_BASE_URL}{reverse('methods_take', args=[record])}"
    return context
