"""The two-day workshop through the pages, in both languages: from the invitation to the look half a year later."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from samaki.agencies.country import calendar
from samaki.database import session
from samaki.training import attending
from samaki.training.models import Workshop, WorkshopSeat
from samaki.training.words import room_number, room_token
from tests.acting import act
from tests.threads.peering import looked_and_sent
from tests.training import holding

KHMER = re.compile(r"[\u1780-\u17ff]")


def text_of(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def of_list(page, name):
    """Keys of the people of a list to tick: all, or those who were there when it was opened."""
    return [key for key in re.search(rf'name="{name}" value="([^"]*)"', page)[1].split(",") if key]


def posted(client, path, data=None, to=None):
    answer = client.post(path, data or {})
    assert answer.status_code in (302, 303), (path, answer.status_code, answer.content.decode()[-3000:])
    assert to is None or to in answer["Location"], answer["Location"]
    return answer["Location"]


@pytest.mark.parametrize("lang", ["en", "km"])
def test_the_two_day_workshop_from_the_invitation_to_the_look_half_a_year_later(sign_in, cast, lang):
    trainer, phone = sign_in("trainer"), Client()
    ask = f"?lang={lang}"
    assert "/training/new/" in text_of(trainer, f"/training/{ask}")
    refused = trainer.post("/training/new/", {"programme": "partners", "area": "12", "places": "0", "place": "Hall 7"})
    assert refused.status_code == 422
    assert "Hall 7" in refused.content.decode()
    many = {
        "programme": "x",
        "area": "99",
        "first_day": "30/2/2026",
        "places": "-3",
        "place": "x" * 999,
        "note": "x" * 9999,
    }
    at_once = trainer.post("/training/new/", many).content.decode().count('class="err"')
    assert at_once == len(many), "everything that is wrong is said at once"
    day = calendar().local(timezone.now()).date() + timedelta(days=2)
    whole = {
        "programme": "partners",
        "area": "12",
        "first_day": f"{day:%Y-%m-%d}",
        "places": "140",
        "place": "Hall 7",
        "note": "Bring a pen",
    }
    base = posted(trainer, "/training/new/", whole)
    posted(trainer, f"{base}invite/", {"to_unit": str(cast["duty.pp"].unit_id), "places": "6"}, base)
    assert trainer.post(f"{base}invite/", {"to_unit": "9", "places": "ten"}).status_code == 422
    posted(
        trainer, f"{base}change/", whole | {"first_day": f"{day + timedelta(days=2):%Y-%m-%d}", "version": "1"}, base
    )
    assert trainer.post(f"{base}change/", whole | {"version": "1"}).status_code == 412
    posted(trainer, f"{base}open/")

    invited = text_of(sign_in("duty.pp"), base)
    assert "/people/" not in invited, "only who organises it sees its people"
    link = re.search(r"/training/join/[0-9A-Z]{10}/", invited)[0]
    form = text_of(phone, f"{link}{ask}")
    assert len(form) < 20_000
    assert "<script" not in form
    assert bool(KHMER.search(form)) == (lang == "km") or "km" in form
    person = {
        "name": "",
        "role": "police",
        "phone": "012 345 678",
        "key": re.search(r'name="key" value="(\w{12})"', form)[1],
    }
    wrong = phone.post(f"{link}{ask}", person)
    assert wrong.status_code == 422
    assert "012 345 678" in wrong.content.decode()
    places = [posted(phone, f"{link}{ask}", person | {"name": "សុខ តារា 1", "contact": "yes"}, "/training/place/")]
    assert posted(phone, f"{link}{ask}", person | {"name": "សុខ តារា 1"}) == places[0], "the same form again"
    for number in range(2, 8):
        places.append(
            posted(
                phone, f"{link}{ask}", {"name": f"Sok Dara {number}", "role": "police", "phone": f"012 345 67{number}"}
            )
        )
    places = [one.split("?")[0] for one in places]
    assert "សុខ តារា 1" in text_of(phone, places[0] + ask)
    posted(phone, places[1] + ask, {"go": "leave"})
    del places[1]

    posted(trainer, f"{base}begin/")
    posted(trainer, f"{base}test/", {"part": "before"})
    answers = {f"item_{code}": option for code, option in holding.WRONG.items()}
    for place in places:
        assert "<script" not in text_of(phone, f"{place}test/{ask}")
        posted(phone, f"{place}test/{ask}", answers | {"part": "before"}, "done=before")
    told = holding.sessions(cast, timezone.now(), Workshop.objects.model(id=base.split("/")[2]))
    one = told[0]
    assert trainer.get(f"/training/sessions/{one.id}/room/").status_code == 409, "nobody is there yet"
    assert "/change/" in text_of(trainer, f"/training/sessions/{one.id}/{ask}")

    def moved(each, hours):
        starts = calendar().local(timezone.now() - timedelta(hours=hours))
        earlier = {"starts_at": f"{starts:%Y-%m-%d %H:%M}", "minutes": "30", "trainers": "", "materials": ""}
        posted(trainer, f"/training/sessions/{each.id}/change/", earlier, base)

    moved(one, 0)
    room = text_of(trainer, f"/training/sessions/{one.id}/room/")
    assert room_number(one.id, timezone.now()) in room
    posted(phone, places[0] + ask, {"go": "sign", "shown": room_number(one.id, timezone.now())}, "done=sign")
    assert phone.post(places[1] + ask, {"go": "sign", "shown": "1"}).status_code == 422
    here = f"/training/here/{one.id}/{room_token(one.id, timezone.now())}/{ask}"
    assert phone.post(here, {"key": "wrong"}).status_code == 422
    posted(phone, here, {"key": places[1].split("/")[3]}, "/training/place/")
    for at, each in enumerate(told):
        moved(each, 9 - at)
    assert trainer.get(f"/training/sessions/{one.id}/room/").status_code == 409, "nobody is there any more"
    assert "/room/" not in text_of(trainer, base)
    ticks = f"/training/sessions/{one.id}/"
    keys = of_list(text_of(trainer, ticks), "listed")
    assert len(keys) == 6
    posted(trainer, ticks, {"listed": keys}, base)
    signed = of_list(text_of(trainer, ticks), "was")
    assert len(signed) == 2, "who signed in while the list was open stays, though nobody ticked them"
    posted(trainer, ticks, {"listed": ",".join(keys), "was": ",".join(signed), "there": signed[1:]}, base)
    assert of_list(text_of(trainer, ticks), "was") == signed[1:]
    for each in told:
        posted(trainer, f"/training/sessions/{each.id}/", {"there": keys, "listed": keys}, base)
    posted(trainer, f"{base}test/", {"part": "after"})
    for place in places[:-1]:
        posted(
            phone,
            f"{place}test/{ask}",
            {f"item_{code}": option for code, option in holding.RIGHT.items()} | {"part": "after"},
        )
    paper = f"/training/seats/{keys[0]}/"
    text_of(trainer, paper)
    assert phone.post(f"{places[0]}questions/{ask}", {}).status_code == 422
    for place in places[:5]:
        posted(phone, f"{place}questions/{ask}", {"opinion_useful": "5", "text": "More of court"}, "done=opined")
    card = {"title": "Sit lower", "text": "Lower than the child", "topic": "interview", "step_kind": ""}
    assert looked_and_sent(trainer, f"{base}practice/", card)["Location"].startswith(base)
    assert trainer.post(f"{base}promise/", {"text": "A number", "due_on": "soon"}).status_code == 422
    due = day + timedelta(days=60)
    promise = {"owner": str(cast["duty.pp"].unit_id), "text": "A number for the night", "due_on": f"{due:%Y-%m-%d}"}
    posted(trainer, f"{base}promise/", promise, base)
    assert base in text_of(trainer, re.search("/gaps/promises/[0-9a-f-]{36}/", text_of(trainer, base + ask))[0])
    for what in ("list", "test"):
        text_of(trainer, f"{base}print/{what}/")
    text_of(phone, f"{places[0]}certificate/{ask}", 303)
    posted(trainer, f"{base}finish/")
    return_visit = text_of(phone, places[0] + ask)
    assert "/certificate/" in return_visit

    page = text_of(sign_in("oversight"), base + ask)
    assert ("១០០" if lang == "km" else "+100") in page, "five pairs: the gain is shown to everybody in sums"
    assert "Dara" not in page
    assert "សុខ តារា" not in page
    assert "More of court" not in page
    assert "More of court" in text_of(trainer, base)
    certificate = text_of(phone, f"{places[0]}certificate/{ask}")
    check = re.search(r"/training/certificate/(\w{12})/", certificate)[0]
    assert "សុខ តារា 1" in text_of(phone, check + ask)
    text_of(phone, "/training/certificate/ABCDEFGHJKMN/", 404)
    printed = text_of(trainer, f"{base}print/certificates/")
    assert printed.count("Certificate of attendance") == printed.count("វិញ្ញាបនបត្រចូលរួម") == 6, "in both languages"
    assert "Confidential" not in printed
    assert "Date, signature and stamp" in printed

    keeper = sign_in("officer.pp")
    waiting = text_of(keeper, f"/training/cards/{ask}")
    seat = re.search(r"/training/seats/([0-9a-f-]{36})/card/", waiting)[1]
    posted(keeper, f"/training/seats/{seat}/card/", {"matter": "any"}, "/training/cards/")
    assert "តារា" in text_of(keeper, "/directory/police-pp/")
    for number, key in enumerate(keys):
        text_of(trainer, f"/training/seats/{key}/check/{ask}")
        posted(trainer, f"/training/seats/{key}/check/", {"in_post": "no" if number else "yes"}, "/people/")
    kept = text_of(sign_in("duty.pp"), base + ask)
    assert ("១៧" if lang == "km" else "17%") in kept
    assert len(set(re.findall("/training/seats/([^/]+)/", text_of(trainer, f"{base}people/")))) == 7, (
        "who gave a place back stands there too"
    )


def test_others_reach_no_page_of_people_and_hostile_input_gets_a_sentence(sign_in, cast):
    row, code, keys = holding.running(cast, timezone.now(), people=1)
    seat = holding.seats(cast, timezone.now(), row)[0]
    one = holding.sessions(cast, timezone.now(), row)[0]
    for who in ("duty.pp", "oversight", "admin"):
        client = sign_in(who)
        for path in (f"{row.id}/people/", f"{row.id}/change/", f"{row.id}/add/", f"{row.id}/print/list/", f"sessions/{one.id}/",
                     f"sessions/{one.id}/room/", f"seats/{seat.id}/", f"seats/{seat.id}/check/", "new/"):  # fmt: skip
            assert client.get(f"/training/{path}").status_code in (403, 404), (who, path)
        assert client.post(f"/training/{row.id}/finish/").status_code == 403
    phone, trainer = Client(), sign_in("trainer")
    for path in ("/training/join/", "/training/place/", "/training/join/?code=x", "/training/place/?key=x"):
        assert phone.get(path).status_code in (200, 422)
    assert phone.get(f"/training/place/?key={keys[0].lower()}")["Location"].startswith(f"/training/place/{keys[0]}/")
    for junk in ("\x00", "x" * 90_000, "\ufffd", "<script>alert(1)</script>", "=1+1"):
        for path, data in ((f"/training/join/{code}/", {"name": junk, "role": junk, "phone": junk, "key": junk, "contact": "yes"}),
                           (f"/training/place/{keys[0]}/", {"go": junk, "shown": junk}), (f"/training/place/{keys[0]}/", {"go": "sign",
                             "shown": junk}),
                           (f"/training/place/{keys[0]}/questions/", {"opinion_useful": junk, "text": junk}),
                           (f"/training/place/{keys[0]}/test/", {"part": "before", "item_night": junk})):  # fmt: skip
            answer = phone.post(path, data)
            assert answer.status_code in (200, 303, 422), (path, answer.status_code)
            assert "<script>alert" not in answer.content.decode()
        for path in (
            f"{row.id}/invite/",
            f"{row.id}/change/",
            f"{row.id}/add/",
            f"sessions/{one.id}/change/",
            f"seats/{seat.id}/test/after/",
        ):
            data = dict.fromkeys(
                ("to_unit", "places", "first_day", "place", "invitation", "name", "starts_at", "minutes", "item_night"),
                junk,
            )
            assert trainer.post(f"/training/{path}", data).status_code in (302, 409, 412, 422), path
    assert trainer.get("/training/?before=x").status_code == 404
    assert trainer.get(f"/training/{row.id}/people/?page=99&q=%00").status_code == 200


def test_before_its_last_session_a_workshop_ends_with_a_reason_that_everybody_reads(sign_in, cast):
    now = timezone.now()
    row, code = holding.opened(cast, now, places=3)
    keys = [holding.joined(now, code, name=f"Sok {at}", phone=f"012 345 67{at}").key for at in range(4)]
    holding.moved(cast, now, row, "begin")
    trainer, base = sign_in("trainer"), f"/training/{row.id}/"
    page = text_of(trainer, base)
    assert "Finish the workshop" not in page, "its button comes with the end of the last session"
    assert f"{base}finish/" in page
    assert "1 waiting" in page
    assert "0 of 0 who came" in text_of(trainer, f"{base}finish/")
    assert trainer.post(f"{base}finish/", {"why": " "}).status_code == 422
    posted(trainer, f"{base}finish/", {"why": "The hall was flooded"}, base)
    assert text_of(trainer, f"{base}finish/", 302) is not None, "only opened, it leads back"
    for who in ("trainer", "ngo.pp"):
        assert "The hall was flooded" in text_of(sign_in(who), base)
    assert "1 waiting" not in text_of(trainer, base), "nobody waits for what is over"
    assert "no place became free" in text_of(trainer, f"{base}people/")
    mine = text_of(Client(), f"/training/place/{keys[3]}/?lang=en")
    assert "no place became free" in mine
    assert "The hall was flooded" in mine


def test_a_list_of_what_lies_ahead_says_so_and_a_lost_link_is_given_anew(sign_in, cast):
    now = timezone.now()
    row, code = holding.opened(cast, now, places=3)
    key = holding.joined(now, code).key
    holding.moved(cast, now, row, "begin")
    trainer, base = sign_in("trainer"), f"/training/{row.id}/"
    one, (seat,) = holding.sessions(cast, now, row)[0], holding.seats(cast, now, row)
    ticks = text_of(trainer, f"/training/sessions/{one.id}/")
    assert "This session has not begun." in ticks
    assert 'name="there"' not in ticks
    sent = {"there": str(seat.id), "listed": str(seat.id)}
    refused = trainer.post(f"/training/sessions/{one.id}/", sent)
    assert (refused.status_code, "has not begun" in refused.content.decode()) == (409, True)
    invite = {"to_unit": str(cast["ngo.pp"].unit_id), "places": "100"}
    asked = trainer.post(f"{base}invite/", invite)
    assert (asked.status_code, "would have 103 places" in asked.content.decode()) == (422, True)
    posted(trainer, f"{base}invite/", invite | {"sure": "yes"}, base)
    assert "103 places are given to units, and the workshop has 3" in text_of(trainer, base)
    posted(trainer, f"/training/seats/{seat.id}/link/", to=f"/training/seats/{seat.id}/")
    shown = text_of(trainer, f"/training/seats/{seat.id}/")
    assert f"/training/place/{key}/" not in shown
    text_of(Client(), re.search(r"/training/place/\w{12}/", shown)[0])
    lost = text_of(Client(), f"/training/place/{key}/?lang=en", 404)
    assert "Who organises the workshop shows it to you again" in lost


def test_an_address_that_only_takes_forms_leads_back_to_its_form(sign_in, cast):
    row, keys = holding.finished(cast, timezone.now(), contact=True)
    (seat,), trainer, base = holding.seats(cast, timezone.now(), row), sign_in("trainer"), f"/training/{row.id}/"
    for move in ("open", "begin", "test", "finish", "cancel"):
        assert trainer.get(f"{base}{move}/")["Location"] == base
    for move in ("withdraw", "link"):
        assert trainer.get(f"/training/seats/{seat.id}/{move}/")["Location"] == f"/training/seats/{seat.id}/"
    assert sign_in("officer.pp").get(f"/training/seats/{seat.id}/card/")["Location"] == "/training/cards/"
    for who in ("ngo.pp", "oversight"):
        for path in (f"seats/{seat.id}/withdraw/", f"seats/{seat.id}/link/", f"seats/{seat.id}/card/"):
            assert sign_in(who).get(f"/training/{path}").status_code == 404, (who, path)
        assert sign_in(who).get(f"{base}cancel/").status_code == 403


@pytest.mark.parametrize("many", [1, 3])
def test_lists_cost_the_same_queries_whatever_their_length(sign_in, cast, many, django_assert_num_queries):
    now = timezone.now()
    row, _code, _keys = holding.running(cast, now, people=many)
    for _more in range(many - 1):
        holding.planned(cast, now)
    client = sign_in("trainer")
    client.get("/training/")
    for path, count in (("/training/", 9), (f"/training/{row.id}/people/", 11)):
        with django_assert_num_queries(count):
            client.get(path)
    with session("app", now, cast["trainer"].id):
        assert WorkshopSeat.objects.count() == many


def test_where_even_the_waiting_list_is_full_the_page_says_so_before_a_form_is_filled_in(sign_in, cast):
    now, phone = timezone.now(), Client()
    row = holding.planned(cast, now)
    code = holding.invited(cast, now, row, places=1)
    holding.moved(cast, now, row, "open")
    long = {"name": "Sok " * 40, "phone": "", "role": "police", "key": ""}
    assert phone.post(f"/training/join/{code}/?lang=en", long).status_code == 422, "a long name is refused"
    form = phone.get(f"/training/join/{code}/?lang=en").content.decode()
    assert 'maxlength="120"' not in form, "and not cut"
    holding.joined(now, code, name="One")
    assert "you come on the waiting list" in phone.get(f"/training/join/{code}/?lang=en").content.decode()
    holding.joined(now, code, name="Two")
    full = phone.get(f"/training/join/{code}/?lang=en").content.decode()
    assert "The places and the waiting list of this unit are full." in full
    assert 'name="name"' not in full


def test_who_was_at_a_session_keeps_the_place_so_that_all_counts_agree(sign_in, cast):
    now, trainer = timezone.now(), sign_in("trainer")
    row, _code, _keys = holding.running(cast, now, people=2)
    one, other = holding.seats(cast, now, row)
    first = holding.sessions(cast, now, row)[0]
    act(cast["trainer"], attending.tick_list, now, session_id=first.id, present={one.id}, listed={one.id})
    assert trainer.post(f"/training/seats/{one.id}/withdraw/").status_code == 409
    assert "Take this place back" not in text_of(trainer, f"/training/seats/{one.id}/")
    posted(trainer, f"/training/seats/{other.id}/withdraw/", {}, "/people/")
    people = text_of(trainer, f"/training/{row.id}/people/")
    assert "1 on the list" in people
    assert "places given back: 1" in people
    assert "1 person came" in text_of(trainer, f"/training/{row.id}/")
    posted(trainer, f"/training/{row.id}/finish/")
    ended = text_of(trainer, f"/training/{row.id}/")
    assert "Nobody was at enough sessions for a certificate." in ended
    assert "Print the certificates" not in ended
    lead = re.search(r'class="lead num">(.*?)<', ended)[1]
    assert len(re.findall("Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday", lead)) == 2, lead
