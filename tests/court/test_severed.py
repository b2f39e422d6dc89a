"""Whatever a court severs and joins, of whichever accused and child, told in any order and taken back: each charge lies in one of the
court's own files, and the case under it stays one case, with the same holders, clocks and relations."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.acting import own_case
from tests.court.filing import ARTICLE, DAY, HOUR, child_of, mistaken, named, standing, wrote
from tests.everything import rows
from tests.journeys.invariants import holders_are_those_of_the_ledger, nothing_is_broken

SLOW = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
FIRST = 1
"""The court's file in which everything lies at the beginning."""

ACTS = st.lists(
    st.tuples(st.sampled_from(("severed", "joined", "taken back")), st.integers(0, 2), st.sampled_from((None, 1, 2)),
              st.integers(1, 3), st.integers(1, 80)),
    min_size=3, max_size=8,
)  # fmt: skip
"""(what, which accused, of which child or of both, into which file, how many days ago)."""


def under(case):
    """What a court's folders must not move: steps with holder and clocks, parts of the case, who may see it."""
    return [
        rows(
            "select id, state, holder, worker_id, due_at, call_at from step where case_id = %s order by id", [case.id]
        ),
        rows("select id, state from strand where case_id = %s order by id", [case.id]),
        rows("select id, state, from_unit, to_unit, call_at from handoff where case_id = %s order by id", [case.id]),
        rows(
            "select unit, compartment, child_id, ground, until from relation where case_id = %s order by id", [case.id]
        ),
    ]


def file_of(told, child):
    """In which file a charge of this child lies: by the last that was said of it, as it happened; of one day the joining came last."""
    about = [one for one in told if one["child"] in (None, child)]
    return max(about, key=lambda one: one["order"])["file"] if about else FIRST


@SLOW
@given(acts=ACTS)
def test_severed_joined_and_taken_back_in_any_order_leave_every_invariant(cast, now, acts):
    police = cast["duty.pp"]
    case = own_case(police, now, children=2)
    children = {number: child_of(police, now, case, number) for number in (1, 2)}
    accused = [named(police, now, case) for _one in range(3)]
    for person in accused:
        for child in children.values():
            wrote(police, now, case, "charged", now - 90 * DAY, person=person, offence=ARTICLE, child=child)
    before, told = under(case), {person.id: [] for person in accused}
    for place, (what, who, child, file, days) in enumerate(acts):
        at, person = now + place * HOUR, accused[who]
        if what != "taken back":
            given_child = {"child": children[child]} if child else {}
            row = wrote(police, at, case, what, now - days * DAY, person=person, file=file, **given_child)
            told[person.id].append(
                {"row": row, "child": child, "file": file, "order": (-days, what == "joined", place)}
            )
        elif told[person.id]:
            mistaken(police, at, told[person.id].pop()["row"])
        for one in accused:
            made = standing(police, at, case, one)
            found = {charge.child_id: charge.file for charge in made.charges.values()}
            assert found == {child.id: file_of(told[one.id], number) for number, child in children.items()}
        nothing_is_broken()
        assert under(case) == before
    holders_are_those_of_the_ledger()
