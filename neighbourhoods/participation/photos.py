"""PUBLIC. Photos of residents: kept at their first upload, under the token of the form, and removed after a day when nothing came of it."""

import io
import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.http import Http404, HttpResponse
from PIL import Image

from .. import photos
from ..models import ResidentPhoto

FOLDER = "residents"
LARGE, SMALL = 1280, 480
QUALITY = 82


def keep(neighbourhood, token_id, upload):
    """ResidentPhoto of what was uploaded with a form, in place of one that came with it before. Raises photos.PhotoRefused."""
    clean = upload if isinstance(upload, photos.CleanPhoto) else photos.clean(upload)
    files, size = drawn(clean)
    names = [default_storage.save(f"{FOLDER}/{secrets.token_urlsafe(16)}.jpg", ContentFile(data)) for data in files]
    try:
        with transaction.atomic():
            before = list(ResidentPhoto.objects.filter(token=token_id))
            for one in before:
                one.delete()
            row = ResidentPhoto.objects.create(
                neighbourhood_id=neighbourhood.pk, token=token_id, large=names[0], small=names[1], width=size[0], height=size[1]
            )
    except DatabaseError:
        # no row knows them, so nobody would ever remove them
        for name in names:
            default_storage.delete(name)
        raise
    return row


def drawn(clean):
    """([bytes of the large one, of the small one], (width, height) of the large one): JPEG, never larger than what was sent."""
    clean.seek(0)
    with Image.open(clean) as picture:
        picture.load()
        if picture.mode == "RGBA":
            ground = Image.new("RGB", picture.size, "white")
            ground.paste(picture, mask=picture.getchannel("A"))
            picture = ground
        made, size = [], None
        for side in (LARGE, SMALL):
            one = picture.copy()
            one.thumbnail((side, side), Image.Resampling.LANCZOS)
            size = size or one.size
            out = io.BytesIO()
            one.save(out, "JPEG", quality=QUALITY, progressive=True)
            made.append(out.getvalue())
    return made, size


def find(token_id):
    """The photo that came with a form, or None."""
    return ResidentPhoto.objects.filter(token=token_id).first()


def use(photo):
    """It belongs to a thing now, and stays as long as that."""
    photo.token = None
    photo.save(update_fields=["token"])


def move(old_id, new_id):
    """The form was too old and has got a new token: its photo goes with it."""
    ResidentPhoto.objects.filter(token=old_id).update(token=new_id)


def serve(photo, size):
    """The answer with a photo, "large" or "small", for a view that has decided that it may be seen. No cache keeps it."""
    try:
        with (photo.small if size == "small" else photo.large).open("rb") as file:
            data = file.read()
    except (OSError, ValueError):
        # gone from the disk, or never there
        raise Http404 from None
    response = HttpResponse(data, content_type="image/jpeg")
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def remove_files(photo):
    """After the commit: a row that stays keeps its files."""
    names = [photo.large.name, photo.small.name]
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names if name])


def forget(before):
    """Photos with which nothing was sent. `before` is the moment until which they had time."""
    for row in ResidentPhoto.objects.exclude(token=None).filter(created_at__lt=before):
        row.delete()
