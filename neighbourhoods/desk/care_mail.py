"""Once a week each member is told by mail of at most three things that need care; when all is well, no mail comes."""

import logging
import time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from .. import addresses, current, mail, mail_texts
from ..models import Membership, Neighbourhood, OutgoingMail
from . import care, care_optout

logger = logging.getLogger(__name__)
MOST = 3
# Mondays from seven in the morning, by the clock of the neighbourhood. Where nothing ran then, one of the two days after.
DAYS, FROM_HOUR, TO_HOUR = range(3), 7, 20
# one run takes no longer than that; the next goes on
SECONDS = 120
# a mail that could not leave by then is of no use: the next is near
MINUTES = 60 * 24 * 6
KEPT = 60 * 60 * 24 * 7


def send_due():
    """The mails of all neighbourhoods where it is time, into the outbox. A run that is lost, doubled or killed changes nothing: the key of
    a mail is of the neighbourhood, the person and the week. A fault in one neighbourhood is logged; the others go on."""
    now, until = timezone.now(), time.monotonic() + SECONDS
    rows = Neighbourhood.objects.filter(state="active").order_by("pk").values_list("pk", "slug", KT("config__place__timezone"))
    for pk, slug, zone in list(rows):
        week = week_of(now, ZoneInfo(zone or settings.TIME_ZONE))
        if week is None or cache.get(seen := f"care-mail-{pk}-{week}"):
            continue
        if time.monotonic() > until:
            return
        try:
            if tell(current.by_slug(slug), week):
                cache.set(seen, True, KEPT)
        except Exception:
            logger.exception("The care mail of %s failed", slug)


def week_of(now, zone):
    """Such as 2026-W49 when it is time for that week's mail, else None."""
    local = now.astimezone(zone)
    if local.weekday() not in DAYS or not FROM_HOUR <= local.hour < TO_HOUR:
        return None
    year, week, _day = local.isocalendar()
    return f"{year}-W{week:02}"


def tell(record, week):
    """Whether all who are to be told have their mail in the outbox, each by a transaction of its own."""
    if record is None or record.state != "active":
        return True
    rows = OutgoingMail.objects.filter(neighbourhood=record.pk, key__startswith=f"care:{record.pk}:", key__endswith=f":{week}")
    told, found, all_went = set(rows.values_list("key", flat=True)), {}, True
    members = Membership.objects.filter(neighbourhood=record.pk, wants_care_mail=True, user__is_active=True)
    with current.activate(record), timezone.override(record.zone):
        for membership in members.select_related("user__wagtail_userprofile").order_by("pk"):
            key = f"care:{record.pk}:{membership.user_id}:{week}"
            if key in told:
                continue
            language = language_of(membership.user, record)
            with translation.override(language):
                try:
                    # the same for all of one role and one language
                    about = (membership.role, language)
                    if about not in found:
                        found[about] = worth_a_mail(record, membership.user)
                    if found[about]:
                        post(record, membership.user, found[about], key)
                except Exception as error:
                    # no address and no text in a log
                    logger.error("A care mail of %s was not written: %s", record.slug, type(error).__name__)
                    all_went = False
    return all_went


def worth_a_mail(record, user):
    """Not what stands still now: by the time that a mail can leave it works again."""
    return [thing for thing in care.found(record, user, MOST + 1) if not thing.is_urgent][:MOST]


def language_of(user, record):
    """What the person has chosen for the desk, else the neighbourhood's first in which the desk speaks."""
    spoken = dict(settings.WAGTAILADMIN_PERMITTED_LANGUAGES)
    profile = getattr(user, "wagtail_userprofile", None)
    chosen = profile.preferred_language if profile else ""
    return next((code for code in (chosen, *record.languages) if code in spoken), settings.LANGUAGE_CODE)


def post(record, user, things, key):
    away = care_optout.link(user.pk, record.pk)
    values = {
        "name": record.name,
        "address": record.root_url,
        "things": [shown(record, thing) for thing in things],
        "desk": desk(record),
        "deputy": deputy(record, user),
        "why": _("You get this because you help keep these pages."),
        "away": away,
        "away_words": _("I do not want the weekly mail"),
    }
    subject, body, html = mail_texts.compose(translation.get_language(), "neighbourhoods/desk/care_mail", values)
    mail.post(
        recipient=user.email,
        subject=subject,
        body=body,
        html=html,
        neighbourhood=record.pk,
        key=key,
        headers={"List-Unsubscribe": f"<{away}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        minutes=MINUTES,
    )


def desk(record):
    return f"{addresses.portal_url()}{reverse('desk')}?neighbourhood={record.slug}"


def shown(record, thing):
    """A thing for a mail, where nothing can be done with one tap: that is done at the desk. `plain` is how people write the address."""
    if thing.one_tap:
        return {"thing": thing, "action": _("Check it at the desk"), "link": desk(record), "plain": desk(record)}
    link = f"{addresses.portal_url()}{thing.url}" if thing.url.startswith("/") else thing.url
    return {"thing": thing, "action": thing.action, "link": link, "plain": link.removeprefix("mailto:").removeprefix("tel:")}


def deputy(record, user):
    """The address of the file's deputy or steward, whichever is not the reader."""
    people = record.file.get("people") or {}
    return next((people[post] for post in ("deputy", "steward") if people.get(post) and people[post] != user.email), "")
