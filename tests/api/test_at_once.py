"""The same call sent eight times at once is done once."""

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from samaki.agencies.models import Member
from samaki.simulation.cast import assemble
from tests.api.conftest import Caller
from tests.everything import value

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

AT_ONCE = 8


@pytest.fixture
def police(transactional_db, owner):
    """A caller of the police, with committed rows."""
    assemble(datetime.now(UTC) - timedelta(days=900), "a password of the tests")
    connections["owner"].close()
    return Caller(Member.objects.get(username="duty.pp"))


def together(one, path, body):
    """The answers of as many calls with one key, begun at the same moment."""
    same, answers, gate = str(uuid.uuid4()), [], threading.Barrier(AT_ONCE)

    def call():
        gate.wait()
        answer = one.post(path, body, idempotency_key=same)
        answers.append((answer.status_code, answer.content))
        connections.close_all()

    threads = [threading.Thread(target=call) for _number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_case_is_opened_once(police):
    for round_number in range(1, 4):
        answers = together(police, "/cases", {"area": "12", "urgency": "urgent"})
        assert len(answers) == AT_ONCE
        assert {status for status, _content in answers} == {201}
        assert len({content for _status, content in answers}) == 1
        assert value("select count(*) from ledger_entry where act = %s", ["case.open"], role="auditor") == round_number


def test_a_public_report_is_kept_once(police):
    for round_number in range(1, 4):
        answers = together(Caller(), "/reports", {"what": f"A child is kept {round_number}", "where": "Phnom Penh"})
        assert {status for status, _content in answers} == {201}
        assert len({content for _status, content in answers}) == 1
        assert len(police.read("/reports")["items"]) == round_number
