"""Answers on their way: sealed in one hidden field of the form, so that neither browser nor server keeps them."""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from dataclasses import dataclass, field

from samaki.vault import sealing as vault

PLACE = "public.report.draft"


@dataclass
class Draft:
    """The answers so far, and the idempotency key under which they will be sent once."""

    key: uuid.UUID = field(default_factory=uuid.uuid4)
    answers: dict[str, str] = field(default_factory=dict)
    checking: bool = False

    def sealed(self) -> str:
        """The hidden field's text."""
        text = json.dumps({"key": str(self.key), "answers": self.answers, "checking": self.checking})
        return base64.urlsafe_b64encode(vault.installation_seal("draft", text, PLACE)).decode()


def opened(text: str) -> Draft | None:
    """The draft of a hidden field; None when it was changed or is not ours."""
    try:
        raw = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
        found = json.loads(vault.installation_unseal("draft", raw, PLACE))
        return Draft(uuid.UUID(found["key"]), dict(found["answers"]), bool(found["checking"]))
    except (vault.CannotOpen, ValueError, KeyError, TypeError, binascii.Error):
        return None
