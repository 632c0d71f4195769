"""Addresses of pages: the same page has the same path in every language, and a different page never has it."""

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from wagtail.models import Page

from . import current, registry


def slug_is_available(slug, parent, page=None):
    """Wagtail's rule, and: not a word of ours below a home page, not the address of another page in another language.

    The same page has the same path in every language; a different page must not, or the fallback would show
    either of them under one address.
    """
    from .models import HomePage

    siblings = parent.get_children().filter(slug=slug)
    if siblings.exclude(pk=page.pk if page else None).exists():
        return False
    record = current.by_url_path(parent.url_path)
    if record is None:
        return True
    if parent.specific_class is HomePage and slug in registry.address_words():
        return False
    return taken_in_another_language(slug, parent, page) is None


def taken_in_another_language(slug, parent, page=None):
    """The url_path of a different page that has this address in another language of the neighbourhood, or None."""
    record = current.by_url_path(parent.url_path)
    if record is None:
        return None
    others = (
        Page.objects.filter(path__startswith=record.folder_path, depth=parent.depth + 1, slug=slug)
        .exclude(path__startswith=parent.path)
        .values_list("url_path", "translation_key")
    )
    tail = parent.url_path.split("/", 3)[3] + f"{slug}/" if parent.url_path.count("/") > 2 else f"{slug}/"
    key = page.translation_key if page else None
    return next((path for path, own in others if path.split("/", 3)[3] == tail and own != key), None)


def address_is_taken(slug, parent, page=None):
    """What to tell of an address that another page has in another language, with the cure; None when none has it."""
    if not slug or parent is None or not (path := taken_in_another_language(slug, parent, page)):
        return None
    code, tail = path.split("/", 3)[2:]
    told = _("Another page has this address in another language (%(language)s): %(path)s. Choose another address, or translate that page.")
    return told % {"language": get_language_info(code)["name_local"] if code in LANG_INFO else code, "path": f"/{code}/{tail}"}
