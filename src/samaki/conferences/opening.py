"""What a conference opens of a file: a disclosure on its own ground, read once its unit has undertaken to keep it, and no longer than
the meeting needs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import now_of
from samaki.cases import access
from samaki.cases.models import Case, Person
from samaki.cases.remarks import remark
from samaki.cases.sharing import operations as sharing
from samaki.cases.sharing.models import Disclosure
from samaki.conferences.models import Conference, ConferenceMember
from samaki.conferences.rules import AFTER, OPENS
from samaki.conferences.words import ask
from samaki.database.refusals import Invalid, NoPart

GROUND = "conference"
PURPOSE = "deciding_together"
"""The purpose of the pack's list for which a conference shares; it is decided anew after its longest time."""

MOST = timedelta(days=30)


def lay_open(
    row: Conference, unit: Unit, parts: Collection[str], ground: str, text: str, by: Member, now: datetime
) -> Disclosure:
    """Decide what this unit may read for the meeting, with every rule of sharing; it opens with the unit's undertaking."""
    if set(parts) - set(OPENS):
        raise Invalid(_("A conference opens care and justice alone. Names, a place or leads are shared by themselves."),
                      field="compartments")  # fmt: skip
    if row.child_id is None and "care" in parts:
        raise Invalid(
            _(
                "This conference is about the whole case, and care is of one child. Call one about that child, or share it on the case."
            ),
            field="compartments",
        )
    assert row.case_id is not None  # a meeting of a province opens nothing
    case = Case.objects.get(id=row.case_id)
    child = Person.objects.select_related("case").get(id=row.child_id) if row.child_id else None
    until = _until(row, now)
    giving = sharing.check_shares(case=case, child=child, to_unit=unit, compartments=parts, purpose=PURPOSE, ground=ground, until=until,
                                  by=by, now=now, text=text)  # fmt: skip
    if ask("conference_kept_from", case.id, unit.principal) == [(True,)]:
        raise NoPart()
    given = Disclosure(
        case=case, child_id=row.child_id, from_unit=by.unit, from_parent=by.unit.parent_id, to_unit=unit, kind="share",
        compartments=sorted(set(parts)), purpose=PURPOSE, ground=ground, consent=giving.consent, until=until, decided_by=by.id,
        decided_at=now,
    )  # fmt: skip
    given.due_at = now + timedelta(hours=giving.on.review_hours) if giving.on.review_hours else None
    given.call_at = min(until, given.due_at) if given.due_at else until
    given.save(force_insert=True)
    remark("disclosure.share", given, text, by=by, now=now)
    sharing.write("disclosure.share", given, by, now, changed={"text": text} if text else None)
    if given.due_at is not None:
        sharing.tell(given, "sharing.share_review", given.from_unit_id, now, audience="head", level=2)
    return given


def open_parts(member: ConferenceMember, given: Disclosure | None, unit: int, now: datetime) -> None:
    """The unit has undertaken: it reads those parts from its next request. The database asks all of it again."""
    if given is None and member.disclosure_id is not None:
        given = Disclosure.objects.filter(id=member.disclosure_id).first()
    if given is None or not given.live or given.until is None or given.until <= now:
        return  # it was taken back meanwhile: the unit is on the list, and reads what it read before
    access.open_for_disclosure(case_id=given.case_id, child_id=given.child_id, unit=now_of([unit])[unit], compartments=given.compartments,
                               disclosure_id=given.id, now=now, until=given.until, ground=GROUND)  # fmt: skip


def close_parts(member: ConferenceMember, by: Member, now: datetime) -> None:
    """What the conference opened to this unit ends with this moment; nothing where it opened nothing, or that is over."""
    if member.disclosure_id is None:
        return
    for given in Disclosure.objects.raw("select * from app.end_conference_parts(%s)", [member.id]):
        sharing.write("disclosure.end", given, by, now)


def _until(row: Conference, now: datetime) -> datetime:
    until = min(row.meets_at + AFTER, now + MOST)
    if until < row.meets_at + timedelta(days=1):
        raise Invalid(_("The meeting is more than %(days)s days ahead: open parts of the file to them nearer to its day.") % {
            "days": MOST.days - 1}, field="compartments")  # fmt: skip
    return until
