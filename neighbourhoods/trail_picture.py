"""A small picture of a path: a numbered dot for each thing, a line from what it came from. The list beside it says the same in words."""

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

# dots that it has at most: those nearest to the one that is read about
MOST = 12
# units of the drawing from one dot to the next, down and across; and the size of a dot
DOWN, ACROSS, DOT = 44, 40, 14
MOST_LANES = 5


def picture(trail, mirrored=False):
    """SVG of a Trail, or nothing where there is not more than one thing. `mirrored` where people read from right to left."""
    steps = trail.steps
    if len(steps) < 2:
        return ""
    first, shown = nearest(steps)
    lanes = 1 + max(lane(step) for step in shown)
    width, height = lanes * ACROSS, len(shown) * DOWN

    def place(step, y):
        x = lane(step) * ACROSS + ACROSS // 2
        return lane(step), width - x if mirrored else x, y

    places = {step.shown.id: place(step, row * DOWN + DOWN // 2) for row, step in enumerate(shown)}
    lines = [line(places[source], places[step.shown.id]) for step in shown for source in step.sources if source in places]
    if first:
        lines.append(line(place(shown[0], 0), places[shown[0].shown.id], "more"))
    if first + len(shown) < len(steps):
        lines.append(line(places[shown[-1].shown.id], place(shown[-1], height), "more"))
    dots = [dot(*places[step.shown.id][1:], number, step) for number, step in enumerate(shown, first + 1)]
    words = _("Steps on the path: %(number)s.") % {"number": len(steps)}
    at = next((row for row, step in enumerate(steps, 1) if step.is_here), 0)
    if at:
        words = f"{words} {_('This one is number %(number)s.') % {'number': at}}"
    name = f"path-{str(trail.id)[:8]}"
    return format_html(
        '<svg class="path" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-labelledby="{2} {2}-more">'
        '<title id="{2}">{3}</title><desc id="{2}-more">{4}</desc>{5}{6}</svg>',
        *(width, height, name, _("The idea's path"), f"{words} {_('The list says it in words.')}"),
        *(format_html_join("", "{}", ((one,) for one in some)) for some in (lines, dots)),
    )


def nearest(steps):
    """(how many are left out at the start, [Step]): a window around the one that is read about."""
    at = next((row for row, step in enumerate(steps) if step.is_here), 0)
    first = max(0, min(at - MOST // 2, len(steps) - MOST))
    return first, steps[first : first + MOST]


def lane(step):
    return min(step.lane, MOST_LANES - 1)


def line(start, end, css="way"):
    """From (column, x, y) to another: it runs in the outer column of neither, since other dots may stand there."""
    (lane1, x1, y1), (lane2, x2, y2) = start, end
    bend = f"L{x2} {y1 + DOWN // 2}" if lane1 > lane2 else f"L{x1} {y2 - DOWN // 2}" if lane1 < lane2 else ""
    return format_html('<path class="{}" d="M{} {}{}L{} {}"/>', css, x1, y1, bend, x2, y2)


def dot(x, y, number, step):
    here = " here" if step.is_here else ""
    if step.kind == "tried":
        shape = format_html('<path d="M{} {}l{d} {d} -{d} {d} -{d} -{d}z"/>', x, y - DOT - 3, d=DOT + 3)
    elif step.kind in ("became", "adopted"):
        shape = format_html('<rect x="{}" y="{}" width="{s}" height="{s}" rx="4"/>', x - DOT, y - DOT, s=2 * DOT)
    else:
        shape = format_html('<circle cx="{}" cy="{}" r="{}"/>', x, y, DOT)
    return format_html('<g class="dot{}">{}<text x="{}" y="{}">{}</text></g>', here, shape, x, y + 5, number)
