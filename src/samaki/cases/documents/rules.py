"""Who may add a document, open it, take it away, and strike it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.cases import rules
from samaki.cases.documents.models import COPY, ORIGINAL, Document
from samaki.cases.mending import check_mends, entry_of
from samaki.cases.models import NOT_WORK, Case
from samaki.cases.operations import sees
from samaki.cases.queries import open_relations
from samaki.database import current_alias
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale, tell, together
from samaki.ledger.models import LedgerEntry

COMPARTMENTS = ("identity", "placement", "care", "justice", "intelligence")

LONGEST_TITLE = 200
"""Letters."""

MOST_OF_A_CASE = 500
"""Documents of one case, versions counted: more is a program gone wild."""


def places(case_id: UUID, by: Member) -> dict[str, set[UUID | None]]:
    """Compartment -> the children about whom the member's unit may add documents there; None: the whole case."""
    found: dict[str, set[UUID | None]] = {}
    for relation in open_relations(case_id):
        if relation.compartment in COMPARTMENTS and relation.unit_id == by.unit_id and relation.ground not in NOT_WORK:
            found.setdefault(relation.compartment, set()).add(relation.child_id)
    return found


def check_adds(case: Case, by: Member, now: datetime) -> None:
    """A member who works on cases, of a unit that works on this one."""
    rules.check_works_cases(by, now)
    rules.check_works_on(case, by)


def check_place(case: Case, compartment: str, child_id: UUID | None, by: Member) -> None:
    """The part of the file, for this child or the whole case, is one in which the unit works."""
    if compartment not in COMPARTMENTS or compartment not in pack().compartments:
        raise Invalid(_("Choose the part of the file this document belongs to."), field="compartment")
    if sees(case.id, compartment, child_id, by, works=True):
        return
    if places(case.id, by).get(compartment):
        raise Invalid(
            _("Choose the child: this part of the file is not open to you for the whole case."), field="person"
        )
    raise NotAllowed(_("This part of the file is not open to your unit."))


def check_said(kind: str, title: str) -> None:
    """What it is: a kind of the pack's list, with a few words where the list asks for them."""
    reason = pack().reasons["document"].get(kind)
    with together():
        if reason is None:
            tell(Invalid(_("Choose what kind of document it is."), field="kind"))
        elif reason.needs_text and not title.strip():
            tell(Invalid(_("Say in a few words what it is."), field="title"))
        if len(title) > LONGEST_TITLE:
            too_long = _("This is too long: at most %(most)s letters.") % {"most": LONGEST_TITLE}
            tell(Invalid(too_long, field="title"))


def check_described(case: Case, compartment: str, kind: str, title: str, child_id: UUID | None, by: Member) -> None:
    """Where it belongs and what it is: everything of a form but its file, told at once."""
    with together() as told:
        told.of(check_place, case, compartment, child_id, by)
        check_said(kind, title)


def check_size(content: bytes) -> None:
    """No more than this installation takes (`SAMAKI_FILE_MEGABYTES`)."""
    if len(content) > settings.SAMAKI_LARGEST_FILE:
        raise Invalid(too_large(), field="file")


def check_came_whole(content: bytes, sha256: str) -> None:
    """What came is what was sent, where the sender said its SHA-256."""
    if sha256 and sha256.lower() != hashlib.sha256(content).hexdigest():
        raise Invalid(_("What came is not what was sent: its SHA-256 differs. Send the file again."), field="sha256")


def too_large() -> str:
    """What is said of a file that is larger."""
    most = settings.SAMAKI_LARGEST_FILE // 2**20
    return _("This file is too large: at most %(most)s megabytes are taken. Nothing was saved. Make the picture smaller or the film "
             "shorter, and keep the original as evidence.") % {"most": most}  # fmt: skip


def check_opens(document: Document, by: Member, now: datetime) -> None:
    """Whoever works on cases, of a unit that works in this part of the file, or with which it was shared."""
    rules.check_works_cases(by, now)
    if not sees(document.case_id, document.compartment, document.child_id, by, reads=True):
        raise NotAllowed(_("This part of the file is not open to your unit."))


def took_original(document: Document, by: Member) -> bool:
    """Whether this member has taken the original, for a reason that the ledger holds: then they may read what it was called."""
    taken = LedgerEntry.objects.filter(subject_id=document.id, act="document.fetch", who=by.username)
    return not document.held and taken.filter(facts__form=ORIGINAL).exists()


def workers(document: Document) -> set[int]:
    """The units that work in this part of the file, for this child or the whole case: all of them, also those whose relation
    the session does not see. Nobody, where the session's own unit does not work there."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(
            "select unit from app.working_in(%s, %s, %s) as unit",
            [document.case_id, document.compartment, document.child_id],
        )
        return {unit for (unit,) in cursor.fetchall()}


def check_works_in(document: Document, by: Member, now: datetime) -> None:
    """The same of a unit that works there: what was shared is read, and no more."""
    check_opens(document, by, now)
    if not sees(document.case_id, document.compartment, document.child_id, by, works=True):
        raise NotAllowed(_("This was shared with your unit to be read. Only units that work on it can do this."))


def check_fetches(document: Document, form: str, by: Member, now: datetime) -> None:
    """Held, it is opened by nobody; struck, only the original is, for a reason."""
    check_opens(document, by, now)
    if document.held:
        raise NotAllowed(
            _(
                "This may show the abuse of a child. Nobody opens it here, and it cannot be taken away. Call the unit that the page names."
            )
        )
    if form == COPY and document.in_error_at is not None:
        raise CannotMove(_("This document was added by mistake. Only its original can be taken, with a reason."))


def check_replaces(old: Document, by: Member, now: datetime) -> None:
    """A newer version takes the place of the newest one, which stands and is not held."""
    check_works_in(old, by, now)
    if old.held or old.in_error_at is not None:
        raise CannotMove(
            _("This document is held, or was added by mistake: it gets no newer version. Add another document.")
        )
    if Document.objects.filter(supersedes_id=old.id).exists():
        raise Stale(_("There is a newer version already. Open it, and add the next one there."))


def check_strikes(document: Document, by: Member, now: datetime) -> None:
    """Who added it, or a lead of that unit; once."""
    check_works_in(document, by, now)
    check_mends(entry_of(document.id, "document.add"), Unit.objects.get(principal=document.unit), by, now)
    if document.in_error_at is not None:
        raise CannotMove(_("This document was marked already as added by mistake."))


def check_not_twice(case: Case, compartment: str, child_id: UUID | None, sha256: bytes) -> None:
    """The same bytes do not stand twice in the same place."""
    same = Document.objects.filter(
        case=case, compartment=compartment, child_id=child_id, sha256=sha256, in_error_at=None
    )
    if same.exists():
        raise Invalid(_("This same file stands there already, byte for byte. Nothing was added."), field="file")
    if Document.objects.filter(case=case).count() >= MOST_OF_A_CASE:
        raise Invalid(_("There are too many documents on this case. Ask the operator."), field="file")
