"""What every test may use: a database of its own process, as the application role; the owner beside it."""

import os

import psycopg
import pytest

from samaki.database import roles
from samaki.database.folder import current
from tests import databases

_run: databases.Run | None = None
_broom = pytest.StashKey[databases.Broom]()


def pytest_configure(config):
    """The first process starts the server; xdist's children find it in their environment."""
    global _run
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        _run = databases.Run()


def pytest_unconfigure(config):
    if _run is not None:
        _run.end()


def pytest_collection_modifyitems(items):
    items[:] = in_two_halves(items)
    if os.environ.get("SAMAKI_NIGHTLY") == "1":
        return
    for item in items:
        if item.get_closest_marker("nightly"):
            item.add_marker(pytest.mark.skip(reason="long form: ./samaki test --nightly"))


def in_two_halves(items):
    """What begins with installations of its own stands first in each half, which is where the two processes of a run begin: what is left
    for one to take over from the other at the end takes no time to begin with."""
    commands, browser = ([one for one in items if one.path.parent.name == name] for name in ("cli", "browser"))
    others = [one for one in items if one.path.parent.name not in ("cli", "browser")]
    middle = max(len(items) // 2 - len(commands), 0)
    return commands + others[:middle] + browser + others[middle:]


@pytest.fixture(scope="session")
def database_name():
    """The database of this process."""
    return f"{roles.prefix()}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_blocker, database_name):
    """Instead of pytest-django's: a clone of the migrated template; `default` is the application role."""
    with django_db_blocker.unblock():
        databases.make_database(database_name)
        databases.point_at(database_name)
        request.session.stash[_broom] = databases.Broom(database_name)
        yield
        from django.db import connections

        connections.close_all()


@pytest.fixture
def owner(django_db_setup, database_name):
    """A connection of the owner, in autocommit: set-up that committed rows need (with `transactional_db`).

    Row security is forced on the owner too. What a test left is emptied by `transactional_db`.
    """
    found = {**roles.parameters(current(), "owner"), "dbname": database_name}
    with psycopg.connect(**found, autocommit=True) as connection:
        yield connection


@pytest.fixture
def superuser(django_db_setup, database_name):
    """Sees every row: the embedded server's superuser (or DATABASE_URL's user) in this process's database."""
    with databases.superuser() as other:
        found = other.info.get_parameters() | {"password": other.info.password, "dbname": database_name}
    with psycopg.connect(**found, autocommit=True) as connection:
        if connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone() != (True,):
            pytest.skip("DATABASE_URL's user is no superuser: row security hides rows from it as well")
        yield connection


@pytest.fixture(autouse=True, scope="session")
def _empty_as_owner():
    """After a test with committed rows Django empties the tables; the application role may not, the owner does."""
    from django.test import TransactionTestCase

    def empty(self):
        from django.db import connections

        connections["default"].close()
        databases.empty(connections["default"].settings_dict["NAME"])

    before, TransactionTestCase._fixture_teardown = TransactionTestCase._fixture_teardown, empty
    yield
    TransactionTestCase._fixture_teardown = before


@pytest.fixture(autouse=True)
def _swept(request):
    """Dead rows of what tests rolled back are read past by every later test, and nothing vacuums here: away with them now and then."""
    yield
    if (broom := request.session.stash.get(_broom, None)) is not None:
        broom.after_a_test()


@pytest.fixture
def now():
    """The moment at which a test begins: a Tuesday in working hours, on nobody's clock."""
    from datetime import UTC, datetime

    return datetime(2026, 3, 3, 2, 0, tzinfo=UTC)


@pytest.fixture
def cast(db, now):
    """The standing cast, written as the owner inside the test's transaction: username -> member."""
    from samaki.agencies.models import Member
    from tests.standing import write_cast

    write_cast(now)
    return {member.username: member for member in Member.objects.select_related("unit__agency")}
