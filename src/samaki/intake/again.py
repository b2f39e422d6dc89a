"""Would they tell again? Asked of who told us, once for each receipt, when something has become of it."""

from __future__ import annotations

from datetime import datetime

from django.db import connections
from django.utils.translation import gettext as _

from samaki.database import current_alias, story
from samaki.database.refusals import CannotMove, Invalid
from samaki.intake.models import Report
from samaki.intake.receipts import digest_of, read_receipt
from samaki.ledger.operations import PUBLIC, record

ANSWERS = ("yes", "no", "unsure")


@story
def say_again(*, receipt: str, answer: str, now: datetime) -> None:
    """Keep the answer. Raises Invalid; CannotMove where it was answered before, or nothing has become of it, or there is none."""
    if answer not in ANSWERS:
        raise Invalid(_("Choose yes, no or I am not sure."), field="again")
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(
            "select app.report_again(%s, %s)", [digest_of(read_receipt(receipt) or "no such receipt"), answer]
        )
        key = cursor.fetchone()[0]
    if key is None:
        raise CannotMove(_("Your answer was kept before, or nothing has become of the report yet."))
    moment = now.replace(minute=0, second=0, microsecond=0)
    record("report.again", by=PUBLIC, now=moment, subject=Report(id=key), report_id=key, facts={"answer": answer})
