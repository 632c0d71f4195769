"""What a person leaves behind in an install: a row of every table that can hold something of them."""

from datetime import timedelta

from django.utils import timezone
from wagtail.models import Page

from neighbourhoods.models import (
    Act,
    BinnedPage,
    CareSnooze,
    Contact,
    Details,
    DetailsTranslation,
    Draft,
    EmailConfirmation,
    Feedback,
    InfoPage,
    Invitation,
    KnownGap,
    Membership,
    OutgoingMail,
    Room,
    SigninLink,
    User,
)

ADDRESS, OTHER = "anna@example.org", "joanna@example.org"


def leave_traces(address, neighbourhood, portrait=None, post="steward"):
    """A row of every table that can hold something of a person; {model: row}."""
    later = timezone.now() + timedelta(hours=1)
    user = User.objects.create_user(address, first_name="Anna", last_name="Asukas")
    details, _made = Details.objects.get_or_create(neighbourhood=None)
    rows = {
        User: user,
        Membership: Membership.objects.create(user=user, neighbourhood=neighbourhood, role="activist"),
        Invitation: Invitation.objects.update_or_create(neighbourhood=neighbourhood, post=post, defaults={"email": address})[0],
        SigninLink: SigninLink.objects.create(user=user, digest=f"link of {user.pk}", expires_at=later),
        Details: details,
        Contact: Contact.objects.create(
            details=details, role="Avaimet", name="Anna Asukas", email=address.upper(), phone="040 1", picture=portrait
        ),
        Room: Room.objects.create(details=details, name="Sauna", access=f"Kysy: {address}", keys=address, exception=f"Nyt {address}."),
        KnownGap: KnownGap.objects.create(details=details, **dict.fromkeys(KnownGap.personal_data, f"Kysy: {address}.")),
        DetailsTranslation: DetailsTranslation.objects.create(
            details=details,
            language=address.partition("@")[0],
            texts={"role": {"source": f"Kirjoita: {address}", "text": f"Skriv till {address}."}},
        ),
        Feedback: Feedback.objects.create(
            text="Ei aukea.", email=address.title(), language="fi", due_on=later.date(), token=f"form of {user.pk}"
        ),
        EmailConfirmation: EmailConfirmation.objects.create(
            neighbourhood=neighbourhood,
            purpose="test",
            target=str(user.pk),
            email=address.upper(),
            secret_hash=f"secret of {user.pk}",
            expires_at=later,
        ),
        OutgoingMail: OutgoingMail.objects.create(recipient=address, subject="s", body="b", expires_at=later, next_try_at=later),
        Act: Act.objects.create(neighbourhood=neighbourhood, kind="page.published", target="1", title=f"Kysy: {address}", by=user),
        BinnedPage: BinnedPage.objects.create(
            page=page_in(neighbourhood, f"vanha-{user.pk}"), neighbourhood=neighbourhood, by=user, was_live=True
        ),
        CareSnooze: CareSnooze.objects.create(neighbourhood=neighbourhood, key=f"old_page:{user.pk}", until=later, by=user),
        Draft: Draft.objects.create(neighbourhood=neighbourhood, form="news", texts={"text": f"Kysy: {address}"}, by=user),
    }
    details.contact_email = address
    details.save()
    return rows


def page_in(neighbourhood, slug):
    home = Page.objects.get(url_path=f"/{neighbourhood.slug}/fi/")
    return home.add_child(instance=InfoPage(title="Talkoot", slug=slug, locale=home.locale))
