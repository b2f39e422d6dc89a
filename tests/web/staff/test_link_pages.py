"""Pages of the map: a unit's own links, those of all units for who oversees, weakest first; one link and what is missing."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

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
    assert "Weakest first: who must act" in shown
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
    table = shown[shown.index("All links as a table") :]
    assert (
        table.index("no link")
        < table.index("does not hold")
        < table.index("cannot say yet" if "cannot say yet" in table else "holds")
    )
    assert '<a href="/measures/chain-map/12/police_ahtjp/social/"><span class="hide-see">' in shown, (
        "each box of the picture says its link"
    )
    for area in ("Phnom Penh", "Siem Reap", "Preah Sihanouk"):
        assert area in shown
    one = page(oversight, f"{MAP}12/police_ahtjp/social/")
    assert "It does not hold" in one
    assert "0 of 6" in one
    hidden = page(oversight, f"{MAP}12/police_ahtjp/prosecution/")
    assert "There is not enough evidence" in hidden
