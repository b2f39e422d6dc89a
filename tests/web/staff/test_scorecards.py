"""A scorecard: an agency's figures, promises and word on one page; nothing small for who oversees, no ranking. And the long view."""

from datetime import date, timedelta

from django.utils import timezone

from samaki.commitments.promising import promise
from samaki.database import session
from samaki.insights import scorecard
from samaki.insights.figures import Figure
from samaki.insights.models import MeasureCell
from samaki.web.links.then import BETTER, ONLY_NOW, ONLY_THEN, UNSURE, WORSE, compared
from tests.acting import act
from tests.stepping_back.test_independence import cell


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def counted(cast, now):
    """In the last whole quarter: the police answer 20 of 60, social services 3 of 4, the legal agency 6 of 8."""
    first = scorecard.choices(now)[1]
    with session("worker", now):
        for name, yes, no in (("duty.pp", 20, 40), ("social.pp", 3, 1), ("legal.pp", 6, 2), ("nurse.pp", 30, 1)):
            cell("I3", cast[name].unit_id, "12", "", first, yes=yes, no=no)
        cell("C1", cast["duty.pp"].unit_id, "12", "", first, yes=58, no=2)
    return first


def test_an_agency_reads_its_own_and_the_oversight_nothing_small(cast, sign_in):
    now = timezone.now()
    first = counted(cast, now)
    police, social, legal = (cast[name].unit.agency_id for name in ("officer.pp", "social.pp", "legal.pp"))
    with session("app", now, cast["oversight"].id):
        table = scorecard.card(scorecard.quarter_months(first, now)).tables["I3"]
    assert table.figures[str(police)].n == 60
    assert table.hidden == {str(social), str(legal)}, (
        "four, and the next smallest, for four could be reckoned from all together"
    )
    with session("app", now, cast["duty.pp"].id):
        assert set(scorecard.card(scorecard.quarter_months(first, now)).tables["I3"].figures) == {"*"}, (
            "who leads no unit reads none"
        )
    oversight = sign_in("oversight")
    shown = page(oversight, f"/scorecards/{police}/?quarter={first}")
    assert "First thing to mend:" in shown.replace("</strong>", "")
    assert "33%" in shown
    assert "97%" not in shown, "two of sixty: only a bound"
    assert "not shown" in page(oversight, f"/scorecards/{social}/?quarter={first}")
    own = page(sign_in("social.pp"), f"/scorecards/{social}/")
    assert "3 of 4" in own
    head = sign_in("officer.pp")
    assert "97%" in page(head, f"/scorecards/{police}/")
    page(head, f"/scorecards/{social}/", 404)
    listed = page(oversight, "/scorecards/")
    assert listed.count('href="/scorecards/') > 5
    assert "no ranking" in listed
    assert page(sign_in("leader.pp"), "/scorecards/").count('href="/scorecards/') == 0


def test_a_small_agency_is_not_reckoned_from_its_province(cast):
    now = timezone.now()
    first = counted(cast, now)
    small, large = cast["duty.sr"].unit, cast["duty.pp"].unit

    def hidden():
        with session("app", now, cast["oversight"].id):
            return scorecard.card(scorecard.quarter_months(first, now)).tables["I3"].hidden - {
                str(cast["social.pp"].unit.agency_id)
            }

    with session("worker", now):
        cell("I3", small.principal, "17", "", first, yes=2, no=1)
    assert hidden() == {str(small.agency_id)}, (
        "with social services they are seven; and nobody else of its kind works where it works"
    )
    with session("worker", now):
        cell("I3", large.principal, "1701", "", first, yes=9)
    assert hidden() == {str(small.agency_id), str(large.agency_id)}, (
        "all police of two provinces less the large one would tell the small one"
    )


def test_the_agency_s_own_word_and_its_promises_stand_beside_its_figures(cast, sign_in):
    now, head = timezone.now(), cast["officer.pp"]
    first, agency = counted(cast, now), head.unit.agency_id
    act(head, promise, now, owner=head.unit, text="A second line at night.", due_on=now.date() + timedelta(days=30), source="measure",
        source_what="I3")  # fmt: skip
    client = sign_in("officer.pp")
    say = f"/scorecards/{agency}/say/"
    for words in ("Two posts were empty.", "Two posts were empty until May."):
        assert client.post(say, {"quarter": first.isoformat(), "text": words}).status_code == 302
    assert client.post(say, {"quarter": first.isoformat(), "text": ""}).status_code == 422
    assert client.post(say, {"quarter": "2012-01-01", "text": "To no quarter of the list."}).status_code == 422
    assert client.post(f"/scorecards/{cast['social.pp'].unit.agency_id}/say/", {"text": "x"}).status_code == 404
    shown = page(sign_in("oversight"), f"/scorecards/{agency}/?quarter={first}")
    assert shown.index("Two posts were empty until May.") < shown.index("Two posts were empty.</p>")
    assert "A second line at night." in shown
    assert "Write what your agency says" not in shown, "the word is the agency's own"
    assert "Two posts" not in page(client, f"/scorecards/{agency}/?quarter={scorecard.choices(now)[0]}")
    assert client.get(f"/scorecards/{agency}/?quarter=nonsense").status_code == 200
    paper = client.get(f"/scorecards/{agency}/scorecard.pdf?quarter={first}&lang=km")
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    assert paper.content.startswith(b"%PDF")
    assert client.get(f"/scorecards/{cast['social.pp'].unit.agency_id}/scorecard.pdf").status_code == 404


def test_better_is_said_only_where_the_intervals_do_not_touch():
    def share(n, low, high):
        return Figure(n, (low + high) / 2, low, high)

    assert compared(share(50, 0.2, 0.4), share(50, 0.5, 0.8)) == BETTER
    assert compared(share(50, 0.5, 0.8), share(50, 0.2, 0.4)) == WORSE
    assert compared(share(50, 0.2, 0.5), share(50, 0.4, 0.8)) == UNSURE
    assert compared(share(4, 0.2, 0.3), share(50, 0.4, 0.8)) == ONLY_NOW
    assert compared(share(50, 0.2, 0.3), Figure(0)) == ONLY_THEN


def test_every_link_stands_then_and_now(cast, sign_in):
    now = timezone.now()
    oversight = sign_in("oversight")
    assert "Nothing was handed on in either time." in page(oversight, "/measures/chain-map/then/")
    police, social = cast["duty.pp"].unit_id, cast["social.pp"].unit_id
    before = date(now.year - 6, 3, 1)
    with session("worker", now):
        for month, yes, no in ((before, 10, 40), (now.date().replace(day=1), 45, 5)):
            linked(police, social, month, yes, no)
            linked(social, police, month, 20, 20)
        linked(social, police, month, 2, 1, measure="C1")
    shown = page(oversight, f"/measures/chain-map/then/?year={before.year}")
    assert "surely better" in shown
    assert "Links: 2. Surely better than then: 1. Surely worse: 0." in shown
    assert "20%" in shown
    assert "90%" in shown
    assert "cannot be said" in shown
    assert "2 of 3" not in shown, "of few, who oversees reads no share"
    page(oversight, "/measures/chain-map/then/?year=99999")
    assert cast["duty.pp"].unit.name in page(
        sign_in("duty.pp"), f"/measures/chain-map/then/?year={before.year}&lang=en"
    )


def linked(asks, asked, month, yes, no, measure="I3"):
    """Hand-offs from one unit to another."""
    MeasureCell.objects.create(
        measure=measure, area="12", unit=asked, other=asks, kind="", month=month, tally={"yes": yes, "no": no}
    )
