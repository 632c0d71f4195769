"""Mail that waits to leave, and what has left."""

import uuid

from django.conf import settings
from django.db import models

from .neighbourhood import Neighbourhood


class OutgoingMail(models.Model):
    """One row per recipient and message. When it has left, its texts are emptied; the row stays a while, so that nothing is sent twice."""

    recipient = models.EmailField()
    subject = models.CharField(max_length=250)
    body = models.TextField()
    html = models.TextField(blank=True)
    # further headers, {name: value}
    headers = models.JSONField(default=dict)
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, null=True, related_name="+", editable=False)
    # what makes one message of it: writing it again with the same key changes nothing
    key = models.CharField(max_length=160, null=True, unique=True)
    # made once: whatever is repeated is known as the same mail
    message_id = models.CharField(max_length=160, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    next_try_at = models.DateTimeField(db_index=True)
    # whoever sends it holds it until then; a worker that dies leaves it to the next
    held_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, db_index=True)
    # the server has refused it for good, or it has become too old
    failed_at = models.DateTimeField(null=True, db_index=True)
    # what kind of fault the last try met; no address, no text
    error = models.CharField(max_length=120, blank=True)

    personal_data = ("recipient", "subject", "body", "html", "created_at")

    def save(self, *args, **kwargs):
        self.name_it()
        super().save(*args, **kwargs)

    def name_it(self, about=""):
        """`about` names the thing that it tells of: by its beginning the mail is found again, whoever it goes to."""
        if not self.message_id:
            host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
            self.message_id = f"<{about}{uuid.uuid4()}@{host}>"

    def erase(self):
        self.delete()
