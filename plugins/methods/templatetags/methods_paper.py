"""The numbers of a method in words, on paper."""

from django import template

from .. import showing
from ..texts import TEXTS

register = template.Library()


@register.inclusion_tag("methods/printing/facts.html", takes_context=True)
def paper_facts(context, paper):
    """How many people, how long, how much money: what is known of it."""
    numbers = paper.numbers.get
    found = [
        (TEXTS["group_size"], showing.span(numbers("people_min"), numbers("people_max"))),
        (TEXTS["time"], showing.time(numbers)),
        (TEXTS["money"], showing.money(numbers)),
    ]
    return {"facts": [one for one in found if one[1]], "language": context.get("language"), "direction": context.get("direction")}
