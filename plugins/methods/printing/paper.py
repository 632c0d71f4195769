"""What of a method is put on paper: all of it where it fits an A4, and a few words of it on a card."""

import re
from dataclasses import dataclass
from itertools import islice, zip_longest

from django.utils.translation import gettext as _

from neighbourhoods.participation.links import qr

from ..models.pages import NUMBERS
from ..texts import STEPS, TEXTS, lines, parts

# what stands on the sheet before the rest, and what is not repeated there
FIRST = ("smallest_start", "steps", "materials", "preparation", "safety", "when_not")
AFTER = ("purpose", "for_whom", "group_size", "time", "money", "accessibility", "tips")
# letters in a part of the sheet when all of it does not fit, in the last try
SHORT, SHORTEST, STEPS_OF_SHORT = 600, 220, 12
# on a card: steps, letters of one, letters of the smallest start and of the lead
CARD_STEPS, CARD_STEP, CARD_START, CARD_LEAD = 8, 110, 170, 190
# letters of all steps together: 17 lines of a card
CARD_LETTERS = 640
SENTENCE = re.compile(r"(?<=[.!?…])\s+")


@dataclass
class Paper:
    """One method for paper. `number` is that of its card, by which a deck names it; `record` the id of its record."""

    number: int
    record: object
    page: object
    version: int
    title: str
    lead: str
    language: str
    direction: str
    place: str
    url: str
    address: str
    qr: str
    numbers: dict
    # {field: [(lines, is a list)]}, and the texts of the steps
    words: dict
    steps: list
    # of each of the steps (id of an Image, its alt text), or None
    pictures: list
    licence: str

    @property
    def length(self):
        """How many letters there are."""
        return sum(len(line) for told in self.words.values() for found, _is_list in told for line in found) + sum(map(len, self.steps))

    def sections(self, most=None, drawn=None):
        """[(field, heading, parts or steps)] for the sheet; with `most` each part has so many letters at most.

        Steps are [(text, None or (address, alt text) of a picture)]; `drawn` is {id of an Image: address}.
        """
        found = []
        for name in (*FIRST, *AFTER):
            told = self.steps_with(drawn or {}, most) if name == STEPS else shortened(self.words.get(name, []), most)
            if told:
                found.append((name, TEXTS[name], told))
        return found

    def steps_with(self, drawn, most):
        found = ((drawn[one[0]], one[1]) if one and one[0] in drawn else None for one in self.pictures)
        # what is added where steps are left out has no picture
        return list(zip_longest(shortened_steps(self.steps, most), islice(found, len(self.steps) if most is None else STEPS_OF_SHORT)))

    @property
    def card_steps(self):
        """The beginning of each of the first steps."""
        told = self.steps[:CARD_STEPS]
        most = min(CARD_STEP, CARD_LETTERS // max(1, len(told)))
        return [beginning(step, most) for step in told]

    @property
    def steps_left(self):
        return max(0, len(self.steps) - CARD_STEPS)

    @property
    def card_start(self):
        return beginning(self.said("smallest_start"), CARD_START)

    @property
    def start_heading(self):
        return TEXTS["smallest_start"]

    @property
    def card_lead(self):
        return beginning(self.lead, CARD_LEAD)

    def said(self, name):
        return " ".join(line for found, _is_list in self.words.get(name, []) for line in found)


def on_paper(neighbourhood, version, card):
    """Paper of the best version for a reader (pages.Version) and its Card. No query."""
    page = version.page
    steps = [step for step in page.step_values() if step["text"].strip()]
    address = f"{neighbourhood.root_url}{version.url}"
    return Paper(
        number=card.pk,
        record=card.record_id,
        page=page,
        version=card.version,
        title=page.title,
        lead=page.lead,
        language=version.language,
        direction=version.direction,
        place=neighbourhood.name,
        url=version.url,
        address=address,
        qr=qr(address, _("The method on the web")),
        numbers={name: getattr(page, name) for name in NUMBERS},
        words={name: told for name in TEXTS if name != STEPS and (told := parts(getattr(page, name)))},
        steps=[" ".join(lines(step["text"])) for step in steps],
        pictures=[(step["picture"], step["alt"]) if step["picture"] else None for step in steps],
        licence=in_short(page.licence),
    )


def in_short(text):
    return beginning(" ".join(lines(text)), SHORTEST)


def beginning(text, most):
    """As many whole sentences as fit into so many letters, else as many words, and then an ellipsis."""
    text = " ".join(str(text or "").split())
    if len(text) <= most:
        return text
    found = ""
    for sentence in SENTENCE.split(text):
        if len(found) + len(sentence) + 1 > most:
            break
        found = f"{found} {sentence}".strip()
    if found:
        return found
    cut = text[: most - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut else cut}…"


def shortened(told, most):
    if most is None:
        return told
    found, left = [], most
    for texts, is_list in told:
        kept = []
        for line in texts:
            if left < 40:
                break
            kept.append(beginning(line, left))
            left -= len(kept[-1])
        found += [(kept, is_list)] if kept else []
    return found


def shortened_steps(steps, most):
    if most is None:
        return steps
    kept = [beginning(step, max(60, most // 5)) for step in steps[:STEPS_OF_SHORT]]
    return [*kept, "…"] if len(steps) > STEPS_OF_SHORT else kept
