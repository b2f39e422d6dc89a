"""The cast of a test: written by the real function once in a process, afterwards by the statements that it sent."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg import ClientCursor

from samaki.database import roles
from samaki.database.folder import current
from samaki.simulation.cast import assemble


def write_cast(now: datetime) -> None:
    """As the owner, inside the transaction of the test; everybody has been there for 900 days."""
    with connection.cursor() as cursor:
        cursor.execute(f'set role "{roles.parameters(current(), "owner")["user"]}"')
        if sent := _sent(now):
            cursor.execute(";".join(sent))
        else:
            with connection.execute_wrapper(_Kept(sent)):
                assemble(now - timedelta(days=900), "a password of the tests", using="default")
        cursor.execute(f'set role "{settings.ROLES["app"]}"')


@cache
def _sent(now: datetime) -> list[str]:
    """The inserts for this moment, which is the same in nearly all tests; empty until they were made, which is slower than running them."""
    return []


class _Kept:
    """Keeps each insert with its values, as text, while it is sent."""

    def __init__(self, sent: list[str]) -> None:
        self.sent = sent

    def __call__(self, execute: Callable[..., Any], statement: str, values: Any, many: bool, context: Any) -> Any:
        if statement.startswith("INSERT"):
            self.sent.append(ClientCursor(connection.connection).mogrify(statement, values))
        return execute(statement, values, many, context)
