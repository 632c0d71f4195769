"""What `apply` would do, computed without doing it."""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _

from .. import registry
from ..models import Hostname, Install, Neighbourhood, User
from ..themes import installed_themes
from . import loader
from .parts import PARTS, differing


@dataclass(frozen=True)
class Change:
    slug: str
    text: str

    def __str__(self):
        return f"{self.slug}: {self.text}"


@dataclass
class Step:
    """One neighbourhood (or the portal) and what is to be done with it."""

    verb: str  # create, update, rename, remove, portal
    slug: str
    config: object = None
    row: object = None
    changes: list = field(default_factory=list)


@dataclass
class Plan:
    steps: list
    problems: list
    files: object

    @property
    def changes(self):
        return [change for step in self.steps for change in step.changes]


def read_files():
    """The files of sites/, checked against the languages and themes of this install."""
    return loader.load(
        settings.SITES_FOLDER,
        languages=dict(settings.LANGUAGES),
        themes=installed_themes(),
        plugins={plugin.label: plugin.Config for plugin in registry.installed()},
    )


def make_plan(files=None):
    """A Plan; raises loader.PortalError when portal.toml is missing or wrong, since then nothing can be told."""
    files = files or read_files()
    if files.portal is None:
        raise loader.PortalError([*files.portal_problems, *files.problems])
    rows = {row.slug: row for row in Neighbourhood.objects.select_related("site", "folder", "collection", "activists", "coordinators")}
    problems = list(files.problems)
    steps = [plan_portal(files.portal)]
    renamed = {config.was for config in files.neighbourhoods.values() if config.was in rows and config.slug not in rows}
    lost = {
        slug: row for slug, row in rows.items() if slug not in files.neighbourhoods and slug not in files.broken and slug not in renamed
    }
    kept = set()
    unreadable = {slug: row.pk for slug, row in rows.items() if slug in files.broken}
    for slug, config in files.neighbourhoods.items():
        if host := host_of_another(config, files.portal, unreadable):
            problems.append(host_is_taken(config, *host))
        elif slug in rows:
            steps.append(plan_update(rows[slug], config, files.portal))
        elif config.was in renamed:
            step = plan_update(rows[config.was], config, files.portal, verb="rename")
            step.changes.insert(0, Change(slug, differing(_("renamed"), config.was, slug)))
            steps.append(step)
        elif old := same_place(config, files.portal, lost):
            kept.add(old)
            problems.append(renamed_without_was(config, old))
        else:
            text = _("new neighbourhood: %(name)s, %(host)s, %(languages)s") % {
                "name": config.name,
                "host": config.effective_hostname(files.portal),
                "languages": " ".join(config.languages),
            }
            steps.append(Step("create", slug, config, changes=[Change(slug, text)]))
    for slug, row in lost.items():
        if slug not in kept and row.state != "removed":
            text = _("the file is gone: the site answers 410, its content stays")
            steps.append(Step("remove", slug, row=row, changes=[Change(slug, text)]))
    return Plan(steps, problems, files)


def plan_update(row, config, portal, verb="update"):
    return Step(
        verb, config.slug, config, row, [Change(config.slug, text) for part in PARTS for text in part.differences(row, config, portal)]
    )


def same_place(config, portal, lost):
    """Slug of a neighbourhood whose file is gone and that has this file's host or name: the file was renamed."""
    hosts = {config.effective_hostname(portal), *config.also}
    owners = Hostname.objects.filter(name__in=hosts, neighbourhood__slug__in=lost).values_list("neighbourhood__slug", flat=True)
    for slug in owners:
        return slug
    name = config.name.casefold()
    return next((slug for slug, row in lost.items() if row.name.casefold() == name and row.state != "removed"), None)


def host_of_another(config, portal, unreadable):
    """(host, slug) when a host of this file belongs to a neighbourhood whose own file cannot be read now, else None."""
    hosts = {config.effective_hostname(portal), *config.also}
    rows = Hostname.objects.filter(name__in=hosts, neighbourhood__in=unreadable.values())
    return rows.values_list("name", "neighbourhood__slug").first()


def host_is_taken(config, host, owner):
    return loader.Problem(
        file=f"{config.slug}.toml",
        line=None,
        key="hostname",
        cause=_("%(host)s belongs to %(owner)s, whose own file has an error") % {"host": host, "owner": owner},
        cure=_("Correct %(owner)s.toml first") % {"owner": owner},
    )


def renamed_without_was(config, old):
    return loader.Problem(
        file=f"{config.slug}.toml",
        line=None,
        key="was",
        cause=_("this is the neighbourhood “%(old)s”, whose file is gone") % {"old": old},
        cure=_('If the file was renamed, write: was = "%(old)s"') % {"old": old},
    )


def plan_portal(config):
    from ..signin.keepers import keeper_addresses

    step = Step("portal", "portal", config)
    snapshot = config.snapshot()
    install = Install.objects.filter(pk=1).first()
    before = install.portal if install else {}
    if not before:
        text = _("new portal: %(name)s, %(host)s, %(languages)s")
        values = {"name": config.name, "host": config.hostname, "languages": " ".join(config.languages)}
        step.changes.append(Change("portal", text % values))
    else:
        changed = [key for key in sorted(set(before) | set(snapshot)) if before.get(key) != snapshot.get(key)]
        step.changes += [Change("portal", differing(key, before.get(key), snapshot.get(key))) for key in changed]
    for address in keeper_addresses(snapshot):
        if not User.objects.filter(email=address, is_superuser=True, is_active=True).exists():
            step.changes.append(Change("portal", _("keeper to be made: %(address)s") % {"address": address}))
    return step
