"""What residents send to a call, and what becomes of it."""

import random

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from neighbourhoods.scoped import NeighbourhoodModel

from .calls import Call

LONGEST, LONGEST_TITLE, LONGEST_PLACE, LONGEST_NAME = 4000, 120, 200, 60
LONGEST_ANSWER = 4000
SHUFFLED = 2**31 - 1


def shuffled():
    return random.SystemRandom().randrange(1, SHUFFLED)


def person():
    return models.ForeignKey(settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+")


class Idea(NeighbourhoodModel):
    """One idea, in the language in which it was written. Only what is `public` is seen by anybody but its sender and the desk."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be checked")
        PUBLIC = "public", _("Published")
        HIDDEN = "hidden", _("Hidden")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        MERGED = "merged", _("Merged")

    class Via(models.TextChoices):
        WEB = "web", _("on these pages")
        PAPER = "paper", _("on paper")
        PHONE = "phone", _("by phone")
        EVENT = "event", _("at a meeting")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="ideas")
    text = models.TextField(_("idea"), max_length=LONGEST)
    title = models.CharField(_("title"), max_length=LONGEST_TITLE, blank=True)
    place = models.CharField(_("place"), max_length=LONGEST_PLACE, blank=True)
    name = models.CharField(_("name or nickname"), max_length=LONGEST_NAME, blank=True)
    language = models.CharField(max_length=20)
    photo = models.ForeignKey("neighbourhoods.ResidentPhoto", null=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    email = models.EmailField(_("e-mail"), blank=True)
    email_confirmed_at = models.DateTimeField(null=True, editable=False)
    # the language of mails to the sender
    mail_language = models.CharField(max_length=20, blank=True)
    via = models.CharField(max_length=10, choices=Via, default=Via.WEB)
    # who wrote down an idea that was told
    heard_by = person()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    # it looks like spam: checked first whatever the call says
    is_held = models.BooleanField(default=False)
    # key of HIDDEN_FOR, and what was asked of the sender
    hidden_for = models.CharField(max_length=20, blank=True)
    question = models.TextField(max_length=1000, blank=True)
    status = models.CharField(max_length=30)
    sent_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True)
    # until when it is to be answered, by the calendar of the neighbourhood
    due_on = models.DateField(null=True)
    # who has been reminded: nobody, the steward, the deputy too
    reminded = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(_("answer"), max_length=LONGEST_ANSWER, blank=True)
    answer_next = models.CharField(_("what happens next"), max_length=300, blank=True)
    answered_by_role = models.CharField(_("who answers"), max_length=120, blank=True)
    answered_by = person()
    answered_at = models.DateTimeField(null=True)
    # supports that count; those that were set aside do not
    supports = models.PositiveIntegerField(default=0)
    # hash of the spoken code
    code_hash = models.CharField(max_length=64, null=True, editable=False)
    code_number = models.PositiveSmallIntegerField(default=0, editable=False)
    merged_into = models.ForeignKey("self", null=True, editable=False, on_delete=models.SET_NULL, related_name="merged")
    split_from = models.ForeignKey("self", null=True, editable=False, on_delete=models.SET_NULL, related_name="parts")
    # what orders a list at random, and the same again for the same seed
    shuffle = models.PositiveIntegerField(default=shuffled, editable=False)
    is_example = models.BooleanField(default=False, editable=False)

    personal_data = ("name", "email", "text", "sent_at", "photo")

    class Meta(NeighbourhoodModel.Meta):
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")
        constraints = [models.UniqueConstraint(fields=["neighbourhood", "code_hash"], name="one_code_of_an_idea")]
        indexes = [
            models.Index(fields=["call", "state", "-sent_at"], name="ideas_newest"),
            models.Index(fields=["call", "state", "-supports", "-sent_at"], name="ideas_supported"),
            models.Index(fields=["neighbourhood", "state", "due_on"], name="ideas_due"),
        ]

    def __str__(self):
        return self.heading

    @property
    def heading(self):
        """Its title, or how its first line begins."""
        first = next(iter(self.text.strip().splitlines()), "")
        return self.title or Truncator(" ".join(first.split())).chars(70)

    @property
    def is_public(self):
        return self.state == self.State.PUBLIC

    @property
    def is_answered(self):
        return self.answered_at is not None

    def erase(self):
        """The idea stays without whoever sent it: no name, no address, no link; nobody can change it any more."""
        from ..sending import forget_sender

        forget_sender(self)


class StatusChange(NeighbourhoodModel):
    """When an idea came to a status, who brought it there, why, and what it was answered. What was undone stays, and counts no more."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="changes")
    status = models.CharField(max_length=30)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    answer = models.TextField(_("answer"), max_length=LONGEST_ANSWER, blank=True)
    answer_next = models.CharField(_("what happens next"), max_length=300, blank=True)
    # how the public is told who did it
    role = models.CharField(max_length=120, blank=True)
    by = person()
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    personal_data = ("by", "at")

    class Meta(NeighbourhoodModel.Meta):
        verbose_name = _("change of status")
        verbose_name_plural = _("changes of status")
        ordering = ["at", "pk"]

    def __str__(self):
        return self.status

    def erase(self):
        self.by = None
        self.save(update_fields=["by"])


class Comment(NeighbourhoodModel):
    """What somebody says about an idea; read by a person before others see it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be checked")
        PUBLIC = "public", _("Published")
        HIDDEN = "hidden", _("Hidden")

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField(_("comment"), max_length=1000)
    name = models.CharField(_("name or nickname"), max_length=LONGEST_NAME, blank=True)
    language = models.CharField(max_length=20)
    # of the sender of the idea: "Kerro lisää"
    by_sender = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    is_held = models.BooleanField(default=False)
    sent_at = models.DateTimeField(default=timezone.now)

    personal_data = ("name", "text", "sent_at")

    class Meta(NeighbourhoodModel.Meta):
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["sent_at", "pk"]
        indexes = [models.Index(fields=["neighbourhood", "state", "sent_at"], name="comments_to_check")]

    def __str__(self):
        return Truncator(self.text).chars(60)

    def erase(self):
        self.name = ""
        self.save(update_fields=["name"])


class Support(NeighbourhoodModel):
    """One browser's support for an idea on a day. `who` is a hash whose salt is thrown away when the day is over."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="support_rows")
    day = models.DateField()
    who = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    # an activist took it out of the count: part of a burst
    is_aside = models.BooleanField(default=False)

    class Meta(NeighbourhoodModel.Meta):
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        constraints = [models.UniqueConstraint(fields=["idea", "day", "who"], name="one_support_of_a_day")]
        indexes = [models.Index(fields=["idea", "at"], name="supports_in_time")]

    def __str__(self):
        return str(self.day)


class Report(NeighbourhoodModel):
    """Readers say that something is wrong with an idea: one row for an idea and a day, however many say it."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="reports")
    day = models.DateField()
    count = models.PositiveIntegerField(default=1)
    text = models.TextField(max_length=500, blank=True)
    looked_at = models.DateTimeField(null=True)
    looked_by = person()

    personal_data = ("text", "looked_by")

    class Meta(NeighbourhoodModel.Meta):
        verbose_name = _("report of an idea")
        verbose_name_plural = _("reports of ideas")
        constraints = [models.UniqueConstraint(fields=["idea", "day"], name="one_report_of_a_day")]

    def __str__(self):
        return Truncator(self.text).chars(60)

    def erase(self):
        self.looked_by = None
        self.save(update_fields=["looked_by"])
