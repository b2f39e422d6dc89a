"""Putting something into the outbox, and taking note of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samaki.database import add, lock, story
from samaki.database.refusals import Stale, together
from samaki.ledger.operations import Actor, record
from samaki.notices.addresses import clean_address
from samaki.notices.models import MailChoice, Notice
from samaki.notices.queries import ONE_BY_ONE, address_of, choice_of
from samaki.vault.sealing import installation_seal


def queue(
    kind: str,
    *,
    to_unit: int,
    subject: Any,
    now: datetime,
    dedupe: str,
    audience: str = "desk",
    level: int = 0,
    urgency: str = "normal",
    case_id: UUID | None = None,
    case_code: str = "",
    facts: dict[str, Any] | None = None,
) -> Notice:
    """A row that says what a unit must know; sent later. `dedupe` makes a second row for the same call impossible."""
    notice = Notice(
        kind=kind,
        to_unit=to_unit,
        audience=audience,
        level=level,
        urgency=urgency,
        case_id=case_id,
        case_code=case_code,
        subject_kind=subject._meta.db_table,
        subject_id=subject.pk,
        facts=facts or {},
        dedupe=f"{kind}:{subject.pk}:{to_unit}:{audience}:{dedupe}",
        made_at=now,
    )
    add(notice)
    return notice


class Reader(Actor, Protocol):
    """Whoever takes note."""

    id: UUID


@story
def take_note(*, subject_id: UUID, by: Reader, now: datetime) -> int:
    """Everything the unit was told about this matter has been seen; returns how many notices that were."""
    return _seen(Notice.objects.filter(subject_id=subject_id), by, now)


@story
def take_note_of_all(*, matters: Collection[UUID], shown_at: datetime, by: Reader, now: datetime) -> int:
    """The same of several matters that stood on one page, each with its own entry; returns how many matters that were.

    What was told after the page was shown is not seen by this, nor a matter that has to be read by itself (ONE_BY_ONE).
    """
    shown = Notice.objects.filter(made_at__lte=shown_at)
    alone = set(shown.filter(kind__in=ONE_BY_ONE, seen_at__isnull=True).values_list("subject_id", flat=True))
    return sum(bool(_seen(shown.filter(subject_id=key), by, now)) for key in sorted({*matters} - alone))


def _seen(told: QuerySet[Notice], by: Reader, now: datetime) -> int:
    rows = list(told.filter(to_unit=by.unit_id, seen_at__isnull=True).order_by("made_at", "id"))
    for notice in rows:
        notice.seen_at, notice.seen_by = now, by.id
        notice.save(update_fields=["seen_at", "seen_by"])
    if rows:
        last = rows[-1]
        facts = {"kind": last.kind, "level": last.level, "count": len(rows)}
        record("notice.seen", by=by, now=now, subject=last, case_id=last.case_id, facts=facts)
    return len(rows)


WANTS = ("all", "urgent", "none")


class Chooser(Reader, Protocol):
    """Whoever chooses, and can prove that it is they."""

    def check_password(self, raw_password: str) -> bool: ...


@story
def choose_mail(*, wants: str, address: str, password: str, version: int, by: Chooser, now: datetime) -> MailChoice:
    """Whether and where this member is mailed, proved by their password. `version` 0: nothing was chosen yet.

    A new choice takes a refused address up again. Raises Invalid (with its field) and Stale.
    """
    lock(by.id)
    with together() as told:
        if wants not in WANTS:
            told.wrong(_("Choose one of the answers."), field="wants")
        address = (told.of(clean_address, address) or "") if address.strip() or wants != "none" else ""
        if not by.check_password(password):
            told.wrong(_("This is not your password. Nothing was changed; try again."), field="password")
    choice = choice_of(by.id) or MailChoice(member_id=by.id, version=0)
    if choice.version != version:
        raise Stale(_("Somebody changed this in between. Look at what it says now, then change it again."))
    moved = address != address_of(choice)
    choice.wants, choice.chosen_at, choice.version = wants, now, choice.version + 1
    choice.sealed = installation_seal("mail", address, f"mail_choice.sealed.{choice.id}")
    choice.refused_at = choice.refused_code = None
    choice.save(force_insert=version == 0)
    record("mail.choose", by=by, now=now, subject=choice, facts={"kind": wants, "fields": ["address"] if moved else []})
    return choice
