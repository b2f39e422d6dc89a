"""Fuzzing of every call from its own document, by members of many roles, about what is there and about what is not: no 500."""

import os
import re
from itertools import count

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings

from samaki.agencies.operations import issue_token
from tests.access.addresses import OF_NO_CASE, tables
from tests.access.country import told
from tests.database.oracle import RECORDS

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

EXAMPLES = 80 if os.environ.get("SAMAKI_NIGHTLY") == "1" else 4
MEMBERS = (
    "duty.pp",
    "social.pp",
    "prosecutor.pp",
    "court.pp",
    "privacy.social",
    "nurse.pp",
    "mentor",
    "oversight",
    "admin",
)


@pytest.fixture
def api(transactional_db, superuser):
    """The document, a token of each member, and the rows of a country with every sort of row in it."""
    now = timezone.now()
    world = told(superuser, now)
    world["note"] = [
        row for room in RECORDS for row in world[room] if room not in ("identity_record", "placement_record")
    ]
    world["code"] = {row["id"]: row["code"] for row in world["case"]}
    heads = [{"Authorization": f"Bearer {issue_token(name, now)}", "Accept-Language": "en"} for name in MEMBERS]
    connections["owner"].close()
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application()), heads, world


def named(path, world, turn):
    """Values for the parts of this address: the `turn`th row that it can name. None where it names none."""
    parts = re.findall(r"{(\w+)}", path)
    route = re.sub(r"{(\w+)}", lambda m: "<code>" if m[1] == "code" else "<key>", path.strip("/"))
    if not parts or route.startswith(OF_NO_CASE):
        return None
    rows = [row for row in world[tables(route)[-1]] if len(parts) == 1 or row.get("case_id")]
    if not rows:
        return None
    row = rows[turn % len(rows)]
    case = row["code"] if "code" in row else world["code"].get(row.get("case_id"), "")
    return dict(zip(parts, [case, str(row["id"])][2 - len(parts) :] if parts != ["code"] else [case], strict=True))


def fuzzed(operation, heads, world):
    """(status of each call, those that failed) of one operation: every second time about a row that is there."""
    answers, turns = [], count()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def fuzz(case):
        turn = next(turns)
        if turn % 2 and (real := named(operation.path, world, turn // 2)):
            case.path_parameters = real
        answers.append(case.call(headers=heads[(turn // 2) % len(heads)]))

    fuzz()
    return [a.status_code for a in answers], [(operation.label, a.text[:200]) for a in answers if a.status_code >= 500]


def test_no_call_fails(api):
    schema, heads, world = api
    results = [fuzzed(operation.ok(), heads, world) for operation in schema.get_all_operations()]
    assert [failed for _statuses, failed in results if failed] == []
    statuses = [status for found, _failed in results for status in found]
    assert len(statuses) > 400
    assert sum(status < 300 for status in statuses) > 30, "hardly anything was there"
