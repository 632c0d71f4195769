"""What people type about when an event is: days, times and how it repeats, read as they were meant, or said what is wrong and where."""

import re
from datetime import date, datetime, time

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .calendar import rules

# what is chosen: one word for each way in which something repeats
NO, WEEKLY, FORTNIGHTLY, WEEKS, WEEKDAY, MONTHDAY, YEARLY, DATES = (
    "no",
    "weekly",
    "fortnightly",
    "weeks",
    "monthly_weekday",
    "monthly_day",
    "yearly",
    "dates",
)
KINDS = {
    NO: rules.ONCE,
    WEEKLY: rules.WEEKLY,
    FORTNIGHTLY: rules.WEEKLY,
    WEEKS: rules.WEEKLY,
    WEEKDAY: rules.MONTHLY_WEEKDAY,
    MONTHDAY: rules.MONTHLY_DAY,
    YEARLY: rules.YEARLY,
    DATES: rules.DATES,
}
# a day of the month that is meant as it is, though some months do not have it
SAME = "same"
NEXT = 6
# years that a form takes: others are slips of the finger
FIRST_YEAR, LAST_YEAR = 1990, 2190
# the fields of calendar.rules beside which a sentence stands, as the forms call them
FIELDS = {"kind": "repeats", "start": "starts_on", "day": "month_day"}
SHORT_DAY = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.?")
A_TIME = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?(?:[.:]00)?")
BETWEEN = re.compile(r"[,;\n]|\s(?:ja|och|and|&)\s", re.I)


def written(day):
    """A day as the forms take it: 1.12.2026."""
    return f"{day.day}.{day.month}.{day.year}" if day else ""


def written_time(at):
    return f"{at.hour}.{at:%M}" if at else ""


def read_day(text):
    """The date of 1.12.2026, or of 2026-12-01, or None."""
    text = "".join(str(text or "").split())
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            found = datetime.strptime(text, form).date()
        except ValueError:
            continue
        return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
    return None


def read_time(text):
    """The time of 18.00, 18:00 or 18, or None."""
    found = A_TIME.fullmatch("".join(str(text or "").split()).lower().removeprefix("klo").removeprefix("kl."))
    try:
        return time(int(found[1]), int(found[2] or 0)) if found else None
    except ValueError:
        return None


def read_days(text, after):
    """([days], the first part that is no day or ""): parted by commas, lines or "and". One without a year is the next such day."""
    days = []
    for part in BETWEEN.split(str(text or "")):
        part = part.strip().rstrip(",;")
        if not part:
            continue
        if (day := read_day(part) or next_such_day(part, after)) is None:
            return days, part
        days.append(day)
    return sorted(set(days)), ""


def next_such_day(text, after):
    found = SHORT_DAY.fullmatch(text)
    if not found or not after:
        return None
    for year in range(after.year, after.year + 9):
        try:
            day = date(year, int(found[2]), int(found[1]))
        except ValueError:
            continue
        if day >= after:
            return day
    return None


def number(text):
    text = str(text or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None


def start_of(day, at):
    return datetime.combine(day, at) if at else day


def rule_of(typed, start):
    """(Repeat, [(field, sentence)]) of the fields of a form, by their names, for an event that begins at `start`, a day or a naive time."""
    day = start.date() if isinstance(start, datetime) else start
    repeats, wrong = typed.get("repeats") or NO, []
    kind = KINDS.get(repeats)
    if kind is None:
        return rules.Repeat(), [("repeats", _("Choose how it repeats."))]
    if kind == rules.ONCE:
        return rules.Repeat(), []
    fields = {"kind": kind, "every": 2 if repeats == FORTNIGHTLY else 1}
    if repeats == WEEKS or (kind != rules.WEEKLY and typed.get("every")):
        every = number(typed.get("every"))
        if every is None:
            wrong.append(("every", _("Write how many weeks there are from one date to the next: 3, for example.")))
        fields["every"] = 1 if every is None else every
    if kind == rules.WEEKLY:
        chosen = {number(at) for at in typed.get("weekdays") or ()} - {None}
        fields["weekdays"] = tuple(sorted(chosen or {day.weekday()}))
    if kind == rules.MONTHLY_WEEKDAY:
        which = str(typed.get("which") or "")
        fields |= {"weekdays": (day.weekday(),), "which": int(which) if which in ("1", "2", "3", "4", "-1") else rules.which_of(day)}
    if kind == rules.MONTHLY_DAY:
        fields["day"] = rules.LAST if typed.get("month_day") == "-1" else day.day
    if kind == rules.DATES:
        days, unread = read_days(typed.get("dates"), day)
        if unread:
            wrong.append(("dates", _("There is no date %(day)s. Write it like this: 1.12.2026.") % {"day": unread[:40]}))
        elif early := [one for one in days if one < day]:
            wrong.append(("dates", _("%(day)s is before the first date. Write the first of them as the day.") % {"day": written(early[0])}))
        fields["dates"] = tuple(one for one in days if one != day)
    else:
        fields |= end_of(typed, wrong)
    repeat = rules.Repeat(**fields)
    found = [] if wrong else [(FIELDS.get(one.field, one.field), sentence_of(one, repeat)) for one in rules.problems(repeat, start)]
    return repeat, wrong + found


def end_of(typed, wrong):
    """The fields of Repeat about its end. Without a choice of its own a form ends on the day that is written, if one is."""
    ends = typed.get("ends")
    if not ends:
        ends = rules.ON if typed.get("until") else rules.NEVER
    found = {"ends": ends if ends in (rules.NEVER, rules.ON, rules.AFTER) else rules.NEVER}
    if ends == rules.ON:
        found["until"] = read_day(typed.get("until"))
        if typed.get("until") and found["until"] is None:
            wrong.append(("until", _("There is no date %(day)s. Write it like this: 1.12.2026.") % {"day": str(typed["until"])[:40]}))
    if ends == rules.AFTER:
        found["count"] = number(typed.get("count"))
    return found


def sentence_of(problem, repeat):
    """What calendar.rules finds wrong, in words."""
    if problem.code == "start_is_no_date":
        first = problem.values["first"]
        first = first.date() if isinstance(first, datetime) else first
        if repeat.kind == rules.WEEKLY:
            told = _("That day is not one of the weekdays that you chose. The first date would be %(first)s.")
        else:
            told = _("That day is not a date of this repeat. The first date would be %(first)s.")
        return told % {"first": written(first)}
    sentences = {
        "every": _("Write a number from 1 to %(most)s."),
        "dates": _("The days are missing. Write them like this: 3.12.2026, 10.12.2026."),
        "many_dates": _("That is too many days. %(most)s at most."),
        "until_missing": _("The last date is missing. Write it like this: 1.12.2026."),
        "count_missing": _("Write how many times it is: 6, for example."),
        "count": _("Write a number from 1 to %(most)s."),
        "no_dates": _("This repeat gives no dates. Check the last date."),
        "until_before_start": _("This repeat gives no dates. Check the last date."),
    }
    return sentences.get(problem.code, _("Choose again how it repeats.")) % problem.values


def questions_of(typed, repeat, start):
    """[(field, sentence)] of what may be meant otherwise and has not been answered yet."""
    answered = {"which": typed.get("which") in ("4", "-1"), "day": typed.get("month_day") in (SAME, "-1"), "start": "leap" in asked(typed)}
    return [
        (FIELDS.get(one.field, one.field), question_of(one, start)) for one in rules.questions(repeat, start) if not answered[one.field]
    ]


def asked(typed):
    sure = typed.get("sure") or ()
    return (sure,) if isinstance(sure, str) else sure


def question_of(question, start):
    if question.code == "fourth_is_last":
        return _("The fourth or the last %(weekday)s?") % {"weekday": date_format(start, "l").lower()}
    if question.code == "months_without_day":
        return _("Not every month has day %(day)s. Leave those months out, or is it the last day of the month?") % question.values
    return _("29 February comes only every fourth year. Is that what you mean?")


def typed_of(repeat, start):
    """The fields of a form for a Repeat that is there already."""
    day = start.date() if isinstance(start, datetime) else start
    kinds = {rules.ONCE: NO, rules.MONTHLY_WEEKDAY: WEEKDAY, rules.MONTHLY_DAY: MONTHDAY, rules.YEARLY: YEARLY, rules.DATES: DATES}
    found = {
        "repeats": kinds.get(repeat.kind) or {1: WEEKLY, 2: FORTNIGHTLY}.get(repeat.every, WEEKS),
        "every": str(repeat.every) if repeat.every > (2 if repeat.kind == rules.WEEKLY else 1) else "",
        "weekdays": [str(at) for at in repeat.weekdays or (day.weekday(),)] if repeat.kind == rules.WEEKLY else [],
        "which": str(repeat.which or rules.which_of(day)) if repeat.kind == rules.MONTHLY_WEEKDAY else "",
        "month_day": "",
        "dates": ", ".join(written(one) for one in repeat.dates),
        "ends": repeat.ends,
        "until": written(repeat.until) if repeat.ends == rules.ON else "",
        "count": str(repeat.count or "") if repeat.ends == rules.AFTER else "",
    }
    if repeat.kind == rules.MONTHLY_DAY:
        found["month_day"] = "-1" if repeat.day == rules.LAST else SAME if (repeat.day or day.day) > 28 else ""
    return found
