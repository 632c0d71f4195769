"""A method that is written of a trial: offered on the trial's page, and filled in where the method is written."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from neighbourhoods import records, short_forms, trail
from neighbourhoods.plugin import RecordAction

from . import cards

KIND, STEP = "experiment", "became"
LONGEST_TITLE = 255


def actions(record):
    """[RecordAction] on a trial of any neighbourhood: whoever signs in writes a method for their own."""
    if record.kind != KIND:
        return []
    return [RecordAction(_("Write a method of this"), f"{settings.WAGTAILADMIN_BASE_URL}{short_forms.address('methods', about=record.id)}")]


def values(neighbourhood, record):
    """{field: value} with which a method of a trial begins."""
    if record.kind != KIND:
        return {}
    aim = records.text_of(record.id, neighbourhood.languages[0])
    return {"title": record.title[:LONGEST_TITLE], "purpose": aim, "from_record": str(record.id)}


def join(page, pk):
    """The step from the trial with this record to the method of a page that is new. Nobody sees it before both have been published."""
    neighbourhood = page.neighbourhood()
    if pk is not None and neighbourhood is not None:
        trail.link(source=pk, target=cards.record_id(page.translation_key), kind=STEP, neighbourhood=neighbourhood)
