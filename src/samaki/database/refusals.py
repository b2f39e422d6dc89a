"""How an operation says no: a sentence that the user understands."""

from __future__ import annotations

from typing import Self

from django.utils.translation import gettext as _


class Refusal(Exception):
    """An act that is not done. `sentence` is in the reader's language; `code` is stable for programs."""

    status = 409
    code = "refused"

    def __init__(self, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code or self.code
        self.about: tuple[str, object] | None = None

    def leading_to(self, kind: str, key: object) -> Self:
        """Where to go on: the `kind` of thing (a page knows its address) and its key."""
        self.about = (kind, key)
        return self


class NotAllowed(Refusal):
    """This member may not do this, however often they try."""

    status = 403
    code = "not_allowed"


class CannotMove(Refusal):
    """The state machine has no such move from here."""

    status = 409
    code = "cannot_move"


class UnitClosed(CannotMove):
    """Work was about to go to a unit that is closed, or is being closed at this moment."""

    code = "unit_closed"

    def __init__(self) -> None:
        super().__init__(_("This unit is closed. Choose another unit."))


class Stale(Refusal):
    """Somebody else changed the record in between."""

    status = 412
    code = "stale"


class Invalid(Refusal):
    """The input cannot be understood. `field` names where."""

    status = 422
    code = "invalid"

    def __init__(self, sentence: str, field: str = "", code: str = "") -> None:
        super().__init__(sentence, code)
        self.field = field
