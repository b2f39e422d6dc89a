"""The working copy: what a document shows, without what its file tells of camera, place, author and earlier versions."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image, ImageOps

from samaki.cases.documents.media import Media, is_too_large, picture

WRITTEN = {"jpeg": ("JPEG", "jpeg"), "png": ("PNG", "png"), "webp": ("WEBP", "webp"), "tiff": ("PNG", "png")}
"""Kind of the original -> how its copy is written, and its kind."""

PLAIN = {
    "1": "L",
    "L": "L",
    "LA": "RGBA",
    "P": "RGBA",
    "PA": "RGBA",
    "RGB": "RGB",
    "RGBA": "RGBA",
    "CMYK": "RGB",
    "YCbCr": "RGB",
}
"""Mode of a picture -> of its copy. Others (16 bits, floating point) would be changed beyond what one sees: no copy."""

MOST_OBJECTS = 100_000
"""Of a PDF whose copy is made here."""

TELLING = (
    "/Metadata", "/PieceInfo", "/LastModified", "/OpenAction", "/AA", "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF",
    "/Thumb", "/Launch", "/RichMediaContent", "/XFA", "/Perms", "/DSS", "/URI",
)  # fmt: skip
"""Keys of a PDF that say who made it and how, run something, lead outside, or carry other files."""


def working_copy(content: bytes, media: Media) -> tuple[bytes, str] | None:
    """(bytes, kind) of the copy; None where none is made: other kinds, several pictures in one file, too large, protected."""
    try:
        if media.pillow:
            return _of_picture(content, media)
        if media.code == "pdf":
            return _of_pdf(content)
    except Exception:  # noqa: BLE001 - whatever a decoder raises: the original is sealed all the same
        return None
    return None


def _of_picture(content: bytes, media: Media) -> tuple[bytes, str] | None:
    image = picture(content, media)
    if is_too_large(image) or getattr(image, "n_frames", 1) > 1 or image.mode not in PLAIN:
        return None
    upright = ImageOps.exif_transpose(image)
    shown = upright.convert(PLAIN[image.mode])
    clean = Image.frombytes(shown.mode, shown.size, shown.tobytes())  # the pixels and nothing else
    form, kind = WRITTEN[media.code]
    if form == "JPEG":
        clean = clean.convert("RGB")
    into = BytesIO()
    clean.save(into, form, **({} if form == "PNG" else {"quality": 90}))
    return into.getvalue(), kind


def _of_pdf(content: bytes) -> tuple[bytes, str] | None:
    with pikepdf.open(BytesIO(content)) as pdf:
        if pdf.is_encrypted or len(pdf.objects) > MOST_OBJECTS:
            return None
        for one in pdf.objects:
            _strip(one, 0)
            _strip_jpeg(one)
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        into = BytesIO()
        pdf.save(into, deterministic_id=True, preserve_pdfa=False, compress_streams=False)
    return into.getvalue(), "pdf"


def _strip(one: Any, depth: int) -> None:
    """Takes the telling keys out of an object and of what stands in it directly."""
    if depth > 40:
        raise ValueError("nested too deeply")
    if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
        for key in [key for key in one.keys() if key in TELLING]:  # noqa: SIM118 - not a mapping
            del one[key]
        parts = [one[key] for key in one.keys()]  # noqa: SIM118
    elif isinstance(one, pikepdf.Array):
        parts = list(one)
    else:
        return
    for part in parts:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            _strip(part, depth + 1)


def _strip_jpeg(one: Any) -> None:
    """A photograph inside of a PDF keeps its own metadata: they go too."""
    if isinstance(one, pikepdf.Stream) and one.get("/Filter") == pikepdf.Name.DCTDecode:
        one.write(without_segments(one.read_raw_bytes()), filter=pikepdf.Name.DCTDecode, decode_parms=None)


def without_segments(jpeg: bytes) -> bytes:
    """A JPEG without its application segments and comments, but for Adobe's (APP14), which says how its colours are to be read.

    ITU-T T.81, B.1.1: a marker is FF and a code; APPn is E0 to EF, COM is FE; the scan begins with DA.
    """
    if jpeg[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    kept, place = [jpeg[:2]], 2
    while place + 4 <= len(jpeg):
        if jpeg[place] != 0xFF:
            raise ValueError("no marker where one must stand")
        code = jpeg[place + 1]
        if code == 0xDA:
            break
        if code == 0xFF:
            place += 1
            continue
        ends = place + 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if not (0xE0 <= code <= 0xEF and code != 0xEE) and code != 0xFE:
            kept.append(jpeg[place:ends])
        place = ends
    return b"".join([*kept, jpeg[place:]])
