"""The register of gaps: written down once, closed with evidence, opened again; and its history since a baseline."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from samaki.agencies.country import pack
from samaki.commitments.gaps import close_gap, mark_gap_error, raise_gap, reopen_gap
from samaki.commitments.models import Gap
from samaki.commitments.queries import Year, gaps, since_baseline
from samaki.commitments.words import words_of
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from tests.acting import act
from tests.everything import rows, value

BEFORE = timedelta(days=400)


def raised(by, now, **given):
    told = {"area": "12", "kind": "service", "what": "shelter", "text": "", "known_since": now.date() - BEFORE} | given
    return act(by, raise_gap, now, **told)


def service():
    return next(iter(pack().services))


def test_a_gap_is_written_down_once_closed_with_evidence_and_opened_again(cast):
    now, police, social = timezone.now(), cast["duty.pp"], cast["social.pp"]
    row = raised(police, now, what=service(), text="Nobody takes a girl at night.")
    with pytest.raises(CannotMove, match="stands in the register already"):
        raised(social, now, what=service())
    raised(social, now, what=service(), area="18")
    with pytest.raises(NotAllowed):
        act(social, close_gap, now, gap_id=row.id, closed_on=now.date(), text="...")
    with pytest.raises(Invalid) as refused:
        act(police, close_gap, now, gap_id=row.id, closed_on=now.date() - 2 * BEFORE, text="")
    assert {one.field for one in refused.value.each} == {"closed_on", "text"}
    act(
        cast["oversight"],
        close_gap,
        now,
        gap_id=row.id,
        closed_on=now.date() - timedelta(days=9),
        text="A shelter opened.",
    )
    with pytest.raises(CannotMove):
        act(police, close_gap, now, gap_id=row.id, closed_on=now.date(), text="...")
    again = raised(social, now, what=service(), known_since=now.date())
    with pytest.raises(CannotMove, match="stands in the register already"):
        act(police, reopen_gap, now, gap_id=row.id, text="It was never open.")
    act(social, mark_gap_error, now, gap_id=again.id)
    act(police, reopen_gap, now, gap_id=row.id, text="It was never open.")
    with session("app", now, cast["ngo.pp"].id):
        read = Gap.objects.get(id=row.id)
        assert words_of(read) == {
            "text": "Nobody takes a girl at night.",
            "evidence": "A shelter opened.",
            "why": "It was never open.",
        }
        assert (read.state, read.closed_on, read.version) == ("open", None, 3)
        assert again.id not in {one.id for one in gaps()}
    acts = rows("select act from ledger_entry where subject_id = %s order by id", [row.id])
    assert acts == [("gap.raise",), ("gap.close",), ("gap.reopen",)]
    assert value("select count(*) from ledger_entry where canonical::text like %s", ["%shelter opened%"]) == 0


def test_what_is_wrong_with_a_gap_is_said_field_by_field(cast):
    now, police = timezone.now(), cast["duty.pp"]
    with pytest.raises(Invalid) as refused:
        raised(police, now, area="99", kind="service", what="nothing", known_since=now.date() + timedelta(days=2))
    assert {one.field for one in refused.value.each} == {"area", "what", "known_since"}
    with pytest.raises(Invalid):
        raised(police, now, kind="other", text="")
    with pytest.raises(Invalid):
        raised(police, now, kind="link", what="police_ahtjp")
    with pytest.raises(Invalid) as doubt:
        raised(police, now, kind="other", text="Call 012 345 678 about PP-26-7KQ4MX.")
    assert doubt.value.field == "sure"
    raised(police, now, kind="other", text="Call 012 345 678.", sure=True)
    raised(police, now, kind="link", what="police_ahtjp>social", source="map")


def test_the_database_keeps_the_days_of_a_gap_in_order(cast):
    now = timezone.now()
    row = raised(cast["duty.pp"], now, what=service())
    with session("app", now, cast["duty.pp"].id), pytest.raises(IntegrityError), transaction.atomic():
        Gap.objects.filter(id=row.id).update(state="closed", closed_at=now, closed_on=now.date() - 2 * BEFORE)
    with session("app", now, cast["social.pp"].id), connection.cursor() as cursor:
        cursor.execute("update gap set state = 'mistake'")
        assert cursor.rowcount == 0, "another unit's gap is not theirs to change"


def test_a_history_is_counted_by_the_days_not_by_when_it_was_written():
    days = [(2019, None), (2020, 2022), (2022, 2022), (2024, None), (2021, 2024)]
    register = [
        Gap(known_since=date(begun, 3, 1), closed_on=ended and date(ended, 6, 1), state="closed" if ended else "open")
        for begun, ended in days
    ]
    register.append(Gap(known_since=date(2020, 1, 1), state="mistake"))
    assert since_baseline(register, 2021, date(2024, 7, 1)) == [
        Year(2021, 2, 1, 0, 3),
        Year(2022, 3, 1, 2, 2),
        Year(2023, 2, 0, 0, 2),
        Year(2024, 2, 1, 1, 2),
    ]
