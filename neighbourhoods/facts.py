"""What every page of a site shows of its details: the urgent notice, how to reach the people, the logo.

Part of the site's record, so it costs a page no query; it is read again when the row changes.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone


@dataclass(frozen=True)
class Facts:
    notice: str = ""
    notice_text: str = ""
    notice_path: str = ""  # url_path of the page that tells more, when anybody may read it
    notice_until: datetime | None = None
    email: str = ""
    phone: str = ""
    text: str = ""
    logo: str = ""  # address of the picture

    def notice_is_on(self):
        """Judged when the page is read: what is stored is an instant."""
        return bool(self.notice) and (self.notice_until is None or timezone.now() < self.notice_until)


def facts_of(record=None):
    """Facts of a neighbourhood, of the portal without `record`; at most two queries."""
    from .models import Details, Rendition

    row = (
        Details.objects.filter(neighbourhood=record and record.pk)
        .values_list(
            *("notice", "notice_text", "notice_page__url_path", "notice_page__live", "notice_page__content_type", "notice_until"),
            *("contact_email", "contact_phone", "contact_text", "logo_id", "logo__file"),
        )
        .first()
    )
    if row is None:
        return Facts()
    notice, notice_text, path, live, content_type, until, email, phone, text, logo_id, file = row
    live = live and (record is None or content_type in record.page_types)
    logo = ""
    if logo_id:
        small = Rendition.objects.filter(image=logo_id, filter_spec="width-480|format-webp").values_list("file", flat=True).first()
        storage = Rendition._meta.get_field("file").storage
        logo = storage.url(small or file)
    return Facts(notice, notice_text, path if live else "", until, email, phone, text, logo)
