"""PUBLIC. Records: what a plugin tells others about one of its things, and how others link to it.

A record has an id that is known without asking (`id_of`), and it stays when its thing is renamed, moved, translated, hidden,
switched off or deleted. Whoever keeps the id asks `look_up`, and shows a link while there is something to read, else the
last title as plain text. Pages of a plugin's RecordKind become records by themselves when they are published.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.apps import apps
from django.db import models
from django.db.models import F
from django.utils import translation
from wagtail.models import Page
from wagtail.signals import page_published

from . import bodies, current, registry
from .models.records import Record, record_id
from .search import index, things

MOST_CHOICES = 50
# a thing into another, and that into another
MOST_LED = 6


@dataclass(frozen=True)
class Shown:
    """A record as a reader gets it: `url` is empty when there is nothing to read, `language` is that of the title."""

    id: object
    plugin: str
    kind: str
    title: str
    url: str
    language: str
    neighbourhood: str
    date: datetime | None
    source: str

    @property
    def direction(self):
        """That of the title."""
        from .languages.links import direction

        return direction(self.language) if self.language else "auto"


def id_of(plugin, kind, key):
    """UUID of the record of one thing of a plugin; `key` is what the plugin knows it by, for a page its translation key."""
    return record_id(plugin, kind, key)


def publish(*, plugin, kind, key, neighbourhood, titles, path, date=None, source="", text=None):
    """Tell of a thing that is no page: `titles` {language: title}, `path` below the language. Returns its id; twice does as once.

    With a `text`, what anybody may read there in the language of the first title, the search of the site finds it.
    """
    pk = id_of(plugin, kind, key)
    fields = {"titles": titles, "path": path, "date": date, "source": source, "is_public": True, "is_page": False}
    own = {"plugin": plugin, "kind": kind, "key": str(key), "neighbourhood_id": neighbourhood.pk}
    row, _is_new = Record.objects.update_or_create(pk=pk, defaults=fields, create_defaults={**fields, **own})
    if text is None:
        things.forget(pk)
    else:
        language, title = next(iter(titles.items()))
        things.put(row, title, text, language, getattr(neighbourhood, "languages", None))
    return pk


def withdraw(*, plugin, kind, key, titles=None):
    """There is nothing to read any more; links to it become its last title, or one of these where nobody is to read that either."""
    pk = id_of(plugin, kind, key)
    Record.objects.filter(pk=pk).update(is_public=False, **({"titles": titles} if titles else {}))
    things.forget(pk)


def set_date(*, plugin, kind, key, date):
    """Another date of a thing of which has been told before, such as the next one of something that repeats."""
    pk = id_of(plugin, kind, key)
    Record.objects.filter(pk=pk).exclude(date=date).update(date=date)


def as_id(value):
    return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))


def lead_on(pk, to):
    """The thing has gone into the one with the other id: links to it lead there from now on. None takes that back."""
    Record.objects.filter(pk=pk).update(leads_to=to)


def led(pk):
    """The id of what a thing has gone into, however often, else its own. One query, one more for each time."""
    for _number in range(MOST_LED):
        to = Record.objects.filter(pk=pk).values_list("leads_to", flat=True).first()
        if to is None:
            return pk
        pk = to
    return pk


def rows_of(ids):
    """{id: Record} with `slug`; of what has gone into another thing, that one's. One query, one more for each time."""
    found, waiting = {}, {pk: pk for pk in ids}
    for number in range(MOST_LED):
        if not waiting:
            break
        rows = {row.pk: row for row in Record.objects.filter(pk__in=set(waiting.values())).annotate(slug=F("neighbourhood__slug"))}
        found |= {pk: rows[at] for pk, at in waiting.items() if at in rows and (rows[at].leads_to is None or number + 1 == MOST_LED)}
        waiting = {pk: rows[at].leads_to for pk, at in waiting.items() if pk not in found and at in rows}
    return found


def look_up(ids, language):
    """{id: Shown} of the records with these ids, in the reader's language where there is one; a few queries, however many they are.

    Of what has gone into another thing the Shown is that of the other.
    """
    rows = rows_of({as_id(pk) for pk in ids})
    current.know({row.slug for row in rows.values()})
    pages = addresses_of_pages([row.key for row in rows.values() if row.is_page])
    return {pk: shown(row, pages.get(row.key, {}), language) for pk, row in rows.items()}


def addresses_of_pages(keys):
    """{translation key: {language: (title, url_path)}} of versions that anybody may read."""
    found = {}
    if not keys:
        return found
    rows = Page.objects.live().filter(translation_key__in=keys)
    for key, title, url_path, path, kind, alias in rows.values_list(
        "translation_key", "title", "url_path", "path", "content_type", "alias_of"
    ):
        # nearly every page is no alias: a database that is asked for those goes through all of them, and not by the keys
        if alias is not None:
            continue
        record = current.by_url_path(url_path)
        home = record.homes.get(url_path.split("/", 3)[2]) if record else None
        if home and home.code in record.codes and record.state != "removed" and bodies.is_open(url_path, path, kind):
            found.setdefault(str(key), {})[home.code] = (title, url_path)
    return found


def shown(row, pages, language):
    """Shown of one row; `pages` is what addresses_of_pages says of it."""
    owner = current.by_slug(row.slug)
    here = current.neighbourhood()
    chain = owner.chain(language) if owner else []
    title, url, code = "", "", ""
    if row.is_page:
        code = next((one for one in chain if one in pages), "")
        if code:
            title, url_path = pages[code]
            url = bodies.address(url_path, language)
    elif row.is_public and owner and owner.state != "removed" and row.plugin in owner.plugins and chain:
        code = next((one for one in chain if one in row.titles), "")
        at_home = here is not None and here.pk == owner.pk
        url = f"{'' if at_home else owner.root_url}/{language if at_home else chain[0]}/{row.path}"
    if not title:
        code = next((one for one in (language, *chain, *row.titles) if one in row.titles), "")
        title = row.titles.get(code, "")
    name = owner.name if owner else ""
    return Shown(row.pk, row.plugin, row.kind, title, url, code, name, row.date, row.source)


def text_of(pk, language):
    """The first text that anybody may read at a record: the words of an idea, the purpose of a method.

    "" where there is nothing to read. At most three queries.
    """
    row = Record.objects.filter(pk=pk).annotate(slug=F("neighbourhood__slug")).first()
    if row is None:
        return ""
    pages = addresses_of_pages([row.key]).get(row.key, {}) if row.is_page else {}
    found = shown(row, pages, language)
    if not found.url:
        return ""
    if not row.is_page:
        return things.text_of(pk)
    page = Page.objects.live().filter(url_path=pages[found.language][1]).first()
    return next((text.strip() for text in page.specific.search_text() if text.strip()), "") if page else ""


def text_has_changed(pages):
    """Tell of live pages whose `search_text` or `texts_beside` gives something else, without the pages having been published: they are
    found by what they say now, and lists know what is still to be translated."""
    from .translate import work

    for page in pages:
        index.index_page(page)
        work.source_was_published(type(page), page)


def choices(neighbourhood, language, kinds=None):
    """[Shown], the newest first, that somebody of this neighbourhood may link to: at most MOST_CHOICES of its own open ones."""
    rows = Record.objects.filter(neighbourhood=neighbourhood.pk, plugin__in=neighbourhood.plugins, is_public=True)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    ids = list(rows.order_by(F("date").desc(nulls_last=True), "pk").values_list("pk", flat=True)[:MOST_CHOICES])
    found = look_up(ids, language)
    return [found[pk] for pk in ids if found[pk].url]


def actions(shown, person=None):
    """[RecordAction] that the other plugins of the active neighbourhood offer on a record."""
    offered = registry.contributions(current.neighbourhood(), "record_actions", shown, person)
    return [action for plugin, action in offered if plugin.label != shown.plugin]


def kind_of(page):
    """(Plugin, RecordKind) of the pages of this type, or None."""
    plugin = registry.plugin_of(type(page))
    kinds = registry.safely(plugin, "records", lambda: list(plugin.records())) if plugin else ()
    return next(((plugin, kind) for kind in kinds if kind.page_type.lower() == page._meta.label_lower), None)


def remember(page, neighbourhood):
    """Keep the title of a published page; its other languages keep theirs."""
    found = kind_of(page)
    home = neighbourhood.homes.get(page.url_path.split("/", 3)[2])
    if found is None or home is None or page.alias_of_id:
        return
    plugin, kind = found
    more = registry.safely(plugin, "records", kind.facts, page, default={}) if kind.facts else {}
    row = Record.objects.filter(pk=id_of(plugin.label, kind.kind, page.translation_key)).first()
    row = row or Record(pk=id_of(plugin.label, kind.kind, page.translation_key), plugin=plugin.label, kind=kind.kind)
    row.key, row.neighbourhood_id, row.is_page = str(page.translation_key), neighbourhood.pk, True
    row.titles = {**row.titles, home.code: page.title}
    row.date, row.source = more.get("date") or page.first_published_at, more.get("source", "")
    row.save()


def remember_new(pages, neighbourhood, dates):
    """The same of many new pages of one type, that have been published for the first time: `dates` {translation key: date}. One query."""
    found = kind_of(pages[0])
    if found is None:
        return
    plugin, kind = found
    rows = []
    for page in pages:
        home = neighbourhood.homes.get(page.url_path.split("/", 3)[2])
        own = {"plugin": plugin.label, "kind": kind.kind, "key": str(page.translation_key), "neighbourhood_id": neighbourhood.pk}
        date = dates.get(page.translation_key) or page.first_published_at
        if home is not None:
            pk = id_of(plugin.label, kind.kind, page.translation_key)
            rows.append(Record(pk=pk, titles={home.code: page.title}, is_page=True, date=date, **own))
    Record.objects.bulk_create(rows, ignore_conflicts=True)


def remember_pages(neighbourhood):
    """Records of all published pages of plugins that are on: for those from before the plugin told of them."""
    for plugin in registry.enabled(neighbourhood):
        for kind in registry.safely(plugin, "records", lambda plugin=plugin: list(plugin.records())):
            if kind.page_type:
                for page in neighbourhood.pages(apps.get_model(kind.page_type)).iterator():
                    remember(page, neighbourhood)


def of_page(page, language):
    """Shown of a page that is being read, without a query; None for pages of no kind."""
    found = kind_of(page)
    if found is None:
        return None
    plugin, kind = found
    here = current.by_url_path(page.url_path)
    return Shown(
        id_of(plugin.label, kind.kind, page.translation_key),
        *(plugin.label, kind.kind, page.title, bodies.address(page.url_path, language) or "", language),
        *(here.name if here else "", page.first_published_at, ""),
    )


def published(sender, instance, **kwargs):
    neighbourhood = current.by_url_path(instance.url_path)
    if neighbourhood is not None:
        remember(instance, neighbourhood)


def connect():
    page_published.connect(published, dispatch_uid="neighbourhoods-records")


class RecordChoiceField(forms.ChoiceField):
    """A choice among the newest records of the neighbourhood that is being edited; one that was chosen before stays choosable."""

    kept = ""

    def __init__(self, *, kinds=None, **options):
        self.kinds = kinds
        super().__init__(choices=self.offered, **options)

    def __deepcopy__(self, memo):
        # each form has its own copy of the field, which must ask itself what was chosen before
        copy = super().__deepcopy__(memo)
        copy.choices = copy.offered
        return copy

    def get_bound_field(self, form, field_name):
        self.kept = str(form.get_initial_for_field(self, field_name) or "")
        return super().get_bound_field(form, field_name)

    def offered(self):
        language, here = translation.get_language(), current.neighbourhood()
        found = {str(one.id): one for one in (choices(here, language, self.kinds) if here else [])}
        if self.kept and self.kept not in found:
            found |= {str(pk): one for pk, one in look_up([self.kept], language).items()}
        return [("", "–"), *((pk, one.title) for pk, one in found.items())]

    def clean(self, value):
        value = super().clean(value)
        return Record.objects.filter(pk=value).first() if value else None


class BeganFromField(forms.CharField):
    """Hidden: the id of the record about which a short form is; its value is a UUID of what anybody may read, or None.

    None too where that cannot be read any more: nobody could mend what is hidden, and what was written is not held up by it.
    """

    widget = forms.HiddenInput

    def __init__(self, **options):
        super().__init__(**({"required": False, "max_length": 40} | options))

    def clean(self, value):
        try:
            pk = uuid.UUID(super().clean(value))
        except ValueError:
            return None
        found = look_up([pk], translation.get_language()).get(pk)
        return found.id if found is not None and found.url else None


class RecordKey(models.ForeignKey):
    """A link of a model to a record of any plugin. The record stays when its thing goes, so nothing is lost with it.

    `kinds`: of what kinds of records one may choose; None: of all.
    """

    def __init__(self, *, kinds=None, **options):
        self.kinds = kinds
        fixed = {"to": "neighbourhoods.Record", "null": True, "blank": True, "on_delete": models.SET_NULL, "related_name": "+"}
        super().__init__(**(options | fixed))

    def formfield(self, **options):
        wanted = {"label": self.verbose_name, "required": not self.blank, "help_text": self.help_text}
        return RecordChoiceField(kinds=self.kinds, **wanted)

    def deconstruct(self):
        """Migrations name Django's own field."""
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.ForeignKey", arguments, options
