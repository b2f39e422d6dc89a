"""The mark on a working copy that somebody takes away: who, when and of what, again and again across all that one sees.

It says where a copy that turns up came from. It is no lock: who has the picture can paint over it, and what is under it stays readable.
"""

from __future__ import annotations

import math
from datetime import datetime
from io import BytesIO

import pikepdf
from PIL import Image, ImageDraw, ImageFont

from samaki.agencies.country import calendar
from samaki.agencies.models import Member
from samaki.cases.documents.copies import WRITTEN
from samaki.cases.documents.media import TAKEN

TURNED = 30
"""Degrees."""
INK = 90
"""Of 255: how much of the mark is seen above the picture."""
NAME = pikepdf.Name.SamakiMark


def words_of(by: Member, of: str, now: datetime) -> str:
    """What stands in the mark: name to sign in with, local time, code of the case or key of the report. Latin letters alone."""
    return f"{by.username} {calendar().local(now):%Y-%m-%d %H:%M} {of}"


def marked(content: bytes, media: str, words: str) -> bytes:
    """The same copy with the mark; of what is neither a picture nor a PDF, as it is."""
    if media == "pdf":
        return _on_pages(content, words)
    return _on_picture(content, media, words) if TAKEN[media].pillow else content


def _on_picture(content: bytes, media: str, words: str) -> bytes:
    """Dark and light beside each other, so that it is seen on both. Only one tile is held in memory beside the picture."""
    opened = Image.open(BytesIO(content), formats=[TAKEN[media].pillow])
    image = opened.convert("L" if opened.mode == "1" else opened.mode)
    tile = _tile(words, max(10, min(image.size) // 28))
    for row, top in enumerate(_places(image.height, tile.height)):
        for left in _places(image.width, tile.width, tile.width // 2 * (row % 2)):
            for colour, moved in ((0, 0), (255, 1)):
                image.paste(_of(image.mode, colour), (left + moved, top + moved), tile)
    into = BytesIO()
    form = WRITTEN[media][0]
    image.save(into, form, **({} if form == "PNG" else {"quality": 90}))
    return into.getvalue()


def _places(length: int, tile: int, moved: int = 0) -> range:
    """Where tiles begin so that all of it is covered, and one lies in the middle: of a small picture too a part is seen."""
    first = (length - tile) // 2 - moved
    return range(first - max(0, -(-first // tile)) * tile, length, tile)


def _of(mode: str, colour: int) -> int | tuple[int, ...]:
    return colour if mode == "L" else (colour,) * 3 if mode == "RGB" else (colour, colour, colour, 255)


def _tile(words: str, size: int) -> Image.Image:
    """The words, turned, as a mask with some room around them."""
    font = ImageFont.load_default(size)
    _left, top, right, bottom = font.getbbox(words)
    line = Image.new("L", (math.ceil(right) + 3 * size, math.ceil(bottom - top) + 2 * size))
    ImageDraw.Draw(line).text((size, size - top), words, fill=INK, font=font)
    return line.rotate(TURNED, expand=True)


def _on_pages(content: bytes, words: str) -> bytes:
    with pikepdf.open(BytesIO(content)) as pdf:
        font = pdf.make_indirect(pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica))  # fmt: skip
        seen = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, ca=INK / 255, CA=INK / 255))
        for page in pdf.pages:
            page.add_resource(font, pikepdf.Name.Font, NAME)
            page.add_resource(seen, pikepdf.Name.ExtGState, pikepdf.Name.SamakiSeen)
            page.contents_add(b"q\n", prepend=True)
            page.contents_add(b"\nQ\n" + _lines([float(one) for one in page.mediabox], words))
        into = BytesIO()
        pdf.save(into, deterministic_id=True, compress_streams=False)
    return into.getvalue()


def _lines(box: list[float], words: str) -> bytes:
    """Turned lines over a whole page (ISO 32000-1, 9.4): at most some dozens of them, whatever size the page says it has."""
    left, bottom, right, top = min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])
    size = max(9.0, min(right - left, top - bottom) / 45)
    across, up = size * len(words) * 0.6, max(size * 12, (top - bottom) / 12)
    across = max(across, (right - left) / 6)
    text = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    cosine, sine = math.cos(math.radians(TURNED)), math.sin(math.radians(TURNED))
    drawn = [f"q /SamakiSeen gs 0.3 g BT /SamakiMark {size:.2f} Tf"]
    for row in range(math.ceil((top - bottom) / up)):
        for place in range(math.ceil((right - left) / across)):
            x, y = left + place * across + size, bottom + row * up + size
            drawn.append(f"{cosine:.4f} {sine:.4f} {-sine:.4f} {cosine:.4f} {x:.2f} {y:.2f} Tm ({text}) Tj")
    return "\n".join([*drawn, "ET Q\n"]).encode("ascii", "replace")
