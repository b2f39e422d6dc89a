"""Nothing that a call says is swallowed: a body of another kind, an unknown parameter, facts that contradict one another."""

import json

import pytest
from django.utils import timezone

from samaki.cases.rules import MOST_OF_A_PART

KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
REPORT = json.dumps({"what": "A girl is kept", "where": "Phnom Penh"}).encode()


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", "", "json",
     "application/json; charset=utf-16", "application/json-seq", "application/+json-not", "text/json"],
)  # fmt: skip
def test_a_body_of_another_kind_is_refused(kind, caller, cast):
    answer = caller().client.post("/api/v1/reports", REPORT, content_type=kind, headers={"accept-language": "en"})
    assert (answer.status_code, answer["Content-Type"]) == (415, "application/problem+json")
    assert "Content-Type: application/json" in answer.json()["detail"]


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "application/json; charset=utf-8",
        'Application/JSON; charset="UTF-8"',
        "application/vnd.samaki+json",
    ],
)
def test_json_under_its_own_names_is_taken(kind, caller, cast):
    assert caller().client.post("/api/v1/reports", REPORT, content_type=kind).status_code == 201


def test_an_act_without_a_body_needs_no_kind(caller, told):
    answer = caller("duty.pp").client.post(f"/api/v1/reports/{told()['id']}/acknowledge", b"", content_type="",
                                           headers=caller("duty.pp").headers)  # fmt: skip
    assert answer.status_code == 200


def test_who_sends_too_much_is_told_that_the_connection_ends(caller, cast):
    answer = caller().post("/reports", json.dumps({"what": "x" * 300_000, "where": ""}).encode())
    assert (answer.status_code, answer["Connection"]) == (413, "close")


def test_an_unknown_parameter_is_named(caller, opened):
    police, case = caller("duty.pp"), opened()
    for path in (
        "/desk?unknown=1",
        "/cases?unknown=1&state=open",
        f"/cases/{case['code']}?unknown=",
        "/units?body=1&unknown=2",
    ):
        answer = police.get(path)
        assert answer.status_code == 422, path
        assert answer.json()["field"] in ("unknown", "body")
        assert answer.json()["field"] in answer.json()["detail"]
    assert (
        police.post("/cases?unknown=1", {"area": "12", "urgency": "urgent", "source": "police_own"}).status_code == 422
    )
    assert caller().post("/reports?unknown=1", {"what": "x", "where": "y"}).status_code == 422
    assert police.get("/cases?state=open&area=12&cursor=").status_code == 200


def test_the_child_of_a_person_is_never_ignored(caller, opened):
    police, case = caller("duty.pp"), opened()
    child = next(one["id"] for one in case["people"])
    path = f"/cases/{case['code']}/people"
    for body in ({"part": "survivor", "child": "-1"}, {"part": "survivor", "child": child}, {"part": "family", "child": "-1"},
                 {"part": "family", "child": "01900000-0000-7000-8000-000000000000"}):  # fmt: skip
        answer = police.post(path, body)
        assert (answer.status_code, answer.json()["field"]) == (422, "child"), body
    assert police.post(path, {"part": "family", "child": child}).status_code == 201


@pytest.mark.parametrize(("age", "years", "status"), [
    (8, 14, 422), (40, 11, 422), (2, 11, 422), (14, 14, 201), (12, 14, 201), (None, 14, 201), (9, None, 201),
])  # fmt: skip
def test_an_age_and_a_birth_date_that_do_not_fit_are_told(age, years, status, caller, opened):
    born = str(timezone.now().year - years) if years is not None else ""
    body = {"part": "survivor", "birth_date": born.translate(KHMER)} | ({"age": age} if age is not None else {})
    answer = caller("duty.pp").post(f"/cases/{opened()['code']}/people", body)
    assert answer.status_code == status, answer.content.decode()
    if status == 422:
        assert answer.json()["field"] == "age"
        assert "These two do not fit" in answer.json()["detail"]


def test_a_correction_that_contradicts_itself_is_told(caller, opened):
    police, child = caller("duty.pp"), opened()["people"][0]["id"]
    read = police.get(f"/people/{child}")
    answer = police.patch(f"/people/{child}", {"age": 50, "birth_date": "2015"}, if_match=read["ETag"])
    assert (answer.status_code, answer.json()["field"]) == (422, "age")


def test_a_case_holds_so_many_people_of_one_part_and_no_more(caller, opened):
    police, case = caller("duty.pp"), opened()
    path = f"/cases/{case['code']}/people"
    for _n in range(MOST_OF_A_PART):
        assert police.post(path, {"part": "witness"}).status_code == 201
    answer = police.post(path, {"part": "witness"})
    assert (answer.status_code, answer.json()["field"]) == (422, "part")
    assert "at most 60 people" in answer.json()["detail"]
    assert police.post(path, {"part": "survivor"}).status_code == 201
