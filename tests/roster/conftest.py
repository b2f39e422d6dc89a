"""What tests of rosters may use."""

from contextlib import contextmanager

import pytest


@pytest.fixture
def owner_writes(db):
    """For a moment the session writes as the owner: what no page can do, as a member who is gone."""
    from django.conf import settings
    from django.db import connection

    from samaki.database import roles
    from samaki.database.folder import current

    @contextmanager
    def writes():
        with connection.cursor() as cursor:
            cursor.execute(f'set role "{roles.parameters(current(), "owner")["user"]}"')
            yield
            cursor.execute(f'set role "{settings.ROLES["app"]}"')

    return writes
