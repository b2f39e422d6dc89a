"""A reporter and the unit that holds their report, for tests."""

import io
import uuid
import wave

from samaki.database import session
from samaki.intake.coming_back import Reach, Word, say_how_to_reach, say_more, thread_of
from samaki.intake.models import Report
from samaki.intake.operations import Told, file_report
from tests.acting import act


def filed(now, **words):
    """(receipt, key of the report) of a report in Phnom Penh."""
    with session("intake", now):
        told = Told(**({"what": "A child is kept", "where": "Phnom Penh", "danger": "no"} | words))
        return file_report(told=told, key=uuid.uuid4(), channel="web", now=now)


def report_of(by, now):
    """The newest report that the member's unit holds."""
    with session("app", now, by.id):
        return Report.objects.select_related("holder").filter(holder=by.unit_id).latest("id")


def said(receipt, now, text="It is the blue house", key=None, **word):
    with session("intake", now):
        return say_more(receipt=receipt, word=Word(text, **word), key=key or uuid.uuid4(), now=now)


def reach(receipt, now, how, *hours, key=None, **more):
    with session("intake", now):
        return say_how_to_reach(receipt=receipt, reach=Reach(how, hours, **more), key=key or uuid.uuid4(), now=now)


def read(receipt, now):
    with session("intake", now):
        return thread_of(receipt)


def voice(mark=b""):
    """A WAV of a tenth of a second, with a chunk that says where it was made."""
    into = io.BytesIO()
    with wave.open(into, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\1\2" * 800)
    raw = into.getvalue()
    if mark:
        raw += b"LIST" + len(mark).to_bytes(4, "little") + mark + b"\0" * (len(mark) % 2)
        raw = raw[:4] + (len(raw) - 8).to_bytes(4, "little") + raw[8:]
    return raw


__all__ = ["act", "filed", "reach", "read", "report_of", "said", "voice"]
