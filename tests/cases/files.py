"""Hostile files, made anew for each run: small on disk, built in pieces, each of a kind that has hurt somebody.

Names are those of the collected cases (up-exif-gps, up-bomb-image, up-svg-polyglot).
"""

import gzip
import io
import struct
import zipfile
import zlib

from PIL import Image, TiffImagePlugin
from PIL.PngImagePlugin import PngInfo

MARK = "MARKER-GPS-52.5163-13.3777"
TRACES = (
    MARK.encode(),
    b"CamMaker",
    b"Exif",
    b"eXIf",
    b"http://ns.adobe.com",
    b"adobe:ns:meta",
    b"8BIM",
    b"ICC_PROFILE",
    b"iCCP",
    b"tEXt",
    b"iTXt",
)
WITH_TRACES = ("exif_gps.jpg", "exif_gps.heic", "xmp_gps.png", "exif_gps.webp", "iptc.jpg")
BOMBS = ("bomb_30000.png", "bomb_frames.gif", "mpo_second_big.mpo", "fits_gzip.fits")
# right side up, after the camera's orientation 6: a quarter to the right
CORNERS = {"top_left": (250, 120, 20), "top_right": (20, 40, 230), "bottom_left": (240, 230, 60), "bottom_right": (30, 150, 60)}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=\'RAN\'"><script>document.title="RAN"</script></svg>'
HTML = "<!doctype html><script>document.title='RAN'</script>"


def corners(width=640, height=480):
    """A lying picture of four colours that stands in the order of CORNERS once it is turned a quarter to the right."""
    picture = Image.new("RGB", (width, height))
    half = (width // 2, height // 2)
    for name, at in (("top_left", (0, half[1])), ("top_right", (0, 0)), ("bottom_left", half), ("bottom_right", (half[0], 0))):
        picture.paste(CORNERS[name], (*at, at[0] + half[0], at[1] + half[1]))
    return picture


def exif():
    tags = Image.Exif()
    tags[0x010F], tags[0x0110], tags[0x9286] = "CamMaker", MARK, MARK
    tags[0x0112] = 6
    ratio = TiffImagePlugin.IFDRational
    tags.get_ifd(0x8825).update({1: "N", 2: (ratio(52), ratio(30), ratio(59)), 3: "E", 4: (ratio(13), ratio(22), ratio(40))})
    return tags


def as_bytes(picture, kind, **options):
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def segment(marker, content):
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def iptc_jpeg():
    """With a place in IPTC, a thumbnail in EXIF and an XMP packet, put right behind the first two bytes."""
    plain = as_bytes(corners(), "JPEG", exif=exif(), comment=MARK.encode())
    record = b"\x1c\x02\x5a" + struct.pack(">H", len(MARK)) + MARK.encode()
    block = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", len(record)) + record
    packet = b"http://ns.adobe.com/xap/1.0/\x00" + f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{MARK}</x:xmpmeta>".encode()
    return plain[:2] + segment(0xED, block) + segment(0xE1, packet) + plain[2:]


def with_xmp():
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r>{MARK}</r></x:xmpmeta>')
    info.add_text("Comment", MARK)
    return as_bytes(corners(), "PNG", pnginfo=info, exif=exif())


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width, height, bits=1, colour=0):
    """A PNG of zeros whose rows never are in memory together."""
    packer = zlib.compressobj(9)
    samples = {0: 1, 2: 3, 3: 1}[colour]
    row = b"\0" * (1 + (width * bits * samples + 7) // 8)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def mpo(second=None):
    """Two frames; `second` is what the header of the second one claims, as (width, height)."""
    frames = [Image.new("RGB", (64, 64)), Image.new("RGB", (64, 64), 9)]
    data = bytearray(as_bytes(frames[0], "MPO", save_all=True, append_images=frames[1:]))
    if second:
        start = data.rfind(b"\xff\xc0")
        data[start + 5 : start + 9] = struct.pack(">HH", *reversed(second))
    return bytes(data)


def zeros(megabytes):
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(megabytes)) + packer.flush()


def fits():
    cards = (
        "SIMPLE  =                    T",
        "BITPIX  =                    8",
        "NAXIS   =                    2",
        "NAXIS1  =                20000",
        "NAXIS2  =                20000",
        "XTENSION= 'BINTABLE'",
        "ZCMPTYPE= 'GZIP_1  '",
        "END",
    )
    return "".join(card.ljust(80) for card in cards).ljust(2880).encode() + zeros(60)


def animated_gif():
    frames = [Image.new("L", (1500, 1500), tone) for tone in range(0, 240, 20)]
    return as_bytes(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=20)


def entities():
    levels = "".join(f'<!ENTITY {name} "{f"&{below};" * 10}">' for below, name in zip("abc", "bcd", strict=True))
    head = f'<!DOCTYPE svg [<!ENTITY a "0123456789">{levels}<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    return f'{head}<svg xmlns="http://www.w3.org/2000/svg"><text>{"&d;" * 10}&f;</text></svg>'.encode()


def zipped(entries):
    """`entries`: [(name, megabytes of zeros or text)]."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in entries:
            with archive.open(name, "w") as entry:
                for _ in range(content if isinstance(content, int) else 0):
                    entry.write(b"0" * 1_000_000)
                if isinstance(content, str):
                    entry.write(content.encode())
    return out.getvalue()


def zip_slip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("../../slip1.txt", "/var/slip2.txt", "..\\..\\slip3.txt", "ok/../../slip4.txt", "a\0b.txt"):
            archive.writestr(zipfile.ZipInfo(name), "slip")
        link = zipfile.ZipInfo("link")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc")
    return out.getvalue()


def hostile():
    """{name: bytes} of the seventeen files of the cases, and some of the same kinds."""
    photo = as_bytes(corners(), "JPEG", exif=exif(), comment=MARK.encode())
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
    return {
        "exif_gps.jpg": photo,
        "exif_gps.webp": as_bytes(corners(), "WEBP", exif=exif()),
        "exif_gps.heic": as_bytes(corners(), "HEIF", exif=exif().tobytes()),
        "plain.heic": as_bytes(corners(), "HEIF"),
        "xmp_gps.png": with_xmp(),
        "iptc.jpg": iptc_jpeg(),
        "bomb_30000.png": png(30_000, 30_000),
        "bomb_frames.gif": animated_gif(),
        "mpo_second_big.mpo": mpo((60_000, 60_000)),
        "fits_gzip.fits": fits(),
        "truncated.jpg": photo[: len(photo) // 2],
        "empty.jpg": b"",
        "script.svg": SVG.encode(),
        "script_utf16.svg": SVG.encode("utf-16"),
        "script.svgz": gzip.compress(SVG.encode()),
        "entities.svg": entities(),
        "gif_html.gif": b"GIF89a/*" + bytes(8) + b"*/=1;document.title='RAN'//<script>document.title='RAN'</script>",
        "pdf_js.pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert('RAN'))>>>>endobj\n" + HTML.encode(),
        "page.html": HTML.encode(),
        "page.shtml": HTML.encode(),
        "zip_bomb.zip": zipped([(f"z{number}.csv", 10) for number in range(5)]),
        "zip_slip.zip": zip_slip(),
        "xlsx_bomb.xlsx": zipped([("[Content_Types].xml", "<Types/>"), ("xl/worksheets/sheet1.xml", sheet), ("xl/sharedStrings.xml", 50)]),
    }


def write(folder):
    """Write them into a folder; returns {name: path}."""
    paths = {}
    for name, content in hostile().items():
        paths[name] = folder / name
        paths[name].write_bytes(content)
    return paths
