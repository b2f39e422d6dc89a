"""A child's care by program: what the pages do, by the same stories."""


def test_a_childs_care_is_written_and_read_by_calls_and_by_nobody_elses(caller, offered):
    case, asked = offered()
    police, social = caller("duty.pp"), caller("social.pp")
    social.done(f"/handoffs/{asked['id']}/accept", {}, 200)
    code, child = case["code"], case["people"][0]["id"]
    base = f"/cases/{code}/people/{child}"
    need = social.done(f"{base}/care-needs", {"need": "school", "text": "x"}, 201)
    assert social.done(f"/care-needs/{need['id']}/move", {"move": "meet"}, 200)["state"] == "met"
    goal = social.done(f"{base}/care-goals", {"text": "to read", "need": need["id"]}, 201)
    assert (goal["holder"], goal["state"]) == (goal["unit"], "open")
    assert social.done(f"/care-goals/{goal['id']}/review", {"text": "y"}, 200)["version"] == 2
    assert social.post(f"/care-goals/{goal['id']}/take", {}).status_code == 409
    assert (
        social.done(f"/care-goals/{goal['id']}/move", {"move": "end", "reason": "reached"}, 200)["reason"] == "reached"
    )
    service = social.done(
        f"{base}/care-services", {"service": "school", "urgency": "normal", "provider": "ngo-pp"}, 201
    )
    [waits] = caller("ngo.pp").read("/waiting-services")["items"]
    assert (waits["id"], waits["service"], waits["case"], waits["person"]) == (None, "school", None, None)
    ended = {"move": "end", "reason": "complete", "view": "helped", "at": "2026-01-01"}
    assert social.done(f"/care-services/{service['id']}/move", ended, 200)["view"] == "helped"
    made = social.done(f"{base}/assessments", {"instrument": "samaki_steps_1"}, 201)
    answers = {"safe_place": "2", "threats": "1", "knows_help": "cannot_be_asked"}
    answered = social.done(f"/assessments/{made['id']}/answer", {"domain": "safety", "answers": answers}, 200)
    assert (answered["means"]["safety"], answered["means"]["health"]) == ("3", None)
    wrong = social.post(f"/assessments/{made['id']}/answer", {"domain": "safety", "answers": {"threats": "0"}})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "threats")
    assert social.post(f"/assessments/{made['id']}/sign", {}).status_code == 409
    assert social.done(f"/assessments/{made['id']}/discard", {}, 200)["state"] == "discarded"
    known = {code: "not_known" for code in ("safe", "approached", "carer", "school", "health", "wish")}
    follow = social.done(f"{base}/follow-ups", {"kind": "follow_up_6m", "answers": known | {"wish": "yes"}}, 201)
    assert follow["says"] == ["reopen"]
    assert social.done(f"{base}/closing-looks", {"text": "x"}, 201)["kind"] == "care_closure"
    whole = social.read(f"{base}/care")
    assert [len(whole[name]) for name in ("needs", "goals", "services", "assessments", "follow_ups")] == [1, 1, 1, 0, 2]
    assert police.get(f"{base}/care").status_code == 404
    assert police.post(f"{base}/care-needs", {"need": "school"}).status_code in (403, 404)
    assert police.post(f"/care-goals/{goal['id']}/review", {}).status_code == 404
