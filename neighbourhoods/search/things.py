"""Things of plugins that are no pages, in the search: what is kept of them, and how they are found again.

Their text comes with `records.publish`, and goes when the record is withdrawn.
"""

import logging
import unicodedata

from django.db import transaction

from ..models import RecordEntry
from . import index, tokens
from .places import Row

logger = logging.getLogger(__name__)
OF_ENTRIES = [field.name for field in RecordEntry._meta.concrete_fields if not field.primary_key]


def put(record, title, text, language, spoken=None):
    """Make the entry of a Record anew. What fails is logged: the thing is there, and only the search does not know it.

    `spoken` are the languages of its neighbourhood, where they are known already.
    """
    text = unicodedata.normalize("NFC", text)[: index.LONGEST]
    try:
        entry = RecordEntry(
            record=record,
            neighbourhood_id=record.neighbourhood_id,
            language=language,
            analyser=tokens.version(language),
            title=title[:255],
            text=text,
            tokens=tokens_of(title, text, language, spoken or record.neighbourhood.config.get("languages")),
        )
        with transaction.atomic():
            RecordEntry.objects.bulk_create([entry], update_conflicts=True, unique_fields=["record"], update_fields=OF_ENTRIES)
    except Exception:
        logger.exception("A thing of %s could not be put into the search", record.plugin)


def tokens_of(title, text, language, spoken):
    """Residents write in languages in which nobody searches there: then the words are found as they are, in that of the neighbourhood."""
    codes = [language] if not spoken or language in spoken else [language, spoken[0]]
    return " ".join(dict.fromkeys(token for code in codes for token in index.tokens_of(title, text, code).split()))


def text_of(pk):
    """What a reader finds at a thing, as it was published; "" for one that the search does not know."""
    return RecordEntry.objects.filter(record=pk).values_list("text", flat=True).first() or ""


def forget(pk):
    RecordEntry.objects.filter(record=pk).delete()


def refresh():
    """Make those anew that an older analyser has made; returns how many."""
    done = 0
    for language in RecordEntry.objects.order_by().values_list("language", flat=True).distinct():
        old = RecordEntry.objects.filter(language=language).exclude(analyser=tokens.version(language))
        for entry in old.select_related("record").iterator(chunk_size=index.BATCH):
            put(entry.record, entry.title, entry.text, entry.language)
            done += 1
    return done


def rows(place, pks):
    """[Row] of those that anybody may read now, in no order; one query."""
    entries = RecordEntry.objects.filter(pk__in=pks, record__is_public=True)
    if place.neighbourhood_id is not None:
        entries = entries.filter(neighbourhood=place.neighbourhood_id)
    found = entries.values_list(
        "pk", "record_id", "record__plugin", "record__path", "record__date", "title", "language", "text", "neighbourhood_id"
    )
    return place.rows_of_things([Thing(*values) for values in found])


class Thing:
    """What is known of one before it is asked whether it may be shown."""

    __slots__ = ("date", "language", "neighbourhood", "path", "pk", "plugin", "record", "text", "title")

    def __init__(self, pk, record, plugin, path, date, title, language, text, neighbourhood):
        self.pk, self.record, self.plugin, self.path, self.date = pk, record, plugin, path, date
        self.title, self.language, self.text, self.neighbourhood = title, language, text, neighbourhood

    def row(self, url, place=""):
        # ids of things and of pages are told apart by their sign
        return Row(-self.pk, self.record, self.path, 0, self.date, self.title, self.language, url, place, self.text, self.plugin)
