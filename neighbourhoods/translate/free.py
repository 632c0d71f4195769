"""A page that is written anew in one language, as plain Finnish is: its body is one text, other parts than text are lines in it."""

import re
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.fields import StreamField

from ..models import FreeTranslation
from . import difference, marks, texts
from .work import PageWork, Refused

PART = re.compile(r"\[\[\s*([0-9]{1,3})\b[^\]\n]*\]\]\Z")
HEADING = re.compile(r"##\s+(.+)\Z")
LONGEST_HEADING = 200


@dataclass
class Written:
    title: str
    lead: str
    body: str


class FreeWork(PageWork):
    """`read` knows no texts one by one; what its writer had read of the original is remembered beside the page."""

    def read_originals(self):
        """What is beside the page is translated text by text, or read as it was written."""
        return texts.of(self.source)

    def take_what_was_changed_by_hand(self):
        """The page itself is what was written."""

    def read(self):
        super().read()
        self.stored = FreeTranslation.objects.filter(pk=self.target.pk).first() if self.target is not None else None
        # a draft of a home page is what was written, though readers have not seen it
        self.is_copy = self.is_copy and self.stored is None
        body = self.field("body")
        self.has_body = isinstance(body, StreamField)
        self.has_lead = self.field("lead") is not None
        self.all_links, self.parts = [], []
        self.source_body = self.as_text(self.source)
        if self.newest is None or self.is_copy:
            self.written = Written("", "", "\n\n".join(self.lines_of_parts()))
        else:
            self.parts = []
            self.written = Written(self.newest.title, getattr(self.newest, "lead", ""), self.as_text(self.newest))

    def field(self, name):
        return next((one for one in self.source._meta.concrete_fields if one.name == name), None)

    def as_text(self, page):
        """The body of a page; parts that are no text go to `self.parts` and are lines."""
        if not self.has_body:
            return ""
        block, found = self.field("body").stream_block, []
        for raw in page.body.raw_data:
            if raw["type"] == "heading":
                found.append(f"## {raw['value']}")
            elif raw["type"] == "text":
                found.append(marks.to_text(raw["value"], self.all_links))
            else:
                known = block.child_blocks.get(raw["type"])
                self.parts.append((dict(raw), str(known.label) if known is not None else raw["type"]))
                found.append(self.line(len(self.parts)))
        return "\n\n".join(part for part in found if part)

    def line(self, number):
        return f"[[{number} {self.parts[number - 1][1]}]]"

    def lines_of_parts(self):
        return [self.line(number) for number in range(1, len(self.parts) + 1)]

    def lost_parts(self, body):
        """Lines of the parts that the text has no more."""
        there = {found[1] for line in body.split("\n") if (found := PART.match(line.strip()))}
        return [self.line(number) for number in range(1, len(self.parts) + 1) if str(number) not in there]

    def blocks(self, body):
        """Raw JSON of a body; parts of the same kind keep their ids in the order in which they were."""
        ids = {"heading": [], "text": []}
        if self.newest is not None and not self.is_copy:
            for raw in self.newest.body.raw_data:
                ids.get(raw["type"], []).append(raw.get("id"))
        result, loose = [], []

        def add(kind, value):
            pk = ids[kind].pop(0) if ids[kind] else None
            result.append({"type": kind, "value": value, "id": pk or str(uuid.uuid4())})

        def finish():
            if html := marks.to_html("\n".join(loose), self.all_links):
                add("text", html)
            loose.clear()

        for line in body.replace("\r\n", "\n").split("\n"):
            part, heading = PART.match(line.strip()), HEADING.match(line.strip())
            if part and 0 < int(part[1]) <= len(self.parts):
                finish()
                one = self.parts[int(part[1]) - 1][0]
                # a line that is there twice is a part of its own
                result.append({**one, "id": str(uuid.uuid4())} if one in result else one)
            elif heading:
                finish()
                add("heading", heading[1].strip())
            else:
                loose.append(line)
        finish()
        return result

    # What the original was when this was written

    def changes(self):
        """[(label, [(kind, text)])] of what has changed in the original since; [] also where nobody knows what was read."""
        before = self.stored.source_texts if self.stored else {}
        if not before:
            return []
        found = []
        for key, text in self.originals.items():
            if before.get(key) != text.text:
                found.append((text.label, difference.parts(before.get(key, ""), text.text)))
        for key, old in before.items():
            if key not in self.originals:
                found.append(("", [("del", old)]))
        return found

    def keep(self, keys=()):
        """What was written is good for the original as it is now."""
        if self.target is not None:
            FreeTranslation.objects.update_or_create(page_id=self.target.pk, defaults={"source_texts": self.read_now()})

    def read_now(self):
        return {key: text.text for key, text in self.originals.items()}

    def values(self, newest):
        """What a preview shows; `self.written` is what was sent."""
        base = newest if newest is not None and not self.is_copy else self.source
        values = texts.content(base)
        values["title"] = self.written.title or base.title
        if self.has_lead:
            values["lead"] = self.written.lead
        if self.has_body:
            values["body"] = self.blocks(self.written.body)
        return values

    def preview(self):
        page = self.newest if self.newest is not None else self.new_page()
        texts.put_content(page, self.values(self.newest))
        return page

    def write(self, person, publish, written=None, left=()):
        """Store what was written as a draft of the page, or publish it."""
        if publish and not self.source.permissions_for_user(person).can_publish():
            raise Refused(_("You may not publish this page."))
        changed = written is not None and written != self.written
        self.written = written or self.written
        with transaction.atomic():
            values = self.values(self.newest)
            page = self.newest if self.newest is not None else self.new_in_tree(publish)
            texts.put_content(page, values)
            page.is_partly_translated = False
            revision = page.save_revision(user=person, log_action=True)
            if publish:
                revision.publish(user=person)
            hints = {"left_hints": sorted(set(left))[:200]}
            if self.stored is None or changed:
                FreeTranslation.objects.update_or_create(pk=page.pk, defaults={"source_texts": self.read_now(), **hints})
            else:
                # who saves it as it was has not looked at what has changed: `seen_at` stays
                FreeTranslation.objects.filter(pk=page.pk).update(**hints)
        return page


def source_was_published(sender, instance, **kwargs):
    """Lists compare times: what has changed of an original besides its texts makes nothing late."""
    from django.utils import timezone
    from wagtail.models import Page

    rows = FreeTranslation.objects.filter(page__in=Page.objects.filter(translation_key=instance.translation_key).exclude(pk=instance.pk))
    for row in rows:
        now = {key: text.text for key, text in texts.of(instance).items()}
        if row.source_texts == now:
            FreeTranslation.objects.filter(pk=row.pk).update(seen_at=timezone.now())
