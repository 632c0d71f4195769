"""Care rules about pages: untouched ones, pictures without words, links that lead nowhere, translations that are behind."""

from collections import Counter
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, ReferenceIndex

from ..models import Image, InfoPage, TranslationMark
from ..templatetags.look import day
from ..translate import overview
from .care_rules import OwnCare, at

UNTOUCHED = timedelta(days=365)
# marked pages are told of up to so many: nobody keeps more translated
MOST_MARKED = 200


def untouched(asked):
    """Info pages that nobody has published or found to be right for a year. Of a page in several languages the original: whether the
    others follow it is a matter of translating."""
    record, limit = asked.record, timezone.now() - UNTOUCHED
    pages = record.pages(InfoPage).filter(alias_of=None, last_published_at__lt=limit)
    pages = pages.filter(Q(checked_at=None) | Q(checked_at__lt=limit))
    if record.languages and (first := record.home(record.languages[0])):
        original = Page.objects.live().filter(translation_key=OuterRef("translation_key"), path__startswith=first.path)
        pages = pages.filter(Q(path__startswith=first.path) | ~Exists(original))
    pages = pages.annotate(seen=Greatest(Coalesce("checked_at", "last_published_at"), "last_published_at")).order_by("seen", "pk")
    for pk, title, url_path, seen in pages.values_list("pk", "title", "url_path", "seen")[: asked.most]:
        home = record.homes[url_path.split("/", 3)[2]]
        public = f"{record.root_url}/{home.code}/{url_path[len(home.url_path) :]}"
        yield OwnCare(
            _("“%(title)s” was last checked a year ago") % {"title": title},
            _("Still correct"),
            at("desk_checked", record, pk),
            key=str(pk),
            since=seen + UNTOUCHED,
            one_tap=True,
            more=_("Last checked on %(date)s") % {"date": day(seen)},
            links=((_("See the page"), public), (_("Change it"), at("wagtailadmin_pages:edit", record, pk))),
        )


def pictures(asked):
    """Pictures of the neighbourhood that a published page shows, and that nobody has described."""
    record = asked.record
    shown_on = Page.objects.live().filter(pk=Cast(OuterRef("object_id"), BigIntegerField()), path__startswith=record.folder_path)
    uses = ReferenceIndex.objects.filter(
        Exists(shown_on),
        base_content_type=type_of(Page),
        to_content_type=type_of(Image),
        to_object_id=Cast(OuterRef("pk"), CharField(max_length=255)),
    )
    rows = Image.objects.filter(Exists(uses), description="", collection__path__startswith=record.collection_path)
    for pk, title, created_at in rows.order_by("created_at", "pk").values_list("pk", "title", "created_at")[: asked.most]:
        yield OwnCare(
            _("A picture has no description"),
            _("Describe it"),
            at("wagtailimages:edit", record, pk),
            key=str(pk),
            since=created_at,
            more=title,
        )


def dead_links(asked):
    """Published pages with a link to a page that is gone, hidden, in the bin or switched off: readers see words that lead nowhere."""
    record = asked.record
    target = Cast(OuterRef("to_object_id"), BigIntegerField())
    # of others only whether it can be read, which everybody sees
    of_others = Page.objects.live().filter(pk=target).exclude(path__startswith=record.folder_path)
    dead = ReferenceIndex.objects.filter(
        ~Exists(record.pages().filter(pk=target)),
        ~Exists(of_others),
        base_content_type=type_of(Page),
        object_id=Cast(OuterRef("pk"), CharField(max_length=255)),
        to_content_type=type_of(Page),
    )
    # in no order: to sort one page's few, SQLite would walk through all references of the install for each page
    first = Subquery(dead.annotate(_target=Cast("to_object_id", BigIntegerField())).values("_target")[:1])
    title = Subquery(Page.objects.filter(pk=OuterRef("_dead"), path__startswith=record.folder_path).values("title")[:1])
    pages = record.pages().filter(alias_of=None).annotate(_dead=first).filter(_dead__isnull=False).annotate(_title=title)
    for pk, page, target_title in pages.order_by("pk").values_list("pk", "title", "_title")[: asked.most]:
        yield OwnCare(
            _("A link on “%(title)s” leads nowhere") % {"title": page},
            _("Mend the link"),
            at("wagtailadmin_pages:edit", record, pk),
            key=str(pk),
            more=_("It led to “%(title)s”, which readers cannot see.") % {"title": target_title} if target_title else "",
        )


def translations(asked):
    """Pages that are to be kept translated, and are not: one thing for each language that is behind, and one for all that lack some.
    A page that was marked a moment ago lacks all of them, and must not push everything else from the list."""
    record = asked.record
    if len(record.languages) < 2:
        return
    marked = TranslationMark.objects.filter(neighbourhood=record.pk).order_by("pk").values("page__translation_key")[:MOST_MARKED]
    behind, missing, since = Counter(), Counter(), {}
    for code, state, published_at in overview.states_of(record, marked):
        if code not in record.codes or state == overview.DONE:
            continue
        (behind if state == overview.BEHIND else missing)[code] += 1
        since[code] = min(filter(None, (since.get(code), published_at)), default=None)
    for code, number in behind.items():
        told = ngettext("%(n)s page is behind in %(language)s", "%(n)s pages are behind in %(language)s", number)
        yield translation(record, code, told % {"n": number, "language": overview.name_of(code)}, since[code])
    if missing:
        (most, _number), *_others = missing.most_common()
        first = min(filter(None, map(since.get, missing)), default=None)
        yield translation(record, most, lacking(missing), first, key="missing", more=languages(missing) if len(missing) > 1 else "")


def lacking(missing):
    """In words: {language: number of pages}."""
    if len(missing) > 1:
        text = ngettext("Translations are missing in %(n)s language", "Translations are missing in %(n)s languages", len(missing))
        return text % {"n": len(missing)}
    ((code, number),) = missing.items()
    text = ngettext("%(n)s page is not translated into %(language)s", "%(n)s pages are not translated into %(language)s", number)
    return text % {"n": number, "language": overview.name_of(code)}


def languages(missing):
    return ", ".join(f"{overview.name_of(code)} {number}" for code, number in missing.most_common())


def translation(record, code, text, since, *, key=None, more=""):
    url = f"{reverse('translate')}?{urlencode({'neighbourhood': record.slug, 'language': code})}"
    return OwnCare(text, _("Translate"), url, key=key or code, since=since, more=more)


def type_of(model):
    return ContentType.objects.get_for_model(model)


RULES = {"page": untouched, "picture": pictures, "link": dead_links, "translation": translations}
