"""Units merge, close and change their names under a country at work: the invariants of the chain hold after every change."""

from collections import Counter

import pytest

from tests.journeys.invariants import holders_are_those_of_the_ledger, nothing_is_broken
from tests.journeys.test_invariants import NIGHTLY, Chain

CHANGES = ("merge", "rename", "move", "close", "open", "merge", "move", "close", "open", "agree", "merge")
REALLY = ("agree_to_merge", "close_unit", "open_unit_again", "rename_unit", "move_all_work")
"""Which of them happen depends on who leads what by then; `test_units.py` makes each happen."""


@pytest.mark.parametrize("seed", range(60 if NIGHTLY else 4))
def test_the_invariants_hold_while_units_merge_close_and_change_their_names(seed, cast, now):
    """The same country, with a change of its tree between stretches of work."""
    Chain.cast, Chain.start, Chain.done = cast, now, Counter(accept=9)
    chain = Chain()
    try:
        chain.begin(seed)
        for change in CHANGES:
            chain.a_stretch_of_work(5)
            chain.change_units(change)
            nothing_is_broken()
            holders_are_those_of_the_ledger()
            chain.every_sender_still_sees_what_it_handed_on()
        chain.time_passes(60 * 24 * 40)
        nothing_is_broken()
    finally:
        chain.teardown()
    assert sum(Chain.done[name] for name in REALLY) > 0, Chain.done
    print(dict(Chain.done))
