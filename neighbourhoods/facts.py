"""What every page of a site shows of its details: the urgent notice, how to reach the people, the logo.

Part of the site's record, so it costs a page no query, in whatever language; it is read again when the row or a translation changes.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils import timezone

from .details.reading import Told, best, can_be_shown, well_formed

NOTICE = ("notice", "notice_text")


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
    # language -> {name of the text: {"source", "text"}}, of the three texts above only
    others: dict = field(default_factory=dict, repr=False)
    search_words: str = ""  # own words of the search: groups, one a line, with commas between

    @property
    def translated(self):
        """Languages into which something of the details is translated, the contacts and rooms among it."""
        return self.others.keys()

    def notice_is_on(self):
        """Judged when the page is read: what is stored is an instant."""
        return bool(self.notice) and (self.notice_until is None or timezone.now() < self.notice_until)

    def told(self, chain, own):
        """The same with texts that know their language: the best along a reader's chain. `own` is the language of the source."""
        language = self.language_of_notice(chain, own)
        notice = {name: getattr(self, name) for name in NOTICE}
        if language != own:
            notice = {name: text and self.others[language][name]["text"] for name, text in notice.items()}
        text = best("contact_text", self.text, self.others, chain, own)
        return replace(self, text=text, **{name: Told(text, language) for name, text in notice.items()})

    def language_of_notice(self, chain, own):
        """A notice is shown as a whole in one language, and never as it was before it changed."""
        source = {name: getattr(self, name) for name in NOTICE if getattr(self, name)}
        for code in chain if source else ():
            if code == own or all(can_be_shown(name, text, self.others.get(code, {})) for name, text in source.items()):
                return code
        return own


def facts_of(record=None):
    """Facts of a neighbourhood, of the portal without `record`; at most two queries."""
    from .models import Details, Rendition

    rows = list(
        Details.objects.filter(neighbourhood=record and record.pk)
        .order_by("pk")
        .values_list(
            *("notice", "notice_text", "notice_page__url_path", "notice_page__live", "notice_page__content_type", "notice_until"),
            *("contact_email", "contact_phone", "contact_text", "logo_id", "logo__file", "search_words"),
            *("translations__language", "translations__texts"),
        )
    )
    if not rows:
        return Facts()
    notice, notice_text, path, live, content_type, until, email, phone, text, logo_id, file, search_words, *_translation = rows[0]
    # one row for each language into which something is translated, or one without a language
    others = {code: well_formed(texts) for *_own, code, texts in rows if code}
    others = {code: {name: texts[name] for name in (*NOTICE, "contact_text") if name in texts} for code, texts in others.items()}
    live = live and (record is None or content_type in record.page_types)
    logo = ""
    if logo_id:
        small = Rendition.objects.filter(image=logo_id, filter_spec="width-480|format-webp").values_list("file", flat=True).first()
        storage = Rendition._meta.get_field("file").storage
        logo = storage.url(small or file)
    return Facts(notice, notice_text, path if live else "", until, email, phone, text, logo, others, search_words)
