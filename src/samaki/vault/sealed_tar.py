"""A tar sealed with age (https://age-encryption.org/v1): written and read piece by piece, no clear byte of it on the disk.

Who has an identity reads it without this software: `age -d -i IDENTITY FILE | tar -x`. age authenticates each block, its
place and the end of the file, so what was changed, cut or joined does not open.
"""

from __future__ import annotations

import io
import os
import re
import tarfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

import pyrage

Identities = Sequence[pyrage.x25519.Identity]
Recipients = Sequence[pyrage.x25519.Recipient]
Member = tuple[str, bytes]
"""A name and its content, held in memory: large things go in numbered parts."""


HEAD = 100_000
"""Bytes in which the head of a file ends, however many recipients there are."""
STANZA = re.compile(rb"X25519 [A-Za-z0-9+/]{43}\n[A-Za-z0-9+/]{43}")


class CannotOpen(Exception):
    """The file is no such tar, is damaged, or is sealed to others; the text is a sentence for the operator."""


class OtherKeys(CannotOpen):
    """The file is whole as far as can be told, and none of the given identities opens it. `recipients`: to how many it is
    sealed; which they are it does not tell."""

    def __init__(self, file: Path, recipients: int) -> None:
        super().__init__(f"{file} is sealed to other keys than the given ones.")
        self.recipients = recipients


def write(into: IO[bytes], members: Iterable[Member], to: Recipients) -> None:
    """Seal these members. What goes wrong while they are made is raised as it was."""
    pulled = _Pulled(_tar(members))
    try:
        pyrage.encrypt_io(io.BufferedReader(pulled, 1 << 16), into, list(to))
    except pyrage.EncryptError:
        if pulled.failed is not None:
            raise pulled.failed from None
        raise


def read(file: Path, identities: Identities) -> Iterator[Member]:
    """The members in their order. Only when the last was given is it sure that none is missing; raises CannotOpen."""
    out, into = os.pipe()
    failed: list[Exception] = []
    opener = threading.Thread(target=_open, args=(file, into, identities, failed), daemon=True)
    with os.fdopen(out, "rb") as clear:
        opener.start()
        try:
            with tarfile.open(fileobj=clear, mode="r|") as tar:
                for one in tar:
                    content = tar.extractfile(one)
                    yield one.name, content.read() if content else b""
            while clear.read(1 << 16):
                pass  # what pads the end belongs to what is authenticated
        except (tarfile.TarError, EOFError):
            failed.append(CannotOpen(f"{file} is damaged: what was sealed in it is not whole."))
    opener.join()
    if failed:
        raise _as_sentence(failed[0], file)


def _open(file: Path, into: int, identities: Identities, failed: list[Exception]) -> None:
    try:
        with os.fdopen(into, "wb") as clear, file.open("rb") as sealed:
            pyrage.decrypt_io(sealed, clear, list(identities))
    except Exception as problem:  # noqa: BLE001 - told by the reader, in whose thread it is raised
        failed.insert(0, problem)


def _as_sentence(problem: Exception, file: Path) -> Exception:
    said = str(problem)
    if isinstance(problem, CannotOpen) or (isinstance(problem, OSError) and problem.errno):
        return problem
    if "No matching keys" in said:
        sealed_to = _recipients(file)
        return (
            OtherKeys(file, sealed_to) if sealed_to else CannotOpen(f"{file} is damaged: its beginning is not whole.")
        )
    if isinstance(problem, pyrage.DecryptError):
        return CannotOpen(f"{file} is no backup, or its beginning is damaged.")
    return CannotOpen(f"{file} is damaged: it was changed or cut after it was written. Take another backup.")


def _recipients(file: Path) -> int:
    """How many X25519 recipients the head names; 0 where the head is not whole (https://age-encryption.org/v1)."""
    with file.open("rb") as sealed:
        head, ends, _rest = sealed.read(HEAD).partition(b"\n--- ")
    stanzas = head.split(b"\n-> ")[1:]
    whole = [STANZA.fullmatch(one) for one in stanzas if one.startswith(b"X25519")]
    return len(whole) if ends and all(whole) else 0


def tarred(members: Iterable[Member]) -> bytes:
    """A small tar, clear and in memory, for what is sealed at once."""
    return b"".join(_tar(members))


def _tar(members: Iterable[Member]) -> Iterator[bytes]:
    for name, content in members:
        head = tarfile.TarInfo(name)
        head.size, head.mode = len(content), 0o600
        yield head.tobuf(tarfile.USTAR_FORMAT)
        yield content
        yield bytes(-len(content) % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)


class _Pulled(io.RawIOBase):
    """Pieces as they are made, as a file to be read from. `failed`: why they could not be made to their end."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.left = pieces, memoryview(b"")
        self.failed: Exception | None = None

    def readable(self) -> bool:
        """For the buffer in front of it."""
        return True

    def readinto(self, given: memoryview) -> int:  # type: ignore[override]
        """As many bytes as there are of the piece at hand; 0 at the end."""
        try:
            while not self.left and (piece := next(self.pieces, None)) is not None:
                self.left = memoryview(piece)
        except Exception as problem:
            self.failed = problem
            raise
        size = min(len(given), len(self.left))
        given[:size], self.left = self.left[:size], self.left[size:]
        return size
