"""Which kind of file some bytes are: as they say themselves, never by a name or a browser's word."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO

import puremagic
from django.utils.translation import gettext as _
from PIL import Image

from samaki.database.refusals import Invalid

MOST_PIXELS = 50_000_000
"""Of a picture that is opened here (150 MB in memory). A larger one is sealed unopened, so it has no working copy."""


@dataclass(frozen=True)
class Media:
    """A kind of file that is taken. `pillow`: its name in Pillow, for pictures that are opened here; `ending`: of downloads."""

    code: str
    ending: str
    pillow: str = ""


TAKEN = {
    one.code: one
    for one in (
        Media("jpeg", "jpg", "JPEG"),
        Media("png", "png", "PNG"),
        Media("webp", "webp", "WEBP"),
        Media("tiff", "tif", "TIFF"),
        Media("pdf", "pdf"),
        Media("heic", "heic"),
        Media("mp4", "mp4"),
        Media("3gp", "3gp"),
        Media("mov", "mov"),
        Media("m4a", "m4a"),
        Media("mp3", "mp3"),
        Media("wav", "wav"),
        Media("ogg", "ogg"),
        Media("amr", "amr"),
    )
}
"""Code -> kind of file. Pictures and PDF get a working copy; the others are sealed as they are."""

ENDINGS = {
    ".jfif": "jpeg", ".jpeg": "jpeg", ".jpe": "jpeg", ".jpg": "jpeg", ".png": "png", ".webp": "webp", ".tiff": "tiff",
    ".tif": "tiff", ".pdf": "pdf", ".heif": "heic", ".heic": "heic", ".mp4": "mp4", ".3ga": "3gp", ".3gp": "3gp",
    ".mov": "mov", ".qtvr": "mov", ".m4a": "m4a", ".mp3": "mp3", ".mpga": "mp3", ".wav": "wav", ".ogg": "ogg", ".oga": "ogg",
    ".amr": "amr",
}  # fmt: skip
"""What puremagic calls these kinds."""

PACKED = frozenset({
    ".zip", ".rar", ".7z", ".gz", ".tar", ".bz2", ".xz", ".zst", ".cab", ".iso", ".cb7", ".jar", ".apk", ".doc", ".docx", ".docm",
    ".xls", ".xlsx", ".xlsm", ".ppt", ".pptx", ".pptm", ".odt", ".ods", ".odp", ".rtf", ".msg", ".spo",
})  # fmt: skip
"""Archives and office documents: they carry other files and programs."""


def media_of(content: bytes) -> Media:
    """The kind of these bytes. Raises Invalid, with what to do instead, for what is not taken."""
    if not content:
        raise Invalid(_("This file is empty. Choose it again, or another one."), field="file")
    ending = _ending(content)
    if ending in PACKED:
        raise Invalid(
            _("This is an archive or an office document, and these are not taken: programs can hide in them. Take the files out "
              "of the archive, or save the document as PDF; then add that."),
            field="file",
        )  # fmt: skip
    if ending not in ENDINGS:
        raise Invalid(
            _("This kind of file is not taken. Taken are pictures (JPEG, PNG, WebP, TIFF, HEIC), PDF, sound and film (MP3, M4A, "
              "WAV, OGG, AMR, MP4, 3GP, MOV). Save a text or a web page as PDF; then add that."),
            field="file",
        )  # fmt: skip
    return TAKEN[ENDINGS[ending]]


def check_whole(content: bytes, media: Media, *, opened: bool) -> None:
    """A picture or a PDF came whole. `opened` False: the picture itself is not looked at, only its first bytes."""
    if media.pillow and not _picture_is_whole(content, media, opened=opened):
        raise Invalid(_broken(), field="file")
    if media.code == "pdf" and b"%%EOF" not in content[-2048:]:
        raise Invalid(_broken(), field="file")


def _broken() -> str:
    return _("This file cannot be opened: it is broken, or only a part of it came. Choose it again. If it opens nowhere else "
             "either, keep the device or the disk, and write a note about it.")  # fmt: skip


def picture(content: bytes, media: Media) -> Image.Image:
    """The picture, its pixels not read yet; only as the kind that it is. Raises what Pillow raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(BytesIO(content), formats=[media.pillow])


def is_too_large(image: Image.Image) -> bool:
    """More pixels than are opened here."""
    return image.width * image.height > MOST_PIXELS


def _picture_is_whole(content: bytes, media: Media, *, opened: bool) -> bool:
    try:
        image = picture(content, media)
        if opened and not is_too_large(image):
            image.load()
    except Image.DecompressionBombError:
        return True
    except Exception:  # noqa: BLE001 - decoders raise of every kind on what somebody made to break them
        return False
    return True


def _ending(content: bytes) -> str:
    try:
        found = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        return ""
    return str(found[0].extension).lower() if found else ""
