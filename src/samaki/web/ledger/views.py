"""The page of the seal, a checkpoint to take along, and the proof of one fingerprint."""

from __future__ import annotations

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from samaki.ledger import papers, sealing
from samaki.ledger.fingerprints import leaf_of, typed_in
from samaki.ledger.models import LedgerEntry
from samaki.ledger.proving import inclusion
from samaki.ledger.witnessing import take_checkpoint
from samaki.web.ledger import showing
from samaki.web.pages import StaffRequest, page, staff_page


@staff_page
def seal(request: StaffRequest) -> HttpResponse:
    """The newest checkpoint, its age, who holds which, and whether a fingerprint was sealed."""
    return page(request, "staff/ledger.html", showing.context(request))


@require_POST
@staff_page
def checkpoint(request: StaffRequest) -> HttpResponse:
    """The newest checkpoint as a file; for a witness this is its receipt."""
    last = sealing.last_checkpoint()
    if last is None:
        raise Http404
    take_checkpoint(checkpoint=last, by=request.member, now=request.now)
    answer = HttpResponse(last.note, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="samaki-checkpoint-{last.number}.txt"'
    return answer


@staff_page
def proof(request: StaffRequest) -> HttpResponse:
    """The proof of one fingerprint as a file, which anybody checks without Samaki."""
    wanted = typed_in(request.GET.get("fingerprint", "")[:200])
    leaf = leaf_of(wanted) if wanted else None
    if leaf is None:
        raise Http404
    entry = LedgerEntry.objects.filter(id=leaf.entry_id).first()
    answer = JsonResponse(papers.of_inclusion(inclusion(leaf), sealing.signer().vkey, entry))
    answer["Content-Disposition"] = f'attachment; filename="samaki-proof-{leaf.index}.json"'
    return answer
