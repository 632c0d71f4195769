"""The controlled list of topics. Their keys are stored; their names are translated."""

from django.utils.translation import gettext_lazy as _

TOPICS = {
    "talkoot": _("Working together"),
    "kahvila": _("Coffee and company"),
    "liikunta": _("Exercise"),
    "lapset": _("Children"),
    "nuoret": _("Young people"),
    "piha": _("Yards"),
    "kielet": _("Languages"),
    "kaupunki": _("The town"),
    "talo": _("House matters"),
}


def pack(keys):
    """As they are stored: ",piha,talo,", so that a database of any kind finds one of them with a plain LIKE."""
    known = [key for key in TOPICS if key in set(keys)]
    return f",{','.join(known)}," if known else ""


def unpack(stored):
    return [key for key in stored.split(",") if key in TOPICS]
