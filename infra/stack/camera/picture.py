"""Frames of a simulated camera: a still background, the clock and frame number as text, and a strip a test can read.

The strip is 2 rows of 48 black or white blocks over the whole width, each row a twentieth of the height, at the top.
Bits, highest first: camera 8, frame 32, wall time in ms since 1970 44, checksum 12 (CRC-16/CCITT of the 84 bits
before it, as 11 bytes, cut to 12 bits). test/support/strip.ts reads it.
"""
import time

COLUMNS = 48
ROWS_PER_PICTURE = 20
BLACK, WHITE = 16, 235

FONT = {  # 5 x 7, one number a row
    "0": (14, 17, 19, 21, 25, 17, 14), "1": (4, 12, 4, 4, 4, 4, 14), "2": (14, 17, 1, 2, 4, 8, 31),
    "3": (31, 2, 4, 2, 1, 17, 14), "4": (2, 6, 10, 18, 31, 2, 2), "5": (31, 16, 30, 1, 1, 17, 14),
    "6": (6, 8, 16, 30, 17, 17, 14), "7": (31, 1, 2, 4, 8, 8, 8), "8": (14, 17, 17, 14, 17, 17, 14),
    "9": (14, 17, 17, 15, 1, 2, 12), ":": (0, 4, 4, 0, 4, 4, 0), ".": (0, 0, 0, 0, 0, 4, 4),
    "/": (1, 1, 2, 4, 8, 16, 16), "-": (0, 0, 0, 31, 0, 0, 0), " ": (0, 0, 0, 0, 0, 0, 0),
    "#": (10, 10, 31, 10, 31, 10, 10), "C": (14, 17, 16, 16, 16, 17, 14), "A": (14, 17, 17, 31, 17, 17, 17),
    "M": (17, 27, 21, 21, 17, 17, 17),
}


def checksum(data):
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = ((crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc & 0xFFF


def strip_bits(camera, frame, wall_ms):
    value = (camera << 76) | (frame << 44) | wall_ms
    return f"{(value << 12) | checksum(value.to_bytes(11, 'big')):096b}"


class Picture:
    """Draws I420 frames of one camera; width a multiple of 8, height of 4."""

    def __init__(self, camera, width, height):
        self.camera, self.width, self.height = camera, width, height
        self.background = self._background()
        edges = [round(i * width / COLUMNS) for i in range(COLUMNS + 1)]
        self.blocks = [
            {"0": bytes([BLACK]) * (b - a), "1": bytes([WHITE]) * (b - a)} for a, b in zip(edges, edges[1:])
        ]
        self.scale = max(2, width // 160)
        self.glyphs = {
            letter: [self._glyph_row(row) for row in rows] for letter, rows in FONT.items()
        }

    def frame(self, number, wall_ms):
        picture = bytearray(self.background)
        bits = strip_bits(self.camera, number % (1 << 32), wall_ms)
        for row in range(2):
            line = b"".join(block[bit] for block, bit in zip(self.blocks, bits[row * COLUMNS:]))
            top, bottom = (round(i * self.height / ROWS_PER_PICTURE) for i in (row, row + 1))
            picture[top * self.width:bottom * self.width] = line * (bottom - top)
        local = time.gmtime(wall_ms // 1000 + 7 * 3600)  # Vietnam
        self._text(picture, f"CAM {self.camera}", self.height // 5)
        self._text(picture, time.strftime("%d/%m/%Y %H:%M:%S", local) + f".{wall_ms % 1000:03d}", self.height * 2 // 5)
        self._text(picture, f"#{number}", self.height * 3 // 5)
        self._mover(picture, number)
        return bytes(picture)

    def _text(self, picture, text, top):
        left = self.width // 40
        for row in range(7):
            line = b"".join(self.glyphs[letter][row] for letter in text)
            for y in range(self.scale):
                start = (top + row * self.scale + y) * self.width + left
                picture[start:start + len(line)] = line

    def _mover(self, picture, number):
        """A bright block that walks along the bottom, so that an eye sees at once whether the picture moves."""
        size = self.height // 20 * 2
        left = number * 4 % (self.width - size)
        for y in range(self.height - size - 4, self.height - 4):
            picture[y * self.width + left:y * self.width + left + size] = bytes([200]) * size

    def _glyph_row(self, row):
        ink = (bytes([WHITE]) * self.scale, bytes([BLACK]) * self.scale)
        return b"".join(ink[0] if row >> (4 - x) & 1 else ink[1] for x in range(5)) + ink[1]

    def _background(self):
        luma = b"".join(bytes([60 + 80 * y // self.height]) * self.width for y in range(self.height))
        quarter = self.width // 2 * (self.height // 2)
        tints = ((128, 128), (150, 110), (110, 150), (140, 140), (112, 116))
        blue, red = tints[self.camera % len(tints)]
        strip = self.height // ROWS_PER_PICTURE // 2 * 2 + 2  # no colour behind the strip
        grey = self.width // 2 * strip
        planes = (bytes([128]) * grey + bytes([tint]) * (quarter - grey) for tint in (blue, red))
        return luma + b"".join(planes)
