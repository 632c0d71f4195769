"""Mail that waits to leave."""

from django.db import models


class OutgoingMail(models.Model):
    """One row per recipient and message; gone when it has left, or when it is too old to be of use."""

    recipient = models.EmailField()
    subject = models.CharField(max_length=250)
    body = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    next_try_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    personal_data = ("recipient", "subject", "body")

    def erase(self):
        self.delete()
