"""Whatever is sent as a photo becomes a picture of our own, or is refused in a sentence."""

import io
import random
import time

import pytest
from django.core.files.base import ContentFile
from PIL import Image, ImageChops

from neighbourhoods import photos

from .cases import files
from .cases.colours import WIDE, difference, wide_profile
from .cases.drawn import branches, chat, gradient, landscape, page, pattern


@pytest.fixture(scope="module")
def hostile():
    return files.hostile()


def clean(data, name="photo"):
    return photos.clean(ContentFile(data, name))


def opened(photo):
    return Image.open(io.BytesIO(photo.open().read()))


def sent(picture, kind="PNG", **options):
    return clean(files.as_bytes(picture, kind, **options))


class TestWhatSurvives:
    @pytest.mark.parametrize("name", files.WITH_TRACES)
    def test_no_place_and_no_camera_survives_in_a_photo(self, hostile, name):
        assert files.MARK.encode() in hostile[name], "the case itself has lost its marker"
        photo = clean(hostile[name])
        content = photo.read()
        assert not [trace for trace in files.TRACES if trace in content]
        assert photo.name in ("photo.jpg", "photo.png")
        picture = opened(photo)
        assert not picture.getexif() and not {"exif", "xmp", "comment", "icc_profile", "photoshop"} & set(picture.info)

    @pytest.mark.parametrize("name", files.WITH_TRACES)
    def test_a_photo_is_turned_upright(self, hostile, name):
        photo = clean(hostile[name])
        assert (photo.width, photo.height) == (480, 640) == opened(photo).size
        picture = opened(photo).convert("RGB")
        for corner, colour in files.CORNERS.items():
            at = (20 if "left" in corner else 459, 20 if "top" in corner else 619)
            assert difference(picture.getpixel(at), colour) < 2, corner

    @pytest.mark.parametrize("turn", range(1, 9))
    def test_every_way_to_hold_a_camera_is_understood(self, turn):
        from PIL import ImageOps

        tags = Image.Exif()
        tags[0x0112] = turn
        data = files.as_bytes(files.corners(64, 48), "PNG", exif=tags)
        wanted = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
        shown = opened(clean(data)).convert("RGB")
        assert shown.size == wanted.size
        middle = ImageChops.difference(shown.resize((2, 2), Image.Resampling.BOX), wanted.resize((2, 2), Image.Resampling.BOX))
        assert max(high for _, high in middle.getextrema()) <= 8

    def test_a_text_in_the_file_that_ends_a_picture_is_cut_off(self):
        assert b"<script" not in clean(files.as_bytes(gradient(), "JPEG") + files.HTML.encode()).read()

    def test_only_the_first_frame_is_kept(self):
        frames = [Image.new("RGB", (80, 60), colour) for colour in ("red", "blue", "green")]
        photo = sent(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
        picture = opened(photo)
        assert getattr(picture, "n_frames", 1) == 1 and difference(picture.getpixel((40, 30)), (255, 0, 0)) < 3

    def test_a_see_through_picture_stays_so_and_a_full_one_becomes_a_jpeg(self):
        logo = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
        logo.paste((200, 30, 30, 255), (50, 20, 150, 80))
        photo = sent(logo)
        assert photo.name == "photo.png" and opened(photo).mode == "RGBA"
        assert opened(photo).getpixel((1, 1))[3] == 0 and opened(photo).getpixel((100, 50)) == (200, 30, 30, 255)
        assert sent(Image.new("RGBA", (200, 100), "green")).name == "photo.jpg"
        palette = logo.quantize(8)
        assert sent(palette, transparency=palette.getpixel((1, 1))).name == "photo.png"


class TestSizes:
    def test_a_large_photo_is_scaled_to_twelve_megapixels_and_keeps_its_shape(self):
        photo = sent(Image.new("L", (6000, 3000), 120))
        assert 11_900_000 < photo.width * photo.height <= 12_000_000
        assert abs(photo.width / photo.height - 2) < 0.01

    def test_a_very_large_jpeg_is_read_small(self):
        photo = sent(Image.new("L", (8160, 6120), 120), "JPEG")
        assert 10_000_000 < photo.width * photo.height <= 12_000_000
        assert abs(photo.width / photo.height - 4 / 3) < 0.01

    def test_a_small_one_keeps_its_pixels(self):
        assert (sent(gradient(641, 479)).width, sent(gradient(641, 479)).height) == (641, 479)

    def test_a_long_thin_picture_stays_as_it_is(self):
        photo = sent(Image.new("RGB", (40, 12_000), "teal"))
        assert (photo.width, photo.height) == (40, 12_000)

    @pytest.mark.parametrize("size", [(1, 1), (1, 3000), (257, 255), (3, 513)])
    def test_odd_sizes_are_no_trouble(self, size):
        assert opened(sent(Image.new("RGB", size, "navy"))).size == size

    def test_a_scaled_picture_has_no_seams(self, monkeypatch):
        monkeypatch.setattr(photos, "KEPT_PIXELS", 500_000)
        # see-through, because only PNG keeps every pixel
        given = Image.effect_noise((1600, 1200), 90).convert("RGBA")
        given.putalpha(254)
        picture = opened(sent(given))
        whole = given.resize(picture.size, Image.Resampling.LANCZOS)
        assert max(high for _, high in ImageChops.difference(picture, whole).getextrema()) <= 3


class TestColours:
    COLOURS = ((120, 90, 60), (200, 180, 170), (60, 120, 90), (90, 110, 160), (128, 128, 128), (230, 225, 210), (40, 35, 30))

    def patches(self, mode="RGB"):
        picture = Image.new("RGB", (len(self.COLOURS) * 64, 64))
        for place, colour in enumerate(self.COLOURS):
            picture.paste(colour, (place * 64, 0, place * 64 + 64, 64))
        return picture.convert(mode)

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
    def test_they_stay_as_they_were(self, kind):
        options = {"PNG": {}, "WEBP": {"lossless": True}}.get(kind, {"quality": 95})
        picture = opened(sent(self.patches(), kind, **options)).convert("RGB")
        for place, colour in enumerate(self.COLOURS):
            assert difference(picture.getpixel((place * 64 + 32, 32)), colour) < 2

    @pytest.mark.parametrize("kind", ["JPEG", "PNG"])
    def test_those_of_a_wider_space_look_the_same_in_srgb(self, kind):
        options = {"quality": 97} if kind == "JPEG" else {}
        picture = opened(sent(self.patches(), kind, icc_profile=wide_profile(), **options)).convert("RGB")
        changed = False
        for place, colour in enumerate(self.COLOURS):
            shown = picture.getpixel((place * 64 + 32, 32))
            assert difference(shown, colour, matrix=WIDE, gamma=2.2) < 2
            changed = changed or difference(shown, colour) > 3
        assert changed, "the profile made no difference: the test proves nothing"

    def test_a_profile_that_is_rubbish_does_not_stop_a_photo(self):
        picture = opened(sent(self.patches(), "JPEG", icc_profile=b"rubbish" * 30, quality=95))
        assert difference(picture.getpixel((32, 32)), self.COLOURS[0]) < 2

    @pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "I;16", "LA"])
    def test_every_kind_of_pixels_becomes_a_plain_picture(self, mode):
        if mode == "I;16":
            given = Image.new("I;16", (64, 64), 128 * 256)
        else:
            given = Image.new("RGB", (64, 64), (128, 128, 128)).convert(mode)
        picture = opened(sent(given, "JPEG" if mode == "CMYK" else "PNG")).convert("RGB")
        tones = picture.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
        assert all(abs(tone - 128) <= 3 for tone in tones)


class TestRefusals:
    @pytest.mark.parametrize(
        "name",
        [
            *files.BOMBS,
            "truncated.jpg",
            "empty.jpg",
            "script.svg",
            "script_utf16.svg",
            "script.svgz",
            "entities.svg",
            "gif_html.gif",
            "pdf_js.pdf",
            "page.html",
            "zip_bomb.zip",
            "zip_slip.zip",
            "xlsx_bomb.xlsx",
        ],
    )
    def test_what_is_no_photo_is_refused_at_once_in_a_sentence(self, hostile, name):
        started = time.monotonic()
        with pytest.raises(photos.PhotoRefused) as refused:
            clean(hostile[name], "photo.jpg")
        assert time.monotonic() - started < 20
        assert refused.value.code == "unusable" and len(refused.value.messages) == 1

    @pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "PPM", "ICO", "JPEG2000", "AVIF"])
    def test_other_kinds_of_pictures_are_refused_whatever_they_are_called(self, kind):
        with pytest.raises(photos.PhotoRefused):
            clean(files.as_bytes(Image.new("RGB", (40, 40), "red"), kind), "photo.jpg")

    def test_the_name_decides_nothing(self):
        assert clean(files.as_bytes(gradient(), "JPEG"), "photo.svg").name == "photo.jpg"

    def test_a_file_over_the_limit_is_refused_with_both_numbers(self, settings):
        from django.utils.translation import override

        for size in (settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE + 1, 300 * 1024 * 1024):
            with pytest.raises(photos.PhotoRefused) as refused, override("en"):
                file = ContentFile(b"")
                file.size = size
                photos.clean(file)
            assert refused.value.code == "too_big"
            with override("en"):
                wanted = f"The picture is too big ({16 if size < 2**25 else 300} MB, limit 15 MB).".replace(" MB", "\u00a0MB")
                assert refused.value.messages == [wanted]

    def test_a_size_that_was_not_told_is_found_out(self, settings):
        settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 1000
        with pytest.raises(photos.PhotoRefused):
            photos.clean(io.BytesIO(files.as_bytes(Image.effect_noise((200, 200), 50), "PNG")))

    def test_pixels_are_counted_before_any_is_read(self, settings, monkeypatch):
        settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 10_000
        monkeypatch.setattr(photos, "draw", lambda picture: pytest.fail("decoded"))
        for kind in photos.FORMATS:
            with pytest.raises(photos.PhotoRefused):
                sent(Image.new("RGB", (101, 100)), kind)

    def test_a_phones_jpeg_with_a_second_frame_is_accepted(self):
        photo = clean(files.mpo())
        assert (photo.width, photo.height) == (64, 64)
        assert opened(photo).format == "JPEG"

    def test_broken_bytes_end_in_a_picture_or_a_refusal_and_nothing_else(self, hostile):
        chance = random.Random(8)
        for name in ("exif_gps.jpg", "xmp_gps.png", "exif_gps.webp", "exif_gps.heic", "iptc.jpg"):
            for _ in range(40):
                data = bytearray(hostile[name])
                for _ in range(chance.randint(1, 12)):
                    data[chance.randrange(len(data))] = chance.randrange(256)
                if chance.random() < 0.3:
                    del data[chance.randrange(len(data)) :]
                try:
                    assert clean(bytes(data)).width > 0
                except photos.PhotoRefused as refused:
                    assert refused.messages

    def test_a_clean_photo_is_not_drawn_twice(self):
        photo = sent(gradient())
        assert photos.clean(photo) is photo


class TestPicturesOfText:
    @pytest.mark.parametrize(
        "picture",
        [
            page(1),
            page(2, size=20),
            page(3, "#f6d13a", "#111", 60),
            page(4, "#111", "#eee"),
            page(5, "#1b4a7a", "white", 48),
            chat(1),
            chat(2),
        ],
        ids=["page", "small print", "poster", "dark page", "blue poster", "chat", "another chat"],
    )
    def test_pages_posters_and_screenshots_are_noticed(self, picture):
        assert sent(picture, "JPEG", quality=80).looks_like_text

    @pytest.mark.parametrize(
        "picture",
        [
            gradient(),
            Image.effect_noise((1200, 900), 80),
            Image.new("RGB", (900, 600), "white"),
            landscape(1),
            landscape(2),
            branches(1),
            branches(2),
            pattern(12, 95),
            pattern(60, 120),
            pattern(40, 60),
            pattern(28, 400),
        ],
        ids=["gradient", "noise", "white", "hills", "more hills", "tree", "another tree", "balconies", "house", "tall house", "fence"],
    )
    def test_photos_are_not_doubted(self, picture):
        assert sent(picture, "JPEG", quality=80).looks_like_text is False
