"""The pages of peers: from the foot of every page; ask, be warned, answer, hide, keep; and the keeper's form of hours."""

import re

from django.utils import timezone

from samaki.agencies.models import Unit
from samaki.database import session
from samaki.threads.peers.models import PeerAnswer, PeerCard, PeerQuestion
from tests.threads.peering import answered, approved, asked, card, looked_and_sent

TYPED = {"topic": "court", "area": "12", "title": "Who pays?", "text": "For the lawyer of a child"}


def text_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_every_page_leads_there_and_an_empty_list_says_what_to_do(sign_in):
    client = sign_in("duty.pp")
    for path in ("/desk/", "/help/"):
        assert '"/peers/"' in text_of(client, path)
    page = text_of(client, "/peers/?lang=en")
    assert "Nobody has asked anything yet." in page
    assert "Hidden until" not in page
    assert "No question was found." in text_of(client, "/peers/?q=nothing")
    assert "There is no practice card yet." in text_of(client, "/peers/cards/")
    assert "Nothing is hidden." in text_of(sign_in("privacy.pp"), "/peers/hidden/?lang=en")


def test_words_are_shown_once_as_others_will_read_them_and_go_with_one_press_more(sign_in, cast):
    client = sign_in("duty.pp")
    number = TYPED | {"text": "call 012 345 678\r\nat night"}
    shown = client.post("/peers/new/?lang=en", number).content.decode()
    for words in (
        "As others will read it",
        "Could anything in it tell who a child is?",
        "call 012 345 678",
        "a telephone number",
    ):
        assert words in shown
    with session("app", timezone.now(), cast["duty.pp"].id):
        assert not PeerQuestion.objects.exists(), "nothing is sent before they were looked at"
    (mark,) = re.findall(r'name="looked" value="(\w+)"', shown)
    back = client.post("/peers/new/", number | {"looked": mark, "change": "yes"})
    assert "at night</textarea>" in back.content.decode(), "the words are kept"
    assert f'name="looked" value="{mark}"' in back.content.decode()
    other = client.post("/peers/new/", number | {"looked": mark, "text": "Other words"})
    assert "Other words" in other.content.decode(), "other words are shown anew"
    sent = client.post("/peers/new/", number | {"looked": mark})
    assert sent.status_code == 302, "no second asking where nothing changed"
    assert "call 012 345 678" in text_of(client, sent["Location"])
    assert "Who pays?" in text_of(client, "/peers/?q=who+pays&topic=court&area=12")
    assert client.post("/peers/new/", TYPED | {"title": ""}).status_code == 422


def test_others_answer_who_asked_marks_it_and_it_becomes_a_card_of_the_step(sign_in, cast):
    now = timezone.now()
    row = asked(cast, now)
    other, asker = sign_in("social.pp"), sign_in("duty.pp")
    assert looked_and_sent(other, f"/peers/{row.id}/answer/", {"text": "Sit lower"}).status_code == 302
    with session("app", now, cast["duty.pp"].id):
        reply = PeerAnswer.objects.get()
    assert "Sit lower" in text_of(asker, f"/peers/{row.id}/")
    assert asker.post(f"/peers/answers/{reply.id}/helped/").status_code == 302
    kept = {"title": "Sit lower", "text": "Lower than the child", "step_kind": "first_safe_contact"}
    assert looked_and_sent(asker, f"/peers/answers/{reply.id}/keep/", kept).status_code == 302
    with session("app", now, cast["duty.pp"].id):
        made = PeerCard.objects.get()
    third = sign_in("ngo.pp")
    assert f"/peers/cards/{made.id}/approve/" in text_of(third, "/peers/cards/")
    assert f"/peers/cards/{made.id}/approve/" not in text_of(asker, "/peers/cards/")
    assert asker.post(f"/peers/cards/{made.id}/approve/").status_code == 403
    assert third.post(f"/peers/cards/{made.id}/approve/").status_code == 302


def test_what_is_flagged_is_not_there_for_others_and_an_officer_decides(sign_in, cast):
    row = asked(cast, timezone.now())
    client, officer = sign_in("ngo.pp"), sign_in("privacy.ngo")
    assert client.post(f"/peers/asked/{row.id}/flag/").status_code == 302
    assert client.get(f"/peers/{row.id}/").status_code == 404
    assert str(row.id) not in text_of(client, "/peers/hidden/")
    assert f"/peers/asked/{row.id}/remove/" in text_of(officer, "/peers/hidden/")
    assert "/peers/hidden/" in text_of(officer, "/peers/")
    assert officer.post(f"/peers/asked/{row.id}/remove/").status_code == 302
    assert officer.post(f"/peers/asked/{row.id}/clear/").status_code == 409
    assert text_of(sign_in("duty.pp"), f"/peers/{row.id}/")


def test_its_author_corrects_and_takes_back_and_nobody_else_is_offered_it(sign_in, cast):
    row = asked(cast, timezone.now())
    author, other = sign_in("duty.pp"), sign_in("officer.pp")
    assert f"/peers/asked/{row.id}/correct/" in text_of(author, f"/peers/{row.id}/")
    assert f"/peers/asked/{row.id}/correct/" not in text_of(other, f"/peers/{row.id}/")
    assert other.get(f"/peers/asked/{row.id}/correct/").status_code == 403
    form = text_of(author, f"/peers/asked/{row.id}/correct/")
    version = re.search(r'name="version" value="(\d+)"', form).group(1)
    sent = {"title": "Other", "text": "words", "version": version}
    assert looked_and_sent(author, f"/peers/asked/{row.id}/correct/", sent).status_code == 302
    assert looked_and_sent(author, f"/peers/asked/{row.id}/correct/", sent | {"title": "Third"}).status_code == 412
    assert author.post(f"/peers/asked/{row.id}/take-back/").status_code == 302
    assert other.get(f"/peers/{row.id}/").status_code == 404
    with session("app", timezone.now(), cast["ngo.pp"].id):
        assert not PeerQuestion.objects.exists()


def test_a_followed_topic_is_on_the_desk(sign_in, cast):
    client = sign_in("ngo.pp")
    assert client.post("/peers/follow/", {"topic": "court", "follow": "yes"}).status_code == 302
    row = asked(cast, timezone.now(), topic="court")
    assert f"/peers/{row.id}/" in text_of(client, "/desk/")


def test_an_approved_card_stands_with_its_step(cast):
    now = timezone.now()
    approved(cast, now, card(cast, now, answered(cast, now, asked(cast, now))))
    from samaki.agencies.country import pack
    from samaki.web.steps.practice import card as practice

    with session("app", now, cast["court.pp"].id):
        (shown,) = practice(pack().step_kinds["first_safe_contact"], "en")["peers"]
        assert practice(pack().step_kinds["verification"], "en")["peers"] == []
    assert (shown["title"], shown["text"]) == ("Sit lower", "Sit lower, and wait.")
    assert "Social affairs" in shown["meta"] or "មន្ទីរសង្គមកិច្ច" in shown["meta"]


def test_the_keeper_says_hours_and_who_can_come_and_the_page_shows_it(sign_in, cast):
    client = sign_in("ngo.pp")
    typed = {"languages": ["km", "vi"], "open_days": ["MO"], "opens_at": "៨:០០", "closes_at": "17:00",
             "who_for.emergency_shelter": "Girls under 18", "papers.emergency_shelter": "", "places.emergency_shelter": "៤"}  # fmt: skip
    assert client.post("/directory/ngo-pp/details/", typed).status_code == 302
    page = text_of(client, "/directory/ngo-pp/?lang=en")
    for words in ("Girls under 18", "Monday: 8:00 – 17:00", "Khmer, Vietnamese", "Can take: 4"):
        assert words in page
    wrong = client.post(
        "/directory/ngo-pp/details/?lang=en", typed | {"opens_at": "noon", "places.emergency_shelter": "-1"}
    )
    assert wrong.status_code == 422
    assert "noon" in wrong.content.decode()
    assert sign_in("duty.pp").get("/directory/ngo-pp/details/").status_code == 403
    assert Unit.objects.get(code="ngo-pp").open_days == ["MO"]
