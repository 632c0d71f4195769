"""Smaller versions of pictures: made ahead by the worker, read in one query, never made while somebody waits for a page."""

import functools
import logging
from io import BytesIO
from pathlib import PurePosixPath
from types import SimpleNamespace

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models.signals import post_save, pre_save
from django.utils.html import format_html, format_html_join
from wagtail.images.models import Filter
from wagtail.models import UploadedFile

from . import photos
from .models import Image, Rendition
from .models.media import random_name

log = logging.getLogger(__name__)

SHARE = "fill-1200x630|format-jpeg"
SETS = {
    # name: the cuts, smallest first
    "wide": ("width-480", "width-960", "width-1600"),
    "card": ("fill-480x240", "fill-960x480"),
    "face": ("fill-128x128", "fill-256x256"),
}
# JPEG first: a picture can be shown as soon as it is there
FORMATS = ("jpeg", "webp", "avif")
SOURCES = ("avif", "webp")
SPECS = (*(f"{cut}|format-{kind}" for kind in FORMATS for cuts in SETS.values() for cut in cuts), SHARE)
FOCAL = ("focal_point_width", "focal_point_height", "focal_point_x", "focal_point_y")


@functools.cache
def filter_of(spec):
    return Filter(spec=spec)


def cuts_of(name, image):
    """The cuts of a set that this image has: none that would only repeat a smaller one."""
    cuts = SETS[name]
    if name != "wide":
        return cuts
    widths = [int(cut.partition("-")[2]) for cut in cuts]
    return [cut for cut, smaller in zip(cuts, [0, *widths], strict=False) if smaller < image.width]


def wanted(image):
    """{spec: focal point key} of all versions that this image should have."""
    cuts = [cut for name in SETS for cut in cuts_of(name, image)]
    specs = [*(f"{cut}|format-{kind}" for kind in FORMATS for cut in cuts), SHARE]
    return {spec: filter_of(spec).get_cache_key(image) for spec in specs}


def make_renditions(image_pk):
    """Make what is missing for the image's file and focal point of now, and remove what belongs to earlier ones.

    Safe to run twice, at once or never: `sweep` finds what a lost run left. A picture that cannot be read is one line
    in the log. Raises DatabaseError only, so that the worker tries again.
    """
    image = Image.objects.filter(pk=image_pk).first()
    if image is None:
        return
    try:
        keys = wanted(image)
        there = remove_stale(image, keys)
        if missing := [spec for spec in keys if spec not in there]:
            make_all(image, missing)
    except DatabaseError:
        raise
    except Exception as error:
        log.warning("Picture %s has not all of its smaller versions: %s", image_pk, type(error).__name__)


def make_all(image, specs):
    """What one format cannot hold, others can: raises the last error after all were tried."""
    with image.open_file() as file:
        content = file.read()
    failed = None
    for spec in specs:
        try:
            make(image, spec, content)
        except DatabaseError:
            raise
        except Exception as error:
            failed = error
    if failed:
        raise failed


def remove_stale(image, keys):
    """The specs that are there, after the versions of another focal point or file are gone."""
    there, stale = set(), []
    # Wagtail names a version after the file that it was made of
    stem = PurePosixPath(image.file.name).stem[:12]
    for pk, spec, key, name in image.renditions.filter(filter_spec__in=SPECS).values_list("pk", "filter_spec", "focal_point_key", "file"):
        if keys.get(spec) == key and PurePosixPath(name).name.startswith(stem) and default_storage.exists(name):
            there.add(spec)
        else:
            stale.append(pk)
    if stale:
        Rendition.objects.filter(pk__in=stale).delete()
    return there


def make(image, spec, content):
    rendition = image.generate_rendition_instance(filter_of(spec), BytesIO(content))
    try:
        with transaction.atomic():
            rendition.save()
    except DatabaseError as error:
        if rendition.file._committed:
            rendition.file.storage.delete(rendition.file.name)
        # of the right kind: another run was faster, or the image is gone
        if not isinstance(error, IntegrityError):
            raise


def sweep(limit=50):
    """Make what lost runs left undone; for the worker's clock. At most `limit` images a run."""
    renditions, due = {}, []
    for image_pk, spec, key in Rendition.objects.filter(filter_spec__in=SPECS).values_list("image_id", "filter_spec", "focal_point_key"):
        renditions.setdefault(image_pk, set()).add((spec, key))
    for image in Image.objects.only("width", "height", *FOCAL).order_by("-pk").iterator():
        if set(wanted(image).items()) != renditions.get(image.pk, set()):
            due.append(image.pk)
    for pk in due[:limit]:
        make_renditions(pk)


def renditions_of(image_ids):
    """{image id: {spec: (url, width, height)}} for the focal points of now; one query, however many images."""
    fields = ("image_id", "filter_spec", "focal_point_key", "file", "width", "height")
    found, images = {}, {}
    rows = Rendition.objects.filter(image_id__in=set(image_ids), filter_spec__in=SPECS)
    for image_id, spec, key, name, width, height, *focal in rows.values_list(*fields, *(f"image__{field}" for field in FOCAL)):
        if image_id not in images:
            # not an Image: making one asks for its default collection
            images[image_id] = SimpleNamespace(**dict(zip(FOCAL, focal, strict=True)))
        if key == filter_of(spec).get_cache_key(images[image_id]):
            found.setdefault(image_id, {})[spec] = (default_storage.url(name), width, height)
    return found


def versions(image, renditions, name, kind):
    """[(url, width, height)] of one set in one format, smallest first, each width once; [] unless all are made."""
    cuts = [SHARE.partition("|")[0]] if name == "share" else cuts_of(name, image)
    found = [renditions.get(f"{cut}|format-{kind}") for cut in cuts]
    if None in found:
        return []
    by_width = {version[1]: version for version in found}
    return [by_width[width] for width in sorted(by_width)]


def srcset(versions):
    return ", ".join(f"{url} {width}w" for url, width, _ in versions)


def picture_html(image, renditions, *, name="wide", sizes="100vw", alt="", lazy=True, css=""):
    """The <picture> of an image, from its own {spec: (url, width, height)}; `css` is the class of the <img>.

    As long as nothing is made, a plain <img> of the original.
    """
    rest = [("alt", alt), *([("loading", "lazy")] if lazy else []), ("decoding", "async"), *([("class", css)] if css else [])]
    drawn = versions(image, renditions, name, "jpeg")
    if not drawn:
        return img([("src", image.file.url), ("width", image.width), ("height", image.height), *rest])
    sources = [(f"image/{kind}", srcset(others), sizes) for kind in SOURCES if (others := versions(image, renditions, name, kind))]
    url, width, height = drawn[-1]
    return format_html(
        "<picture>{}{}</picture>",
        format_html_join("", '<source type="{}" srcset="{}" sizes="{}">', sources),
        img([("src", url), ("srcset", srcset(drawn)), ("sizes", sizes), ("width", width), ("height", height), *rest]),
    )


def img(attributes):
    return format_html("<img{}>", format_html_join("", ' {}="{}"', attributes))


def about_to_save(sender, instance, raw=False, update_fields=None, **kwargs):
    """Remembers on the instance whether its smaller versions will be out of date, and what the file was before."""
    instance.earlier_file, instance.versions_due = None, False
    watched = {"file", *FOCAL}
    if raw or (update_fields is not None and not watched & set(update_fields)):
        return
    before = Image.objects.filter(pk=instance.pk).values_list("file", *FOCAL).first() if instance.pk else None
    instance.versions_due = before is None or before != (instance.file.name, *(getattr(instance, field) for field in FOCAL))
    instance.earlier_file = before[0] if before else None


def saved(sender, instance, raw=False, **kwargs):
    if raw or not instance.versions_due:
        return
    if instance.earlier_file not in (None, instance.file.name):
        # pages must not go on showing the old picture until the worker comes
        instance.renditions.all().delete()
    pk = instance.pk
    transaction.on_commit(lambda: wake(pk))


def wake(pk):
    from django_q.tasks import async_task

    async_task("neighbourhoods.pictures.make_renditions", pk, save=False)


def waiting_upload(sender, instance, raw=False, **kwargs):
    """Wagtail keeps a file whose form has an error under its own name, where everybody can read it."""
    if raw or instance.file._committed or instance.for_content_type.model_class() is not Image:
        return
    photo = photos.clean(instance.file)
    instance.file = File(photo, name=PurePosixPath(random_name("", photo.name)).name)


def connect():
    pre_save.connect(about_to_save, sender=Image, dispatch_uid="neighbourhoods-picture-before")
    post_save.connect(saved, sender=Image, dispatch_uid="neighbourhoods-picture-saved")
    pre_save.connect(waiting_upload, sender=UploadedFile, dispatch_uid="neighbourhoods-picture-waiting")
