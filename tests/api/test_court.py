"""The court file by program: the same stories, with versions and refusals in the form of the API."""


def test_a_fact_is_written_read_corrected_and_taken_back(caller, opened):
    police, case = caller("duty.pp"), opened()
    path = f"/cases/{case['code']}/court"
    person = police.done(f"/cases/{case['code']}/people", {"part": "person_named"}, 201)["id"]
    charged = police.done(path, {"kind": "charged", "at": "2026-01", "person": person, "offence": "tshe_10"}, 201)
    assert (charged["state"], charged["precision"], charged["offence"]) == ("stands", "month", "tshe_10")
    police.done(path, {"kind": "arrested", "at": "2026-01-05", "person": person, "age": 16, "category": "felony"}, 201)
    [one] = police.read(path)["items"]
    assert (one["part"], one["held"]["sort"], one["limits"][0]["limit"]) == (
        "accused",
        "custody",
        "custody_minor_16_felony",
    )
    assert one["charges"][0]["state"] == "charged"
    read = police.get(f"/court/{charged['id']}")
    assert read.headers["etag"] == '"1"'
    anew = {"kind": "charged", "at": "2026-01-09", "person": person, "offence": "tshe_28", "why": "misread"}
    assert police.send("post", f"/court/{charged['id']}/correct", anew, {}).status_code == 428
    made = police.send("post", f"/court/{charged['id']}/correct", anew, {"if-match": '"1"'}).json()
    assert (made["replaces"], made["offence"]) == (charged["id"], "tshe_28")
    assert police.get(f"/court/{charged['id']}").json()["state"] == "replaced"
    assert police.done(f"/court/{made['id']}/mark-error", {"text": "y"})["state"] == "in_error"
    wrong = police.send("post", path, {"kind": "judged", "at": "", "person": person, "offence": "x", "code": "y"}, {})
    assert wrong.status_code == 422
    assert police.send("post", path, {"kind": "final", "at": "2026-01-05", "person": person}, {}).status_code == 403


def test_a_settlement_with_money_is_recorded_as_pressure_too(caller, opened):
    police, case = caller("duty.pp"), opened()
    child = next(one["id"] for one in case["people"] if one["part"] == "survivor")
    told = {
        "kind": "settled",
        "at": "2026-01-05",
        "child": child,
        "code": "said_family",
        "money": "paid",
        "amount": "500.00",
        "currency": "USD",
    }
    assert police.done(f"/cases/{case['code']}/court", told, 201)["amount"] == "500.00"
    assert [one["sort"] for one in police.read(f"/cases/{case['code']}/pressures")["items"]] == ["money"]
