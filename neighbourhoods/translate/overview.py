"""What is to be translated in a neighbourhood, and how far it is: a few queries, however many pages and languages there are."""

from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _
from wagtail.models import Page

from ..details import translations as details_translations
from ..models import BinnedPage, Details, FreeTranslation, PageTranslation

MISSING, BEHIND, PARTLY, DONE = "missing", "behind", "partly", "done"
STATES = (BEHIND, PARTLY, MISSING, DONE)
SIMPLE = "-simple"
FIELDS = ("pk", "translation_key", "title", "url_path", "depth", "live", "show_in_menus", "path", "alias_of_id", "first_published_at")
DATES = ("last_published_at", "live_revision__user_id", "latest_revision__created_at", "content_type_id")


@dataclass(frozen=True)
class Item:
    """One page, or the details, in one language: `state` is one of STATES, `told` says more of it in words."""

    title: str
    state: str
    told: str
    url: str
    source: str
    is_menu: bool = False
    # of the page that is translated from; None for the details
    page: int | None = None


def family_of(page, record):
    """{language: row of FIELDS} of the versions of one page in its neighbourhood, mirrors left out."""
    rows = Page.objects.filter(translation_key=page.translation_key, path__startswith=record.folder_path, depth__gt=2, alias_of=None)
    rows = rows.exclude(pk__in=BinnedPage.objects.values("pk"))
    return by_language(rows.values(*FIELDS, *DATES).order_by("pk"), record)


def by_language(rows, record):
    found = {}
    for row in rows:
        home = record.homes.get(row["url_path"].split("/", 3)[2])
        if home is not None:
            found.setdefault(home.code, row)
    return found


def original(family, record):
    """The language that a page is translated from: the neighbourhood's first, else the one that was there first."""
    live = {code: row for code, row in family.items() if row["live"] and not untranslated_home(row, code, record)}
    if not live:
        return None
    first = record.languages[0] if record.languages else ""
    return first if first in live else min(live, key=lambda code: live[code]["pk"])


def untranslated_home(row, code, record):
    """A home page is there in every language from the beginning, with the words of the first."""
    home = record.home(code)
    return home is not None and home.pk == row["pk"] and not home.translated


def saved_by_a_person(page):
    """Whether the newest version of a page is somebody's."""
    return bool(page.latest_revision_id and page.latest_revision.user_id)


def families(record, keys=None):
    """[{language: row}] of all pages of a neighbourhood, or of those with these translation keys, in the order of their importance.
    One query."""
    rows = Page.objects.filter(path__startswith=record.folder_path, depth__gt=2, alias_of=None, content_type__in=record.page_types)
    rows = rows.exclude(pk__in=BinnedPage.objects.values("pk"))
    rows = rows if keys is None else rows.filter(translation_key__in=keys)
    found = {}
    free = FreeTranslation.objects.filter(pk=OuterRef("pk")).values("seen_at")
    for row in rows.values(*FIELDS, *DATES, written_freely_at=Subquery(free)).order_by("path"):
        found.setdefault(row["translation_key"], []).append(row)
    result = []
    for some in found.values():
        family = by_language(some, record)
        if code := original(family, record):
            result.append((code, family))
    return sorted(result, key=importance)


def importance(found):
    """Home page, pages of the menu, then the newest."""
    row = found[1][found[0]]
    at = row["first_published_at"]
    return (row["depth"] != 3, not row["show_in_menus"], row["depth"] != 4, -at.timestamp() if at else 0, row["path"])


def all_items(record):
    """{language: [Item]} of all languages of a neighbourhood, each with what is to be translated into it."""
    stored = remembered(Q(page__path__startswith=record.folder_path))
    found = {code: [] for code in record.languages}
    for source, family in families(record):
        row = family[source]
        for code in record.languages:
            if code == source:
                continue
            state, told = state_of(record, source, family, code, stored.get((row["pk"], code)))
            url = f"{reverse('translate_page', args=[row['pk'], code])}?neighbourhood={record.slug}"
            found[code].append(Item(row["title"], state, told, url, source, row["show_in_menus"], row["pk"]))
    for code, item in details_items(record):
        # after the home page
        found[code].insert(1, item)
    return found


def remembered(pages):
    """{(page, language): numbers} of these pages; one query."""
    rows = PageTranslation.objects.filter(pages).values_list("page_id", "language", "numbers")
    return {(pk, code): numbers for pk, code, numbers in rows}


def states_of(record, keys):
    """[(language, state, when the original was published)] of the pages with these translation keys, for each language but the
    original's; one query for pages that are not there, else two."""
    some, found = families(record, keys), []
    stored = remembered(Q(page__in=[row["pk"] for _code, family in some for row in family.values()])) if some else {}
    for source, family in some:
        row = family[source]
        for code in record.languages:
            if code != source:
                state, _told = state_of(record, source, family, code, stored.get((row["pk"], code)))
                found.append((code, state, row["last_published_at"]))
    return found


def state_of(record, source, family, code, numbers):
    """(state, words) of one page in one language."""
    row, target = family[source], family.get(code)
    if target is not None and untranslated_home(target, code, record):
        target = None
    draft = "" if target is None or target["live"] else _("not published")
    if target is not None and code.endswith(SIMPLE) and target["written_freely_at"]:
        late = row["last_published_at"] and row["last_published_at"] > target["written_freely_at"]
        return (BEHIND, _("The original has changed.")) if late else (PARTLY if draft else DONE, draft)
    if numbers is None or not any(numbers.get(name) for name in (BEHIND, DONE)):
        if target is None:
            return MISSING, ""
        if numbers is None:
            return (BEHIND, _("The original has changed.")) if by_hand_and_late(row, target) else (PARTLY if draft else DONE, draft)
    numbers = numbers or {}
    missing, behind, done = (numbers.get(name, 0) for name in (MISSING, BEHIND, DONE))
    words = in_words(behind, missing)
    if target is None or draft:
        words.append(_("not published"))
    if behind:
        return BEHIND, ", ".join(words)
    if missing and not done:
        return (MISSING if target is None else PARTLY), ", ".join(words)
    return (PARTLY if missing or target is None or draft else DONE), ", ".join(words)


def in_words(behind, missing):
    words = []
    if behind:
        words.append(ngettext("%(n)s text has changed", "%(n)s texts have changed", behind) % {"n": behind})
    if missing:
        words.append(ngettext("%(n)s text is missing", "%(n)s texts are missing", missing) % {"n": missing})
    return words


def by_hand_and_late(row, target):
    """Of a version that was not made here only dates tell whether it is behind: a person has published the original since."""
    changed, written = row["last_published_at"], target["latest_revision__created_at"] or target["last_published_at"]
    return bool(row["live_revision__user_id"] and changed and written and changed > written)


def details_items(record):
    """[(language, Item)] of the texts that are no pages."""
    row = Details.objects.filter(neighbourhood=record.pk).first()
    if row is None:
        return []
    codes = [code for code in record.languages if code != record.languages[0]]
    states, found = details_translations.states(row, codes), []
    for code, state in states.items():
        if not state.total:
            continue
        words = in_words(state.behind, state.missing)
        name = BEHIND if state.behind else MISSING if not state.done else PARTLY if state.missing else DONE
        url = f"{reverse('translate_details', args=[code])}?neighbourhood={record.slug}"
        found.append((code, Item(_("Contacts and notices"), name, ", ".join(words), url, record.languages[0])))
    return found


def name_of(code):
    """A language in the words of who reads: "ruotsi"."""
    return str(get_language_info(code)["name_translated"])
