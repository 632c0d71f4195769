"""People who sign in: volunteers and keepers. Residents never need an account and have no row here."""

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


def clean_address(address):
    """An e-mail address as it is stored and compared: without spaces round it, in lower case."""
    return (address or "").strip().lower()


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email=clean_address(email))

    def create_user(self, email, **fields):
        """Nobody has a password here: people sign in by a code or a link."""
        user = self.model(email=clean_address(email), **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email, **fields):
        return self.create_user(email, **{"is_superuser": True, "is_staff": True, **fields})


class User(AbstractUser):
    """The e-mail address is the name; there is no password."""

    username = None
    email = models.EmailField(_("e-mail"), unique=True)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()

    personal_data = ("email", "first_name", "last_name", "last_login", "date_joined")

    def save(self, *args, **kwargs):
        self.email = clean_address(self.email)
        super().save(*args, **kwargs)

    def get_session_auth_hash(self):
        return self._epoch_hash(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self):
        for value in super().get_session_auth_fallback_hash():
            yield self._epoch_hash(value)

    def _epoch_hash(self, value):
        """All sessions of a person end when the epoch is raised (a membership ended, a phone was stolen)."""
        return salted_hmac("neighbourhoods.session", f"{value}:{self.session_epoch}", algorithm="sha256").hexdigest()

    def end_sessions(self):
        type(self).objects.filter(pk=self.pk).update(session_epoch=models.F("session_epoch") + 1)

    def erase(self):
        """The row stays, since history points at it; nothing in it tells who it was."""
        self.email = f"erased-{self.pk}@invalid"
        self.first_name = self.last_name = ""
        self.last_login = None
        self.is_active = self.is_superuser = self.is_staff = False
        self.session_epoch += 1
        self.save()


class SigninLink(models.Model):
    """A link that signs one person in once. Only the digest of its secret is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    personal_data = ("user",)

    def erase(self):
        self.delete()
