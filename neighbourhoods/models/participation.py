"""What residents without an account leave with us while they take part: each row is short-lived or holds no name."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .neighbourhood import Neighbourhood


class SentForm(models.Model):
    """A form's token that has been used. Sending it again leads to what came of it the first time."""

    token = models.CharField(max_length=64, primary_key=True)
    form = models.CharField(max_length=60)
    # what came of it, as the form knows it: nothing secret
    result = models.CharField(max_length=100, blank=True)
    sent_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("form that was sent")
        verbose_name_plural = _("forms that were sent")

    def __str__(self):
        return f"{self.form} {self.token}"


class DailySalt(models.Model):
    """What the senders of a day are hashed with. Erased when the day is over: then nobody can tell any more who they were."""

    day = models.DateField(primary_key=True)
    salt = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("salt of a day")
        verbose_name_plural = _("salts of days")

    def __str__(self):
        return str(self.day)


class SenderCount(models.Model):
    """How often somebody did something in an hour. `who` is a hash with the day's salt, of no address that is kept anywhere."""

    who = models.CharField(max_length=64)
    what = models.CharField(max_length=60)
    # hours since 1970
    hour = models.PositiveIntegerField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of a sender")
        verbose_name_plural = _("counts of senders")
        constraints = [models.UniqueConstraint(fields=["who", "what", "hour"], name="one_count_of_a_sender")]

    def __str__(self):
        return f"{self.what}: {self.count}"


class ResidentPhoto(models.Model):
    """A photo that a resident sent, in two sizes. It has no address of its own: whoever shows it decides at each request who may see it."""

    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, related_name="+", editable=False)
    # of the form with which it came; emptied when it is used
    token = models.CharField(max_length=64, null=True, unique=True, editable=False)
    large = models.FileField(max_length=120)
    small = models.FileField(max_length=120)
    # of the large one, in pixels
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("photo of a resident")
        verbose_name_plural = _("photos of residents")

    def __str__(self):
        return str(self.pk)

    def delete(self, *args, **kwargs):
        from ..participation.photos import remove_files

        remove_files(self)
        return super().delete(*args, **kwargs)


class OwnLink(models.Model):
    """A link that gives its holder rights to one thing. Only a hash of its secret is kept."""

    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, related_name="+", editable=False)
    # what it is for, such as "ideas.own", and to which thing
    purpose = models.CharField(max_length=60)
    target = models.CharField(max_length=60)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("own link")
        verbose_name_plural = _("own links")
        indexes = [models.Index(fields=["purpose", "target"], name="own_links_of_a_thing")]

    def __str__(self):
        return f"{self.purpose} {self.target}"


class EmailConfirmation(models.Model):
    """An address that somebody gave and has not confirmed yet. Unconfirmed it is erased when its time is over."""

    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, related_name="+", editable=False)
    purpose = models.CharField(max_length=60)
    target = models.CharField(max_length=60)
    email = models.EmailField(_("e-mail"))
    secret_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64)
    # wrong codes that were tried
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    personal_data = ("email",)

    class Meta:
        verbose_name = _("confirmation of an address")
        verbose_name_plural = _("confirmations of addresses")
        constraints = [models.UniqueConstraint(fields=["purpose", "target"], name="one_confirmation_of_a_thing")]

    def __str__(self):
        return f"{self.purpose} {self.target}"

    def erase(self):
        self.delete()
