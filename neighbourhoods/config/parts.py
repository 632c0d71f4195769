"""What a neighbourhood consists of in the database. Each part says what differs from a file, and makes it so.

`differences` is what `plan` (against the file) and `drift` (against the file as last applied) print; `make` is what
`apply` does. Nothing here deletes content: a language, a plugin or a file that goes leaves its pages where they are.
"""

import logging

from django.contrib.auth.models import Group, Permission
from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Locale,
    Page,
    Site,
)

from .. import current, registry, switching
from ..models import FolderPage, HomePage, Hostname, Invitation, Neighbourhood, User
from ..plugin import Role

logger = logging.getLogger(__name__)
HTTPS = 443
# Wagtail asks for the permissions of its own models, whatever the models in use are
RIGHTS = {
    "page": ("wagtailcore.add_page", "wagtailcore.change_page", "wagtailcore.publish_page"),
    "media": (
        *("wagtailimages.add_image", "wagtailimages.change_image", "wagtailimages.choose_image"),
        *("wagtaildocs.add_document", "wagtaildocs.change_document", "wagtaildocs.choose_document"),
    ),
    "site": ("neighbourhoods.change_details",),
    "site of coordinators": ("neighbourhoods.change_neighbourhood",),
    "model": ("wagtailadmin.access_admin",),
}


def rights_of_plugins(config):
    """{role: names of permissions} that the plugins which the file switches on give on the neighbourhood's site."""
    on = [plugin for plugin in registry.installed() if plugin.label in config.plugins]
    return {role: [name for plugin in on for name in plugin.permissions.get(role, ())] for role in Role}


def permission_ids(more=()):
    """{"app.codename": pk} of all rights that the groups are given, in one query."""
    wanted = [*(name for names in RIGHTS.values() for name in names), *more]
    rows = Permission.objects.filter(codename__in={name.split(".")[1] for name in wanted})
    found = {f"{app}.{codename}": pk for pk, app, codename in rows.values_list("pk", "content_type__app_label", "codename")}
    return {name: found[name] for name in wanted}


def differing(text, old, new):
    return _("%(what)s: %(old)s → %(new)s") % {"what": text, "old": old or "–", "new": new or "–"}


class Settings:
    """The row itself, and the file as it was applied, from which requests read."""

    @staticmethod
    def differences(row, config, portal):
        wanted = config.snapshot()
        if row.state == "removed":
            yield _("the file is back: the site answers again")
        if row.config != wanted:
            for key in sorted(set(row.config) | set(wanted)):
                if row.config.get(key) != wanted.get(key):
                    yield differing(key, row.config.get(key), wanted.get(key))
        elif (row.name, row.municipality, row.short) != (config.name, config.place.municipality, config.short) or (
            row.state not in (config.state, "removed")
        ):
            yield _("name, state, municipality or short text were changed by hand")

    @staticmethod
    def make(row, config, portal):
        if row.state != config.state:
            row.state_since = timezone.now()
        row.name, row.state, row.short = config.name, config.state, config.short
        row.municipality, row.config = config.place.municipality, config.snapshot()
        row.save()


class Folder:
    @staticmethod
    def differences(row, config, portal):
        if (row.folder.slug, row.folder.title) != (row.slug, config.name):
            yield differing(_("folder page"), f"{row.folder.title} ({row.folder.slug})", f"{config.name} ({row.slug})")

    @staticmethod
    def make(row, config, portal):
        folder = row.folder
        folder.title = folder.draft_title = config.name
        folder.slug = row.slug
        # moves the addresses of everything below in the same step
        folder.save()


class Homes:
    @staticmethod
    def missing(row, config):
        codes = HomePage.objects.child_of(row.folder).values_list("locale__language_code", flat=True)
        return [code for code in config.languages if code not in set(codes)]

    @classmethod
    def differences(cls, row, config, portal):
        for code in cls.missing(row, config):
            yield _("home page to be made: %(code)s") % {"code": code}

    @classmethod
    def make(cls, row, config, portal):
        homes = {page.locale.language_code: page for page in HomePage.objects.child_of(row.folder).select_related("locale")}
        first = next((homes[code] for code in (*row.config.get("languages", ()), *homes) if code in homes), None)
        row.new_languages = cls.missing(row, config)
        for code in row.new_languages:
            made = add_home(row.folder, config.name, code, like=first)
            first = first or made


def add_home(folder, name, code, like=None):
    """A published home page in one language; a copy of `like` that counts as missing until somebody has translated it."""
    folder.refresh_from_db()
    locale = Locale.objects.get_or_create(language_code=code)[0]
    page = HomePage(title=name, slug=code, locale=locale, is_translated=like is None)
    if like is not None:
        page.translation_key = like.translation_key
        page.title, page.lead, page.body, page.is_example = like.title, like.lead, like.body, like.is_example
    folder.add_child(instance=page)
    # without a revision there is no history, no date in the sitemap and nothing to compare with
    page.save_revision().publish()
    return page


class SiteRow:
    @staticmethod
    def wanted(row, config, portal):
        home = HomePage.objects.child_of(row.folder).filter(locale__language_code=config.languages[0]).first()
        return {
            "hostname": config.effective_hostname(portal),
            "port": HTTPS,
            "site_name": config.name,
            "is_default_site": False,
            "root_page_id": home.pk if home else row.site.root_page_id,
        }

    @classmethod
    def differences(cls, row, config, portal):
        for key, value in cls.wanted(row, config, portal).items():
            if getattr(row.site, key) != value:
                yield differing(f"Site.{key}", getattr(row.site, key), value)

    @classmethod
    def make(cls, row, config, portal):
        for key, value in cls.wanted(row, config, portal).items():
            setattr(row.site, key, value)
        row.site.save()


class Hosts:
    @staticmethod
    def wanted(config, portal):
        return {config.effective_hostname(portal): True, **dict.fromkeys(config.also, False)}

    @classmethod
    def differences(cls, row, config, portal):
        present = dict(row.hostnames.values_list("name", "is_main"))
        wanted = cls.wanted(config, portal)
        if present != wanted:
            yield differing(_("hosts"), ", ".join(sorted(present)), ", ".join(sorted(wanted)))

    @classmethod
    def make(cls, row, config, portal):
        wanted = cls.wanted(config, portal)
        row.hostnames.exclude(name__in=wanted).delete()
        for name, is_main in wanted.items():
            Hostname.objects.update_or_create(name=name, defaults={"neighbourhood": row, "is_main": is_main})


class Media:
    @staticmethod
    def differences(row, config, portal):
        if row.collection.name != config.name:
            yield differing(_("collection of pictures and files"), row.collection.name, config.name)

    @staticmethod
    def make(row, config, portal):
        row.collection.name = config.name
        row.collection.save()


class Rights:
    """What the two groups may do. Everything is given on the folder, the collection or the site: nothing globally."""

    @staticmethod
    def wanted(row, config):
        """{group: {(kind of right, where, permission)}}; what activists may, coordinators may too."""
        more = rights_of_plugins(config)
        ids = permission_ids([name for names in more.values() for name in names])
        places = {"page": row.folder_id, "media": row.collection_id, "site": row.site_id, "model": None}
        rights = {(kind, place, ids[name]) for kind, place in places.items() for name in RIGHTS[kind]}
        rights |= {("site", row.site_id, ids[name]) for name in more[Role.ACTIVIST]}
        own = {("site", row.site_id, ids[name]) for name in (*RIGHTS["site of coordinators"], *more[Role.COORDINATOR])}
        return {row.activists: rights, row.coordinators: rights | own}

    @staticmethod
    def present(group):
        rights = {("page", *pair) for pair in group.page_permissions.values_list("page_id", "permission_id")}
        rights |= {("media", *pair) for pair in group.collection_permissions.values_list("collection_id", "permission_id")}
        rights |= {("site", *pair) for pair in group.site_permissions.values_list("site_id", "permission_id")}
        return rights | {("model", None, pk) for pk in group.permissions.values_list("pk", flat=True)}

    @classmethod
    def differences(cls, row, config, portal):
        for group, wanted in cls.wanted(row, config).items():
            present = cls.present(group)
            if extra := len(present - wanted):
                yield _("%(group)s: %(count)s rights too many") % {"group": group.name, "count": extra}
            if lacking := len(wanted - present):
                yield _("%(group)s: %(count)s rights missing") % {"group": group.name, "count": lacking}
        for group, name in ((row.activists, group_name(row, "activists")), (row.coordinators, group_name(row, "coordinators"))):
            if group.name != name:
                yield differing(_("group"), group.name, name)

    @classmethod
    def make(cls, row, config, portal):
        for group, name in ((row.activists, group_name(row, "activists")), (row.coordinators, group_name(row, "coordinators"))):
            if group.name != name:
                group.name = name
                group.save()
        for group, wanted in cls.wanted(row, config).items():
            for kind, where, right in cls.present(group) - wanted:
                cls.take(group, kind, where, right)
            for kind, where, right in wanted - cls.present(group):
                cls.give(group, kind, where, right)

    @staticmethod
    def give(group, kind, where, right):
        if kind == "page":
            GroupPagePermission.objects.create(group=group, page_id=where, permission_id=right)
        elif kind == "media":
            GroupCollectionPermission.objects.create(group=group, collection_id=where, permission_id=right)
        elif kind == "site":
            GroupSitePermission.objects.create(group=group, site_id=where, permission_id=right)
        else:
            group.permissions.add(right)

    @staticmethod
    def take(group, kind, where, right):
        if kind == "page":
            GroupPagePermission.objects.filter(group=group, page_id=where, permission_id=right).delete()
        elif kind == "media":
            GroupCollectionPermission.objects.filter(group=group, collection_id=where, permission_id=right).delete()
        elif kind == "site":
            GroupSitePermission.objects.filter(group=group, site_id=where, permission_id=right).delete()
        else:
            group.permissions.remove(right)


def group_name(row, role):
    return f"{row.slug}: {role}"


class Stewards:
    """Recorded as invited. An invitation becomes a membership at the first sign-in; a membership is never ended here."""

    @staticmethod
    def wanted(config):
        return {post: address for post in Invitation.Post.values if (address := (getattr(config.people, post) or "").lower())}

    @classmethod
    def differences(cls, row, config, portal):
        present = dict(row.invitations.exclude(post="").values_list("post", "email"))
        for post in Invitation.Post.values:
            if present.get(post) != cls.wanted(config).get(post):
                yield differing(post, present.get(post), cls.wanted(config).get(post))

    @classmethod
    def make(cls, row, config, portal):
        wanted = cls.wanted(config)
        # those of the Team page have no post, and are not the file's
        row.invitations.exclude(post__in=["", *wanted]).delete()
        for post, address in wanted.items():
            if row.invitations.filter(post=post, email=address).exists():
                continue
            # a new row: the link that the one before got by mail is dead
            row.invitations.filter(post=post).delete()
            Invitation.objects.create(neighbourhood=row, post=post, email=address, role="coordinator")
            # an account to sign in to, without a password and without a right anywhere
            if not User.objects.filter(email=address).exists():
                User.objects.create_user(address)


class InstallFailed(Exception):
    """A plugin could not be switched on; the neighbourhood stays as it was. `label`, `reason`."""

    def __init__(self, label, reason):
        super().__init__(label, reason)
        self.label, self.reason = label, reason


def install(plugin, record):
    try:
        plugin.install(record)
    except OperationalError:
        # a lock, a full disk: not the plugin's fault, and nothing that going on would mend
        raise
    except Exception as error:
        logger.exception("The plugin %s failed in install", plugin.label)
        raise InstallFailed(plugin.label, f"{type(error).__name__}: {error}") from error


class Plugins:
    """What follows a switch: a plugin that is newly on makes its first pages; lists and the search agree with what is on now."""

    @staticmethod
    def wanted(config):
        return [plugin.label for plugin in registry.installed() if plugin.label in config.plugins]

    @classmethod
    def differences(cls, row, config, portal):
        wanted = cls.wanted(config)
        for label in wanted:
            if label not in row.plugins:
                yield _("plugin to be switched on: %(label)s") % {"label": label}
        for label in row.plugins:
            if label not in wanted:
                yield _("plugin to be switched off, its content stays: %(label)s") % {"label": label}
        # Homes has made them a moment ago, and `plan` has told of them: below each the plugins want their first pages
        yield from row.new_languages

    @classmethod
    def make(cls, row, config, portal):
        wanted, before = cls.wanted(config), set(() if row.new_languages else row.plugins)
        row.plugins = wanted
        row.save()
        # not this one's alone: while it was being renamed somebody may have asked for its new name, and found none
        current.install_changed()
        record = current.by_slug(row.slug)
        with current.activate(record):
            for label in wanted:
                if label not in before:
                    install(registry.get(label), record)
        current.changed(row.pk)
        switching.follow(current.by_slug(row.slug))


# homes before the site, whose root is one of them; the settings last, since homes look at the languages as they were;
# plugins after them, since what they make asks what is on
PARTS = (Folder, Homes, SiteRow, Hosts, Media, Rights, Stewards, Settings, Plugins)


def create(config, portal):
    """A new neighbourhood with all its parts; returns its row."""
    locale = Locale.objects.get_or_create(language_code=config.languages[0])[0]
    root = Page.get_first_root_node()
    folder = root.add_child(instance=FolderPage(title=config.name, slug=config.slug, locale=locale))
    home = add_home(folder, config.name, config.languages[0])
    site = Site.objects.create(hostname=config.effective_hostname(portal), port=HTTPS, site_name=config.name, root_page=home)
    collection = Collection.get_first_root_node().add_child(instance=Collection(name=config.name))
    row = Neighbourhood(slug=config.slug, name=config.name, site=site, folder=folder, collection=collection)
    row.activists, _made = Group.objects.get_or_create(name=group_name(row, "activists"))
    row.coordinators, _made = Group.objects.get_or_create(name=group_name(row, "coordinators"))
    row.save()
    for part in PARTS:
        part.make(row, config, portal)
    return row
