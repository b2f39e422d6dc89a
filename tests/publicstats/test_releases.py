"""A release is counted safe, answered by every agency whose data it is, and only then public; nothing small can be worked out of it."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.figures.disclosure import WHOLE
from samaki.insights.publication import counting, operations
from samaki.publicstats import shapes, states
from samaki.publicstats.shapes import ELSEWHERE
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


def test_years_in_which_nothing_was_done_are_not_asked_about(cast, now):
    row = drafted(cast, now, 2025)
    assert {count for table in row.content["tables"] for *_key, count in table["cells"]} == {None}
    with pytest.raises(CannotMove, match="Nothing was counted"):
        submitted(cast, row, now)


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
        act(cast["officer.pp"], operations.draft_release, now, years=[2025])


def small(year, measure="I1", counts=YES_NO):
    """Cells whose true count is below ten, reckoned by hand from the toy country: (measure, year, area, outcome) -> count."""
    found = dict.fromkeys(itertools.product((*counting.areas(), WHOLE), ("yes", "not", WHOLE)), 0)
    for area, pair in counts.items():
        place = area if area in counting.areas() else ELSEWHERE
        for outcome, count in zip(("yes", "not"), pair, strict=True):
            for key in itertools.product((place, WHOLE), (outcome, WHOLE)):
                found[key] += count
    return {(measure, str(year), *key): count for key, count in found.items() if count < 10}


def test_with_every_table_of_every_release_nobody_can_say_more_of_a_small_count_than_that_it_is_small(cast, now):
    draw, hidden = np.random.default_rng(9), {}
    for year in (2023, 2024, 2025):
        for measure in counting.PUBLIC:
            counts = {area: tuple(map(int, draw.choice([0, 1, 4, 8, 9, 10, 12, 31, 200], 2))) for area in YES_NO}
            counts = YES_NO if (measure, year) == ("I1", 2025) else counts
            kept(cast, now, year, measure, counts)
            hidden |= small(year, measure, counts)
    first = published(cast, now, 2023)
    with session("worker", now):  # one entry comes late, into a year that is published
        cell = counting.MeasureCell.objects.filter(month__year=2023, area="12", measure="I1").first()
        cell.tally["no"] += 1
        cell.save()
    second = published(cast, now, 2023, 2024, 2025)
    for table in first.content["tables"]:
        assert table in second.content["tables"], "carried as published"
    contents = [first.content, second.content]
    assert len(second.content["tables"]) == 3 * len(counting.PUBLIC)
    assert ("I1", "2025", "17", "not") in hidden
    assert len(hidden) > 100
    found = shapes.attacked(contents)
    for key, count in hidden.items():
        assert found[key].protects(), key
        assert found[key].low - 1e-6 <= count <= found[key].high, key
    shown = shapes.cells(shapes.found(second.content, "I1", 2025))
    assert shown[WHOLE, WHOLE] == 755
    assert all(count is None or count >= 10 for table in second.content["tables"] for *_key, count in table["cells"])


def test_no_step_is_counted_by_two_public_measures(cast, now):
    kept(cast, now, 2025, "I5", kind="first_police_response")
    for twice in ("first_safe_contact", "follow_up_6m", "follow_up_12m"):
        kept(cast, now, 2025, "I5", kind=twice)
    table = shapes.found(drafted(cast, now, 2025).content, "I5", 2025)
    assert shapes.cells(table)[WHOLE, WHOLE] == 755, (
        "a table of which another is a part would tell of what is hidden there"
    )
    assert table["without"] == ["first_safe_contact", "follow_up_12m", "follow_up_6m"]


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
    found = shapes.attacked([first.content, second.content])
    assert all(found[key].protects() for key in small(2025))
    act(cast["oversight"], operations.withdraw_release, now, release_id=second.id, reason="tells_too_much")
    assert [(row[1], row[2] is None) for row in public()] == [("corrected", False), ("withdrawn", True)]
    third = published(cast, now, 2025)  # nothing stands: neither what was corrected nor what was withdrawn is carried
    assert shapes.found(third.content, "I1", 2025)["release"] == third.number
    assert not shapes.changes(second.content, third.content)
    found = shapes.attacked([first.content, second.content, third.content])
    assert all(found[key].protects() for key in small(2025))


def test_the_public_role_reads_the_published_table_and_nothing_else(cast, now):
    kept(cast, now, 2025)
    published(cast, now, 2025)
    readable = """select relname from pg_class where relkind in ('r', 'p', 'v', 'm', 'f', 'S')
        and relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema', 'pg_toast')
        and (has_table_privilege(oid, 'select') or has_any_column_privilege(oid, 'select'))"""
    assert {name for (name,) in public(readable)} == {"governance_published", "published_release"}
    reached = """select n.nspname || '.' || p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname in ('app', 'public') and p.prosecdef
          and has_schema_privilege(n.oid, 'usage') and has_function_privilege(p.oid, 'execute')"""
    assert public(reached) == [], "no function that sees more than its caller"
    roles = "select rolname from pg_roles where rolname <> current_user and pg_has_role(oid, 'member')"
    assert public(roles) == []
    for statement in ("select content from release_of_figures", "select * from measure_cell", 'select * from "case"',
                      "update published_release set state = 'published'", "delete from published_release",
                      "insert into published_release (id) values (gen_random_uuid())"):  # fmt: skip
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            seen_by("public") as cursor,
        ):
            cursor.execute(statement)


REFUSED = (
    ("oversight", "update release_of_figures set state = 'approved'", "release_needs_all|not every agency"),
    ("oversight", "update release_of_figures set state = 'published'", "release_moves|no such move"),
    ("oversight", "update release_of_figures set content = '{}'", "permission denied"),
    ("officer.pp", "insert into published_release (id) values (gen_random_uuid())", "permission denied"),
    ("oversight", "update release_answer set agrees = true", "permission denied"),
)


def test_the_database_refuses_what_the_stories_never_do(cast, now):
    kept(cast, now, 2025)
    submitted(cast, drafted(cast, now, 2025), now)
    for name, statement, refusal in REFUSED:
        with (
            pytest.raises((ProgrammingError, IntegrityError), match=refusal),
            transaction.atomic(),
            session("app", now, cast[name].id),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_the_table_of_states_is_the_one_of_the_database(now, db):
    text = rows("select prosrc from pg_proc where proname = 'release_moves'")[0][0]
    for start, end in itertools.permutations(states.STATES, 2):
        assert (f"('{start}', '{end}')" in text) == ((start, end) in states.steps()), (start, end)
