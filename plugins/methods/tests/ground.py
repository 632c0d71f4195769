"""What the tests of methods share: the two neighbourhoods, methods made on purpose, what buttons send."""

from uuid import uuid4

from bs4 import BeautifulSoup

from neighbourhoods import current
from neighbourhoods.config.apply import apply_all
from neighbourhoods.models import Membership, User

from ..models import Card, MethodIndexPage, MethodPage

LIBRARY = "/fi/menetelmat/"


def soup(answer):
    return BeautifulSoup(answer.content, "html.parser")


def words(node):
    return " ".join(node.get_text(" ").split())


def index_of(slug, language="fi"):
    record = current.by_slug(slug)
    return MethodIndexPage.objects.get(path__startswith=record.home(language).path)


def new_method(slug, title="Pitkä pöytä", *, language="fi", live=True, steps=("Kanna pöytä.", "Istu."), **fields):
    """A method in that neighbourhood's library, published unless it is said otherwise."""
    index = index_of(slug, language)
    given = {"when_not": "Kun sataa.", "smallest_start": "Yksi tuoli.", "time": "Tunti", "materials": "pöytä\npannu"}
    page = MethodPage(title=title, slug=f"tapa-{uuid4().hex[:8]}", locale=index.locale, live=live, **(given | fields))
    page.set_steps(steps)
    index.add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
    return MethodPage.objects.get(pk=page.pk)


def publish(page, person=None, **fields):
    page = MethodPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(user=person).publish(user=person)
    return MethodPage.objects.get(pk=page.pk)


def card(page):
    return Card.unscoped.get(key=page.translation_key)


def member(slug, neighbourhoods, role="activist"):
    user = User.objects.create_user(f"{uuid4().hex[:8]}@example.org")
    Membership.objects.create(user=user, neighbourhood=neighbourhoods[slug], role=role)
    return user


def change_file(sites, slug, old, new):
    """Another text in a neighbourhood's file, applied."""
    file = sites / f"{slug}.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file.name}"
    file.write_text(text.replace(old, new), encoding="utf-8")
    result = apply_all()
    assert not result.errors, [str(problem) for problem in result.errors]
    current.forget_everything()
