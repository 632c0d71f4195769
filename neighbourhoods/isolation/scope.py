"""Who is asking, and where they belong. One query for each person and request, however much asks."""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from .. import current
from . import prepared

_person = ContextVar("person who is signed in", default=None)


def memberships():
    from ..models import Membership

    rows = Membership.objects.filter(user=prepared.SLOT).order_by("neighbourhood__name", "neighbourhood_id")
    return rows.values_list("neighbourhood__slug", "role")


MEMBERSHIPS = prepared.Prepared(memberships)


@dataclass(frozen=True)
class Place:
    """One membership: the record of the neighbourhood, and the role there."""

    record: object
    role: str


def is_keeper(user):
    """Whether the person runs the install: then nothing here restricts them."""
    return bool(user is not None and user.is_active and user.is_superuser)


def person():
    """Who is signed in to the admin in this request; None for readers, tasks and commands."""
    return _person.get()


def restricted():
    """The person if they are no keeper, else None: whom the layers of isolation hold back."""
    user = _person.get()
    return None if user is None or is_keeper(user) else user


@contextmanager
def acting(user):
    """`with acting(user):` what happens in it is done by this person."""
    token = _person.set(user)
    try:
        yield user
    finally:
        _person.reset(token)


def places(user):
    """[Place] of a person in the order of names; one query, remembered on the object of the person, which lives for one request."""
    if getattr(user, "_places", None) is None:
        rows = prepared.ask([(MEMBERSHIPS, user.pk)], user.__class__) if user.is_authenticated and user.is_active else []
        found = [(current.by_slug(slug), role) for slug, role in rows]
        user._places = [Place(record, role) for record, role in found if record is not None]
    return user._places


def records(user):
    """Records of the neighbourhoods that a person belongs to."""
    return [place.record for place in places(user)]


def role_in(user, record):
    """Either "activist" or "coordinator"; None for who does not belong there."""
    return next((place.role for place in places(user) if record is not None and place.record.pk == record.pk), None)


def coordinates(user, record):
    """Whether a person may do what coordinators of this neighbourhood do."""
    return is_keeper(user) or role_in(user, record) == "coordinator"


def rights(user):
    """{id of a site: names of rights, as "app.codename"}; one query, remembered as the places are."""
    from wagtail.models import GroupSitePermission

    if getattr(user, "_rights", None) is None:
        user._rights = {}
        rows = GroupSitePermission.objects.filter(group__user=user)
        for site, app, codename in rows.values_list("site_id", "permission__content_type__app_label", "permission__codename"):
            user._rights.setdefault(site, set()).add(f"{app}.{codename}")
    return user._rights
