"""Parts of example pages that are no running text: pictures, contacts, rooms, links to other example pages."""

from pathlib import Path
from uuid import uuid4

from django.core.files import File

from ..models import Image

PICTURES = Path(__file__).parent / "content" / "pictures"


class Sections:
    """Turns the `sections` of a file's front matter into raw blocks; `stored` is {file name: id} of its pictures."""

    def __init__(self, collection, pages, stored):
        self.collection, self.pages, self.stored = collection, pages, stored

    def blocks(self, rows):
        return [self.block(kind, dict(value)) for row in rows for kind, value in row.items()]

    def block(self, kind, value):
        if kind == "picture":
            alt = value["alt"]
            value = {"image": {"image": self.picture(value["file"], alt), "alt_text": alt, "decorative": False}, "caption": ""}
        elif kind == "links":
            # without an id Wagtail takes the item itself for its value
            links = [
                {"type": "item", "id": str(uuid4()), "value": {"page": self.pages[slug], "url": "", "text": ""}} for slug in value["pages"]
            ]
            value = {"title": value.get("title", ""), "links": links}
        elif kind == "action":
            value = {**value, "page": self.pages[value["page"]], "url": ""}
        elif kind == "contact":
            value = {"title": value.get("title", ""), "contact": ""}
        else:
            value = {"title": value.get("title", "")}
        return {"type": kind, "value": value}

    def picture(self, name, alt):
        """The id of the picture; its own description is that of the first page that shows it."""
        if name not in self.stored:
            with open(PICTURES / name, "rb") as file:
                image = Image(title=alt[:100], description=alt, collection=self.collection)
                image.file = File(file, name=name)
                image.save()
            self.stored[name] = image.pk
        return self.stored[name]
