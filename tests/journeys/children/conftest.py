"""A case with two children, of whom social affairs have one."""

import pytest

from samaki.database import session
from tests.acting import own_case, taken
from tests.journeys.children.about import child_of


@pytest.fixture
def case(cast, now):
    """The police hold justice for two children; social affairs hold the care of one of them."""
    made = own_case(cast["duty.pp"], now, children=2)
    taken(made, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    return made


@pytest.fixture
def child(cast, now, case):
    """The child for whom social affairs work."""
    with session("app", now, cast["social.pp"].id):
        step = case.steps.filter(holder=cast["social.pp"].unit, child_id__isnull=False).latest("id")
    return next(
        one for one in (child_of(cast["duty.pp"], now, case, number) for number in (1, 2)) if one.id == step.child_id
    )
