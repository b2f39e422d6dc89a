"""The pages of conferences and of messages: every act by its form, what is refused comes back, and each reads only what is theirs."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.agencies.country import pack
from samaki.cases.sharing import operations as sharing
from samaki.conferences import calling
from samaki.handoffs import operations as handoffs
from tests.acting import act, own_case, step_of
from tests.conferences.meeting import Meeting
from tests.everything import rows
from tests.web.staff.reading import forms

SECRET = "the van with the blue door"  # noqa: S105 - a word that only some may read


@pytest.fixture
def now():
    """A conference is held by the clock of the pages."""
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def met(cast, now):
    return Meeting(cast, now)


def day(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def sent(client, path, follow=True, **typed):
    answer = client.post(path, typed, follow=follow)
    assert answer.status_code < 500
    return answer


def test_a_conference_is_called_held_and_closed_by_its_forms_and_stands_on_the_desks(met, sign_in, now):
    police, ngo = sign_in("duty.pp"), sign_in("ngo.pp")
    code = met.case.code
    assert f'href="/cases/{code}/conferences/new/"' in text(police.get(f"/cases/{code}/"))
    wrong = police.post(
        f"/cases/{code}/conferences/new/", {"purpose": "stuck", "meets_at": "2030-01-01 10:00", "at_unit": ""}
    )
    assert wrong.status_code == 422
    assert 'value="2030-01-01 10:00"' in text(wrong)
    assert "more than a year ahead" in text(wrong)
    made = police.post(
        f"/cases/{code}/conferences/new/", {"purpose": "stuck", "meets_at": day(now + timedelta(days=1))}
    )
    base = made["Location"]
    shown = police.get(base)
    assert set(forms(shown)) >= {
        f"{base}{act}/" for act in ("point", "action", "invite", "postpone", "cancel", "gather")
    }
    assert f"{base}close/" not in forms(shown), "it has not begun"
    assert re.findall(r"<h3>(.*?)</h3>", text(shown)) == ["What is talked about", "Who does what", "The meeting itself"]
    sent(police, f"{base}point/", text=SECRET, compartment="justice")
    sent(
        police, f"{base}invite/", to_unit=met.ngo.unit.code, compartments=["justice"], ground="risk_of_harm", text="why"
    )
    assert "You are invited" in text(ngo.get("/desk/"))
    first = text(ngo.get(base))
    assert "first the undertaking" in first
    assert SECRET not in first
    assert sent(ngo, f"{base}undertake/").status_code == 422
    after = text(sent(ngo, f"{base}undertake/", agreed="yes"))
    assert SECRET in after
    assert "What you hear there stays there" in after
    assert "Your unit reads this for a conference" in text(ngo.get(f"/cases/{code}/"))
    point = rows("select id from conference_point where source = 'own'")[0][0]
    sent(police, f"{base}decide/", point=str(point), text="we ask for its number")
    refused = sent(
        police, f"{base}action/", point=str(point), text="ask the registry", owner=met.ngo.unit.code, due_on="yesterday"
    )
    assert refused.status_code == 422
    assert "ask the registry" in text(refused)
    sent(
        police,
        f"{base}action/",
        point=str(point),
        text="ask the registry",
        owner=met.ngo.unit.code,
        due_on=day(now + timedelta(days=3)),
    )
    sent(police, f"{base}action/", point=str(point), text="somebody calls")
    assert "no owner yet" in text(police.get(base))
    assert "What your unit promised in a conference" in text(ngo.get("/desk/"))
    early = sent(police, f"{base}close/", present=[])
    assert "has not taken place yet" in text(early)
    promise = rows("select id from conference_action where owner is not null")[0][0]
    nobody = rows("select id from conference_action where owner is null")[0][0]
    sent(police, f"/conferences/promises/{nobody}/give/", owner="police-pp", due_on=day(now + timedelta(days=3)))
    said = sent(ngo, f"/conferences/promises/{promise}/say/", answer="not_done")
    assert "Say in a few words what the reason is" in text(said)
    assert "not done" in text(sent(ngo, f"/conferences/promises/{promise}/say/", answer="not_done", text="no time"))
    paper = text(police.get(f"{base}print/"))
    assert SECRET in paper
    assert "we ask for its number" in paper
    assert "Print this page" in paper
    assert f'href="{base}"' in text(police.get("/conferences/"))


def test_the_meeting_of_a_province_is_set_up_held_closed_and_called_again_by_its_forms(cast, sign_in, now):
    lead, social = sign_in("officer.pp"), sign_in("social.pp")
    made = lead.post(
        "/conferences/new/", {"area": "12", "purpose": "monthly", "meets_at": day(now + timedelta(days=1))}
    )
    assert made.status_code == 302
    sent(lead, f"{made['Location']}invite/", to_unit=cast["social.pp"].unit.code)
    assert "You are invited" in text(social.get("/desk/"))
    past = Meeting(cast, now - timedelta(days=3))  # one that has begun: a form takes no meeting of yesterday
    row = act(
        cast["officer.pp"],
        calling.set_up_meeting,
        past.now,
        area="12",
        purpose="monthly",
        meets_at=past.later,
        at_unit=None,
    )
    base = f"/conferences/{row.id}/"
    sent(lead, f"{base}invite/", to_unit=cast["social.pp"].unit.code)
    sent(social, f"{base}undertake/", agreed="yes")
    sent(lead, f"{base}point/", text=SECRET, code=past.case.code, compartment="justice")
    sent(social, f"{base}point/", text="nobody answers at night", code="")
    assert SECRET in text(lead.get(base))
    assert SECRET not in text(social.get(base)), "they read no justice of that case"
    point, own = (rows("select id from conference_point where conference_id = %s and case_id is " + null, [row.id])[0][0]
                  for null in ("null", "not null"))  # fmt: skip
    sent(lead, f"{base}decide/", point=str(point), text="a second number")
    sent(lead, f"{base}action/", point=str(point), text="who answers at night")
    [(mine,)] = rows("select id from conference_member where conference_id = %s and unit = %s", [row.id, row.unit])
    close = {"present": [str(mine)], "next_at": day(now + timedelta(days=28))}
    assert "no owner yet" in text(sent(lead, f"{base}close/", **close))
    [(nobody,)] = rows("select id from conference_action where conference_id = %s", [row.id])
    sent(lead, f"/conferences/promises/{nobody}/give/", owner="social-pp", due_on=day(now + timedelta(days=3)))
    assert "What your unit promised in a conference" in text(social.get("/desk/"))
    sent(lead, f"{base}step/", point=str(own), kind="investigation_plan", text="look into it once more")
    assert rows("select kind, state from step where case_id = %s and kind = 'investigation_plan'", [past.case.id])
    unsaid = sent(lead, f"{base}close/", present=[str(mine)], next_at="")
    assert unsaid.status_code == 422
    assert "closed" in text(sent(lead, f"{base}close/", **close)).lower()
    again = rows("select id, state from conference where series_id = %s and id <> %s", [row.series_id, row.id])
    assert [state for _key, state in again] == ["called"]
    assert f'href="/conferences/{again[0][0]}/"' in text(social.get("/conferences/"))


def test_who_is_not_on_the_list_gets_the_answer_of_what_does_not_exist(met, sign_in, now):
    point = met.point(text=SECRET)
    promise = met.action(point)
    member = met.invited("ngo.pp")
    for who in ("social.pp", "duty.sr", "mentor", "oversight", "admin"):
        client = sign_in(who)
        assert SECRET not in text(client.get("/conferences/"))
        for path in (f"/conferences/{met.row.id}/", f"/conferences/{met.row.id}/print/"):
            assert client.get(path).status_code == 404
        for path in (f"{met.row.id}/close/", f"{met.row.id}/point/", f"listed/{member.id}/remove/", f"points/{point.id}/drop/",
                     f"promises/{promise.id}/say/", f"promises/{promise.id}/take-off/"):  # fmt: skip
            assert client.post(f"/conferences/{path}").status_code == 404, (who, path)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_and_the_page_ask_the_same_whatever_there_is(number, met, sign_in, django_assert_num_queries, now):
    """Points, decisions and promises of several units."""
    police = sign_in("duty.pp")
    met.joined("ngo.pp", ["justice"])
    for _more in range(number):
        point = met.point(by=met.ngo, text=SECRET)
        met.decided(point)
        met.action(point, "ngo.pp")
    police.get("/conferences/")
    with django_assert_num_queries(QUERIES["list"]):
        police.get("/conferences/")
    with django_assert_num_queries(QUERIES["page"]):
        police.get(f"/conferences/{met.row.id}/")


QUERIES = {"list": 10, "page": 25}


def test_the_steps_that_a_unit_may_open_there_are_those_of_its_kind_and_what_it_is_asked_stands_beside(
    cast, sign_in, now
):
    met = Meeting(cast, now)
    met.joined("social.pp")
    met.point(met.social, "care", met.child(met.social), SECRET)
    page = text(sign_in("social.pp").get(f"/conferences/{met.row.id}/"))
    kinds = re.search(r'<select[^>]*name="kind"[^>]*>(.*?)</select>', page)[1]
    able = [one.code for one in pack().step_kinds.values()
            if one.may_be_done_by(met.social.unit.kind) and one.code != pack().opening.report]  # fmt: skip
    assert re.findall(r'value="(\w+)"', kinds) == able
    assert "judgment" not in able
    assert "Asked of your unit" not in page
    step, there = step_of(met.police, now, met.case, "verification"), met.cast["duty.sr"].unit
    asked = act(met.police, handoffs.hand_on, now, step_id=step.id, to_unit=there, why="x", urgency="normal")
    met.joined("duty.sr")
    shown = text(sign_in("duty.sr").get(f"/conferences/{met.row.id}/"))
    assert f'<a href="/handoffs/{asked.id}/">Verification of the information</a>' in shown
    assert f"/handoffs/{asked.id}/" not in text(sign_in("social.pp").get(f"/conferences/{met.row.id}/"))


def test_messages_are_written_read_and_corrected_on_one_page(met, sign_in, now):
    police, officer, social = sign_in("duty.pp"), sign_in("officer.pp"), sign_in("social.pp")
    path = f"/cases/{met.case.code}/messages/"
    assert f'href="{path}"' in text(police.get(f"/cases/{met.case.code}/"))
    wrong = police.post(path, {"text": SECRET, "compartment": "care"})
    assert wrong.status_code == 422
    assert SECRET in text(wrong)
    assert sent(police, path, text=SECRET, compartment="justice").status_code == 200
    assert SECRET in text(officer.get(path))
    assert "There is a new message" not in text(officer.get("/desk/")), "they are of the unit that wrote it"
    assert SECRET not in text(social.get(path))
    assert sign_in("ngo.pp").get(path).status_code == 404
    key = rows("select id from case_message")[0][0]
    meant = re.findall(r'name="mentions"[^>]*value="([^"]+)"', text(police.get(path)))
    assert str(met.cast["officer.pp"].id) in meant
    sent(police, path, text="look at this", compartment="justice", mentions=str(met.cast["officer.pp"].id))
    assert "A message on a case turns to somebody of your unit" in text(officer.get("/desk/"))
    sent(officer, f"{path}read/", messages=str(key))
    assert "read by:" in text(police.get(path))
    assert officer.post(f"/messages/{key}/correct/", {"text": "x"}).status_code == 403
    corrected = text(sent(police, f"/messages/{key}/correct/", text="another van"))
    assert "another van" in corrected
    assert SECRET in corrected
    for bad in ({}, {"messages": "x"}, {"messages": str(key)}):
        assert officer.post(f"{path}read/", bad).status_code == 409


def test_hostile_and_half_filled_forms_are_told_and_nothing_is_lost(met, sign_in, now):
    police = sign_in("duty.pp")
    base, huge = f"/conferences/{met.row.id}", "ក" * 5000
    for act_, typed in (
        ("point", {"text": huge, "compartment": "justice"}), ("point", {"compartment": "x"}), ("point", {"text": "x", "person": "'; drop"}),
        ("decide", {"text": "x"}), ("decide", {"point": "0" * 36, "text": "x"}), ("action", {"text": "x"}), ("step", {"kind": "x"}),
        ("hand-on", {"step": "x"}), ("hand-on", {}), ("invite", {"to_unit": "\x00"}), ("postpone", {"meets_at": "32/1/2026"}),
        ("postpone", {"meets_at": "2027"}), ("cancel", {}), ("close", {"present": "x"}), ("undertake", {}), ("decline", {}), ("gather", {}),
    ):  # fmt: skip
        answer = police.post(f"{base}/{act_}/", typed)
        assert answer.status_code in (403, 404, 409, 422), (act_, typed, answer.status_code)
        if "text" in typed and answer.status_code == 422:
            assert typed["text"][:100] in text(answer), act_
    assert rows("select count(*) from conference_point")[0][0] == 0


def test_a_clerk_can_turn_to_who_leads_where_nobody_is_named_for_a_step(sign_in, cast, now):
    police, court = cast["duty.pp"], cast["court.pp"]
    case = own_case(police, now)
    for unit in (court.unit, cast["prosecutor.pp"].unit):
        act(police, sharing.share, now, case=case, child=None, to_unit=unit, compartments=("justice",), purpose="trial",
            ground="legal_duty", until=now + timedelta(days=9), text="the law")  # fmt: skip
    path = f"/cases/{case.code}/messages/"
    shown = text(sign_in("court.pp").get(path))
    meant = re.findall(r'name="mentions"[^>]*value="([^"]+)"', shown)
    assert meant, "somebody can be turned to"
    assert "whoever leads there" in shown
    assert cast["prosecutor.pp"].name not in shown, "by what they do, never by name"
    done = sent(
        sign_in("court.pp"),
        path,
        text="the hearing is moved",
        compartment="justice",
        mentions=str(cast["prosecutor.pp"].id),
    )
    assert done.status_code == 200
    assert "A message on a case turns to somebody of your unit" in text(sign_in("prosecutor.pp").get("/desk/"))
