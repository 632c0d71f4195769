"""Steps of the trail: an idea or a method was tried here, and this became a method."""

import logging

from neighbourhoods import records, trail

logger = logging.getLogger(__name__)


def record_of(page):
    """Id of the record of a trial, in whatever language its page is."""
    return records.id_of("experiments", "experiment", page.translation_key)


def problems(page, began_from, became):
    """{field: sentence} of steps that would lead in a circle; `began_from` and `became` are Records or None."""
    found, own = {}, record_of(page)
    if began_from is not None and became is not None and began_from.pk == became.pk:
        became = None
        found["to_method"] = refused(began_from.pk, began_from.pk)
    for name, step in (("from_record", (began_from, own)), ("to_method", (own, became))):
        source, target = (getattr(end, "pk", end) for end in step)
        if source and target and (sentence := refused(source, target)):
            found[name] = sentence
    return found


def refused(source, target):
    """Why a step cannot be made, or an empty text."""
    try:
        trail.refuse_circle(source, target)
    except trail.Refused as why:
        return str(why)
    return ""


def tell(neighbourhood, page):
    """Put the steps of a published trial on the trail, and take those away that it does not say any more.

    What has not changed is left alone: the trail may have moved it, such as to the idea into which another was merged.
    """
    own, changed = record_of(page), {}
    steps = (("told_from", "tried", page.from_record_id), ("told_to", "became", page.to_method_id))
    for name, kind, wanted in steps:
        told = getattr(page, name)
        if told == wanted:
            continue

        def ends(other, name=name):
            return {"source": other, "target": own} if name == "told_from" else {"source": own, "target": other}

        if told is not None:
            trail.unlink(**ends(told))
        if wanted is not None:
            try:
                trail.link(**ends(wanted), kind=kind, neighbourhood=neighbourhood)
            except trail.Refused as why:
                # the forms refuse it; what has changed meanwhile must not keep the page from being published
                logger.warning("No step of the trail for the trial %s: %s", page.pk, why)
                wanted = None
        changed[name] = wanted
    if changed:
        type(page).objects.filter(pk=page.pk).update(**changed)
        for name, value in changed.items():
            setattr(page, name, value)
