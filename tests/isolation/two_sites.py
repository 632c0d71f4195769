"""Two neighbourhoods with all plugins on. What is not published of the second is full of words that stand nowhere else.

Made once for the tests of a module; what a test changes is undone after it. A module imports the fixtures that it uses.
"""

import json
import random
import string
import uuid
import zipfile
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from PIL import Image as Picture
from wagtail.models import Locale, Page, PageViewRestriction, UploadedFile

from neighbourhoods import addresses, current, registry
from neighbourhoods.models import Act, Document, Draft, Feedback, HomePage, Image, InfoPage, Invitation, Membership, Neighbourhood, User
from neighbourhoods.scoped import NeighbourhoodModel
from neighbourhoods.testing import PluginContract
from neighbourhoods.testing.ground import HERE, THERE, Ground

from ..dummyplugin.models import ShelfPage, ThingPage, Wish

MISSING = 987_654_321


def a_word():
    return "".join(random.SystemRandom().choices(string.ascii_lowercase, k=20))


class Two:
    """`here` is A, of which the tests' people are, `there` is B. `secrets` {word: whose and what}: nobody of A may meet one."""

    def __init__(self, ground):
        self.ground, self.secrets = ground, {}
        self.keeper = ground.keeper()
        self.here, self.there = self.fill(HERE, False), self.fill(THERE, True)
        self.activist, self.coordinator = self.here.activist, self.here.coordinator
        self.both = User.objects.create_user("molempien@example.org")
        for place in (self.here, self.there):
            Membership.objects.create(user=self.both, neighbourhood=place.row, role="activist")

    def fill(self, slug, secret):
        def word(what):
            if not secret:
                return f"oma {what}"
            self.secrets[found := a_word()] = what
            return found

        row = Neighbourhood.objects.get(slug=slug)
        place = SimpleNamespace(slug=slug, row=row, record=self.ground.record(slug), collection=row.collection)
        people(place, word)
        files(place, word)
        pages(place, word)
        rows(place, word)
        place.rows = rows_of_plugins(self.ground, place)
        translations(place, word, self.keeper)
        return place

    def client(self, user):
        """A browser in which somebody is signed in; what goes wrong on the server is an answer 500, as for people."""
        client = Client(headers={"host": addresses.portal_url().split("//")[1]}, raise_request_exception=False)
        client.force_login(user)
        return client

    def leaks(self, answer):
        """What an answer tells of B, in its body, its headers and in files inside of it."""
        texts = [body_of(answer), "\n".join(f"{name}: {value}" for name, value in answer.headers.items()).encode()]
        if texts[0].startswith(b"PK"):
            with zipfile.ZipFile(BytesIO(texts[0])) as archive:
                texts += [archive.read(name) for name in archive.namelist()]
        found = b"\n".join(texts).decode("utf-8", "replace").lower()
        return sorted({what for word, what in self.secrets.items() if word in found})


def body_of(answer):
    return b"".join(answer.streaming_content) if getattr(answer, "streaming", False) else answer.content


def jpeg(colour="green"):
    file = BytesIO()
    Picture.new("RGB", (60, 40), colour).save(file, "JPEG")
    return file.getvalue()


def people(place, word):
    for role, name in (("activist", "activist"), ("coordinator", "coordinator"), ("activist", "author")):
        user = User.objects.create_user(f"{word(name).replace(' ', '')}.{place.slug}@example.org")
        user.first_name, user.last_name = word(f"first name of the {name}"), word(f"last name of the {name}")
        user.save()
        Membership.objects.create(user=user, neighbourhood=place.row, role=role)
        setattr(place, name, user)
    place.membership = place.author.memberships.get()


def files(place, word):
    place.inner = place.collection.add_child(name=word("collection"))
    given = {"collection": place.inner, "uploaded_by_user": place.author}
    place.image = Image.objects.create(title=word("image"), description=word("description"), file=ContentFile(jpeg(), "kuva.jpg"), **given)
    place.document = Document.objects.create(title=word("document"), file=ContentFile(b"%PDF-1.4", "asia.pdf"), **given)
    place.upload = UploadedFile.objects.create(
        uploaded_by_user=place.author, for_content_type=ContentType.objects.get_for_model(Image), file=ContentFile(jpeg(), "uusi.jpg")
    )


def text_block(text):
    return {"type": "text", "value": f"<p>{text}</p>", "id": str(uuid.uuid4())}


def add(parent, model, place, word, what, slug=None, live=True, **fields):
    parent.refresh_from_db()
    secret = slug is None
    slug = slug or word(f"slug of the {what} page").replace(" ", "-")
    title = word(f"title of the {what} page") if secret else fields.pop("title", what.title())
    body = json.dumps([text_block(word(f"text of the {what} page") if secret else "Kaikille")])
    page = model(title=title, slug=slug, locale=parent.locale, owner=place.author, live=live, body=body, **fields)
    parent.add_child(instance=page)
    page.save_revision(user=place.author)
    return model.objects.get(pk=page.pk)


def pages(place, word):
    """One of each state, and one of each type."""
    place.folder = Page.objects.get(pk=place.record.folder_id)
    home = place.home = HomePage.objects.get(pk=place.record.home("fi").pk)
    place.published = add(home, InfoPage, place, word, "published", slug="julki")
    place.published.get_latest_revision().publish(user=place.author)
    place.changed = add(home, InfoPage, place, word, "changed", slug="muutettu")
    place.changed.get_latest_revision().publish(user=place.author)
    draft = InfoPage.objects.get(pk=place.changed.pk)
    draft.title, draft.lead = word("draft title of the changed page"), word("draft lead of the changed page")
    draft.save_revision(user=place.author)
    place.draft = add(home, InfoPage, place, word, "draft", live=False)
    place.scheduled = add(home, InfoPage, place, word, "scheduled", live=False)
    place.scheduled.go_live_at = timezone.now() + timedelta(days=3)
    place.scheduled.save_revision(user=place.author).publish(user=place.author)
    place.unpublished = add(home, InfoPage, place, word, "unpublished")
    place.unpublished.unpublish(user=place.author)
    place.private = add(home, InfoPage, place, word, "private")
    PageViewRestriction.objects.create(page=place.private, restriction_type="login")
    for name in ("changed", "draft", "scheduled", "unpublished", "private"):
        setattr(place, name, InfoPage.objects.get(pk=getattr(place, name).pk))
    place.revision = place.draft.latest_revision
    place.shelf = ShelfPage.objects.filter(path__startswith=home.path).get()
    place.thing = add(place.shelf, ThingPage, place, word, "thing", slug="pora", title="Pora")
    place.thing_draft = add(place.shelf, ThingPage, place, word, "thing draft", live=False)
    current.forget_everything()
    place.record = current.by_slug(place.slug)


def rows_of_plugins(ground, place):
    """{model: id of a row} of the plugins' own rows, made as the contract makes them; the wish is made by hand."""
    found = {}
    for plugin in registry.installed():
        contract = PluginContract()
        contract.plugin = plugin.label
        for model in plugin.get_models():
            if issubclass(model, NeighbourhoodModel) and model is not Wish:
                found[model] = contract.related(ground, model, place.row).pk
    return found


def rows(place, word):
    from django.apps import apps
    from wagtail.contrib.redirects.models import Redirect

    with current.activate(place.record):
        place.wish = Wish.objects.create(
            thing=place.thing_draft, email=f"{word('wish').replace(' ', '')}@example.org", text=word("wish text")
        )
    place.report = Feedback.objects.create(
        neighbourhood=place.row, text=word("report"), email=f"{word('report mail').replace(' ', '')}@example.org",
        language="fi", due_on=timezone.localdate(), token=a_word(),
    )  # fmt: skip
    place.act = Act.objects.create(
        neighbourhood=place.row, kind="page.hidden", target=str(place.draft.pk), title=word("act"), by=place.author
    )
    place.begun = Draft.objects.create(neighbourhood=place.row, by=place.author, form="dummyplugin", texts={"title": word("begun")})
    address = f"{word('invited').replace(' ', '')}@example.org"
    place.invitation = Invitation.objects.create(neighbourhood=place.row, email=address, invited_by=place.coordinator)
    place.redirect = Redirect.add_redirect(f"/fi/{word('redirect').replace(' ', '-')}", redirect_to=place.published)
    place.redirect.site = place.row.site
    place.redirect.save()
    place.session = apps.get_model("wagtailadmin.EditingSession").objects.create(
        user=place.author, content_type=place.draft.content_type, object_id=str(place.draft.pk), last_seen_at=timezone.now()
    )


def translations(place, word, keeper):
    """The published and the draft page, submitted for translation as the form does it."""
    from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

    swedish = place.swedish = Locale.objects.get(language_code="sv")
    for name in ("published", "draft"):
        page = getattr(place, name)
        source, _made = TranslationSource.get_or_create_from_instance(page)
        translation = Translation.objects.create(source=source, target_locale=swedish)
        translation.save_target(user=keeper, publish=name == "published")
        segment = StringSegment.objects.filter(source=source).order_by("order").first()
        StringTranslation.objects.create(
            translation_of=segment.string, locale=swedish, context=segment.context, data=word(f"translation of the {name} page")
        )
        found = SimpleNamespace(source=source, translation=translation, segment=segment, page=translation.get_target_instance())
        setattr(place, f"{name}_translation", found)


@contextmanager
def made(folder):
    sites = Ground(folder / "sites", ["dummyplugin", *(one.label for one in registry.installed() if one.label != "dummyplugin")])
    changes = {
        "SITES_FOLDER": sites.folder,
        "MEDIA_ROOT": str(folder / "media"),
        "STORAGES": {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    }
    with transaction.atomic():
        with override_settings(**changes):
            current.forget_everything()
            sites.switch_on(HERE, THERE)
            yield Two(sites), changes
        transaction.set_rollback(True)
    current.forget_everything()


@pytest.fixture(scope="module")
def prepared(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), made(tmp_path_factory.mktemp("two")) as found:
        yield found


@pytest.fixture
def two(prepared, db, settings):
    found, changes = prepared
    for name, value in changes.items():
        setattr(settings, name, value)
    current.forget_everything()
    return found


@pytest.fixture
def here(two):
    return two.here


@pytest.fixture
def there(two):
    return two.there


@pytest.fixture(params=["activist", "coordinator"])
def person(request, two):
    """A volunteer of A, in both roles."""
    return getattr(two, request.param)


@pytest.fixture
def desk(two, person):
    return two.client(person)
