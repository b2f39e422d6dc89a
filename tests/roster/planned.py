"""Rosters of the tests: drafted and published by the operations themselves."""

from datetime import date, time

from samaki.database import session
from samaki.roster import planning
from samaki.roster.duty import Layer
from samaki.roster.looking import look
from tests.acting import act


def layer(cast, *names, **more):
    members = tuple(str(cast[name].id) for name in names)
    usual = {"members": members, "amount": 1, "unit": "days", "hand_over": time(8), "start": date(2026, 3, 2)}
    return Layer(**(usual | more))


def drafted(cast, now, *layers, by="officer.pp", area="", edits=0):
    return act(cast[by], planning.draft_roster, now, unit=cast[by].unit, area=area, layers=layers, edits=edits)


def published(cast, now, *layers, by="officer.pp", area="", edits=0):
    draft = drafted(cast, now, *layers, by=by, area=area, edits=edits)
    with session("app", now, cast[by].id):
        seen = look(layers, [], cast[by].unit_id, now).seen
    return act(cast[by], planning.publish_roster, now, roster_id=draft.roster_id, edits=draft.edits, seen=seen)
