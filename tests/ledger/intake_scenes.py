"""Stories of reports that members write down, join, split and triage, of what reporters say of themselves, of outreach,
and of what the mentor gives."""

import uuid

from samaki.database import session
from samaki.intake import again, joining, outreach, telling, triage
from samaki.intake import operations as intake
from samaki.journeys import doing
from samaki.journeys.support import inputs, others
from tests.acting import own_case, taken
from tests.everything import rows

SECRET = "Secretword"  # noqa: S105 - stands in every text that a person types


def intake_scenes(scenes):
    """Name of the story -> how it is prepared; the answer tells it."""
    told = intake.Told(what=SECRET, where=f"{SECRET} Phnom Penh", when=SECRET, contact=SECRET, contact_safe=SECRET)

    def joined(operation):
        one = scenes.report()
        scenes.file()
        other = rows("select id from report where id <> %s", [one])[0][0]
        join = scenes.told(joining.join_report, report_id=other, into=one, text=SECRET)
        if operation == "join_report":
            return join
        join()
        return scenes.told(joining.take_apart, report_id=other, text=SECRET)

    def said_again():
        receipt = scenes.file()
        key = rows("select id from report")[0][0]
        scenes.told(intake.close, report_id=key, reason="other", text=SECRET)()

        def say():
            with session("intake", scenes.now):
                again.say_again(receipt=receipt, answer="yes", now=scenes.now)

        return say

    def taken_back():
        row = scenes.told(outreach.log_outreach, **EVENT, held_on=scenes.now.date())()
        return scenes.told(outreach.take_back_outreach, outreach_id=row.id)

    return {
        "log_report": lambda: scenes.told(telling.log_report, told=told, key=uuid.uuid4(), channel="phone", take=True),
        "send_report": lambda: scenes.told(telling.send_report, told=told, key=uuid.uuid4(), channel="import"),
        "set_urgency": lambda: scenes.told(triage.set_urgency, report_id=scenes.report(), urgency="emergency", text=SECRET,
                                           answers={"held": "yes"}),
        "join_report": lambda: joined("join_report"),
        "take_apart": lambda: joined("take_apart"),
        "split_report": lambda: scenes.told(joining.split_report, report_id=scenes.report(), what=SECRET, where=SECRET, text=SECRET),
        "say_again": said_again,
        **_inputs(scenes),
        "log_outreach": lambda: scenes.told(outreach.log_outreach, **EVENT, held_on=scenes.now.date()),
        "take_back_outreach": taken_back,
    }  # fmt: skip


def _inputs(scenes):
    """What the mentor gives."""
    mentor, day = scenes.cast["mentor"], scenes.now.date()

    def begun():
        return scenes.told(inputs.begin_input, by=mentor, form="money", area="12", kind="police_file", since=day)

    def done():
        case, other = own_case(scenes.duty, scenes.now), scenes.cast["duty.sr"]
        scenes.told(doing.start_step, case_id=case.id, kind="police_file")()
        step = taken(case, "police_file", scenes.duty, other, scenes.now)
        scenes.told(doing.do_step, by=other, step_id=step.id, outcome="sent")()
        return step.id

    return {
        "begin_input": begun,
        "say_who_led": lambda: scenes.told(others.say_who_led, step_id=done(), level=3),
        "withdraw_input": lambda: scenes.told(inputs.withdraw_input, by=mentor, input_id=begun()().id, until=day),
        "mark_input_error": lambda: scenes.told(inputs.mark_input_error, by=mentor, input_id=begun()().id),
    }


EVENT = {"area": "12", "kind": "leaflets", "reached": 40}
