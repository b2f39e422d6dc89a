"""New rows are written as the ORM writes them; what is sent at once fails as what is sent one by one."""

import uuid
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from samaki.database import add, alone, at_once, current_alias, session
from samaki.database.postgresql.base import still_there
from samaki.intake import operations as intake
from samaki.intake.models import Report, ReporterRecord
from samaki.ledger.models import LedgerEntry
from samaki.notices.models import Notice
from samaki.vault.models import DataKey

NOW = datetime(2026, 3, 1, 2, tzinfo=UTC)
SETTINGS = ("app.principals", "app.walls", "app.hidden", "app.now", "app.member")


def notice(dedupe):
    return Notice(
        to_unit=1, kind="report.new", subject_kind="report", subject_id=uuid.uuid4(), dedupe=dedupe, made_at=NOW
    )


def asked(question, *given):
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        return cursor.fetchone()


@pytest.mark.parametrize("table", [DataKey, LedgerEntry, Notice, Report, ReporterRecord])
def test_no_value_of_such_a_table_needs_more_than_its_place_in_the_statement(table):
    """The columns that the ORM casts or leaves to the database are none of these."""
    for field in table._meta.concrete_fields:
        placed = getattr(field, "get_placeholder", None)
        assert placed is None or placed(b"", None, connection) == "%s", field.name
        assert not field.has_db_default(), field.name
        assert not field.generated, field.name


@pytest.mark.django_db
def test_a_row_that_was_added_is_the_row_that_the_orm_saves(superuser):
    one, other = notice("one"), notice("other")
    one.facts = other.facts = {"level": 2, "none": None}
    with session("worker", NOW):
        add(one)
        other.save(force_insert=True)
        rows = [Notice.objects.values().get(id=row.id) for row in (one, other)]
    alike = [{name: value for name, value in row.items() if name not in ("id", "subject_id", "dedupe")} for row in rows]
    assert alike[0] == alike[1]
    assert one._state.adding is False
    assert one._state.db == other._state.db


@pytest.mark.django_db
def test_an_error_of_what_was_sent_at_once_is_raised_at_the_end_and_costs_the_savepoint_alone():
    with session("worker", NOW):
        add(notice("kept"))
        with pytest.raises(IntegrityError) as refused, transaction.atomic(using=current_alias()), at_once():  # noqa: PT012
            add(notice("lost"))
            add(notice("kept"))
            add(notice("after"))
        assert refused.value.__cause__.diag.constraint_name
        assert sorted(Notice.objects.values_list("dedupe", flat=True)) == ["kept"]
        with at_once():
            add(notice("one"))
            add(notice("two"))
        assert sorted(Notice.objects.values_list("dedupe", flat=True)) == ["kept", "one", "two"]


@pytest.mark.django_db
def test_rows_that_are_added_at_once_are_one_statement(django_assert_num_queries):
    with session("worker", NOW), django_assert_num_queries(1), at_once():
        add(notice("one"))
        add(notice("two"))
        add(notice("three"))
    with session("worker", NOW):
        assert sorted(Notice.objects.values_list("dedupe", flat=True)) == ["one", "three", "two"]


@pytest.mark.django_db
def test_a_story_alone_that_lost_against_another_is_begun_once_more_and_nothing_of_its_first_time_stays():
    told = []

    def act():
        told.append(len(told))
        add(notice("mine"))
        add(notice("kept" if told == [0] else "later"))
        return len(told)

    with session("worker", NOW):
        add(notice("kept"))
    assert alone("worker", NOW, act) == 2
    with session("worker", NOW):
        assert sorted(Notice.objects.values_list("dedupe", flat=True)) == ["kept", "later", "mine"]
    with pytest.raises(IntegrityError):
        alone("worker", NOW, lambda: add(notice("kept")))
    with session("worker", NOW):
        assert Notice.objects.count() == 3


REFUSED_LATE = """create function refuse_late() returns trigger language plpgsql as
$$begin raise 'too late' using errcode = 'integrity_constraint_violation'; end$$;
create constraint trigger refused_late after insert on notice deferrable initially deferred
for each row when (new.dedupe = 'nobody') execute function refuse_late()"""


@pytest.fixture
def refuses_late(transactional_db, superuser):
    """What the database finds wrong when the commit comes, and no sooner."""
    superuser.execute(REFUSED_LATE)
    yield
    connection.close()
    superuser.execute("drop trigger refused_late on notice; drop function refuse_late()")


def test_a_story_alone_is_committed_with_its_last_rows_and_what_the_commit_refuses_leaves_nothing(
    refuses_late, superuser
):
    alone("worker", NOW, lambda: add(notice("mine")))
    kept = superuser.execute("select dedupe from notice").fetchall()
    with pytest.raises(IntegrityError, match="too late"):
        alone("worker", NOW, lambda: add(notice("nobody")))
    assert superuser.execute("select dedupe from notice").fetchall() == kept == [("mine",)]
    alone("worker", NOW, lambda: add(notice("after")))  # the connection is as good as before
    assert superuser.execute("select count(*) from notice").fetchone() == (2,)


@pytest.mark.django_db
def test_a_connection_whose_server_went_away_is_not_given_to_a_page():
    given = connection.get_connection_params() | {"autocommit": True}
    with psycopg.connect(**given) as one, psycopg.connect(**given) as other:
        for _time in range(2):
            still_there(one)
        other.execute("set role none")
        other.execute("select pg_terminate_backend(%s, 5000)", [one.info.backend_pid])
        with pytest.raises(psycopg.OperationalError):
            still_there(one)


@pytest.mark.django_db
def test_who_is_nobody_begins_with_nothing_of_who_was_there_before(cast):
    given = "select " + ", ".join(f"current_setting('{name}', true)" for name in SETTINGS)
    with session("app", NOW, cast["duty.pp"].id):
        before = asked(given)
        assert before[0] not in ("{}", "")
        assert before[4] == str(cast["duty.pp"].id)
    with session("intake", NOW):
        assert asked(given) == ("{}", "{}", "{}", str(NOW).replace("+00:00", "+00"), "")


@pytest.mark.django_db
def test_a_story_that_stands_alone_keeps_nothing_of_a_report_whose_key_had_another_body(cast):
    key = uuid.uuid4()

    def filed(words):
        told = intake.Told(what=words)
        return alone("intake", NOW, lambda: intake.file_report(told=told, key=key, channel="api", now=NOW))

    assert filed("words") == filed("words")
    with pytest.raises(intake.OtherBody):
        filed("other words")
    with session("worker", NOW):
        assert Report.objects.count() == 1
