"""Many neighbourhoods at once: each as `apply` would make it, written in bulk.

The first one is really applied from a file, so that what the others copy is what requests will read.
"""

import json
from datetime import UTC, datetime
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.db.models.sql import InsertQuery
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, GroupSitePermission, Locale, Page, Site

from neighbourhoods import current
from neighbourhoods.config.apply import apply_all
from neighbourhoods.config.parts import PARTS, Rights, group_name
from neighbourhoods.config.schema import NeighbourhoodConfig, PortalConfig
from neighbourhoods.models import FolderPage, HomePage, Hostname, InfoPage, Install, Neighbourhood

LANGUAGES = ("fi", "sv")
INFO = {"slug": "tietoa", "title": "Tietoa alueesta"}
# A second page of information, only in Finnish: what a reader of Swedish gets in its place is the fallback.
FINNISH_ONLY = {"slug": "talkoot", "title": "Talkoot"}
# Everything was published at one moment, so that no value is longer than another.
MOMENT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
BATCH = 500

PORTAL_FILE = """
name = "Pihapiiri"
hostname = "pihapiiri.example.fi"
languages = ["fi", "sv"]

[people]
keeper = "keeper@example.org"

[controller]
name = "Pihapiiri"
email = "privacy@example.org"
"""
FIRST_FILE = """
name = "{name}"
hostname = "{slug}.example.fi"
short = "Kerrostaloja, metsää ja pihoja."
languages = ["fi", "sv"]

[place]
municipality = "Mikkeli"

[controller]
name = "{name}"
email = "privacy@example.org"
"""


def slug_of(number):
    return f"naapurusto-{number:04}"


def name_of(number):
    return f"Naapurusto {number:04}"


def first():
    """An empty database with its tables, the portal and neighbourhood number 0, all by the ordinary way."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    for folder in (settings.SITES_FOLDER, settings.STATIC_ROOT):
        folder.mkdir(parents=True, exist_ok=True)
    (settings.SITES_FOLDER / "portal.toml").write_text(PORTAL_FILE, encoding="utf-8")
    (settings.SITES_FOLDER / f"{slug_of(0)}.toml").write_text(FIRST_FILE.format(name=name_of(0), slug=slug_of(0)), encoding="utf-8")
    result = apply_all()
    if result.errors:
        raise RuntimeError("\n".join(str(problem) for problem in result.errors))
    HomePage.objects.update(is_translated=True)
    key = uuid4()
    for home in HomePage.objects.all():
        home.add_child(instance=InfoPage(**INFO, locale=home.locale, translation_key=key, show_in_menus=True))
        if home.slug == "fi":
            home.add_child(instance=InfoPage(**FINNISH_ONLY, locale=home.locale, show_in_menus=True))


@transaction.atomic
def grow(count):
    """Makes neighbourhoods until there are `count` of them, numbered 0 to count - 1."""
    numbers = range(Neighbourhood.objects.count(), count)
    model = Neighbourhood.objects.get(slug=slug_of(0))
    locales = {code: Locale.objects.get(language_code=code) for code in LANGUAGES}
    folders, homes = add_pages(numbers, locales)
    sites = Site.objects.bulk_create(
        [Site(hostname=f"{slug_of(n)}.example.fi", port=443, site_name=name_of(n), root_page_id=homes[n, "fi"].pk) for n in numbers], BATCH
    )
    collections = add_collections(numbers)
    rows = []
    for place, number in enumerate(numbers):
        text = json.dumps(model.config).replace(slug_of(0), slug_of(number)).replace(name_of(0), name_of(number))
        rows.append(
            Neighbourhood(
                slug=slug_of(number),
                name=name_of(number),
                municipality=model.municipality,
                short=model.short,
                config=json.loads(text),
                site=sites[place],
                folder_id=folders[number].pk,
                collection=collections[place],
            )
        )
    add_groups(rows, model)
    Neighbourhood.objects.bulk_create(rows, BATCH)
    # bulk_create stamps them by the clock
    Neighbourhood.objects.update(state_since=MOMENT)
    Hostname.objects.bulk_create([Hostname(name=f"{row.slug}.example.fi", neighbourhood=row, is_main=True) for row in rows], BATCH)
    Install.objects.update(generation=F("generation") + 1)
    current.forget_everything()


def add_pages(numbers, locales):
    """Folders, home pages and pages of information: ({number: Page}, {(number, code): Page})."""
    root = Page.get_first_root_node()
    step = last_step(root)
    pages = {FolderPage: [], HomePage: [], InfoPage: []}
    folders, homes = {}, {}
    for offset, number in enumerate(numbers, 1):
        folder = folders[number] = page_row(FolderPage, root, step + offset, name_of(number), slug_of(number), locales["fi"], uuid4())
        folder.numchild = len(LANGUAGES)
        pages[FolderPage].append(folder)
        home_key, info_key = uuid4(), uuid4()
        for position, code in enumerate(LANGUAGES, 1):
            home = homes[number, code] = page_row(HomePage, folder, position, name_of(number), code, locales[code], home_key)
            pages[HomePage].append(home)
            infos = [(INFO, info_key)] + ([(FINNISH_ONLY, uuid4())] if code == "fi" else [])
            home.numchild = len(infos)
            for below, (fields, key) in enumerate(infos, 1):
                info = page_row(InfoPage, home, below, fields["title"], fields["slug"], locales[code], key)
                info.show_in_menus = True
                home.links_to = info
                pages[InfoPage].append(info)
    for rows in pages.values():
        Page.objects.bulk_create(rows, BATCH)
    for model, rows in pages.items():
        insert_children(model, rows)
    Page.objects.filter(pk=root.pk).update(numchild=F("numchild") + len(numbers))
    return folders, homes


def last_step(parent):
    """Number of the last child's step in a tree, 0 when there is none."""
    last = parent.get_last_child()
    return int(last.path[-last.steplen :], 36) if last else 0


def page_row(model, parent, position, title, slug, locale, key):
    """The part of a page that every page has, below a parent that may not be in the database yet."""
    return Page(
        path=Page._get_path(parent.path, parent.depth + 1, position),
        depth=parent.depth + 1,
        numchild=0,
        title=title,
        draft_title=title,
        slug=slug,
        url_path=f"{parent.url_path}{slug}/",
        content_type=ContentType.objects.get_for_model(model),
        locale=locale,
        translation_key=key,
        live=True,
        first_published_at=MOMENT,
        last_published_at=MOMENT,
    )


def insert_children(model, rows):
    """The part of each page that only its type has. Django's bulk_create refuses tables that extend another."""
    children = [model(page_ptr_id=row.pk, **own_fields(model, row)) for row in rows]
    for start in range(0, len(children), BATCH):
        query = InsertQuery(model)
        query.insert_values(model._meta.local_concrete_fields, children[start : start + BATCH], raw=True)
        query.get_compiler(connection=connection).execute_sql()


def own_fields(model, row):
    """What a page of this type holds. A home page links to a page below it: addresses of pages are part of its cost."""
    if model is FolderPage:
        return {}
    text = "<p>Täällä asutaan yhdessä: <b>talkoot</b>, pihakirppis ja kyläjuhla.</p>"
    if model is HomePage:
        text += f'<p><a linktype="page" id="{row.links_to.pk}">Lue lisää.</a></p>'
    fields = {"lead": "Alue järven rannalla.", "body": json.dumps([{"type": "text", "value": text, "id": "0"}])}
    return fields | ({"is_translated": True} if model is HomePage else {})


def add_collections(numbers):
    root = Collection.get_first_root_node()
    step = last_step(root)
    rows = [
        Collection(path=Collection._get_path(root.path, 2, step + offset), depth=2, numchild=0, name=name_of(number))
        for offset, number in enumerate(numbers, 1)
    ]
    Collection.objects.filter(pk=root.pk).update(numchild=F("numchild") + len(rows))
    return Collection.objects.bulk_create(rows, BATCH)


def add_groups(rows, model):
    """Both groups of each row, with the rights that those of the model have on their own folder, collection and site."""
    tables = {
        "page": (GroupPagePermission, "page_id", "folder_id"),
        "media": (GroupCollectionPermission, "collection_id", "collection_id"),
        "site": (GroupSitePermission, "site_id", "site_id"),
    }
    for role in ("activists", "coordinators"):
        groups = Group.objects.bulk_create([Group(name=group_name(row, role)) for row in rows], BATCH)
        for row, group in zip(rows, groups, strict=True):
            setattr(row, role, group)
        for kind, _where, right in Rights.present(getattr(model, role)):
            if kind == "model":
                table = Group.permissions.through
                table.objects.bulk_create([table(group=group, permission_id=right) for group in groups], BATCH)
                continue
            table, place, own = tables[kind]
            made = [table(group=getattr(row, role), permission_id=right, **{place: getattr(row, own)}) for row in rows]
            table.objects.bulk_create(made, BATCH)


def problems():
    """What is wrong, as text: with the two trees, and with the last neighbourhood against its file. Empty when all is sound."""
    kinds = ("characters", "length of paths", "orphans", "depth", "number of children")
    found = [
        f"{model.__name__}: {kind}: {wrong}"
        for model in (Page, Collection)
        for kind, wrong in zip(kinds, model.find_problems(), strict=True)
        if wrong
    ]
    row = Neighbourhood.objects.select_related("site", "folder", "collection", "activists", "coordinators").order_by("slug").last()
    config = NeighbourhoodConfig.from_snapshot(row.slug, row.config)
    portal = PortalConfig.from_snapshot(Install.objects.get().portal)
    return found + [f"{row.slug}: {text}" for part in PARTS for text in part.differences(row, config, portal)]
