"""Care rules about people, what they have told of the site, and the machine. Those about pages are in care_pages."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import current, task_runs
from ..contacts import KEPT_AFTER, today_in
from ..isolation import scope
from ..models import Details, Feedback, Role
from ..plugin import Care
from ..templatetags.look import day, telephone
from . import team

# a consent is spoken of this long before it ends
SOON = timedelta(days=30)
STATEMENTS = ("assessed_on", "reviewed_on", "authority", "hosting", "processors")
CONTACT = ("pk", "role", "name", "phone", "email", "picture", "consented_on", "consent_ends")
MOST_CONTACTS = 100


@dataclass(frozen=True)
class OwnCare(Care):
    """`links`: further (label, address). `is_urgent`: it stops what everybody does, and is told first."""

    links: tuple = ()
    is_urgent: bool = False


def at(name, record, *arguments):
    """With the neighbourhood in it: whoever belongs to several must not act on another."""
    return f"{reverse(name, args=arguments)}?neighbourhood={record.slug}"


def reports(asked):
    """What residents have reported and nobody has answered. Their words are not repeated here: they are theirs."""
    record, today = asked.record, today_in(asked.record)
    rows = Feedback.objects.filter(neighbourhood=record.pk, answered_at=None, is_held=False).order_by("created_at", "pk")
    for pk, created_at, due_on in rows.values_list("pk", "created_at", "due_on")[: asked.most]:
        days = (today - timezone.localtime(created_at, record.zone).date()).days
        late = (today - due_on).days
        waited = ngettext("A report of a problem has waited for %(n)s day", "A report of a problem has waited for %(n)s days", days)
        is_late = ngettext("%(number)s day late", "%(number)s days late", late) % {"number": late}
        yield OwnCare(
            waited % {"n": days} if days > 0 else _("A report of a problem waits for an answer"),
            _("Answer"),
            at("feedback_admin", record),
            key=str(pk),
            since=created_at,
            more=is_late if late > 0 else _("Answer by %(date)s") % {"date": day(due_on)},
        )


def details(asked):
    """Persons without a consent that holds, and what the two statements still say to be untold. One query for both."""
    record = asked.record
    names = [*STATEMENTS, *(f"contacts__{name}" for name in CONTACT)]
    rows = list(Details.objects.filter(neighbourhood=record.pk).order_by("contacts__consent_ends").values(*names)[:MOST_CONTACTS])
    contacts = [{name: row[f"contacts__{name}"] for name in CONTACT} for row in rows if row["contacts__pk"]]
    yield from filter(None, (consent(record, row) for row in contacts))
    untold = [name for name in STATEMENTS if not (rows and rows[0][name])]
    # they are the coordinators' to fill in
    if untold and asked.coordinates:
        yield OwnCare(
            _("The statements still say “not told yet”"),
            _("Fill in"),
            at("details", record),
            key="statements",
            more=", ".join(str(Details._meta.get_field(name).verbose_name) for name in untold),
        )


def consent(record, row):
    if not any(row[name] for name in ("name", "phone", "email", "picture")):
        return None
    today, ends = today_in(record), row["consent_ends"]
    role = {"role": row["role"]}
    if not row["consented_on"] or not ends:
        text, since = _("%(role)s: nobody has agreed to be shown") % role, None
        more = _("Only the role is shown. Ask the person, or take their details away.")
    elif ends < today:
        text, since = _("%(role)s: the consent ended on %(date)s") % (role | {"date": day(ends)}), ends
        more = _("Only the role is shown. The person's details are erased on %(date)s.") % {
            "date": day(ends + timedelta(days=KEPT_AFTER + 1))
        }
    elif ends <= today + SOON:
        text, since = _("%(role)s: the consent ends on %(date)s") % (role | {"date": day(ends)}), ends - SOON
        more = _("Ask the person whether they may still be shown.")
    else:
        return None
    since = datetime.combine(since, time(), record.zone) if since else None
    return OwnCare(text, _("See the contact"), at("details", record), key=f"consent-{row['pk']}", since=since, more=more)


def alone(asked):
    """Only one person, or only one who can invite others. An invitation that can still be taken is help that is on its way."""
    record = asked.record
    # coordinators first: of two rows both are, or there are not two of them
    two = [row for row in team.members_for(asked.user, record.pk) if row.user.is_active][:2]
    coordinators = [row for row in two if row.role == Role.COORDINATOR]
    if len(coordinators) > 1 or not two:
        return
    if two[0].coordinator_comes if len(two) > 1 else two[0].somebody_comes:
        return
    text = _("The site has only one active person") if len(two) == 1 else _("The site has only one coordinator")
    told = {"key": "person" if len(two) == 1 else "coordinator", "since": two[0].created_at}
    if asked.coordinates:
        yield OwnCare(text, _("Invite another"), at("team", record), **told)
    # an active resident cannot invite: they are told whom to ask
    elif coordinators:
        more = _("%(name)s can invite another.") % {"name": team.name_of(two[0].user)}
        yield OwnCare(text, _("Ask for it"), f"mailto:{two[0].user.email}", more=more, **told)
    elif way := to_the_keeper():
        yield OwnCare(text, *way, more=_("An administrator can invite another."), **told)


def machine(asked):
    """What stands still for the whole install. One of the three: mails wait where nothing works. One query."""
    way = to_the_keeper() or (_("Back to the desk"), at("desk", asked.record))
    minutes, left_alone, stuck = task_runs.what_stands_still()
    if minutes is not None:
        hours = max(1, round(minutes / 60))
        text = ngettext("Nothing was done in the background for %(n)s hour", "Nothing was done in the background for %(n)s hours", hours)
        more = _("Pages are shown as always. Mails and new sizes of pictures wait.")
        yield OwnCare(text % {"n": hours}, *way, key="worker", more=more, is_urgent=True)
    elif stuck:
        # how many mails of others wait is not for volunteers to know
        number = sum(stuck.values()) if scope.is_keeper(asked.user) else stuck.get(asked.record.pk)
        text = _("Mail is stuck (%(n)s waiting)") % {"n": number} if number else _("Mail is stuck")
        yield OwnCare(text, *way, key="mail", is_urgent=True)
    elif left_alone:
        more = _("The rest goes on. The log and the command tasks say which.")
        yield OwnCare(_("Some background work is stopped"), *way, key="tasks", more=more, is_urgent=True)


def to_the_keeper():
    """(words, address) by which the one who runs the install is reached, or None."""
    portal = current.portal()
    if portal is None:
        return None
    if portal.facts.phone:
        return _("Call the administrator"), f"tel:{telephone(portal.facts.phone)}"
    address = portal.facts.email or (portal.file.get("people") or {}).get("keeper")
    return (_("Write to the administrator"), f"mailto:{address}") if address else None


RULES = {"report": reports, "details": details, "alone": alone, "machine": machine}
