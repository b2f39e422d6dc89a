"""What the page of the seal says."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.models import Unit
from samaki.ledger import papers, sealing, witnessing
from samaki.ledger.fingerprints import leaf_of, typed_in
from samaki.ledger.models import LedgerCheckpoint
from samaki.ledger.proving import inclusion
from samaki.web.fields import field
from samaki.web.moments import digits, short_moment
from samaki.web.pages import StaffRequest


def context(request: StaffRequest) -> dict[str, Any]:
    """Everything that `staff/ledger.html` needs, in a constant number of queries."""
    last = sealing.last_checkpoint()
    asked = request.GET.get("fingerprint", "").strip()[:200]
    found = _checked(asked) if asked else None
    wrong = found["words"] if found and found["state"] == "wrong" else ""
    return {
        "newest": _newest(last, request) if last else None,
        "witnesses": _witnesses(request),
        "field": field("text", "fingerprint", _("Fingerprint"), value=asked, error=wrong,
                       hint=_("32 letters and digits from 0 to 9 and a to f, as they stand under an entry of a printed story.")),
        "found": None if wrong else found,
        "errors": [{"field": "fingerprint", "message": wrong}] if wrong else [],
    }  # fmt: skip


def _newest(last: LedgerCheckpoint, request: StaffRequest) -> list[dict[str, str]]:
    minutes = max(int((request.now - last.made_at).total_seconds() // 60), 0)
    age = _("%(when)s, %(minutes)s min ago") % {"when": short_moment(last.made_at), "minutes": digits(minutes)}
    return [
        {"name": _("Checkpoint"), "text": digits(last.number)},
        {"name": _("Sealed entries"), "text": digits(last.size)},
        {"name": _("Signed"), "text": age},
    ]


def _witnesses(request: StaffRequest) -> list[dict[str, Any]]:
    standings = witnessing.standings(request.now)
    names = {
        unit.principal: unit.name for unit in Unit.objects.filter(principal__in=[one.witness.unit for one in standings])
    }
    return [
        {
            "name": names.get(one.witness.unit, ""),
            "state": "overdue" if one.silent_since else "held",
            "text": _took(one),
        }
        for one in standings
    ]


def _took(one: witnessing.Standing) -> str:
    if one.received_at is None:
        return _("Has taken no checkpoint yet.")
    words = {"number": digits(one.number or 0), "when": short_moment(one.received_at)}
    if one.silent_since:
        return _("Took checkpoint %(number)s on %(when)s, and none since.") % words
    return _("Took checkpoint %(number)s on %(when)s.") % words


def _checked(asked: str) -> dict[str, str]:
    """What became of one fingerprint. `state`: wrong, unknown, sealed (not signed for yet), signed, broken."""
    wanted = typed_in(asked)
    if wanted is None:
        return {
            "state": "wrong",
            "words": _("This is no fingerprint: write all 32 letters and digits, from 0 to 9 and a to f."),
        }
    leaf = leaf_of(wanted)
    if leaf is None:
        return {"state": "broken", "words": _("Nothing with this fingerprint is sealed. Compare it letter by letter with the paper. "
                "An entry of the last seconds is not sealed yet: look again in a minute.")}  # fmt: skip
    proof = inclusion(leaf)
    words = {"place": digits(leaf.index)}
    if proof.checkpoint is None:
        return {
            "state": "next",
            "words": _("Sealed at place %(place)s. The next checkpoint will cover it, within minutes.") % words,
        }
    words |= {"number": digits(proof.checkpoint.number), "when": short_moment(proof.checkpoint.made_at)}
    if not papers.holds(proof, sealing.signer().vkey):
        return {"state": "overdue", "words": _("It stands at place %(place)s, and the proof under checkpoint %(number)s does NOT hold. "
                "Keep the paper, and tell the oversight committee.") % words}  # fmt: skip
    return {"state": "done", "href": f"/ledger/proof/?fingerprint={wanted}",
            "words": _("Sealed at place %(place)s, under checkpoint %(number)s of %(when)s. The proof holds.") % words}  # fmt: skip
