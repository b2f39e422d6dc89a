"""What cannot both be true is asked, and what is wrong with a hold is told at once."""

from datetime import timedelta

from django.utils import timezone

from samaki.cases.models import Arrival
from samaki.database import session
from tests.web.staff.test_nothing_chosen import refused, verification
from tests.web.staff.test_people_pages import text, worked  # noqa: F401


def arrivals(case, by):
    with session("app", timezone.now(), by.id):
        return Arrival.objects.filter(case=case).count()


def test_a_place_and_that_it_is_not_known_is_asked(sign_in, worked, cast):  # noqa: F811
    case, child = worked
    social, path = sign_in("social.pp"), f"/cases/{case.code}/arrivals/new/"
    both = {"person": str(child.id), "place": "with the aunt", "place_unknown": "yes", "safe": "yes"}
    answer = social.post(path, both)
    refused(answer, "place")
    assert "Which is true?" in text(answer)
    assert "with the aunt" in answer.content.decode(), "what was typed stays"
    assert arrivals(case, cast["social.pp"]) == 0
    refused(
        social.post(path, both | {"place": ""}), "safe"
    )  # nobody knows that it is safe at a place that is not known
    assert social.post(path, both | {"place": "", "safe": "unknown"}).status_code == 302
    assert arrivals(case, cast["social.pp"]) == 1


def test_all_that_is_wrong_with_a_hold_is_told_at_once(sign_in, opened, cast):
    case, _draft = opened()
    row, police = verification(case, cast["duty.pp"]), sign_in("duty.pp")
    yesterday = timezone.localtime(timezone.now() - timedelta(days=1)).strftime("%d/%m/%Y")
    answer = police.post(f"/steps/{row.id}/hold/", {"reason": "other", "text": "", "until": yesterday})
    refused(answer, "text")
    refused(answer, "until")
    assert "Say in a few words what the reason is." in text(answer)
    assert "The hold must end in the future." in text(answer)
    answer = police.post(f"/steps/{row.id}/hold/", {"reason": "", "text": "", "until": ""})
    refused(answer, "reason")
    refused(answer, "until")
    assert verification(case, cast["duty.pp"]).state == "open"
