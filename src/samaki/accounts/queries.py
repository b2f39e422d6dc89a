"""What is asked of accounts through functions of the database, for nobody may read them all."""

from __future__ import annotations

from django.db import connections

from samaki.database import current_alias


def forget_sign_ins() -> None:
    """As the worker: guesses are deleted after a day, sessions a day after their end, sign-ins after ninety days."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.forget_sign_ins()")
