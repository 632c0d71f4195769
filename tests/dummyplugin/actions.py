"""What changes something."""

import json
from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from neighbourhoods import records, trail
from neighbourhoods.pages import add_section, ensure_page

from .models import ShelfPage, ThingPage, Wish


def make_shelf(neighbourhood):
    is_new = not ShelfPage.objects.filter(path__startswith=neighbourhood.folder_path).exists()
    ensure_page(neighbourhood, ShelfPage, slug="lainahylly", title=gettext_lazy("Lending shelf"), show_in_menus=True)
    if is_new:
        # only then: whoever took the section away meant it
        add_section(neighbourhood, "dummyplugin.newest")


def make_examples(neighbourhood):
    """One thing on each shelf that has none, marked as an example until somebody publishes it."""
    key = None
    for shelf in ShelfPage.objects.filter(path__startswith=neighbourhood.folder_path, numchild=0).select_related("locale").order_by("path"):
        with translation.override(shelf.locale.language_code):
            page = ThingPage(title=_("Step ladder"), slug="tikkaat", place=_("Bicycle store"), kind="tool", locale=shelf.locale)
            page.body = json.dumps([{"type": "text", "value": f"<p>{_('Three metres. Bring it back dry.')}</p>"}])
        page.is_example = True
        if key:
            page.translation_key = key
        shelf.add_child(instance=page)
        page.save_revision().publish()
        key = page.translation_key


def follow_example(thing, other):
    """Somebody has put the same thing on their own shelf, after the one of another neighbourhood. Raises trail.Refused."""
    source, target = (records.id_of("dummyplugin", "thing", page.translation_key) for page in (other, thing))
    trail.link(source=source, target=target, kind="adopted", neighbourhood=thing.neighbourhood())


def forget_old_wishes(neighbourhood):
    keep = timedelta(days=neighbourhood.config("dummyplugin").keep_wishes_days)
    Wish.of(neighbourhood).filter(created_at__lt=timezone.now() - keep).delete()


def erase_wishes_of(address):
    """Returns how many there were."""
    rows = list(Wish.unscoped.filter(email__iexact=address))
    for row in rows:
        row.erase()
    return len(rows)
