"""The story of an agency's own word; and who reads which scorecard."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Agency, Member
from samaki.commitments.rules import check_words, today
from samaki.database import lock, story
from samaki.database.refusals import Invalid, NotAllowed
from samaki.journeys.guarding.words import ask
from samaki.journeys.scorecards.models import AgencyWord
from samaki.ledger.operations import record
from samaki.vault.sealing import installation_seal, installation_unseal


def led() -> set[UUID]:
    """Agencies of which the session's member leads a unit. 1 query."""
    return set(ask("agencies_led")[0][0])


@story
def say_of_figures(
    *, agency: Agency, quarter: date | None, text: str, by: Member, now: datetime, sure: bool = False
) -> AgencyWord:
    """Beside its figures of a quarter stands what the agency says of them; said anew, the newest word stands. By whoever leads one of its
    units. Raises NotAllowed, Invalid."""
    if agency.id not in led():
        raise NotAllowed(_("Only who leads a unit of this agency writes beside its figures."))
    if quarter is None or quarter.day != 1 or quarter.month not in (1, 4, 7, 10) or quarter > today(now):
        raise Invalid(_("Choose a quarter of a year from the list."), field="quarter")
    words = check_words(text, "text", _("Write something here."), sure=sure)
    lock(agency.id)
    row = AgencyWord(agency=agency, quarter=quarter, unit=by.unit, by_member=by.id, at=now, synthetic=by.synthetic)
    row.sealed = installation_seal("agency word", words, row.place)
    row.save(force_insert=True)
    record("scorecard.say", by=by, now=now, subject=row, facts={"since": quarter.isoformat()})
    return row


def words_of(agency: Agency, quarter: date) -> list[tuple[AgencyWord, str]]:
    """Its words of a quarter, the newest first. 1 query."""
    rows = AgencyWord.objects.filter(agency=agency, quarter=quarter).select_related("unit").order_by("-at", "-id")
    return [(row, installation_unseal("agency word", row.sealed, row.place)) for row in rows[:20]]
