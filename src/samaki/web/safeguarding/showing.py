"""The page of a child's safety: sections, lines, what can be written beneath each."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Unit
from samaki.agencies.queries import NamesThen, names_then
from samaki.care.rules import check_writes as check_cares
from samaki.cases.documents.queries import documents_of, names
from samaki.cases.models import Person
from samaki.cases.operations import sees
from samaki.cases.remarks import Said, remarks_on
from samaki.cases.rules import may
from samaki.journeys.safeguarding.missing import MORE
from samaki.journeys.safeguarding.models import ChildPlacement, MissingChild, SafeContact, SafetyPlan, SafetyRow
from samaki.journeys.safeguarding.queries import Free, Safety, keepers, safety_of, warnings_of, whereabouts_of
from samaki.web import words
from samaki.web.children.frame import Line, Reader, line, reader_of, section
from samaki.web.moments import digits, short_date, short_moment
from samaki.web.pages import StaffRequest
from samaki.web.safeguarding import contact, forms, keeping
from samaki.web.safeguarding import words as said
from samaki.web.story import when_words


@dataclass
class About:
    """What the page needs for all of its lines, asked once."""

    child: Person
    safety: Safety
    reader: Reader
    cares: bool
    placed: bool
    names: NamesThen
    remarks: dict[UUID, list[Said]]
    papers: dict[UUID, str]
    units: list[tuple[Unit, Free]]
    request: StaffRequest

    @property
    def gone(self) -> MissingChild | None:
        """Since when the child is missing, if it is."""
        return next((row for row in self.safety.missing if row.state == "missing"), None)

    def by(self, row: SafetyRow) -> tuple[str, str]:
        """Who wrote it, when it was so, and when it was written down, where that was later."""
        unit, written = self.names.at(row.unit, row.recorded_at), short_moment(row.recorded_at)
        if row.occurred_precision == "instant" and short_moment(row.occurred_at) == written:
            return _("By"), _("%(unit)s, %(time)s") % {"unit": unit, "time": written}
        both = {"unit": unit, "time": when_words(row), "written": written}
        return _("By"), _("%(unit)s, written down %(written)s. It was so: %(time)s") % both

    def said(self, row: SafetyRow, besides: str = "") -> list[str]:
        """What was written with it, the first words and those that came later."""
        first = self.safety.words.get(row.id, {}).get("text", "")
        return [first, *(one.text for one in self.remarks.get(row.id, []) if one.act != besides)]

    def mends(self, row: SafetyRow, kind: str, standing: bool) -> list[Line]:
        return [forms.wrong(kind, row.id)] if standing and self.reader.mends(row) else []


def about(child: Person, request: StaffRequest) -> About:
    """A constant number of queries."""
    safety, reader = safety_of(child), reader_of(child, request)
    cares = may(check_cares, child.case_id, child.id, request.member, request.now)
    placed = sees(child.case_id, "placement", child.id, request.member, reads=True)
    rows = safety.rows
    told = remarks_on([row.id for row in rows])
    wrote = {one.unit for said_ in told.values() for one in said_}
    named = names_then({row.unit for row in rows} | {row.keeper for row in safety.places if row.keeper} | wrote)
    held = [one for one in documents_of(child.case) if one.in_error_at is None and one.child_id in (None, child.id)]
    return About(child, safety, reader, cares, placed, named, told, names(held),
                 keepers(request.now) if cares else [], request)  # fmt: skip


def sections(on: About) -> list[Line]:
    """Tonight, how to reach the child, the plan, a family first, where it stays."""
    found = [_tonight(on), _contact(on)]
    if not sees(on.child.case_id, "care", on.child.id, on.request.member, reads=True):
        return [*found, section("plan", _("Safety plan, and where the child stays"), [],
                                empty=_("Only units that work for this child's care read this."))]  # fmt: skip
    return [*found, _plan(on), _family(on), _stays(on)]


def notes(on: About) -> list[dict[str, str]]:
    """What is not as it should be: a child that is missing, and where it stays."""
    found = [{"state": "overdue", "words": said.missing_now(on.gone, bool(on.safety.stays))}] if on.gone else []
    if on.gone is None and on.reader.writes:
        found = [{"state": "overdue", "words": _("Is the child not where it should be?"), "href": "#missing",
                  "label": _("Say that the child is missing")}]  # fmt: skip
    free = {unit.principal: one for unit, one in on.units}
    told = dict.fromkeys(code for row in on.safety.stays for code in warnings_of(row, on.safety, free))
    return found + keeping.notes(on.child) + [{"state": "offered", "words": said.WARNINGS[code]()} for code in told]


# ---------------------------------------------------------------- tonight
def _tonight(on: About) -> Line:
    sign, answer, known = said.tonight(whereabouts_of(on.child), on.request.lang)
    arrive = f"/cases/{on.child.case.code}/arrivals/new/?person={on.child.id}"
    link = {"href": arrive, "label": _("The child arrived somewhere")} if on.reader.writes else None
    lines = [line(answer, state=sign, state_words=_("Tonight"), said=[known], link=link)]
    lines += [_missing(row, on) for row in on.safety.missing]
    folds = [forms.missing(on.child) | {"id": "missing"}] if on.reader.writes and on.gone is None else []
    return section("tonight", _("Where is the child tonight?"), lines, folds=folds, lead=_(
        "The place itself is sealed with the arrival; it stands on the page of the case."))  # fmt: skip


def _missing(row: MissingChild, on: About) -> Line:
    sign, state = said.MISSING[row.state]
    rows = [
        (_("Missing since"), when_words(row)),
        (_("How it was found"), words.reason_name("found", row.how, on.request.lang) if row.how else ""),
        (_("Found"), said.found_when(row)),
        on.by(row),
    ]  # fmt: skip
    open_ = row.state == "missing" and on.reader.writes
    folds = [forms.more(row), forms.found(row, on.request)] if open_ else []
    folds += on.mends(row, "missing", row.state != "in_error")
    return line(_("The child was missing") if row.state != "missing" else _("The child is missing"), state=sign, state_words=state(),
                said=[*on.said(row, besides=MORE), *_more(row, on)], rows=rows, folds=folds, struck=row.state == "in_error")  # fmt: skip


def _more(row: MissingChild, on: About) -> list[str]:
    """What was added later, each with its unit and its time."""
    later = [one for one in on.remarks.get(row.id, []) if one.act == MORE]
    return [words.labelled(_("%(unit)s, %(time)s") % {"unit": on.names.at(one.unit, one.at), "time": short_moment(one.at)}, one.text)
            for one in later]  # fmt: skip


# ---------------------------------------------------------------- how the child is reached
def _contact(on: About) -> Line:
    standing = [row for row in on.safety.contacts if row.in_error_at is None]
    now = standing[0] if standing else None
    lines = [_reached(row, on, now) for row in on.safety.contacts]
    told = on.safety.words.get(now.id, {}) if now else {}
    nobody = (
        _("Nobody has written it down. Ask the child.")
        if on.reader.writes
        else _("Only units that work for the child read this.")
    )
    return section("contact", _("How is the child reached safely?"), lines, empty=nobody,
                   lead=_("Whoever works for the child reads this, before they call, write or come."),
                   folds=[forms.contact(on.child, now, told, on.request)] if on.reader.writes else [])  # fmt: skip


def _reached(row: SafeContact, on: About, now: SafeContact | None) -> Line:
    rows = [(one["name"], one["text"]) for one in contact.rows(row, on.safety.words.get(row.id, {}), on.request)]
    title = _("So the child is reached") if row is now else _("Before, it was so")
    struck = row.in_error_at is not None
    return line(title, state="held" if row is now else "stopped" if struck else "next",
                state_words=_("It stands") if row is now else _("Recorded by mistake") if struck else _("A newer one stands"),
                rows=[*rows, on.by(row)], said=[one.text for one in on.remarks.get(row.id, [])], struck=struck,
                folds=on.mends(row, "safe-contacts", not struck))  # fmt: skip


# ---------------------------------------------------------------- the plan
def _plan(on: About) -> Line:
    lines = [_version(row, on) for row in on.safety.plans]
    stands = next((row for row in on.safety.plans if row.state == "stands"), None)
    told = on.safety.words.get(stands.id, {}) if stands else {}
    return section("plan", _("Safety plan"), lines, empty=_("There is no safety plan yet. Make it with the child."),
                   folds=[forms.plan(on.child, told, on.request)] if on.cares else [])  # fmt: skip


def _version(row: SafetyPlan, on: About) -> Line:
    (sign, state), lang, told = said.PLAN[row.state], on.request.lang, on.safety.words.get(row.id, {})
    rows = [
        *((label(), told.get(name, "")) for name, label in said.PARTS.items()),
        (_("The child"), words.reason_name("assent", row.assent, lang)),
        (_("Agreed with"), said.listed("plan_with", row.agreed_with, lang)),
        (_("Looked at again"), short_date(row.review_at) if row.state == "stands" else ""),
        on.by(row),
    ]  # fmt: skip
    folds = [forms.review(row, on.request), forms.end_plan(row)] if row.state == "stands" and on.cares else []
    return line(_("Version %(n)s") % {"n": digits(row.number)}, state=sign, state_words=state(), rows=rows,
                said=[one.text for one in on.remarks.get(row.id, [])], struck=row.state == "in_error",
                folds=[*folds, *on.mends(row, "safety-plans", row.state != "in_error")])  # fmt: skip


# ---------------------------------------------------------------- a family first, and where the child stays
def _family(on: About) -> Line:
    rows = [row for row in on.safety.places if _looked(row)]
    return section("family", _("A family first"), [_place(row, on) for row in rows],
                   empty=_("Nobody has written down which families were looked at."),
                   lead=_("A family comes before a shelter. This never keeps a child waiting: it can be written afterwards."),
                   folds=[forms.family(on.child, on.request)] if on.cares else [])  # fmt: skip


def _looked(row: ChildPlacement) -> bool:
    return row.state == "not_taken" or (row.state == "in_error" and not row.basis)


def _stays(on: About) -> Line:
    rows = [row for row in on.safety.places if not _looked(row)]
    return section("stay", _("Where the child stays"), [_place(row, on) for row in rows],
                   empty=_("Nobody has written down where the child stays, and on what ground."),
                   folds=[forms.stay(on.child, on.units, on.papers, on.request, gone=on.gone is not None)] if on.cares else [])  # fmt: skip


def _keeper(row: ChildPlacement, on: About) -> str:
    """The unit that keeps the child, to who may read where the child stays: of a unit with one shelter the name is the address."""
    if not row.keeper:
        return ""
    if on.placed or on.request.member.unit_id in (row.keeper, row.unit):
        return on.names.at(row.keeper, row.recorded_at)
    return _("Sealed: only units that may know where the child stays read it")


def _place(row: ChildPlacement, on: About) -> Line:
    (sign, state), lang = said.stay(row, on.gone), on.request.lang
    why = {"not_taken": "family_not", "ended": "placement_end"}.get(row.state, "")
    rows = [
        (_("Why"), words.reason_name(why, row.why, lang) if why else ""),
        (_("Kept by"), _keeper(row, on)),
        (_("Ground"), words.reason_name("custody", row.basis, lang) if row.basis else ""),
        (_("Until"), short_date(row.basis_until) if row.basis_until else ""),
        (_("Document"), on.papers.get(row.document_id, "") if row.document_id else ""),
        (_("Ended"), short_date(row.ended_at) if row.ended_at else ""),
        on.by(row),
    ]  # fmt: skip
    folds = (
        [forms.basis(row, on.papers, on.request), forms.end_stay(row, on.request)]
        if row.state == "stays" and on.cares
        else []
    )
    return line(words.reason_name("placement", row.sort, lang), state=sign, state_words=state, said=on.said(row), rows=rows,
                struck=row.state == "in_error", folds=[*folds, *on.mends(row, "placements", row.state != "in_error")])  # fmt: skip
