"""Steps of the trail: an idea or a method was tried here, and this became a method."""

from neighbourhoods import records

TRIED, BECAME = "tried", "became"


def record_of(page):
    """Id of the record of a trial, in whatever language its page is."""
    return records.id_of("experiments", "experiment", page.translation_key)


def tell(neighbourhood, page):
    """Put the steps of a published trial on the trail, and take those away that it does not say any more."""
