"""Peers who ask and answer, as members would: in sessions of their own."""

import re

from samaki.threads.peers import operations
from tests.acting import act

TITLE, TEXT = "How do you begin an interview?", "A child does not speak. What helps?"


def asked(cast, now, by="duty.pp", title=TITLE, text=TEXT, topic="interview", area="", sure=False):
    given = {"title": title, "text": text, "topic": topic, "area": area, "sure": sure}
    return act(cast[by], operations.ask_peers, now, **given)


def answered(cast, now, question, by="social.pp", text="Sit lower than the child, and wait.", sure=False):
    return act(cast[by], operations.answer_peers, now, question_id=question.id, text=text, sure=sure)


def card(
    cast, now, answer, by="duty.pp", step_kind="first_safe_contact", title="Sit lower", text="Sit lower, and wait."
):
    given = {"answer_id": answer.id, "title": title, "text": text, "step_kind": step_kind, "sure": False}
    return act(cast[by], operations.keep_card, now, **given)


def approved(cast, now, row, by="ngo.pp"):
    return act(cast[by], operations.approve_card, now, card_id=row.id)


def looked_and_sent(client, path, typed):
    """A form of peers as its page is used: the words as others will read them, then the press that sends them."""
    shown = client.post(path, typed)
    assert shown.status_code == 200, shown.status_code
    (mark,) = re.findall(r'name="looked" value="(\w+)"', shown.content.decode())
    return client.post(path, typed | {"looked": mark})
