"""Lists cost the same number of queries whatever their length, and show nothing of others."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.intake import operations as intake
from tests.acting import act

LISTS = ("/desk/", "/reports/", "/reports/?state=all", "/cases/", "/cases/mine/", "/cases/waiting/", "/cases/steps/",
         "/cases/?place=ភ្នំពេញ&from=2020&state=open", "/cases/steps/?worker=nobody", "/cases/waiting/?state=asked")  # fmt: skip


def counted(client, path):
    client.get(path)  # the pack and the templates are read once
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(path)
    assert response.status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("path", "literal"),
    [("/desk/", 36), ("/reports/", 9), ("/reports/?state=all", 9), ("/cases/", 9), ("/cases/mine/", 8), ("/cases/waiting/", 8),
     ("/cases/steps/", 9), ("/cases/?place=Phnom+Penh&state=open&from=2020", 9), ("/cases/caseload/", 7)],
)  # fmt: skip
def test_a_list_of_one_and_of_three_costs_the_same(path, literal, sign_in, opened, filed):
    client = sign_in("officer.pp")
    opened()
    filed()
    one = counted(client, path)
    for _number in range(2):
        opened()
        filed()
    assert counted(client, path) == one
    assert one == literal


def test_the_list_of_reports_costs_the_same_where_something_waits_and_where_nothing_does(sign_in, cast, filed):
    client, report = sign_in("officer.pp"), filed()
    waiting = counted(client, "/reports/?state=all")
    act(cast["duty.pp"], intake.close, timezone.now(), report_id=report.id, reason="not_substantiated")
    assert (waiting, counted(client, "/reports/?state=all")) == (9, 9)


@pytest.mark.parametrize("path", LISTS)
def test_a_unit_without_a_part_sees_empty_lists(path, sign_in, opened, filed):
    case, _draft = opened(what="only for Phnom Penh")
    filed(what="only for Phnom Penh")
    page = sign_in("duty.sr").get(path).content.decode()
    assert case.code not in page
    assert "only for Phnom Penh" not in page


@pytest.mark.parametrize("path", LISTS)
def test_the_oversight_member_sees_no_case(path, sign_in, opened):
    case, _draft = opened()
    assert case.code not in sign_in("oversight").get(path).content.decode()


def test_each_report_says_its_own_state_and_urgency(cast, filed, sign_in):
    """Signs are made once for rows that are alike: a row never wears those of another."""
    filed(what="First", danger="yes")
    filed(what="Second", danger="unknown")
    read = filed(what="Third", danger="yes")
    client = sign_in("duty.pp")
    assert client.post(f"/reports/{read.id}/acknowledge/").status_code == 302
    page = client.get("/reports/").content.decode()
    rows = {
        name: next(row for row in page.split('<li class="wait">') if f">{name}</a>" in row)
        for name in ("First", "Second", "Third")
    }
    assert {name: ("Emergency 24 h" in row, "is-offered" in row, "Decide" in row) for name, row in rows.items()} == {
        "First": (True, True, False), "Second": (False, True, False), "Third": (True, False, True)}  # fmt: skip
    assert ", Offered" in rows["Second"].replace('<span class="hide-see">, ', ", ")
    assert ", Held" in rows["Third"].replace('<span class="hide-see">, ', ", ")
    assert "No report waits" not in page
