"""What one may not see is answered like what does not exist."""

import re
import uuid

from samaki.cases.models import Step
from samaki.database import session


def same(first, second, *, swap):
    """Equal but for the code that was asked for and the token of the form, which is fresh on every page."""
    one, other = (
        re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", page.content.decode()) for page in (first, second)
    )
    for mine, theirs in swap:
        one, other = one.replace(mine, "#"), other.replace(theirs, "#")
    return (first.status_code, one) == (second.status_code, other)


def test_a_foreign_case_looks_like_none(sign_in, opened):
    case, _draft = opened()
    client = sign_in("duty.sr")
    there, nowhere = client.get(f"/cases/{case.code}/"), client.get("/cases/PP-26-222222/")
    assert there.status_code == 404
    assert same(there, nowhere, swap=[(case.code, "PP-26-222222")])


def test_a_foreign_step_report_and_hand_off_look_like_none(sign_in, opened, filed, cast, now):
    case, draft = opened()
    report = filed()
    client = sign_in("social.ps")
    with session("app", now, cast["duty.pp"].id):
        step = Step.objects.filter(case=case).first()
    for kind, key in (("steps", step.id), ("reports", report.id), ("handoffs", draft.id)):
        assert client.get(f"/{kind}/{key}/").status_code == 404
        assert client.get(f"/{kind}/{uuid.uuid4()}/").status_code == 404


def test_the_asked_unit_sees_the_draft_only_when_it_is_sent(sign_in, opened):
    _case, draft = opened()
    social, police = sign_in("social.pp"), sign_in("duty.pp")
    assert social.get(f"/handoffs/{draft.id}/").status_code == 404
    assert police.post(f"/handoffs/{draft.id}/offer/").status_code == 302
    assert social.get(f"/handoffs/{draft.id}/").status_code == 200


def test_a_stranger_is_asked_to_sign_in(client, opened):
    case, _draft = opened()
    answer = client.get(f"/cases/{case.code}/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=")
