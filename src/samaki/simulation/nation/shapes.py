"""Rows as PostgreSQL's binary COPY takes them, by the models: names, types and defaults are read there and nowhere repeated.

A row is an object of its table's class, whose class attributes are the model's defaults. Moments are whole microseconds since 1970,
keys are `Key`, JSON stands as its bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from struct import Struct
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from samaki.simulation.nation.draws import Key

HEADER = b"PGCOPY\n\xff\r\n\0" + b"\0" * 8
TRAILER = b"\xff\xff"
NULL = b"\xff\xff\xff\xff"
EPOCH = 946_684_800_000_000
"""1 January 2000 UTC, from which PostgreSQL counts, in microseconds since 1970."""

_length = Struct(">i").pack
_small, _whole, _big = Struct(">ih").pack, Struct(">ii").pack, Struct(">iq").pack
_span = Struct(">iqii").pack
_eight = Struct(">q").pack
_count = Struct(">h").pack
KEY = b"\0\0\0\x10"
TRUE, FALSE = b"\0\0\0\1\1", b"\0\0\0\1\0"
INT8 = 20

Encoder = Callable[[Any], bytes]


@lru_cache(maxsize=20_000)
def text(value: str) -> bytes:
    """Codes come again and again."""
    raw = value.encode()
    return _length(len(raw)) + raw


def moment(value: int | None) -> bytes:
    return NULL if value is None else _big(8, value - EPOCH)


def key(value: Key | None) -> bytes:
    return NULL if value is None else KEY + value.raw


def document(value: bytes) -> bytes:
    return _length(len(value) + 1) + b"\1" + value


def content(value: bytes | None) -> bytes:
    return NULL if value is None else _length(len(value)) + value


def small(value: int | None) -> bytes:
    return NULL if value is None else _small(2, value)


def whole(value: int | None) -> bytes:
    return NULL if value is None else _whole(4, value)


def big(value: int | None) -> bytes:
    return NULL if value is None else _big(8, value)


def span(value: int | None) -> bytes:
    return NULL if value is None else _span(16, value, 0, 0)


def flag(value: bool | None) -> bytes:
    return NULL if value is None else TRUE if value else FALSE


def numbers(values: list[int]) -> bytes:
    """bigint[]: dimensions, no nulls, type of the elements, length, first index, elements."""
    body = _length(1 if values else 0) + _length(0) + _length(INT8)
    if values:
        body += _length(len(values)) + _length(1) + b"".join([_length(8) + _eight(one) for one in values])
    return _length(len(body)) + body


ENCODERS: tuple[tuple[type[Any], Encoder], ...] = (
    (models.UUIDField, key),
    (models.TextField, text),
    (models.DateTimeField, moment),
    (models.BooleanField, flag),
    (models.JSONField, document),
    (models.BinaryField, content),
    (models.DurationField, span),
    (models.PositiveSmallIntegerField, small),
    (models.SmallIntegerField, small),
    (models.BigIntegerField, big),
    (models.IntegerField, whole),
    (ArrayField, numbers),
)
"""The first that fits, so the narrower kinds of number stand before the wider."""


class Row:
    """One row of a table: what is not said of it is the model's default."""

    shape: Shape

    def __init__(self, **given: Any) -> None:
        self.__dict__.update(given)

    def encoded(self) -> bytes:
        """The row as COPY takes it."""
        shape = self.shape
        return shape.head + b"".join([encoder(getattr(self, name)) for name, encoder in shape.fields])


@dataclass(frozen=True)
class Shape:
    """A table: its columns in the order of the fields, and how each value is written. `head`: how many there are."""

    table: str
    columns: tuple[str, ...]
    fields: tuple[tuple[str, Encoder], ...]
    head: bytes


def row_of(model: type[models.Model]) -> type[Row]:
    """The class of the rows of this model's table."""
    fields = [field for field in model._meta.concrete_fields]
    shape = Shape(
        model._meta.db_table,
        tuple(str(field.column) for field in fields),
        tuple((field.attname, _encoder(field)) for field in fields),
        _count(len(fields)),
    )
    defaults = {field.attname: _default(field) for field in fields if not field.primary_key}
    return type(model.__name__, (Row,), {**defaults, "shape": shape})


def _encoder(field: models.Field[Any, Any]) -> Encoder:
    target: Any = field
    while target.remote_field is not None:
        target = target.target_field
    return next(encoder for kind, encoder in ENCODERS if isinstance(target, kind))


def _default(field: models.Field[Any, Any]) -> Any:
    if isinstance(field, models.JSONField):
        return b"[]" if field.default is list else b"{}"
    return field.get_default() if field.has_default() else None
