"""Codes of a body that are on no list, told together with what is wrong with its shape: whoever sends it mends all of it at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ninja import Schema
from pydantic import ConfigDict, ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import InitErrorDetails, PydanticCustomError

KIND = "not_listed"
"""The type of such an error."""


class Body(Schema):
    """A body that takes its own fields and no other. Where its shape is wrong, codes that are on no list are told with it; where it is
    right, the operation looks at them."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="wrap")
    @classmethod
    def told_at_once(cls, given: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """The body; raises what is wrong with all of its fields."""
        try:
            return handler(given)
        except ValidationError as error:
            raise with_codes(error, cls.model_fields, given) from error


def with_codes(error: ValidationError, known: Mapping[str, FieldInfo], given: Any) -> ValidationError:
    """The same error and one for each field of the body whose text is no code of its list."""
    told = [_again(one) for one in error.errors(include_url=False)]
    more = [InitErrorDetails(type=PydanticCustomError(KIND, "not on the list"), loc=(name,), input=value)
            for name, one in known.items() if (value := _text(given, name)) and (codes := _codes(one)) and value not in codes]  # fmt: skip
    return ValidationError.from_exception_data(error.title, [*told, *more])


def _again(one: Any) -> InitErrorDetails:
    """An error as it is given to a new one."""
    made = InitErrorDetails(type=one["type"], loc=one["loc"], input=one["input"])
    return made if "ctx" not in one else InitErrorDetails(**made, ctx=one["ctx"])


def _text(given: Any, name: str) -> str:
    """What the body says there; nothing where it is no short text."""
    value = given.get(name) if isinstance(given, Mapping) else getattr(given, name, None)
    return value.strip() if isinstance(value, str) and len(value) <= LONGEST else ""


LONGEST = 200
"""Letters of a code, as `fields.Code` bounds it."""


def _codes(one: FieldInfo) -> list[str]:
    """The codes that the document lists for the field; none where it lists none."""
    extra = one.json_schema_extra
    schema: dict[str, Any] = dict(extra) if isinstance(extra, dict) else {}
    if callable(extra):
        extra(schema)
    found = schema.get("enum", [])
    return [*found] if isinstance(found, list) else []
