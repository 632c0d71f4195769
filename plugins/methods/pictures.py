"""Pictures of a method that is taken into use: each is copied into the neighbourhood's own collection, since it shows only its own."""

import logging
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from wagtail.images import get_image_model
from wagtail.models import Collection

logger = logging.getLogger(__name__)
# each is read, cleaned and stored while somebody waits
MOST = 12


def copied(page, neighbourhood, person):
    """{id of a picture of the page: id of its copy} for the first MOST of them; one that cannot be read is left out.

    Not for transactions: files are read and written.
    """
    Image = get_image_model()
    ids = page.images()[:MOST]
    originals = Image.objects.in_bulk(ids)
    collection = Collection.objects.get(path=neighbourhood.collection_path)
    found = {}
    for pk in ids:
        if (original := originals.get(pk)) is None:
            continue
        try:
            with original.open_file() as file:
                content = ContentFile(file.read(), PurePosixPath(file.name).name)
        except OSError as error:
            logger.warning("Picture %s cannot be copied: %s", pk, type(error).__name__)
            continue
        copy = Image(title=original.title, description=original.description, file=content, collection=collection, uploaded_by_user=person)
        for name in ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"):
            setattr(copy, name, getattr(original, name))
        copy.save()
        found[pk] = copy.pk
    return found
