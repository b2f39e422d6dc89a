"""Lists and cases cost the same number of queries whatever their length, and come in pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

FRAME = ("SAVEPOINT", "RELEASE", "ROLLBACK", "set local role")
COSTS = {
    "/desk": 17,
    "/reports": 5,
    "/reports?state=open": 4,
    "/cases": 4,
    "/units": 4,
    "/units?kind=social&area=12": 4,
}


def counted(one, path):
    one.read(path)
    with CaptureQueriesContext(connection) as queries:
        one.read(path)
    return len([query for query in queries if not query["sql"].startswith(FRAME)])


@pytest.mark.parametrize(("path", "literal"), COSTS.items())
def test_one_row_and_three_cost_the_same(path, literal, caller, opened, told):
    police = caller("duty.pp")
    opened()
    told()
    one = counted(police, path)
    for _again in range(2):
        opened()
        told()
    assert counted(police, path) == one == literal


def test_a_case_with_more_in_it_costs_the_same(caller, opened):
    case, police = opened(), caller("duty.pp")
    paths = (f"/cases/{case['code']}", f"/cases/{case['code']}/timeline", f"/cases/{case['code']}/notes")
    police.done(f"/cases/{case['code']}/notes", {"compartment": "justice", "text": "first"}, 201)
    before = [counted(police, path) for path in paths]
    for number in range(3):
        police.done(f"/cases/{case['code']}/people", {"part": "survivor"}, 201)
        police.done(f"/cases/{case['code']}/notes", {"compartment": "justice", "text": f"{number}"}, 201)
    assert [counted(police, path) for path in paths] == before == [9, 5, 9]


def test_a_long_list_comes_in_pages(caller, opened):
    codes = [opened()["code"] for _number in range(27)]
    first = caller("duty.pp").read("/cases")
    second = caller("duty.pp").read(f"/cases?cursor={first['next']}")
    assert [row["code"] for row in first["items"] + second["items"]] == codes[::-1]
    assert (len(first["items"]), second["next"]) == (25, None)
