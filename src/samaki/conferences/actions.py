"""Stories of what is done after a conference: promised by a unit until a day, asked of a unit as a hand-off, and what became of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import same_day
from samaki.agencies.models import Member, Unit
from samaki.cases.models import Step
from samaki.conferences import rules
from samaki.conferences.agenda import check_names_nobody, fill
from samaki.conferences.calling import locked
from samaki.conferences.models import Conference, ConferenceAction, ConferencePoint
from samaki.conferences.queries import live_members, member_of
from samaki.conferences.states import ANSWERS
from samaki.conferences.telling import tell, write
from samaki.conferences.words import ask, seal_words, words_of
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, together
from samaki.handoffs.asking import hand_on


@story
def record_action(
    *, conference_id: UUID, point_id: UUID | None, text: str, owner: Unit | None, due_at: datetime | None, by: Member, now: datetime,
    sure: bool = False,
) -> ConferenceAction:  # fmt: skip
    """What a unit on the list does, by a day: a promise with its own clock on its desk. Without an owner it is only written down, and
    the conference cannot be closed before it has one. A member records its own; who called the conference, everybody's. The same said
    again on the same day is one.

    Raises NotAllowed, CannotMove, Invalid, NoPart.
    """
    row, point = taking_part(conference_id, point_id, by, now)
    with together() as told:
        words = told.of(rules.check_words, text) or ""
        when = told.of(rules.check_due, due_at, now) if owner is not None else None
        if owner is None and due_at is not None:
            told.wrong(_("Say who does it by that day, or take the day out."), field="owner")
        told.of(check_owner_reads, row, point, owner, by)
    check_names_nobody(point.case_id if point else row.case_id, words, sure=sure)
    action = ConferenceAction(point=point, owner=owner.principal if owner else None, due_at=when, call_at=when)
    if (same := _said_already(action, row, words, by, now)) is not None:
        return same
    return keep(action, row, point, words, by, now)


def _said_already(
    action: ConferenceAction, row: Conference, words: str, by: Member, now: datetime
) -> ConferenceAction | None:
    """The open action of this conference that our unit wrote down today: the same words, point, owner and day."""
    rows = ConferenceAction.objects.filter(conference=row, point=action.point, owner=action.owner, due_at=action.due_at, state="open",
                                           unit=by.unit_id, becomes="commitment").order_by("id")  # fmt: skip
    today = [one for one in rows if same_day(one.made_at, now)]
    return next((one for one in today if words_of(one).get("text") == words), None)


@story
def act_by_handoff(
    *, conference_id: UUID, point_id: UUID | None, step_id: UUID, text: str, owner: Unit | None, by: Member, now: datetime
) -> ConferenceAction:  # fmt: skip
    """A step that our unit holds is asked of another one, as it was agreed: a hand-off like any other, with its own clocks.

    Raises what `handoffs.asking.hand_on` raises.
    """
    row, point = taking_part(conference_id, point_id, by, now)
    words = rules.check_words(text)
    step = Step.objects.select_related("case").get(id=step_id)
    check_same_case(row, point, step.case_id)
    asked = hand_on(step_id=step.id, to_unit=owner, why=words, urgency=step.case.urgency, by=by, now=now)
    action = ConferenceAction(
        point=point, owner=asked.to_unit_id, due_at=step.due_at, becomes="handoff", step_id=step.id
    )
    action.handoff_id = asked.id
    return keep(action, row, point, words, by, now, step=step)


@story
def give_action(
    *, action_id: UUID, owner: Unit | None, due_at: datetime | None, by: Member, now: datetime
) -> ConferenceAction:
    """An action gets its owner, or another one, and its day. The new owner is told, and the one before."""
    action, row = _locked_action(action_id)
    rules.check_convenes(row, by, now)
    rules.check_moves("action", "give", action)
    if action.becomes != "commitment":
        raise CannotMove(_("This became a step of the case. Hand it on there."))
    if owner is None:
        raise Invalid(_("Choose who does it."), field="owner")
    point = ConferencePoint.objects.filter(id=action.point_id).first() if action.point_id else None
    with together() as told:
        when = told.of(rules.check_due, due_at, now)
        told.of(check_owner_reads, row, point, owner, by)
    before, action.owner = action.owner, owner.principal
    action.due_at = action.call_at = when
    action.level, action.version = 0, action.version + 1
    action.save()
    write(
        "conference.give",
        row,
        by,
        now,
        about=action,
        counterpart=action.owner,
        to=action.owner,
        due_at=when,
        before=before,
    )
    tell("action_yours", row, {owner.principal, *([before] if before else [])} - {by.unit_id}, now, case=action)
    return action


@story
def say_action(*, action_id: UUID, answer: str, text: str, by: Member, now: datetime) -> ConferenceAction:
    """The owner says what became of it: done, not possible, not done; the last two with a reason. Who called the conference is told."""
    action, row = _locked_action(action_id)
    rules.check_owner(action, by, now)
    with together() as told:
        if answer not in ANSWERS:
            told.wrong(_("Choose what became of it."), field="answer")
        if answer in ANSWERS[1:] and not text.strip():
            told.wrong(_("Say in a few words what the reason is."), field="text")
        if len(text) > rules.LONGEST:
            told.of(rules.check_words, text)
    rules.check_moves("action", answer, action)
    check_names_nobody(action.case_id, text, sure=True)
    action.state, action.said_by, action.said_at, action.call_at = answer, by.id, now, None
    if words := words_of(action):  # its case may be closed to us by now: then the answer stands without words
        action.sealed = seal_words(action, words | {"why": text.strip()})
    action.version += 1
    action.save()
    write("conference.say", row, by, now, about=action, counterpart=row.unit, outcome=answer,
          changed={"text": text} if words and text.strip() else None)  # fmt: skip
    tell("action_said", row, {row.unit} - {by.unit_id}, now, case=action)
    return action


@story
def take_off_action(*, action_id: UUID, by: Member, now: datetime) -> ConferenceAction:
    """It was written down by mistake, or is not needed: by the unit that called the conference. Its owner is told."""
    action, row = _locked_action(action_id)
    rules.check_convenes(row, by, now)
    rules.check_moves("action", "take_off", action)
    if action.becomes != "commitment":
        raise CannotMove(_("This became a step of the case. It goes on there."))
    action.state, action.call_at, action.version = "dropped", None, action.version + 1
    action.save()
    write("conference.take_off", row, by, now, about=action, to=action.owner)
    tell("action_off", row, {action.owner} - {by.unit_id, None}, now, case=action)  # type: ignore[arg-type]
    return action


# ---------------------------------------------------------------- parts of stories
def taking_part(
    conference_id: UUID, point_id: UUID | None, by: Member, now: datetime
) -> tuple[Conference, ConferencePoint | None]:
    """The conference, locked, in which our unit takes part; the point that this is about."""
    row = locked(conference_id)
    rules.check_takes_part(row, member_of(row, by), by, now)
    point = ConferencePoint.objects.select_related("conference").get(id=point_id) if point_id else None
    if point is not None and point.conference_id != row.id and point.conference.series_id != row.series_id:
        raise ConferencePoint.DoesNotExist
    return row, point


def keep(
    action: ConferenceAction, row: Conference, point: ConferencePoint | None, words: str, by: Member, now: datetime,
    step: Step | None = None,
) -> ConferenceAction:  # fmt: skip
    """Write it down, of the part of the file that its point, or its step, or else the conference itself is about; its owner is told."""
    fill(action, row, point, by, now)
    if step is not None:
        action.case_id, action.case_code, action.child_id = step.case_id, step.case.code, step.child_id
        action.compartment = step.compartment
    elif point is None and row.case_id is not None:
        raise Invalid(_("Choose the point of the agenda that this is about."), field="point")
    action.sealed = seal_words(action, {"text": words})
    action.save(force_insert=True)
    facts = {"step": step.id} if step is not None else {}
    write("conference.action", row, by, now, about=action, counterpart=action.owner, to=action.owner, due_at=action.due_at,
          form=action.becomes, changed={"text": words}, **facts)  # fmt: skip
    if action.becomes == "commitment" and action.owner is not None and action.owner != by.unit_id:
        tell("action_yours", row, [action.owner], now, case=action)
    return action


def check_same_case(row: Conference, point: ConferencePoint | None, case_id: UUID) -> None:
    """The step is of the case that the conference, or the point, is about."""
    about = point.case_id if point is not None else row.case_id
    if about is not None and about != case_id:
        raise Invalid(_("This step is of another case. Choose one of the case that the point is about."), field="step")


def check_owner_reads(row: Conference, point: ConferencePoint | None, owner: Unit | None, by: Member) -> None:
    """A unit on the list that may read what it is to do; another one than our own only by who called the conference."""
    if owner is None:
        return
    if owner.principal != by.unit_id and not rules.is_of(row.unit, by):
        raise NotAllowed(
            _("You write down what your own unit does. For others, ask the unit that called the conference.")
        )
    if owner.principal not in {member.unit for member in live_members(row) if member.state == "joined"}:
        raise Invalid(_("Choose a unit that is on the list and has given the undertaking. Another one is asked by a hand-off."),
                      field="owner")  # fmt: skip
    if point is not None and point.case_id is not None and not _reads(point, owner.principal):
        raise Invalid(_("What this is about is not open to that unit. Invite it with the part that it needs, or hand a step on to it."),
                      field="owner")  # fmt: skip


def _reads(point: ConferencePoint, unit: int) -> bool:
    return (unit,) in ask("working_in", point.case_id, point.compartment, point.child_id)


def _locked_action(action_id: UUID) -> tuple[ConferenceAction, Conference]:
    action = ConferenceAction.objects.select_related("conference").get(id=action_id)
    lock(action.conference.case_id or action.conference.series_id or action.conference_id)
    lock(action.conference_id)  # as the clock does
    action.refresh_from_db()
    return action, action.conference
