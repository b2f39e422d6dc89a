"""Pages of the map: a unit's own links, those of all units for who oversees, weakest first; one link and what is missing."""

import re
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.commitments.gaps import raise_gap
from samaki.commitments.promising import promise
from samaki.web import moments
from tests.acting import act
from tests.handoffs.moving import brought_to
from tests.web.staff.test_measure_pages import counted, page

MAP = "/measures/chain-map/"
LINK = f"{MAP}12/police_ahtjp/ngo_aftercare/"


def asked_of(client, path):
    with CaptureQueriesContext(connection) as queries:
        page(client, path)
    return len(queries)


def test_a_unit_reads_its_links_and_what_of_one_is_missing(cast, sign_in):
    now = timezone.now()
    brought_to("accepted", cast["duty.pp"], cast["ngo.pp"], now, "urgent")
    counted(now)
    ngo = sign_in("ngo.pp")
    shown = page(ngo, MAP)
    assert MAP in page(ngo, "/measures/")
    assert "No link of" in shown
    assert "Weakest first: who must act" not in shown, "nothing surely fails here"
    assert "The chain, area by area" in shown
    assert "1 of 1" in shown, "its own are told as they are"
    assert "Siem Reap" not in shown
    before = asked_of(ngo, MAP), asked_of(ngo, LINK)
    for _number in range(9):
        brought_to("accepted", cast["duty.pp"], cast["ngo.pp"], now, "urgent")
        brought_to("accepted", cast["duty.pp"], cast["social.pp"], now, "urgent")
    counted(now)
    assert (asked_of(ngo, MAP), asked_of(ngo, LINK)) == before == (14, 14)
    one = page(ngo, LINK)
    assert "100%" in one
    assert "10 of 10" in one
    assert "I3.v1" in one
    assert "C1.v1" in one
    assert f"No agreement between {cast['duty.pp'].unit.agency.name_en} and" in one
    assert f'href="/directory/{cast["ngo.pp"].unit.code}/"' in one
    assert "has published no duty roster" in one
    assert page(ngo, f"{MAP}12/police_ahtjp/social/", 404)
    assert page(ngo, f"{MAP}99/no/such/", 404)
    for path in (MAP, LINK):
        khmer = page(ngo, f"{path}?lang=km")
        assert "១០០%" in khmer
    page(ngo, "/measures/?lang=en")


def test_who_oversees_reads_all_areas_weakest_first_in_a_picture_with_its_table(cast, sign_in):
    now = timezone.now()
    oversight = sign_in("oversight")
    before = asked_of(oversight, MAP)
    for state, number in (("accepted", 12), ("expired", 6)):
        for _number in range(number):
            brought_to(
                state, cast["duty.pp"], cast["ngo.pp"] if state == "accepted" else cast["social.pp"], now, "urgent"
            )
    counted(timezone.now())
    oversight = sign_in("oversight")  # the clock went on by a month
    shown = page(oversight, MAP)
    assert asked_of(oversight, MAP) == before
    table = shown[shown.rindex("All links as a table") :]
    assert table.index("no link") < table.index("does not hold")
    assert "not enough evidence" not in table[: table.index("<details>")], "links of which nothing is known are folded"
    assert table.index("<details>") < table.index("not enough evidence")
    picture = shown[shown.index('<svg class="net"') :]
    assert "does not hold" in picture[: picture.index(">")], "the picture says its answer to who does not see it"
    assert "<title>Anti-traffick. police → Social affairs province: does not hold</title>" in picture
    assert shown.count('class="n n-missing" d="M') == shown.count(": no link</title>") + 1, "and one in the key"
    for area in ("Phnom Penh", "Siem Reap", "Preah Sihanouk"):
        assert area in shown
    one = page(oversight, f"{MAP}12/police_ahtjp/social/")
    assert "It does not hold" in one
    assert "0 of 6" in one
    hidden = page(oversight, f"{MAP}12/police_ahtjp/prosecution/")
    assert "There is not enough evidence" in hidden


def test_a_weak_link_says_who_must_act_and_leads_to_the_register(cast, sign_in):
    now = timezone.now()
    for _number in range(6):
        brought_to("expired", cast["duty.pp"], cast["social.pp"], now, "urgent")
    counted(timezone.now())
    oversight = sign_in("oversight")  # the clock went on by a month

    def act_of():
        shown = page(oversight, MAP)
        at = shown.index('href="/measures/chain-map/12/police_ahtjp/social/">')
        return shown[at : shown.index("</li>", at)]

    before = act_of()
    assert cast["social.pp"].unit.name_en in before
    assert "Too few are answered in time." in before
    assert "No day yet: nobody has written it down." in before
    href = re.search(r'href="(/gaps/new/[^"]+)"', before)[1].replace("&amp;", "&")
    page(oversight, href)
    given = {"area": "12", "kind": "link", "what": "police_ahtjp>social", "source": "map", "known_since": "2026"}
    gap = act(
        cast["oversight"], raise_gap, timezone.now(), **given | {"known_since": timezone.now().date(), "text": ""}
    )
    written = act_of()
    assert f'href="/gaps/{gap.id}/"' in written
    assert "/gaps/new/" not in written
    assert "nobody promises anything that you can see" in written
    due = timezone.now().date() + timedelta(days=20)
    act(cast["social.pp"], promise, timezone.now(), owner=cast["social.pp"].unit, gap=gap, area="", source="link", source_what="",
        due_on=due, text="A second officer on the roster")  # fmt: skip
    with moments.counted_in("gregorian"):
        assert f"promises it by {moments.long_date(due)}" in act_of()


TILE = re.compile(r'<li class="col-\d row-\d t-(\w+)"><a href="([^"]+)">(.*?)</a></li>')


def tiles(shown):
    """Name of a province -> verdict, where its tile leads, its words."""
    plain = [
        (verdict, href, re.sub(r"<svg.*?</svg>|\u00ad", "", inside)) for verdict, href, inside in TILE.findall(shown)
    ]
    return {
        re.search(r"<b>(.*?)</b>", inside)[1]: (verdict, href, " ".join(re.sub(r"<[^>]+>", " ", inside).split()))
        for verdict, href, inside in plain
    }


def test_who_oversees_reads_each_province_as_a_tile_with_its_weakest_link(cast, sign_in):
    now = timezone.now()
    brought_to("accepted", cast["duty.pp"], cast["ngo.pp"], now, "urgent")
    for _number in range(6):
        brought_to("expired", cast["duty.pp"], cast["social.pp"], now, "urgent")
    counted(timezone.now())
    oversight = sign_in("oversight")  # the clock went on by a month
    shown = page(oversight, MAP)
    found = tiles(shown)
    assert len(found) == 25
    verdict, href, words = found["Phnom Penh"]
    weakest = re.search(r'<a href="#h-12">Phnom Penh</a></b>:? <a href="([^"]+)">', shown)[1]
    assert f'<a href="{weakest}">' in shown[shown.rindex("All links as a table") :], "the same link as in the table"
    assert (verdict, href) == ("missing", "/dashboard/area/12/")
    assert "weakest link: no link" in words
    assert "no link" in words.split("no link", 1)[1]
    assert re.search(r"0/(\d+) , 0 of \1 links hold", words)
    assert page(oversight, href)
    assert found["Battambang"] == ("none", "/dashboard/area/02/", "Battambang : no link is shown")
    assert "1 of 1" not in shown, "a link of one hand-off is told by no tile"
    assert "Provinces without a link so far: 22." in shown
    listed = shown[shown.index('class="where-list"') :]
    areas = re.findall(r'href="#h-(\d+)"', listed[: listed.index("</ol>")])
    assert areas == re.findall(r'<h3 id="h-(\d+)">', shown), "weakest first, as the pictures"
    khmer = tiles(page(oversight, f"{MAP}?lang=km"))
    assert "០/" in khmer["ភ្នំ\u200bពេញ"][2]
    page(oversight, f"{MAP}?lang=en")


def test_a_unit_sees_tiles_of_its_own_links_alone_and_no_map_for_a_single_area(cast, sign_in):
    assert not tiles(page(sign_in("ngo.pp"), MAP)), "its one area is drawn; a map of it would say nothing more"
    now = timezone.now()
    for _number in range(6):
        brought_to("expired", cast["duty.pp"], cast["social.pp"], now, "urgent")
    counted(timezone.now())
    national = sign_in("duty.national")
    shown = page(national, MAP)
    found = tiles(shown)
    assert found["Phnom Penh"][:2] != ("fails", "#h-12"), "the late answers are not on its own links"
    for name, (verdict, href, _words) in found.items():
        assert (verdict != "none") == href.startswith("#"), name
        assert href.startswith("/directory/?area=") or f'id="{href[1:]}"' in shown, "its picture, or who serves there"
    assert "Provinces in which your unit has no link: 22. What other units do there is not shown." in shown
