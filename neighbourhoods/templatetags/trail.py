"""The path of a record on its page: `{% load trail %}{% trail record_id %}`, or `{% trail page %}` for a page of a RecordKind."""

from django import template
from django.utils import translation

from .. import records
from .. import trail as paths
from ..trail_picture import picture

register = template.Library()


@register.inclusion_tag("neighbourhoods/parts/trail.html", takes_context=True)
def trail(context, thing):
    """A section with heading, picture and list; nothing while the thing stands alone. One query then, else three."""
    language = translation.get_language()
    pk = id_of_page(thing) if hasattr(thing, "translation_key") else thing
    found = paths.beyond(pk, language) if pk else None
    return {"found": found, "language": language, "direction": context.get("direction", "auto")}


def id_of_page(page):
    """The id of a page's record; None for a page of no kind, and for one that is a preview of what is not there yet."""
    found = records.kind_of(page)
    return records.id_of(found[0].label, found[1].kind, page.translation_key) if found else None


@register.simple_tag
def trail_picture(found):
    return picture(found, mirrored=translation.get_language_bidi())


@register.filter
def with_others(found):
    """[(Step, [(number, Step)])]: with each step those that it came from, where that is not the one just before it in the list."""
    numbers = {step.shown.id: (number, step) for number, step in enumerate(found.steps, 1)}
    told, last = [], None
    for step in found.steps:
        told.append((step, [] if step.sources in ((), (last,)) else [numbers[pk] for pk in step.sources if pk in numbers]))
        last = step.shown.id
    return told
