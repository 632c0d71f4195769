"""How far apart two colours look, and a profile of a wider space than sRGB."""

import struct


def lab(xyz):
    white = (0.9642, 1.0, 0.8249)
    x, y, z = (
        value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116 for value in (a / b for a, b in zip(xyz, white, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


SRGB = ((0.43607, 0.38515, 0.14307), (0.22249, 0.71687, 0.06061), (0.01392, 0.09708, 0.71410))
WIDE = ((0.51512, 0.29198, 0.15710), (0.24120, 0.69225, 0.06657), (-0.00105, 0.04189, 0.78407))


def seen(colour, matrix=SRGB, gamma=None):
    """The colour that an eye sees, in CIE Lab."""
    parts = [part / 255 for part in colour[:3]]
    if gamma:
        parts = [part**gamma for part in parts]
    else:
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return lab([sum(a * b for a, b in zip(row, parts, strict=True)) for row in matrix])


def difference(one, other, **of_other):
    """Delta E (CIE 1976)."""
    return sum((a - b) ** 2 for a, b in zip(seen(one), seen(other, **of_other), strict=True)) ** 0.5


def wide_profile():
    """An ICC profile with the primaries of Display P3 and gamma 2.2."""

    def number(value):
        return struct.pack(">i", round(value * 65536))

    colorants = [b"XYZ \0\0\0\0" + b"".join(number(row[index]) for row in WIDE) for index in range(3)]
    white = b"XYZ \0\0\0\0" + number(0.9642) + number(1) + number(0.8249)
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
    words = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"wide\0" + bytes(79)
    tags = {
        b"desc": words,
        b"cprt": b"text\0\0\0\0none\0",
        b"wtpt": white,
        b"rXYZ": colorants[0],
        b"gXYZ": colorants[1],
        b"bXYZ": colorants[2],
    }
    tags |= {b"rTRC": curve, b"gTRC": curve, b"bTRC": curve}
    start, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, content in tags.items():
        content += bytes(-len(content) % 4)
        table += name + struct.pack(">II", start + len(body), len(content))
        body += content
    head = struct.pack(">I4sI4s4s4s", start + len(body), b"none", 0x02100000, b"mntr", b"RGB ", b"XYZ ") + bytes(12) + b"acsp" + bytes(28)
    head += number(0.9642) + number(1) + number(0.8249) + bytes(48)
    return head + struct.pack(">I", len(tags)) + table + body
