"""Smaller versions of pictures are made by the worker; a page only reads which there are."""

import io
import logging
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.template import Context, Template
from PIL import Image as Picture
from wagtail.models import Collection

from neighbourhoods import pictures
from neighbourhoods.models import Image, Rendition

from .cases import files
from .cases.drawn import gradient

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    pictures.connect()
    return tmp_path


def stored(picture=None, kind="PNG", **more):
    data = files.as_bytes(picture or gradient(2000, 1000), kind)
    image = Image(title="Piha", description="Vihreä piha", collection=Collection.get_first_root_node(), **more)
    image.file = ContentFile(data, "IMG_1.png")
    image.save()
    return image


def made(image):
    return {(row.filter_spec, row.focal_point_key): row.pk for row in image.renditions.all()}


def test_every_size_is_made_in_three_formats_and_one_for_sharing():
    image = stored()
    pictures.make_renditions(image.pk)
    assert {spec for spec, _ in made(image)} == set(pictures.SPECS) and len(pictures.SPECS) == 22
    for row in image.renditions.all():
        with row.file.open() as file:
            picture = Picture.open(file)
            assert picture.format.lower() == row.filter_spec.rpartition("-")[2]
            assert picture.size == (row.width, row.height)
            if row.filter_spec.startswith("fill-"):
                assert f"fill-{row.width}x{row.height}|" in row.filter_spec


def test_a_second_run_changes_nothing(folder):
    image = stored()
    pictures.make_renditions(image.pk)
    first, on_disk = made(image), sorted(folder.rglob("*.*"))
    pictures.make_renditions(image.pk)
    assert made(image) == first and sorted(folder.rglob("*.*")) == on_disk


def test_of_two_runs_at_once_one_wins_and_no_file_is_left_over(folder, monkeypatch):
    image = stored()
    stock = Image.generate_rendition_instance
    spec = "fill-128x128|format-jpeg"

    def slowly(self, filter, source):
        rendition = stock(self, filter, source)
        if filter.spec == spec and not self.renditions.filter(filter_spec=spec).exists():
            stock(self, filter, io.BytesIO(source.getvalue())).save()
        return rendition

    monkeypatch.setattr(Image, "generate_rendition_instance", slowly)
    pictures.make_renditions(image.pk)
    assert image.renditions.filter(filter_spec=spec).count() == 1
    known = {str(folder / row.file.name) for row in image.renditions.all()}
    assert {str(path) for path in (folder / "images").iterdir()} == known


def test_a_new_focal_point_makes_new_cuts_and_takes_the_old_ones_away(folder):
    image = stored(landmark())
    pictures.make_renditions(image.pk)
    before = made(image)
    old = image.renditions.get(filter_spec="fill-128x128|format-jpeg")
    image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height = 150, 500, 100, 100
    image.save()
    pictures.make_renditions(image.pk)
    after = made(image)
    assert {spec for spec, _ in after} == {spec for spec, _ in before}
    for spec, key in before:
        assert ((spec, key) in after) == spec.startswith("width-")
    new = image.renditions.get(filter_spec="fill-128x128|format-jpeg")
    assert new.pk != old.pk
    with new.file.open() as file:
        red, _, blue = Picture.open(file).convert("RGB").getpixel((19, 64))
    assert red > 200 and blue < 60


def landmark():
    """Blue, with something red at its left."""
    picture = Picture.new("RGB", (2000, 1000), "blue")
    picture.paste("red", (0, 300, 400, 700))
    return picture


def test_a_new_file_is_shown_at_once_and_gets_its_own_versions(folder):
    image = stored()
    pictures.make_renditions(image.pk)
    old = {row.file.name for row in image.renditions.all()}
    image.file = ContentFile(files.as_bytes(Picture.new("RGB", (900, 900), "red"), "PNG"), "new.png")
    image.save()
    assert pictures.renditions_of([image.pk]) == {}
    pictures.make_renditions(image.pk)
    assert not old & {row.file.name for row in image.renditions.all()}
    assert {(row.width, row.height) for row in image.renditions.filter(filter_spec__startswith="width-")} == {(480, 480), (900, 900)}


def test_versions_of_an_earlier_file_do_not_count_as_made():
    image = stored()
    pictures.make_renditions(image.pk)
    kept = image.renditions.first()
    name = "images/anothername00000." + Path(kept.file.name).name.partition(".")[2]
    kept.file.storage.save(name, ContentFile(b"old"))
    Rendition.objects.filter(pk=kept.pk).update(file=name)
    pictures.make_renditions(image.pk)
    assert not Rendition.objects.filter(pk=kept.pk).exists()
    assert len(made(image)) == len(pictures.SPECS)


def test_a_version_whose_file_was_lost_is_made_again():
    image = stored()
    pictures.make_renditions(image.pk)
    lost = image.renditions.get(filter_spec=pictures.SHARE)
    lost.file.storage.delete(lost.file.name)
    pictures.make_renditions(image.pk)
    again = image.renditions.get(filter_spec=pictures.SHARE)
    assert again.file.storage.exists(again.file.name)


@pytest.mark.parametrize("width", [100, 480, 481, 960, 1200])
def test_no_picture_is_made_larger_than_it_is_and_no_size_twice(width):
    image = stored(Picture.new("RGB", (width, width), "teal"))
    pictures.make_renditions(image.pk)
    widths = sorted(row.width for row in image.renditions.filter(filter_spec__startswith="width-", filter_spec__endswith="jpeg"))
    assert widths == sorted({min(width, size) for size in (480, 960, 1600) if size < width} | {min(width, 1600)})
    assert all(row.width <= width and row.height <= width for row in image.renditions.all())


def test_a_see_through_picture_is_white_below_in_jpeg():
    image = stored(Picture.new("RGBA", (600, 300), (255, 0, 0, 0)))
    assert image.file.name.endswith(".png")
    pictures.make_renditions(image.pk)
    with image.renditions.get(filter_spec="width-480|format-jpeg").file.open() as file:
        assert min(Picture.open(file).getpixel((10, 10))) > 250


def test_a_broken_picture_is_one_line_in_the_log_and_stops_nothing(caplog):
    image = stored()
    with open(image.file.path, "wb") as file:
        file.write(b"rubbish")
    with caplog.at_level(logging.WARNING):
        pictures.make_renditions(image.pk)
        pictures.make_renditions(image.pk + 10_000)
    assert [record.name for record in caplog.records] == ["neighbourhoods.pictures"]
    assert not made(image)


def test_what_one_format_cannot_hold_the_others_can(monkeypatch, caplog):
    image = stored()
    stock = pictures.make

    def make(image, spec, content):
        if "webp" in spec:
            raise ValueError("encoding error 5: Image size exceeds WebP limit of 16383 pixels")
        stock(image, spec, content)

    monkeypatch.setattr(pictures, "make", make)
    pictures.make_renditions(image.pk)
    assert {spec for spec, _ in made(image)} == {spec for spec in pictures.SPECS if "webp" not in spec}
    assert len(caplog.records) == 1


def test_the_worker_is_asked_when_a_picture_its_file_or_its_focal_point_changes(django_capture_on_commit_callbacks, monkeypatch):
    calls = []
    # whichever broker there is
    monkeypatch.setattr("django_q.tasks.async_task", lambda name, *arguments, **options: calls.append((name, arguments)))

    def asked(change):
        calls.clear()
        with django_capture_on_commit_callbacks(execute=True):
            result = change()
        return [arguments for name, arguments in calls if name == "neighbourhoods.pictures.make_renditions"], result

    tasks, image = asked(stored)
    assert tasks == [(image.pk,)]

    def save(**changes):
        def change():
            fresh = Image.objects.get(pk=image.pk)
            for name, value in changes.items():
                setattr(fresh, name, value)
            fresh.save()

        return asked(change)[0]

    assert save(title="Toinen") == []
    assert save(focal_point_x=10, focal_point_y=10, focal_point_width=20, focal_point_height=20) == [(image.pk,)]
    assert save(file=ContentFile(files.as_bytes(gradient(), "PNG"), "x.png")) == [(image.pk,)]
    assert save(description="Muu") == []


def test_nobody_is_asked_for_a_change_that_was_undone(django_capture_on_commit_callbacks):
    from django.db import transaction

    with django_capture_on_commit_callbacks() as callbacks, pytest.raises(RuntimeError), transaction.atomic():
        stored()
        raise RuntimeError
    assert not [call for call in callbacks if "saved" in call.__qualname__]


def test_lost_runs_are_found_by_the_clock():
    done, lost, half = stored(), stored(), stored()
    for image in (done, half):
        pictures.make_renditions(image.pk)
    half.renditions.filter(filter_spec=pictures.SHARE).delete()
    calls = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pictures, "make_renditions", calls.append)
        pictures.sweep(limit=1000)
    assert {lost.pk, half.pk} <= set(calls) and done.pk not in calls


class TestReading:
    def test_any_number_of_pictures_costs_one_query(self, django_assert_num_queries):
        images = [stored(Picture.new("RGB", (300, 200), "teal")) for _ in range(3)]
        for image in images:
            pictures.make_renditions(image.pk)
        with django_assert_num_queries(1):
            found = pictures.renditions_of([image.pk for image in images])
        assert set(found) == {image.pk for image in images}
        url, width, height = found[images[0].pk]["width-480|format-avif"]
        assert url.startswith("/media/images/") and (width, height) == (300, 200)

    def test_cuts_of_an_earlier_focal_point_are_not_shown(self):
        image = stored()
        pictures.make_renditions(image.pk)
        Image.objects.filter(pk=image.pk).update(focal_point_x=5, focal_point_y=5, focal_point_width=5, focal_point_height=5)
        assert all(spec.startswith("width-") for spec in pictures.renditions_of([image.pk])[image.pk])

    def test_a_picture_offers_three_formats_in_all_sizes(self):
        image = stored()
        pictures.make_renditions(image.pk)
        known = pictures.renditions_of([image.pk])[image.pk]
        text = pictures.picture_html(image, known, sizes="(min-width: 40em) 50vw, 100vw", alt='"Piha" & <b>', css="hero")
        assert text.startswith('<picture><source type="image/avif"') and text.index("image/avif") < text.index("image/webp")
        for width in (480, 960, 1600):
            assert text.count(f" {width}w") == 3
        assert text.count('sizes="(min-width: 40em) 50vw, 100vw"') == 3
        assert 'alt="&quot;Piha&quot; &amp; &lt;b&gt;"' in text and 'class="hero"' in text
        assert 'width="1600" height="800"' in text and 'loading="lazy" decoding="async"' in text
        assert f'<img src="{known["width-1600|format-jpeg"][0]}"' in text
        assert "loading" not in pictures.picture_html(image, known, lazy=False)
        assert 'width="256" height="256"' in pictures.picture_html(image, known, name="face")
        assert "<source" not in pictures.picture_html(image, known, name="share")

    def test_a_small_picture_names_each_width_once(self):
        image = stored(Picture.new("RGB", (200, 100), "teal"))
        pictures.make_renditions(image.pk)
        text = pictures.picture_html(image, pictures.renditions_of([image.pk])[image.pk], name="card")
        assert text.count(" 200w") == 3

    def test_until_they_are_made_the_original_is_shown_and_nothing_is_made(self):
        image = stored()
        text = pictures.picture_html(image, {}, alt="Piha")
        assert text == f'<img src="{image.file.url}" width="2000" height="1000" alt="Piha" loading="lazy" decoding="async">'
        assert not made(image)

    def test_a_half_made_set_is_not_shown(self):
        image = stored()
        pictures.make_renditions(image.pk)
        known = dict(pictures.renditions_of([image.pk])[image.pk])
        del known["width-1600|format-avif"]
        assert "image/avif" not in pictures.picture_html(image, known)
        del known["width-1600|format-jpeg"]
        assert pictures.picture_html(image, known).startswith(f'<img src="{image.file.url}"')


class TestTag:
    TAG = Template('{% load pictures %}{% photo image name="wide" sizes="50vw" %}')

    def test_it_asks_once_for_itself(self, django_assert_num_queries):
        image = stored()
        pictures.make_renditions(image.pk)
        with django_assert_num_queries(1):
            text = self.TAG.render(Context({"image": image}))
        assert text.startswith("<picture>") and 'alt="Vihreä piha"' in text

    def test_it_asks_nothing_when_the_page_has_a_map(self, django_assert_num_queries):
        image = stored()
        pictures.make_renditions(image.pk)
        known = pictures.renditions_of([image.pk])
        with django_assert_num_queries(0):
            assert self.TAG.render(Context({"image": image, "pictures": known})).startswith("<picture>")
            assert self.TAG.render(Context({"image": image, "pictures": {}})).startswith("<img")

    def test_what_was_written_for_the_place_comes_first_and_a_decoration_is_silent(self):
        image = stored()
        image.contextual_alt_text = "Talkoot pihalla"
        assert 'alt="Talkoot pihalla"' in self.TAG.render(Context({"image": image, "pictures": {}}))
        image.decorative = True
        assert 'alt=""' in self.TAG.render(Context({"image": image, "pictures": {}}))
        assert self.TAG.render(Context({"image": None})) == ""


def test_no_marker_survives_in_any_version():
    hostile = files.hostile()
    for name in files.WITH_TRACES:
        image = Image(title="x", collection=Collection.get_first_root_node())
        image.file = ContentFile(hostile[name], name)
        image.save()
        pictures.make_renditions(image.pk)
        contents = [image.file.open().read(), *(row.file.open().read() for row in image.renditions.all())]
        assert len(contents) > 15
        assert not [trace for trace in files.TRACES for content in contents if trace in content], name
        assert (image.width, image.height) == (480, 640)
