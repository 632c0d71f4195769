"""What the tests of a contract stand on: two neighbourhoods, in one of which the plugin is on."""

from urllib.parse import urlsplit

from django.core.management import call_command
from django.test import Client

HERE, THERE = "koekyla", "naapurikyla"
LANGUAGES = ("fi", "sv", "en")
KEEPER = "kokeen.yllapito@example.org"
PORTAL = f"""name = "Kokeiden portaali"
hostname = "kokeet.example.org"
languages = ["fi", "sv", "en"]
[people]
keeper = "{KEEPER}"
"""


class Visitor:
    """A browser's view of one host, without a browser."""

    def __init__(self, url):
        self.client = Client(headers={"host": urlsplit(url).netloc})

    def get(self, path, data=None):
        return self.client.get(path, data)

    def post(self, path, data=None):
        return self.client.post(path, data or {})


class Ground:
    """Two neighbourhoods, made by their files as everywhere else. `labels` are the plugin and those that it requires."""

    def __init__(self, folder, labels):
        self.folder, self.labels = folder, labels
        folder.mkdir()
        (folder / "portal.toml").write_text(PORTAL, encoding="utf-8")

    def switch_on(self, *slugs, theme="", keys=""):
        """The plugin is on in these neighbourhoods and in no other; `theme` and `keys` of its table are those of both."""
        from neighbourhoods.config.apply import apply_all

        self.write(*slugs, theme=theme, keys=keys)
        result = apply_all()
        assert not result.errors, [str(problem) for problem in result.errors]

    def write(self, *slugs, theme="", keys=""):
        """The files, without applying them."""
        for slug in (HERE, THERE):
            lines = [f'name = "{slug.title()}"', f'hostname = "{slug}.example.org"', f"languages = {list(LANGUAGES)}"]
            lines += [f'theme = {{ name = "{theme}" }}'] if theme else []
            lines += [f"[plugins.{label}]" for label in self.labels[1:]]
            lines += [f"[plugins.{self.labels[0]}]", keys] if slug in slugs else []
            (self.folder / f"{slug}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def switch_off(self):
        self.switch_on()

    def record(self, slug=HERE):
        """The neighbourhood as requests see it now."""
        from neighbourhoods import current

        return current.by_slug(slug)

    def visit(self, slug=HERE):
        return Visitor(self.record(slug).root_url)

    def office(self, user):
        """The portal's host, where people work, with somebody signed in."""
        from neighbourhoods import addresses

        visitor = Visitor(addresses.portal_url())
        visitor.client.force_login(user)
        return visitor

    def keeper(self):
        from neighbourhoods.models import User

        return User.objects.get(email=KEEPER)

    def member(self, slug, role):
        from neighbourhoods.models import Membership, Neighbourhood, User

        user = User.objects.create_user(f"{role}.{slug}@example.org")
        Membership.objects.create(user=user, neighbourhood=Neighbourhood.objects.get(slug=slug), role=role)
        return user

    def home(self, language=LANGUAGES[0], slug=HERE):
        from neighbourhoods.models import HomePage

        return HomePage.objects.get(pk=self.record(slug).home(language).pk)

    def image(self):
        """A picture of the first neighbourhood."""
        import io

        from django.core.files.base import ContentFile
        from PIL import Image as Picture

        from neighbourhoods.models import Image, Neighbourhood

        place = Neighbourhood.objects.get(slug=HERE).collection
        if found := Image.objects.filter(collection=place).first():
            return found
        file = io.BytesIO()
        Picture.new("RGB", (64, 48), "#7a4a2b").save(file, "JPEG")
        return Image.objects.create(title="Kuva", description="Kuva", file=ContentFile(file.getvalue(), "kuva.jpg"), collection=place)

    def demo(self, plugin, slug=HERE):
        from neighbourhoods import current

        with current.activate(self.record(slug)) as record:
            plugin.demo(record)

    def check_everything(self):
        """Messages of all system checks, those of the database too; what is wrong with the files is no matter of a plugin."""
        from django.core import checks

        messages = checks.run_checks(databases=["default"])
        return [message for message in messages if message.level >= checks.WARNING and not message.is_silenced()]

    def missing_migrations(self, label):
        call_command("makemigrations", label, check=True, dry_run=True, verbosity=0)


def whole(answer):
    """The bytes of an answer, also of one that is sent in pieces."""
    return b"".join(answer)


def dump(plugin, slugs=(HERE, THERE)):
    """{name: rows} of all that a plugin holds, with the pages and revisions of these neighbourhoods, byte by byte."""
    from django.db.models import Q
    from wagtail.models import Page, Revision

    below = Q()
    for slug in slugs:
        below |= Q(url_path__startswith=f"/{slug}/")
    found = {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in plugin.get_models()}
    pages = Page.objects.filter(below).order_by("pk")
    found["pages"] = list(
        pages.values("pk", "title", "slug", "url_path", "live", "translation_key", "latest_revision", "last_published_at")
    )
    ids = [str(page.pk) for page in pages]
    revisions = Revision.page_revisions.filter(object_id__in=ids).order_by("pk")
    found["revisions"] = list(revisions.values("pk", "object_id", "content"))
    for page in pages.specific():
        if body := getattr(page, "body", None):
            found[f"body of {page.url_path}"] = list(body.raw_data)
    return found
