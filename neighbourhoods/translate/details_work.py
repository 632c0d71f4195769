"""The texts that are no pages, as the page for translating takes them: what is saved is shown to readers at once."""

from django.utils.translation import gettext as _

from ..details import translations
from ..models import Details
from .texts import LINE, LINES
from .work import Entry, Gone


class DetailsWork:
    has_other_parts = False

    def __init__(self, record, language):
        self.record, self.language = record, language
        if language not in record.languages:
            raise Gone
        self.source_language = record.languages[0]
        if language == self.source_language:
            raise Gone(_("The texts are written in this language. Change them on the page of details."))
        self.details = Details.objects.filter(neighbourhood=record.pk).first()
        if self.details is None:
            raise Gone(_("There is nothing to translate yet."))
        self.title = _("Contacts and notices")

    def entries(self):
        stored, found = translations.stored(self.details, self.language), []
        for one in translations.fields(self.details):
            own = stored.get(one.key, {})
            before = own.get("source") if own.get("text") and own.get("source") != one.text else None
            kind = LINES if one.is_lines else LINE
            found.append(Entry(one.key, one.label, one.text, own.get("text", ""), kind, one.max_length, before))
        return found

    def change(self, made, seen, person):
        translations.save(self.details, self.language, made, person, seen)

    def keep(self, keys):
        translations.keep(self.details, self.language, keys)
