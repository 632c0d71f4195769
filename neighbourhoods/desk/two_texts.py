"""Two versions of a page side by side, in words: whatever its type, and the parts of plugins too."""

from datetime import date, datetime, time

from bs4 import BeautifulSoup
from django.utils.formats import date_format, time_format
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _
from wagtail.admin.compare import M2MFieldComparison, StreamFieldComparison, get_comparison_class_for_block
from wagtail.blocks import RichTextBlock
from wagtail.fields import RichTextField

from ..translate import difference

# what ends a line when HTML is read as text
LINES = ("p", "li", "dt", "dd", "h2", "h3", "h4", "blockquote", "div")


def differences(request, theirs, mine):
    """[{label, theirs, mine, is_seen}] of what two versions of one page do not say alike: each side is [(is only here, text)].

    `is_seen` is False where the words are the same and something else is not: a link, a picture.
    """
    panel = type(theirs).get_edit_handler().get_bound_panel(instance=theirs, request=request, form=None)
    found = []
    for make in panel.get_comparison():
        one = make(theirs, mine)
        if one.has_changed():
            before, after = both(one)
            marked = difference.parts(before, after)
            found.append(
                {
                    "label": one.field_label(),
                    "theirs": [(kind == "del", text) for kind, text in marked if kind != "ins"],
                    "mine": [(kind == "ins", text) for kind, text in marked if kind != "del"],
                    "is_seen": before != after,
                }
            )
    return found


def both(one):
    """The two texts of a comparison of Wagtail's."""
    if one.is_child_relation:
        return tuple("\n\n".join(row(one, child) for child in side.all()) for side in (one.val_a, one.val_b))
    if isinstance(one, StreamFieldComparison):
        return tuple("\n\n".join(filter(None, (block(child) for child in side or ()))) for side in (one.val_a, one.val_b))
    if isinstance(one, M2MFieldComparison):
        return tuple(", ".join(one.get_item_display(item) for item in items) for items in one.get_items())
    if hasattr(one, "get_objects"):
        return tuple(str(found) if found else "" for found in one.get_objects())
    return field(one.field, one.val_a), field(one.field, one.val_b)


def row(one, child):
    made = [each(child, child) for each in one.field_comparisons]
    return "\n".join(f"{each.field_label()}: {both(each)[0]}" for each in made)


def block(child):
    if isinstance(child.block, RichTextBlock):
        return lines(child.value.source if child.value else "")
    return lines(get_comparison_class_for_block(child.block)(child.block, True, True, child.value, child.value).htmlvalue(child.value))


def field(about, value):
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if choices := dict(getattr(about, "flatchoices", ())):
        return str(choices.get(value, value))
    if isinstance(about, RichTextField):
        return lines(value)
    if isinstance(value, datetime):
        value = localtime(value) if is_aware(value) else value
        return f"{date_format(value, 'SHORT_DATE_FORMAT')} {time_format(value.time(), 'TIME_FORMAT')}"
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return time_format(value, "TIME_FORMAT") if isinstance(value, time) else str(value)


def lines(html):
    soup = BeautifulSoup(str(html), "html.parser")
    for tag in soup.find_all("br"):
        tag.replace_with("\n")
    for tag in soup.find_all("li"):
        tag.insert(0, "- ")
    for tag in soup.find_all(LINES):
        tag.append("\n\n" if tag.name == "p" else "\n")
    return "\n".join(line.strip() for line in soup.get_text().strip().split("\n"))
