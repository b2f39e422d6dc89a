"""The lists: what stands in them, in which order, for whom; a page never shifts; naming many is never half."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from samaki.agencies.models import Member, Unit
from samaki.cases import holding
from samaki.cases.models import Case, Step
from samaki.database import session
from samaki.database.refusals import Invalid, NotAllowed
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.journeys import closing, doing
from samaki.journeys.lists import operations, queries
from samaki.journeys.lists.filters import Filter, codes_meant
from samaki.journeys.lists.models import SavedFilter
from samaki.ledger.models import LedgerEntry
from samaki.web.words import ring_state
from tests.acting import act, handoff_of, own_case, step_of, taken
from tests.everything import rows, seen_by

DAY = timedelta(days=1)


def listed(by, now, which="unit", limit=25, after=None, **narrowed):
    with session("app", now, by.id):
        return queries.rows_of(which, Filter(**narrowed), by=by, now=now, after=after, limit=limit)


def codes(by, now, which="unit", **narrowed):
    return [line.code for line in listed(by, now, which, **narrowed)[0]]


def whole(by, now, which, limit, between=lambda: None, **narrowed):
    """All lines of a list, page by page; `between` happens after each page."""
    found, after = [], None
    while True:
        page, more = listed(by, now, which, limit=limit, after=after, **narrowed)
        found += page
        if not more:
            return found
        after = queries.cursor_of(which, page[-1])
        between()


# ------------------------------------------------------------------ the way to the cases of a unit
def live(now):
    found = rows("select distinct unit, case_id from relation where until is null or until > %s", [now])
    return set(found)


def test_the_access_rows_are_the_live_relations_and_the_cases_as_they_are(cast, now):
    duty, social, ngo = cast["duty.pp"], cast["social.pp"], cast["ngo.pp"]
    case = own_case(duty, now, children=2)
    taken(case, "first_safe_contact", duty, social, now)
    asked = step_of(social, now, case, "first_safe_contact")
    later = now + timedelta(minutes=5)
    act(social, handoffs.hand_on, later, step_id=asked.id, to_unit=ngo.unit, why="", urgency="urgent")
    offered = handoff_of(social, later, asked)
    assert (ngo.unit_id, case.id) in set(rows("select unit, case_id from case_in_list"))
    act(ngo, handoffs.decline, later, handoff_id=offered.id, reason="no_capacity")
    gone = later + timedelta(minutes=1)
    assert set(rows("select unit, case_id from case_in_list")) == live(gone)
    assert (ngo.unit_id, case.id) not in live(gone), "the asking is over"
    with session("app", gone, duty.id):
        justice = case.strands.get(kind="justice").id
    act(duty, closing.close_strand, gone, strand_id=justice, reason="other", text="synthetic")
    states = rows(
        'select l.state, l.area, l.opened_at, c.state, c.area, c.opened_at from case_in_list l join "case" c on c.id = l.case_id'
    )
    assert states
    assert all(row[:3] == row[3:] for row in states)


def test_nobody_writes_the_access_rows_and_others_rows_are_unseen(cast, now):
    own_case(cast["duty.pp"], now)
    with session("app", now, cast["duty.sr"].id), connection.cursor() as cursor:
        cursor.execute("select count(*) from case_in_list")
        assert cursor.fetchone() == (0,)
        with pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute("delete from case_in_list")


# ------------------------------------------------------------------ what stands in a list
def test_a_line_says_what_the_picture_of_the_chain_says(cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, now)
    step = step_of(duty, now, case, "first_safe_contact")
    moments = [now, now + DAY, now + 40 * DAY]

    def compare():
        for moment in moments:
            with session("app", moment, duty.id):
                for line in queries.rows_of("steps", Filter(), by=duty, now=moment)[0]:
                    row = Step.objects.get(id=line.id)
                    newest = Handoff.objects.filter(step=row).order_by("id").last()
                    assert line.ring == ring_state(row, newest, moment)

    compare()
    act(duty, handoffs.hand_on, now, step_id=step.id, to_unit=social.unit, why="", urgency="urgent")
    compare()
    asked = handoff_of(duty, now, step)
    act(duty, handoffs.withdraw, now, handoff_id=asked.id, text="")
    act(duty, holding.hold_step, now, step_id=step.id, reason="waiting_order", until=now + 3 * DAY)
    compare()


def test_my_cases_are_those_in_which_an_open_step_names_me(cast, now):
    duty, officer = cast["duty.pp"], cast["officer.pp"]
    first, second = own_case(duty, now), own_case(duty, now)
    step = step_of(duty, now, first, "first_safe_contact")
    assert codes(officer, now, "mine") == []
    act(duty, holding.assign_step, now, step_id=step.id, worker=officer)
    assert codes(officer, now, "mine") == [first.code]
    assert codes(duty, now, "mine") == []
    assert codes(duty, now, "unit") == [second.code, first.code]
    assert codes(officer, now, "mine", state="closed") == []
    assert codes(officer, now, "mine", code=first.code[-6:]) == [first.code]
    assert codes(duty, now, "mine", code=first.code) == []


def test_what_was_handed_on_stands_until_help_is_confirmed(cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, now)
    step = step_of(duty, now, case, "first_safe_contact")
    assert codes(duty, now, "waiting") == [], "a draft is not handed on"
    act(duty, handoffs.hand_on, now, step_id=step.id, to_unit=social.unit, why="", urgency="urgent")
    asked = handoff_of(duty, now, step)
    assert codes(duty, now, "waiting", state="asked") == [case.code]
    act(social, handoffs.ask, now, handoff_id=asked.id, question="synthetic")
    assert codes(duty, now, "waiting", state="question") == [case.code]
    act(duty, handoffs.answer, now, handoff_id=asked.id, answer="synthetic")
    act(social, handoffs.accept, now, handoff_id=asked.id)
    act(social, handoffs.start, now, handoff_id=asked.id)
    (line,) = listed(duty, now, "waiting", state="taken")[0]
    assert (line.state, line.due_at, line.kind) == ("in_progress", None, "first_safe_contact")
    act(social, doing.complete_handoff, now, handoff_id=asked.id, outcome="seen_safe")
    assert codes(duty, now, "waiting", state="completed") == [case.code]
    act(duty, handoffs.confirm, now, handoff_id=asked.id)
    assert asked.id not in [line.id for line in listed(duty, now, "waiting")[0]]
    assert codes(social, now, "waiting") == []


def test_place_date_state_and_code_narrow_together(cast, now):
    duty = cast["duty.pp"]
    case = own_case(duty, now)
    today, other = now.date().isoformat(), (now + 3 * DAY).date().isoformat()
    for narrowed, found in (
        ({"area": "12"}, True), ({"area": "17"}, False), ({"state": "open"}, True), ({"state": "closed"}, False),
        ({"since": today, "until": today}, True), ({"since": other}, False), ({"until": "2026-03-02"}, False),
        ({"code": case.code}, True), ({"code": case.code[-6:]}, True), ({"area": "12", "state": "open", "since": today}, True),
    ):  # fmt: skip
        assert (codes(duty, now, **narrowed) == [case.code]) is found, narrowed
    assert codes(cast["duty.sr"], now, code=case.code) == []


def test_the_last_six_letters_mean_few_codes_and_the_true_one(cast, now):
    case = own_case(cast["duty.pp"], now)
    meant = codes_meant(case.code[-6:])
    assert case.code in meant
    assert len(meant) < 80


@pytest.mark.parametrize("which", ["unit", "steps", "waiting"])
def test_a_page_never_shifts_while_others_write(which, cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]

    def more():
        case = own_case(duty, now)
        step = step_of(duty, now, case, "first_safe_contact")
        act(duty, handoffs.hand_on, now, step_id=step.id, to_unit=social.unit, why="", urgency="urgent")

    for _number in range(4):
        more()
    before = [line.id for line in whole(duty, now, which, 100)]
    walked = [line.id for line in whole(duty, now, which, 2, between=more if which == "unit" else lambda: None)]
    assert walked == before, "each line once, in order, and nothing is missed"
    added = [line.id for line in whole(duty, now + timedelta(seconds=1), which, 2)]
    assert len(added) == len(set(added))
    assert set(before) <= set(added)


def test_two_hand_offs_at_work_without_a_clock_come_last_and_once(cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    for number in range(5):
        case = own_case(duty, now)
        step = step_of(duty, now, case, "first_safe_contact")
        act(duty, handoffs.hand_on, now, step_id=step.id, to_unit=social.unit, why="", urgency="urgent")
        if number % 2 == 0:
            asked = handoff_of(duty, now, step)
            act(social, handoffs.accept, now, handoff_id=asked.id)
            act(social, handoffs.start, now, handoff_id=asked.id)
    lines = whole(duty, now, "waiting", 2)
    assert [line.due_at is None for line in lines] == [False, False, True, True, True]
    assert len({line.id for line in lines}) == 5


# ------------------------------------------------------------------ who has what
def test_who_has_what_begins_with_nobody_and_forgets_no_one_who_left(cast, now):
    duty, officer = cast["duty.pp"], cast["officer.pp"]
    cases = [own_case(duty, now) for _number in range(3)]
    steps = [step_of(duty, now, case, "first_safe_contact") for case in cases]
    act(duty, holding.assign_step, now, step_id=steps[0].id, worker=officer)
    act(duty, holding.assign_step, now, step_id=steps[1].id, worker=duty)
    cast["duty.pp"].is_active = False
    with transaction.atomic():
        cast["duty.pp"].save(update_fields=["is_active"])
    with session("app", now, officer.id):
        loads = queries.caseload(officer, now)
        open_steps = Step.objects.filter(holder=officer.unit, state="open").count()
    assert [(load.username, load.steps, load.ours) for load in loads][0] == ("", open_steps - 2, False)
    told = {load.username: load for load in loads}
    assert (told["officer.pp"].steps, told["officer.pp"].ours, told["officer.pp"].late) == (1, True, 0)
    assert (told["duty.pp"].steps, told["duty.pp"].ours) == (1, False), "nothing drops with a member who left"
    assert told["privacy.pp"].steps == 0
    assert told["officer.pp"].next_at == steps[0].due_at
    late = steps[0].due_at + timedelta(minutes=1)
    with session("app", late, officer.id):
        told = {load.username: load for load in queries.caseload(officer, late)}
    assert (told["officer.pp"].late, told["officer.pp"].next_at) == (1, None)


# ------------------------------------------------------------------ naming many
def test_what_cannot_be_named_is_told_and_the_rest_is_done(cast, now):
    duty, officer, social = cast["duty.pp"], cast["officer.pp"], cast["social.pp"]
    ours, given, foreign = (own_case(cast[name], now) for name in ("duty.pp", "duty.pp", "duty.ps"))
    good = step_of(duty, now, ours, "first_safe_contact")
    handed = taken(given, "first_safe_contact", duty, social, now)
    unseen = step_of(cast["duty.ps"], now, foreign, "first_safe_contact")
    done = act(duty, operations.assign_many, now, step_ids=[good.id, handed.id, unseen.id, good.id], worker=officer)
    told = {one.step_id: one for one in done}
    assert len(done) == 3
    assert told[good.id].refused == ""
    assert "Only they can do this" in told[handed.id].refused
    assert told[unseen.id].step is None
    assert "nothing here for you" in told[unseen.id].refused
    workers = dict(rows("select id, worker_id from step"))
    assert workers[good.id] == officer.id
    assert workers[handed.id] == social.id
    assert workers[unseen.id] is None
    with seen_by("auditor"):
        written = LedgerEntry.objects.filter(act="step.assign", recorded_at=now.replace(second=0, microsecond=0))
        assert [entry.subject_id for entry in written] == [good.id], "one entry for one act"
        assert LedgerEntry.objects.filter(act="refused").count() == 1


def test_nobody_of_another_unit_can_be_named(cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    step = step_of(duty, now, own_case(duty, now), "first_safe_contact")
    (told,) = act(duty, operations.assign_many, now, step_ids=[step.id], worker=social)
    assert told.refused == "Choose somebody of your own unit."
    assert dict(rows("select id, worker_id from step"))[step.id] is None


# ------------------------------------------------------------------ kept filters
def test_a_kept_filter_is_its_members_own(cast, now):
    duty, officer = cast["duty.pp"], cast["officer.pp"]
    kept = act(
        duty, operations.save_filter, now, which="unit", chosen=Filter(state="open", area="12"), name="  Ours,  open "
    )
    with session("app", now, duty.id):
        assert queries.saved_filters(duty) == [(kept.id, "unit", "Ours, open", {"state": "open", "area": "12"})]
    with session("app", now, officer.id):
        assert not SavedFilter.objects.exists()
        assert queries.saved_filters(duty) == [], "row security, not our filter"
        with pytest.raises(SavedFilter.DoesNotExist):
            operations.forget_filter(filter_id=kept.id, by=officer, now=now)
        with pytest.raises(ProgrammingError), transaction.atomic():
            SavedFilter(member=duty, which="unit", name=b"x", name_digest=b"x", made_at=now).save(force_insert=True)
    act(duty, operations.forget_filter, now, filter_id=kept.id)
    with session("app", now, duty.id):
        assert queries.saved_filters(duty) == []


def test_a_kept_filter_needs_a_name_of_its_own_and_there_are_few(cast, now):
    duty = cast["duty.pp"]

    def keep(name):
        return act(duty, operations.save_filter, now, which="steps", chosen=Filter(state="late"), name=name)

    for bad in ("", "   ", "x" * 61):
        with pytest.raises(Invalid):
            keep(bad)
    for number in range(operations.MOST_FILTERS):
        keep(f"Number {number}")
    with pytest.raises(Invalid, match="already"):
        keep("Number 1")
    with pytest.raises(Invalid, match="Delete one"):
        keep("One more")


def test_a_filter_of_a_pack_that_changed_loses_what_is_unknown():
    told = {"state": "open", "area": "no such place", "since": "yesterday", "worker": "a b", "code": "x", "more": "1"}
    assert Filter.of("unit", told) == Filter(state="open")


# ------------------------------------------------------------------ taking a list out
def test_who_took_a_list_away_is_in_the_ledger_and_the_rest_of_it_is_not(cast, now):
    duty = cast["duty.pp"]
    for _number in range(3):
        own_case(duty, now)
    lines = act(duty, operations.export_list, now, which="unit", chosen=Filter(area="12"), form="csv")
    assert len(lines) == 3
    with seen_by("auditor"):
        (entry,) = LedgerEntry.objects.filter(act="list.export")
    assert (entry.who, entry.unit) == ("duty.pp", duty.unit_id)
    assert entry.facts == {"list": "unit", "filter": {"area": "12"}, "form": "csv", "count": 3}


def test_too_long_a_list_is_refused_and_not_cut_off(cast, now, monkeypatch):
    monkeypatch.setattr(operations, "MOST_ROWS", 2)
    for _number in range(3):
        own_case(cast["duty.pp"], now)
    with pytest.raises(Invalid, match="more than 2 rows"):
        act(cast["duty.pp"], operations.export_list, now, which="unit", chosen=Filter(), form="csv")


def test_whoever_does_no_casework_takes_no_list_away(cast, now):
    with pytest.raises(NotAllowed):
        act(cast["oversight"], operations.export_list, now, which="unit", chosen=Filter(), form="print")


def test_a_list_shows_nothing_of_others(cast, now):
    own_case(cast["duty.pp"], now)
    for which in ("unit", "mine", "waiting", "steps"):
        assert codes(cast["duty.sr"], now, which) == []
        assert codes(cast["oversight"], now, which) == []
    assert Case.objects.count() == 0, "outside a session there is nothing"
    assert isinstance(Member.objects.first().unit, Unit)
