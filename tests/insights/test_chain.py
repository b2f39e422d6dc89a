"""The map read from kept figures: who sees what of it, nothing small and nothing that would tell it, the same for the command."""

import argparse
import json
import random
from datetime import date

from django.db import connection

from samaki.agencies.country import pack
from samaki.cli import links as told
from samaki.cli import measures
from samaki.database import session
from samaki.insights import chain
from samaki.insights.figures import FEWEST
from samaki.insights.links import FEW, HOLDS, MISSING, Ends
from samaki.insights.models import MeasureCell
from samaki.insights.queries import Months
from samaki.journeys.agreements.operations import record_agreement
from tests.acting import act
from tests.handoffs.moving import brought_to
from tests.insights.test_keeping import counted_in_batches

POLICE, SOCIAL, NGO = "police_ahtjp", "social", "ngo_aftercare"
ASKED = argparse.Namespace(name=told.NAME, area="", first=None, last=None, by="area", anew=False, json=True)
PLACES = ("12", "17", "18")


def keep(cells, now):
    """Kept figures as the clock would write them: (area, asks, asked, month, tally) by principals."""
    with session("worker", now):
        MeasureCell.objects.bulk_create(
            MeasureCell(measure="I3", area=area, unit=asked, other=asks, kind="", month=month, tally=tally)
            for area, asks, asked, month, tally in cells
        )


def seen(member, now, only=None):
    with session("app", now, member.id):
        months = chain.looked_at(now)
        return chain.for_overseers(months, only)


def test_a_unit_sees_the_links_it_has_a_side_in_and_who_oversees_nothing_small(cast, now):
    duty, ngo, social = cast["duty.pp"], cast["ngo.pp"], cast["social.pp"]
    for _number in range(3):
        brought_to("accepted", duty, ngo, now, "urgent")
    counted_in_batches(now, 1)
    with session("app", now, ngo.id):
        found = chain.for_unit(ngo.unit, chain.looked_at(now), Ends("12", POLICE, NGO))
    one = next(one for one in found.links if one.ends == Ends("12", POLICE, NGO))
    assert (one.carried, one.holds.n, one.holds.value, one.verdict) == (3, 3, 1, FEW)
    assert all(NGO in one.ends and one.ends.area == "12" for one in found.links)
    assert sum(of_it.carried for _quarter, of_it in found.trend) == 3
    with session("app", now, social.id):
        theirs = chain.for_unit(social.unit, chain.looked_at(now))
    assert all(SOCIAL in one.ends and one.carried == 0 for one in theirs.links)
    assert Ends("12", POLICE, SOCIAL) in {one.ends for one in theirs.links}, "what should be there stands there"

    over = {one.ends: one for one in seen(cast["oversight"], now).links}
    assert (over[one.ends].hidden, over[one.ends].carried, over[one.ends].verdict) == (True, None, FEW)
    assert {ends.area for ends in over} == set(PLACES)
    with session("app", now, duty.id), connection.cursor() as cursor:
        cursor.execute(
            "select * from app.measured_links(%s, %s, %s, '{}', '', '', '')",
            [date(2020, 1, 1), date(2020, 1, 1), now.date()],
        )
        assert cursor.fetchall() == [], "only who oversees gets sums of all units"


def test_what_stands_on_paper_is_counted_and_missing_only_where_nothing_stands(cast, now):
    """The cast has focal points where a head has a telephone, and nothing else."""
    duty, social = cast["duty.pp"].unit, cast["social.pp"].unit

    def stands():
        return {one.ends: one for one in seen(cast["oversight"], now).links}

    before = stands()[Ends("12", POLICE, SOCIAL)]
    assert (before.exists.agreement.have, before.exists.focal_point.have, before.exists.roster.have) == (0, 1, 0)
    appeal = stands()[Ends("12", "prosecution", "court_appeal")]
    assert (appeal.exists.count, appeal.verdict) == (0, MISSING)
    purpose = next(iter(pack().reasons["sharing_purpose"]))
    act(cast["privacy.pp"], record_agreement, now, one=duty.agency, other=social.agency, purposes=[purpose], compartments=["care"],
        text="x", signed_on=now.date(), review_by=date(now.year + 1, 1, 1))  # fmt: skip
    after = stands()
    assert after[Ends("12", POLICE, SOCIAL)].exists.count == 2
    assert after[Ends("12", SOCIAL, POLICE)].exists.agreement.have == 1, "an agreement is of both"
    assert after[Ends("17", POLICE, SOCIAL)].exists.count == 1
    with session("app", now, cast["oversight"].id):
        later = chain.standing.read(now.replace(year=now.year + 2), whole=False)
    assert not later.agreed, "one that should have been looked at again is none"
    with session("worker", now):
        whole = chain.for_command(chain.looked_at(now))
    assert {one.ends: one.exists for one in whole.links} == {ends: one.exists for ends, one in after.items()}
    assert "cassation_hearing" in whole.nobody["12"], "nobody serves as the highest court"


def test_nothing_small_can_be_reckoned_from_what_is_shown(cast, now):
    """Random countries: of each province and of all, links that are not shown are five together or more, or nothing else is shown."""
    units = [
        cast[f"{name}.{place}"].unit_id
        for name in ("duty", "social", "ngo", "prosecutor")
        for place in ("pp", "sr", "ps")
    ]
    months = [date(now.year - 1, month, 1) for month in range(1, 13)] + [
        date(now.year, month, 1) for month in range(1, now.month + 1)
    ]
    for seed in range(5):
        chance = random.Random(seed)
        cells = {}
        for _number in range(40):
            asks, asked = chance.sample(units, 2)
            key = (chance.choice(PLACES), asks, asked, chance.choice(months))
            cells[key] = {chance.choice(("yes", "no")): chance.choice((1, 1, 2, 3, 6, 9))}
        with session("worker", now):
            MeasureCell.objects.all().delete()
        keep([(*key, tally) for key, tally in cells.items()], now)
        found = seen(cast["oversight"], now)
        kinds = found.stands
        kind = {unit.principal: unit.kind for row in kinds.serving.values() for unit in row}
        true = {}
        for (area, asks, asked, month), tally in cells.items():
            ends = Ends(area, kind[asks], kind[asked])
            if month >= found.months.first:
                true[ends] = true.get(ends, 0) + sum(tally.values())
        shown = {one.ends: one for one in found.links if one.ends in true}
        hidden = {ends for ends, one in shown.items() if one.hidden}
        assert shown.keys() == true.keys()
        assert hidden >= {ends for ends, number in true.items() if number < FEWEST}
        assert all(one.carried == true[ends] for ends, one in shown.items() if not one.hidden)
        for group in [true, *({ends: n for ends, n in true.items() if ends.area == area} for area in PLACES)]:
            kept_back = sum(number for ends, number in group.items() if ends in hidden)
            assert kept_back == 0 or kept_back >= FEWEST or set(group) <= hidden
        with session("worker", now):
            command = chain.for_command(chain.looked_at(now))
        assert {one.ends for one in command.links if one.hidden} == hidden
        assert [one.ends for one in command.links] == [one.ends for one in found.links]
        for ends in true:
            of_link = [
                (quarter, one)
                for quarter, one in seen(cast["oversight"], now, ends).trend
                if quarter >= found.months.first
            ]
            parts = sum(one.carried for _quarter, one in of_link if not one.hidden)
            assert ends not in hidden or parts == 0
            assert ends in hidden or true[ends] - parts == 0 or true[ends] - parts >= FEWEST


def test_the_command_gives_the_map_with_the_names_of_the_contract(cast, now):
    for _number in range(9):
        brought_to("accepted", cast["duty.pp"], cast["ngo.pp"], now, "urgent")
    found = measures.chain_map(ASKED, now)
    given = json.loads(json.dumps(told.json_of(found)))
    items = given["items"]
    assert given["definition"]["code"] == "L.v1"
    assert all({"area", "from", "to", "exists", "carries", "holds", "closes"} <= item.keys() for item in items)
    one = next(item for item in items if (item["area"], item["from"], item["to"]) == ("12", POLICE, NGO))
    assert (one["holds"], one["holds_n"], one["verdict"], one["exists"], one["missing"]) == (
        1.0,
        9,
        HOLDS,
        1,
        ["agreement", "roster"],
    )
    assert items[-1] == one, "the only one that surely holds stands last"
    assert items[0]["verdict"] == MISSING
    assert "police_ahtjp > ngo_aftercare" in told.text_of(found)
    assert {item["area"] for item in told.json_of(found, "17")["items"]} == {"17"}
    month = now.date().replace(day=1)
    asked = argparse.Namespace(**(vars(ASKED) | {"first": month, "last": month}))
    assert measures.chain_map(asked, now).months == Months(month, month, now)
    earlier = argparse.Namespace(**(vars(ASKED) | {"last": date(2020, 5, 4)}))
    assert measures.chain_map(earlier, now).months.first == date(2019, 7, 1)
