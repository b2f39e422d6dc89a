"""Django's sessions in the database, read by a query whose plan is kept: it is the first thing that every page does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends import db
from django.utils import timezone

from samaki.database.prepared import fetch

QUERY = "select session_data, expire_date, signed_in, used_at, proved_at from app.session_of(%(key)s, %(now)s)"


@dataclass(frozen=True)
class Signed:
    """What stands beside a session: which sign-in it is, when it was last used (rounded), when it was last proved."""

    id: UUID
    used_at: datetime
    proved_at: datetime | None


class SessionStore(db.SessionStore):
    """The same table and the same rows; a session whose sign-in was ended is none. `signed`: None before signing in."""

    signed: Signed | None = None

    def _get_session_from_db(self) -> Any:
        found = fetch(QUERY, {"key": self.session_key, "now": timezone.now()})
        if not found:
            self._session_key = None
            return None
        data, expires, signed_in, used_at, proved_at = found[0]
        self.signed = Signed(signed_in, used_at, proved_at) if signed_in else None
        return self.model(session_key=str(self.session_key), session_data=data, expire_date=expires)
