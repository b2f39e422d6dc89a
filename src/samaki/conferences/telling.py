"""The entry and the notices of each act on a conference: codes, units and times, never a word that was said there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from samaki.agencies.models import Member
from samaki.agencies.queries import now_of
from samaki.conferences.models import Conference, OfConference
from samaki.database import uuid7
from samaki.ledger.operations import CLOCK, record
from samaki.notices.operations import queue


def write(act: str, row: Conference, by: Member | str, now: datetime, *, about: OfConference | None = None,
          changed: dict[str, Any] | None = None, counterpart: int | None = None, **facts: Any) -> None:  # fmt: skip
    """The entry of an act. Its subject is the conference, so that only who is on its list reads it. `about`: what of it was touched,
    in which part of which file; `changed`: words, of which a digest under the key of the case is kept."""
    case_id = about.case_id if about is not None else row.case_id
    record(
        act, by=by, now=now, subject=row, unit=row.unit if by == CLOCK else None, case_id=case_id,
        child_id=about.child_id if about is not None else row.child_id,
        compartment=about.compartment if about is not None else "", counterpart=counterpart,
        facts={"kind": row.purpose, "state": row.state} | facts, changed=changed if case_id is not None else None,
    )  # fmt: skip


def tell(kind: str, row: Conference, units: Iterable[int], now: datetime, *, audience: str = "desk", level: int = 0,
         case: OfConference | Conference | None = None) -> None:  # fmt: skip
    """One quiet notice for each of these units, as they are now: a code and what happened. `case`: whose file it is about."""
    about = case or row
    for unit in sorted(set(now_of(units).values())):
        queue(f"talk.{kind}", to_unit=unit, subject=row, now=now, dedupe=str(uuid7()), audience=audience, level=level,
              case_id=about.case_id, case_code=about.case_code)  # fmt: skip
