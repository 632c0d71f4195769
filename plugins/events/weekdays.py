"""The days of the week as sentences need them: languages bend them, so each use has its own seven words, Monday first."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .calendar.rules import LAST

NAMES = (
    pgettext_lazy("weekday", "Monday"),
    pgettext_lazy("weekday", "Tuesday"),
    pgettext_lazy("weekday", "Wednesday"),
    pgettext_lazy("weekday", "Thursday"),
    pgettext_lazy("weekday", "Friday"),
    pgettext_lazy("weekday", "Saturday"),
    pgettext_lazy("weekday", "Sunday"),
)
SHORT = (
    pgettext_lazy("weekday, short", "Mon"),
    pgettext_lazy("weekday, short", "Tue"),
    pgettext_lazy("weekday, short", "Wed"),
    pgettext_lazy("weekday, short", "Thu"),
    pgettext_lazy("weekday, short", "Fri"),
    pgettext_lazy("weekday, short", "Sat"),
    pgettext_lazy("weekday, short", "Sun"),
)
# before a date: "on Tuesday 1 December"
ON = (
    pgettext_lazy("weekday before a date", "Monday"),
    pgettext_lazy("weekday before a date", "Tuesday"),
    pgettext_lazy("weekday before a date", "Wednesday"),
    pgettext_lazy("weekday before a date", "Thursday"),
    pgettext_lazy("weekday before a date", "Friday"),
    pgettext_lazy("weekday before a date", "Saturday"),
    pgettext_lazy("weekday before a date", "Sunday"),
)
EVERY = (
    _("every Monday"),
    _("every Tuesday"),
    _("every Wednesday"),
    _("every Thursday"),
    _("every Friday"),
    _("every Saturday"),
    _("every Sunday"),
)
# after "every Monday and"
ALSO = (
    pgettext_lazy("weekday after “every Sunday and”", "Monday"),
    pgettext_lazy("weekday after “every Sunday and”", "Tuesday"),
    pgettext_lazy("weekday after “every Sunday and”", "Wednesday"),
    pgettext_lazy("weekday after “every Sunday and”", "Thursday"),
    pgettext_lazy("weekday after “every Sunday and”", "Friday"),
    pgettext_lazy("weekday after “every Sunday and”", "Saturday"),
    pgettext_lazy("weekday after “every Sunday and”", "Sunday"),
)
EVERY_OTHER = (
    _("every other Monday"),
    _("every other Tuesday"),
    _("every other Wednesday"),
    _("every other Thursday"),
    _("every other Friday"),
    _("every other Saturday"),
    _("every other Sunday"),
)
# before "every 3 weeks"
ON_ALL = (
    pgettext_lazy("again and again", "on Mondays"),
    pgettext_lazy("again and again", "on Tuesdays"),
    pgettext_lazy("again and again", "on Wednesdays"),
    pgettext_lazy("again and again", "on Thursdays"),
    pgettext_lazy("again and again", "on Fridays"),
    pgettext_lazy("again and again", "on Saturdays"),
    pgettext_lazy("again and again", "on Sundays"),
)
# after "on Sundays and"
ALSO_ALL = (
    pgettext_lazy("weekday after “on Sundays and”", "Mondays"),
    pgettext_lazy("weekday after “on Sundays and”", "Tuesdays"),
    pgettext_lazy("weekday after “on Sundays and”", "Wednesdays"),
    pgettext_lazy("weekday after “on Sundays and”", "Thursdays"),
    pgettext_lazy("weekday after “on Sundays and”", "Fridays"),
    pgettext_lazy("weekday after “on Sundays and”", "Saturdays"),
    pgettext_lazy("weekday after “on Sundays and”", "Sundays"),
)
OF_THE_MONTH = {
    1: (
        _("the first Monday of the month"),
        _("the first Tuesday of the month"),
        _("the first Wednesday of the month"),
        _("the first Thursday of the month"),
        _("the first Friday of the month"),
        _("the first Saturday of the month"),
        _("the first Sunday of the month"),
    ),
    2: (
        _("the second Monday of the month"),
        _("the second Tuesday of the month"),
        _("the second Wednesday of the month"),
        _("the second Thursday of the month"),
        _("the second Friday of the month"),
        _("the second Saturday of the month"),
        _("the second Sunday of the month"),
    ),
    3: (
        _("the third Monday of the month"),
        _("the third Tuesday of the month"),
        _("the third Wednesday of the month"),
        _("the third Thursday of the month"),
        _("the third Friday of the month"),
        _("the third Saturday of the month"),
        _("the third Sunday of the month"),
    ),
    4: (
        _("the fourth Monday of the month"),
        _("the fourth Tuesday of the month"),
        _("the fourth Wednesday of the month"),
        _("the fourth Thursday of the month"),
        _("the fourth Friday of the month"),
        _("the fourth Saturday of the month"),
        _("the fourth Sunday of the month"),
    ),
    LAST: (
        _("the last Monday of the month"),
        _("the last Tuesday of the month"),
        _("the last Wednesday of the month"),
        _("the last Thursday of the month"),
        _("the last Friday of the month"),
        _("the last Saturday of the month"),
        _("the last Sunday of the month"),
    ),
}
