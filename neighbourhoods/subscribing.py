"""`/<language>/tilaa/`: how to hear of what is new in a neighbourhood. What there is comes from the plugins that are on."""

from django.http import Http404
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .languages.links import alternates, site_frame, switch
from .subscriptions import feed_links, offered

PATH = "tilaa/"


@require_safe
def page(request):
    record, language = request.neighbourhood, translation.get_language()
    if record is None:
        raise Http404
    found = dict.fromkeys(record.codes, PATH)
    context = site_frame(record) | {
        "title": _("Subscribe"),
        "offered": offered(record, language),
        "addresses": feed_links(record, language),
        "switch": switch(record, found),
        "alternates": alternates(record, found),
        "canonical": f"{record.root_url}/{language}/{PATH}",
    }
    return render(request, "neighbourhoods/subscribe.html", context)
