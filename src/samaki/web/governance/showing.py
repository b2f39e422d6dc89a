"""What the page of who governs shows: what was signed, by whom, how it stands, and what the system knows by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samaki.agencies.country import pack
from samaki.agencies.models import Agency, Member, Unit
from samaki.journeys.governance import queries, rules
from samaki.journeys.governance.models import Governance, GovernanceSignature
from samaki.journeys.governance.operations import fits
from samaki.journeys.guarding.words import words_of
from samaki.ledger.witnessing import standings
from samaki.web.governance.words import kept_for, lines_of
from samaki.web.moments import digits, long_date, long_moment, short_date
from samaki.web.pages import StaffRequest
from samaki.web.words import labelled

AGREEMENTS = 12
"""So many agreements stand on the page, those that are due next; more are counted."""


def shown(row: Governance, request: StaffRequest) -> dict[str, Any]:
    """One version."""
    newest = queries.newest()
    signatures, words = queries.signatures_of(row), words_of(row)
    state = queries.stands(row, newest.number if newest else row.number, request.now)
    return {
        "row": row,
        "number": digits(row.number),
        "state": state,
        "state_words": said(row, state, signatures),
        "rows": lines_of(words, request.lang),
        "broken": not fits(row, words),
        "review_words": long_date(row.review_by),
        "signatures": _signatures(row, signatures),
        "fingerprint": " ".join(row.sha256[at : at + 8] for at in range(0, 64, 8)),
        "by_itself": by_itself(request),
        "doubts": doubts(words),
        "newer": newest.number if newest and newest.number > row.number else 0,
        "newer_href": f"/governance/{newest.id}/" if newest else "",
        "newer_words": _("There is a newer version: %(number)s.") % {"number": digits(newest.number)} if newest else "",
        "print_href": f"/governance/{row.id}/print/",
        "versions": [_version(one, newest.number if newest else 0, request) for one in queries.versions()],
    } | _acts(row, state, signatures, request)


def _acts(row: Governance, state: str, signatures: list[GovernanceSignature], request: StaffRequest) -> dict[str, Any]:
    mine = [one for one in signatures if one.member_id == request.member.id and one.withdrawn_at is None]
    newest = queries.newest()
    last = newest is not None and newest.id == row.id
    office = {"kind": "text", "name": "office", "label": _("My office"),
              "hint": _("As it stands on your papers, for example: head of the provincial department.")}  # fmt: skip
    why = {"kind": "area", "name": "text", "label": _("Why?"), "rows": 2}
    may = last and state != "ended" and not mine and rules.may_sign(request.member, request.now)
    return {
        "sign": {"href": f"/governance/{row.id}/sign/", "fields": [office]} if may else None,
        "uncounted": may and _counts_for_nothing(request.member),
        "withdraw": {"href": f"/governance/{row.id}/withdraw/", "fields": [why]} if mine else None,
        "may_draft": rules.may_draft(request.member, request.now),
    }


def _counts_for_nothing(member: Member) -> bool:
    kinds = {member.unit.kind, member.unit.agency.kind}
    return bool(kinds & set(pack().governing.not_counted))


def said(row: Governance, state: str, signatures: list[GovernanceSignature]) -> str:
    """How it stands, in a sentence."""
    left = queries.missing(row, signatures)
    days = {"review": long_date(row.review_by), "since": long_date(row.in_force_at or row.made_at),
            "until": long_date(row.ended_at or row.made_at)}  # fmt: skip
    if state == "waits":
        return ngettext("It is not in force: the signature of %(n)s agency is missing.",
                        "It is not in force: the signatures of %(n)s agencies are missing.", left) % {"n": digits(left)}  # fmt: skip
    return {
        "in_force": _("Signed and in force since %(since)s."),
        "soon": _("Signed and in force since %(since)s. To be looked at again soon: by %(review)s."),
        "due": _(
            "In force since %(since)s, but it should have been looked at again by %(review)s. Write the next version."
        ),
        "ended": _("No longer in force: it ended on %(until)s."),
        "replaced": _("It was never in force: another version was written before enough agencies had signed."),
    }[state] % days


def _signatures(row: Governance, signatures: list[GovernanceSignature]) -> list[dict[str, Any]]:
    members = {one.id: one for one in Member.objects.filter(id__in={one.member_id for one in signatures})}
    agencies = {one.id: one.name for one in Agency.objects.filter(id__in={one.agency for one in signatures})}
    told = []
    for one in signatures:
        words, member = words_of(one), members.get(one.member_id)
        told.append({
            "name": member.name if member else "", "office": words.get("office", ""), "when": long_moment(one.signed_at),
            "agency": agencies.get(one.agency, "") if one.agency else "", "counts": one.counts,
            "withdrawn": long_moment(one.withdrawn_at) if one.withdrawn_at else "", "why": words.get("withdrawn", ""),
        })  # fmt: skip
    return told


def _version(row: Governance, last: int, request: StaffRequest) -> dict[str, str]:
    """A line of the list of versions, without asking for each version's signatures."""
    state = {"in_force": _("in force"), "soon": _("in force"), "due": _("in force"), "waits": _("waits for signatures"),
             "ended": _("ended"), "replaced": _("never in force")}[queries.stands(row, last, request.now)]  # fmt: skip
    words = {"number": digits(row.number), "day": long_date(row.made_at), "state": state}
    return {"href": f"/governance/{row.id}/", "words": _("Version %(number)s of %(day)s: %(state)s") % words}


def by_itself(request: StaffRequest) -> list[dict[str, str]]:
    """What the system knows at this moment. It is no part of what was signed."""
    known, rows = queries.known(), []
    if known.backup_at:
        rows.append((_("Last whole backup"), long_moment(known.backup_at)))
    else:
        rows.append((_("Last whole backup"), _("None is noted on this machine.")))
    if known.sheets_at:
        rows.append((_("Sheets of the recovery key"), _("made on %(day)s") % {"day": long_date(known.sheets_at)}))
    else:
        rows.append((_("Sheets of the recovery key"), _("None were made: a lost key file cannot be recovered.")))
    rows += [(_("Witnesses of the ledger"), _witnesses(request)), (_("Agreements between agencies"), _agreements())]
    rows.append((_("How long records are kept"), kept_for(request.lang)))
    rows.append((_("Country pack"), _pack(request.lang)))
    return [{"name": name, "text": text} for name, text in rows]


def doubts(words: Mapping[str, str]) -> list[str]:
    """Where what is to be signed does not fit what the system knows by itself."""
    known, told = queries.known(), []
    if words.get("sheets") and known.sheets_at is None:
        told.append(_("The page says that %(sheets)s people hold a sheet of the recovery key. The system knows of none that were made on "
                      "this machine.") % {"sheets": digits(words["sheets"])})  # fmt: skip
    if words.get("drill_on") and known.backup_at is None:
        told.append(
            _("The page tells of a restore drill. The system knows of no backup that was made on this machine.")
        )
    return told


def _witnesses(request: StaffRequest) -> str:
    found = standings(request.now)
    names = {one.principal: one.name for one in Unit.objects.filter(principal__in=[one.witness.unit for one in found])}
    silent = _("silent since %(day)s")
    told = [
        f"{names.get(one.witness.unit, '')} ({silent % {'day': short_date(one.silent_since)}})"
        if one.silent_since
        else names.get(one.witness.unit, "")
        for one in found
    ]
    return ", ".join(told) or _("None: whoever runs the machine could change the past unseen.")


def _agreements() -> str:
    found = queries.agreements_listed()
    names = {one.id: one.name for one in Agency.objects.filter(id__in=queries.agencies_of(found[:AGREEMENTS]))}
    told = [
        labelled(f"{names.get(one, '')}, {names.get(other, '')}", short_date(by))
        for one, other, by, _due in found[:AGREEMENTS]
    ]
    if len(found) > AGREEMENTS:
        told.append(_("and %(n)s more") % {"n": digits(len(found) - AGREEMENTS)})
    return "; ".join(told) or _("None is recorded.")


def _pack(lang: str) -> str:
    review = pack().legal_review.get(lang)
    number, _dash, draft = pack().version.partition("-")
    told = ", ".join((pack().label(lang), digits(number), *([_("a draft")] if draft else [])))
    return f"{told}. " + (
        _("Legal review: %(words)s.") % {"words": review} if review else _("No legal review is noted.")
    )
