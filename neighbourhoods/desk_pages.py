"""PUBLIC. A plugin's own pages at the volunteers' desk: who may open them, their frame, and what is said after something was done.

A view that `of_a_member` wraps gets the record of the neighbourhood that one works for, after the request; others than its members get
a 404. It answers with `show(request, record, template, context, title=...)`, whose template extends neighbourhoods/desk/frame.html.
`say` puts a sentence on the page that is seen next, with a button for the Act that can be taken back. `at` makes an address that stays
with the neighbourhood, whatever is chosen in another window. `day` writes a date as people do. `difference(old, new)` gives [(kind, text)]
with kind "same", "del" or "ins", word by word. `once_a_request(read)` is for what several tiles and rules of care tell of: `read` takes
a neighbourhood, and is asked once while a request is answered.
"""

from django.urls import reverse
from django.utils.http import urlencode

from .chosen import KEY
from .desk.glance import once_a_request
from .desk.shell import of_a_member, say, show
from .isolation.scope import coordinates
from .templatetags.look import day
from .translate.difference import parts as difference

__all__ = ["at", "coordinates", "day", "difference", "of_a_member", "once_a_request", "say", "show"]


def at(name, neighbourhood, *arguments, **query):
    """Address of an admin view for a neighbourhood."""
    return f"{reverse(name, args=arguments)}?{urlencode({KEY: neighbourhood.slug, **query})}"
