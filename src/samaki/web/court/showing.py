"""What the pages of a court file show: everybody with where they stand, one accused, one fact."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.queries import NamesThen, names_then
from samaki.cases.models import Case, Person
from samaki.cases.remarks import remarks_on
from samaki.cases.rules import may
from samaki.court import queries, rules
from samaki.court.clocks import pressing
from samaki.court.models import CourtFact
from samaki.court.queries import Accused
from samaki.court.standing import Standing
from samaki.court.states import FILED, STANDS
from samaki.web import words
from samaki.web.court import words as said
from samaki.web.fields import field
from samaki.web.moments import digits, long_moment, short_moment
from samaki.web.pages import StaffRequest

Line = dict[str, Any]
STATES = {
    "stands": ("held", lambda: ""),
    "replaced": ("next", lambda: _("Corrected by a later version")),
    "in_error": ("stopped", lambda: _("Written down by mistake")),
}


def of_case(case: Case, number: int, request: StaffRequest) -> Line:
    """A page of accused, what is told of the case as a whole, sums, and the court of appeal of the area. `number`: of the page, from 1."""
    keys = queries.keys_of(case, pressing_first=True)
    pages = max(1, -(-len(keys) // queries.PAGE))
    number = min(max(number, 1), pages)
    shown = queries.accused_of(case, keys[(number - 1) * queries.PAGE : number * queries.PAGE], request.member)
    whole = queries.of_the_case(case)
    names = _names(case, request)
    base = f"/cases/{case.code}/court/"
    courts = _courts(shown)
    rows = [_row(one, case, names, courts, request) for one in shown]
    return {
        "code": case.code,
        "case_href": f"/cases/{case.code}/",
        "new_href": f"{base}new/" if may(rules.check_writes, case, request.member, request.now) else "",
        "count": digits(len(keys)),
        "accused": rows,
        "plain": [one for one in rows if not (one["rows"] or one["warnings"] or one["late"])],
        "facts": facts(whole, case, names, request),
        "sums": _sums(case),
        "route": _route(case, request.lang),
        "next_href": f"{base}?page={number + 1}" if number < pages else "",
        "previous_href": f"{base}?page={number - 1}" if number > 1 else "",
        "page_words": _("Page %(n)s of %(all)s") % {"n": digits(number), "all": digits(pages)} if pages > 1 else "",
    }


def of_accused(one: Accused, case: Case, request: StaffRequest) -> Line:
    """Where one accused stands, and every fact, the first first."""
    names = _names(case, request)
    writes = may(rules.check_writes, case, request.member, request.now)
    return {
        "code": case.code,
        "case_href": f"/cases/{case.code}/court/",
        "title": _called(one.person, request.lang),
        "new_href": f"/cases/{case.code}/court/new/?person={one.key}" if writes else "",
        "accused": [_row(one, case, names, _courts([one]), request)],
        "facts": facts(one.facts, case, names, request),
    }


def _warnings(one: Accused) -> list[str]:
    """What is odd as it stands; of what was asked about and confirmed, that it was."""
    kept = [row.detail for row in one.facts if row.state == STANDS and row.detail.get("confirmed")]
    confirmed = {code for detail in kept for code in detail.get("odd", [])}
    return [
        " ".join(
            [
                said.WARNINGS[code](),
                *([_("Whoever wrote it down was asked, and says that it is so.")] if code in confirmed else []),
            ]
        )
        for code in sorted(one.standing.warnings)
    ]


def _courts(shown: Iterable[Accused]) -> NamesThen:
    """The courts that passed sentences, as they were called."""
    return names_then({row.court for one in shown for row in one.standing.sentences if row.court})


def _row(one: Accused, case: Case, names: dict[Any, str], courts: NamesThen, request: StaffRequest) -> Line:
    state, now = said.now(one.standing)
    rows = [(name, "\n".join(lines)) for name, lines in _lines(one.standing, names, request.lang, courts)]
    return {
        "name": _called(one.person, request.lang),
        "about": words.about_person(one.person, request.lang) if one.person and one.person.number else "",
        "person_href": f"/cases/{case.code}/people/{one.key}/" if one.person and one.person.number else "",
        "href": f"/cases/{case.code}/court/people/{one.key}/" if one.person else "",
        "state": state,
        "state_words": now,
        "late": any(limit.at <= request.now for limit in pressing(one.standing)),
        "rows": [{"name": name, "text": text} for name, text in rows if text],
        "warnings": _warnings(one),
    }


def _lines(made: Standing, names: dict[Any, str], lang: str, courts: NamesThen) -> list[tuple[str, list[str]]]:
    return [
        (_("Charges"), [said.charge(one, lang, names) for one in made.charges.values()]),
        (_("Limits, the first first"), [said.limit(one, lang) for one in made.limits]),
        (_("Sentence"), [_sentence(row, made, lang, names, courts) for row in made.sentences]),
        (
            _("May still turn to a higher court"),
            [f"{said.limit(one, lang)} · {_parties(one.code, made, lang)}" for one in made.windows],
        ),
        (
            _("Appeals"),
            [
                f"{said.kind(row.kind)}, {said.when(row.at, row.precision)} · {said.answer(row.code, lang)}"
                for row in made.appeals
            ],
        ),
        (_("Compensation"), _money(made, names)),
    ]


def _sentence(row: CourtFact, made: Standing, lang: str, names: dict[Any, str], courts: NamesThen) -> str:
    """A sentence that a later one follows, or that fell, stays to be read: which one counts is said where there are several, or none."""
    told = "; ".join(said.parts(row, lang, names, {row.court: courts.at(row.court, row.at)} if row.court else {}))
    if made.sentences == [made.sentence]:
        return told
    counts = _("it counts now") if row is made.sentence else _("before: it counts no more")
    return f"{said.when(row.at, row.precision)}: {told} · {counts}"


def _parties(code: str, made: Standing, lang: str) -> str:
    """Who may still do so: not who has done it already since the decision."""
    limit, last = pack().legal_limits.get(code), made.window_fact
    filed = {row.code for row in made.appeals if row.kind in FILED and last is not None and row.at >= last.at}
    return ", ".join(said.answer(party, lang) for party in (limit.parties if limit else ()) if party not in filed)


def _money(made: Standing, names: dict[Any, str]) -> list[str]:
    return [
        _("%(child)s: ordered %(ordered)s, paid %(paid)s, outstanding %(left)s")
        % {
            "child": names.get(child, _("a child")) if child else _("No child in particular"),
            "ordered": said.money(one.ordered, currency),
            "paid": said.money(one.paid, currency),
            "left": said.money(one.outstanding, currency),
        }
        for (child, currency), one in made.money.items()
    ]


def _sums(case: Case) -> list[str]:
    return [
        _("Compensation: ordered %(ordered)s, paid %(paid)s")
        % {"ordered": said.money(ordered, currency), "paid": said.money(paid, currency)}
        for currency, (ordered, paid) in queries.sums_of(case).items()
    ]


def _route(case: Case, lang: str) -> str:
    route = pack().sitting.route(case.area)
    if route is None:
        return _("Which court of appeal serves this area is not known here. Ask the court.")
    return _("Court of appeal of this area: %(court)s (%(status)s). Cassation: the Supreme Court.") % {
        "court": route.court.get(lang),
        "status": said.status(route.status, lang),
    }


def facts(rows: Iterable[CourtFact], case: Case, names: dict[Any, str], request: StaffRequest) -> list[Line]:
    """One line each: when, what, and what was written with it; three queries for any number."""
    rows = list(rows)
    written = remarks_on([row.id for row in rows]) if rows else {}
    courts = names_then({row.court for row in rows if row.court})
    units = names_then({row.unit for row in rows})
    return [
        {
            "href": f"/court/{row.id}/",
            "when": said.when(row.at, row.precision),
            "title": said.kind(row.kind),
            "text": " · ".join(
                said.parts(row, request.lang, names, {row.court: courts.at(row.court, row.at)} if row.court else {})
            ),
            "said": [one.text for one in written.get(row.id, [])],
            "meta": f"{units.at(row.unit, row.recorded_at)}, {short_moment(row.recorded_at)}",
            "state": STATES[row.state][0],
            "state_words": STATES[row.state][1](),
        }
        for row in rows
    ]


def one_fact(row: CourtFact, case: Case, request: StaffRequest) -> Line:
    """For `staff/form.html`: what is told, and how it is corrected or taken back."""
    names = _names(case, request)
    [line] = facts([row], case, names, request)
    person = queries.person_for(case, row.person_id) if row.person_id else None
    mends = may(rules.check_mends_fact, row, request.member, request.now)
    rows = [
        (_("Of whom?"), _called(person if person and person.number else None, request.lang) if row.person_id else ""),
        (_("When"), line["when"]),
        (_("What"), line["text"]),
        (_("What was written"), "\n".join(line["said"])),
        (_("How it stands"), line["state_words"]),
        (_("Entered by"), line["meta"]),
        (_("The clock speaks of it"), long_moment(row.call_at) if row.call_at else ""),
    ]
    return {
        "title": line["title"],
        "rows": [{"name": name, "text": text} for name, text in rows if text],
        "notes": [
            {"words": _("It was written down wrongly?"), "href": f"/court/{row.id}/correct/", "label": _("Correct it")}
        ]
        if mends
        else [],
        "fields": [],
        "more": [_fold(row)] if mends else [],
        "back": {"href": _back(row, case), "label": _("Back"), "code": case.code},
    }


def _fold(row: CourtFact) -> Line:
    why = field("area", "text", _("What was wrong?"), rows=2)
    return {
        "summary": _("It was written down by mistake"),
        "label": _("Say that it was a mistake"),
        "href": f"/court/{row.id}/mistake/",
        "fields": [why],
    }


def _back(row: CourtFact, case: Case) -> str:
    of_person = f"people/{row.person_id}/" if row.person_id and Person.objects.filter(id=row.person_id).exists() else ""
    return f"/cases/{case.code}/court/{of_person}"


def _called(person: Person | None, lang: str) -> str:
    return words.part_name(person, lang) if person else _("An accused who is not open to your unit")


def _names(case: Case, request: StaffRequest) -> dict[Any, str]:
    """Child -> `Child 1`, of those that the reader may know of."""
    return {one.id: words.part_name(one, request.lang) for one in case.people.filter(part="survivor")}
