"""The roles: each with a password of its own, and no more power than its name says."""

import psycopg
import pytest

from samaki.database import roles
from samaki.database.folder import current


def connect(role: str, database: str) -> psycopg.Connection:
    return psycopg.connect(**{**roles.parameters(current(), role), "dbname": database})


@pytest.fixture
def database(django_db_setup, database_name):
    return database_name


@pytest.mark.parametrize("role", [role for role in roles.LOGINS if role != "owner"])
def test_a_role_enters_with_its_own_password_and_has_no_power_over_the_server(role, database):
    with connect(role, database) as connection:
        row = connection.execute(
            "select current_user, rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication"
            " from pg_roles where rolname = current_user"
        ).fetchone()
    assert row == (roles.names()[role], False)


@pytest.mark.parametrize("role", [role for role in roles.LOGINS if role != "owner"])
def test_a_role_cannot_become_another(role, database):
    other = "worker" if role == "app" else "app"
    with connect(role, database) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f'set role "{roles.names()[other]}"')


@pytest.mark.parametrize("role", [role for role in roles.LOGINS if role != "owner"])
def test_a_role_makes_no_tables(role, database):
    with connect(role, database) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("create table mine (one int)")


@pytest.mark.parametrize("role", ["intake", "public"])
def test_public_roles_read_no_case(role, database):
    with connect(role, database) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute('select * from "case"')


def test_making_roles_again_changes_no_password(database):
    before = current().roles.read_text()
    roles.ensure(current())
    assert current().roles.read_text() == before


def test_the_prefix_keeps_installations_apart(monkeypatch):
    monkeypatch.setenv("SAMAKI_ROLE_PREFIX", "north")
    assert roles.names()["app"] == "north_app"


def test_an_outside_url_is_the_owners_and_the_others_use_its_place(monkeypatch, tmp_path):
    from samaki.database.folder import Folder

    monkeypatch.setenv("DATABASE_URL", "postgresql://boss:pw@db:5433/cases?sslmode=require")
    monkeypatch.setenv("SAMAKI_ROLE_PREFIX", "samaki")
    assert roles.parameters(Folder(tmp_path), "owner")["user"] == "boss"
    assert roles.parameters(Folder(tmp_path), "app") == {
        "host": "db",
        "port": "5433",
        "dbname": "cases",
        "sslmode": "require",
        "user": "samaki_app",
        "password": "",
    }
