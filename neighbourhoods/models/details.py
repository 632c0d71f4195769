"""What volunteers change themselves: contacts, rooms and hours, the urgent notice, facts of the two statements."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from .neighbourhood import Neighbourhood

PICTURE = "neighbourhoods.Image"


class Details(ClusterableModel):
    """One row for each neighbourhood, and one without a neighbourhood: that of the portal."""

    neighbourhood = models.OneToOneField(Neighbourhood, on_delete=models.CASCADE, null=True, editable=False, related_name="details")

    notice = models.CharField(
        _("urgent notice"), max_length=120, blank=True, help_text=_("What happens and when. Shown on top of every page.")
    )
    notice_text = models.CharField(_("one more sentence"), max_length=300, blank=True)
    notice_page = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("page that tells more"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    notice_until = models.DateTimeField(_("show until"), null=True, blank=True, help_text=_("After this it is gone by itself."))

    contact_email = models.EmailField(_("shared e-mail"), blank=True, help_text=_("An address that more than one person reads."))
    contact_phone = models.CharField(_("phone"), max_length=40, blank=True)
    contact_text = models.CharField(_("how else to reach you"), max_length=300, blank=True)
    search_words = models.TextField(
        _("own words of the search"),
        max_length=2000,
        blank=True,
        help_text=_("Words that mean the same here, one group a line, with commas between. Such as: Lintsi, Lintumäki."),
    )
    logo = models.ForeignKey(PICTURE, verbose_name=_("logo"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    assessed_on = models.DateField(_("accessibility assessed on"), null=True, blank=True)
    reviewed_on = models.DateField(_("statements reviewed on"), null=True, blank=True)
    authority = models.TextField(
        _("authority"),
        max_length=500,
        blank=True,
        help_text=_("Who supervises accessibility: name, address and link, each on its own line."),
    )
    hosting = models.CharField(_("server"), max_length=200, blank=True, help_text=_("Who keeps the server and in which country."))
    processors = models.TextField(
        _("processors"), max_length=500, blank=True, help_text=_("Who else handles personal data for you, one a line.")
    )

    class Meta:
        verbose_name = _("neighbourhood's details")
        verbose_name_plural = _("neighbourhoods' details")

    def __str__(self):
        return self.neighbourhood.name if self.neighbourhood_id else "Pihapiiri"

    # meant for shared ones, but nobody can stop a volunteer from writing their own; in the texts an address may stand
    personal_data = ("contact_email", "contact_phone", "notice", "notice_text", "contact_text")

    def erase(self):
        self.contact_email = self.contact_phone = ""
        self.save(update_fields=["contact_email", "contact_phone"])


class Contact(Orderable):
    """Somebody whom residents may ask: always a role, and a person only as long as the person has agreed to it."""

    details = ParentalKey(Details, on_delete=models.CASCADE, related_name="contacts")
    role = models.CharField(_("role"), max_length=100, help_text=_("Such as: keys of the club room."))
    does = models.CharField(_("helps with"), max_length=200, blank=True)
    mailbox = models.EmailField(_("e-mail of the role"), blank=True, help_text=_("Stays when the person changes."))
    answers = models.CharField(_("answers within"), max_length=80, blank=True, help_text=_("Such as: three working days."))
    name = models.CharField(_("name"), max_length=100, blank=True, help_text=_("Only with the person's consent."))
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("own e-mail"), blank=True)
    picture = models.ForeignKey(PICTURE, verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    consented_on = models.DateField(_("consent given on"), null=True, blank=True, help_text=_("Without it only the role is shown."))
    consent_ends = models.DateField(
        _("consent ends on"), null=True, blank=True, help_text=_("A year at most. Then only the role is shown.")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    personal_data = ("name", "phone", "email", "picture", "consented_on", "consent_ends", "role", "does", "answers")

    def __str__(self):
        return self.role

    def may_show_person(self, today=None):
        """Whether the person's own details may be shown on `today`, a local date."""
        today = today or timezone.localdate()
        return bool(self.consented_on and self.consent_ends and self.consented_on <= today <= self.consent_ends)

    def erase(self):
        """The role stays, the person goes."""
        self.name = self.phone = self.email = ""
        self.picture = self.consented_on = self.consent_ends = None
        self.save()


class Room(Orderable):
    """A place that residents can use, and when it is open."""

    details = ParentalKey(Details, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(_("name"), max_length=100)
    place = models.CharField(_("where"), max_length=200, blank=True, help_text=_("House and door."))
    access = models.CharField(_("can you get in by wheelchair?"), max_length=200, blank=True)
    hours = models.TextField(_("open"), max_length=500, blank=True, help_text=_("One line a day, such as: Tue 12–14."))
    keys = models.CharField(_("how to book or get the key"), max_length=200, blank=True)
    exception = models.CharField(_("different now"), max_length=200, blank=True, help_text=_("Such as: closed 24–26 December."))
    exception_until = models.DateField(
        _("different until"), null=True, blank=True, help_text=_("After this day the line is gone by itself.")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("room")
        verbose_name_plural = _("rooms")

    personal_data = ("access", "keys", "exception")

    def __str__(self):
        return self.name

    def erase(self):
        """It is nobody's: of its texts only an address goes."""


class KnownGap(Orderable):
    """Something on the site that not everybody can use yet; told in the accessibility statement."""

    details = ParentalKey(Details, on_delete=models.CASCADE, related_name="gaps")
    issue = models.CharField(_("what is not accessible"), max_length=200)
    cause = models.CharField(_("why"), max_length=200, blank=True)
    instead = models.CharField(_("what to do instead"), max_length=200, blank=True)
    corrected = models.CharField(_("when it is put right"), max_length=100, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("known gap")
        verbose_name_plural = _("known gaps")

    personal_data = ("issue", "cause", "instead", "corrected")

    def __str__(self):
        return self.issue

    def erase(self):
        """It is nobody's: of its texts only an address goes."""


class Feedback(models.Model):
    """A resident's report of a problem, with or without an address. It is to be answered in 14 days."""

    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, null=True, editable=False, related_name="feedback")
    text = models.TextField(_("text"), max_length=4000)
    email = models.EmailField(_("e-mail"), blank=True)
    about = models.CharField(_("page"), max_length=500, blank=True)
    language = models.CharField(max_length=20)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    due_on = models.DateField(_("answer by"))
    answered_at = models.DateTimeField(null=True, db_index=True)
    # the random id of the form: a double press makes one row
    token = models.CharField(max_length=64, unique=True, editable=False)
    is_held = models.BooleanField(_("looks like spam"), default=False)

    personal_data = ("text", "email", "about", "created_at")

    class Meta:
        verbose_name = _("report of a problem")
        verbose_name_plural = _("reports of problems")

    def __str__(self):
        return self.text[:60]

    def erase(self):
        self.email = ""
        self.save(update_fields=["email"])
