"""What is wrong with a body, told in a sentence: missing, unknown, twice, too long, of the wrong type, out of range."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

from samaki.api import unlisted
from samaki.api.fields import clean
from samaki.database.refusals import Gathered, Invalid


class Twice(ValueError):
    """A body that gives one key twice: which of the two is meant, nobody can know."""

    def __init__(self, name: str) -> None:
        super().__init__("a key is given twice")
        self.name = name


class Once(Parser):
    """JSON in which every key of an object stands once."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body; raises Twice, or ValueError where it is no JSON."""
        return json.loads(request.body, object_pairs_hook=_each_once)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Twice(name)
        found[name] = value
    return found


def unknown_in(request: HttpRequest, taken: Iterable[str]) -> Invalid | None:
    """What is said of an address that asks for something the call does not have; None where all of it is known.

    `taken`: names of what the call took in, from its address and its body.
    """
    told = Gathered()
    for name in [name for name in request.GET if name not in taken or name == "body"][:MOST_NAMES]:
        said = {"field": shown(name)}
        told.wrong(
            _("This call takes no parameter %(field)s in its address. The API document lists those that it takes.")
            % said,
            shown(name),
        )
    return told.as_one() if told.refusals else None


MOST_NAMES = 20
"""Unknown names of an address that are told."""


def shown(name: str) -> str:
    """The name of a field as somebody sent it, fit to be told."""
    return clean(name)[:60] or "body"


def sentence(error: dict[str, Any], field: str) -> str:
    """One error of pydantic's as a sentence."""
    kind, limits = str(error.get("type", "")), error.get("ctx") or {}
    said = {
        "field": field,
        "most": limits.get("max_length", ""),
        "low": limits.get("ge", ""),
        "high": limits.get("le", ""),
    }
    if kind == "missing":
        return _("The field %(field)s is missing.") % said
    if kind == "extra_forbidden":
        return _("This call has no field %(field)s. The API document lists the fields that it takes.") % said
    if kind == "string_too_long":
        return _("The field %(field)s is too long: at most %(most)s letters.") % said
    if kind == "too_long":
        return _("The field %(field)s has too many entries: at most %(most)s.") % said
    if kind == unlisted.KIND:
        return _("Choose from the list.")
    if kind == "less_than_equal":
        return _("The number in the field %(field)s is too large: at most %(high)s.") % said
    if kind == "greater_than_equal":
        return _("The number in the field %(field)s is too small: at least %(low)s.") % said
    return _("The field %(field)s is of another type than the API document says.") % said


def all_of(errors: Iterable[dict[str, Any]]) -> Invalid:
    """Errors of pydantic's as one refusal."""
    told = Gathered()
    for error in errors or ({},):
        field = field_of(error.get("loc", ()))
        told.wrong(sentence(error, field), field)
    return told.as_one()


def field_of(place: Iterable[Any]) -> str:
    """The field's name out of a place of pydantic's."""
    names = [part for part in place if isinstance(part, str) and part not in ("body", "query", "path")]
    return shown(names[-1]) if names else "body"
