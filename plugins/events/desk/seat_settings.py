"""How one signs up for an event is opened, changed and closed by a volunteer; those who have signed up are served at once."""

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from neighbourhoods import acts

from .. import changing
from ..models import Registration, Seats, SignUp
from ..registration import counting

FIELDS = ("is_open", "per", "capacity", "closes_at", "closes_days", "most_companions", "asks_reminder", "keep_days")


class Refused(Exception):
    """Its text is a sentence that says why; `field` is where it stands in the form."""

    def __init__(self, sentence, field=None):
        super().__init__(sentence)
        self.field = field


def as_data(sign_up):
    """What a SignUp says, in values that JSON knows; None where there is none."""
    if sign_up is None:
        return None
    values = {name: getattr(sign_up, name) for name in FIELDS}
    return values | {"closes_at": sign_up.closes_at.isoformat() if sign_up.closes_at else None}


def from_data(data):
    return data | {"closes_at": parse_datetime(data["closes_at"]) if data["closes_at"] else None}


def save(record, pk, person, **values):
    """(SignUp, Act or None when it is so already). Raises Refused, and Series.DoesNotExist."""
    with transaction.atomic():
        series = changing.locked(record, pk)
        sign_up = SignUp.of(record).select_for_update().filter(series=series).first()
        before = as_data(sign_up)
        sign_up = sign_up or SignUp(series=series, neighbourhood_id=record.pk)
        if before and values.get("per", sign_up.per) != sign_up.per and anybody(sign_up):
            raise Refused(_("Somebody has signed up already, so this cannot be changed any more."), "per")
        write(record, sign_up, values)
        now = as_data(sign_up)
        if now == before:
            return sign_up, None
        kind = (
            "signup.changed" if before and before["is_open"] == now["is_open"] else "signup.opened" if now["is_open"] else "signup.closed"
        )
        return sign_up, acts.record(record, kind, series.pk, changing.title_of(series), person, before=before, now=now)


def anybody(sign_up):
    return Registration.unscoped.filter(seats__sign_up=sign_up, state__in=Registration.ALIVE).exists()


def write(record, sign_up, values):
    """Seats of dates ahead follow: with more of them the queue moves, with fewer nobody loses one."""
    for name, value in values.items():
        setattr(sign_up, name, value)
    sign_up.save()
    for pk in Seats.unscoped.filter(sign_up=sign_up).order_by("pk").values_list("pk", flat=True):
        seats = counting.hold(pk)
        if seats.capacity != sign_up.capacity:
            seats.capacity = sign_up.capacity
            seats.save(update_fields=["capacity"])
        counting.promote(record, seats)


def take_back(act, person):
    """Undoes a change; what nobody had opened before is closed."""
    sign_up = SignUp.unscoped.select_for_update().filter(series=act.target, neighbourhood=act.neighbourhood_id).first()
    if sign_up is None:
        raise acts.CannotUndo(_("It is not there any more."))
    if as_data(sign_up) != act.details["now"]:
        raise acts.CannotUndo(_("It has been changed since."))
    before = act.details["before"]
    if before is not None and before["per"] != sign_up.per and anybody(sign_up):
        raise acts.CannotUndo(_("Somebody has signed up already, so this cannot be changed any more."))
    write(changing.home_of(sign_up.series), sign_up, from_data(before) if before else {"is_open": False})
