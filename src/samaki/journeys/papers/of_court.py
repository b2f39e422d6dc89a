"""What a court file holds, on paper: how each accused stands, the facts in their order, measures that protect the child.

Of the facts only those of children whose justice part the reader reads; of who was cleared for good none: that file is closed to most, and
a paper lies about. A name stands on the list of people alone, for who may read it.
"""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samaki.agencies.country import calendar, pack
from samaki.agencies.queries import NamesThen, names_then
from samaki.cases.models import Person
from samaki.cases.remarks import remarks_on
from samaki.court import words as court
from samaki.court.clocks import standing_of
from samaki.court.models import CourtFact
from samaki.court.queries import facts_of
from samaki.court.standing import Charge, Standing
from samaki.court.states import STANDS
from samaki.journeys.hearings.models import Hearing
from samaki.journeys.hearings.states import AHEAD
from samaki.journeys.papers import words
from samaki.journeys.papers.allowing import Reader
from samaki.journeys.papers.kinds import PROTECTION
from samaki.journeys.papers.sheets import Sheet
from samaki.journeys.protections import words as measured
from samaki.journeys.protections.models import Protection
from samaki.journeys.protections.queries import words_of

WRITTEN = ("court.record", "court.correct")
"""Acts whose remark holds the words of a fact."""


def court_file(sheet: Sheet, reader: Reader, known: dict[UUID | None, str], *, told: bool) -> None:
    """How each accused stands, then every fact, the oldest first. `known`: people of whom the reader may know; `told`: with what was
    written about each fact."""
    standing = facts_of(reader.case).filter(state=STANDS, restricted=False)
    rows = [one for one in standing if reader.opens("justice", one.child_id)]
    sheet.heading(_("Court file"))
    if not rows:
        sheet.text(_("Nothing is recorded here yet."))
        return
    _accused(sheet, rows, known)
    _facts(sheet, rows, known, told=told)


def charged(reader: Reader, known: dict[UUID | None, str], lang: str) -> list[str]:
    """`Accused 1: Article 28, charged, Child 1`: every charge that somebody wrote down and the reader may know of."""
    standing = facts_of(reader.case).filter(state=STANDS, restricted=False, person_id__isnull=False)
    by_person: dict[UUID | None, list[CourtFact]] = {}
    for row in standing:
        if reader.opens("justice", row.child_id):
            by_person.setdefault(row.person_id, []).append(row)
    return [
        _("%(label)s: %(text)s") % {"label": known.get(key, _("An accused")), "text": _charge(one, known, lang)}
        for key, facts in by_person.items()
        for one in standing_of(facts).charges.values()
        if one.state
    ]


def _accused(sheet: Sheet, rows: list[CourtFact], known: dict[UUID | None, str]) -> None:
    by_person: dict[UUID, list[CourtFact]] = {}
    for row in rows:
        if row.person_id is not None:
            by_person.setdefault(row.person_id, []).append(row)
    lines = []
    for key, facts in by_person.items():
        made = standing_of(facts)
        charges = "\n".join(_charge(one, known, sheet.lang) for one in made.charges.values())
        charged = charges or court.CHARGES[""]()
        lines.append(
            [known.get(key, _("An accused")), charged, _held(made, sheet.lang), _money(made, known, sheet.lang)]
        )
    if lines:
        head = (_("Accused"), _("Charges"), _("Custody and detention"), _("Compensation: ordered, paid"))
        sheet.table(head, (3, 6, 4, 4), lines)


def _charge(one: Charge, known: dict[UUID | None, str], lang: str) -> str:
    decided = one.state == "decided" and one.outcome in court.OUTCOMES
    stands = court.OUTCOMES[one.outcome]() if decided else court.CHARGES[one.state]()
    parts = [
        offence(one.offence, lang),
        stands,
        _("in absence") if one.absent and one.state == "decided" else "",
        known.get(one.child_id, "") if one.child_id else "",
    ]
    return " · ".join(part for part in parts if part)


def _held(made: Standing, lang: str) -> str:
    if made.held is None:
        return _("The judgment is final") if made.final_at else ""
    since = {"since": words.when(made.held.fact.at, lang, made.held.fact.precision)}
    said = (_("In custody since %(since)s") if made.held.sort == "custody" else _("In detention since %(since)s")) % since  # fmt: skip
    ends = _("until %(when)s") % {"when": until(made.held.until, lang)} if made.held.until else ""
    return "\n".join(part for part in (said, ends) if part)


def until(at: datetime, lang: str) -> str:
    """A day that was told without an hour is that day, and not counted itself: as on the screen."""
    if calendar().local(at).time() == time(0):
        return _("%(day)s (that day is not counted)") % {"day": words.day(at, lang)}
    return words.when(at, lang)


def _money(made: Standing, known: dict[UUID | None, str], lang: str) -> str:
    return "\n".join(
        f"{known.get(child, '')} {money(one.ordered, currency, lang)}, {money(one.paid, currency, lang)}".strip()
        for (child, currency), one in made.money.items()
    )


def _facts(sheet: Sheet, rows: list[CourtFact], known: dict[UUID | None, str], *, told: bool) -> None:
    units = names_then({one.court for one in rows if one.court})
    said = remarks_on([one.id for one in rows]) if told else {}
    lines = []
    for row in rows:
        text = [one.text for one in said.get(row.id, []) if one.act in WRITTEN]
        about = [known.get(row.person_id, _("An accused")) if row.person_id else "",
                 known.get(row.child_id, "") if row.child_id else ""]  # fmt: skip
        lines.append([
            words.when(row.at, sheet.lang, row.precision),
            "\n".join(part for part in about if part),
            "\n".join([" · ".join([court.KINDS[row.kind](), *_says(row, units, sheet.lang)]), *map(sheet.written, text)]),
        ])  # fmt: skip
    sheet.table((_("Day"), _("About"), _("What")), (3, 3, 9), lines)


def _says(row: CourtFact, units: NamesThen, lang: str) -> list[str]:
    """What a fact says besides its kind and its day."""
    detail = row.detail
    found = [
        offence(row.offence, lang) if row.offence else "",
        _("now %(offence)s") % {"offence": offence(detail["to_offence"], lang)} if detail.get("to_offence") else "",
        _listed(row.code, lang), units.at(row.court, row.at) if row.court else "", court.CATEGORIES[row.category]() if row.category else "",
        _("%(n)s years old at that time") % {"n": words.digits(row.age, lang)} if row.age is not None else "",
        _listed(detail.get("ground", ""), lang), _listed(detail.get("decider", ""), lang),
        _("until %(when)s") % {"when": until(row.until, lang)} if row.until else "",
        _("in absence") if detail.get("absent") else "",
        _("prison: %(term)s") % {"term": term(detail["prison"], lang)} if detail.get("prison") else "",
        _("of this suspended: %(term)s") % {"term": term(detail["suspended"], lang)} if detail.get("suspended") else "",
        court.MONEY[detail["money"]]() if detail.get("money") in court.MONEY else "", money(row.amount, row.currency, lang),
        _("court file %(n)s") % {"n": words.digits(detail["file"], lang)} if detail.get("file") else "",
        _("asked when it was written down: it is so") if detail.get("confirmed") else "",
    ]  # fmt: skip
    return [one for one in found if one]


def _listed(code: str, lang: str) -> str:
    return words.reason_name("court", code, lang) if code else ""


def offence(code: str, lang: str) -> str:
    """`Article 28: Procurement with regard to child prostitution`."""
    found = pack().offences.get(code)
    if found is None:
        return code
    return _("Article %(number)s: %(title)s") % {
        "number": words.digits(found.article, lang),
        "title": found.label(lang),
    }


def term(given: dict[str, int], lang: str) -> str:
    """`2 years, 6 months`."""
    parts = ((_("%(n)s years"), "years"), (_("%(n)s months"), "months"), (_("%(n)s days"), "days"))
    return ", ".join(said % {"n": words.digits(given[name], lang)} for said, name in parts if given.get(name))


def money(amount: object, currency: str, lang: str) -> str:
    """`2,000,000 riel`: nothing is converted."""
    if amount is None:
        return ""
    names = {"KHR": pgettext("currency", "riel"), "USD": pgettext("currency", "US dollars")}
    return f"{words.digits(f'{amount:,.2f}'.removesuffix('.00'), lang)} {names.get(currency, currency)}"


# ---------------------------------------------------------------- protection
def measures(sheet: Sheet, reader: Reader, people: list[Person]) -> None:
    """Measures that were asked for children of whom the reader reads the justice part, or for the one child of a request: how far each is,
    for which day, what was written. A request says it of the whole proceeding and of days that are ahead: what a day that was put off
    had is asked anew."""
    children = {one.id: words.person_name(one, sheet.lang) for one in people if one.part == "survivor"}
    rows = [one for one in Protection.objects.filter(case_id=reader.case.id).exclude(state="dropped").order_by("id")
            if one.child_id in children and (reader.opens("justice", one.child_id) or _only(reader, one.child_id))]  # fmt: skip
    days = {one.id: one for one in Hearing.objects.filter(id__in={row.hearing_id for row in rows if row.hearing_id})}
    if reader.kind == PROTECTION:
        rows = [row for row in rows if row.hearing_id not in days or days[row.hearing_id].state in AHEAD]
    if not rows:
        return
    said = words_of(rows)
    sheet.heading(_("Measures that protect the child"))
    head = (_("Child"), _("Measure"), _("How far it is"), _("Day"))
    sheet.table(head, (2, 6, 4, 4), [_measure(one, children, days, said.get(one.id, []), sheet) for one in rows])


def _only(reader: Reader, child_id: UUID) -> bool:
    return reader.of_one_child and reader.child is not None and reader.child.id == child_id


def _measure(
    row: Protection, children: dict[UUID, str], days: dict[UUID, Hearing], said: list[str], sheet: Sheet
) -> list[str]:
    day = days.get(row.hearing_id) if row.hearing_id else None
    when = words.when(day.at, sheet.lang, day.precision) if day else _("the whole proceeding")
    why = words.reason_name("protection_not", row.reason, sheet.lang) if row.reason else ""
    stands = measured.STATES[row.state][1]()
    name = words.reason_name("protection", row.measure, sheet.lang)
    return [children[row.child_id], "\n".join([name, *map(sheet.written, said)]),
            "\n".join(part for part in (stands, why) if part), when]  # fmt: skip
