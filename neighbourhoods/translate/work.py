"""One page in one language: its texts, what was stored, what was changed by hand, and how all of it is put on the translated page."""

import json
import logging
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from .. import current
from ..models import BinnedPage, HomePage, PageTranslation
from ..pages import BasePage
from . import marks, overview, texts

logger = logging.getLogger(__name__)
MACHINE, HAND, LINKS = "machine", "hand", "links"


class Gone(Exception):
    """The page cannot be translated now; its text says why, or is empty where nothing is to be told."""


class Refused(Exception):
    """Its text is a sentence that says why, and what to do."""


@dataclass
class Entry:
    """One text beside its translation."""

    key: str
    label: str
    source: str
    text: str
    kind: str
    max_length: int
    before: object = None  # what was translated, where that is another text now; "" where nobody knows
    is_machine: bool = False
    is_by_hand: bool = False

    @property
    def state(self):
        if not self.text:
            return overview.MISSING
        return overview.BEHIND if self.before is not None else overview.DONE


class PageWork:
    """Reads with a handful of queries; `save` and `keep` store one row, `publish` and `draft` write the page."""

    def __init__(self, page, language):
        self.record = current.by_url_path(page.url_path)
        if self.record is None or not isinstance(page.specific, BasePage) or language not in self.record.languages:
            raise Gone
        self.language = language
        family = overview.family_of(page, self.record)
        self.source_language = overview.original(family, self.record)
        if self.source_language is None:
            raise Gone(_("The original is not published now. Publish it first."))
        if self.source_language == language:
            raise Gone(_("The page is written in this language. Change it in the editor."))
        self.source = Page.objects.get(pk=family[self.source_language]["pk"]).specific
        if type(self.source) is Page or self.source.content_type_id not in self.record.page_types:
            raise Gone
        self.locale = Locale.objects.filter(language_code=language).first()
        if self.locale is None or self.record.home(language) is None:
            raise Gone
        self.originals = self.read_originals()
        self.read()

    def read_originals(self):
        return texts.of(self.source) | texts.beside(self.source)

    def read(self):
        """The row and the page as they are now."""
        row = PageTranslation.objects.filter(page=self.source.pk, language=self.language).first()
        self.row = row or PageTranslation(page_id=self.source.pk, language=self.language)
        found = Page.objects.filter(
            translation_key=self.source.translation_key, locale=self.locale, path__startswith=self.record.folder_path
        ).first()
        if found is not None and found.locked and BinnedPage.objects.filter(pk=found.pk).exists():
            raise Gone(_("This version is in the bin. Take it out first."))
        self.mirror = found.specific if found is not None and found.alias_of_id else None
        self.target = found.specific if found is not None and not found.alias_of_id else None
        if self.target is not None and type(self.target) is not type(self.source):
            raise Gone(_("This version is a page of another kind. Open it in the editor."))
        # a home page that nobody has translated holds the words of another language, unless a person has left a draft of it
        is_untranslated = isinstance(self.target, HomePage) and not self.target.is_translated and not self.row.written
        self.is_copy = is_untranslated and not overview.saved_by_a_person(self.target)
        self.copies_words = is_untranslated or (self.target is not None and not self.target.live and not self.row.written)
        self.newest = self.target.get_latest_revision_as_object() if self.target is not None else None
        self.own = texts.of(self.newest) if self.newest is not None and not self.is_copy else {}
        self.pairs = texts.pairs(self.originals, self.own)
        self.links = {key: list(text.links) for key, text in self.originals.items()}
        self.follow_links()
        if self.pairs is not None:
            self.take_what_was_changed_by_hand()

    @property
    def title(self):
        return self.source.title

    def follow_links(self):
        """Numbers of links are those of the original as it is now, also in what was stored before it got others."""
        for key, one in self.row.texts.items():
            if key in self.links and one.get(LINKS) and one.get("text"):
                one["text"] = renumbered(texts.Text(key, "", one["text"], texts.RICH, links=one[LINKS]), self.links[key])

    def remembered(self, key, source, text, **more):
        links = {LINKS: list(self.links[key])} if self.links.get(key) else {}
        return {"source": source, "text": text, **links, **more}

    def take_what_was_changed_by_hand(self):
        """What a person has written on the page itself is the translation from then on."""
        late = self.target is not None and not self.row.written and self.is_late()
        for key, original in self.originals.items():
            own = self.own.get(self.pairs.get(key, key))
            if own is None:
                if "." not in key and key in self.row.seen and self.own:
                    # emptied by hand
                    self.row.texts.pop(key, None)
                    self.row.seen.pop(key)
                continue
            # links that only the page has come after those of the original
            text = renumbered(own, self.links[key])
            if text == self.row.seen.get(key):
                continue
            stored = self.row.texts.get(key, {})
            if text == stored.get("text"):
                self.row.seen[key] = text
                continue
            if self.copies_words and text == original.text:
                # a copy that nobody has worked on
                continue
            source = stored.get("source", "" if late else original.text)
            self.row.texts[key] = self.remembered(key, source, text, **{HAND: bool(self.row.written)})
            self.row.seen[key] = text

    def is_late(self):
        family = overview.family_of(self.source, self.record)
        target = family.get(self.language)
        return bool(target and overview.by_hand_and_late(family[self.source_language], target))

    def entries(self):
        found = []
        for key, original in self.originals.items():
            one = self.row.texts.get(key, {})
            before = one.get("source") if one.get("text") and one.get("source") != original.text else None
            about = (original.label, original.text, one.get("text", ""), original.kind, original.max_length)
            found.append(Entry(key, *about, before, bool(one.get(MACHINE)), bool(one.get(HAND))))
        return found

    @property
    def has_other_parts(self):
        """Whether the translated page was made by hand of other parts than the original: it is changed in the editor."""
        return self.pairs is None

    @transaction.atomic
    def change(self, made, seen=None, machine=False, reviewed=True):
        """Store {key: text}. A text that is as it was stays as it was, also behind."""
        for key, text in made.items():
            if key not in self.originals:
                continue
            stored = self.row.texts.get(key, {})
            if not text:
                self.row.texts.pop(key, None)
            elif text != stored.get("text"):
                self.row.texts[key] = self.remembered(key, (seen or {}).get(key, self.originals[key].text), text)
                if machine:
                    self.row.texts[key][MACHINE] = True
            elif reviewed and stored.get(MACHINE):
                self.row.texts[key] = {name: value for name, value in stored.items() if name != MACHINE}
        self.store()

    def change_unstored(self, made):
        """For a preview."""
        for key, text in made.items():
            self.row.texts[key] = {"source": self.originals[key].text, "text": text}

    def keep(self, keys):
        """The translations of these texts are good for the texts as they are now."""
        for key in set(keys) & set(self.originals) & set(self.row.texts):
            self.row.texts[key] = {**self.row.texts[key], "source": self.originals[key].text}
        self.store()

    def store(self):
        # of texts that the original has no more nothing is kept
        self.row.texts = {key: one for key, one in self.row.texts.items() if key in self.originals}
        self.row.seen = {key: text for key, text in self.row.seen.items() if key in self.originals}
        for key, one in self.row.texts.items():
            if one.get(LINKS):
                one[LINKS] = list(self.links[key])
        self.row.numbers = self.numbers()
        self.row.save()

    def numbers(self):
        states = [entry.state for entry in self.entries()]
        return {name: states.count(name) for name in (overview.MISSING, overview.BEHIND, overview.DONE)}

    def unread_by_people(self):
        return [entry for entry in self.entries() if entry.is_machine and entry.text]

    # The translated page

    def made(self):
        return {key: one["text"] for key, one in self.row.texts.items() if one.get("text") and not one.get(MACHINE)}

    def ours(self):
        """The fields as they would be if nobody had changed the page by hand."""
        made = self.made()
        return texts.filled(self.source, texts.content(self.source), made, self.links, self.unchanged(made))

    def unchanged(self, made):
        """{key: HTML} of what the page has already: it is not made again from its marks."""
        own = {key: self.own.get((self.pairs or {}).get(key, key)) for key in made}
        rich = {key: text for key, text in own.items() if text is not None and text.kind == texts.RICH and key in self.links}
        return {key: text.raw for key, text in rich.items() if renumbered(text, list(self.links[key])) == made[key]}

    def values(self, newest):
        """The fields of the page with the translations, where what was changed by hand on the page stays."""
        ours = self.ours()
        if newest is None:
            return ours
        theirs = texts.with_ids_of(texts.content(newest), self.pairs or {})
        made = self.made()
        with_ours = texts.filled(newest, theirs, made, self.links, self.unchanged(made))
        base = theirs if self.is_copy else self.row.written
        return merged(newest, ours, with_ours, theirs, base, self.is_copy)

    def preview(self):
        """The page as it would be, not stored."""
        page = self.newest if self.newest is not None else self.new_page()
        texts.put_content(page, self.values(self.newest))
        page.is_partly_translated = bool(self.numbers()[overview.MISSING])
        return page

    def new_page(self):
        page = type(self.source)()
        for one in page._meta.concrete_fields:
            if not one.primary_key and one.name != "page_ptr":
                setattr(page, one.attname, getattr(self.source, one.attname))
        texts.put_content(page, texts.content(self.source))
        page.pk = page.id = None
        home = self.record.home(self.language)
        page.locale, page.alias_of = self.locale, None
        # as a page that is being made: it stands nowhere yet
        page.path, page.depth = Page._get_children_path_interval(home.path)[1], self.source.depth
        page.url_path = home.url_path + self.source.url_path.split("/", 3)[3]
        return page

    def write(self, person, publish):
        """Put the translation on its page and publish it, or leave it as a draft. Raises Refused, or ValidationError of the page."""
        if publish and not self.source.permissions_for_user(person).can_publish():
            raise Refused(_("You may not publish this page."))
        if self.has_other_parts:
            raise Refused(_("This version was written by hand in other parts. Change it in the editor."))
        unread = self.unread_by_people()
        if publish and unread:
            told = _("A person has to read what the machine has translated first: %(texts)s. Then press Save.")
            raise Refused(told % {"texts": ", ".join(entry.label for entry in unread)})
        numbers = self.numbers()
        if publish and not numbers[overview.DONE] + numbers[overview.BEHIND]:
            raise Refused(_("Nothing is translated yet. Translate at least the heading, then publish."))
        with transaction.atomic():
            page = self.newest if self.newest is not None else self.new_in_tree(publish)
            values = self.values(self.newest)
            # what a person has changed on the page has to differ from it also the next time
            written = self.ours()
            texts.put_content(page, values)
            page.is_partly_translated = bool(numbers[overview.MISSING])
            revision = page.save_revision(user=person, log_action=True)
            self.row.written = written
            fresh = texts.of(page, values)
            pairs = texts.pairs(self.originals, fresh) or {}
            self.row.seen = {
                key: renumbered(fresh[pairs.get(key, key)], list(self.links[key])) for key in self.originals if pairs.get(key, key) in fresh
            }
            self.row.texts = {key: {n: v for n, v in one.items() if n != HAND} for key, one in self.row.texts.items()}
            self.store()
            if publish:
                self.source.put_texts_beside(self.language, {k: text for k, text in self.made().items() if k in texts.beside(self.source)})
                # last: who is told of it reads what was stored
                revision.publish(user=person)
        return page

    def new_in_tree(self, publish):
        if self.mirror is not None:
            self.mirror.alias_of = None
            # a mirror is live with the words of the original: as a page of its own it would pass them off as translated
            self.mirror.live = self.mirror.live and publish
            self.mirror.save(update_fields=["alias_of", "live"], clean=False)
            return self.mirror
        return self.source.copy_for_translation(self.locale, copy_parents=True)


def renumbered(text, links):
    """Its links by the numbers that `links` gives them; those that are not in it are added at its end."""
    if not text.links or text.links == links[: len(text.links)]:
        return text.text
    numbers = {}
    for number, attributes in enumerate(text.links, 1):
        if attributes not in links:
            links.append(attributes)
        numbers[str(number)] = str(links.index(attributes) + 1)

    def put(found):
        return f"{found[0][: found.start(1) - found.start()]}{numbers.get(found[1], found[1])})"

    return marks.LINK.sub(put, text.text)


def merged(page, ours, with_ours, theirs, base, is_copy):
    """Field by field and part by part: what is as it was last written takes what is new, what a person has changed stays."""
    translated, same = texts.kinds_of_fields(type(page))
    result = {}
    hidden = texts.hidden_blocks(page)
    before, now = (texts.without(page, values) for values in (base or {}, theirs))
    for name, value in ours.items():
        if isinstance(value, list) and name in translated:
            if is_copy:
                result[name] = value
            elif not base:
                result[name] = with_ours[name]
            else:
                result[name] = merged_parts(value, with_ours[name], now.get(name) or [], before.get(name) or [], hidden)
        elif name in translated:
            # a text that is not translated here stays as it is on the page
            result[name] = value if is_copy or (base and theirs[name] == base.get(name)) else with_ours[name]
        else:
            result[name] = value if is_copy or (base and theirs[name] == base.get(name)) else theirs[name]
    return result


def merged_parts(ours, with_ours, now, before, hidden=()):
    """Of a body; `now` and `before` are the parts without their texts, as they are on the page and as they were last written.

    Of parts that are `hidden`, since their plugin is off, the page keeps its own: their words are not among the translations.
    """
    kept = {part.get("id"): part for part in with_ours}
    shape = {part.get("id"): json.dumps(part, sort_keys=True) for part in now}
    old = {part.get("id"): json.dumps(part, sort_keys=True) for part in before}
    result = []
    for part in ours:
        pk = part.get("id")
        if pk in kept:
            # changed by hand, though not in its words
            is_as_written = shape.get(pk) == old.get(pk) and part.get("type") not in hidden
            result.append(part if is_as_written else kept[pk])
        elif pk not in old:
            result.append(part)
    there = [part.get("id") for part in ours]
    at = 0
    for part in with_ours:
        pk = part.get("id")
        places = [number for number, one in enumerate(result) if one.get("id") == pk]
        if places:
            at = places[0] + 1
        elif pk not in there and (pk not in old or shape.get(pk) != old[pk]):
            # added by hand: it stays after what it stood after
            result.insert(at, part)
            at += 1
    return result


def source_was_published(sender, instance, **kwargs):
    """Numbers of lists follow the original; a page that nobody translates here costs one query."""
    if not isinstance(instance, BasePage):
        return
    rows = list(PageTranslation.objects.filter(page=instance.pk))
    for row in rows:
        try:
            work = PageWork(instance, row.language)
        except Gone:
            continue
        except Exception:
            # numbers of a list must not stop a publication
            logger.exception("The state of a translation could not be told: %s", row.pk)
            continue
        if work.row.pk == row.pk:
            work.store()


def translation_was_published(sender, instance, **kwargs):
    """What was partly translated here may be finished in the editor: its readers are then told no longer that something is missing."""
    if not isinstance(instance, BasePage) or not instance.is_partly_translated:
        return
    of_the_page = {"page__translation_key": instance.translation_key, "language": instance.locale.language_code}
    row = PageTranslation.objects.filter(**of_the_page).exclude(page=instance.pk).select_related("page").first()
    try:
        is_partly = row is not None and bool(PageWork(row.page, row.language).numbers()[overview.MISSING])
    except Gone:
        is_partly = False
    except Exception:
        logger.exception("Whether a translation is finished could not be told: %s", instance.pk)
        return
    if not is_partly:
        instance.is_partly_translated = False
        type(instance).objects.filter(pk=instance.pk).update(is_partly_translated=False)
