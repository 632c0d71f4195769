"""What people rely on every day: with all that is held back, their own work is where it was."""

from django.urls import NoReverseMatch, reverse
from wagtail.models import Page

from neighbourhoods import registry
from neighbourhoods.models import BinnedPage, Document, Image
from neighbourhoods.pages import IndexPage

from . import probes
from .markers import PRIVATE, PUBLIC

# Fields of the tab that only coordinators see
FOR_COORDINATORS = {"slug", "seo_title", "search_description"}
STATEMENTS = {"authority", "hosting", "processors"}


def working(world, slug, coordinates=False):
    """[(address, {Marker} that must be there)] of one neighbourhood: every page, picture, file and row in the view where it is edited,
    and the lists and choosers in which it is looked for."""
    place = world.places[slug]
    by_row = {}
    for marker in world.markers.all:
        if marker.place == slug and marker.row is not None:
            by_row.setdefault((marker.model, marker.row.pk), []).append(marker)
    found = []
    for (model, state), page in place.pages.items():
        own = by_row[model._meta.label, page.pk]
        newest = [one for one in own if state != "changed" or one.seen_by == PRIVATE]
        left_out = set() if coordinates else FOR_COORDINATORS
        shown = {one for one in newest if one.field not in left_out and not hidden(model, one)}
        found.append((reverse("wagtailadmin_pages:edit", args=[page.pk]), shown))
        titles = {one for one in newest if one.field == "title"}
        found.append((reverse("wagtailadmin_explore", args=[Page.objects.get(pk=page.pk).get_parent().pk]), titles))
        found.append((reverse("wagtailadmin_pages:usage", args=[page.pk]), titles))
    for model, app in ((Image, "wagtailimages"), (Document, "wagtaildocs")):
        rows = [place.media[model, seen_by] for seen_by in (PUBLIC, PRIVATE)]
        titles = {one for row in rows for one in by_row[model._meta.label, row.pk] if one.field == "title"}
        found += [(reverse(f"{app}:index"), titles), (reverse(f"{app}_chooser:choose"), titles)]
        found += [(reverse(f"{app}:edit", args=[row.pk]), set(by_row[model._meta.label, row.pk])) for row in rows]
        found += [(reverse(f"{app}_chooser:chosen", args=[row.pk]), set()) for row in rows]
    home = place.home("fi")
    # what is in the bin is in no list
    children = home.get_children().exclude(pk__in=BinnedPage.objects.values("pk"))
    titles = {one for page in children for one in by_row.get((page.specific._meta.label, page.pk), ()) if one.field == "title"}
    drafts = {one for one in titles if one.seen_by == PRIVATE}
    found.append((reverse("wagtailadmin_choose_page_child", args=[home.pk]), drafts))
    shown = of_model(world, slug, "neighbourhoods.Room", "neighbourhoods.Details")
    shown = {one for one in shown if coordinates or one.field not in STATEMENTS}
    found.append((reverse("details") + f"?neighbourhood={slug}", shown))
    reports = {one for one in of_model(world, slug, "neighbourhoods.Feedback") if one.field in ("text", "email")}
    found.append((reverse("feedback_admin") + f"?neighbourhood={slug}", reports))
    return found


def hidden(model, marker):
    """Of the first pages of plugins and of home pages the file of the neighbourhood says some things."""
    return issubclass(model, IndexPage) and marker.field == "slug"


def of_model(world, slug, *labels):
    return {one for one in world.markers.all if one.place == slug and one.model in labels}


def views_of_plugins(world, slug):
    """[(plugin, addresses of its own views, {Marker} of its rows)] of plugins that open views to volunteers."""
    place, found = world.places[slug], []
    for plugin in registry.installed():
        rows = [row for model, row in place.media.items() if isinstance(model, type) and model._meta.app_label == plugin.label]
        paths = []
        for name, arguments in plugin.admin_views().items():
            for row in rows or [None]:
                values = {key: row.pk for key in arguments if row is not None and arguments[key].startswith("own row")}
                try:
                    paths.append(reverse(name, kwargs=values))
                except NoReverseMatch:
                    continue
        markers = {one for one in world.markers.all if one.place == slug and any(one.row is row for row in rows)}
        if paths:
            found.append((plugin.label, list(dict.fromkeys(paths)), markers))
    return found


def lacking(crawler, world, slug, coordinates=False):
    """["address: status, or what is not there"] of what ought to work and does not."""
    wrong = []
    for path, wanted in working(world, slug, coordinates):
        answer = crawler.send("GET", path)
        missing = wanted - world.markers.find(answer.everything())
        if answer.status != 200 or missing:
            wrong.append(f"{path}: {answer.status}, without {sorted(str(one) for one in missing)[:4]}")
    for label, paths, wanted in views_of_plugins(world, slug):
        answers = [crawler.send("GET", f"{path}?neighbourhood={slug}") for path in paths]
        seen = {marker for answer in answers for marker in world.markers.find(answer.everything())}
        if wanted and not wanted & seen:
            wrong.append(f"{label}: none of its rows in {paths}")
        # a plugin may have views that only take what is sent, and choosers that make nothing
        wrong += [f"{path}: {answer.status}" for path, answer in zip(paths, answers, strict=True) if answer.status >= 500]
    return wrong


def unsaved(journey, world, slug):
    """["address: status"] of own forms that are sent as they are and not taken: what the crawl sends would not be taken either."""
    place, wrong = world.places[slug], []
    paths = [reverse("wagtailadmin_pages:edit", args=[page.pk]) for (_model, state), page in place.pages.items() if state == "changed"]
    paths += [reverse("wagtailimages:edit", args=[place.image(PRIVATE).pk]), reverse("wagtaildocs:edit", args=[place.document(PRIVATE).pk])]
    for path in [*paths, reverse("details") + f"?neighbourhood={slug}"]:
        journey.forms.clear()
        journey.open(path)
        form = max(journey.forms.values(), key=lambda one: len(one["fields"]))
        answer = journey.crawler.send("POST", path, probes.whole(form["fields"]))
        if answer.status != 302:
            wrong.append(f"{path}: {answer.status}")
    return wrong
