"""The database as a room: embedded server, roles, row security, sessions."""

from samaki.database.adding import add, at_once
from samaki.database.ids import uuid7
from samaki.database.sessions import (
    alone,
    begin,
    current_alias,
    glance,
    lock,
    lock_of,
    read_here,
    session,
    story,
    whole,
)

__all__ = [
    "add",
    "alone",
    "at_once",
    "begin",
    "current_alias",
    "glance",
    "lock",
    "lock_of",
    "read_here",
    "session",
    "story",
    "uuid7",
    "whole",
]
