"""Reading the outbox for the desk."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, Max, Min, Q, When

from samaki.notices.models import Mail, MailChoice, Notice
from samaki.vault.sealing import installation_unseal

LIMIT = 200


SAID_BESIDE = frozenset({"step.resting", "report.said", "report.unread"})
"""What is told of a matter that stands on the desk as well, because the row there does not say it."""


ONE_BY_ONE = ("child.danger", "child.said_safe", "child.part_closed", "step.resting", "pressure.told",
              "court.court_limit_over", "care.service_needed")  # fmt: skip
"""What is told of a child's safety, or of somebody who is held past a limit, takes a press of its own, and
stands above all else until then."""


def unseen(
    unit: int, except_about: Collection[UUID] = (), *, officer: bool = True, said_above: Q | None = None
) -> list[Notice]:
    """The newest notice about each matter that nobody of the unit has taken note of, the newest first.

    `officer`: with what is for the confidentiality officers of the unit alone (walls, questions about looks).
    `except_about`: matters that stand on the desk anyway; `said_above`: notices of what the desk says otherwise.
    Of more than LIMIT the oldest are left out, but no ONE_BY_ONE
    for anything else.
    """
    newest: dict[UUID, Notice] = {}
    told = Notice.objects.filter(to_unit=unit, seen_at__isnull=True)
    if not officer:
        told = told.exclude(kind__startswith="guard.", audience="privacy")
    if said_above is not None:
        told = told.exclude(said_above)
    rows = told.order_by(Case(When(kind__in=ONE_BY_ONE, then=0), default=1), "-made_at", "-id")[:LIMIT]
    for notice in sorted(rows, key=_told_at):
        if notice.subject_id not in except_about or notice.kind in SAID_BESIDE:
            newest[notice.subject_id] = notice
    return sorted(newest.values(), key=_told_at, reverse=True)


@dataclass(frozen=True)
class Call:
    """Calls about one matter that are alike: `members` by the roster, empty where everybody of the audience was called."""

    kind: str
    level: int
    audience: str
    members: tuple[str, ...]
    first: datetime
    last: datetime
    times: int


def calls_about(subject_id: UUID, kinds: Collection[str]) -> list[Call]:
    """Who was called about it, of the units whose notices the session sees; the earliest first. 1 query, whatever came of it."""
    rows = Notice.objects.filter(subject_id=subject_id, kind__in=kinds)
    alike = rows.values_list("kind", "level", "audience", "to_unit", "facts__members").annotate(
        first=Min("made_at"), last=Max("made_at"), times=Count("id")
    )
    return [
        Call(kind, level, audience, tuple(members or ()), first, last, times)
        for kind, level, audience, _unit, members, first, last, times in alike.order_by("first", "level")
    ]


def _told_at(notice: Notice) -> tuple[datetime, UUID]:
    return notice.made_at, notice.id


def choice_of(member_id: UUID) -> MailChoice | None:
    """What this member chose about e-mail; only they and the worker see it."""
    return MailChoice.objects.filter(member_id=member_id).first()


def address_of(choice: MailChoice) -> str:
    """The address that was chosen; "" when there is none. Raises CannotOpen."""
    if not choice.sealed:
        return ""
    return installation_unseal("mail", choice.sealed, f"mail_choice.sealed.{choice.id}")


def letters_of(member_id: UUID, most: int = 5) -> list[Mail]:
    """The newest letters to a member."""
    return list(Mail.objects.filter(member_id=member_id).order_by("-made_at", "-id")[:most])


def last_letters(unit: int) -> list[Mail]:
    """The last letter that has ended, of each member of the unit who was ever mailed."""
    ended = Mail.objects.filter(unit=unit, state__in=("sent", "refused", "given_up")).select_related("member")
    return list(ended.order_by("member_id", "-ended_at", "-id").distinct("member_id"))
