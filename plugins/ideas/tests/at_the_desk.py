"""What the tests of the desk share: a call of their own, ideas that were sent to it, and an active resident who is signed in."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from neighbourhoods import current
from neighbourhoods.models import Act, Membership, User

from .. import statuses
from ..models import Call, CallIndexPage, CallPage, Comment, Idea, Report, StatusChange, Support

LIST = "/admin/ideas/"


@pytest.fixture
def record(neighbourhoods):
    """Lintumäki without the ideas that ship, so that what waits can be counted."""
    Idea.unscoped.all().delete()
    Call.unscoped.all().delete()
    return current.by_slug("lintumaki")


def new_call(record, title="Mitä pihalle?", answerer="Yhteisömanageri", **fields):
    """A call that is open, by its page in the neighbourhood's first language."""
    index = CallIndexPage.objects.get(path__startswith=record.home(record.languages[0]).path)
    page = CallPage(title=title, slug=f"haku-{uuid4().hex[:8]}", answerer=answerer, locale=index.locale, **fields)
    index.add_child(instance=page)
    page.save_revision().publish()
    return Call.unscoped.get(key=page.translation_key)


@pytest.fixture
def call(record):
    return new_call(record, closes_at=timezone.now() + timedelta(days=7))


def new_idea(record, call, text="Penkki mäen puoliväliin", **fields):
    """As it comes from a form: with the first row of its history."""
    given = {"language": "fi", "mail_language": "fi", "status": statuses.RECEIVED} | fields
    idea = Idea.unscoped.create(neighbourhood_id=record.pk, call=call, text=text, **given)
    StatusChange.unscoped.create(neighbourhood_id=record.pk, idea=idea, status=idea.status, at=idea.sent_at)
    return idea


@pytest.fixture
def idea(record, call):
    return new_idea(record, call)


def new_comment(record, idea, text="Hyvä ajatus", **fields):
    return Comment.unscoped.create(neighbourhood_id=record.pk, idea=idea, text=text, language="fi", **fields)


def new_report(record, idea, text="Tässä on naapurin nimi", **fields):
    given = {"day": timezone.localdate()} | fields
    return Report.unscoped.create(neighbourhood_id=record.pk, idea=idea, text=text, **given)


def support(record, idea, moments):
    """One support at each of these moments, which count."""
    rows = [
        Support(neighbourhood_id=record.pk, idea=idea, day=timezone.localdate(at), who=f"{number}-{at.isoformat()}", at=at)
        for number, at in enumerate(moments)
    ]
    Support.unscoped.bulk_create(rows)
    Idea.unscoped.filter(pk=idea.pk).update(supports=Support.unscoped.filter(idea=idea, is_aside=False).count())


@pytest.fixture
def other(visit, neighbourhoods):
    """The browser of another active resident of Lintumäki, with a name."""
    user = User.objects.create_user("toinen@example.org", first_name="Aino", last_name="Aalto")
    Membership.objects.create(user=user, neighbourhood=neighbourhoods["lintumaki"], role="activist")
    visitor = visit()
    visitor.client.force_login(user)
    return visitor


def again(row):
    return type(row).unscoped.get(pk=row.pk)


def press(visitor, address, **sent):
    """What a button sends; the page that follows, as people read it."""
    answer = visitor.post(address, sent)
    assert answer.status_code in (302, 303), (answer.status_code, answer.text)
    return visitor.get(answer["Location"]).text


def undo(visitor):
    """Takes back what was done last, as the button beside the sentence does."""
    act = Act.objects.order_by("-pk").first()
    return visitor.post(f"/admin/desk/acts/{act.pk}/undo/")
