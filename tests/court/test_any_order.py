"""True facts told in any order are all accepted, and say the same in the end; the chain keeps every invariant meanwhile."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.acting import own_case
from tests.court.filing import ARTICLE, DAY, HOUR, OTHER, charges, child_of, named, standing, wrote
from tests.journeys.invariants import nothing_is_broken

SLOW = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

TRUE = (
    ("charged", 90, {"offence": ARTICLE, "child": 1}),
    ("charged", 90, {"offence": ARTICLE, "child": 2}),
    ("arrested", 100, {"age": 30, "category": "felony"}),
    ("detained", 98, {"category": "felony"}),
    ("requalified", 60, {"offence": ARTICLE, "child": 2, "to_offence": OTHER}),
    ("referred", 50, {"offence": OTHER, "child": 2}),
    ("severed", 45, {"child": 2, "file": 2}),
    ("judged", 40, {"offence": ARTICLE, "child": 1, "code": "convicted"}),
    ("judged", 40, {"offence": OTHER, "child": 2, "code": "convicted"}),
    ("sentenced", 40, {"prison": {"years": 8}}),
    ("detention_ended", 39, {"code": "end_sentence"}),
    ("appealed", 30, {"code": "party_accused"}),
    ("appeal_decided", 20, {"offence": OTHER, "child": 2, "code": "changed_acquitted"}),
    ("compensation_ordered", 40, {"child": 1, "amount": Decimal(900), "currency": "USD"}),
    ("compensation_paid", 10, {"code": "paid_child", "child": 1, "amount": Decimal(400), "currency": "USD"}),
    ("joined", 5, {"child": 2, "file": 1}),
)
"""What was true, how many days ago, with the number of the child."""


@SLOW
@given(order=st.permutations(range(len(TRUE))))
def test_random_orders_of_true_facts_are_all_accepted_and_end_alike(cast, now, order):
    police = cast["duty.pp"]
    case = own_case(police, now, children=2)
    accused = named(police, now, case)
    children = {number: child_of(police, now, case, number) for number in (1, 2)}
    for place, number in enumerate(order):
        kind, days, about = TRUE[number]
        about = about | ({"child": children[about["child"]]} if "child" in about else {})
        wrote(police, now + place * HOUR, case, kind, now - days * DAY, person=accused, **about)
    made = standing(police, now + DAY, case, accused)
    assert sorted(charges(made)) == [
        (ARTICLE, "decided", "convicted"),
        (ARTICLE, "superseded", ""),
        (OTHER, "decided", "acquitted"),
    ]
    assert [one.file for one in made.charges.values()] == [1, 1, 1]
    assert [(one.sort, one.end) for one in made.times] == [("custody", "detention"), ("detention", "end_sentence")]
    assert made.held is None
    [money] = made.money.values()
    assert (money.ordered, money.paid, money.outstanding) == (900, 400, 500)
    assert not made.is_cleared
    assert not made.warnings
    nothing_is_broken()
