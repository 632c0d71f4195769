"""The next dates of a rule that is being typed, and what it says in words, before anything is saved."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from . import asking, sentences
from .calendar import rules

NAMES = ("repeats", "every", "which", "month_day", "dates", "ends", "until", "count")
LISTS = ("weekdays", "sure")


def of_sent(sent):
    """Of a QueryDict: what a browser sends while somebody types."""
    typed = {name: sent.get(name, "")[:6000] for name in NAMES} | {name: sent.getlist(name)[:20] for name in LISTS}
    days = {name: asking.read_day(sent.get(name)) for name in ("starts_on", "ends_on")}
    times = {name: asking.read_time(sent.get(name)) for name in ("starts_at", "ends_at")}
    return of(typed, **days, **times)


def of_form(form):
    """Of a form as it stands, checked or not."""
    typed = {name: form.typed(name) for name in (*NAMES, *LISTS)}
    days = {name: as_day(form.typed(name)) for name in ("starts_on", "ends_on")}
    times = {name: as_time(form.typed(name)) for name in ("starts_at", "ends_at")}
    return of(typed, **days, **times)


def as_day(value):
    return value if isinstance(value, date) else asking.read_day(value)


def as_time(value):
    return value if hasattr(value, "hour") else asking.read_time(value)


def of(typed, *, starts_on, ends_on=None, starts_at=None, ends_at=None):
    """{"sentence", "dates", "more", "problems", "questions"}: the sentence is "" and there are no dates where something is wrong."""
    found = {"sentence": "", "dates": [], "more": False, "problems": [], "questions": []}
    if starts_on is None:
        return found | {"problems": [_("The date is missing. Write it like this: 1.12.2026.")]}
    start = asking.start_of(starts_on, starts_at)
    repeat, wrong = asking.rule_of(typed, start)
    if wrong:
        return found | {"problems": [sentence for _field, sentence in wrong]}
    today = timezone.localdate()
    dates = rules.dates_of(repeat, start, first=max(today, starts_on), most=asking.NEXT + 1)
    days = [one.date() if isinstance(one, datetime) else one for one in dates]
    return {
        "sentence": sentences.sentence(repeat, start, end_of(start, starts_on, ends_on, ends_at)),
        "dates": days[: asking.NEXT],
        "more": len(days) > asking.NEXT,
        "problems": [],
        "questions": [sentence for _field, sentence in asking.questions_of(typed, repeat, start)],
    }


def end_of(start, starts_on, ends_on, ends_at):
    """As a Series says it: the last day, or a naive time; None where it is not known, or before the start."""
    last = max(ends_on or starts_on, starts_on)
    if not isinstance(start, datetime):
        return last
    end = datetime.combine(last, ends_at) if ends_at else None
    return end if end and end > start else None
