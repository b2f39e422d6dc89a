"""Fuzzing of every call from its own document: no 500."""

import os

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings

from samaki.agencies.operations import issue_token
from samaki.simulation.cast import assemble

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

EXAMPLES = 40 if os.environ.get("SAMAKI_NIGHTLY") == "1" else 6


@pytest.fixture
def api(transactional_db, owner):
    from datetime import UTC, datetime

    from django.db import connections

    now = datetime.now(UTC)
    assemble(now.replace(year=2024), "a password of the tests")
    connections["owner"].close()
    token = issue_token("duty.pp", now)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    return schema, {"Authorization": f"Bearer {token}", "Accept-Language": "en"}


def fuzzed(operation, headers):
    """(how many calls, those that failed) of one operation."""
    answers = []

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
        answers.append(case.call(headers=headers))

    fuzz()
    return len(answers), [(operation.label, a.status_code, a.text[:200]) for a in answers if a.status_code >= 500]


def test_no_call_fails(api):
    schema, headers = api
    results = [fuzzed(operation.ok(), headers) for operation in schema.get_all_operations()]
    assert [failed for _calls, failed in results if failed] == []
    assert sum(calls for calls, _failed in results) > 150
