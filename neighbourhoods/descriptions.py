"""What is in a picture is asked once: the words of a published page stay with the picture, for every other place that shows it."""

from django.db.models import ForeignKey
from wagtail.fields import StreamField

from . import current

# a picture's own field; longer words are of one page alone
LONGEST = 255


def page_was_published(sender, instance, **kwargs):
    """A picture that nobody has described gets the words that this page says of it. No query where a page says none."""
    from .models import Image

    said = said_on(instance)
    record = current.by_url_path(instance.url_path) if said else None
    if record is None:
        return
    # of another neighbourhood's pictures others say nothing
    own = Image.objects.filter(collection__path__startswith=record.collection_path, description="")
    for pk, words in said.items():
        if len(words) <= LONGEST:
            own.filter(pk=pk).update(description=words)


def said_on(page):
    """{pk of an image: what the page says of it}: fields `x` and `x_alt`, and blocks of images in its bodies."""
    found = {}
    for field in page._meta.get_fields():
        if isinstance(field, ForeignKey):
            pk, words = getattr(page, field.attname), getattr(page, f"{field.name}_alt", "")
            if pk and words and is_image(field.related_model):
                found[pk] = words.strip()
        elif isinstance(field, StreamField):
            in_values(list(getattr(page, field.name).raw_data), found)
    return {pk: words for pk, words in found.items() if words}


def is_image(model):
    from .models import Image

    return model is Image


def in_values(value, found):
    if isinstance(value, dict):
        pk, words = value.get("image"), value.get("alt_text")
        if isinstance(pk, int) and isinstance(words, str) and not value.get("decorative"):
            found.setdefault(pk, words.strip())
        value = value.values()
    elif not isinstance(value, list):
        return
    for one in value:
        in_values(one, found)
