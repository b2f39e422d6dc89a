"""Emergencies for the tests: asked, answered."""

from samaki.journeys.guarding import emergencies
from tests.acting import act

SECRET = "the child was brought to us at night"  # noqa: S105 - what a person types


def asked(by, now, code, *, compartments=("care", "identity"), reason="child_before_us", second=None):
    return act(by, emergencies.ask_emergency, now, code=code, compartments=list(compartments), reason=reason, text=SECRET,
               second_unit=second or by.unit)  # fmt: skip


def answered(by, now, row, *, agreed=True):
    return act(by, emergencies.answer_emergency, now, emergency_id=row.id, agreed=agreed)
