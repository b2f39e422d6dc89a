"""A release is counted safe, answered by every agency whose data it is, and only then public; nothing small can be worked out of it."""

from __future__ import annotations

import itertools
import json

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.figures.disclosure import WHOLE
from samaki.insights.publication import counting, operations
from samaki.publicstats import shapes, states
from tests.acting import act
from tests.everything import rows, seen_by
from tests.publicstats.releasing import OWNERS, YES_NO, again, approved, drafted, kept, published, submitted


def public(statement="select number, state, content, reason, corrected_by from published_release order by number"):
    with seen_by("public") as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def acts(row):
    return [
        act
        for (act,) in rows("select act from ledger_entry where subject_id = %s order by id", [row.id], role="auditor")
    ]


def test_every_agency_is_asked_and_only_then_everybody_reads_it(cast, now):
    kept(cast, now, 2025)
    row = drafted(cast, now, 2025)
    assert row.content["tables"][0]["code"] == "I1.v1"
    assert {str(one) for one in row.owners} == {str(cast[name].unit.agency_id) for name in OWNERS}
    assert row.sha256 == shapes.digest(row.content)
    with pytest.raises(CannotMove, match="as the release stands now"):
        act(cast["oversight"], operations.publish_release, now, release_id=row.id, sha256=row.sha256)
    row = submitted(cast, row, now)
    with pytest.raises(NotAllowed, match="Nothing that your agency did"):
        act(cast["ngo.pp"], operations.approve_release, now, release_id=row.id, sha256=row.sha256)
    with pytest.raises(Stale):
        act(cast["officer.pp"], operations.approve_release, now, release_id=row.id, sha256="0" * 64)
    row = approved(cast, row, now, OWNERS[:1])
    assert row.state == "in_review"
    with pytest.raises(CannotMove, match="already"):
        approved(cast, row, now, OWNERS[:1])
    row = approved(cast, row, now, OWNERS[1:])
    assert (row.state, public()) == ("approved", [])
    act(cast["oversight"], operations.publish_release, now, release_id=row.id, sha256=row.sha256)
    [(number, state, content, _reason, _later)] = public()
    assert (number, state, json.loads(content)) == (row.number, "published", row.content)
    assert acts(row) == ["publication.draft", "publication.count", "publication.submit", "publication.approve",
                         "publication.approve", "publication.publish"]  # fmt: skip


def test_one_agency_sends_it_back_and_all_answers_lapse(cast, now):
    kept(cast, now, 2025)
    row = approved(cast, submitted(cast, drafted(cast, now, 2025), now), now)
    with pytest.raises(Invalid, match="Choose a reason"):
        act(
            cast["officer.pp"],
            operations.send_back_release,
            now,
            release_id=row.id,
            sha256=row.sha256,
            reason="because",
        )
    act(
        cast["officer.pp"],
        operations.send_back_release,
        now,
        release_id=row.id,
        sha256=row.sha256,
        reason="wrong_figure",
    )
    row = again(cast, row, now)
    assert (row.state, row.reason) == ("draft", "wrong_figure")
    row = submitted(cast, row, now)
    row = approved(cast, row, now, OWNERS[:1])
    assert row.state == "in_review", "the agency that had approved is asked again"
    with pytest.raises(CannotMove, match="Another release is being prepared"):
        drafted(cast, now, 2024)
    with pytest.raises(Invalid, match="have ended"):
        drafted(cast, now, now.year)
    with pytest.raises(NotAllowed):
        act(cast["officer.pp"], operations.draft_release, now, years=[2025], base=5)


def small(year):
    """(area, outcome) whose true count is below ten, reckoned by hand from the toy country."""
    inner = {}
    for area, pair in YES_NO.items():
        place = area if area in counting.areas() else counting.ELSEWHERE
        for outcome, count in zip(("yes", "not"), pair, strict=True):
            inner[place, outcome] = inner.get((place, outcome), 0) + count
    found = dict(inner)
    for (area, outcome), count in inner.items():
        for key in ((area, WHOLE), (WHOLE, outcome), (WHOLE, WHOLE)):
            found[key] = found.get(key, 0) + count
    places = {*counting.areas(), WHOLE}
    return {("I1.v1", str(year), *key): found.get(key, 0) for key in itertools.product(places, ("yes", "not", WHOLE))
            if found.get(key, 0) < 10}  # fmt: skip


def test_with_every_table_of_every_release_nobody_can_say_more_of_a_small_count_than_that_it_is_small(cast, now):
    kept(cast, now, 2024)
    first = published(cast, now, 2024)
    with session("worker", now):  # one entry comes late, into a year that is published
        cell = counting.MeasureCell.objects.filter(month__year=2024, area="12").first()
        cell.tally["no"] += 1
        cell.save()
    kept(cast, now, 2025)
    second = published(cast, now, 2025, 2024)
    assert shapes.found(second.content, "I1.v1", 2024) == shapes.found(first.content, "I1.v1", 2024), (
        "carried as published"
    )
    found = shapes.attacked([first.content, second.content])
    hidden = small(2024) | small(2025)
    assert ("I1.v1", "2025", "17", "not") in hidden
    for key, count in hidden.items():
        assert found[key].protects(), key
        assert found[key].low - 1e-6 <= count <= found[key].high, key
    shown = {key: count for table in second.content["tables"] for key, count in shapes.cells(table).items()}
    assert shown[WHOLE, WHOLE] == 755
    assert all(count is None or count % 5 == 0 for count in shown.values())


def test_a_correction_shows_the_old_figure_beside_the_new_one_and_opens_nothing_that_was_hidden(cast, now):
    kept(cast, now, 2025)
    first = published(cast, now, 2025)
    with session("worker", now):
        cell = counting.MeasureCell.objects.filter(month__year=2025, area="12").first()
        cell.tally["yes"] += 40
        cell.save()
    with pytest.raises(Invalid, match="Choose a reason"):
        drafted(cast, now, 2025, corrects=first.number)
    second = published(cast, now, 2025, corrects=first.number, reason="wrong_figure")
    told = shapes.changes(first.content, second.content)
    assert {(one["area"], one["outcome"]) for one in told} >= {(WHOLE, WHOLE)}
    assert all(one["after"] == one["before"] + 40 for one in told)
    before, after = (shapes.cells(row.content["tables"][0]) for row in (first, second))
    assert {key for key, count in before.items() if count is None} <= {
        key for key, count in after.items() if count is None
    }
    assert [row[1] for row in public()] == ["corrected", "published"]
    assert public()[0][4] == second.number
    for key in small(2025):
        assert shapes.attacked([first.content, second.content])[key].protects()
    act(cast["oversight"], operations.withdraw_release, now, release_id=second.id, reason="tells_too_much")
    assert [(row[1], row[2] is None) for row in public()] == [("corrected", False), ("withdrawn", True)]


def test_the_public_role_reads_the_published_table_and_nothing_else(cast, now):
    kept(cast, now, 2025)
    published(cast, now, 2025)
    asked = "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v')"
    tables = [name for (name,) in rows(asked)]
    readable = set()
    for table in tables:
        with seen_by("public") as cursor:
            given = [f'public."{table}"'] * 2
            cursor.execute("select has_table_privilege(%s, 'select') or has_any_column_privilege(%s, 'select')", given)
            if cursor.fetchone()[0]:
                readable.add(table)
    assert readable == {"governance_published", "published_release"}
    for statement in ("select content from release_of_figures", "select * from measure_cell", 'select * from "case"',
                      "update published_release set state = 'published'", "delete from published_release",
                      "insert into published_release (id) values (gen_random_uuid())"):  # fmt: skip
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            seen_by("public") as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.parametrize(
    ("name", "statement", "refusal"),
    [
        ("oversight", "update release_of_figures set state = 'approved'", "release_needs_all|not every agency"),
        ("oversight", "update release_of_figures set state = 'published'", "release_moves|no such move"),
        ("oversight", "update release_of_figures set content = '{}'", "permission denied"),
        ("officer.pp", "insert into published_release (id) values (gen_random_uuid())", "permission denied"),
        ("oversight", "update release_answer set agrees = true", "permission denied"),
    ],
)
def test_the_database_refuses_what_the_stories_never_do(cast, now, name, statement, refusal):
    kept(cast, now, 2025)
    submitted(cast, drafted(cast, now, 2025), now)
    with (
        pytest.raises((ProgrammingError, IntegrityError), match=refusal),
        session("app", now, cast[name].id),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_table_of_states_is_the_one_of_the_database(now, db):
    text = rows("select prosrc from pg_proc where proname = 'release_moves'")[0][0]
    for start, end in itertools.permutations(states.STATES, 2):
        assert (f"('{start}', '{end}')" in text) == ((start, end) in states.steps()), (start, end)
