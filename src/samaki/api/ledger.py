"""The seal of the ledger: the newest checkpoint, and proofs. (Annotations are values here: these calls take more than one field.)"""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from samaki.api import fields, reading
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.database.refusals import Invalid
from samaki.ledger import papers, sealing
from samaki.ledger.fingerprints import leaf_of, typed_in
from samaki.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerLeaf
from samaki.ledger.proving import inclusion
from samaki.ledger.witnessing import take_checkpoint


@api.get("/ledger/checkpoint", response=dict[str, Any])
@member_call
def checkpoint(request: ApiRequest) -> Answer:
    """The newest signed checkpoint, and the key that checks it. A witness gives its receipt by asking."""
    last = sealing.last_checkpoint()
    if last is None:
        raise Http404
    take_checkpoint(checkpoint=last, by=request.auth, now=request.now)
    return 200, papers.of_checkpoint(last, sealing.signer().vkey)


@api.get("/ledger/proof", response=dict[str, Any])
@member_call
def proof(
    request: ApiRequest,
    entry: fields.Code = "",
    fingerprint: fields.Code = "",
    first: fields.Code = "",
    second: fields.Code = "",
) -> Answer:
    """That an entry is sealed (`entry`: its id, or `fingerprint`), or that checkpoint `second` (by number; the newest when it is
    left out) goes on from checkpoint `first`."""
    vkey = sealing.signer().vkey
    if first:
        newest = sealing.last_checkpoint()
        later = _numbered(second, "second") if second else newest
        earlier = _numbered(first, "first")
        if later is None or earlier.number > later.number:
            raise Http404
        return 200, papers.of_consistency(earlier, later, vkey)
    leaf = _leaf(entry, fingerprint)
    return 200, papers.of_inclusion(inclusion(leaf), vkey, LedgerEntry.objects.filter(id=leaf.entry_id).first())


def _leaf(entry: str, fingerprint: str) -> LedgerLeaf:
    """By an entry that the caller may see, or by a fingerprint, which only who has seen it can know."""
    if entry:
        if not _is_key(entry):
            raise Invalid(
                _("The field %(field)s is missing or cannot be understood.") % {"field": "entry"}, field="entry"
            )
        return LedgerLeaf.objects.get(entry_id=LedgerEntry.objects.get(id=reading.key(entry)).id)
    wanted = typed_in(fingerprint)
    if wanted is None:
        words = _("The field %(field)s is missing or cannot be understood.") % {"field": "fingerprint"}
        raise Invalid(words, field="fingerprint")
    leaf = leaf_of(wanted)
    if leaf is None:
        raise Http404
    return leaf


def _is_key(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _numbered(text: str, field: str) -> LedgerCheckpoint:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Invalid(_("The field %(field)s is missing or cannot be understood.") % {"field": field}, field=field)
    return LedgerCheckpoint.objects.get(number=int(text))
