"""Who is asking: one transaction, one database role, one set of principals.

`session(role, now, member)` opens the transaction in which a story runs. The policies read what `app.begin` set
(LOCAL, so it ends with the transaction) and never the database's clock. Outside a session the application role
sees no row of a case.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connections, transaction
from django.db.models import Model
from psycopg import sql

from samaki.database.refusals import Erased, MustBeKept, NoPart, NotForThem, Refusal, UnitClosed

P = ParamSpec("P")
R = TypeVar("R")

_alias: ContextVar[str] = ContextVar("samaki_alias", default="default")

STORIES: dict[str, Callable[..., Any]] = {}
"""Every operation that changes something, by dotted name; a test proves that each writes to the ledger."""


_heard: ContextVar[list[tuple[str, Any]] | None] = ContextVar("samaki_heard", default=None)


@contextmanager
def hearing() -> Iterator[list[tuple[str, Any]]]:
    """(name, answer) of each story that is told inside, those that others are made of first."""
    heard: list[tuple[str, Any]] = []
    token = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(token)


def current_alias() -> str:
    """The Django alias, so the database role, on which the current story runs."""
    return _alias.get()


class RoleRouter:
    """Sends the ORM to the connection of the role whose session is open."""

    def db_for_read(self, model: type, **hints: Any) -> str:
        return current_alias()

    def db_for_write(self, model: type, **hints: Any) -> str:
        return current_alias()

    def allow_relation(self, a: object, b: object, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"


def story(operation: Callable[P, R]) -> Callable[P, R]:
    """Mark an operation: it runs in one transaction of the open session, and is known to the ledger test."""

    @functools.wraps(operation)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        with _refusals_of_triggers(), whole():
            answer = operation(*args, **kwargs)
        if (heard := _heard.get()) is not None:
            heard.append((operation.__name__, answer))
        return answer

    STORIES[f"{operation.__module__}.{operation.__name__}"] = told
    return told


REFUSALS: dict[str, Callable[[], Refusal]] = {
    "unit_takes_work": UnitClosed,
    "wall_stands": NoPart,
    "pressure_hides": NotForThem,
    "erased_stands": Erased,
    "stands_against_erasure": MustBeKept,
}
"""Trigger that refuses -> what the user is told."""


@contextmanager
def _refusals_of_triggers() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        trigger = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if trigger in REFUSALS:
            raise REFUSALS[trigger]() from error
        raise


def whole() -> AbstractContextManager[None]:
    """All of the block or nothing of it, in the open session: to go back to, or, where that is `alone`, to fall with."""
    return transaction.atomic(using=current_alias(), savepoint=not _alone.get())


_read: ContextVar[dict[Any, Any] | None] = ContextVar("samaki_read", default=None)


def read_here() -> dict[Any, Any]:
    """What the open session has read once and need not ask for again, such as a key; a new one outside of a session."""
    known = _read.get()
    return {} if known is None else known


_alone: ContextVar[bool] = ContextVar("samaki_alone", default=False)


@contextmanager
def session(role: str, now: datetime, member: UUID | None = None) -> Iterator[None]:
    """One transaction as `role` ("app", "worker", "intake", "public") at `now`, with the principals of `member`."""
    alias = settings.ROLE_ALIASES[role]
    token, read = _alias.set(alias), _read.set({})
    outermost = not connections[alias].in_atomic_block
    try:
        with transaction.atomic(using=alias), _assumed(alias, role), _sent_together(alias, outermost):
            begin(member, now)
            yield
    finally:
        _alias.reset(token)
        _read.reset(read)


def alone(role: str, now: datetime, act: Callable[[], R]) -> R:
    """`act`, a story that only adds, in a session of its own, which falls with it: no savepoint stands in it.

    What gives nothing back is sent with what is asked next, and its error is raised there, or before the commit; what asks how many
    rows it changed (`save`, `update`, `delete`) does not belong here. What lost against an act of the same moment is begun once
    more, and finds what that one wrote.
    """
    token = _alone.set(True)
    try:
        return _begun(role, now, act)
    except (IntegrityError, UnitClosed):
        return _begun(role, now, act)
    finally:
        _alone.reset(token)


def _begun(role: str, now: datetime, act: Callable[[], R]) -> R:
    with _refusals_of_triggers(), session(role, now):
        return act()


@contextmanager
def _sent_together(alias: str, outermost: bool) -> Iterator[None]:
    """The commit goes along with what was written last, which the server skips after an error; Django finds it done."""
    if not _alone.get():
        yield
        return
    connection: Any = connections[alias]
    with whole(), connection.wrap_database_errors, connection.connection.pipeline():
        yield
        if outermost:
            connection.connection.execute("commit")


def begin(member: UUID | None, now: datetime) -> None:
    """Set the principals and the time that every policy of this transaction reads; what others have read is not theirs."""
    read_here().clear()
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.begin(%s, %s)", [member, now])


def lock(row_id: UUID) -> None:
    """One story at a time about this case or report, until the transaction ends; sees no row, so needs no right."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(row_id)])


def lock_of(table: type[Model], key: UUID, column: str = "case_id") -> None:
    """`lock` for the case (or the `column`) of a row, in one question. Raises the table's DoesNotExist when the row is not
    this session's to see: row security answers before the lock is asked for."""
    names = sql.Identifier(column), sql.Identifier(table._meta.db_table)
    question = sql.SQL("select pg_advisory_xact_lock(hashtextextended({}::text, 0)) from {} where id = %s").format(
        *names
    )
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(question, [key])
        if cursor.fetchone() is None:
            raise table.DoesNotExist  # type: ignore[attr-defined]


@contextmanager
def glance(now: datetime) -> Iterator[None]:
    """Single reads as the clock, each by itself: what it may see (rows that wait) asks for no principals and no time."""
    if settings.ROLES_SHARE_CONNECTION:
        with session("worker", now):
            yield
        return
    token = _alias.set(settings.ROLE_ALIASES["worker"])
    try:
        yield
    finally:
        _alias.reset(token)


@contextmanager
def _assumed(alias: str, role: str) -> Iterator[None]:
    """Where several roles share one connection (tests), take the role on and lay it down again."""
    if not settings.ROLES_SHARE_CONNECTION or role == "app":
        yield
        return
    with connections[alias].cursor() as cursor:
        cursor.execute(f'set local role "{settings.ROLES[role]}"')
    try:
        yield
    finally:
        if not connections[alias].needs_rollback:
            with connections[alias].cursor() as cursor:
                cursor.execute(f'set local role "{settings.ROLES["app"]}"')
