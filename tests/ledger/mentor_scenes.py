"""Stories of the plan of an area and of mentoring: what comes before each, and the story itself."""

from datetime import timedelta

from samaki.cases import naming
from samaki.journeys.mentoring import operations as mentoring
from samaki.stepping_back.fading import operations as fading

SECRET = "Secretword"  # noqa: S105 - stands in every text that a person types


def mentor_scenes(scenes):
    """Name of the story -> how it is prepared; the answer tells it."""
    return _fading(scenes) | _mentoring(scenes) | {"record_named": lambda: _named(scenes)}


def _named(scenes):
    return scenes.told(naming.record_named, people=[scenes.child()], why="mentoring")


def _fading(scenes):
    cast, today = scenes.cast, scenes.now.date()
    oversight, leads = cast["oversight"], cast["officer.pp"]

    def promised():
        span = {"since": today, "until": today + timedelta(days=90)}
        return scenes.told(
            fading.promise_money, oversight, area="12", purpose="recall", fund="partner", caller="police-pp", **span
        )

    def called():
        return scenes.told(fading.call_mentor, leads, area="12", money_id=promised()().id, kind="", days=3)

    return {
        "decide_stage": lambda: scenes.told(
            fading.decide_stage, oversight, area="12", stage="joint", after=0, why=SECRET
        ),
        "promise_money": promised,
        "end_money": lambda: scenes.told(fading.end_money, oversight, money_id=promised()().id),
        "call_mentor": called,
        "end_call": lambda: scenes.told(fading.end_call, leads, call_id=called()().id),
    }


def _mentoring(scenes):
    cast, today = scenes.cast, scenes.now.date()
    mentor, leads = cast["mentor"], cast["officer.pp"]
    given = {"unit": leads.unit, "text": SECRET, "sure": False}
    seen = dict.fromkeys(("answers", "danger_first", "no_name_forced", "next_said", "handed_over"), "yes")

    def asked():
        return scenes.told(mentoring.ask_advice, leads, kind="joint_operation", text=SECRET, sure=False)

    def goal():
        return scenes.told(mentoring.plan_goal, leads, kind="", on_day=today + timedelta(days=9), **given)

    return {
        "ask_advice": asked,
        "answer_advice": lambda: scenes.told(
            mentoring.answer_advice, mentor, entry_id=asked()().id, text=SECRET, sure=False
        ),
        "plan_visit": lambda: scenes.told(mentoring.plan_visit, mentor, kind="", on_day=today, **given),
        "write_coaching": lambda: scenes.told(mentoring.write_coaching, mentor, kind="", **given),
        "observe_function": lambda: scenes.told(
            mentoring.observe_function, mentor, kind="duty_desk", on_day=today, items=seen, **given
        ),
        "plan_goal": goal,
        "move_entry": lambda: scenes.told(mentoring.move_entry, mentor, entry_id=goal()().id, move="reach"),
    }
