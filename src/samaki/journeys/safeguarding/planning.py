"""Stories of a safety plan and of how a child is reached safely. A plan is made with the child, in versions, and looked at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack, same_day
from samaki.agencies.models import Member
from samaki.care.states import moved
from samaki.cases.models import Case, Person
from samaki.cases.rules import fresh
from samaki.database import add, lock, story
from samaki.database.refusals import Invalid
from samaki.journeys.safeguarding import rules
from samaki.journeys.safeguarding.models import SafeContact, SafetyPlan
from samaki.journeys.safeguarding.parts import begun, changed, opened, write
from samaki.journeys.safeguarding.queries import words_of
from samaki.journeys.safeguarding.states import PLAN
from samaki.journeys.voice.rules import says_something

PARTS = ("fears", "signs", "do", "people", "keep_away", "adults")
"""What a safety plan says: what the child fears, what shows that it begins, what the child does, whom the child calls, who may not come
near, what each adult does. All sealed."""

REACHED = ("when", "by_whom", "note")
"""What is said of reaching a child, beside the ways: when, by whom, anything else. Sealed."""


@story
def write_safety_plan(
    *, case: Case, child: Person, words: Mapping[str, str], assent: str, by: Member, now: datetime, agreed_with: Sequence[str] = (),
    review_at: datetime | None = None, occurred_at: datetime | None = None, precision: str = "instant",
) -> SafetyPlan:  # fmt: skip
    """A new version of the child's plan: it stands, and the one before stays to be read. Our unit looks at it again by `review_at`.

    `words`: of PARTS. Raises NotAllowed, Invalid for each wrong field, CannotMove.
    """
    lock(case.id)
    words = {name: words.get(name, "") for name in PARTS}
    rules.check_plan(child, words, assent, agreed_with)
    review_at = rules.review_day(review_at, after(now, pack().caring.safety.plan), now)
    rules.check_cares(child, by, now)
    rules.check_room(SafetyPlan, child)
    row = begun(SafetyPlan, child, words, by, now, occurred_at, precision)
    row.assent, row.agreed_with = assent, [code for code in pack().reasons["plan_with"] if code in agreed_with]
    row.holder, row.review_at, row.call_at = by.unit_id, review_at, review_at
    row.number = 1 + (SafetyPlan.objects.filter(child_id=child.id).aggregate(most=Max("number"))["most"] or 0)
    for old in SafetyPlan.objects.filter(child_id=child.id, state="stands"):
        old.state, old.call_at = moved(PLAN, old.state, "replace", ""), None
        old.save(update_fields=["state", "call_at"])
    add(row)
    facts = {"assent": assent, "due_at": review_at, "number": row.number}
    write("safety.plan", row, by, now, facts, words, dated=True)
    return row


@story
def review_safety_plan(
    *, plan_id: UUID, assent: str, by: Member, now: datetime, review_at: datetime | None = None, text: str = "", version: int | None = None
) -> SafetyPlan:  # fmt: skip
    """Looked at with the child: it still holds, until its next day; our unit looks at it then. What is different is a new version."""
    row = opened(SafetyPlan, plan_id)
    fresh(row, version)
    child = Person(id=row.child_id, case_id=row.case_id, child_id=row.child_id)
    rules.check_cares(child, by, now)
    if assent not in pack().reasons["assent"]:
        raise Invalid(
            _("Say what the child says of it. “The child was not asked yet” is an answer too."), field="assent"
        )
    rules.check_length(text, "text", rules.LONGEST)
    row.state = moved(PLAN, row.state, "review", _("This plan does not stand any more. Write a new one."))
    row.review_at = rules.review_day(review_at, after(now, pack().caring.safety.plan), now)
    row.assent, row.holder, row.call_at, row.level = assent, by.unit_id, row.review_at, 0
    changed(row, "safety.review", text, by, now)
    write("safety.review", row, by, now, {"assent": assent, "due_at": row.review_at}, {"text": text})
    return row


@story
def end_safety_plan(*, plan_id: UUID, text: str, by: Member, now: datetime, version: int | None = None) -> SafetyPlan:
    """The child needs no plan any more, and why. It stays to be read. Raises NotAllowed, CannotMove, Invalid."""
    row = opened(SafetyPlan, plan_id)
    fresh(row, version)
    rules.check_cares(Person(id=row.child_id, case_id=row.case_id, child_id=row.child_id), by, now)
    if not says_something(text):
        raise Invalid(_("Say in a few words what the reason is."), field="text")
    row.state = moved(PLAN, row.state, "end", _("This plan does not stand any more. Write a new one."))
    row.ended_at, row.call_at = now, None
    changed(row, "safety.end", text, by, now)
    write("safety.end", row, by, now, {}, {"text": text})
    return row


@story
def mark_safety_plan_error(*, plan_id: UUID, text: str, by: Member, now: datetime) -> SafetyPlan:
    """It was written by mistake (another child, never agreed): it stays, struck, and the version before it stands again."""
    row = opened(SafetyPlan, plan_id)
    rules.check_mistaken(row, "safety.plan", text, by, now)
    stood, row.state = row.state == "stands", moved(PLAN, row.state, "mistake", "")
    row.call_at = None
    changed(row, "safety.mistake", text, by, now)
    write("safety.mistake", row, by, now, {"number": row.number}, {"text": text})
    before = SafetyPlan.objects.filter(child_id=row.child_id, state="replaced").order_by("-number").first()
    if stood and before is not None:
        before.state, before.call_at, before.level = moved(PLAN, before.state, "restore", ""), before.review_at, 0
        before.version += 1
        before.save()
        write("safety.restore", before, by, now, {"number": before.number, "due_at": before.review_at})
    return row


@story
def write_safe_contact(
    *, case: Case, child: Person, ways: Sequence[str], never: Sequence[str], words: Mapping[str, str], by: Member, now: datetime,
    occurred_at: datetime | None = None, precision: str = "instant",
) -> SafeContact:  # fmt: skip
    """How the child can be reached safely, as the child says, and how never. Any unit that works for the child writes and reads it; what
    was said before stays. `words`: of REACHED. The same said again on the same day is one. Raises NotAllowed, Invalid."""
    lock(case.id)
    words = {name: words.get(name, "") for name in REACHED}
    rules.check_contact(child, ways, never, words)
    rules.check_works(child, by, now)
    rules.check_room(SafeContact, child)
    row = begun(SafeContact, child, words, by, now, occurred_at, precision)
    row.ways = [code for code in pack().reasons["contact_way"] if code in ways]
    row.never = [code for code in pack().reasons["contact_never"] if code in never]
    if (same := _said_already(row, words)) is not None:
        return same
    add(row)
    write("safety.contact", row, by, now, {}, words, part="", dated=True)
    return row


def _said_already(row: SafeContact, words: Mapping[str, str]) -> SafeContact | None:
    """What stands, where our unit wrote just this for the same day: the way back in a browser, or a press too many, says nothing new."""
    last = SafeContact.objects.filter(child_id=row.child_id, in_error_at=None).order_by("occurred_at", "id").last()
    if last is None or (last.unit, last.ways, last.never) != (row.unit, row.ways, row.never):
        return None
    told = {name: text.strip() for name, text in words.items() if text.strip()}
    return last if same_day(last.occurred_at, row.occurred_at) and words_of([last])[last.id] == told else None


@story
def mark_safe_contact_error(*, contact_id: UUID, text: str, by: Member, now: datetime) -> SafeContact:
    """It was written by mistake: it stays, struck, and what was said before stands again. What has changed is written anew instead."""
    row = opened(SafeContact, contact_id)
    rules.check_mistaken(row, "safety.contact", text, by, now)
    row.in_error_at = now
    changed(row, "safety.contact_mistake", text, by, now)
    write("safety.contact_mistake", row, by, now, {}, {"text": text}, part="")
    return row
