"""The pages of keeping and erasing, from the list of what is due to the printed certificate; what an erased case still shows."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.agencies.operations import issue_token
from samaki.database import session
from samaki.intake import operations as intake
from samaki.journeys.retention.models import Erasure, LegalHold, RetentionMark
from tests.accounts.entering import PASSWORD
from tests.acting import act
from tests.everything import rows
from tests.journeys.retention.erasing import NAME, WAITS, WORDS, asked, closed, erased, filled_case


@pytest.fixture
def then():
    return timezone.now() - WAITS - timedelta(minutes=5)


@pytest.fixture
def proved(sign_in):
    def signed(name):
        client = sign_in(name)
        assert client.post("/sign-in/again/", {"password": PASSWORD, "next": "/desk/"}).status_code == 302
        return client

    return signed


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_from_what_is_due_to_the_certificate(cast, then, proved, sign_in):
    with session("intake", then):
        told = intake.Told(what=WORDS, where="Phnom Penh")
        intake.file_report(told=told, key=uuid.uuid4(), channel="web", now=then)
    key = rows("select id from report")[0][0]
    act(cast["duty.pp"], intake.close, then, report_id=key, reason="not_substantiated")
    with session("worker", then):
        mark = RetentionMark(record_class="report_refused", report_id=key, unit=cast["privacy.pp"].unit_id, since=then, due_at=then,
                             marked_at=then)  # fmt: skip
        mark.save(force_insert=True)
    assert sign_in("duty.pp").get("/retention/").status_code == 403
    officer = proved("privacy.pp")
    page = text(officer.get("/retention/"))
    assert f"/retention/{mark.id}/" in page
    assert "not legally verified" in page, "the schedule says what is law and what is not"
    made = officer.post(
        f"/retention/{mark.id}/", {"reason": "period_over", "text": "looked at", "decider": "social-pp"}
    )
    assert made.status_code == 302
    second = proved("privacy.social")
    assert "can agree from" in text(second.get(made["Location"])), "not before whoever needs it could say so"
    assert "/agree/" not in text(second.get(made["Location"]))
    assert second.post(made["Location"] + "agree/", {"text": "yes"}).status_code == 409
    assert second.post(made["Location"] + "refuse/", {"text": "no"}).status_code == 302
    assert "said no" in text(officer.get(made["Location"]))


def test_the_second_yes_erases_and_the_certificate_is_shown(cast, then, proved, sign_in):
    case = closed(cast, filled_case(cast, then), then)
    row = asked(cast, case, then)
    assert f"/erasures/{row.id}/" in text(sign_in("duty.pp").get("/desk/")), "who works on it is told in time"
    assert "set a legal hold" in text(sign_in("duty.pp").get(f"/erasures/{row.id}/"))
    second = proved("privacy.social")
    assert "/agree/" in text(second.get(f"/erasures/{row.id}/"))
    assert sign_in("privacy.social").post(f"/erasures/{row.id}/agree/", {"text": "yes"}).status_code == 401, (
        "who sits there?"
    )
    assert second.post(f"/erasures/{row.id}/agree/", {"text": "yes"}).status_code == 302
    done = Erasure.objects.none()
    with session("app", timezone.now(), cast["privacy.pp"].id):
        done = Erasure.objects.get(id=row.id)
    page = text(second.get(f"/erasures/{row.id}/"))
    assert f"Certificate of erasure {done.number}" in page
    assert bytes(done.sha256).hex() in page
    assert "until then they are not erased" in page
    file = second.get(f"/erasures/{row.id}/certificate.txt")
    assert file.content.decode() == done.certificate
    assert file["Content-Disposition"].startswith("attachment")
    assert sign_in("duty.sr").get(f"/erasures/{row.id}/").status_code == 404
    assert sign_in("duty.sr").get(f"/erasures/{row.id}/certificate.txt").status_code == 404


def test_an_erased_case_says_so_on_each_of_its_pages_and_shows_no_word(cast, then, sign_in):
    case, row = erased(cast, then)
    client = sign_in("duty.pp")
    page = text(client.get(f"/cases/{case.code}/"))
    assert f"certificate {row.number}." in page
    assert f"/erasures/{row.id}/" in page
    shown = [
        page,
        text(client.get(f"/cases/{case.code}/timeline/")),
        text(client.get(f"/cases/{case.code}/seen/")),
        text(client.get("/cases/")),
    ]
    assert "Erased: certificate" in shown[1]
    for one in shown:
        assert WORDS not in one
        assert NAME not in one
    for part in (
        "notes/",
        "notes/new/",
        "people/new/",
        "documents/new/",
        "sharing/",
        "holds/",
        "observations/new/",
        "start/",
        "find/",
    ):
        answer = client.get(f"/cases/{case.code}/{part}")
        assert answer.status_code == 410, part
        assert "This was erased" in text(answer)


def test_what_hangs_on_an_erased_case_breaks_no_page(cast, then, sign_in):
    """Steps, hand-offs, parts and the desk are still there, without words; never an error of ours."""
    case, _row = erased(cast, then)
    found = [f"/steps/{key}/" for (key,) in rows("select id from step where case_id = %s", [case.id])]
    found += [f"/handoffs/{key}/" for (key,) in rows("select id from handoff where case_id = %s", [case.id])]
    found += [f"/strands/{key}/reopen/" for (key,) in rows("select id from strand where case_id = %s", [case.id])]
    for name in ("duty.pp", "social.pp"):
        client = sign_in(name)
        for path in [*found, "/desk/", "/cases/", "/cases/steps/", "/reports/"]:
            answer = client.get(path)
            assert answer.status_code in (200, 302, 404, 409, 410), (name, path, answer.status_code)
            assert WORDS not in text(answer)


def test_the_api_says_gone(cast, then, client):
    case, _row = erased(cast, then)
    token = {"authorization": f"Bearer {issue_token('duty.pp', timezone.now())}"}
    for path in ("", "/timeline", "/notes?compartment=justice", "/documents", "/disclosures"):
        answer = client.get(f"/api/v1/cases/{case.code}{path}", headers=token)
        assert answer.status_code in (404, 405, 410), (path, answer.status_code)
    answer = client.get(f"/api/v1/cases/{case.code}", headers=token)
    assert (answer.status_code, answer.json()["code"]) == (410, "erased")
    assert client.get("/api/v1/cases", headers=token).status_code == 200


def test_a_hold_from_the_page(cast, then, sign_in):
    case = closed(cast, filled_case(cast, then), then)
    client = sign_in("duty.pp")
    assert f"/cases/{case.code}/holds/" in text(client.get(f"/cases/{case.code}/"))
    assert (
        client.post(f"/cases/{case.code}/holds/", {"reason": "", "text": "kept words", "days": "0"}).status_code == 422
    )
    made = client.post(f"/cases/{case.code}/holds/", {"reason": "appeal", "text": "order 12", "days": "30"})
    assert made.status_code == 302
    page = text(client.get(f"/cases/{case.code}/holds/"))
    assert "order 12" in page
    assert "1 legal hold stands on it" in text(client.get(f"/cases/{case.code}/")), "shown on the case"
    row = LegalHold.objects.none()
    with session("app", timezone.now(), cast["duty.pp"].id):
        row = LegalHold.objects.get(case_id=case.id)
    assert "order 12" not in text(sign_in("social.pp").get(f"/cases/{case.code}/holds/")), (
        "its words are of the unit that wrote them"
    )
    assert sign_in("social.pp").post(f"/holds/{row.id}/end/", {"text": "x"}).status_code == 403
    assert client.post(f"/holds/{row.id}/review/", {"days": "20"}).status_code == 302
    assert client.post(f"/holds/{row.id}/end/", {"text": "paid"}).status_code == 302
    assert "Nothing holds it" in text(client.get(f"/cases/{case.code}/holds/"))


def test_the_list_is_paged(cast, then, sign_in):
    with session("worker", then):
        for number in range(28):
            RetentionMark(record_class="case", case_id=uuid.uuid4(), code=f"PP-26-{number:05}", unit=cast["privacy.pp"].unit_id, since=then,
                          due_at=then + timedelta(minutes=number), marked_at=then).save(force_insert=True)  # fmt: skip
    client = sign_in("privacy.pp")
    first = text(client.get("/retention/"))
    assert first.count('href="/retention/0') == 25
    following = re.search(r'rel="next" href="(\?after=[^"]+)"', first)[1]
    assert text(client.get(f"/retention/{following}")).count('href="/retention/0') == 3


@pytest.mark.usefixtures("cast")
def test_the_schedule_is_told_in_khmer_whole(sign_in):
    page = sign_in("privacy.pp").get("/retention/?lang=km").content.decode()
    schedule = re.sub(r"<[^>]+>", " ", page[page.index('id="h-schedule">') + 16 : page.index("</main")])
    assert "សំណើរបស់គម្រោងនេះ" in schedule
    assert not re.findall(r"[A-Za-z]{4,}", schedule), "no English source and no English status"
