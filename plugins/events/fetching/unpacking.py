"""Bytes as they were before a server packed them, counted while they are unpacked: a small answer cannot become a huge one."""

import io
import zlib

from .refusals import Refused, too_large

PORTION = 64 * 1024
GZIP = b"\x1f\x8b"
CODINGS = {"": "", "identity": "", "gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}


class Unpacker:
    """Takes an answer piece by piece. It holds no more than `limit` bytes of it and one portion; more raises Refused.

    `coding` is what Content-Encoding says. Members of gzip follow each other; what follows the last and is none is left out.
    """

    def __init__(self, coding, limit):
        coding = coding.strip().lower()
        if coding not in CODINGS:
            raise Refused("packing")
        self.coding, self.limit = CODINGS[coding], limit
        self.whole, self.size = io.BytesIO(), 0
        self.reader, self.members, self.waiting, self.is_over = None, 0, b"", False

    def take(self, data):
        """Raises Refused for what cannot be unpacked, or is too large."""
        if not self.coding:
            self.keep(data)
        elif not self.is_over:
            self.waiting += data
            self.unpack()

    def unpack(self):
        while self.waiting and not self.is_over:
            if not self.reader:
                if len(self.waiting) < 2:
                    # what it is shows in two bytes
                    return
                self.begin()
                continue
            try:
                self.keep(self.reader.decompress(self.waiting, PORTION))
            except zlib.error:
                raise Refused("packing") from None
            if self.reader.eof:
                self.waiting, self.reader, self.members = self.reader.unused_data, None, self.members + 1
                self.is_over = self.coding == "deflate" or (len(self.waiting) > 1 and not self.waiting.startswith(GZIP))
            else:
                self.waiting = self.reader.unconsumed_tail

    def begin(self):
        """The next member, if it is one."""
        if self.coding == "gzip":
            if not self.waiting.startswith(GZIP):
                if not self.members:
                    raise Refused("packing")
                # what follows the members is rubbish
                self.is_over = True
                return
            self.reader = zlib.decompressobj(wbits=31)
            return
        # Some servers send deflate without the frame that belongs around it.
        first, second = self.waiting[:2]
        is_framed = first & 0x0F == 8 and (first << 8 | second) % 31 == 0
        self.reader = zlib.decompressobj(wbits=15 if is_framed else -15)

    def keep(self, piece):
        self.size += len(piece)
        if self.size > self.limit:
            raise too_large(self.limit)
        self.whole.write(piece)

    def finish(self):
        """The whole answer. Raises Refused when it ends in the middle."""
        while self.reader and not self.reader.eof:
            # zlib may have taken all bytes and still hold some of what they mean
            if not (piece := self.reader.decompress(b"", PORTION)):
                raise Refused("cut")
            self.keep(piece)
        if self.waiting and not self.members:
            raise Refused("cut")
        return self.whole.getvalue()
