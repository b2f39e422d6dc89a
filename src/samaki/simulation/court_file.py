"""A court file of the demo: two accused of one case, one detained and judged, one charged and free."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from samaki.cases.models import Case, Person
from samaki.cases.operations import add_person
from samaki.cases.rules import may
from samaki.court.operations import record_court_fact
from samaki.court.rules import check_writes
from samaki.court.telling import Told
from samaki.database import session
from samaki.simulation.player import Player

FIRST: tuple[tuple[str, int, dict[str, Any]], ...] = (
    ("arrested", 210, {"age": 41, "category": "felony", "ground": "flagrant"}),
    ("charged", 208, {"offence": "tshe_28", "child": True, "category": "felony"}),
    ("detained", 208, {"age": 41, "category": "felony", "decider": "decided_investigating"}),
    ("referred", 60, {"offence": "tshe_28", "child": True}),
    ("judged", 12, {"offence": "tshe_28", "child": True, "code": "convicted"}),
    ("sentenced", 12, {"prison": {"years": 8}}),
    ("compensation_ordered", 12, {"child": True, "amount": Decimal(8_000_000), "currency": "KHR"}),
    ("appealed", 3, {"code": "party_accused"}),
)
SECOND: tuple[tuple[str, int, dict[str, Any]], ...] = (
    ("charged", 150, {"offence": "tshe_30", "category": "misdemeanour"}),
)


def write_court_file(player: Player, case: Case) -> None:
    """By the police, where they still work in the justice part; days before now."""
    police = player.member("police")
    with session("app", player.now, police.id):
        if not may(check_writes, case, police, player.now):
            return
        child = Person.objects.select_related("case").filter(case=case, part="survivor").first()
    for facts in (FIRST, SECOND):
        accused = player.act(police, add_person, minutes=1, case=case, part="person_named")
        for kind, days, about in facts:
            given = about | ({"child": child} if "child" in about else {})
            told = Told(kind=kind, at=player.now - timedelta(days=days), precision="day", person=accused, **given)
            player.act(police, record_court_fact, minutes=1, case=case, told=told)
