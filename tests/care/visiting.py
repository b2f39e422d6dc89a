"""A telephone in the field: seals a visit note to the server's key as `visits.js` does."""

import base64
import json
import uuid
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import ec

from samaki.care.visits.arriving import Waited, writer_of
from samaki.vault import outbox


def sealed(plain, info, point=None):
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point or outbox.public_point())
    return outbox.SUITE.encrypt(plain, theirs, info)


def waited(by, code, text, *, written_at, sent_at=None, child=None, key=None, instead=None):
    """The note of this member as it waits; `instead`: what stands in it in another way."""
    key, written = key or uuid.uuid4(), written_at.isoformat()
    bare = Waited(key, written, written_at, sent_at or written_at, b"")
    words = {"writer": writer_of(by), "code": code, "child": child, "text": text} | (instead or {})
    plain = json.dumps(words).encode()
    return Waited(
        key, written, written_at, sent_at or written_at, sealed(plain + b" " * (1024 - len(plain) % 1024), bare.info)
    )


def body(note, sent_at=None):
    """As the page sends it."""
    text = base64.urlsafe_b64encode(note.sealed).rstrip(b"=").decode()
    return {
        "key": str(note.key),
        "written": note.written,
        "sent": (sent_at or note.sent_at).isoformat(),
        "sealed": text,
    }


DAYS = timedelta(days=2)
