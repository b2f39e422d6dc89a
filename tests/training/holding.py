"""Workshops held as trainers and participants would: each act in a session of its own, each tick at the time of its session."""

from datetime import timedelta

from samaki.agencies.country import calendar, pack
from samaki.database import session
from samaki.training import attending, closing, inviting, planning
from samaki.training.models import WorkshopSeat, WorkshopSession
from samaki.training.words import room_number
from tests.acting import act

AGO = timedelta(days=9)
"""A workshop that was planned so long ago has its two days just behind it."""

RIGHT = {item.code: item.right for item in pack().training.items_of("partners")}
WRONG = {
    item.code: next(one.code for one in item.options if one.code != item.right)
    for item in pack().training.items_of("partners")
}


def planned(cast, now, places=20, by="trainer", place="Hall", note=""):
    day = calendar().local(now).date() + timedelta(days=7)
    given = {"programme": "partners", "area": "12", "first_day": day, "places": places, "place": place, "note": note}
    return act(cast[by], planning.plan_workshop, now, **given)


def invited(cast, now, row, unit="duty.pp", places=10, sure=False):
    given = {"workshop_id": row.id, "to_unit": cast[unit].unit, "places": places, "sure": sure}
    return inviting.code_of(act(cast["trainer"], inviting.give_places, now, **given))


def moved(cast, now, row, *moves):
    known = {"open": planning.open_workshop, "begin": planning.begin_workshop, "finish": closing.finish_workshop,
             "cancel": planning.cancel_workshop}  # fmt: skip
    for move in moves:
        row = act(cast["trainer"], known[move], now, workshop_id=row.id)
    return row


def outside(now, story, **given):
    """As who has no account."""
    with session("intake", now):
        return story(now=now, **given)


def joined(now, code, name="Sok Dara", phone="012 345 678", role="police", contact=False, key=""):
    return outside(now, inviting.take_place, code=code, key=key, name=name, phone=phone, role=role, contact=contact)


def opened(cast, now, **given):
    """(workshop, code of the invitation of the police) of one that is open."""
    row = planned(cast, now, **given)
    code = invited(cast, now, row, places=min(10, row.places))
    return moved(cast, now, row, "open"), code


def running(cast, now, people=1, contact=False, **given):
    """(workshop, code, keys of those who have a place) of one that runs, all of whose sessions are over."""
    then = now - AGO
    row, code = opened(cast, then, **given)
    keys = [
        joined(then, code, name=f"Sok Dara {number}", phone=f"012 345 {number:03d}", contact=contact).key
        for number in range(people)
    ]
    return moved(cast, row.begins_at, row, "begin"), code, keys


def sessions(cast, now, row):
    with session("app", now, cast["trainer"].id):
        return list(WorkshopSession.objects.filter(workshop=row).order_by("starts_at"))


def seats(cast, now, row):
    with session("app", now, cast["trainer"].id):
        return list(WorkshopSeat.objects.filter(workshop=row).order_by("registered_at", "id"))


def tested(cast, now, row, part):
    return act(cast["trainer"], planning.open_test, now, workshop_id=row.id, part=part)


def sat(now, key, part, answers=RIGHT):
    return outside(now, attending.sit_test, key=key, part=part, answers=answers)


def signed(now, key, one):
    return outside(now, attending.sign_in_room, key=key, session_id=one.id, shown=room_number(one.id, now))


def everybody_came(cast, now, row):
    keys = {one.id for one in seats(cast, now, row)}
    for one in sessions(cast, now, row):
        act(cast["trainer"], attending.tick_list, one.starts_at, session_id=one.id, present=keys, listed=keys)


def finished(cast, now, people=1, contact=False):
    """(workshop, keys) of one that is over, at which everybody was."""
    row, _code, keys = running(cast, now, people, contact)
    everybody_came(cast, now, row)
    return moved(cast, now, row, "finish"), keys
