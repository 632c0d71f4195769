"""Drawn stand-ins for photos, and for pictures of text."""

import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont


def gradient(width=640, height=480):
    tone = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (tone, tone.transpose(Image.Transpose.ROTATE_180), Image.new("L", (width, height), 90)))


def words(chance, count):
    known = "talkoot piha kokous lauantai kello kymmenen kahvi pulla naapurit tervetuloa yhdessä kevät siivous puisto lapset".split()
    return " ".join(chance.choice(known) for _ in range(count))


def page(seed, ground="white", ink="black", size=28):
    chance, picture = random.Random(seed), Image.new("RGB", (1000, 1400), ground)
    pen, y = ImageDraw.Draw(picture), 80
    while y < 1250:
        pen.text((80, y), words(chance, 8 if size < 40 else 4), ink, ImageFont.load_default(size))
        y += int(size * (1.5 if chance.random() < 0.9 else 3))
    return picture


def chat(seed):
    chance, picture = random.Random(seed), Image.new("RGB", (1080, 2340), "#0b141a")
    pen, y = ImageDraw.Draw(picture), 200
    while y < 2200:
        count, x = chance.randint(1, 4), chance.choice((40, 250))
        pen.rounded_rectangle((x, y, x + 780, y + 40 + count * 52), 24, fill="#005c4b" if x > 40 else "#202c33")
        for line in range(count):
            pen.text((x + 30, y + 20 + line * 52), words(chance, 5), "white", ImageFont.load_default(36))
        y += count * 52 + 80
    return picture


def landscape(seed):
    chance, picture = random.Random(seed), gradient(1200, 900)
    pen = ImageDraw.Draw(picture)
    for layer in range(6):
        points = [(x, 450 + layer * 70 + chance.random() * 30) for x in range(0, 1201, 60)]
        pen.polygon([*points, (1200, 900), (0, 900)], fill=(30 + layer * 10, 90 + layer * 20, 50))
    grain = Image.effect_noise(picture.size, 12).convert("RGB")
    return ImageChops.add(picture.filter(ImageFilter.GaussianBlur(1)), grain, 1, -128)


def pattern(upright, across, ground="white"):
    """A fence, or the balconies of a white house: sharp and regular on a flat ground."""
    picture = Image.new("RGB", (1200, 900), ground)
    pen = ImageDraw.Draw(picture)
    for y in range(40, 860, across):
        for x in range(0, 1200, upright):
            pen.rectangle((x, y, x + upright // 3, y + across // 2), fill="#454")
    return picture.filter(ImageFilter.GaussianBlur(0.7))


def branches(seed):
    """A bare tree before an overexposed sky."""
    chance, picture = random.Random(seed), Image.new("RGB", (1200, 900), "white")
    pen = ImageDraw.Draw(picture)
    tips = [(x, 900, 0.0, 180.0) for x in (200, 600, 1000)]
    while tips:
        x, y, lean, length = tips.pop()
        end = (x + length * lean, y - length)
        pen.line((x, y, *end), fill="#221", width=max(1, int(length / 10)))
        if length > 12:
            tips += [(*end, lean + chance.uniform(-0.8, 0.8), length * chance.uniform(0.6, 0.85)) for _ in range(2)]
    return picture
