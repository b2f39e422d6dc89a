"""What was agreed in a conference and is a step of the case: opened with the unit that does it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases.messages.queries import writable
from samaki.cases.models import Step
from samaki.conferences import rules
from samaki.conferences.actions import check_same_case, keep, taking_part
from samaki.conferences.models import ConferenceAction
from samaki.database import story
from samaki.database.refusals import Invalid, NotAllowed
from samaki.journeys.doing import start_step


@story
def act_by_step(
    *, conference_id: UUID, point_id: UUID, kind: str, text: str, by: Member, now: datetime
) -> ConferenceAction:
    """Our unit opens a step of this kind, for the child of the point or for the case, and holds it until it is done or handed on.

    Raises what `journeys.doing.start_step` raises.
    """
    row, point = taking_part(conference_id, point_id, by, now)
    words = rules.check_words(text)
    if point is None or point.case_id is None:
        raise Invalid(_("Choose a point that is about a case."), field="point")
    opened = start_step(case_id=point.case_id, kind=kind, person_id=point.child_id, by=by, now=now)
    step = Step.objects.select_related("case").get(id=opened[0].id)
    check_same_case(row, point, step.case_id)
    if not {None, step.child_id} & writable(step.case_id, by).get(step.compartment, set()):
        raise NotAllowed(
            _(
                "This step belongs to a part of the file that is not open to your unit. Write down an action for the unit whose work it is."
            )
        )
    action = ConferenceAction(point=point, owner=by.unit_id, due_at=step.due_at, becomes="step", step_id=step.id)
    return keep(action, row, point, words, by, now, step=step)
