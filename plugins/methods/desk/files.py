"""Methods from files that somebody brings, with a report of what came in and what did not."""

from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from neighbourhoods import desk_pages

from .. import setting_up
from ..texts import TEXTS
from .bringing import reading, taking_in

MOST_FILES = 100


@require_http_methods(["GET", "HEAD", "POST"])
@desk_pages.of_a_member
def files(request, neighbourhood):
    """All methods of the files come in as drafts; while anything in them is wrong, none does."""
    places = setting_up.libraries(neighbourhood)
    may = neighbourhood.state != "archived" and any(place.permissions_for_user(request.user).can_add_subpage() for place in places.values())
    context = {"may": may, "here": desk_pages.at("methods_files", neighbourhood), "list_url": reverse("method_pages:index")}
    status = 200
    if request.method == "POST":
        refused = {"wrong": [_("There is no library here in which you may write.")]}
        context["report"] = report(request, neighbourhood) if may else refused
        status = 400 if context["report"]["wrong"] else 200
    answer = desk_pages.show(request, neighbourhood, "methods/desk/files.html", context, title=_("Bring methods from files"))
    answer.status_code = status
    return answer


def report(request, neighbourhood):
    """What the page tells of the files."""
    given = request.FILES.getlist("files")
    if not given:
        return {"wrong": [_("Choose a file.")]}
    if len(given) > MOST_FILES:
        return {"wrong": [_("At most %(most)d files fit at a time. Pack them into a zip.") % {"most": MOST_FILES}]}
    if sum(file.size for file in given) > reading.MOST_BYTES:
        return {
            "wrong": [_("%(file)s is too large. At most %(most)d MB fit: bring fewer methods at a time.") % reading.largest(given[0].name)]
        }
    # one byte more than fits is enough to see that it does not
    read = reading.read([(file.name, file.read(reading.MOST_BYTES + 1)) for file in given])
    if not read.wrong and not read.drafts:
        read.wrong.append(_("There is no method in what you brought. Methods come in files that end in .json, .md or .zip."))
    told = {"wrong": read.wrong, "told": read.told}
    if not read.wrong:
        result = taking_in.take_in(neighbourhood, read.drafts, request.user)
        told |= {"came": [came_in(one) for one in result.came], "there": result.there, "elsewhere": result.elsewhere}
    return told


def came_in(came):
    return {
        "page": came.page,
        "edit": reverse("wagtailadmin_pages:edit", args=[came.page.pk]),
        "language": came.page.locale.language_code,
        "languages": [named(code) for code in came.languages],
        "left_out": [named(code) for code in came.left_out],
        "lacking": [TEXTS[name] for name in came.lacking],
    }


def named(code):
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:
        return code
