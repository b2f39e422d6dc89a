"""The pages of a child: written by pressing, read by who works for it, what is typed kept where it is wrong, the request on paper."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.cases.models import Person
from samaki.database import session
from samaki.handoffs import operations as handoffs
from samaki.journeys.identification.models import Identification
from samaki.journeys.protections.models import ChildPromise, Protection
from samaki.journeys.voice.models import ChildVoice, HeardAgain
from tests.acting import act
from tests.journeys.children.about import asked, measure, promised, proposed, told, wish
from tests.journeys.hearings.sitting import entered, postponed
from tests.web.staff.test_people_pages import text


@pytest.fixture
def worked(opened, cast):
    """A case whose first safe contact social services have taken over."""
    case, draft = opened()
    act(cast["duty.pp"], handoffs.offer, timezone.now(), handoff_id=draft.id)
    act(cast["social.pp"], handoffs.accept, timezone.now(), handoff_id=draft.id)
    with session("app", timezone.now(), cast["social.pp"].id):
        return case, Person.objects.select_related("case").get(case=case, part="survivor")


def one(member, table):
    with session("app", timezone.now(), member.id):
        return table.objects.latest("id")


def test_told_and_wanted_are_written_at_a_desk_and_read_with_the_care(sign_in, worked, cast):
    case, child = worked
    police, social = sign_in("duty.pp"), sign_in("social.pp")
    base = f"/cases/{case.code}/children/{child.id}/voice/"
    assert f"/cases/{case.code}/children/" in social.get(f"/cases/{case.code}/").content.decode()
    assert base in social.get(f"/cases/{case.code}/children/").content.decode()
    want = {
        "topic": "live",
        "answer": "says",
        "text": "Secretword",
        "language": "khm",
        "interpreter": "none",
        "occurred_at": "",
    }
    assert social.post(f"{base}wants/", want).status_code == 302
    assert social.post(f"{base}wants/", want | {"answer": "nothing", "text": ""}).status_code == 302
    shown = text(social.get(base))
    for words in (
        "The child does not wish to say",
        "What was said before",
        "Secretword",
        "Not told yet",
        "Complain for the child",
    ):
        assert words in shown
    assert "Secretword" not in text(police.get(base))
    said = {
        "topic": "rights",
        "answer": "again",
        "language": "vie",
        "interpreter": "missing",
        "text": "Thirdword",
        "occurred_at": "",
    }
    assert police.post(f"{base}told/", said).status_code == 302
    seen = text(police.get(base))
    assert "Thirdword" in seen
    assert "An interpreter was needed, and none was there" in seen
    assert "only what it wrote down itself" in seen
    row = one(cast["social.pp"], ChildVoice)
    assert police.post(f"/voices/{row.id}/mistake/", {"text": "another child"}).status_code == 302
    assert "another child" in text(police.get(f"/voices/{row.id}/"))
    unsure = police.post(f"{base}told/", said | {"occurred_at": "2/1/2026"})
    assert (unsure.status_code, 'name="occurred_at_sure" value="2/1/2026"' in unsure.content.decode()) == (422, True)
    assert (
        police.post(f"{base}told/", said | {"occurred_at": "2/1/2026", "occurred_at_sure": "2/1/2026"}).status_code
        == 302
    )
    wrong = social.post(f"{base}wants/", want | {"topic": "", "text": "Fourthword"})
    assert wrong.status_code == 422
    assert "Fourthword" in wrong.content.decode(), "what was typed comes back"
    assert case.code in social.get(f"/complaints/new/?code={case.code}").content.decode()
    for stranger in ("duty.sr", "ngo.pp"):
        for path in (base, f"/voices/{row.id}/", f"/cases/{case.code}/children/", f"/voices/{row.id}/mistake/"):
            assert sign_in(stranger).get(path).status_code in (404, 405)


def test_heard_again_is_asked_answered_from_the_desk_and_stands_beside_the_day(sign_in, worked, cast):
    case, child = worked
    police, social = sign_in("duty.pp"), sign_in("social.pp")
    day = entered(cast["duty.pp"], timezone.now(), case, children=(child,), purpose="child_heard")
    base = f"/cases/{case.code}/children/{child.id}/voice/"
    ask = {
        "sort": "testimony",
        "hearing": str(day.id),
        "reason": "defence",
        "topic": "Otherword",
        "recording": "box 4",
        "text": "Secretword",
    }
    assert police.post(f"{base}again/", ask | {"hearing": "x"}).status_code == 422
    assert police.post(f"{base}again/", ask).status_code == 302
    row = one(cast["social.pp"], HeardAgain)
    desk = text(social.get("/desk/"))
    assert "Must the child be heard again?" in desk
    seen = text(social.get(f"/heard-again/{row.id}/"))
    assert "Otherword" in seen
    assert "Secretword" not in seen, "why, in words, stands in the justice part"
    assert "Secretword" in text(police.get(base))
    answer = {"move": "disagree", "way": "", "text": "", "version": "1"}
    assert social.post(f"/heard-again/{row.id}/answer/", answer).status_code == 422
    assert social.post(f"/heard-again/{row.id}/answer/", answer | {"text": "Fifthword"}).status_code == 302
    assert "Must the child be heard again?" not in text(social.get("/desk/"))
    beside = text(police.get(f"/hearings/{day.id}/"))
    assert "Answer: disagrees" in beside
    assert "Heard of, not confirmed" in beside, "the date stays"
    assert "Fifthword" in text(police.get(base))
    assert "Answer: disagrees" in text(police.get(f"/cases/{case.code}/timeline/"))
    assert police.post(f"/heard-again/{row.id}/withdraw/", {"text": "not needed"}).status_code == 302


def test_protection_shows_what_is_missing_before_the_next_day_and_prints(sign_in, worked, cast):
    case, child = worked
    police, social, now = sign_in("duty.pp"), sign_in("social.pp"), timezone.now()
    base = f"/cases/{case.code}/children/{child.id}/protection/"
    assert "No hearing to which this child is called is ahead" in text(social.get(base))
    day = entered(cast["duty.pp"], now, case, children=(child,))
    ask = {"measure": "screen", "hearing": str(day.id), "move": "ask", "reason": "", "text": "the blue one"}
    assert social.post(f"{base}ask/", ask).status_code == 302
    shown = text(police.get(base))
    for words in ("Not there yet: A screen", "Asked, not ordered yet", "Nobody has said who goes there", "not ordered", "the blue one",
                  "Nobody has asked for"):  # fmt: skip
        assert words in shown
    row = one(cast["duty.pp"], Protection)
    assert (
        police.post(
            f"/protections/{row.id}/move/", {"move": "order", "reason": "", "text": "", "version": "1"}
        ).status_code
        == 302
    )
    assert (
        police.post(
            f"/protections/{row.id}/move/", {"move": "fail", "reason": "", "text": "", "version": "2"}
        ).status_code
        == 422
    )
    printed = text(social.get(f"{base}print/"))
    for words in (
        "Request for protection of a child at court",
        "A screen",
        "Ordered by the court",
        case.code,
        "Signature and date",
    ):
        assert words in printed
    postponed(cast["duty.pp"], now, day, now + timedelta(days=40))
    page = social.get(base)
    assert "Put off from another day" in text(page)
    new = re.search(r'name="hearing" value="([^"]+)"', page.content.decode())
    assert social.post(f"{base}carry/", {"hearing": new[1]}).status_code == 302
    assert "Put off from another day" not in text(social.get(base))
    promise = {
        "sort": "be_there",
        "text": "Sixthword",
        "owner": "social-pp",
        "due_at": f"{timezone.localdate() + timedelta(days=9):%Y-%m-%d}",
        "hearing": "",
    }
    assert police.post(f"{base}promise/", promise | {"due_at": "yesterday"}).status_code == 422
    assert police.post(f"{base}promise/", promise).status_code == 302
    assert "What your unit promised to a child" in text(social.get("/desk/"))
    given = one(cast["social.pp"], ChildPromise)
    assert (
        social.post(
            f"/child-promises/{given.id}/say/", {"move": "keep", "text": "", "due_at": "", "version": "1"}
        ).status_code
        == 302
    )
    assert "Kept" in text(social.get(f"/child-promises/{given.id}/"))
    assert police.post(f"/child-promises/{given.id}/mistake/", {"text": "never"}).status_code == 302
    for path in (base, f"{base}print/", f"/protections/{row.id}/", f"/child-promises/{given.id}/"):
        assert sign_in("duty.sr").get(path).status_code == 404


def test_only_the_body_of_the_law_has_the_form_to_decide(sign_in, worked, cast):
    case, child = worked
    police, social = sign_in("duty.pp"), sign_in("social.pp")
    base = f"/cases/{case.code}/children/{child.id}/identification/"
    assert "Possible victim: not decided yet" in text(police.get(base))
    why = {"text": "Secretword", "occurred_at": ""}
    assert social.post(f"{base}propose/", why | {"status": "identified"}).status_code == 302
    assert police.post(f"{base}decide/", why | {"status": "identified", "form": "social_short"}).status_code == 422
    assert police.post(f"{base}decide/", why | {"status": "not_victim", "form": "police_short"}).status_code == 302
    shown = text(social.get(base))
    assert "Now: Decided: not a victim of trafficking." in shown
    assert "no step ends by it" in shown
    age = why | {"method": "medical", "age": "doubt", "youngest": "15", "oldest": "19"}
    assert social.post(f"{base}age/", age).status_code == 302
    assert "Age in doubt: taken for a child meanwhile." in text(police.get(base))
    row = one(cast["duty.pp"], Identification)
    grown = {
        "method": "document",
        "age": "adult",
        "youngest": "19",
        "oldest": "20",
        "text": "passport",
        "occurred_at": "",
    }
    unsure = social.post(f"{base}age/", grown)
    assert (unsure.status_code, 'name="age_sure" value="adult"' in unsure.content.decode()) == (422, True)
    assert "Found to be an adult" not in text(social.get(base))
    assert social.post(f"{base}age/", grown | {"age_sure": "adult"}).status_code == 302
    assert social.post(f"/identifications/{row.id}/mistake/", {"text": "no"}).status_code == 302
    assert sign_in("duty.sr").get(f"/identifications/{row.id}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_asks_as_often_for_one_line_as_for_three(rows, sign_in, worked, cast):
    case, child = worked
    by, now, client = cast["social.pp"], timezone.now(), sign_in("social.pp")
    for number in range(rows):
        told(by, now, child, topic=("rights", "court", "lawyer")[number])
        wish(by, now, child, topic=("live", "court", "contact")[number])
        asked(by, now, child, topic=("the door", "the street", "the car")[number])
        measure(by, now, child, ("screen", "breaks", "lawyer")[number])
        promised(by, now, child)
        proposed(by, now, child)
    found = {}
    for what in ("voice", "protection", "identification"):
        path = f"/cases/{case.code}/children/{child.id}/{what}/"
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        found[what] = len(queries)
    assert found == {"voice": 31, "protection": 22, "identification": 16}
