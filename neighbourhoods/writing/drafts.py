"""What a person is writing: kept with every request, before anything can go wrong, and forgotten in time."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.models import Collection, ReferenceIndex, Revision

from .. import photos
from ..models import Draft, Image

KEPT = timedelta(days=30)
DONE_KEPT = timedelta(days=1)
MOST_OFFERED = 5
# ids of pictures that came with the draft, beside the texts: no field has such a name
UPLOADS = "*uploads"


def identity(text):
    """The UUID that a form sent, or a new one for what is none."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return uuid.uuid4()


def number(text):
    """An id of a version as a form sends it; None for anything else."""
    text = str(text or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def typed(form_class, sent):
    """{field: what was typed} of a QueryDict, for all fields but the picture. NUL is in no text, and in no database."""
    found = {}
    for name, field in form_class.base_fields.items():
        if name == "picture":
            continue
        if getattr(field.widget, "allow_multiple_selected", False):
            found[name] = [one.replace("\0", "") for one in sent.getlist(name)]
        else:
            found[name] = sent.get(name, "").replace("\0", "").replace("\r\n", "\n")
    return found


def find(person, record, key, pk):
    """The person's own draft with this id for this form, or None."""
    return Draft.objects.filter(pk=pk, by=person, neighbourhood=record.pk, form=key).select_related("picture").first()


def keep(person, record, key, pk, texts, *, page=None, base=None, picture=None):
    """The draft with these texts, made if it was not there. One that is done already stays as it is.

    `page`, `base` and `picture` count when it is made. An id that somebody else has is exchanged for a new one.
    """
    draft = find(person, record, key, pk)
    if draft is None:
        first = {"texts": texts, "page": page, "base": base, "picture": picture}
        own = {"by": person, "neighbourhood_id": record.pk, "form": key}
        draft, is_new = Draft.objects.get_or_create(pk=pk, defaults=own | first)
        if is_new:
            return draft
        if (draft.by_id, draft.neighbourhood_id, draft.form) != (person.pk, record.pk, key):
            return Draft.objects.create(**own, **first)
    if draft.done_at is None:
        change(draft, texts=texts | {name: value for name, value in draft.texts.items() if name == UPLOADS})
    return draft


def change(draft, **values):
    """Unless it is done meanwhile: then the row stays as it was published. Returns whether it was changed."""
    now = timezone.now()
    if not Draft.objects.filter(pk=draft.pk, done_at=None).update(**values, changed_at=now):
        return False
    for name, value in values.items():
        setattr(draft, name, value)
    draft.changed_at = now
    return True


def take_photo(draft, record, person, file):
    """Store an uploaded file as the draft's picture. Raises photos.PhotoRefused. Never called inside a transaction: drawing takes time."""
    photo = photos.clean(file)
    said = draft.texts.get("picture_alt", "")[:255]
    image = Image(
        title=said or draft.texts.get("title", "")[:255] or "–",
        description=said,
        file=photo,
        collection=Collection.objects.get(path=record.collection_path),
        uploaded_by_user=person,
    )
    image.save()
    before = draft.picture
    uploads = [*draft.texts.get(UPLOADS, []), image.pk]
    if not change(draft, picture=image, texts=draft.texts | {UPLOADS: uploads}):
        image.delete()
        return
    drop_photo(draft, before)


def leave_photo(draft):
    """The form is to have no picture any more."""
    before = draft.picture
    if before is not None and change(draft, picture=None):
        drop_photo(draft, before)


def drop_photo(draft, image):
    """A picture that came with this draft and is on no page goes; all others stay."""
    if image is None or image.pk not in draft.texts.get(UPLOADS, []):
        return
    if Draft.objects.filter(picture=image).exclude(pk=draft.pk).exists() or is_used(image):
        return
    image.delete()


def is_used(image):
    """On a page as it is published, or in any version of the page that it was uploaded for."""
    if ReferenceIndex.get_references_to(image).exists():
        return True
    return Revision.objects.filter(user=image.uploaded_by_user, created_at__gte=image.created_at, content__icontains=str(image.pk)).exists()


def unfinished(person, record, key, page=None):
    """What the person has begun and not finished in this form, the newest first."""
    rows = Draft.objects.filter(by=person, neighbourhood=record.pk, form=key, page=page, done_at=None)
    return list(rows.order_by("-changed_at")[:MOST_OFFERED])


@transaction.atomic
def remove(draft):
    """With the pictures that came with it and are used nowhere."""
    uploads = draft.texts.get(UPLOADS, [])
    draft.delete()
    for image in Image.objects.filter(pk__in=uploads):
        if not Draft.objects.filter(picture=image).exists() and not is_used(image):
            image.delete()


def forget_drafts():
    """Done ones after a day, others 30 days after their last change."""
    now = timezone.now()
    old = Draft.objects.filter(done_at__lt=now - DONE_KEPT) | Draft.objects.filter(done_at=None, changed_at__lt=now - KEPT)
    for draft in old.iterator(chunk_size=200):
        remove(draft)
