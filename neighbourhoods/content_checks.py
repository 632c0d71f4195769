"""Hints for who writes a page: what makes it hard to read, hear or find. Never a gate: a page with findings is published."""

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup
from django.utils.translation import gettext as _

LONG_HEADING = 100
SHOUTED_WORDS, SHOUTED_LETTERS = 3, 12
SAYS_NOTHING = frozenset(
    {
        *("klikkaa", "klikkaa tästä", "klikkaa tästä linkistä", "klikkaa tätä", "paina tästä", "katso tästä", "tästä", "täältä"),
        *("täällä", "tässä", "tästä linkistä", "linkki", "lue lisää", "lisää", "lisätietoa", "lisätietoja"),
        *("klicka här", "tryck här", "här", "läs mer", "mer", "länk"),
        *("click here", "click", "here", "read more", "more", "link"),
    }
)
# the gravest first: what hides the content from somebody, before what only slows down
GRAVITY = ("alt", "picture_of_text", "link", "empty_links", "capitals", "heading")


@dataclass(frozen=True)
class Finding:
    kind: str
    message: str
    place: str  # id of a block, or the name of a field of the page


def check(page):
    """Findings in the title, lead and body of a page, the gravest first. One query, for what is known of the pictures."""
    found = [*capitals(page.title, "title"), *paragraph_capitals(getattr(page, "lead", "") or "", "lead")]
    body = getattr(page, "body", None)
    blocks = list(body.raw_data) if body else []
    with_text = pictures_of_text(blocks)
    pictures = 0
    for block in blocks:
        kind, value, place = block["type"], block["value"], block.get("id") or ""
        if kind == "picture":
            pictures += 1
            found += picture(value, place, pictures, with_text)
        elif kind == "heading" and isinstance(value, str):
            found += [*capitals(value, place), *long_heading(value, place)]
        elif kind == "text" and isinstance(value, str):
            found += rich_text(value, place)
        elif isinstance(value, dict):
            found += capitals(value.get("title"), place)
            found += links(kind, value, place)
    return sorted(found, key=lambda finding: GRAVITY.index(finding.kind))


def picture_id(value):
    """(id of the picture, its alt text or None when it is decoration); older pages hold the bare id."""
    image = value.get("image") if isinstance(value, dict) else None
    if isinstance(image, dict):
        return image.get("image"), None if image.get("decorative") else (image.get("alt_text") or "").strip()
    return image, ""


def pictures_of_text(blocks):
    from .models import Image

    ids = {pk for block in blocks if block["type"] == "picture" and (pk := picture_id(block["value"])[0])}
    return {image.pk for image in Image.objects.filter(pk__in=ids) if getattr(image, "looks_like_text", False)} if ids else set()


def picture(value, place, number, with_text):
    pk, alt = picture_id(value)
    if not pk:
        return
    if alt == "":
        told = _("Picture %(number)s: write what is in it, or mark it as decoration. It is read aloud to those who cannot see.")
        yield Finding("alt", told % {"number": number}, place)
    if pk in with_text:
        told = _("Picture %(number)s seems to be a picture of text. Write in the text what the picture says.")
        yield Finding("picture_of_text", told % {"number": number}, place)


def long_heading(text, place):
    if len(text) > LONG_HEADING:
        told = _("The heading “%(words)s” is long. Keep the main thing and move the rest into the text.")
        yield Finding("heading", told % {"words": shortened(text)}, place)


def rich_text(html, place):
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.find_all("a"):
        yield from vague(link.get_text(" "), place)
    for paragraph in soup.find_all(["p", "li"]):
        yield from paragraph_capitals(paragraph.get_text(" "), place)


def links(kind, value, place):
    if kind == "action":
        yield from vague(value.get("button"), place)
    elif kind == "links":
        rows = [row.get("value", row) if isinstance(row, dict) else {} for row in value.get("links") or ()]
        if not any(row.get("page") or row.get("url") for row in rows):
            title = value.get("title")
            told = _("The list of links “%(title)s” is empty. Add a link, or remove the list.") if title else ""
            told = told or _("A list of links is empty. Add a link, or remove the list.")
            yield Finding("empty_links", told % {"title": shortened(title or "")}, place)
        for row in rows:
            yield from vague(row.get("text"), place)


def vague(words, place):
    plain = re.sub(r"[^\w\s]", "", words or "").strip().casefold()
    if " ".join(plain.split()) in SAYS_NOTHING:
        told = _("The link “%(words)s” does not say where it leads. Write that instead, such as: Opening hours of the club room.")
        yield Finding("link", told % {"words": shortened(words)}, place)


def capitals(text, place):
    if is_shouted(text or ""):
        told = _("“%(words)s” is all in capitals. Small letters are easier to read.")
        yield Finding("capitals", told % {"words": shortened(text)}, place)


def paragraph_capitals(text, place):
    for line in text.splitlines():
        yield from capitals(line, place)


def is_shouted(text):
    """All in capitals and too long to be an abbreviation; scripts that have only one case never are."""
    letters = [sign for sign in text if sign.lower() != sign.upper()]
    if not letters or any(sign != sign.upper() for sign in letters):
        return False
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 1]
    return len(words) >= SHOUTED_WORDS or len(letters) >= SHOUTED_LETTERS


def shortened(text, length=50):
    text = " ".join((text or "").split())
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
