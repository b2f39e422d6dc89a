"""What members write about a child's safety, for its tests."""

from samaki.journeys.safeguarding import missing, placing, planning
from tests.acting import act
from tests.everything import rows

FEAR, REACH, SEEN = "the man at the ferry", "only in the school break", "red shirt, towards the market"


def planned(by, now, child, **given):
    usual = {"words": {"fears": FEAR, "people": "aunt"}, "assent": "yes", "agreed_with": ["kin"]}
    return act(by, planning.write_safety_plan, now, case=child.case, child=child, **usual | given)


def reached(by, now, child, **given):
    usual = {"ways": ["school"], "never": ["family_phone"], "words": {"when": REACH}}
    return act(by, planning.write_safe_contact, now, case=child.case, child=child, **usual | given)


def placed(by, now, child, sort="shelter", basis="not_known", **given):
    return act(by, placing.place_child, now, case=child.case, child=child, sort=sort, basis=basis, **given)


def looked(by, now, child, sort="kin", why="not_safe", **given):
    return act(by, placing.look_at_family, now, case=child.case, child=child, sort=sort, why=why, **given)


def gone(by, now, child, **given):
    return act(by, missing.report_missing, now, case=child.case, child=child, **{"text": SEEN} | given)


def found(by, now, row, how="came_back", **given):
    return act(by, missing.find_missing, now, missing_id=row.id, how=how, **given)


def told(kind):
    """Units that were told, in order."""
    query = "select to_unit from notice where kind = %s order by 1"
    return [unit for (unit,) in rows(query, [f"safety.{kind}"], role="worker")]
