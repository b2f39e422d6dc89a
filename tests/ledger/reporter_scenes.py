"""The stories of who comes back with a receipt and of the unit that talks with them: what comes before each, and the story itself."""

import uuid

from samaki.database import session
from samaki.intake import talking
from samaki.intake.coming_back import Reach, Word, say_how_to_reach, say_more
from samaki.intake.enclosing import Enclosed
from samaki.threads.models import ReportFile
from tests.acting import act
from tests.intake.talk import filed, report_of, said, voice

WORDS = "Secretword"


class ReporterScenes:
    """For `Scenes`, which has `duty`, `now` and `told`."""

    def reporter_scenes(self):
        return {
            "say_more": lambda: self.coming(say_more, word=Word(WORDS, file=Enclosed(voice(), f"{WORDS}.wav"))),
            "say_how_to_reach": lambda: self.coming(say_how_to_reach, reach=Reach("call", ("evening",), WORDS, WORDS)),
            "write_to_reporter": lambda: self.told(talking.write_to_reporter, report_id=self.talked().id, kind="question",
                                                   phrases=["still_there"], text=WORDS),
            "take_back_words": lambda: self.told(talking.take_back_words, message_id=self.asked_of_reporter().id),
            "read_from_reporter": lambda: self.told(talking.read_from_reporter, report_id=self.talked().id),
            "type_what_is_heard": lambda: self.told(talking.type_what_is_heard, file_id=self.sent_file(), text=WORDS),
            "fetch_report_file": lambda: self.told(talking.fetch_report_file, file_id=self.sent_file(), form="copy"),
            "hold_report_file": lambda: self.told(talking.hold_report_file, file_id=self.sent_file()),
        }  # fmt: skip

    def coming(self, story, **given):
        receipt, key = filed(self.now), uuid.uuid4()

        def told():
            with session("intake", self.now):
                return story(receipt=receipt, key=key, now=self.now, **given)

        return told

    def talked(self):
        said(filed(self.now), self.now, WORDS, file=Enclosed(voice(), f"{WORDS}.wav"))
        return report_of(self.duty, self.now)

    def asked_of_reporter(self):
        report = self.talked()
        return act(
            self.duty,
            talking.write_to_reporter,
            self.now,
            report_id=report.id,
            kind="question",
            phrases=["still_there"],
            text="",
        )

    def sent_file(self):
        self.talked()
        with session("app", self.now, self.duty.id):
            return ReportFile.objects.latest("size").id
