"""Figures that are kept as acts happen: in any batches, counted anew, and asked of the rows themselves, they are equal."""

import random
import uuid
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from samaki.database import session
from samaki.insights import keeping, queries
from samaki.insights.definitions import MEASURES
from samaki.insights.models import MeasureCell, MeasurePosition
from samaki.intake import joining
from samaki.intake import operations as intake
from samaki.intake.models import Report
from samaki.intake.operations import Told
from samaki.journeys import opening
from samaki.ledger import sealing
from tests.acting import act, own_case, step_of
from tests.everything import rows, value
from tests.handoffs.moving import PATHS, attempt, brought_to

HOUR = timedelta(hours=1)


def kept(now):
    with session("worker", now):
        return sorted(
            (row.measure, row.area, row.unit, row.other, row.kind, row.month, tuple(sorted(row.tally.items())))
            for row in MeasureCell.objects.all()
        )


def told_of(cast, now, number):
    """So many reports in Phnom Penh, all held by the police there."""
    for _each in range(number):
        with session("intake", now):
            told = Told(what="what", where="Phnom Penh", danger="yes")
            intake.file_report(told=told, key=uuid.uuid4(), channel="web", now=now)
    duty = cast["duty.pp"]
    with session("app", now, duty.id):
        return list(Report.objects.filter(holder=duty.unit).order_by("id"))


def counted_in_batches(now, seed):
    """As the worker does, a few entries at a time."""
    sealing.seal_all(now)
    chance = random.Random(seed)
    while keeping.keep(now, most=chance.randint(1, 40)):
        pass


def worked(cast, now):
    """Hand-offs in every state; reports that are read, closed, joined and opened as cases."""
    duty = cast["duty.pp"]
    for state in PATHS:
        brought_to(state, duty, cast["ngo.pp"], now)
    first, second, third, fourth, _unread = told_of(cast, now, 5)
    for one in (first, second, third, fourth):
        act(duty, intake.acknowledge, now + timedelta(minutes=5), report_id=one.id)
    act(duty, opening.open_from_report, now + HOUR, report_id=first.id)
    act(duty, joining.join_report, now + HOUR, report_id=second.id, into=third.id, text="the same")
    act(duty, intake.close, now + HOUR, report_id=fourth.id, reason="not_substantiated")
    return first, fourth


def corrected(cast, now, closed):
    """What was counted is taken back, opened again and corrected."""
    duty, ngo = cast["duty.pp"], cast["ngo.pp"]
    act(duty, intake.reopen_report, now, report_id=closed.id, text="more became known")
    done = brought_to("completed", duty, ngo, now)
    counted_in_batches(now, 2)
    attempt("take_back", done.id, ngo, now)
    mended = own_case(duty, now)
    step = step_of(duty, now, mended, "first_safe_contact")
    assert step.state == "open"


def test_in_any_batches_or_counted_anew_or_asked_of_the_rows_figures_are_equal(cast, now):
    counted_in_batches(now, 0)
    _first, closed = worked(cast, now)
    later = now + timedelta(days=40)
    counted_in_batches(later, 1)
    corrected(cast, later, closed)
    counted_in_batches(later, 3)
    in_batches = kept(later)
    told = []
    assert keeping.recount(later, lambda done, whole: told.append((done, whole))) == value(
        "select count(*) from ledger_leaf", role="auditor"
    )
    assert kept(later) == in_batches
    assert told[-1][0] == told[-1][1] > 0
    assert keeping.keep(later) == 0

    with session("worker", later):
        months = queries.Months(now.date().replace(day=1), later.date().replace(day=1), later)
        found = {name: queries.table(one, months).figures[queries.WHOLE] for name, one in MEASURES.items()}
    answered = found["I3"]
    asked = "select count(*) from handoff where offered_at is not null and state <> 'entered_in_error'"
    assert answered.n + answered.open + answered.apart["away"] == value(asked)
    assert found["I1"].n == value("select count(*) from report")
    flow = {kind: table for kind, table in by_kind(later, months).items()}
    assert flow["report"].counts["pending"] == value(
        "select count(*) from report where state in ('new', 'acknowledged')"
    )
    assert flow["case"].counts["pending"] == value("""select count(*) from "case" where state = 'open'""")
    held = sum(one.counts["pending"] for kind, one in flow.items() if kind not in ("report", "case"))
    assert held == value("select count(*) from step where state in ('open', 'on_hold') and kind <> 'report_received'")
    assert found["I4"].value == 0, "somebody holds a step of every open case, at every moment"
    done = value(
        "select count(*) from step where state = 'done' and kind <> 'report_received' and ended_occurred_at <= due_at"
    )
    assert round(found["I5"].value * found["I5"].n) == done
    assert found["I8"].n == value("select count(*) from report")


def by_kind(now, months):
    with session("worker", now):
        found = queries.table(MEASURES["I6"], months, queries.by_kind).figures
    return {kind: one for kind, one in found.items() if kind != queries.WHOLE}


def test_other_definitions_are_counted_anew_by_themselves(cast, now):
    brought_to("confirmed", cast["duty.pp"], cast["ngo.pp"], now)
    counted_in_batches(now, 1)
    right = kept(now)
    with session("worker", now):
        MeasurePosition.objects.update(fingerprint="another country")
        MeasureCell.objects.filter(measure="I3").delete()
    assert keeping.keep(now) > 0
    assert kept(now) == right


def test_a_unit_reads_figures_in_which_it_has_a_side_and_nobody_writes_them(cast, now):
    brought_to("confirmed", cast["duty.pp"], cast["ngo.pp"], now)
    counted_in_batches(now, 1)
    duty, ngo, other = (cast[name] for name in ("duty.pp", "ngo.pp", "social.sr"))
    for member, sees in ((duty, True), (ngo, True), (other, False)):
        with session("app", now, member.id):
            seen = list(MeasureCell.objects.all())
            assert all(member.unit_id in (row.unit, row.other) for row in seen)
            assert bool([row for row in seen if row.measure == "C2"]) is sees
    assert MeasureCell.objects.count() == 0, "outside of a session"
    for statement in ("update measure_cell set tally = '{}'", "delete from measure_cell", "select app.measured_matters(0, 9, '{}')",
                      "select app.measured_facts('{}', '{}', 9, '{}')"):  # fmt: skip
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    columns = rows(
        "select column_name from information_schema.columns where table_name in ('measure_cell', 'measure_position')"
    )
    assert not {name for (name,) in columns if "case" in name or "report" in name or "person" in name}


def test_who_oversees_gets_sums_of_provinces_and_nothing_small(cast, now):
    oversight, months = cast["oversight"], queries.Months(now.date().replace(day=1), now.date().replace(day=1), now)
    for _number in range(5):
        own_case(cast["duty.pp"], now)
    counted_in_batches(now, 1)

    def seen(member):
        with session("app", now, member.id):
            return queries.table_of_all(MEASURES["I4"], months)

    assert (seen(oversight).figures["12"].n, seen(oversight).hidden) == (5, set())
    assert seen(cast["duty.pp"]).figures[queries.WHOLE].n == 0, "a unit reads its own"
    act(cast["duty.sr"], opening.open_own, now, area="17", urgency="normal")
    counted_in_batches(now, 2)
    found = seen(oversight)
    assert found.hidden == {"12", "17"}, "six in all, less five, would tell the one"
    assert (found.figures["12"].n, found.figures[queries.WHOLE].n) == (0, 6)
