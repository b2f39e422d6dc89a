"""Connection parameters of a role in Django's words."""

from __future__ import annotations

import os
from typing import Any

from samaki.database import roles
from samaki.database.folder import Folder

DJANGO_WORDS = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
KEEPS_PLANS = {"server_side_binding": True, "prepare_threshold": 5}
"""Row security makes planning dearer than running: what a connection asks for the sixth time, the server plans no more."""
POOL_SIZES = {"app": 8, "intake": 3, "public": 2}


def connection_of(folder: Folder, role: str, *, testing: bool = False) -> dict[str, Any]:
    """One entry of DATABASES. Processes that serve pages (SAMAKI_POOL=1) keep connections in a pool.

    Its pauses between tries double: after `reconnect_timeout` it gives up, and the next page begins anew at once.
    """
    login = "owner" if testing else role
    found = roles.parameters(folder, login)
    options: dict[str, Any] = {word: value for word, value in found.items() if word not in DJANGO_WORDS}
    options["connect_timeout"] = 10
    if role != "owner":  # its statements are migrations: said once, and DDL takes no bound values
        options |= KEEPS_PLANS
    if testing and role != "owner":  # the owner takes on the role: a test then moves between roles in one transaction
        options["options"] = f"-c role={roles.names()[role]}"
    elif os.environ.get("SAMAKI_POOL") == "1" and role in POOL_SIZES:
        options["pool"] = {"min_size": 1, "max_size": POOL_SIZES[role], "timeout": 10, "reconnect_timeout": 5}
    return {
        "ENGINE": "samaki.database.postgresql",
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # the pool looks at each connection first: after a restart of the database all are dead
        "ATOMIC_REQUESTS": False,
        "OPTIONS": options,
        **{django: found.get(word, "") for word, django in DJANGO_WORDS.items()},
    }
