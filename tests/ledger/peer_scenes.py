"""The stories of peers who ask and answer: what comes before each, and the story itself."""

from samaki.agencies import details
from samaki.threads.peers import operations
from tests.threads.peering import answered, asked, card


class PeerScenes:
    """For `Scenes`, which has `cast`, `now` and `told`."""

    def peer_scenes(self):
        text, sure = "Secretword", False
        return {
            "ask_peers": lambda: self.told(operations.ask_peers, title=text, text=text, topic="court", area="12", sure=sure),
            "answer_peers": lambda: self.told(operations.answer_peers, self.cast["social.pp"], question_id=self.peer_asked().id, text=text,
                                              sure=sure),
            "correct_peers": lambda: self.told(operations.correct_peers, what="question", key=self.peer_asked().id, title=text, text=text,
                                               version=1, sure=sure),
            "take_back_peers": lambda: self.told(operations.take_back_peers, what="question", key=self.peer_asked().id),
            "mark_helped": lambda: self.told(operations.mark_helped, answer_id=self.peer_answered().id, helped=True),
            "keep_card": lambda: self.told(operations.keep_card, answer_id=self.peer_answered().id, title=text, text=text,
                                           step_kind="first_safe_contact", sure=sure),
            "approve_card": lambda: self.told(operations.approve_card, self.cast["ngo.pp"],
                                              card_id=card(self.cast, self.now, self.peer_answered()).id),
            "flag_peers": lambda: self.told(operations.flag_peers, self.cast["ngo.pp"], what="question", key=self.peer_asked().id),
            "set_details": lambda: self.told(details.set_details, self.cast["officer.pp"], unit=self.cast["officer.pp"].unit,
                                             told=details.Details(languages=["km"], services={"rescue": details.Service(who_for=text)})),
            "decide_flag": self.decide_flag,
            "follow_topic": lambda: self.told(operations.follow_topic, topic="court", follow=True),
        }  # fmt: skip

    def peer_asked(self):
        return asked(self.cast, self.now, text="Secretword")

    def peer_answered(self):
        return answered(self.cast, self.now, self.peer_asked(), text="Secretword")

    def decide_flag(self):
        row = self.peer_asked()
        self.told(operations.flag_peers, self.cast["ngo.pp"], what="question", key=row.id)()
        return self.told(operations.decide_flag, self.cast["privacy.pp"], what="question", key=row.id, upheld=True)
