"""Checkpoints as text: signed notes of a tree's head (C2SP signed-note and tlog-checkpoint), Ed25519.

    <origin>                    the name of the log
    <size>                      how many leaves, in decimal
    <root>                      base64
    time <RFC 3339 UTC>         an extension line: when the head was signed

    — <name> <base64 of 4 bytes of the key's hash and the signature of everything above the empty line>

The verification key that witnesses keep is `<name>+<hash in hex>+<base64 of 0x01 and the public key>`.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
MARK = "— "
LARGEST = 10_000
"""Letters of a note that is looked at."""


class BadNote(Exception):
    """No checkpoint, or not signed with the key; the text is a sentence."""


@dataclass(frozen=True)
class Checkpoint:
    """What a note says. `root`: 32 bytes; `signed_at`: None where the note has no such line."""

    origin: str
    size: int
    root: bytes
    signed_at: datetime | None = None

    def text(self) -> str:
        """The signed lines, the last line feed included."""
        lines = [self.origin, str(self.size), base64.b64encode(self.root).decode()]
        lines += [f"time {self.signed_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"] if self.signed_at else []
        return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Signer:
    """The log's key and its name, which is also the origin: it follows from the key, so two logs never share one."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    @property
    def name(self) -> str:
        return f"samaki-ledger/{sha256(self.public).hexdigest()[:16]}"

    @property
    def vkey(self) -> str:
        """The verification key, as it is given to witnesses."""
        key = ED25519 + self.public
        return f"{self.name}+{key_hash(self.name, key).hex()}+{base64.b64encode(key).decode()}"

    def sign(self, size: int, root: bytes, now: datetime) -> str:
        """The note of this head."""
        text = Checkpoint(self.name, size, root, now).text()
        signature = key_hash(self.name, ED25519 + self.public) + self.private.sign(text.encode())
        return f"{text}\n{MARK}{self.name} {base64.b64encode(signature).decode()}\n"


def key_hash(name: str, key: bytes) -> bytes:
    """The 4 bytes by which a signature names its key."""
    return sha256(name.encode() + b"\n" + key).digest()[:4]


def read(note: str, vkey: str) -> Checkpoint:
    """What a note says, its signature by this key checked. Raises BadNote."""
    text, signatures = _parts(note)
    name, hashed, public = _key(vkey)
    for line in signatures:
        signer, _space, coded = line.removeprefix(MARK).partition(" ")
        raw = _decoded(coded)
        if signer == name and raw[:4] == hashed:
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(raw[4:], text.encode())
            except InvalidSignature:
                raise BadNote("The checkpoint was changed after it was signed: its signature does not hold.") from None
            return parsed(text)
    raise BadNote(f"The checkpoint is not signed by this log ({name}), but by: {', '.join(_names(signatures))}.")


def parsed(text: str) -> Checkpoint:
    """The lines above the signatures. Raises BadNote."""
    lines = text.split("\n")[:-1]
    if len(lines) < 3 or not lines[0] or "" in lines:
        raise BadNote("This is no checkpoint: name, size and root are missing.")
    size, root = lines[1], _decoded(lines[2])
    if not size.isascii() or not size.isdigit() or str(int(size[:20])) != size or len(root) != 32:
        raise BadNote("This is no checkpoint: its size or root cannot be read.")
    moment = next((line[5:] for line in lines[3:] if line.startswith("time ")), "")
    try:
        return Checkpoint(lines[0], int(size), root, datetime.fromisoformat(moment) if moment else None)
    except ValueError:
        raise BadNote("This is no checkpoint: its time cannot be read.") from None


def _parts(note: str) -> tuple[str, list[str]]:
    text, parted, signatures = note[:LARGEST].replace("\r\n", "\n").rpartition("\n\n")
    lines = [line for line in signatures.split("\n") if line]
    if not parted or not lines or not all(line.startswith(MARK) for line in lines):
        raise BadNote("This is no signed checkpoint: its signature is missing.")
    return text + "\n", lines


def _key(vkey: str) -> tuple[str, bytes, bytes]:
    name, _plus, rest = vkey.strip().partition("+")
    hashed, _plus, coded = rest.partition("+")
    key = _decoded(coded)
    if len(key) != 33 or key[:1] != ED25519 or key_hash(name, key).hex() != hashed:
        raise BadNote("The verification key cannot be read.")
    return name, key_hash(name, key), key[1:]


def _names(signatures: list[str]) -> list[str]:
    return [line.removeprefix(MARK).partition(" ")[0] for line in signatures]


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise BadNote("This is no checkpoint: a line of it is not base64.") from None
