"""Makes the database agree with the files. Idempotent, one transaction per neighbourhood, never deletes content."""

import logging
from dataclasses import dataclass, field

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from .. import current
from ..models import Hostname, Install, Neighbourhood, User
from ..models.user import clean_address
from ..tasks import ensure_schedules
from .parts import PARTS, InstallFailed, create
from .plan import make_plan
from .problems import Problem

logger = logging.getLogger(__name__)


@dataclass
class Result:
    changes: list = field(default_factory=list)
    errors: list = field(default_factory=list)


def apply_all(write=lambda line: None):
    """Do what the files say. Files with errors are left as they were last applied, the others go on.

    Returns a Result with what was changed and the problems of files; raises loader.PortalError before anything is
    done when portal.toml is missing or wrong.
    """
    plan = make_plan()
    prepare()
    free_hosts(plan)
    result = Result(errors=plan.problems)
    for step in plan.steps:
        if not step.changes:
            continue
        try:
            DO[step.verb](step, plan.files.portal)
        except InstallFailed as error:
            # its transaction was undone, and what this process remembers from inside it; the other neighbourhoods go on
            current.forget_everything()
            result.errors.append(not_switched_on(step, error))
            continue
        result.changes += step.changes
        for change in step.changes:
            write(str(change))
    invite()
    return result


def invite():
    """Mails to those whom files name. What was applied stands, whatever happens to the mails: the clock tries again."""
    from ..signin import invitations

    try:
        invitations.send_due()
    except Exception:
        logger.exception("Invitations could not be sent")


def not_switched_on(step, error):
    return Problem(
        file=f"{step.slug}.toml",
        line=None,
        key=f"plugins.{error.label}",
        cause=_("the plugin could not be switched on: %(reason)s") % {"reason": error.reason},
        cure=_("Take its table out, or ask who made the plugin"),
    )


@transaction.atomic
def prepare():
    """What a new Wagtail brings and this install must not have: a default site, a welcome page, groups that see everything."""
    Install.objects.get_or_create(pk=1)
    Site.objects.filter(is_default_site=True, neighbourhood=None).delete()
    welcome = Page.objects.filter(depth=2, slug="home", content_type__model="page").first()
    if welcome and not welcome.get_children().exists() and not Site.objects.filter(root_page=welcome).exists():
        welcome.delete()
    Group.objects.filter(name__in=["Editors", "Moderators"], user=None).delete()
    ensure_schedules()


@transaction.atomic
def free_hosts(plan):
    """Hosts that change hands: the present owner lets go first, or two sites would have one host for a moment."""
    for step in plan.steps:
        if step.config is None or step.verb == "portal":
            continue
        wanted = {step.config.effective_hostname(plan.files.portal), *step.config.also}
        others = Site.objects.filter(hostname__in=wanted, neighbourhood__isnull=False).exclude(neighbourhood=step.row)
        for site in others.select_related("neighbourhood"):
            site.hostname = f"{site.neighbourhood.slug}.invalid"
            site.save()
        Hostname.objects.filter(name__in=wanted).exclude(neighbourhood=step.row).delete()


def alone():
    """Two applies at once do one neighbourhood after the other; returns the install's row."""
    return Install.objects.select_for_update().get(pk=1)


@transaction.atomic
def apply_portal(step, portal):
    from ..signin.keepers import keeper_addresses

    install = alone()
    before = clean_address((install.portal.get("people") or {}).get("keeper"))
    install.portal = step.config.snapshot()
    install.save(update_fields=["portal"])
    keepers = keeper_addresses(install.portal)
    for address in keepers:
        user = User.objects.filter(email=address).first() or User.objects.create_user(address)
        user.is_superuser = user.is_staff = user.is_active = True
        user.save()
    if before and before not in keepers:
        # who was keeper by the file is keeper no more
        for user in User.objects.filter(email=before, is_superuser=True):
            user.is_superuser = user.is_staff = False
            user.save()
            user.end_sessions()
    current.install_changed()


@transaction.atomic
def apply_create(step, portal):
    alone()
    if Neighbourhood.objects.filter(slug=step.config.slug).exists():
        # another machine of the same deploy was quicker
        return
    create(step.config, portal)
    current.install_changed()


@transaction.atomic
def apply_update(step, portal):
    alone()
    row = step.row
    row.slug = step.config.slug
    for part in PARTS:
        if any(part.differences(row, step.config, portal)):
            part.make(row, step.config, portal)
    # what was renamed is saved by the settings only when they differ
    row.save()
    current.changed(row.pk)
    # hosts, or names in the portal's list
    current.install_changed()


@transaction.atomic
def apply_remove(step, portal):
    row = step.row
    row.state, row.state_since = "removed", timezone.now()
    row.save(update_fields=["state", "state_since"])
    current.changed(row.pk)


DO = {"portal": apply_portal, "create": apply_create, "update": apply_update, "rename": apply_update, "remove": apply_remove}
