"""Protection at court: each measure from asked to provided, in any order; what is missing before the next day; promises with one holder."""

import itertools

import pytest

from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.jobs.tick import tick
from samaki.journeys.desk import desk_items
from samaki.journeys.protections import measures, promising, queries
from samaki.journeys.protections.models import ChildPromise, Protection
from samaki.journeys.protections.states import PROMISE, PROTECTION
from samaki.ledger.models import LedgerEntry
from tests.acting import act
from tests.journeys.children.about import DAY, measure, moved, notices, other_of, promised, said, unit
from tests.journeys.hearings.sitting import entered, postponed


def court(by, now, child):
    with session("app", now, by.id):
        return queries.at_court(child, now)


def test_a_measure_goes_from_asked_to_ordered_to_provided_and_each_keeps_its_day(cast, now, case, child):
    police, social = cast["duty.pp"], cast["social.pp"]
    day = entered(police, now, case, children=(child,))
    row = measure(social, now, child, hearing=day, text="the blue screen")
    assert court(police, now, child).missing[0].id == row.id
    with pytest.raises(CannotMove, match="on the list already"):
        measure(police, now, child, hearing=day)
    with pytest.raises(Invalid):
        moved(police, now, row, "refuse")
    with pytest.raises(Invalid, match="goes with"):
        moved(police, now, row, "provide", reason="broken")
    with pytest.raises(Stale):
        moved(police, now, row, "order", version=9)
    moved(police, now + DAY, row, "order", text="order 7", version=1)
    made = moved(social, now + 9 * DAY, row, "provide")
    assert (made.asked_at, made.ordered_at, made.provided_at) == (now, now + DAY, now + 9 * DAY)
    assert (made.asked_unit, made.ordered_unit, made.provided_unit) == (social.unit_id, police.unit_id, social.unit_id)
    with session("app", now, police.id):
        assert queries.words_of([made])[made.id] == ["the blue screen", "order 7"]
        assert [one.facts["state"] for one in LedgerEntry.objects.filter(act__startswith="protection.").order_by("id")] == [
            "asked", "ordered", "provided"]  # fmt: skip
    about = court(police, now, child)
    assert about.missing == []
    assert "screen" not in about.unasked
    assert "video_link" in about.unasked
    assert court(police, now + 20 * DAY, child).next is None, "a day that is over is not the next one"
    failed = moved(police, now + 9 * DAY, row, "fail", reason="broken")
    assert (failed.state, failed.provided_at, failed.ordered_at) == ("not_provided", None, now + DAY)


@pytest.mark.parametrize("first", ["ask", "order", "provide", "fail"])
def test_word_of_a_measure_is_taken_in_any_order(first, cast, now, child):
    police = cast["duty.pp"]
    row = measure(police, now, child, "breaks", move=first, reason="broken" if first == "fail" else "")
    assert row.asked_at == now
    for move in itertools.chain(*itertools.permutations(("order", "provide", "fail"))):
        moved(police, now, row, move, reason="broken" if move == "fail" else "")
    with session("app", now, police.id):
        found = Protection.objects.get(id=row.id)
        assert (found.state, found.ordered_at) == ("not_provided" if found.provided_at is None else "provided", now)
    assert all(state in PROTECTION for moves in PROTECTION.values() for state in moves.values())
    assert all(state in PROMISE for moves in PROMISE.values() for state in moves.values())


def test_measures_are_read_by_who_works_for_the_child_and_not_for_the_other(cast, now, case, child):
    police, social, stranger = cast["duty.pp"], cast["social.pp"], cast["ngo.pp"]
    other = other_of(police, now, case, child)
    measure(police, now, child)
    row = measure(police, now, other, "closed_court")
    promised(police, now, other)
    assert [one.measure for one in court(social, now, child).measures] == ["screen"]
    assert court(social, now, other).measures == []
    assert court(social, now, other).promises == []
    assert court(stranger, now, child).measures == []
    with pytest.raises((NotAllowed, Protection.DoesNotExist)):
        moved(social, now, row, "order")
    with pytest.raises(NotAllowed):
        measure(social, now, other, "breaks")


def test_a_new_day_takes_over_what_stood_for_the_day_before_by_a_press_and_not_by_itself(cast, now, case, child):
    police = cast["duty.pp"]
    day = entered(police, now, case, children=(child,))
    moved(police, now, measure(police, now, child, hearing=day, text="the blue screen"), "order")
    moved(police, now, measure(police, now, child, "breaks", hearing=day), "drop")
    postponed(police, now, day, now + 30 * DAY)
    about = court(police, now, child)
    assert about.next is not None
    assert [one.measure for one in about.carried(about.next)] == ["screen"]
    [made] = act(police, measures.carry_protections, now, case=case, child=child, hearing=about.next)
    assert (made.state, made.ordered_at, made.measure) == ("asked", None, "screen"), (
        "nobody knows yet whether the order stands"
    )
    with session("app", now, police.id):
        assert queries.words_of([made])[made.id] == ["the blue screen"]
    with pytest.raises(CannotMove, match="nothing of the day before"):
        act(police, measures.carry_protections, now, case=case, child=child, hearing=about.next)


def test_a_promise_waits_with_one_unit_until_it_says_what_became_of_it(cast, now, child):
    police, social = cast["duty.pp"], cast["social.pp"]
    row = promised(police, now, child, owner=social.unit, text="a visit on Friday")
    assert notices("promise_yours") == [social.unit_id]
    for member, waits in ((social, [row.id]), (police, [])):
        with session("app", now, member.id):
            assert [item.id for item in desk_items(member, now) if item.kind == "promise"] == waits
    tick(row.due_at + DAY / 24)
    assert notices("promise_late") == [social.unit_id]
    tick(row.due_at + 3 * DAY)
    assert sorted(notices("promise_late")) == sorted([social.unit_id, social.unit_id, police.unit_id])
    later = now + 5 * DAY
    with pytest.raises(Invalid, match="few words why"):
        said(social, later, row, "break")
    broken = said(social, later, row, "break", text="the road was closed")
    assert (broken.state, broken.call_at, broken.said_unit) == ("not_kept", None, social.unit_id)
    assert notices("promise_said") == [police.unit_id]
    with pytest.raises(Invalid):
        said(social, later, row, "reopen", due_at=now)
    again = said(social, later, row, "reopen", due_at=later + 2 * DAY)
    assert (again.state, again.call_at, again.level) == ("open", later + 2 * DAY, 0)
    kept = said(police, later, row, "keep")
    assert kept.state == "kept"
    tick(later + 40 * DAY)
    assert len(notices("promise_late")) == 3
    gone = act(police, promising.mark_promise_error, later, promise_id=row.id, text="another child")
    assert (gone.state, gone.call_at) == ("in_error", None)
    with pytest.raises(CannotMove):
        said(social, later, row, "keep")


def test_a_promise_needs_a_unit_that_works_for_the_child_and_a_day_ahead(cast, now, child):
    police = cast["duty.pp"]
    with pytest.raises(Invalid) as refused:
        promised(police, now, child, owner=unit("ngo-pp"), days=-1, sort="x", text="y" * 5000)
    assert sorted(one.field for one in refused.value.each) == ["due_at", "owner", "sort", "text"]
    with pytest.raises(Invalid, match="more than two years"):
        promised(police, now, child, days=900)
    assert not ChildPromise.objects.exists()
