"""Reports of problems from residents without an account: stored first, answered in 14 days.

The form has an address of its own that no cache keeps. It works without cookies: a signed token, used once, and a look at
where the request came from stand in for Django's protection.
"""

import hashlib
import hmac
import re
import secrets
from datetime import timedelta
from ipaddress import ip_address, ip_network

from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from . import mail
from .contacts import today_in
from .models import Feedback

ANSWERED_IN = 14  # days
ADDRESS_KEPT = 90  # days after the answer
UNANSWERED_KEPT = 180  # days after the report
KEPT = 365  # days
TOKEN_AGE = 24 * 60 * 60
QUICKEST = 2  # seconds; nobody writes a report faster
MOST_LINKS = 3
MOST_IN_AN_HOUR = 5
LONGEST = 4000
# letters that show nothing: fillers of Hangul and Braille
FILLERS = set("\u115f\u1160\u3164\uffa0\u2800")
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
NOT_IN_AN_ADDRESS = re.compile(r"[\x00-\x20\x7f]")
SALT = "neighbourhoods.feedback"


class FeedbackForm(forms.Form):
    text = forms.CharField(
        max_length=LONGEST,
        error_messages={
            "required": gettext_lazy("The text is missing. One sentence is enough."),
            "max_length": gettext_lazy("The text is too long: %(show_value)d characters, at most %(limit_value)d."),
        },
    )
    email = forms.EmailField(
        required=False,
        max_length=254,
        error_messages={
            "invalid": gettext_lazy("Check the e-mail, for example name@example.org. You may also leave it empty."),
            "max_length": gettext_lazy("Check the e-mail, for example name@example.org. You may also leave it empty."),
        },
    )

    def __init__(self, data=None, **kwargs):
        if data is not None:
            data = {name: UNSEEN.sub("", data.get(name, "")).replace("\r\n", "\n") for name in ("text", "email")}
            if not can_be_seen(data["text"]):
                data["text"] = ""
        super().__init__(data, **kwargs)


def can_be_seen(text):
    return any(letter.isprintable() and not letter.isspace() and letter not in FILLERS for letter in text)


def new_token(host):
    return signing.dumps({"host": host, "id": secrets.token_urlsafe(16)}, salt=SALT)


def read_token(token, host):
    """(its id, its age in seconds), or (None, None) for one that is forged, too old or of another host."""
    try:
        value = signing.loads(token[:500], salt=SALT, max_age=TOKEN_AGE)
        made = signing.b62_decode(token.split(":")[1])
    except (signing.BadSignature, ValueError, IndexError):
        return None, None
    return (value["id"], timezone.now().timestamp() - made) if value.get("host") == host else (None, None)


def is_from_elsewhere(request):
    """Whether another site's page sent this. Neighbourhoods share a parent domain: the same site is not enough."""
    fetch_site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if fetch_site is not None and fetch_site not in ("same-origin", "none"):
        return True
    # cut by hand: urlsplit raises for what no browser would send
    return origin is not None and origin.partition("://")[2].lower() != request.get_host().lower()


def sender(request):
    """A hash of the beginning of the sender's network address that changes every day; the address is kept nowhere."""
    addresses = [request.META.get("REMOTE_ADDR", "")]
    if settings.PROXIES:
        forwarded = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
        addresses = forwarded[-settings.PROXIES :][:1] or addresses
    try:
        address = ip_address(addresses[0])
        # a server that listens on both kinds writes 192.0.2.7 as ::ffff:192.0.2.7; all of those share their first 48 bits
        address = getattr(address, "ipv4_mapped", None) or address
        network = str(ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))
    except ValueError:
        network = "unknown"
    day = timezone.localdate().isoformat()
    return hmac.new(settings.SECRET_KEY.encode(), f"{day} {network}".encode(), hashlib.sha256).hexdigest()[:32]


def is_over_the_limit(request):
    key = f"feedback-{sender(request)}"
    cache.add(key, 0, 60 * 60)
    try:
        return cache.incr(key) > MOST_IN_AN_HOUR
    except ValueError:
        # it has just run out
        return False


def page_told(value):
    """The path of the page that the report is about; nothing that could lead elsewhere."""
    # browsers leave tabs and line ends out, and "/\t/elsewhere.example" would become another host
    value = NOT_IN_AN_ADDRESS.sub("", value)[:500]
    return value if value.startswith("/") and not value.startswith(("//", "/\\")) else ""


def answer(request, template, context, status=200):
    from .statements import details_of, frame_of

    frame = frame_of(request)
    site = request.neighbourhood or request.portal
    details = details_of(request.neighbourhood)
    frame["write_to"] = details.contact_email or (site.file.get("controller") or {}).get("email", "")
    frame["phone"] = details.contact_phone
    for item in frame["switch"]:
        item["url"] = f"/{item['code']}/saavutettavuus/palaute/?kieli"
    response = render(request, f"neighbourhoods/feedback/{template}.html", frame | context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request):
    record, host = request.neighbourhood, request.get_host().lower()
    if request.method != "POST":
        if is_closed(record):
            return answer(request, "closed", {})
        if "kiitos" in request.GET:
            return answer(request, "sent", {"due_on": due_on(record)})
        return answer(request, "form", {"form": FeedbackForm(), "token": new_token(host), "about": page_told(request.GET.get("sivu", ""))})
    typed = request.POST
    about = page_told(typed.get("about", ""))
    kept = {"kept": [UNSEEN.sub("", text) for text in (typed.get("text", ""), typed.get("email", "")) if text]}
    if is_from_elsewhere(request):
        return answer(request, "closed", kept | {"is_from_elsewhere": True}, status=403)
    if is_closed(record):
        return answer(request, "closed", kept, status=403)
    form = FeedbackForm(typed)
    token, age = read_token(typed.get("token", ""), host)
    if token is None or not form.is_valid():
        context = {"form": form, "about": about, "is_expired": token is None and form.is_valid()}
        context["token"] = typed["token"] if token else new_token(host)
        return answer(request, "form", context, status=200 if context["is_expired"] else 422)
    text = form.cleaned_data["text"]
    held = bool(typed.get("website")) or age < QUICKEST or text.count("://") > MOST_LINKS or is_over_the_limit(request)
    store(record, text=text, email=form.cleaned_data["email"], about=about, token=token, is_held=held)
    response = HttpResponseRedirect(f"{request.path}?kiitos", status=303)
    response["Cache-Control"] = "no-store"
    return response


def is_closed(record):
    return record is not None and record.state != "active"


def due_on(record):
    return today_in(record) + timedelta(days=ANSWERED_IN)


def store(record, *, text, email, about, token, is_held):
    """One row, and one mail in the outbox unless it looks like spam; a second press of the button changes nothing."""
    try:
        with transaction.atomic():
            row = Feedback.objects.create(
                neighbourhood_id=record.pk if record else None,
                text=text,
                email=email,
                about=about,
                token=token,
                is_held=is_held,
                language=translation.get_language(),
                due_on=due_on(record),
            )
            if not is_held:
                tell(record, row)
    except IntegrityError:
        if not Feedback.objects.filter(token=token).exists():
            raise


def tell(record, row):
    from . import addresses, current
    from .templatetags.look import day

    portal = current.portal()
    site = record or portal
    recipient = recipient_of(record, portal)
    if not recipient:
        return
    root = site.root_url
    link = f"{addresses.portal_url()}/admin/feedback/" + (f"?neighbourhood={record.slug}" if record else "")
    with translation.override(site.languages[0]):
        body = [
            row.text,
            "",
            f"{root}{row.about}" if row.about else "",
            _("Answer by %(date)s: %(link)s") % {"date": day(row.due_on), "link": link},
        ]
        if row.email:
            body.append(_("Write back to: %(address)s") % {"address": row.email})
        mail.post(recipient=recipient, subject=_("Report of a problem: %(site)s") % {"site": site.name}, body="\n".join(body))


def recipient_of(record, portal):
    """The shared address, else the steward, else the controller, else the keeper."""
    config = (record or portal).file
    people, controller = config.get("people") or {}, config.get("controller") or {}
    wanted = [
        (record or portal).facts.email,
        people.get("steward"),
        controller.get("email"),
        (portal.file.get("people") or {}).get("keeper"),
    ]
    return next((address for address in wanted if address), "")


def forget():
    """Erase addresses some time after the answer, and reports after a year; runs daily."""
    now = timezone.now()
    Feedback.objects.filter(created_at__lt=now - timedelta(days=KEPT)).delete()
    answered = Feedback.objects.exclude(email="").filter(answered_at__lt=now - timedelta(days=ADDRESS_KEPT))
    waiting = Feedback.objects.exclude(email="").filter(answered_at=None, created_at__lt=now - timedelta(days=UNANSWERED_KEPT))
    (answered | waiting).update(email="")
