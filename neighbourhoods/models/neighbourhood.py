"""A neighbourhood, who belongs to it, and the one row of the install."""

import unicodedata

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, Site


def folded(text):
    """For finding names however they are typed: small letters without dots and accents. Databases differ in what they can fold."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


class Install(models.Model):
    """One row. What is cached for the whole install hangs on its generation number."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    generation = models.BigIntegerField(default=1)
    portal = models.JSONField(default=dict)
    demo_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_install")]

    def __str__(self):
        return self.portal.get("name", "")


class State(models.TextChoices):
    ACTIVE = "active", _("active")
    QUIET = "quiet", _("paused")
    ARCHIVED = "archived", _("archived")
    REMOVED = "removed", _("removed")


class Neighbourhood(models.Model):
    """One site and all that belongs to it. Its file says what it is; `config` is the file as it was last applied."""

    slug = models.SlugField(unique=True, max_length=50)
    name = models.CharField(_("name"), max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE, db_index=True)
    state_since = models.DateTimeField(auto_now_add=True)
    municipality = models.CharField(max_length=200, blank=True)
    short = models.CharField(max_length=500, blank=True)
    config = models.JSONField(default=dict)
    generation = models.BigIntegerField(default=1)
    # labels of plugins that were on when `apply` last ran: what is new among them is to be installed
    plugins = models.JSONField(default=list, editable=False)
    # no column: languages whose home pages the running `apply` has made
    new_languages = ()
    # which stylesheet belongs to it, so that one can be found by its version on any host
    look = models.CharField(max_length=12, editable=False, db_index=True)
    # name and municipality, folded: what the portal's search looks into
    found_as = models.CharField(max_length=420, editable=False)
    # the last thing published here, for the portal's list: {"title", "path", "language"}
    newest = models.JSONField(default=dict, editable=False)
    newest_at = models.DateTimeField(null=True, editable=False, db_index=True)
    site = models.OneToOneField(Site, on_delete=models.PROTECT, related_name="neighbourhood")
    folder = models.OneToOneField("neighbourhoods.FolderPage", on_delete=models.PROTECT, related_name="neighbourhood")
    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, related_name="+")
    activists = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+")
    coordinators = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("neighbourhood")
        verbose_name_plural = _("neighbourhoods")
        permissions = [("change_details", _("Can change contact texts, opening hours and the urgent notice"))]

    def __str__(self):
        return self.name

    def save(self, *args, update_fields=None, **kwargs):
        """The generation is raised in the database alone: saving a row that was read earlier must not turn it back."""
        from .. import themes

        self.look = themes.look(self.config)
        self.found_as = folded(f"{self.name} {self.municipality}")[:420]
        if update_fields is None and not self._state.adding:
            update_fields = [field.name for field in self._meta.concrete_fields if field.name not in ("id", "generation")]
        super().save(*args, update_fields=update_fields, **kwargs)


class Hostname(models.Model):
    """Every host that leads to a neighbourhood. Those that are not its main one answer 301."""

    name = models.CharField(max_length=253, unique=True)
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, related_name="hostnames")
    is_main = models.BooleanField(default=False)

    def __str__(self):
        return self.name


class Role(models.TextChoices):
    ACTIVIST = "activist", _("active resident")
    COORDINATOR = "coordinator", _("coordinator")


class Membership(models.Model):
    """Who belongs to which neighbourhood is decided here; groups follow (neighbourhoods.signals)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person"))
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("neighbourhood"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.ACTIVIST)
    created_at = models.DateTimeField(auto_now_add=True)
    # the weekly mail of what needs care
    wants_care_mail = models.BooleanField(_("gets the weekly mail"), default=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "neighbourhood"], name="one_membership")]

    personal_data = ("user", "neighbourhood", "role", "created_at", "wants_care_mail")

    def __str__(self):
        return f"{self.user}, {self.neighbourhood}"

    def erase(self):
        self.delete()


class Invitation(models.Model):
    """A membership that is offered: to whom a file names as steward or deputy, or by the Team page, in mail or on a screen.

    Whoever holds the secret of a mail has read that mail. The secret of a link that was shown on a screen proves nothing: whoever
    types an address there becomes known by a code, and the row gets that address.
    """

    class Post(models.TextChoices):
        STEWARD = "steward", _("steward")
        DEPUTY = "deputy", _("deputy")

    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, related_name="invitations")
    # empty: a link that is shown on a screen, which nobody has taken yet
    email = models.EmailField(blank=True, db_index=True)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.ACTIVIST)
    # empty: made on the Team page
    post = models.CharField(max_length=10, choices=Post.choices, blank=True)
    # of the link's secret; empty until there is one
    digest = models.CharField(max_length=64, blank=True, editable=False)
    link_expires_at = models.DateTimeField(null=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # when the link went out by mail, to nobody but `email`
    sent_at = models.DateTimeField(null=True, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["neighbourhood", "post"], condition=~models.Q(post=""), name="one_invitation_per_post"),
            models.UniqueConstraint(fields=["digest"], condition=~models.Q(digest=""), name="one_invitation_per_link"),
        ]

    personal_data = ("email", "role", "post", "created_at", "sent_at", "accepted_at")

    def __str__(self):
        return f"{self.neighbourhood}, {self.role}"

    def erase(self):
        self.delete()
