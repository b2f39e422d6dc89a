"""Once a month scorecards are put before those who read them: once, with a link and without a figure, whatever became of the clock."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from samaki.agencies.country import calendar
from samaki.commitments.promising import promise
from samaki.database import session
from samaki.insights.links import quarter_of
from samaki.jobs.models import Heartbeat
from samaki.jobs.scorecards import send
from samaki.jobs.tick import tick
from tests.acting import act
from tests.everything import rows
from tests.stepping_back.test_independence import cell

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def sent(at):
    with session("worker", at):
        return send(at)


def forgotten(now):
    """As after a restore: the clock does not know what it sent."""
    with session("worker", now):
        Heartbeat.objects.filter(name="scorecards").update(beat_at=now - 99 * DAY)


def notices():
    return rows(
        "select to_unit, kind, audience, urgency, facts ->> 'since' from notice where kind like 'scorecard.%%' "
        "order by made_at, kind, to_unit",
        role="worker",
    )


def test_scorecards_are_sent_once_a_month_to_heads_and_committee(cast, sign_in):
    first = calendar().local(timezone.now()).date().replace(day=1)
    before = (first - DAY).replace(day=1)
    begins = datetime.combine(first, time(), calendar().timezone)
    police, social, oversight = (cast[name].unit for name in ("duty.pp", "social.pp", "oversight"))
    assert (tick(begins + HOUR).acted.get("notice"), notices()) == (None, []), "nobody is sent an empty sheet"
    forgotten(begins)
    with session("worker", begins):
        for month in (before, (before - DAY).replace(day=1)):
            cell("I3", police.principal, "12", "", month, yes=20, no=4)
    report = tick(begins + 2 * HOUR)
    assert (report.acted["notice"], report.errors) == (2, []), "of the month before: it was not seven o'clock yet"
    act(cast["social.pp"], promise, begins, owner=social, text="A car.", due_on=first + timedelta(days=300))
    assert [sent(begins + hours * HOUR) for hours in (6, 7, 8, 300)] == [0, 3, 0, 0]
    forgotten(begins)
    assert sent(begins + 9 * HOUR) == 0, "what was sent stands in the outbox"
    since = quarter_of(before).isoformat()
    own, whole = "scorecard.scorecard_ready", "scorecard.scorecards_ready"
    assert notices()[2:] == sorted(
        (unit, own, "unit_head", "normal", since) for unit in (police.principal, social.principal)
    ) + [(oversight.principal, whole, "privacy", "normal", since)], "normal: nothing is texted, called or pushed"
    acts = rows("select unit, facts ->> 'kind' from ledger_entry where act = 'scorecard.send'", role="auditor")
    assert len(acts) == 5

    sheet = f'href="/scorecards/{police.agency_id}/?quarter={since}"'
    desk = sign_in("officer.pp").get("/desk/").content.decode()
    assert sheet in desk.replace("&amp;", "&")
    assert "%" not in desk[desk.index("The scorecard of your agency") :][:300]
    assert "/scorecards/" not in sign_in("duty.pp").get("/desk/").content.decode(), (
        "who leads no unit would find an empty page"
    )
    assert 'href="/scorecards/"' in sign_in("oversight").get("/desk/").content.decode()
    assert sign_in("officer.pp").get(sheet[6:-1]).status_code == 200
