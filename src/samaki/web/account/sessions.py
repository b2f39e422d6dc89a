"""Django's sessions in the database, read by a query whose plan is kept: it is the first thing that every page does."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from samaki.database.prepared import fetch

QUERY = """select session_data, expire_date from django_session
  where session_key = %(key)s and expire_date > %(now)s"""


class SessionStore(db.SessionStore):
    """The same table and the same rows."""

    def _get_session_from_db(self) -> Any:
        found = fetch(QUERY, {"key": self.session_key, "now": timezone.now()})
        if not found:
            self._session_key = None
            return None
        data, expires = found[0]
        return self.model(session_key=str(self.session_key), session_data=data, expire_date=expires)
