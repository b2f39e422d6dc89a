"""Which role speaks to the database, and what it sees before it has said who it is."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import connection

from samaki.database import session

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def asked(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_pages_speak_as_the_application_role():
    assert asked("select current_user") == settings.ROLES["app"]


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["worker", "intake"])
def test_a_session_takes_a_role_on_and_lays_it_down(role):
    with session(role, NOW):
        assert asked("select current_user") == settings.ROLES[role]
    assert asked("select current_user") == settings.ROLES["app"]


@pytest.mark.django_db
def test_the_public_role_has_no_session_while_nothing_is_published():
    begins = f"select has_function_privilege('{settings.ROLES['public']}', 'app.begin(uuid, timestamptz)', 'execute')"
    assert asked(begins) is False
    assert asked(begins.replace(settings.ROLES["public"], settings.ROLES["intake"])) is True


@pytest.mark.django_db
def test_the_application_role_owns_nothing_and_passes_no_policy():
    owned = asked(
        "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = current_user"
    )
    assert owned == 0
    assert asked("select rolsuper or rolbypassrls from pg_roles where rolname = current_user") is False


@pytest.mark.django_db(transaction=True)
def test_committed_rows_are_gone_after_the_test(owner):
    owner.execute("insert into heartbeat (name, beat_at) values ('test', now())")
    assert asked("select count(*) from heartbeat") == 1


@pytest.mark.django_db(transaction=True)
def test_the_one_before_left_nothing():
    assert asked("select count(*) from heartbeat") == 0
