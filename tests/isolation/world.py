"""Three neighbourhoods, made by their files, in which all plugins are on, and which hold a row of everything that there is."""

import json
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import time_machine
from django.db import transaction
from django.test import override_settings
from wagtail.models import Page

from neighbourhoods import current, registry
from neighbourhoods.config.apply import apply_all
from neighbourhoods.models import InfoPage, Membership, User

from . import rows
from .markers import PUBLIC, Markers
from .places import Place
from .tables import Ledger, all_ids, number_apart

HERE, THERE, ELSEWHERE = "hakala", "notkola", "vuorela"
KEEPER = "yllapitaja@example.net"
PORTAL = f"""name = "Kaikki asuinalueet"
hostname = "asuinalueet.example.org"
languages = ["fi", "sv"]
[people]
keeper = "{KEEPER}"
"""


class World:
    """`places` {slug: Place}; `ledger` knows whose each row is."""

    def __init__(self, folder):
        self.folder, self.markers = Path(folder), Markers()
        self.places, owned = {}, {}
        (self.folder / "portal.toml").write_text(PORTAL, encoding="utf-8")
        for number, slug in enumerate((HERE, ELSEWHERE, THERE), start=1):
            number_apart(number * 1_000_000)
            before = all_ids()
            self.places[slug] = self.make(slug, before)
            owned[slug] = {table: ids - before.get(table, set()) for table, ids in all_ids().items()}
        self.link_across()
        self.ledger = Ledger(owned, self.public_pages(), {slug: self.paths(place) for slug, place in self.places.items()})
        self.users()
        for place in self.places.values():
            place.secret_groups()
        self.ledger.remember()

    def make(self, slug, before):
        place = Place(slug, self.markers, before)
        steward, deputy = (self.markers.new(slug, f"people.{post}", "private").word for post in ("steward", "deputy"))
        lines = [f'name = "{slug.title()}"', f'hostname = "{slug}.example.org"', f'also = ["vanha-{slug}.example.org"]']
        lines += ['languages = ["fi", "sv"]', "[people]", f'steward = "{steward}@example.org"', f'deputy = "{deputy}@example.org"']
        lines += [f"[plugins.{plugin.label}]" for plugin in registry.installed()]
        (self.folder / f"{slug}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        result = apply_all()
        assert not result.errors, [str(problem) for problem in result.errors]
        place.build()
        rows.build(place)
        return place

    def link_across(self):
        """A draft of each links to published pages of another and shows its picture: whom they are of must not learn of it."""
        for slug, other in ((HERE, THERE), (THERE, HERE), (ELSEWHERE, HERE), (THERE, ELSEWHERE)):
            self.link(slug, "scheduled", other)

    def link(self, slug, state, other):
        page, target = self.places[slug].pages[InfoPage, state], self.places[other]
        page.refresh_from_db()
        links = "".join(f'<p><a linktype="page" id="{one.pk}">x</a></p>' for one in target.states("changed"))
        picture = {"image": target.image(PUBLIC).pk, "alt_text": "x", "decorative": False}
        added = [{"type": "text", "value": links}, {"type": "picture", "value": {"image": picture, "caption": ""}}]
        page.body = json.dumps([*page.body.raw_data, *added])
        page.save()
        page.save_revision(user=self.places[slug].users["other"])

    @contextmanager
    def others_have_more(self, slugs, own):
        """For as long as it lasts these have more of everything that is not published, and link to more of what `own` have."""
        kept = {slug: (self.places[slug], dict(self.places[slug].__dict__)) for slug in slugs}
        for place, _state in kept.values():
            place.media, place.pages = dict(place.media), dict(place.pages)
        count = len(self.markers.all)
        with transaction.atomic():
            for slug, (place, _state) in kept.items():
                rows.more(place)
                for other in own:
                    self.link(slug, "draft", other)
            current.forget_everything()
            yield
            transaction.set_rollback(True)
        for place, state in kept.values():
            place.__dict__.update(state)
        self.markers.forget(count)
        current.forget_everything()

    def public_pages(self):
        """Ids of pages of all three that anybody may read, and so link to."""
        found = set()
        for place in self.places.values():
            found |= set(place.record.pages().values_list("pk", flat=True))
            found |= {place.record.folder_id}
        return {Page._meta.db_table: found}

    @staticmethod
    def paths(place):
        return {"wagtailcore.Page": place.record.folder_path, "wagtailcore.Collection": place.record.collection_path}

    def users(self):
        """Those who belong to none of the three alone: their own names are no secret to themselves."""
        self.both = User.objects.create_user("kahden@example.net", first_name="Kahden", last_name="Kulkija")
        self.former = User.objects.create_user("entinen@example.net", first_name="Entinen", last_name="Kulkija")
        for slug in (HERE, THERE):
            Membership.objects.create(user=self.both, neighbourhood=self.places[slug].row, role="activist")
        Membership.objects.create(user=self.former, neighbourhood=self.places[HERE].row, role="coordinator").delete()
        self.keeper = User.objects.get(email=KEEPER)


@contextmanager
def made(**changes):
    """`with made() as world:`; all of it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="isolation-") as folder:
        sites = Path(folder) / "sites"
        sites.mkdir()
        storages = {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        }
        # the same moment for all: answers are compared, and many say how long ago something was
        now = time_machine.travel(datetime.now(tz=UTC), tick=False)
        settings = override_settings(SITES_FOLDER=sites, MEDIA_ROOT=f"{folder}/media", STORAGES=storages, **changes)
        with settings, now, transaction.atomic():
            current.forget_everything()
            yield World(sites)
            transaction.set_rollback(True)
    current.forget_everything()
