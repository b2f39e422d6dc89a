"""What migrations write again and again: a table under row security with its policies, and functions that look past them.

No migration itself (its name begins with an underscore). Frozen for those that have landed and use it: add, never change.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings


def secure(cursor: Any, policies: Mapping[str, Mapping[str, Mapping[str, str]]]) -> None:
    """Row security, forced, on each table; a policy and its grant for each right. `policies`: table -> role -> right -> condition.

    The condition of an update is what of the row is seen before and after. The definer sees everything: give it its grants.
    """
    definer = settings.ROLES["definer"]
    for table, roles in policies.items():
        cursor.execute(f"alter table {table} enable row level security")
        cursor.execute(f"alter table {table} force row level security")
        cursor.execute(f'create policy definer_all on {table} to "{definer}" using (true) with check (true)')
        for role, rights in roles.items():
            for right, condition in rights.items():
                allow(cursor, role, table, right, condition)


def allow(cursor: Any, role: str, table: str, right: str, condition: str) -> None:
    """One policy and its grant."""
    name = settings.ROLES[role]
    clause = f"with check ({condition})" if right == "insert" else f"using ({condition})"
    clause += f" with check ({condition})" if right == "update" else ""
    cursor.execute(f'create policy {role}_{right} on {table} for {right} to "{name}" {clause}')
    cursor.execute(f'grant {right} on {table} to "{name}"')


def define(cursor: Any, statements: str, functions: Mapping[str, tuple[str, ...]]) -> None:
    """Functions of the definer, who looks past row security. `functions`: signature -> roles that may call it."""
    cursor.execute(statements)
    for function, roles in functions.items():
        cursor.execute(f'alter function {function} owner to "{settings.ROLES["definer"]}"')
        cursor.execute(f"revoke all on function {function} from public")
        for role in roles:
            cursor.execute(f'grant execute on function {function} to "{settings.ROLES[role]}"')
