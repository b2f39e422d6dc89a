"""Web, worker and database are killed while the public tells: every receipt that was given works, nothing is there twice, the same key
gives the same receipt, and another body under it is refused. `SAMAKI_KILLS=100-200` chooses the rounds; 20 in the suite, 200 nightly.
"""

import os
import random
import threading
import time
import uuid
from collections import deque

import pytest
from tests.cli.test_kills import MOST, PATIENCE, SPAN, VICTIMS, System
from tests.places import demonstration

from samaki.database import embedded, roles
from samaki.database.folder import Folder

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="kills a server of its own")


def asked():
    """The rounds of this run."""
    if given := os.environ.get("SAMAKI_KILLS"):
        return range(*map(int, given.split("-")))
    return range(200) if os.environ.get("SAMAKI_NIGHTLY") == "1" else range(20)


class Teller(threading.Thread):
    """Tells one thing after another, and insists until there is a receipt; comes back with some of them and says more."""

    def __init__(self, system, number):
        super().__init__(daemon=True)
        self.system, self.chance, self.number = system, random.Random(number), number
        self.receipts, self.wrong, self.words, self.over = {}, [], 0, threading.Event()

    def run(self):
        while not self.over.is_set():
            key = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
            body = {"what": f"told by {self.number}, {len(self.receipts)}", "where": "Phnom Penh", "danger": "unknown"}
            receipt = self.insist("/api/v1/reports", body, key)
            if receipt is None:
                return
            self.receipts[key] = (body, receipt["receipt"])
            if self.chance.random() < 0.3:
                word = {"receipt": receipt["receipt"], "text": "and more"}
                self.words += (
                    self.insist(
                        "/api/v1/reports/words", word, str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
                    )
                    is not None
                )

    def insist(self, path, body, key):
        deadline = time.monotonic() + 2 * PATIENCE
        while time.monotonic() < deadline:
            status, answer = self.system.call(path, body, key)
            if status == 201:
                return answer
            if status not in (0, 429, 500, 502, 503, 504):
                break
            time.sleep(0.05)
        self.wrong.append((path, status, answer))
        return None


@pytest.fixture(scope="module")
def system():
    with demonstration() as place:
        found = System(place)
        try:
            yield found
        finally:
            found.up.terminate()
            found.up.wait(60)


def there(system):
    with embedded.superuser(Folder(system.place / "data"), roles.DATABASE) as connection:
        return [connection.execute(f"select count(*) from {what}").fetchone()[0] for what in (
            "report where channel = 'api'", "report_message", "ledger_entry where act = 'report.file' and report_id in "
            "(select id from report where channel = 'api')", "ledger_entry where act = 'report.say'")]  # fmt: skip


def killed(system, rounds):
    """So many kills, each of a victim that rested, each waited for."""
    times = {victim: deque(maxlen=MOST) for victim in VICTIMS}
    for seed in rounds:
        chance = random.Random(seed)
        rested = [one for one in VICTIMS if len(times[one]) < MOST or time.monotonic() - times[one][0] > SPAN]
        if not rested:
            time.sleep(SPAN - (time.monotonic() - min(when[0] for when in times.values())))
            rested = VICTIMS
        victim = chance.choice(rested)
        time.sleep(chance.uniform(0.1, 1.0))
        system.kill(victim, chance)
        times[victim].append(time.monotonic())
        system.until(system.well)


def test_every_receipt_that_was_given_works_whoever_is_killed(system):
    people = [Teller(system, asked().start * 10 + number) for number in range(4)]
    before = there(system)
    for one in people:
        one.start()
    killed(system, asked())
    for one in people:
        one.over.set()
    for one in people:
        one.join(3 * PATIENCE)
        assert not one.is_alive()
    assert [wrong for one in people for wrong in one.wrong] == []
    given = [(key, *told) for one in people for key, told in one.receipts.items()]
    words = sum(one.words for one in people)
    assert len(given) > len(asked())
    assert words > 0
    assert len({receipt for _key, _body, receipt in given}) == len(given)
    for _key, _body, receipt in given:
        assert system.call("/api/v1/reports/status", {"receipt": receipt})[0] == 200
    for key, body, receipt in given[:: max(1, len(given) // 50)]:
        assert system.call("/api/v1/reports", body, key) == (201, {"receipt": receipt})
        assert system.call("/api/v1/reports", body | {"what": "another"}, key)[0] == 422
    assert [now - then for then, now in zip(before, there(system), strict=True)] == [
        len(given),
        words,
        len(given),
        words,
    ]
