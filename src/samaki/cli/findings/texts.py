"""What `doctor` finds out about texts: which gateways, whether they are there, what came and went lately. Django is set up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg

from samaki.cli.findings import BAD, OK, WARN, Finding
from samaki.cli.findings.database import asked
from samaki.cli.findings.gateways import answered, of_file, of_gateway
from samaki.database.folder import Folder

if TYPE_CHECKING:
    from samaki.channels.sms.gateways import Gateway

WEEK, STANDING = timedelta(days=7), timedelta(minutes=15)


def texts(folder: Folder) -> list[Finding]:
    """Off or on; each gateway is called at its address (no text is sent), and what became of the texts of a week."""
    from samaki.channels.sms.gateways import SETTING, read

    found = of_file(folder, "texts", SETTING, "docs/how-to/texts.md", read)
    if isinstance(found, Finding):
        return [found]
    refused = [bad for one in found if (bad := _refused(folder, one.code))]
    return [
        *(_gateway(one) for one in found),
        *refused,
        answered(folder, "texts", "text_out", SETTING),
        _lately(folder),
    ]


def _gateway(one: Gateway) -> Finding:
    return of_gateway(f"texts {one.code}", one, one.send_url, "nobody is texted", f"; the public texts {one.number}")


def _refused(folder: Folder, code: str) -> Finding | None:
    """What the gateway posted and we did not take: texts of the public that nobody reads."""
    from samaki.channels.refusals import counted

    said = [
        f"{many} posts of the gateway were refused since {_when(since)}: {why}"
        for why, many, since in counted(folder, code, datetime.now(UTC))
    ]
    return Finding(f"texts {code} in", BAD, f"{'; '.join(said)}. See docs/how-to/texts.md.") if said else None


def _lately(folder: Folder) -> Finding:
    now = datetime.now(UTC)
    came = (
        "select max(arrived_at), count(*) filter (where acted_at is null and arrived_at < %s),"
        " count(*) filter (where acted_at is null and failures > 0) from text_in"
    )
    went = (
        "select max(ended_at) filter (where state = 'sent'),"
        " count(*) filter (where state in ('refused', 'given_up') and ended_at > %s),"
        " count(*) filter (where delivery = 'failed' and ended_at > %s), count(*) filter (where send_at < %s) from text_out"
    )
    try:
        last_in, left, failing = asked(folder, came, "worker", now - STANDING)
        last_out, lost, unarrived, standing = asked(folder, went, "worker", now - WEEK, now - WEEK, now - STANDING)
    except psycopg.Error:
        return Finding("texts lately", WARN, "No table of them yet: ./samaki migrate")
    said = f"last in {_when(last_in)}, last out {_when(last_out)}; {lost} not sent and {unarrived} not arrived in seven days"
    if left or failing or lost or standing:
        return Finding(
            "texts lately", WARN, f"{said}; {left} came and wait, {standing} stand: the worker's log says why."
        )
    return Finding("texts lately", OK, f"{said}.")


def _when(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%d %b %H:%M} UTC" if moment else "never"
