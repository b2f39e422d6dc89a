"""The database as a room: embedded server, roles, row security, sessions."""

from samaki.database.ids import uuid7
from samaki.database.sessions import begin, current_alias, lock, session, story

__all__ = ["begin", "current_alias", "lock", "session", "story", "uuid7"]
