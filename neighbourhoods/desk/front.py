"""The volunteers' front page: what one can do, what needs care, what was done last, how many came by, whom to ask."""

from datetime import timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import require_admin_access
from wagtail.admin.localization import get_localized_response
from wagtail.admin.views.home import HomeView
from wagtail.models import Page

from .. import acts, current, registry, short_forms, visitors
from ..contacts import today_in
from ..isolation import scope
from ..models import Draft, Role
from ..templatetags.look import icons
from . import care, shell, team, team_views

CARE, ACTS, DRAFTS, COORDINATORS = 5, 5, 3, 3
# what a tile is about, by its icon: colour says it too, as everywhere on the sites
TINTS = {"news": "soft", "pen": "soft", "calendar": "happening", "bulb": "asking", "bell": "asking", "chat": "doing", "cards": "doing"}
OTHER_ICON = "leaf"
MOST_WAITING = 99

# Wagtail's own front page, with its menu and its numbers.
full_editing = never_cache(require_admin_access(HomeView.as_view()))


@never_cache
@require_http_methods(["GET", "HEAD"])
def page(request):
    """In the language of the person. Who may come in was decided by the guard, from the memberships that it had read anyway."""
    return get_localized_response(front_page_of, request)


def front_page_of(request):
    """Keepers work in the whole install until they choose a neighbourhood."""
    if scope.is_keeper(request.user) and current.neighbourhood() is None:
        return HomeView.as_view()(request)
    return desk(request)


@shell.of_a_member
def desk(request, record):
    user, week = request.user, visitors.week(record)
    context = {
        "tiles": tiles(record),
        "more": more(user, record),
        "drafts": drafts(user, record),
        "care": care.found(record, user, count=CARE),
        "acts": acts.recent(record, ACTS, person=user),
        "week": week,
        **picture_of(week, record),
        "coordinators": [one for one in coordinators(user, record) if one["pk"] != user.pk][:COORDINATORS],
        "keeper": keeper(),
    }
    return shell.show(request, record, "neighbourhoods/desk/front.html", context, title=_("What would you like to do?"))


# Tiles and links


def tiles(record):
    """[{label, more, icon, tint, url, waiting}] of the plugins that are on; one that fails is left out."""
    found = []
    for plugin, tile in sorted(registry.contributions(record, "tiles"), key=lambda one: one[1].order):
        found.append(registry.safely(plugin, "tiles", shown, tile, record, default=None))
    return [tile for tile in found if tile and tile["url"]]


def shown(tile, record):
    waiting = tile.count(record) if tile.count else 0
    return {
        "label": str(tile.label),
        "more": (ngettext("%(n)s is waiting", "%(n)s are waiting", waiting) % {"n": waiting}) if waiting else str(tile.more),
        "icon": tile.icon if tile.icon in icons() else OTHER_ICON,
        "tint": TINTS.get(tile.icon, ""),
        "url": shell.in_place(tile.url(record) or "", record),
        "waiting": f"{MOST_WAITING}+" if waiting > MOST_WAITING else waiting,
    }


def more(user, record):
    """[{label, icon, url}] of what is done less often."""
    found = [
        (_("Translate"), "globe", "translate", len(record.languages) > 1),
        (_("Neighbourhood's details"), "home", "details", True),
        (_("Problem reports"), "chat", "feedback_admin", True),
        (_("Team"), "people", "team", team_views.may_open(user)),
        (_("Bin"), "bin", "desk_bin", True),
        (_("Help"), "info", "desk_help", True),
        (_("Account"), "person", "wagtailadmin_account", True),
        (_("Full editor"), "pen", "full_editing", True),
    ]
    return [{"label": label, "icon": icon, "url": reverse(name)} for label, icon, name, is_there in found if is_there]


# What is half done, who has come, whom to ask


def drafts(user, record):
    """[{title, label, url, when}] of what the person has begun in a short form and not sent, the newest first."""
    forms = short_forms.forms_of(record)
    rows = Draft.objects.filter(by=user, neighbourhood=record.pk, form__in=list(forms), done_at=None).order_by("-changed_at")
    begun = [row for row in rows[: DRAFTS * 3] if row.picture_id or is_begun(row.texts)]
    return [
        {
            "title": str(row.texts.get("title", "")).strip() or _("Without a title yet"),
            "label": _("Change of a page") if row.page_id else forms[row.form].label,
            "url": f"{short_forms.address(row.form, Page(pk=row.page_id) if row.page_id else None)}?{urlencode({'draft': row.pk})}",
            "when": acts.when(row.changed_at),
        }
        for row in begun[:DRAFTS]
    ]


def is_begun(texts):
    """Whether anything was typed: what is chosen from a list is no text."""
    return any(isinstance(text, str) and text.strip() for text in texts.values())


def picture_of(week, record):
    """The line of a week in a box of 280 by 64, and what it says in words."""
    if not any(week.days):
        return {"line": ""}
    step, most = 272 / (len(week.days) - 1), max(week.days)
    points = [f"{4 + number * step:.0f},{58 - 52 * count / most:.0f}" for number, count in enumerate(week.days)]
    first = today_in(record) - timedelta(days=len(week.days) - 1)
    names = [date_format(first + timedelta(days=number), "D") for number in range(len(week.days))]
    told = ", ".join(f"{name} {count}" for name, count in zip(names, week.days, strict=True))
    return {"line": " ".join(points), "line_says": _("Opened each day: %(days)s") % {"days": told}, "from_to": f"{names[0]}–{names[-1]}"}


def coordinators(user, record):
    """[{pk, name, email}] of who coordinates the neighbourhood, the first of them first; one query."""
    rows = [row.user for row in team.members_for(user, record.pk) if row.role == Role.COORDINATOR and row.user.is_active]
    return [{"pk": one.pk, "name": team.name_of(one), "email": one.email} for one in rows]


def keeper():
    """How those who run the install are reached: as the portal says it, or by the address in its file."""
    portal = current.portal()
    if portal is None:
        return {}
    facts = portal.facts.told(portal.chain(get_language()), portal.codes[0])
    return {"phone": facts.phone, "email": facts.email or (portal.file.get("people") or {}).get("keeper", ""), "text": facts.text}
