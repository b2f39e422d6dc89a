"""What of a care plan is due stands on the desk of who holds it, until it is said how it stands."""

from datetime import timedelta

from django.utils import timezone

from samaki.care import needs
from samaki.database import session
from samaki.journeys import closing
from samaki.journeys.desk import desk_items
from tests.acting import act
from tests.care.caring import asked, cared_case, child_of, goal, moved

DAY = timedelta(days=1)


def due(by, now):
    with session("app", now, by.id):
        return [(one.kind, one.state, one.late) for one in desk_items(by, now) if one.clock == "care"]


def test_a_goal_and_a_service_stand_there_from_a_week_before_their_day(cast, now):
    social = cast["social.pp"]
    child = child_of(social, now, cared_case(cast, now))
    row = goal(social, now, child, review_at=now + 20 * DAY)
    assert due(social, now) == [], "its day is far"
    assert due(social, now + 14 * DAY) == [("goal", "open", False)]
    assert due(social, now + 21 * DAY) == [("goal", "open", True)]
    assert due(cast["duty.pp"], now + 21 * DAY) == []
    act(social, needs.review_goal, now + 21 * DAY, goal_id=row.id)
    assert due(social, now + 21 * DAY) == []
    service = asked(social, now, child, urgency="emergency")
    assert due(social, now) == [("service", "asked", False)]
    assert due(social, now + 2 * DAY) == [("service", "asked", True)]
    moved(social, now + 2 * DAY, service, "begin")
    assert due(social, now + 2 * DAY) == []
    assert due(social, now + 90 * DAY)[0] == ("service", "begun", False), "it goes on: what came of it?"


def test_while_the_care_of_the_child_is_closed_nothing_of_it_is_due(cast, now):
    social = cast["social.pp"]
    child = child_of(social, now, cared_case(cast, now))
    goal(social, now, child, review_at=now + DAY)
    with session("app", now, social.id):
        strand = child.case.strands.get(child_id=child.id)
    act(social, closing.close_strand, now, strand_id=strand.id, reason="care_goals_reached", text="x")
    assert due(social, now + 2 * DAY) == []


def test_the_desk_says_what_to_do_and_never_what_was_written(cast, client):
    social, long_ago = cast["social.pp"], timezone.now() - 30 * DAY
    child = child_of(social, long_ago, cared_case(cast, long_ago, children=2), number=2)
    row = goal(social, long_ago, child, text="kanari", review_at=timezone.now() - DAY)
    asked(social, long_ago, child)
    client.force_login(social)
    page = client.get("/desk/", headers={"accept-language": "en"}).content.decode()
    late = page.split('<section id="late">')[1].split("</section>")[0]
    for words in ("Look at a goal with the child (Child 2)", "Goal of the care plan", "Say how it stands", f"/care-goals/{row.id}/",
                  "Has it begun?", "Service of the care plan"):  # fmt: skip
        assert words in late, words
    assert "kanari" not in page
    assert "A goal of a child is to be looked at" not in page, "not twice"
