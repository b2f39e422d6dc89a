"""How an operation says no: a sentence that the user understands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ParamSpec, Self, TypeVar

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


class NotForThem(CannotMove):
    """A step was about to go to the unit that it is hidden from; the sentence does not say why."""

    code = "not_for_them"

    def __init__(self) -> None:
        super().__init__(_("This unit cannot be asked for this step. Choose another unit."))


class NoPart(CannotMove):
    """Work on a case was about to go to a unit that must have no part in it."""

    code = "no_part"

    def __init__(self) -> None:
        super().__init__(_("This unit can take no part in this case. Choose another unit."))


class Erased(Refusal):
    """What was said there is gone for good: two officers decided it, and a certificate stands in its place."""

    status = 410
    code = "erased"

    def __init__(self) -> None:
        super().__init__(
            _("This was erased. What was written here cannot be opened again by anybody, and nothing new is added.")
        )


class MustBeKept(CannotMove):
    """Something stands against erasing."""

    code = "must_be_kept"

    def __init__(self) -> None:
        super().__init__(_("This cannot be erased now: something stands against it. Its page says what."))


class Stale(Refusal):
    """Somebody else changed the record in between."""

    status = 412
    code = "stale"

    def __init__(self, sentence: str, row: object = None) -> None:
        """`row`: the key of what was changed, so that a page can say by whom."""
        super().__init__(sentence)
        self.row = row


class Invalid(Refusal):
    """The input cannot be understood. `field` names where; `others` are further fields of the same form."""

    status = 422
    code = "invalid"

    def __init__(self, sentence: str, field: str = "", code: str = "") -> None:
        super().__init__(sentence, code)
        self.field = field
        self.others: tuple[Invalid, ...] = ()

    @property
    def each(self) -> tuple[Invalid, ...]:
        """This one and the others: one for each wrong field."""
        return (self, *self.others)

    def renamed(self, **names: str) -> Self:
        """The same of a form that calls these fields by other names."""
        for one in self.each:
            one.field = names.get(one.field, one.field)
        return self


P = ParamSpec("P")
R = TypeVar("R")


class Gathered:
    """What is wrong with the fields of one form; `together` makes it and tells it."""

    def __init__(self) -> None:
        self.refusals: list[Invalid] = []

    def wrong(self, sentence: str, field: str = "") -> None:
        """One field is wrong; the others are still looked at."""
        self.add(Invalid(sentence, field=field))

    def of(self, look: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
        """What `look` answers; None where it raises Invalid, which is told with the others."""
        try:
            return look(*args, **kwargs)
        except Invalid as refusal:
            self.add(refusal)
            return None

    def add(self, refusal: Invalid) -> None:
        """All fields of a refusal, each once."""
        self.refusals += [one for one in refusal.each if one not in self.refusals]

    def as_one(self) -> Invalid:
        """The first of each field; the others go with the first of all."""
        by_place: dict[str, Invalid] = {}
        for one in self.refusals:
            by_place.setdefault(one.field or one.sentence, one)
        first, *others = by_place.values()
        for one in others:
            one.others = ()
        first.others = tuple(others)
        return first


_told: ContextVar[Gathered | None] = ContextVar("what is wrong with a form, while it is read", default=None)


def tell(refusal: Invalid) -> None:
    """One field cannot be read: raises it; in a block of `together` it waits there until the others have been read."""
    told = _told.get()
    if told is None:
        raise refusal
    told.add(refusal)


@contextmanager
def together() -> Iterator[Gathered]:
    """What is wrong with several fields is told at once: the end of the block raises one Invalid with all of them.

    Blocks stand in one another: an operation that a page calls while it reads its form tells the page's fields with its
    own, before it writes. What an act without such a block wrote is undone with the transaction of the form.
    """
    told = _told.get() or Gathered()
    token = _told.set(told)
    try:
        yield told
    except Invalid as refusal:
        told.add(refusal)
    finally:
        _told.reset(token)
    if told.refusals:
        raise told.as_one()
