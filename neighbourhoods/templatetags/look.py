"""Icons, bodies and facts for machines in the templates of public pages."""

import json
import re
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django import template
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

from .. import bodies, themes

register = template.Library()
SPRITE = Path(__file__).parent.parent / "drawings" / "icons.svg"
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@lru_cache
def icons():
    """{name: the inside of its symbol}, from the sprite."""
    found = re.findall(r'<symbol id="i-([a-z]+)" viewBox="0 0 24 24">(.*?)</symbol>', SPRITE.read_text(encoding="utf-8"), re.DOTALL)
    return {name: mark_safe(inside) for name, inside in found}


@register.simple_tag
def icon(name, css=""):
    """An icon beside words that say the same; KeyError for a name that the sprite does not have."""
    return format_html('<svg class="i{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', f" {css}" if css else "", icons()[name])


@register.simple_tag(takes_context=True)
def body(context, value):
    return bodies.render(value, context.flatten())


@register.simple_tag
def json_ld(data):
    """Facts for search engines. It is data: no browser runs it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


@register.simple_tag(takes_context=True)
def page_url(context, page):
    """Address of a chosen page in the reader's language; empty for a draft or a page that is gone."""
    if page is None or not page.live or not bodies.is_open(page.url_path, page.path, page.content_type_id):
        return ""
    return bodies.address(page.url_path) or ""


@register.simple_tag
def bar_colour(site, scheme):
    """The colour of a phone's own bar above a page: that of the page's head."""
    light, dark = themes.colours(site.file)
    return (dark if scheme == "dark" else light)["raised"]


@register.filter
def site_of(url):
    """The host of an address, as people say it."""
    return re.sub(r"^[a-z]+://(www\.)?", "", str(url)).split("/", 1)[0]


@register.filter
def isolated(text):
    """A text that may run the other way, for the middle of a sentence: what stands around it keeps its place."""
    return format_html("<bdi>{}</bdi>", text) if text else ""


@register.filter
def telephone(number):
    """For `tel:` links: digits and a plus."""
    return re.sub(r"[^\d+]", "", str(number))


@register.simple_tag
def email(address):
    """A link to write to; a long address breaks before its host."""
    name, at, host = str(address).partition("@")
    return format_html('<a href="mailto:{}">{}<wbr>{}{}</a>', address, name, at, host)


@register.simple_tag
def told(text, around):
    """A text of the details, marked when it is in another language than what is around it."""
    if getattr(text, "language", around) == around:
        return conditional_escape(text)
    return format_html('<span lang="{}" dir="{}">{}</span>', text.language, text.direction, text)


@register.filter
def day(value, year=""):
    """A date as people write it: 25.11. (fi), 25.11 (sv), 25 November (en); with the year when it is not this one, or is asked for."""
    if value is None:
        return ""
    value = timezone.localtime(value).date() if isinstance(value, datetime) else value
    language = (translation.get_language() or "fi").split("-")[0]
    this_year = not year and value.year == timezone.localdate().year
    if language in ("fi", "sv"):
        return f"{value.day}.{value.month}{'.' if language == 'fi' else ''}" if this_year else f"{value.day}.{value.month}.{value.year}"
    # E, not F: with a day before it, a month has another form in Ukrainian
    return date_format(value, "j E" if this_year else "j E Y")
