"""What the mentor of a synthetic country gives, and when each of it ends: less each year, and advice to the last; how far it is gone."""

from __future__ import annotations

from datetime import datetime, timedelta

from samaki.agencies.models import Member
from samaki.database import session
from samaki.journeys.mentoring.operations import answer_advice, ask_advice, plan_goal, plan_visit
from samaki.journeys.support.inputs import begin_input, withdraw_input
from samaki.simulation.cast import AREAS, PP, PS, SR
from samaki.simulation.words import ADVISES, AGREES, AIMS, ASKS
from samaki.stepping_back.fading.operations import decide_stage

GIVEN = (("people", "", 0.45), ("money", "emergency_placement", 0.6), ("transport", "joint_operation", 0.55), ("supplies", "", 0.35),
         ("advice", "", None))  # fmt: skip
"""Form, kind of step (empty: all), and after which share of the years it is withdrawn (None: it is still given)."""

STAGES = {PP: ("joint", "advised"), SR: ("joint",), PS: ("joint",)}
"""How far the plan of an area has come in the demonstration."""

BETWEEN = timedelta(days=200)
"""From one stage to the next: the access of mentors, which falls with a stage, still stands today."""


def gives(since: datetime, until: datetime) -> None:
    """The register of the years: every input of every area. Nothing where the cast has no mentor."""
    with session("worker", until):
        mentor = Member.objects.select_related("unit__agency").filter(username="mentor").first()
    if mentor is None:
        return
    for area in AREAS:
        for form, kind, share in GIVEN:
            with session("app", since, mentor.id):
                row = begin_input(form=form, area=area, kind=kind, since=since.date(), by=mentor, now=since)
            if share is not None:
                ended = since + share * (until - since)
                with session("app", ended, mentor.id):
                    withdraw_input(input_id=row.id, until=ended.date(), by=mentor, now=ended)


def steps_back(now: datetime) -> None:
    """The stages of the demonstration as its committee decided them lately, and what a unit and its mentor wrote to each other."""
    with session("worker", now):
        people = Member.objects.select_related("unit__agency").in_bulk(
            ["oversight", "officer.pp", "mentor"], field_name="username"
        )
    then = now - timedelta(days=20)
    oversight, leads, mentor = (people[name] for name in ("oversight", "officer.pp", "mentor"))
    for area, stages in STAGES.items():
        for number, stage in enumerate(stages):
            decided = then - (len(stages) - 1 - number) * BETWEEN
            with session("app", decided, oversight.id):
                decide_stage(area=area, stage=stage, after=number, why=AGREES, by=oversight, now=decided)
    with session("app", then, leads.id):
        asked = ask_advice(kind="forensic_interview", text=ASKS, sure=False, by=leads, now=then)
        goal = {"unit": leads.unit, "kind": "leading_the_unit", "on_day": (now + timedelta(days=100)).date()}
        plan_goal(**goal, text=AIMS, sure=False, by=leads, now=then)
    with session("app", then, mentor.id):
        answer_advice(entry_id=asked.id, text=ADVISES, sure=False, by=mentor, now=then)
        visit = {"unit": leads.unit, "kind": "duty_desk", "on_day": (now - timedelta(days=3)).date()}
        plan_visit(**visit, text="", sure=False, by=mentor, now=then)  # nobody has said yet whether it took place
