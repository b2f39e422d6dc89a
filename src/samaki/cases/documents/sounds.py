"""The working copy of a sound or a film: what is heard and seen, without what its file tells of place, device and time.

Nothing is decoded. Tags are cut off or put over with zeros at the same length, so that what is left stays where it was.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from samaki.cases.documents.media import Media

TELLING = (b"udta", b"meta", b"uuid", b"free", b"skip", b"wide")
"""Boxes of an MP4, 3GP or QuickTime file that say who, where and with what (ISO/IEC 14496-12, QuickTime File Format)."""
HOLDING = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts")
TIMED = (b"mvhd", b"tkhd", b"mdhd")
DEEPEST = 12


def sound_copy(content: bytes, media: Media) -> tuple[bytes, str] | None:
    """(bytes, kind) of the copy; None where none is made."""
    made = WAYS.get(media.code)
    if made is None:
        return None
    try:
        return made(content), media.code
    except (ValueError, IndexError, struct.error):  # the original is sealed all the same
        return None


def of_mp3(content: bytes) -> bytes:
    """Without ID3v2 in front, and ID3v1 and APEv2 behind."""
    start, end = 0, len(content)
    while content[start : start + 3] == b"ID3":
        size = content[start + 6 : start + 10]
        start += 10 + sum((byte & 0x7F) << shift for byte, shift in zip(size, (21, 14, 7, 0), strict=True))
        start += 10 if content[start - 5] & 0x10 and content[start : start + 3] == b"3DI" else 0
    if content[end - 128 : end - 125] == b"TAG":
        end -= 128
    if content[end - 32 : end - 24] == b"APETAGEX":
        end -= int.from_bytes(content[end - 20 : end - 16], "little") + 32
    first = content[start:end].find(b"\xff")
    if first < 0:
        raise ValueError("no frame of sound")
    return content[start + first : end]


def of_wav(content: bytes) -> bytes:
    """Its form and its sound, of all chunks (RIFF)."""
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise ValueError("no WAVE")
    kept, place = [], 12
    while place + 8 <= len(content):
        name, size = content[place : place + 4], int.from_bytes(content[place + 4 : place + 8], "little")
        if name in (b"fmt ", b"fact", b"data"):
            chunk = content[place + 8 : place + 8 + size]
            kept.append(name + len(chunk).to_bytes(4, "little") + chunk + b"\0" * (len(chunk) % 2))
        place += 8 + size + size % 2
    if not kept:
        raise ValueError("no chunks")
    body = b"".join(kept)
    return b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WAVE" + body


def of_mp4(content: bytes) -> bytes:
    """What tells is put over with zeros; the times at which it was made too. Places of the sound in the file stay right."""
    into = bytearray(content)
    _silence(into, 0, len(into), 0)
    return bytes(into)


def _silence(into: bytearray, start: int, end: int, depth: int) -> None:
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    for name, place, inner, ends in _boxes(into, start, end):
        if name in TELLING:
            into[place + 4 : place + 8] = b"free"
            into[inner:ends] = bytes(ends - inner)
        elif name in HOLDING:
            _silence(into, inner, ends, depth + 1)
        elif name in TIMED:
            wide = 16 if into[inner] == 1 else 8
            into[inner + 4 : inner + 4 + wide] = bytes(wide)


def _boxes(into: bytearray, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """(name, where it begins, where its content begins, where it ends) of each box."""
    while start + 8 <= end:
        size, head = int.from_bytes(into[start : start + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(into[start + 8 : start + 16], "big"), 16
        size = end - start if size == 0 else size
        if size < head or start + size > end:
            raise ValueError("a box that does not fit")
        yield bytes(into[start + 4 : start + 8]), start, start + head, start + size
        start += size


def of_ogg(content: bytes) -> bytes:
    """The second packet, with its comments, says nothing any more; checksums of its pages are made anew (RFC 3533, 7845)."""
    into, done = bytearray(content), 0
    packet: list[int] = []
    pages: list[tuple[int, int]] = []
    for place, size, lacing, body in _pages(into):
        touched = False
        for value in lacing:
            if done == 1:
                packet += range(body, body + value)
                touched = True
            body += value
            done += value < 255
        if touched:
            pages.append((place, size))
        if done >= 2:
            break
    _say_nothing(into, packet)
    for place, size in pages:
        into[place + 22 : place + 26] = bytes(4)
        into[place + 22 : place + 26] = _checksum(into[place : place + size]).to_bytes(4, "little")
    return bytes(into)


def _pages(into: bytearray) -> Iterator[tuple[int, int, bytes, int]]:
    place = 0
    while place + 27 <= len(into):
        if into[place : place + 4] != b"OggS":
            raise ValueError("no page where one must stand")
        lacing = bytes(into[place + 27 : place + 27 + into[place + 26]])
        body = place + 27 + len(lacing)
        yield place, 27 + len(lacing) + sum(lacing), lacing, body
        place = body + sum(lacing)


def _say_nothing(into: bytearray, packet: list[int]) -> None:
    """The same number of bytes: a maker of blanks, and no comment."""
    told = bytes(into[at] for at in packet)
    head = next((mark for mark in (b"OpusTags", b"\x03vorbis") if told.startswith(mark)), None)
    if head is None:
        raise ValueError("another sort of stream")
    tail = b"\x01" if head != b"OpusTags" else b""
    room = len(told) - len(head) - 8 - len(tail)
    if room < 0:
        raise ValueError("too short for comments")
    said = head + room.to_bytes(4, "little") + b" " * room + bytes(4) + tail
    for at, value in zip(packet, said, strict=True):
        into[at] = value


def _checksum(page: bytes | bytearray) -> int:
    """CRC-32 of Ogg: polynomial 04C11DB7, from zero, not reflected."""
    found = 0
    for byte in page:
        found = (found << 8 & 0xFFFFFFFF) ^ _TABLE[(found >> 24) ^ byte]
    return found


def _row(number: int) -> int:
    found = number << 24
    for _bit in range(8):
        found = (found << 1 ^ 0x04C11DB7 if found & 0x80000000 else found << 1) & 0xFFFFFFFF
    return found


_TABLE = [_row(number) for number in range(256)]

WAYS: dict[str, Callable[[bytes], bytes]] = {
    "mp3": of_mp3, "wav": of_wav, "ogg": of_ogg, "amr": lambda content: content,
    "m4a": of_mp4, "mp4": of_mp4, "3gp": of_mp4, "mov": of_mp4,
}  # fmt: skip
"""Kind -> how its copy is made. An AMR has no place for anything but sound (RFC 4867)."""
