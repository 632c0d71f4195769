"""The methods that ship: which of them the library takes in."""

from django.contrib.messages import ERROR
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from neighbourhoods import desk_pages

from .. import library, setting_up, showing


@require_http_methods(["GET", "HEAD", "POST"])
@desk_pages.of_a_member
def ready(request, neighbourhood):
    places = setting_up.libraries(neighbourhood)
    may = any(place.permissions_for_user(request.user).can_publish_subpage() for place in places.values())
    here = desk_pages.at("methods_ready", neighbourhood)
    if request.method == "POST":
        names = set(request.POST.getlist("name")) & set(library.shipped())
        if not may:
            desk_pages.say(request, _("There is no library here in which you may publish."), level=ERROR)
        elif not names:
            desk_pages.say(request, _("Choose at least one method."), level=ERROR)
        else:
            made = setting_up.take_in(neighbourhood, names, request.user)
            told = ngettext("%(number)d method is in your library now.", "%(number)d methods are in your library now.", len(made))
            desk_pages.say(request, told % {"number": len(made)})
            return HttpResponseRedirect(f"{reverse('desk')}?neighbourhood={neighbourhood.slug}")
        return HttpResponseRedirect(here)
    there, language = setting_up.taken_in(neighbourhood), translation.get_language()
    listed = [one(name, versions, language, name in there) for name, versions in library.shipped().items()]
    context = {"listed": listed, "may": may, "here": here, "are_left": any(not method["is_there"] for method in listed)}
    return desk_pages.show(request, neighbourhood, "methods/desk/ready.html", context, title=_("Take in ready-made methods"))


def one(name, versions, language, is_there):
    written = versions.get(language) or versions[library.SOURCE]
    numbers = versions[library.SOURCE].numbers.get
    return {
        "name": name,
        "title": written.title,
        "lead": written.lead,
        "language": written.language,
        "languages": [translation.get_language_info(code)["name_translated"] for code in versions],
        "is_there": is_there,
        "time": showing.time(numbers),
        "money": showing.money(numbers),
    }
