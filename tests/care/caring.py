"""A child's care as members would write it, for the tests of this room."""

from samaki.agencies.country import pack
from samaki.care import assessing, following, needs, services
from samaki.cases.models import Person
from samaki.database import session
from tests.acting import act, own_case, taken

CANARY = "kanarinzeichen"
"""Stands in everything that is written of a child's care, and must be read nowhere else."""


def cared_case(cast, now, *, children=1, kind="first_safe_contact"):
    """A case of the police whose children's first safe contact social services have taken over."""
    case = own_case(cast["duty.pp"], now, children=children)
    taken(case, kind, cast["duty.pp"], cast["social.pp"], now)
    return case


def child_of(by, now, case, number=1):
    with session("app", now, by.id):
        return Person.objects.select_related("case").get(case=case, part="survivor", number=number)


def need(by, now, child, need="school", **given):
    return act(by, needs.add_care_need, now, case=child.case, child=child, need=need, **{"text": CANARY} | given)


def goal(by, now, child, **given):
    return act(by, needs.set_goal, now, case=child.case, child=child, **{"text": CANARY, "steps": CANARY} | given)


def asked(by, now, child, **given):
    usual = {"service": "trauma_counselling", "urgency": "urgent", "why": CANARY, "outside": CANARY}
    if given.get("provider") is not None:
        usual["outside"] = ""
    return act(by, services.ask_service, now, case=child.case, child=child, **usual | given)


def moved(by, now, row, move, **given):
    return act(by, services.move_service, now, service_id=row.id, move=move, **given)


def begun(by, now, child, **given):
    return act(by, assessing.begin_assessment, now, case=child.case, child=child, instrument="samaki_steps_1", **given)


def answered(by, now, row, number="3", **other):
    """Every item with this answer; `other`: item -> another one."""
    for domain in pack().caring.instruments[row.instrument].domains:
        answers = {item.code: other.get(item.code, number) for item in domain.items}
        row = act(by, assessing.answer_domain, now, assessment_id=row.id, domain=domain.code, answers=answers)
    return row


def signed(by, now, child, number="3", **other):
    row = answered(by, now, begun(by, now, child), number, **other)
    return act(by, assessing.sign_assessment, now, assessment_id=row.id, text=CANARY)


def followed(by, now, child, kind="follow_up_6m", **other):
    answers = {code: next(iter(one.answers)) for code, one in pack().caring.questions.items()} | other
    return act(
        by, following.record_follow_up, now, case=child.case, child=child, kind=kind, answers=answers, text=CANARY
    )


def looked(by, now, child, text=CANARY):
    return act(by, following.record_closing_look, now, case=child.case, child=child, text=text)


def everything(by, now, child):
    """One of each."""
    row = asked(by, now, child)
    moved(by, now, row, "begin", text=CANARY)
    return [
        need(by, now, child),
        goal(by, now, child),
        row,
        signed(by, now, child),
        followed(by, now, child),
        looked(by, now, child),
    ]
