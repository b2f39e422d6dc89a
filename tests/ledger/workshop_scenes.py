"""The stories of workshops: what comes before each, and the story itself."""

from datetime import timedelta

from samaki.agencies.country import calendar
from samaki.training import attending, closing, inviting, planning, promising
from samaki.training.words import new_code, room_number
from tests.training import holding

WORDS = "Secretword"


class WorkshopScenes:
    """For `Scenes`, which has `cast`, `now` and `told`."""

    def workshop_scenes(self):
        day = calendar().local(self.now).date() + timedelta(days=9)
        whole = {"first_day": day, "places": 9, "place": WORDS, "note": WORDS}
        return {
            "plan_workshop": lambda: self.of_workshop(planning.plan_workshop, programme="partners", area="12", **whole),
            "change_workshop": lambda: self.of_workshop(planning.change_workshop, workshop_id=self.workshop_planned().id, version=1,
              **whole),
            "change_session": lambda: self.of_workshop(planning.change_session, **self.workshop_session()),
            "give_places": lambda: self.of_workshop(inviting.give_places, workshop_id=self.workshop_planned().id, to_unit=self.ngo.unit,
              places=3),
            "open_workshop": self.open_workshop,
            "begin_workshop": lambda: self.of_workshop(planning.begin_workshop, workshop_id=holding.opened(self.cast, self.now)[0].id),
            "cancel_workshop": lambda: self.of_workshop(planning.cancel_workshop, workshop_id=holding.opened(self.cast, self.now)[0].id),
            "finish_workshop": self.finish_workshop,
            "open_test": lambda: self.of_workshop(planning.open_test, workshop_id=self.workshop_runs()[0].id, part="before"),
            "take_place": lambda: self.outside(inviting.take_place, code=holding.opened(self.cast, self.now)[1], key=new_code(12),
              name=WORDS,
                                               phone="012 345 678", role="police", contact=True),
            "give_place_back": lambda: self.outside(inviting.give_place_back, key=holding.joined(self.now, holding.opened(self.cast,
              self.now)[1]).key),
            "agree_to_card": lambda: self.outside(inviting.agree_to_card, key=self.workshop_runs()[2][0], agrees=True),
            "withdraw_seat": lambda: self.of_workshop(inviting.withdraw_seat, seat_id=self.workshop_seat().id),
            "renew_link": lambda: self.of_workshop(inviting.renew_link, seat_id=self.workshop_seat().id),
            "sign_in_room": self.sign_in_room,
            "tick_list": self.tick_list,
            "sit_test": self.sit_test,
            "enter_sitting": lambda: self.of_workshop(attending.enter_sitting, seat_id=self.workshop_seat().id, part="before",
              answers=holding.RIGHT),
            "give_opinion": lambda: self.outside(closing.give_opinion, key=self.workshop_runs()[2][0], answers={"useful": "5"}, text=WORDS),
            "keep_contact_card": self.keep_contact_card,
            "write_practice": lambda: self.of_workshop(closing.write_practice, workshop_id=self.workshop_planned().id, title=WORDS,
              text=WORDS,
                                                       topic="court", step_kind="", sure=True),
            "write_promise": lambda: self.of_workshop(promising.write_promise, workshop_id=self.workshop_runs()[0].id, owner=self.ngo.unit,
              text=WORDS, due_on=day, sure=True),
            "check_seat": self.check_seat,
        }  # fmt: skip

    def of_workshop(self, operation, **given):
        return self.told(operation, self.cast["trainer"], **given)

    def outside(self, story, **given):
        return lambda: holding.outside(self.now, story, **given)

    def workshop_planned(self):
        return holding.planned(self.cast, self.now)

    def workshop_runs(self):
        return holding.running(self.cast, self.now)

    def workshop_seat(self):
        return holding.seats(self.cast, self.now, self.workshop_runs()[0])[0]

    def workshop_session(self):
        one = holding.sessions(self.cast, self.now, self.workshop_planned())[0]
        return {
            "session_id": one.id,
            "starts_at": one.starts_at + timedelta(hours=1),
            "minutes": 60,
            "trainers": WORDS,
            "materials": WORDS,
        }

    def open_workshop(self):
        row = self.workshop_planned()
        holding.invited(self.cast, self.now, row)
        return self.of_workshop(planning.open_workshop, workshop_id=row.id)

    def finish_workshop(self):
        row, _code, _keys = holding.running(self.cast, self.now, contact=True)
        holding.everybody_came(self.cast, self.now, row)
        return self.of_workshop(closing.finish_workshop, workshop_id=row.id)

    def sign_in_room(self):
        row, _code, keys = self.workshop_runs()
        one = holding.sessions(self.cast, self.now, row)[0]
        return self.outside(attending.sign_in_room, key=keys[0], session_id=None, shown=room_number(one.id, self.now))

    def tick_list(self):
        row, _code, _keys = self.workshop_runs()
        keys, one = (
            {seat.id for seat in holding.seats(self.cast, self.now, row)},
            holding.sessions(self.cast, self.now, row)[0],
        )
        return self.of_workshop(attending.tick_list, session_id=one.id, present=keys, listed=keys)

    def sit_test(self):
        row, _code, keys = self.workshop_runs()
        holding.tested(self.cast, self.now, row, "before")
        return self.outside(attending.sit_test, key=keys[0], part="before", answers=holding.RIGHT)

    def keep_contact_card(self):
        row, _keys = holding.finished(self.cast, self.now, contact=True)
        seat = holding.seats(self.cast, self.now, row)[0]
        return self.told(closing.keep_contact_card, self.officer, seat_id=seat.id, matter="any")

    def check_seat(self):
        row, _keys = holding.finished(self.cast, self.now)
        seat = holding.seats(self.cast, self.now, row)[0]
        return self.of_workshop(closing.check_seat, seat_id=seat.id, in_post="yes", observed=["hands_on"])
