"""An info page of Lintumäki that tests of the desk publish, hide and put into the bin."""

import pytest

from neighbourhoods import current
from neighbourhoods.models import Act, HomePage, InfoPage, Membership, User


@pytest.fixture
def lintumaki(neighbourhoods):
    return current.by_slug("lintumaki")


@pytest.fixture
def office(visit, keeper):
    visitor = visit()
    visitor.client.force_login(keeper)
    visitor.get("/admin/neighbourhood/?neighbourhood=lintumaki")
    return visitor


@pytest.fixture
def neighbour(neighbourhoods):
    """Another active resident of Lintumäki, with a name."""
    return member("naapuri@example.org", neighbourhoods["lintumaki"], first_name="Aino", last_name="Aalto")


def member(address, place, role="activist", **names):
    user = User.objects.create_user(address, **names)
    Membership.objects.create(user=user, neighbourhood=place, role=role)
    return user


def new_page(record, title, parent=None, code="fi"):
    """A draft that nobody has published."""
    above = parent or HomePage.objects.get(pk=record.home(code).pk)
    page = InfoPage(title=title, live=False, locale=above.locale)
    above.add_child(instance=page)
    page.save_revision()
    return page


def publish(page, person, **fields):
    """As the editor does it: a new version, published by this person. The page as it is then."""
    page = InfoPage.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(user=person, log_action=True).publish(user=person)
    return InfoPage.objects.get(pk=page.pk)


@pytest.fixture
def info(lintumaki):
    return new_page(lintumaki, "Kerhotila")


def last_act():
    return Act.objects.order_by("-pk").first()


def said(visitor, answer):
    """The page that an answer leads to, as people read it."""
    assert answer.status_code == 302, answer.text
    return visitor.get(answer["Location"]).text
