"""The numbers of a method in one line, in lists."""

from django import template

from .. import showing

register = template.Library()


@register.inclusion_tag("methods/mini.html")
def mini(source):
    """Of a page, or of the numbers of a card."""
    numbers = source.get if isinstance(source, dict) else lambda name: getattr(source, name)
    people = showing.span(numbers("people_min"), numbers("people_max"))
    hours = [number for number in (numbers("hours_event"), numbers("hours_own")) if number is not None]
    found = [
        ("clock", showing.TEXTS["time"], showing.hours(sum(hours)) if hours else ""),
        ("people", showing.TEXTS["group_size"], people),
        ("euro", showing.TEXTS["money"], "0\u00a0€" if showing.costs_nothing(numbers) else showing.money(numbers)),
    ]
    return {"numbers": [one for one in found if one[2]]}
