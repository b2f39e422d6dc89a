"""A text that came: kept first, then acted on. What was kept and not acted on, the worker takes up: nothing is lost, and nothing is
done twice, whatever dies in between.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from samaki.accounts import throttle
from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.channels.sms import adding, danger, numbers, words
from samaki.channels.sms.answering import answer_call
from samaki.channels.sms.choosing import stop_texts
from samaki.channels.sms.models import TextIn, TextOut
from samaki.channels.sms.outbox import answer_digest, queue_text
from samaki.channels.sms.reading import Message
from samaki.countries.dates import latin_digits
from samaki.database import lock, session
from samaki.intake.coming_back import what_waits
from samaki.intake.operations import Told, rounded
from samaki.intake.queries import status_of
from samaki.intake.receipts import read_receipt
from samaki.names import clean_text
from samaki.vault.sealing import installation_digest, installation_seal, installation_unseal

PARTS_WAIT = timedelta(minutes=10)
"""So long the other parts of a long text are waited for; then what came is acted on, and a late part is a text of its own."""
STOP = frozenset({"stop", "stop all", "stopall", "unsubscribe", "ឈប់", "បញ្ឈប់"})
YES = frozenset({"1", "ok", "yes", "បាទ", "ចាស", "យល់ព្រម"})
ANEW = ("new report", "របាយការណ៍ថ្មី")
MOST_NOT_TAKEN, HOUR = 3, timedelta(hours=1)
FROM_ANYWHERE = throttle.Source("texts")


@dataclass(frozen=True)
class Came:
    """A whole text: its rows, who sent it (`number` "" where nobody can be answered) and what it says."""

    ids: tuple[UUID, ...]
    gateway: str
    key: UUID
    digest: bytes
    number: str
    text: str

    @property
    def plain(self) -> str:
        """For comparing with words: small letters, digits 0 to 9, without signs around it."""
        return latin_digits(self.text).strip(" \n.!?។,").lower()


def keep(gateway: str, message: Message, now: datetime) -> UUID:
    """The row of this text, made once. In an intake session."""
    key = installation_digest("text", f"{gateway} {message.key} {message.part}".encode("utf-8", "surrogatepass"))
    number = numbers.whole(message.number)
    row = TextIn(id=UUID(bytes=key[:16]), gateway=gateway, key=key, arrived_at=now)
    row.number = numbers.digest(number or f"sender {message.number}")
    row.ref, row.part, row.parts = message.ref, message.part, message.parts
    row.sealed = installation_seal("text in", json.dumps([number, message.text], ensure_ascii=False), row.place)
    TextIn.objects.bulk_create([row], ignore_conflicts=True)
    return row.id


def act_on(text_id: UUID, now: datetime) -> None:
    """Do what a kept text asks for, once; nothing while parts of it are missing."""
    with session("intake", now):
        came = _whole(text_id, now)
    if came is None:
        return
    said = _answer(came, now)
    with session("intake", now):
        gone = TextIn.objects.filter(id__in=came.ids, acted_at__isnull=True)
        once = gone.update(acted_at=rounded(now), arrived_at=rounded(now), sealed=b"", number=b"", ref=0)
        for one in said if once and came.number else ():
            queue_text("reply", came.gateway, came.number, one, now)


def stop_from(gateway: str, number: str, now: datetime) -> None:
    """A carrier says that this number wants nothing more from us."""
    whole = numbers.whole(number)
    if whole:
        _stop(Came((), gateway, uuid.uuid4(), numbers.digest(whole), whole, ""), now)


def _whole(text_id: UUID, now: datetime) -> Came | None:
    row = TextIn.objects.filter(id=text_id, acted_at__isnull=True).first()
    if row is None:
        return None
    rows = [row]
    if row.parts > 1:
        same = TextIn.objects.filter(
            gateway=row.gateway, number=row.number, ref=row.ref, parts=row.parts, acted_at__isnull=True
        )
        found = {one.part: one for one in same.order_by("-arrived_at")}
        if len(found) < row.parts and min(one.arrived_at for one in found.values()) > now - PARTS_WAIT:
            return None
        rows = [found[part] for part in sorted(found)]
    return _joined(rows)


def _joined(rows: Sequence[TextIn]) -> Came:
    pairs = [json.loads(installation_unseal("text in", row.sealed, row.place)) for row in rows]
    text = clean_text("".join(text for _number, text in pairs))
    first = rows[0]
    return Came(tuple(row.id for row in rows), first.gateway, first.id, bytes(first.number), pairs[0][0], text)


def _answer(came: Came, now: datetime) -> list[str]:
    """Do it; returns the texts of the answer, none for none."""
    plain = came.plain
    if not plain:
        return []
    if plain in STOP:
        _stop(came, now)
        return []
    if plain in danger.ALONE:
        said = _danger(came, now)
    elif plain in YES or re.fullmatch(r"[0-9]{1,6}", plain):
        said = _short(came, now)
    elif read_receipt(plain) is not None and (re.search("[0-9]", plain) or _is_known(came, now)):
        said = _status(came, now)
    elif danger.answers(plain) and _waits(came, now):
        said = _danger(came, now)
    else:
        said = _told(came, now)
    return [one for one in said if one]


def _told(came: Came, now: datetime) -> list[str]:
    """A report, or more of the one that is open. Of a new one it is asked, in a text of its own, whether there is danger now."""
    anew = came.text.lower().startswith(ANEW) and not _slow("report", came.digest, now)
    with session("intake", now):
        lock(uuid.uuid5(uuid.NAMESPACE_OID, f"texts {came.digest.hex()}"))
        before = adding.open_from(came.digest)
        language = words.language_of(came.text, before.language if before else "")
        if before is not None and not anew:
            adding.add_by_text(to=before, text=came.text, key=came.key, now=now)
            return []
        receipt = _reported(came, Told(what=came.text, language=language), now)
    return [words.say("filed", language, receipt=receipt), words.say("danger_now", language, key=danger.NOW)]


def _reported(came: Came, told: Told, now: datetime) -> str:
    told = replace(told, contact=f"+{came.number}" if came.number else "")
    return adding.report_by_text(told=told, number=came.digest, key=came.key, now=now, synthetic=settings.DEMO)


def _short(came: Came, now: datetime) -> list[str]:
    """Yes, or a few digits: of a call that is open for this number, else of what it reported. There 1 is danger; yes or thanks is asked
    once more; other digits are words as any: perhaps they answer a question. Those of a member are a code that came too late."""
    plain = came.plain
    with session("intake", now):
        called = adding.ask("text_calls", came.digest, None)
        member = adding.ask("text_members", came.digest)
        report, language = adding.open_from(came.digest), adding.language_from(came.digest)
    asked = report is not None and report.state == "in_case"  # "1" may be how many
    if not called and plain == danger.NOW and language and not asked:
        return _danger(came, now)
    if called or member or report is None:
        return [_called(came, "" if plain in YES else plain, now)]
    return _asked_again(came, language, now) if plain in YES and not asked else _told(came, now)


def _is_known(came: Came, now: datetime) -> bool:
    """Of what has the shape of a receipt and no digit: names of places have it too."""
    with session("intake", now):
        return status_of(came.text) is not None


def _asked_again(came: Came, language: str, now: datetime) -> list[str]:
    with session("app", now):
        again = throttle.within("danger asked", came.digest.hex(), MOST_NOT_TAKEN, HOUR, now)
    return [words.say("danger_now", words.language_of(came.text, language), key=danger.NOW)] if again else []


def _waits(came: Came, now: datetime) -> bool:
    with session("intake", now):
        found = adding.open_from(came.digest)
    return found is not None and found.state != "in_case"


def _danger(came: Came, now: datetime) -> list[str]:
    """There is danger now: the report that waits is an emergency from here on. Without one, this is a report of its own, for who holds the
    place of the last one from this number; where nothing is known of a place, it is asked."""
    with session("intake", now):
        lock(uuid.uuid5(uuid.NAMESPACE_OID, f"texts {came.digest.hex()}"))
        before = adding.open_from(came.digest)
        language = words.language_of(came.text, before.language if before else adding.language_from(came.digest))
        if before is not None and before.state != "in_case":
            adding.danger_by_text(to=before, text=came.text, key=came.key, now=now)
            return [words.say("danger", language)]
        area = adding.last_area(came.digest)
        where = pack().places.full_name(pack().places.by_code[area], language) if area in pack().places.by_code else ""
        receipt = _reported(came, Told(what=came.text, where=where, danger="yes", language=language), now)
    return [words.say("filed", language, receipt=receipt), words.say("danger" if where else "danger_where", language)]


def _status(came: Came, now: datetime) -> list[str]:
    """How it stands; and, in a text of its own, that a question or a word waits on the page: never which."""
    with session("intake", now):
        language = adding.language_from(came.digest)
        found, waits = status_of(came.text), what_waits(came.text)
    language = words.language_of("" if came.plain.replace("-", "").replace(" ", "").isdigit() else came.text, language)
    if _slow("receipt", came.digest, now):
        return []
    if found is not None:
        _passed("receipt", came.digest, now)
    return [words.of_status(found, language)] + ([words.say(waits, language)] if waits else [])


def _called(came: Came, code: str, now: datetime) -> str:
    """A code, or yes: of the one call that is open for this number. Anything else does nothing, and tells nobody but a member so."""
    if _slow("answer", came.digest, now):
        return _not_taken(came, now)
    with session("intake", now):
        calls = adding.ask("text_calls", came.digest, answer_digest(came.number, code) if code else None)
    if len(calls) != 1:
        return _not_taken(came, now)
    text_id, member_id = calls[0]
    with session("app", now, member_id):
        member = Member.objects.select_related("unit").get(id=member_id)
        taken = False
        with suppress(TextOut.DoesNotExist):  # answered in this moment, or what it stood for came anew since
            answer_call(text_id=text_id, by=member, now=now)
            taken = True
    if not taken:
        return _not_taken(came, now)
    _passed("answer", came.digest, now)
    return words.say("taken", member.language)


def _not_taken(came: Came, now: datetime) -> str:
    """Who proved this number is told that nothing was taken, so many times an hour; a stranger is told nothing."""
    with session("intake", now):
        members = [row[0] for row in adding.ask("text_members", came.digest)]
    if not members:
        return ""
    with session("app", now, members[0]):
        if not throttle.within("text not taken", came.digest.hex(), MOST_NOT_TAKEN, HOUR, now):
            return ""
        return words.say("not_taken", Member.objects.get(id=members[0]).language)


def _stop(came: Came, now: datetime) -> None:
    with session("intake", now):
        adding.ask("text_stops", came.digest, now)
        before = adding.open_from(came.digest)
        if before is not None:
            adding.stop_by_text(to=before, key=came.key, now=now)
        members = [row[0] for row in adding.ask("text_members", came.digest)]
    for member_id in members:
        with session("app", now, member_id):
            stop_texts(by=Member.objects.select_related("unit").get(id=member_id), now=now)


def _slow(what: str, digest: bytes, now: datetime) -> bool:
    """Count a try of this number before it is looked at; whether it must wait."""
    with session("app", now):
        return bool(throttle.claim(f"text {what}", digest.hex(), FROM_ANYWHERE, now))


def _passed(what: str, digest: bytes, now: datetime) -> None:
    with session("app", now):
        throttle.passed(f"text {what}", digest.hex(), FROM_ANYWHERE)
