"""PUBLIC. The one way in for photos: what a stranger sent becomes a picture of our own, or is refused."""

import math
import struct
import threading
import warnings
import zlib
from contextlib import contextmanager
from io import BytesIO

import pillow_heif
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageChops, ImageCms, ImageFilter, JpegImagePlugin

ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif"
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MEGABYTE = 1024 * 1024
KEPT_PIXELS = 12_000_000
# of the formats that we write, JPEG has the shortest sides
LONGEST_SIDE = 65_500
# a JPEG above this is read at half its size or less: four bytes for each pixel would fill a small server
READ_PIXELS = 18_000_000
# what a progressive JPEG keeps while it is read, however small it is drawn
READ_BYTES = 160_000_000
# Pillow takes 15 bytes of memory for each pixel of a WebP, and no camera makes large ones
WEBP_PIXELS = 25_000_000
QUALITY = 88
BAND = 256
TEXT_SIDE = 720
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# what Pillow and libheif raise over broken or hostile bytes
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    EOFError,
    MemoryError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)

# warnings are switched off for the whole process: two at once would restore each other's state
reading = threading.Lock()
# several large photos at the same time would need the memory of all of them
drawing = threading.Lock()

pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


class PhotoRefused(ValidationError):
    """The file is not stored. The message is one sentence for the person who sent it."""


class CleanPhoto(ContentFile):
    """A picture that we drew ourselves: JPEG, or PNG where it is see-through. Sizes are in pixels, upright."""

    def __init__(self, content, name, width, height, looks_like_text):
        super().__init__(content, name=name)
        self.width, self.height, self.looks_like_text = width, height, looks_like_text
        self.content_type = "image/png" if name.endswith(".png") else "image/jpeg"


def unusable():
    return PhotoRefused(_("This file cannot be used as a picture. Fine: JPEG, PNG, WebP, HEIC."), code="unusable")


def too_big(size):
    """`size` in bytes."""
    limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    numbers = {"size": math.ceil(size / MEGABYTE), "limit": limit // MEGABYTE}
    return PhotoRefused(_("The picture is too big (%(size)s MB, limit %(limit)s MB)."), code="too_big", params=numbers)


def clean(file):
    """A CleanPhoto of any file object: first frame, upright, sRGB, at most 12 megapixels, and nothing but pixels.

    The content decides, never the name or the type that came with it. Raises PhotoRefused, and nothing else, for
    bytes that are no picture. A CleanPhoto is given back as it is. The file is not closed.
    """
    if isinstance(file, CleanPhoto):
        return file
    picture = header(read(file))
    with drawing:
        return written(draw(picture))


@contextmanager
def hostile():
    """Round the reading of foreign bytes only, so that a mistake of our own is not taken for a bad file."""
    try:
        yield
    except BROKEN as error:
        raise unusable() from error


def read(file):
    limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    size = getattr(file, "size", None) or 0
    if size > limit:
        raise too_big(size)
    file.seek(0)
    data = file.read(limit + 1)
    if len(data) > limit:
        raise too_big(max(size, len(data)))
    return data


def header(data):
    """The picture with only its header read. Raises PhotoRefused when it claims more pixels than the limit."""
    with hostile(), reading, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        picture = Image.open(BytesIO(data), formats=FORMATS)
    limit = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    with hostile():
        if picture.format == "WEBP":
            limit = min(limit, WEBP_PIXELS)
        if pixels(picture.size) > limit or any(pixels(size) > limit for size in other_frames(picture, data)):
            raise unusable()
        if picture.info.get("progressive") and coefficients(picture) > READ_BYTES:
            raise unusable()
    return picture


def pixels(size):
    return size[0] * size[1]


def coefficients(picture):
    """Bytes that libjpeg holds for a progressive picture: two for each sample of each of its layers."""
    across = max(layer[1] for layer in picture.layer)
    down = max(layer[2] for layer in picture.layer)
    return sum(2 * pixels(picture.size) * layer[1] * layer[2] / (across * down) for layer in picture.layer)


def other_frames(picture, data):
    """Sizes that the headers of the further frames of a JPEG claim (phones add a map of brightness); none is decoded."""
    index = picture.info.get("mp")
    if not index:
        return []
    try:
        entries = JpegImagePlugin._getmp(picture)[0xB002]
    except (SyntaxError, KeyError, TypeError):
        return []
    start = data.find(index)
    return [size for entry in entries[1:] if (size := frame_size(data, start + entry["DataOffset"]))]


def frame_size(data, position):
    """(width, height) that the JPEG at this position of the bytes claims, or None."""
    if data[position : position + 2] != b"\xff\xd8":
        return None
    position += 2
    while position + 9 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + struct.unpack(">H", data[position + 2 : position + 4])[0]
    return None


def draw(picture):
    """A new picture, RGB or RGBA, upright, that shares nothing with the old one but its pixels."""
    if picture.format in ("JPEG", "MPO") and pixels(picture.size) > READ_PIXELS:
        picture.draft(None, (max(1, picture.width // 2), max(1, picture.height // 2)))
    with hostile():
        picture.load()
        turn = TURNS.get(orientation(picture))
    if pixels(picture.size) > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        # a HEIC may turn out larger than its header said
        raise unusable()
    share = min(1, math.sqrt(KEPT_PIXELS / pixels(picture.size)))
    size = tuple(max(1, int(side * share)) for side in picture.size)
    if max(size) > LONGEST_SIDE:
        raise unusable()
    drawn = in_bands(picture, size)
    picture.close()
    if drawn.mode == "RGBA" and drawn.getextrema()[3][0] == 255:
        drawn = drawn.convert("RGB")
    return drawn.transpose(turn) if turn is not None else drawn


def orientation(picture):
    try:
        return picture.getexif().get(ORIENTATION, 1)
    except BROKEN:
        return 1


def in_bands(picture, size):
    """Scale and convert a strip at a time, so that no second copy of the whole large picture is ever made."""
    see_through = "transparency" in picture.info or picture.mode in ("RGBA", "RGBa", "LA", "La", "PA")
    mode = "RGBA" if see_through else "RGB"
    convert = to_srgb(picture, mode)
    drawn = Image.new(mode, size)
    rise = picture.height / size[1]
    for top in range(0, size[1], BAND):
        bottom = min(top + BAND, size[1])
        above, below = top * rise, bottom * rise
        # the filter looks at neighbours on both sides
        first = max(0, int(above - 3 * rise) - 1)
        last = min(picture.height, math.ceil(below + 3 * rise) + 1)
        band = plain(picture.crop((0, first, picture.width, last)), mode)
        if size != picture.size:
            box = (0, above - first, picture.width, below - first)
            band = band.resize((size[0], bottom - top), Image.Resampling.LANCZOS, box=box)
        elif (first, last) != (top, bottom):
            band = band.crop((0, top - first, picture.width, bottom - first))
        drawn.paste(convert(band), (0, top))
    return drawn


def plain(band, mode):
    """Of the modes that there are, those whose samples can be mixed: L, CMYK, RGB, RGBA."""
    if band.mode.startswith("I"):
        # 16 bits for each sample; Pillow would cut all that is above 8 bits to white
        band = band.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if mode == "RGBA":
        return band.convert("RGBA")
    if band.mode == "1":
        return band.convert("L")
    return band if band.mode in ("L", "CMYK", "RGB") else band.convert("RGB")


def to_srgb(picture, mode):
    """A function that brings a strip of the picture to sRGB; a profile that cannot be read counts as none."""
    profile = picture.info.get("icc_profile")

    def without(band):
        return band.convert(mode)

    if not profile:
        return without
    given = {"1": "L", "L": "L", "LA": "RGBA", "CMYK": "CMYK"}.get(picture.mode, mode)
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if given == "L" and source.profile.xcolor_space.strip() != "GRAY":
            given = mode
        transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), given, mode, ImageCms.Intent.RELATIVE_COLORIMETRIC)
    except (ImageCms.PyCMSError, *BROKEN):
        return without

    def with_profile(band):
        return ImageCms.applyTransform(band if band.mode == given else band.convert(given), transform)

    return with_profile


def written(drawn):
    out = BytesIO()
    if drawn.mode == "RGBA":
        drawn.save(out, "PNG")
        name = "photo.png"
    else:
        drawn.save(out, "JPEG", quality=QUALITY, progressive=True)
        name = "photo.jpg"
    return CleanPhoto(out.getvalue(), name, *drawn.size, looks_like_text(drawn))


def looks_like_text(drawn):
    """Whether this is a picture of text (a poster, a screenshot): what it says should be written on the page as well.

    The limits were found on drawn pages, posters and chats against fences, facades, bare trees and snow: text is
    narrow, sharp, in at least eight lines on a flat ground, and its edges do not stand in columns. It rather misses
    a poster than that it doubts a photo.
    """
    share = min(1, TEXT_SIDE / max(drawn.size))
    size = tuple(max(1, round(side * share)) for side in drawn.size)
    if min(size) < 100:
        return False
    grey = drawn.resize(size, Image.Resampling.BICUBIC, reducing_gap=2).convert("RGBA")
    grey = Image.alpha_composite(Image.new("RGBA", size, "white"), grey).convert("L")
    total, counts = pixels(size), grey.histogram()
    if max(sum(counts[max(0, tone - 6) : tone + 7]) for tone in range(256)) < 0.4 * total:
        return False
    most, least = ImageFilter.MaxFilter(9), ImageFilter.MinFilter(9)
    # what a closing fills, or an opening takes away, is narrow: letters have both, strokes and the gaps between them
    dark = ImageChops.subtract(grey.filter(most).filter(least), grey)
    light = ImageChops.subtract(grey, grey.filter(least).filter(most))
    narrow = min(sum(hat.histogram()[25:]) for hat in (dark, light)) / total
    edges = ImageChops.difference(grey, ImageChops.offset(grey, 1, 0)).point(lambda step: 255 if step > 48 else 0)
    edges = edges.convert("F")
    rows = [value * size[0] / 255 for value in sums(edges, (1, size[1]))]
    columns = sorted(value * size[1] / 255 for value in sums(edges, (size[0], 1)))
    mean = sum(columns) / len(columns)
    return (
        0.05 <= narrow <= 0.2
        and sum(rows) >= 0.06 * total
        and lines(rows) >= 8
        and sum(value >= mean / 2 for value in columns) >= 0.4 * len(columns)
        and columns[int(len(columns) * 0.98)] <= 3.5 * mean
    )


def sums(edges, size):
    return struct.unpack(f"={max(size)}f", edges.resize(size, Image.Resampling.BOX).tobytes())


def lines(rows):
    """How often rows with many edges follow rows with next to none."""
    count, inside = 0, False
    for edges in rows:
        if not inside and edges >= 12:
            inside, count = True, count + 1
        elif edges <= 4:
            inside = False
    return count
