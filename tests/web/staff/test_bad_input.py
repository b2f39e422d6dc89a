"""Hostile and broken input on every staff form: a sentence, nothing half-written, no 500."""

import pytest

from samaki.cases.models import Case, Step
from samaki.database import session
from samaki.journeys.governance.paper import LINES, key_of

NASTY = ["", "x", "\x00", "​", "៣១/០២/២០២៦", "31/02/2026", "9999999999999999999999", "-1", "<script>", "' or 1=1 --", "ក" * 30000,
         "2026-13-45 99:99", "../../etc/passwd", "\ud83d"]  # fmt: skip


def fields_of_governance():
    lines = [key_of(line, tongue) for line in LINES for tongue in ("km", "en")]
    return (*lines, "enough", "sheets", "drill_on", "drill_alone", "review_by")


@pytest.fixture
def step(opened, cast, now):
    case, _draft = opened()
    with session("app", now, cast["duty.pp"].id):
        return Step.objects.select_related("case").filter(case=case, state="open", compartment="justice").first()


@pytest.mark.parametrize("nasty", NASTY)
def test_no_field_of_a_step_breaks_the_page(nasty, sign_in, step):
    client = sign_in("duty.pp")
    client.post("/sign-in/again/", {"password": "a password of the tests"})
    nasty = nasty.encode("utf-8", "surrogatepass")
    for path, names in (
        (f"/steps/{step.id}/", ("outcome", "occurred_at", "support_level", "checklist", "conditions", "version")),
        (f"/steps/{step.id}/hold/", ("reason", "until", "text")),
        (f"/steps/{step.id}/skip/", ("reason", "text")),
        (f"/steps/{step.id}/assign/", ("worker",)),
        (f"/steps/{step.id}/reassign/", ("to_unit", "text")),
        (f"/steps/{step.id}/hand-on/", ("to_unit", "why", "urgency", "why_code", "never_again")),
        (f"/cases/{step.case.code}/people/new/", ("part", "person", "sex", "age", "name_km")),
        (f"/cases/{step.case.code}/notes/new/", ("compartment", "person", "text", "occurred_at")),
        (f"/cases/{step.case.code}/observations/new/", ("person", "risk", "whereabouts", "text", "occurred_at")),
        (f"/cases/{step.case.code}/arrivals/new/", ("person", "place", "safe", "brought_by", "occurred_at")),
        (f"/cases/{step.case.code}/start/send/", ("kind", "person")),
        (f"/cases/{step.case.code}/holds/", ("reason", "text", "days")),
        ("/emergencies/new/", ("code", "compartments", "reason", "text", "second_unit")),
        (f"/cases/{step.case.code}/step-aside/", ("member", "reason", "text")),
        (
            f"/cases/{step.case.code}/wall/",
            ("unit", "to_unit", "decider", "reason", "text", "not_enough", "days", "at_once"),
        ),
        ("/walls/routes/", ("unit", "area", "to_unit")),
        ("/complaints/new/", ("unit", "what", "who", "code", "contact", "named", "oversight")),
        ("/suspensions/new/", ("member", "reason", "text", "decider", "complaint")),
        (
            f"/cases/{step.case.code}/sharing/give/",
            ("to_unit", "compartments", "person", "purpose", "ground", "until", "text", "sure"),
        ),
        (
            f"/cases/{step.case.code}/sharing/order/",
            ("to_unit", "number", "ordered_on", "compartments", "person", "until", "text"),
        ),
        (f"/cases/{step.case.code}/for-accused/new/", ("item", "text")),
        (
            f"/cases/{step.case.code}/subject-access/",
            ("person", "asker", "guardian", "how", "language", "asked_at", "text"),
        ),
        (f"/cases/{step.case.code}/sharing/keep/", ("to_unit", "compartments", "person", "purpose", "reason", "text")),
        (
            f"/cases/{step.case.code}/sharing/consent/",
            ("person", "to_unit", "purpose", "assent", "use", "guardian", "guardian_agrees", "occurred_at", "text"),
        ),
        (f"/cases/{step.case.code}/sharing/best-interests/", ("person", "to_unit", "purpose", "to_share", "text")),
        ("/cases/steps/assign/", ("step", "worker", "back_to")),
        ("/cases/filters/save/", ("list", "name", "state", "area", "since", "until", "worker", "code")),
        ("/cases/export/", ("list", "form", "state", "area", "since", "until", "worker", "code")),
        ("/cases/new/", ("area", "urgency", "source", "children", "offences")),
        ("/account/", ("language", "calendar")),
        ("/account/mail/", ("wants", "address", "password", "version")),
        ("/sign-in/", ("username", "password", "next", "code", "draft")),
        ("/sign-in/code/", ("pending", "code", "passkey", "draft", "next")),
        ("/sign-in/passkey/", ("passkey", "draft", "next")),
        ("/sign-in/again/", ("password", "code", "passkey", "draft", "next")),
        ("/account/password/", ("old", "code", "passkey", "password", "password_again")),
        ("/account/factors/telephone/", ("setup", "code")),
        ("/account/factors/passkey/", ("name", "passkey")),
        ("/sign-in/with/ministry/back/", ("state", "code", "iss", "error")),
        ("/account/members/invite/", ("unit", "username", "name_en", "name_km", "roles", "days")),
        ("/welcome/nothing/", ("half", "password", "password_again", "setup", "code")),
    ):
        body = b"&".join(name.encode() + b"=" + _quoted(nasty) for name in names)
        answer = client.generic("POST", path, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code < 500, (path, answer.status_code)


def _quoted(raw):
    return b"".join(b"%%%02X" % byte for byte in raw)


@pytest.mark.parametrize(
    "query", ["before=x", "before=%00", "state=%ff", "area=99999", "code=%E2%80%8B", "before=" + "9" * 400, "after=x",
              "after=01900000-0000-7000-8000-000000000000&at=x", "after=01900000-0000-7000-8000-000000000000&at=2026-03-03",
              "after=01900000-0000-7000-8000-000000000000&at=9999-99-99T00:00:00Z", "from=31/02/2026", "to=%00", "from=0001",
              "to=9999", "place=%ff%00", "place=" + "x" * 4000, "worker=%27--", "code=" + "2" * 400, "code=222222"]
)  # fmt: skip
def test_no_address_breaks_a_list(query, sign_in):
    client = sign_in("duty.pp")
    for path in (
        "/reports/",
        "/cases/",
        "/desk/",
        "/cases/mine/",
        "/cases/waiting/",
        "/cases/steps/",
        "/cases/caseload/",
    ):
        assert client.get(f"{path}?{query}").status_code < 500


def test_a_refused_step_writes_nothing(sign_in, step, cast, now):
    sign_in("duty.pp").post(f"/steps/{step.id}/", {"outcome": "no such outcome"})
    with session("app", now, cast["duty.pp"].id):
        assert Step.objects.get(id=step.id).state == "open"
        assert Case.objects.count() == 1


def test_a_stale_version_gets_its_conflict(sign_in, step):
    answer = sign_in("duty.pp").post(f"/steps/{step.id}/", {"outcome": "confirmed", "version": "99"})
    assert answer.status_code == 412
    assert "in between" in answer.content.decode()


@pytest.mark.parametrize("nasty", NASTY)
def test_no_field_of_what_is_sealed_breaks_the_page(nasty, sign_in, step, filed):
    """The forms of confidentiality officers, and of who asks them, by members who have just shown who they are."""
    report = filed()
    raw = nasty.encode("utf-8", "surrogatepass")
    key = "01900000-0000-7000-8000-000000000000"
    for who, path, names in (
        ("duty.pp", f"/reports/{report.id}/reporter/", ("reason", "text")),
        (
            "privacy.pp",
            f"/cases/{step.case.code}/wall/",
            ("unit", "to_unit", "decider", "reason", "text", "by_accused", "days"),
        ),
        ("privacy.pp", "/walls/routes/", ("unit", "area", "to_unit")),
        ("privacy.pp", f"/cases/{step.case.code}/erasure/", ("reason", "text", "decider")),
        ("privacy.pp", f"/retention/{key}/", ("reason", "text", "decider")),
        ("privacy.pp", f"/erasures/{key}/agree/", ("text",)),
        ("privacy.pp", f"/holds/{key}/end/", ("text",)),
        ("privacy.pp", "/retention/?after=" + "x" * 40, ("after",)),
        ("privacy.pp", f"/looks/{key}/question/", ("text",)),
        ("privacy.pp", f"/questions/{key}/close/", ("outcome", "text")),
        ("privacy.pp", f"/unsealings/{key}/agree/", ("text",)),
        ("privacy.pp", f"/walls/{key}/lift/", ("text",)),
        (
            "privacy.pp",
            "/agreements/new/",
            ("one", "other", "purposes", "compartments", "text", "signed_on", "review_by"),
        ),
        ("privacy.pp", f"/agreements/{key}/review/", ("review_by", "text")),
        ("officer.pp", "/peers/new/", ("title", "text", "topic", "area", "sure")),
        ("officer.pp", "/peers/follow/", ("topic", "follow")),
        ("officer.pp", f"/peers/{key}/answer/", ("text", "sure")),
        (
            "officer.pp",
            "/directory/police-pp/details/",
            ("languages", "open_days", "opens_at", "closes_at", "who_for.rescue", "places.rescue"),
        ),
        ("oversight", "/governance/new/", (*fields_of_governance(), "version")),
        ("officer.pp", f"/governance/{key}/sign/", ("office", "sha256")),
        ("officer.pp", f"/governance/{key}/withdraw/", ("text",)),
        ("privacy.pp", "/suspensions/new/", ("member", "reason", "text", "decider", "complaint")),
        ("privacy.pp", f"/complaints/{key}/close/", ("reason", "text")),
        ("privacy.pp", f"/subject-access/{key}/decide/", ("part_care", "part_justice", "text")),
        ("duty.pp", f"/subject-access/{key}/hand-over/", ("handed_to", "identified", "form", "text")),
        ("duty.pp", f"/subject-access/{key}/not-handed/", ("act", "text")),
        ("privacy.pp", f"/suspensions/{key}/lift/", ("text",)),
    ):
        client = sign_in(who)
        client.post("/sign-in/again/", {"password": "a password of the tests"})
        body = b"&".join(name.encode() + b"=" + _quoted(raw) for name in names)
        answer = client.generic("POST", path, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code < 500, (path, answer.status_code)
