"""The stories of calls and pushes: what comes before each, and the story itself."""

import json

from cryptography.hazmat.primitives.asymmetric import ec

from samaki.channels.push import choosing as pushes
from samaki.channels.push.sealing import point, text_of
from samaki.channels.voice import choosing, hearing
from samaki.channels.voice.choosing import queue_call
from samaki.channels.voice.models import VoiceCall
from samaki.database import session
from tests.acting import act

NUMBER, PASSWORD = "85512345678", "a password of the tests"


class CallScenes:
    """For `Scenes`, which has `duty`, `now` and `told`."""

    def call_scenes(self):
        return {
            "choose_calls": lambda: self.told(choosing.choose_calls, wants="urgent", number="012 345 678", pin="4711", password=PASSWORD,
                                               version=0),
            "note_state": lambda: self.told(hearing.note_state, call_id=self.rung(), event="e1", state="no_answer"),
            "type_digits": lambda: self.told(hearing.type_digits, call_id=self.rung(), event="e1", digits="1"),
            "turn_push_on": lambda: self.told(pushes.turn_push_on, subscription=subscription(), name="Firefox", password=PASSWORD),
            "turn_push_off": self.turn_push_off,
        }  # fmt: skip

    def turn_push_off(self):
        given = {"subscription": subscription(), "name": "Firefox", "password": PASSWORD}
        row = act(self.duty, pushes.turn_push_on, self.now, **given)
        return self.told(pushes.turn_push_off, browser_id=row.id)

    def rung(self):
        with session("worker", self.now):
            row = queue_call("call", "mekong", NUMBER, self.now, member_id=self.duty.id, unit=self.duty.unit_id)
            VoiceCall.objects.filter(id=row.id).update(tries=1)
        return row.id


def subscription():
    keys = {"p256dh": text_of(point(ec.generate_private_key(ec.SECP256R1()))), "auth": text_of(b"sixteen octets!!")}
    return json.dumps({"endpoint": "https://push.example.org/for/this", "keys": keys})
