"""{% photo image name="wide" sizes="100vw" %}: a picture in the sizes and formats that are made."""

from django import template

from .. import pictures

register = template.Library()


@register.simple_tag(takes_context=True)
def photo(context, image, name="wide", sizes="100vw", alt=None, lazy=True, css=""):
    """`pictures` in the context is {image id: {spec: (url, width, height)}}; without it this asks once for this image.

    Without `alt` it is what was written for this place, else the image's description; "" for a decoration.
    """
    if not image:
        return ""
    if alt is None:
        alt = "" if image.decorative else image.contextual_alt_text or image.default_alt_text
    known = context.get("pictures")
    if known is None:
        known = pictures.renditions_of([image.pk])
    return pictures.picture_html(image, known.get(image.pk, {}), name=name, sizes=sizes, alt=alt, lazy=lazy, css=css)
