"""The forms of urgent care: their fields, and what was typed into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.care.health import queries
from samaki.care.health.models import Examination
from samaki.care.health.queries import Held
from samaki.care.health.rules import PARTS, Examined
from samaki.cases.models import Case, Person
from samaki.database.refusals import Invalid, tell
from samaki.web.fields import field, options, typed, typed_moment
from samaki.web.hints import dates
from samaki.web.likely import long_ago
from samaki.web.moments import long_date, part_of_date, short_moment
from samaki.web.pages import StaffRequest

Fields = list[dict[str, Any]]


def when(at: datetime, precision: str) -> str:
    """No more exactly than it is known."""
    if precision in ("month", "year"):
        return part_of_date(at, precision)
    return short_moment(at) if precision == "instant" else long_date(at)


def exposure(request: StaffRequest, known: int) -> Fields:
    """`known`: the version that the writer saw; 0 where nothing is known yet."""
    post = request.POST
    shown = [
        field("text", "at", _("When did it happen last?"), value=post.get("at", ""), narrow=True, hint=dates()),
        field("area", "text", _("From where do you know it?"), value=post.get("text", ""), rows=2,
              hint=_("Sealed with the care of the child. Example: “The child told the social worker, without being asked.”")),
        {"kind": "hidden", "name": "version", "value": post.get("version", known)},
    ]  # fmt: skip
    if known:
        ways = [
            {"value": "corrected", "label": _("The same, known better by now")},
            {"value": "again", "label": _("It happened again")},
        ]
        shown.insert(
            0, field("radios", "again", _("What has changed?"), options=ways, value=post.get("again", "corrected"))
        )
    return shown


def typed_at(request: StaffRequest, case: Case, child: Person) -> tuple[datetime | None, str]:
    """A day that is over; nothing where nothing was typed, of which the story speaks. A slip in the year would hide the hours in which
    help is possible, so what lies long before the case is asked about once."""
    return typed_moment(request, "at", request.now, long_ago(case, child))


def lead(held: Sequence[Held]) -> str:
    """That there was one already stands before everything else."""
    if not held:
        return _(
            "One examination for health and for evidence together, the child agreeing to each part. Treatment comes first."
        )
    said = _(
        "An examination took place already: %(when)s. Before a child is examined again, read it, and ask whether that is enough."
    )
    return said % {"when": when(held[0].at, held[0].precision)}


def examination(request: StaffRequest, values: Mapping[str, Any], held: Sequence[Held]) -> Fields:
    """What the child said to each part first; `held`: those that took place before."""
    given = request.POST if request.method == "POST" else values
    lang, some = request.lang, pack().reasons
    answers = options(some["exam_answer"].values(), lang)
    doctors = options(some["doctor"].values(), lang)
    took = [{"value": "yes", "label": _("Yes")}, {"value": "no", "label": _("No, the child was asked")}]
    again = [field("radios", "again", _("Why was the first one not enough?"), options=options(some["exam_again"].values(), lang),
                   value=given.get("again", ""))] if held else []  # fmt: skip
    return [
        field("radios", "took_place", _("Did it take place?"), options=took, value=given.get("took_place", "")),
        *again,
        *[field("radios", name, some["exam_part"][name].label(lang) if name in some["exam_part"] else name, options=answers,
                value=given.get(name, "")) for name in PARTS],
        field("text", "at", _("When?"), value=given.get("at", ""), narrow=True, hint=dates(_("Leave it empty if it is now."))),
        field("text", "told_by", _("Who told the child what happens, and that the child may say no?"), value=given.get("told_by", ""),
              hint=_("Name and post. It is sealed.")),
        field("text", "language", _("In which language?"), value=given.get("language", ""), narrow=True, hint=None),
        field("radios", "wished", _("Which doctor did the child wish for?"), options=doctors, value=given.get("wished", "")),
        field("radios", "examined_by", _("Who examined the child?"), options=doctors, value=given.get("examined_by", "")),
        field("text", "doctor", _("Name of the doctor, and where"), value=given.get("doctor", ""), hint=_("It is sealed.")),
        field("text", "certificate", _("Where is the certificate?"), value=given.get("certificate", ""),
              hint=_("Example: “Kept at the clinic, room of the head nurse.” Only this is told to police and prosecutor.")),
        field("radios", "shares", _("May police and prosecutor know that it took place, when, and where the certificate is?"),
              options=options(some["exam_share"].values(), lang), value=given.get("shares", "")),
        field("area", "text", _("What else must be known?"), value=given.get("text", ""), rows=3,
              hint=_("Sealed with the care of the child: police do not read it.")),
    ]  # fmt: skip


def why(request: StaffRequest) -> dict[str, Any]:
    return field("area", "why", _("What was wrong?"), value=request.POST.get("why", ""), rows=2, hint=None)


UNSAID = {"wished": "either", "examined_by": "either", "shares": "not_asked"}
"""What may stay open where nothing took place."""


def version_of(row: Examination, request: StaffRequest) -> dict[str, Any]:
    return {"kind": "hidden", "name": "version", "value": request.POST.get("version", row.version)}


def typed_examination(request: StaffRequest, case: Case, child: Person) -> Examined:
    """What was typed; codes are looked at by the rule. Of one that did not take place there is nobody who did it, and nothing to share."""
    if typed(request, "took_place") not in ("yes", "no"):
        tell(Invalid(_("Say whether it took place."), field="took_place"))
    at, precision = typed_moment(request, "at", request.now, long_ago(case, child))
    codes = {name: typed(request, name) for name in (*PARTS, "wished", "examined_by", "again", "shares")}
    if typed(request, "took_place") == "no":
        codes |= {name: codes[name] or code for name, code in UNSAID.items()}
    texts = {name: typed(request, name) for name in ("told_by", "language", "doctor", "certificate", "text")}
    return Examined(
        took_place=typed(request, "took_place") == "yes", at=at or request.now, precision=precision, **codes, **texts
    )


def values_of(row: Examination) -> dict[str, Any]:
    """An examination as it would be typed."""
    here = calendar().local(row.at)
    shown = {
        "instant": f"{here:%Y-%m-%d %H:%M}",
        "day": f"{here:%Y-%m-%d}",
        "month": f"{here:%Y-%m}",
        "year": f"{here:%Y}",
    }
    codes = {name: getattr(row, name) for name in (*PARTS, "wished", "examined_by", "again", "shares")}
    return codes | queries.words_of(row) | {"at": shown[row.precision], "took_place": "yes" if row.took_place else "no"}
