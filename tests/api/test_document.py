"""The document names every call of the contract, and none that does not exist yet."""

import re

CALLS = """
POST /reports
POST /reports/status
POST /reports/{words,contact,files}
GET /reports/ID/words
POST /reports/ID/words
POST /reports/ID/words/read
GET /reports/ID/files/ID
POST /reports/ID/files/ID/{heard,hold}
GET /desk
GET /reports
GET /reports/ID
POST /reports/ID/{acknowledge,open-case,close,pass,reopen}
POST /reports/ID/{urgency,place,join,take-apart,split}
GET /units
GET /codes
GET /cases
POST /cases
GET /cases/CODE
POST /cases/CODE/{handoffs,arrivals,people,notes,observations,steps,urgency}
POST /cases/CODE/notes/ID/{correct,mark-error}
GET /cases/CODE/documents
POST /cases/CODE/documents
GET /cases/CODE/documents/ID
GET /cases/CODE/documents/ID/file
POST /cases/CODE/documents/ID/{hold,mark-error}
GET /cases/CODE/{notes,timeline}
GET /ledger/{checkpoint,proof}
GET /handoffs/ID
POST /handoffs/ID/{offer,receive,accept,accept-by-phone,confirm-phone,deny-phone,decline,dispute,resolve,ask,answer}
POST /handoffs/ID/{withdraw,start,hold,resume,complete,confirm,not-arrived,fail,mark-error,discard,take-back,unconfirm,regret-decline}
GET /steps/ID
POST /steps/ID/{done,skip,stop,hold,resume,assign,reassign,correct,take-back,mark-error,settle}
POST /strands/ID/{close,reopen}
GET /people/ID
GET /search
POST /search
GET /hsds/{organizations,services,locations,service_at_locations}
GET /hsds/{organizations/ID,services/ID,locations/ID,service_at_locations/ID}
GET /peers
POST /peers
GET /peers/ID
POST /peers/ID/answers
PATCH /people/ID
POST /people/ID/{mark-error,standing}
GET /cases/CODE/{disclosures,consents}
POST /cases/CODE/{disclosures,consents,best-interests}
GET /disclosures/ID
POST /disclosures/ID/{stop,review,correct-order,confirm-order,end-order}
GET /cases/CODE/{pressures,for-accused,holds}
POST /cases/CODE/{pressures,for-accused,holds,orders}
POST /pressures/ID/mark-error
GET /cases/CODE/urgent-care
POST /cases/CODE/{exposures,examinations}
GET /examinations/ID
POST /examinations/ID/{correct,share,mark-error}
POST /exposures/ID/mark-error
GET /steps/ID/operation
POST /steps/ID/operation/{plan,delay,ready,facts}
GET /ready
POST /ready/ID/{answer,end}
POST /operation-facts/ID/mark-error
GET /cases/CODE/{hearings,releases}
POST /cases/CODE/{hearings,releases}
GET /hearings/ID
POST /hearings/ID/{confirm,correct,postpone,held,not-held,reopen,mark-error,needs}
POST /hearing-needs/ID/move
GET /cases/CODE/court
POST /cases/CODE/court
GET /court/ID
POST /court/ID/{correct,mark-error}
POST /releases/ID/{confirm,mark-error}
GET /cases/CODE/people/ID/care
POST /cases/CODE/people/ID/{care-needs,care-goals,care-services,assessments,follow-ups,closing-looks}
POST /care-needs/ID/move
POST /care-goals/ID/{review,take,move}
POST /care-services/ID/{move,take}
POST /assessments/ID/{answer,sign,correct,discard,mark-error}
GET /waiting-services
POST /for-accused/ID/{read,take-back}
POST /holds/ID/{review,end}
POST /consents/ID/withdraw
POST /arrivals/ID/{mark-error,place,confirm-safe}
POST /account/prove
POST /emergencies
GET /emergencies/ID
POST /emergencies/ID/{answer,end,take-back}
POST /reports/ID/unsealings
POST /cases/CODE/people/ID/unsealings
GET /unsealings/ID
POST /unsealings/ID/{answer,open,take-back}
GET /looks
GET /cases/CODE/looks
POST /looks/ID/question
GET /questions
POST /questions/ID/{answer,close}
POST /cases/CODE/walls
GET /walls/ID
POST /walls/ID/{answer,end,take-back}
POST /cases/CODE/recusals
POST /recusals/ID/end
GET /rosters
POST /rosters
GET /rosters/ID
POST /rosters/ID/{publish,overrides}
POST /overrides/ID/end
GET /swaps
POST /swaps
POST /swaps/ID/{answer,withdraw}
GET /duty
GET /cases/CODE/{papers,paper/referral.pdf,paper/bundle.pdf,paper/protection.pdf,paper/summary.pdf}
POST /papers/ID/withdraw
GET /cases/CODE/{conferences,messages}
POST /cases/CODE/{conferences,messages}
POST /messages/ID/{read,correct}
GET /conferences
GET /conferences/ID
POST /conferences/ID/{undertake,decline,invite,gather,points,decisions,actions,postpone,cancel,close}
POST /promises/ID/{say,give}
GET /cases/CODE/{voices,heard-again,protections,child-promises,identifications}
POST /cases/CODE/{voices,heard-again,protections,child-promises}
POST /cases/CODE/protections/carry
POST /cases/CODE/identifications/{propose,decide,age}
GET /heard-again/ID
POST /heard-again/ID/{answer,withdraw}
POST /protections/ID/move
POST /child-promises/ID/{say,mark-error}
POST /voices/ID/mark-error
POST /identifications/ID/mark-error
GET /cases/CODE/{safe-contacts,safety-plans,placements,missing}
POST /cases/CODE/{safe-contacts,safety-plans,placements,missing}
POST /cases/CODE/placements/looked-at
POST /safety-plans/ID/{review,end,mark-error}
POST /safe-contacts/ID/mark-error
POST /placements/ID/{basis,end,mark-error}
POST /missing/ID/{found,more,mark-error}
"""


def wanted():
    for line in CALLS.split("\n"):
        if line:
            method, path = line.split(" ")
            ends = re.search(r"{(.*)}", path)
            for end in ends[1].split(",") if ends else [""]:
                yield f"{method} {path.replace(ends[0], end) if ends else path}"


def test_the_document_holds_the_calls_of_the_contract_and_no_other(caller, cast):
    paths = caller().get("/openapi.json").json()["paths"]
    found = {
        f"{method.upper()} {re.sub('{code}', 'CODE', re.sub('{[a-z]+_id}', 'ID', path)).removeprefix('/api/v1')}"
        for path, methods in paths.items()
        for method in methods
    }
    assert found == set(wanted())


def test_every_act_of_a_member_may_carry_a_key_and_names_its_problems(caller, cast):
    for path, methods in caller().get("/openapi.json").json()["paths"].items():
        for method, call in methods.items():
            names = {one["name"] for one in call["parameters"]}
            assert ("Idempotency-Key" in names) == (method != "get"), path
            assert ("If-Match" in names) == (method == "patch"), path
            assert {"404", "422"} <= set(call["responses"])
            assert bool(call.get("security")) == (not path.startswith("/api/v1/reports") or "401" in call["responses"])
