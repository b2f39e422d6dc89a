"""Pages of figures: a unit's own, those of provinces for who oversees, and what each one means."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.insights import keeping
from samaki.insights.definitions import MEASURES
from samaki.journeys import opening
from samaki.ledger import sealing
from tests.acting import act
from tests.handoffs.moving import brought_to

DRAWN = 'cy="10" r="6"'
"""The dot of a figure's drawing."""


def counted(now):
    sealing.seal_all(now)
    while keeping.keep(now):
        pass


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_a_unit_reads_its_own_figures_four_first_and_what_each_means(cast, sign_in):
    now = timezone.now()
    brought_to("accepted", cast["duty.pp"], cast["ngo.pp"], now)
    counted(now)
    ngo, other = sign_in("ngo.pp"), sign_in("social.sr")
    shown = page(ngo, "/measures/")
    assert shown.index("First of all") < shown.index("Hand-offs answered") < shown.index("All other figures")
    assert "1 of 1" in shown
    assert DRAWN not in shown, "of fewer than five nothing is drawn"
    assert "1 of 1" not in page(other, "/measures/")
    with CaptureQueriesContext(connection) as asked:
        page(ngo, "/measures/")
    for _number in range(5):
        brought_to("accepted", cast["duty.pp"], cast["ngo.pp"], now)
    counted(now)
    with CaptureQueriesContext(connection) as more:
        shown = page(ngo, "/measures/")
    assert len(more) == len(asked)
    assert "100%" in shown
    assert DRAWN in shown
    mine = page(ngo, "/measures/answered/")
    assert cast["duty.pp"].unit.name in mine
    assert "I3.v1" in mine
    assert "Look at these with it:" in mine
    for one in MEASURES.values():
        assert str(one.counts) in page(ngo, f"/measures/{one.name}/").replace("&#39;", "'")
    page(ngo, "/measures/no-such/", 404)
    khmer = page(ngo, "/measures/answered/?lang=km")
    assert "ការប្រគល់ទទួល" in khmer
    assert "១០០%" in khmer


def test_who_oversees_reads_provinces_and_nothing_small(cast, sign_in):
    now = timezone.now()
    for _number in range(5):
        brought_to("accepted", cast["duty.pp"], cast["ngo.pp"], now)
    counted(now)
    oversight = sign_in("oversight")
    shown = page(oversight, "/measures/")
    assert "by province" in shown
    assert "Phnom Penh" in shown
    assert "100%" in shown
    assert cast["ngo.pp"].unit.name not in shown
    assert "too few" not in page(oversight, "/measures/ownerless/")
    act(cast["duty.sr"], opening.open_own, now, area="17", urgency="normal")
    counted(now)
    assert "too few" in page(oversight, "/measures/ownerless/")
