"""Who to call: found by need and place, in Khmer and in Latin letters; kept by the unit itself; one page, constant queries."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samaki.agencies import keeping, search
from samaki.agencies.country import pack
from samaki.agencies.entries import FocalPoint
from samaki.agencies.models import Unit
from samaki.agencies.queries import names_then
from samaki.agencies.search import Asked, page_of_units
from samaki.database import roles
from samaki.database.folder import current
from samaki.database.refusals import Invalid, NotAllowed
from samaki.journeys import units
from tests.acting import act
from tests.roster.conftest import owner_writes  # noqa: F401
from tests.web.staff.reading import pressed_twice


def found(now, **wanted):
    return [line.unit.code for line in page_of_units(Asked(**wanted), now)[0]]


@pytest.mark.parametrize(
    ("text", "where", "first"),
    [
        ("lawyer", "Phnom Penh", "legal"),
        ("មេធាវី", "ភ្នំពេញ", "legal"),
        ("shelter", "Siem Reap", "ngo-sr"),
        ("ជម្រក", "ក្រុងព្រះសីហនុ", "ngo-ps"),
        ("doctor", "Sihanoukville", "health-ps"),
        ("interpreter", "Phnom Penh", None),
        ("police", "Seam Reap", "police-sr"),
        ("nokorbal", "", None),
        ("ផ្ទះសុវត្ថិភាព", "ភ្នំពេញ", "ngo-pp"),
        ("safe house", "Siem Reap", "ngo-sr"),
        ("shelter", "Kampong Speu", None),
        ("CCWC", "Phnom Penh", "commune-pp"),
        ("គ.ក.ន.ក", "ភ្នំពេញ", "commune-pp"),
    ],
)
def test_a_need_and_a_place_lead_to_the_closest_unit(text, where, first, cast, now):
    codes = found(now, text=text, where=where)
    assert (codes[0] if codes else None) == first


@pytest.mark.parametrize(
    ("typed", "finds"),
    [("023 456 701", True), ("+855 23 456 701", True), ("០២៣៤៥៦", True), ("4567", True), ("02", False), ("023 999 999", False)],
)  # fmt: skip
def test_a_number_that_is_shown_finds_its_unit(typed, finds, cast, now, owner_writes):  # noqa: F811
    with owner_writes():
        Unit.objects.filter(code="police-pp").update(phone="023 456 701")
    assert ("police-pp" in found(now, text=typed)) is finds


def test_where_nobody_in_the_place_offers_it_the_page_shows_who_does_elsewhere_and_says_so(sign_in):
    page = sign_in("duty.pp").get("/directory/?lang=en&q=shelter&where=Kampong+Speu").content.decode()
    assert "No unit that offers this serves Kampong Speu." in page
    assert "/directory/ngo-sr/" in page
    assert "No unit was found." not in page


def test_the_closest_comes_first_and_the_whole_country_last(cast, now):
    codes = found(now, where="Siem Reap")
    assert codes[0].endswith("-sr")
    assert {"police-national", "legal"} <= set(codes[8:]), "units of the whole country stand behind"
    assert not [code for code in codes if code.endswith(("-pp", "-ps"))]


def test_a_district_is_served_by_the_unit_of_its_province(cast, now):
    district = next(place for place in pack().places.by_code.values() if place.parent == "12")
    assert "police-pp" in found(now, area=district.code)


def test_who_may_hold_a_step_is_a_need_too(cast, now):
    kinds = {Unit.objects.get(code=code).kind for code in found(now, step="first_safe_contact", area="12")}
    assert kinds
    assert kinds <= set(pack().step_kinds["first_safe_contact"].may_hold)


def test_a_name_is_found_however_it_is_spelled_and_a_focal_point_by_theirs(cast, now):
    assert "social-pp" in found(now, text="sosial afairs phnum penh")[:5] or "social-pp" in found(
        now, text="social phnom"
    )
    assert found(now, text="Bopha") == found(now, text="បុប្ផា") == ["social-pp"]


def test_an_old_name_finds_the_unit_and_stands_in_history(cast, now):
    officer = cast["officer.pp"]
    act(officer, keeping.rename_unit, now, unit=officer.unit, name_en="Bureau Eleven", name_km="ការិយាល័យ ១១")
    lines = page_of_units(Asked(text="Police Phnom Penh"), now + timedelta(days=1))[0]
    old = next(line for line in lines if line.unit.code == "police-pp")
    assert (old.unit.name, old.former) == ("Bureau Eleven", "Police, Phnom Penh")
    assert found(now, text="eleven") == ["police-pp"]
    named = names_then([officer.unit_id])
    assert named.at(officer.unit_id, now - timedelta(days=1)) == "Police PP"
    assert named.at(officer.unit_id, now) == "Bureau Eleven"
    with pytest.raises(Invalid):
        act(
            officer,
            keeping.rename_unit,
            now,
            unit=officer.unit,
            name_en="Other",
            name_km="ផ្សេង",
            since=now - timedelta(days=1),
        )


def test_a_unit_that_ended_is_found_by_its_name_only_and_says_who_has_its_work(cast, now, sign_in):
    proposed = act(
        cast["ngo.sr"], units.propose_merge, now, unit=cast["ngo.sr"].unit, into=cast["ngo.pp"].unit, why="Decree"
    )
    act(cast["ngo.pp"], units.agree_to_merge, now, merge_id=proposed.id)
    assert "ngo-sr" not in found(now, where="Siem Reap")
    assert "ngo-pp" in found(now, where="Siem Reap"), "the successor serves its areas"
    assert "ngo-sr" in found(now, text="aftercare siem reap")
    page = sign_in("duty.pp").get("/directory/ngo-sr/").content.decode()
    assert "Its work is with" in page
    assert "Aftercare NGO, Phnom Penh" in page


def test_what_the_keeper_changes_stands_on_the_page(cast, sign_in):
    leader = sign_in("leader.pp")
    for path, body in (
        ("numbers/", {"phone": "000 111 222", "phone_night": "000 111 333", "how_to_reach": "Ask at the pagoda"}),
        ("services/", {"services": ["documents", "interpreter"], "full": ["documents"]}),
        ("areas/", {"areas": ["12", "17"]}),
        ("focal-points/new/", {"matter": "child_care", "name_km": "សុខ ដារា", "name_en": "Sok Dara", "phone": "000 9"}),
    ):  # fmt: skip
        assert leader.post(f"/directory/commune-pp/{path}", body).status_code == 302, path
    page = sign_in("duty.sr").get("/directory/commune-pp/").content.decode()
    for words in (
        "000 111 222",
        "000 111 333",
        "Ask at the pagoda",
        "Interpreter",
        "takes nobody",
        "Siem Re",
        "Sok Dara",
    ):
        assert words in page, words
    assert leader.post("/directory/commune-pp/confirm/").status_code == 302
    point = FocalPoint.objects.get(unit__code="commune-pp")
    assert leader.post(f"/directory/commune-pp/focal-points/{point.id}/end/").status_code == 302
    assert "Sok Dara" not in leader.get("/directory/commune-pp/").content.decode()


@pytest.mark.parametrize(("path", "body", "sentence"), [
    ("numbers/", {"phone": "nobody"}, "Write a telephone number."),
    ("areas/", {}, "Choose at least one area"),
    ("areas/", {"areas": ["99999"]}, "Choose areas from the list."),
    ("services/", {"services": ["magic"]}, "Choose services from the list."),
    ("focal-points/new/", {"matter": "any", "phone": "000 1"}, "Write the name of the person."),
    ("rename/", {"name_en": "Only English"}, "Write the name in Khmer and in English."),
    ("rename/", {"name_en": "A", "name_km": "ក", "since": "1999"}, "begins after the one before"),
])  # fmt: skip
def test_a_wrong_entry_gets_a_sentence(path, body, sentence, cast, sign_in):
    answer = sign_in("officer.pp").post(f"/directory/police-pp/{path}", body)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)


def test_both_heads_make_two_units_one_from_the_pages(cast, opened, sign_in):
    case, _draft = opened()
    officer, other = sign_in("officer.pp"), sign_in("duty.sr")
    pressed_twice(officer, "/directory/police-pp/merge/", to_unit="police-sr", text="Decree 7")
    assert "A merge with another unit is proposed" in other.get("/desk/").content.decode()
    page = other.get("/directory/police-sr/").content.decode()
    agree = page.split('action="/directory/merges/')[1].split('"')[0]
    assert other.post(f"/directory/merges/{agree}").status_code == 302
    for client in (officer, other, sign_in("duty.pp")):
        assert case.code in client.get("/cases/").content.decode()
    assert "became part of it" in other.get("/directory/police-sr/").content.decode()


def test_a_hotline_says_where_it_was_read_and_what_nobody_read_says_so(cast, sign_in, monkeypatch):
    page = sign_in("duty.pp").get("/directory/").content.decode()
    assert "https://aplecambodia.org/reporting-page/" in page
    assert page.count("Read at its source") == len(pack().hotlines)
    from dataclasses import replace

    from samaki.web.directory.showing import hotline

    line = hotline(replace(next(iter(pack().hotlines.values())), status="UNVERIFIED"), "en")
    assert line["status"] == "not legally verified"


def test_the_list_on_paper_holds_every_unit_with_both_numbers(cast, sign_in):
    page = sign_in("duty.pp").get("/directory/print/?area=12").content.decode()
    assert page.count('<tr><th scope="row">') >= 12
    assert "000 000 112 1" in page, "the number of the night"
    assert 'rel="next"' not in page


def test_a_list_of_three_and_of_twenty_five_costs_the_same(cast, sign_in):
    client = sign_in("duty.pp")
    few, many = counted(client, "/directory/?q=police"), counted(client, "/directory/?q=")
    assert few - len(("all units", "who is on duty there")) == many <= 11
    assert few == counted(client, "/directory/?q=a"), "words cost the same whatever they find"


def test_who_asks_nothing_sees_who_serves_their_own_area(cast, sign_in):
    page = sign_in("duty.sr").get("/directory/").content.decode()
    assert (
        page.index("/directory/police-sr/")
        < page.index("/directory/social-sr/")
        < page.index("/directory/police-national/")
    )
    assert "/directory/police-pp/" not in page


def test_the_next_page_and_the_paper_ask_the_same_as_the_page(cast, sign_in):
    page = sign_in("duty.sr").get("/directory/?q=&where=").content.decode()
    assert 'href="?q=&amp;page=2"' in page, "not the next page of another list"
    assert 'href="/directory/print/?q="' in page


def counted(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_pages_follow_one_another_and_show_each_unit_once(cast, now):
    seen, number, more = [], 1, True
    while more:
        lines, more = page_of_units(Asked(), now, number=number, limit=7)
        seen += [line.unit.code for line in lines]
        number += 1
    assert sorted(seen) == sorted(Unit.objects.values_list("code", flat=True))
    assert len(seen) == len(set(seen))


def test_the_database_itself_refuses_a_foreign_entry(cast, now):
    with pytest.raises(NotAllowed):
        act(cast["duty.sr"], keeping.confirm_entry, now, unit=cast["duty.pp"].unit)

    def by_hand(by, now):
        return Unit.objects.filter(code="police-pp").update(phone="666")

    assert act(cast["duty.sr"], by_hand, now) == 0
    assert act(cast["officer.pp"], by_hand, now) == 1


def test_the_search_counts_with_a_thousand_units(cast, sign_in, now):
    """A directory of a country: still one page, the same queries."""
    with connection.cursor() as cursor:
        cursor.execute(f'set role "{roles.parameters(current(), "owner")["user"]}"')
        first = Unit.objects.get(code="social-pp")
        Unit.objects.bulk_create(
            Unit(principal=1000 + n, agency_id=first.agency_id, kind="commune", code=f"c-{n:04}", name_en=f"Commune {n}",
                 name_km=f"ឃុំ {n}", since=first.since, words=f"commune {n}") for n in range(1000))  # fmt: skip
        cursor.execute(f'set role "{settings.ROLES["app"]}"')
    client = sign_in("duty.pp")
    assert counted(client, "/directory/?q=&page=3") == counted(client, "/directory/?q=")
    assert client.get("/directory/?q=&page=3").content.decode().count('<li class="unit">') == search.PAGE
