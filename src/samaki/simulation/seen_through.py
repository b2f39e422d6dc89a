"""One case of the demonstration in which a child is seen through: the operation planned with its ground and what happened, urgent care to
its end, the formal identification, a visit. What is not open to a unit where the case stands is left out. Nothing graphic; all invented."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from samaki.care.health import operations as health
from samaki.care.health.rules import Examined, check_tends
from samaki.cases.models import Case, Person, Step
from samaki.cases.operations import sees, write_note
from samaki.cases.rules import may
from samaki.database import session
from samaki.journeys.identification import operations as identification
from samaki.journeys.identification.rules import check_writes
from samaki.journeys.joint_operation import operations as joint
from samaki.journeys.joint_operation.plan import NO, YES, Plan
from samaki.journeys.joint_operation.queries import could_be_asked
from samaki.simulation.player import Player
from samaki.simulation.speaking import ASKED, IN_CARE, PLAN, VISITED

MOST = 14
"""Acts after which an operation has been reached, or is not part of this case."""

CHECKS = ("safe_place", "adults_free", "no_questions", "no_press", "few_know")


def plan_on_the_way(player: Player, case: Case) -> None:
    """Play until the police hold an operation that is not done yet, and plan it. It is done with the steps that follow."""
    police = player.member("police")
    for _act in range(MOST):
        with session("app", player.now, police.id):
            held = Step.objects.filter(case=case, kind="joint_operation", holder=police.unit, state="open")
            step = held.select_related("case").first()
        if step is not None:
            _planned(player, step)
            return
        player.play(case, acts=1)


def _planned(player: Player, step: Step) -> None:
    police = player.member("police")
    about: dict[str, Any] = {"step_id": step.id, "minutes": 9}
    by, number, roles, text = PLAN
    plan = Plan(authorised_by=by, authorised_form="warrant", authorised_number=number, authorised_at=player.now.isoformat(), night=YES,
                night_ground="ordered", foreign=NO, roles=roles, checks=CHECKS, text=text)  # fmt: skip
    player.act(police, joint.plan_operation, plan=plan, **about)
    with session("app", player.now, police.id):
        others = [unit for unit in could_be_asked(step) if unit.kind == "social"]
    for unit in others[:1]:
        asked = player.act(
            police, joint.ask_ready, to_unit=unit, what=ASKED[0], ready_at=player.now + timedelta(hours=9), **about
        )
        player.act(
            player.member("social"), joint.answer_ready, ready_id=asked.id, answer="ready", text=ASKED[1], minutes=30
        )
    for kind in ("began", "children_met", "children_driven"):
        player.act(police, joint.record_operation_fact, kind=kind, at=player.now, **about)


def cared_for(player: Player, case: Case) -> None:
    """Urgent care with the child's answers, by who tends it; the decision of the police about what it is; what was seen on a visit."""
    social, nurse, police = (player.member(one) for one in ("social", "health", "police"))
    with session("app", player.now, social.id):
        child = Person.objects.filter(case=case, part="survivor").select_related("case").order_by("id").first()
        tends = child is not None and may(check_tends, child, social, player.now)
    if child is None or not tends:
        return
    about: dict[str, Any] = {"case": case, "child": child, "minutes": 8}
    player.act(social, health.record_exposure, at=case.opened_at - timedelta(days=2), precision="day", text="", **about)
    with session("app", player.now, nurse.id):
        by = nurse if may(check_tends, child, nurse, player.now) else social
    told = Examined(took_place=True, at=case.opened_at + timedelta(hours=20), examination="agreed", samples="agreed", photographs="refused",
                    wished="woman", examined_by="woman", shares="agreed", told_by=IN_CARE[0], language=IN_CARE[1], certificate=IN_CARE[2],
                    text=IN_CARE[3])  # fmt: skip
    player.act(by, health.record_examination, told=told, **about)
    with session("app", player.now, police.id):
        decides = may(check_writes, child, police, player.now)
    if decides:
        player.act(police, identification.decide_identification, status="identified", form="police_detailed", **about)
    with session("app", player.now, social.id):
        visits = sees(case.id, "care", child.id, social)
    if visits:
        player.act(social, write_note, case=case, compartment="care", person=child, text=VISITED, minutes=20,
                   occurred_at=player.now - timedelta(hours=5))  # fmt: skip
