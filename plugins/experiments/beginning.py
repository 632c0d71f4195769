"""A trial that begins from an idea or a method: offered on its page, and filled in where the trial is written."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from neighbourhoods import records, short_forms
from neighbourhoods.plugin import RecordAction

KINDS = ("idea", "method")
LONGEST_TITLE, LONGEST_AIM = 255, 1000


def actions(record):
    """[RecordAction] on an idea or a method of any neighbourhood: whoever signs in writes a trial for their own."""
    if record.kind not in KINDS:
        return []
    return [RecordAction(_("Try this here"), f"{settings.WAGTAILADMIN_BASE_URL}{short_forms.address('experiments', about=record.id)}")]


def values(neighbourhood, record):
    """{field: value} with which a trial of a record begins, in the language in which it is written."""
    if record.kind not in KINDS:
        return {}
    aim = records.text_of(record.id, neighbourhood.languages[0])
    return {"title": record.title[:LONGEST_TITLE], "aim": shortened(aim), "from_record": str(record.id)}


def shortened(text):
    """At most so many letters, up to the end of a word."""
    return text if len(text) <= LONGEST_AIM else text[: LONGEST_AIM - 1].rsplit(" ", 1)[0] + "…"
