"""The page of a report says whom the ladder called, rung by rung: by name where a roster named them."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.jobs.tick import tick
from samaki.web.reports import called
from tests.intake.talk import filed, report_of
from tests.jobs.test_post import wants
from tests.roster.planned import layer, published

HOUR = timedelta(hours=1)


def lines(client, report):
    page = client.get(f"/reports/{report.id}/").content.decode()
    found = re.search(r'<section id="called">(.*?)</section>', page, re.DOTALL)
    return [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", one)).strip()
        for one in re.findall(r"<li>(.*?)</li>", found[1], re.DOTALL)
    ]


def unanswered(cast, planned, hours):
    now = timezone.now() - 40 * HOUR
    if planned:
        wants(cast["duty.pp"], now)
        published(cast, now - 24 * HOUR, layer(cast, "duty.pp"))
    filed(now, danger="yes")
    report = report_of(cast["duty.pp"], now)
    for beat in range(hours * 4):
        tick(now + beat * HOUR / 4)
    return report


def test_each_rung_is_named_and_the_roster_names_a_person(cast, sign_in):
    found = lines(sign_in("duty.pp"), unanswered(cast, planned=True, hours=8))
    assert found[0] == "Everybody who works on cases in the unit · when it came to the unit", (
        "the minute of a report is not told"
    )
    assert [one.partition(" · ")[0] for one in found if "roster" in one] == ["On duty by the roster: Dara Sok"]
    assert any(one.startswith("Those who lead the unit ·") for one in found)
    above = [one for one in found if "and the unit above" in one]
    assert above
    assert any(re.search(r"\d+ times, from .* to ", one) for one in above), "a rung that is called again stands once"


def test_without_a_roster_nobody_is_named(cast, sign_in):
    found = lines(sign_in("duty.pp"), unanswered(cast, planned=False, hours=1))
    assert not [one for one in found if "roster" in one]
    assert len(found) > 1


@pytest.mark.parametrize("kind", called.KINDS)
def test_what_is_looked_for_is_what_is_told(kind):
    from samaki.jobs.unanswered import LATE, NEW

    assert kind in (*LATE, *NEW)
