"""Papers by program: the names of the contract, what is refused, what is listed."""

import hashlib

from tests.journeys.papers.reading import attached


def test_the_four_papers_of_the_contract_come_as_pdf_and_are_listed(caller, offered):
    case, asked = offered()
    police, base = caller("duty.pp"), f"/cases/{case['code']}/paper"
    for kind in ("referral", "bundle", "protection", "summary"):
        answer = police.get(f"{base}/{kind}.pdf?language=en")
        assert answer.status_code == 200, answer.content
        assert answer["Content-Type"] == "application/pdf"
        assert case["code"] in attached(answer.content)
    listed = police.read(f"/cases/{case['code']}/papers")["items"]
    assert [one["kind"] for one in listed] == ["summary", "protection", "bundle", "referral"]
    assert listed[0]["sha256"] == hashlib.sha256(answer.content).hexdigest()
    assert listed[3]["handoff"] == asked["id"]
    assert "[x]" in attached(police.get(f"{base}/protection.pdf?asks=screen,lawyer").content)
    gone = police.done(f"/papers/{listed[0]['id']}/withdraw", {"text": "wrong"})
    assert gone["withdrawn_at"]
    assert police.post(f"/papers/{listed[0]['id']}/withdraw", {"text": "wrong"}).status_code == 409


def test_what_is_asked_wrongly_is_told(caller, offered):
    case, _asked = offered()
    police, base = caller("duty.pp"), f"/cases/{case['code']}/paper"
    assert police.get(f"{base}/poster.pdf").status_code == 404
    for query, status in (
        ("to=nobody", 422),
        ("to=ngo-pp", 409),
        ("asks=tank", 422),
        ("language=xx", 422),
        ("person=x", 422),
        ("more=1", 422),
    ):
        assert police.get(f"{base}/protection.pdf?{query}").status_code == status, query
    assert police.get(f"{base}/referral.pdf?to=ngo-pp").status_code == 422
