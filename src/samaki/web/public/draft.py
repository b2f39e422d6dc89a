"""Answers on their way: sealed in one hidden field of the form, so that a form stands for itself, whatever became of its page."""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from samaki.vault import sealing as vault

PLACE = "public.report.draft"


@dataclass
class Draft:
    """The answers so far, and the idempotency key under which they will be sent once."""

    key: uuid.UUID = field(default_factory=uuid.uuid4)
    answers: dict[str, str] = field(default_factory=dict)
    checking: bool = False

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {"key": str(self.key), "answers": self.answers, "checking": self.checking}

    def sealed(self) -> str:
        """The hidden field's text."""
        text = json.dumps(self.plain(), ensure_ascii=False)
        return base64.urlsafe_b64encode(vault.installation_seal("draft", text, PLACE)).decode()


@dataclass
class Step:
    """The page that comes next: a question by its code, `check`, or `receipt` with its groups.

    `wrong` holds (field, sentence) of each that is wrong; `typed` holds answers that are too long to be taken, as they were typed.
    """

    place: str
    draft: Draft
    wrong: list[tuple[str, str]] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    receipt: str = ""
    at: str = ""
    """Of a receipt: when it was given (RFC 3339)."""

    def text(self) -> str:
        """For keeping it."""
        return json.dumps({**vars(self), "draft": self.draft.plain()}, ensure_ascii=False)


def made(found: dict[str, Any]) -> Draft:
    """A draft from JSON."""
    return Draft(uuid.UUID(found["key"]), dict(found["answers"]), bool(found["checking"]))


def opened(text: str) -> Draft | None:
    """The draft of a hidden field; None when it was changed or is not ours."""
    try:
        raw = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
        return made(json.loads(vault.installation_unseal("draft", raw, PLACE)))
    except (vault.CannotOpen, ValueError, KeyError, TypeError, binascii.Error):
        return None


def step(text: str) -> Step:
    """A page as it was kept."""
    found = json.loads(text)
    wrong = [(name, sentence) for name, sentence in found["wrong"]]
    return Step(**{**found, "draft": made(found["draft"]), "wrong": wrong})
