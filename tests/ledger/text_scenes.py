"""The stories of texts: what comes before each, and the story itself."""

import tempfile
import uuid
from pathlib import Path

import pytest

from samaki.channels.sms import adding, answering, choosing, own_numbers, proofs
from samaki.channels.sms.models import TextNotice
from samaki.channels.sms.outbox import answer_digest, proof_digest, queue_text
from samaki.database import session
from samaki.intake.operations import Told
from samaki.notices.models import Notice
from samaki.roster import handing
from tests.acting import act
from tests.channels.texting import point_at

NUMBER, PASSWORD = "85512345678", "a password of the tests"


class TextScenes:
    """For `Scenes`, which has `duty`, `now` and `told`."""

    def text_scenes(self):
        return {
            "choose_texts": lambda: self.told(choosing.choose_texts, wants="urgent", number="012 345 678", password=PASSWORD, version=0),
            "prove_number": self.prove_number,
            "ask_own_proof": self.ask_own_proof,
            "take_known_number": self.take_known_number,
            "prove_own_number": self.prove_own_number,
            "stop_texts": self.stop_texts,
            "report_by_text": lambda: self.as_public(adding.report_by_text, told=Told(what="Secretword"), number=b"n" * 32,
                                                     key=uuid.uuid4()),
            "add_by_text": lambda: self.as_public(adding.add_by_text, to=self.texted(), text="Secretword", key=uuid.uuid4()),
            "danger_by_text": lambda: self.as_public(adding.danger_by_text, to=self.texted(), text="1", key=uuid.uuid4()),
            "stop_by_text": lambda: self.as_public(adding.stop_by_text, to=self.texted(), key=uuid.uuid4()),
            "answer_call": lambda: self.told(answering.answer_call, text_id=self.called()),
        }  # fmt: skip

    def as_public(self, operation, **given):
        def story():
            with session("intake", self.now):
                return operation(now=self.now, **given)

        return story

    def texted(self):
        with session("intake", self.now):
            adding.report_by_text(told=Told(what="x"), number=b"n" * 32, key=uuid.uuid4(), now=self.now)
            return adding.open_from(b"n" * 32)

    def chosen(self):
        return act(
            self.duty, choosing.choose_texts, self.now, wants="urgent", number=NUMBER, password=PASSWORD, version=0
        )

    def stop_texts(self):
        self.chosen()
        return self.told(choosing.stop_texts)

    def prove_number(self):
        choice = self.chosen()
        with session("app", self.now, self.duty.id):
            choice.code = proof_digest(self.duty.id, NUMBER, "123456")
            choice.code_until = self.now + proofs.CODE_LASTS
            choice.save()
        return self.told(choosing.prove_number, code="123456")

    def ask_own_proof(self):
        act(self.duty, handing.give_number, self.now, number=NUMBER)
        told = self.told(own_numbers.ask_own_proof)

        def through_a_gateway():
            with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
                point_at(patched, Path(folder), 9)
                return told()

        return through_a_gateway

    def take_known_number(self):
        self.prove_number()()
        act(self.duty, handing.give_number, self.now, number=NUMBER)
        return self.told(own_numbers.take_known_number)

    def prove_own_number(self):
        row = act(self.duty, handing.give_number, self.now, number=NUMBER)
        with session("app", self.now, self.duty.id):
            row.code, row.code_until = proof_digest(self.duty.id, NUMBER, "123456"), self.now + proofs.CODE_LASTS
            row.save()
        return self.told(own_numbers.prove_own_number, code="123456")

    def called(self):
        with session("worker", self.now):
            notice = Notice(kind="step.call", to_unit=self.duty.unit_id, subject_kind="step", subject_id=uuid.uuid4(),
                            dedupe="called", made_at=self.now)  # fmt: skip
            notice.save(force_insert=True)
            row = queue_text("call", "mekong", NUMBER, "x", self.now, member_id=self.duty.id, unit=self.duty.unit_id,
                             answer=answer_digest(NUMBER, "12345"), answer_until=self.now)  # fmt: skip
            TextNotice(text=row, notice=notice, member_id=self.duty.id).save(force_insert=True)
        return row.id
