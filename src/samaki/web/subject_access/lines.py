"""Lines of the newer tables on the page that is handed over: codes become the words that pages of the work use for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.journeys.papers.words import TITLES as PAPERS
from samaki.journeys.subject_access.gathering import Held
from samaki.journeys.subject_access.whose import Entry, opened
from samaki.web import words
from samaki.web.care import words as caring
from samaki.web.conferences.named import BECAME
from samaki.web.court import words as court
from samaki.web.hearings import words as sitting
from samaki.web.identification import words as identified
from samaki.web.moments import digits, long_date, part_of_date
from samaki.web.protections import words as protecting
from samaki.web.safeguarding import words as kept_safe
from samaki.web.subject_access.closing import Section
from samaki.web.subject_access.naming import Names, named_in
from samaki.web.voice import words as heard

Words = Callable[[Entry, str], list[str]]


def sections(held: Held, names: Names, lang: str) -> list[Section]:
    """One for each sort of which something is given, in the order of a child's way."""
    found = []
    for title, tables in GROUPS.items():
        lines = [_line(one, names, lang) for one in held.entries if one.table in tables]
        if lines:
            found.append({"title": TITLES[title](), "items_": lines})
    return found


def _line(entry: Entry, names: Names, lang: str) -> dict[str, str]:
    head, *more = [part for part in SAYS[entry.table](entry, lang) if part]
    answers, more = (more, []) if entry.table in ANSWERED else ([], more)
    about = named_in(entry)
    more += [names.at(about, entry.at)] if about else []
    meta = _("Written by %(unit)s on %(date)s") % {
        "unit": names.at(entry.unit, entry.recorded_at),
        "date": long_date(entry.recorded_at),
    }
    said = "\n".join([*answers, *entry.texts])
    return {"head": f"{_when(entry)}. {' · '.join([head, *more])}", "text": said, "meta": meta}


def _when(entry: Entry) -> str:
    known = entry.precision in ("instant", "day")
    return long_date(entry.at) if known else part_of_date(entry.at, entry.precision)


# ---------------------------------------------------------------- care
def _need(one: Entry, lang: str) -> list[str]:
    return [caring.need_name(one.row.need, lang), caring.NEEDS[one.row.state][1]()]


def _goal(one: Entry, lang: str) -> list[str]:
    ended = words.reason_name("goal_end", one.row.reason, lang) if one.row.reason else ""
    return [_("A goal"), caring.GOALS[one.row.state][1](), ended]


def _service(one: Entry, lang: str) -> list[str]:
    view = words.reason_name("child_view", one.row.view, lang) if one.row.view else ""
    return [
        caring.service_name(one.row.service, lang),
        caring.SERVICES[one.row.state][1](),
        caring.reason_of(one.row, lang),
        view,
    ]


def _assessment(one: Entry, lang: str) -> list[str]:
    """What was answered, item by item: a mean alone tells a child nothing."""
    instrument = pack().caring.instruments.get(one.row.instrument)
    told = opened(one.row).get("answers", {})
    answers = []
    for code, item in (instrument.items if instrument else {}).items():
        if isinstance(told.get(code), int):
            answers.append(f"{item.label(lang)}: {item.anchors[told[code] - 1].get(lang)}")
    return [caring.instrument_name(one.row.instrument, lang), *answers]


def _check(one: Entry, lang: str) -> list[str]:
    questions, answers = pack().caring.questions, []
    for code, answer in opened(one.row).get("answers", {}).items():
        known = questions.get(code)
        if known is not None and answer in known.answers:
            answers.append(f"{known.label(lang)}: {known.answers[answer].label(lang)}")
    return [words.step_title(one.row.kind, lang), *answers]


def _exposure(_one: Entry, _lang: str) -> list[str]:
    return [_("When it happened last, as far as it is known")]


def _examination(one: Entry, lang: str) -> list[str]:
    took = _("An examination took place") if one.row.took_place else _("An examination did not take place")
    parts = [f"{_part(name, lang)}: {words.reason_name('exam_answer', getattr(one.row, name), lang)}"
             for name in ("examination", "samples", "photographs")]  # fmt: skip
    return [took, *parts, words.reason_name("exam_share", one.row.shares, lang)]


def _part(name: str, lang: str) -> str:
    part = pack().reasons["exam_part"].get(name)
    return part.label(lang) if part is not None else name


def _told_of_examination(_one: Entry, _lang: str) -> list[str]:
    return [_("Police and prosecutor know that an examination took place, and where the certificate is")]


# ---------------------------------------------------------------- the child at court
def _voice(one: Entry, lang: str) -> list[str]:
    listed = {"told": "told_child", "wants": "wish"}[one.row.sort]
    what = {"told": _("The child was told"), "wants": _("The child says what it wants")}[one.row.sort]
    answer = heard.ANSWERS[one.row.sort][one.row.answer][1]()
    spoken = words.reason_name("spoken", one.row.language, lang) if one.row.language else ""
    return [f"{what}: {words.reason_name(listed, one.row.topic, lang)}", answer, spoken]


def _again(one: Entry, lang: str) -> list[str]:
    way = words.reason_name("other_way", one.row.way, lang) if one.row.way else ""
    return [_("Somebody asked to hear the child again"), heard.SORTS[one.row.sort](),
            words.reason_name("heard_again", one.row.reason, lang), heard.STATES[one.row.state][1](), way]  # fmt: skip


def _protection(one: Entry, lang: str) -> list[str]:
    why = words.reason_name("protection_not", one.row.reason, lang) if one.row.reason else ""
    return [words.reason_name("protection", one.row.measure, lang), protecting.STATES[one.row.state][1](), why]


def _promise(one: Entry, lang: str) -> list[str]:
    due = _("by %(time)s") % {"time": long_date(one.row.due_at)}
    return [_("A promise to the child"), words.reason_name("promise", one.row.sort, lang), due,
            protecting.PROMISES[one.row.state][1]()]  # fmt: skip


def _identification(one: Entry, lang: str) -> list[str]:
    if one.row.sort == "age":
        method = words.reason_name("age_method", one.row.method, lang)
        return [_("How old the child is"), identified.AGES[one.row.age][1](), method]
    sort = {"proposal": _("Proposed"), "decision": _("Decided")}[one.row.sort]
    form = words.reason_name("identification_form", one.row.form, lang) if one.row.form else ""
    return [f"{sort}: {words.reason_name('victim_status', one.row.status, lang)}", form]


# ---------------------------------------------------------------- its safety
def _plan(one: Entry, lang: str) -> list[str]:
    return [_("A plan to keep the child safe"), kept_safe.PLAN[one.row.state][1](),
            kept_safe.listed("plan_with", one.row.agreed_with, lang)]  # fmt: skip


def _contact(one: Entry, lang: str) -> list[str]:
    return [_("How the child is reached safely"), kept_safe.listed("contact_way", one.row.ways, lang)]


def _stay(one: Entry, lang: str) -> list[str]:
    why = words.reason_name("family_not", one.row.why, lang) if one.row.state == "not_taken" else ""
    basis = words.reason_name("custody", one.row.basis, lang) if one.row.basis else ""
    return [words.reason_name("placement", one.row.sort, lang), kept_safe.STAY[one.row.state][1](), why, basis]


def _missing(one: Entry, lang: str) -> list[str]:
    how = words.reason_name("found", one.row.how, lang) if one.row.how else ""
    return [_("The child was missing"), kept_safe.MISSING[one.row.state][1](), how]


# ---------------------------------------------------------------- the court
def _court_fact(one: Entry, lang: str) -> list[str]:
    """What concerns the child: no age, no category, no ground of the accused."""
    row: Any = one.row
    return [
        court.kind(row.kind), court.offence(row.offence, lang) if row.offence else "", court.answer(row.code, lang),
        court.MONEY[row.detail["money"]]() if row.detail.get("money") in court.MONEY else "", court.money(row.amount, row.currency),
    ]  # fmt: skip


def _hearing(one: Entry, lang: str) -> list[str]:
    return [sitting.purpose(one.row, lang), sitting.stands(one.row)[1], sitting.reason(one.row, lang)]


def _hearing_need(one: Entry, _lang: str) -> list[str]:
    return [sitting.need(one.row, {})]


def _release(one: Entry, lang: str) -> list[str]:
    return [_("Somebody who was held is free, or will be"), words.reason_name("release", one.row.reason, lang),
            sitting.stands(one.row)[1]]  # fmt: skip


def _operation(one: Entry, lang: str) -> list[str]:
    number = digits(one.row.number) if one.row.number is not None else ""
    return [words.reason_name("operation_fact", one.row.kind, lang), number]


# ---------------------------------------------------------------- between units
def _conference(one: Entry, lang: str) -> list[str]:
    return [_("Agencies met, or meet, about the child"), words.reason_name("conference_purpose", one.row.purpose, lang)]


def _point(_one: Entry, _lang: str) -> list[str]:
    return [_("Talked about in a conference")]


def _decision(_one: Entry, _lang: str) -> list[str]:
    return [_("Decided in a conference")]


def _action(one: Entry, _lang: str) -> list[str]:
    due = _("by %(time)s") % {"time": long_date(one.row.due_at)} if one.row.due_at else ""
    return [_("To be done, as a conference decided"), due, BECAME[one.row.state]()]


def _message(_one: Entry, _lang: str) -> list[str]:
    return [_("A message between agencies")]


def _paper(one: Entry, _lang: str) -> list[str]:
    gone = _("It does not count any more") if one.row.withdrawn_at else ""
    return [_("A paper was made: %(paper)s") % {"paper": PAPERS[one.row.kind]()}, gone]


ANSWERED = ("care_assessment", "care_check")
"""Of these every answer stands by itself, in the text."""

SAYS: dict[str, Words] = {
    "care_need": _need, "care_goal": _goal, "care_service": _service, "care_assessment": _assessment, "care_check": _check,
    "exposure": _exposure, "examination": _examination, "examination_word": _told_of_examination,
    "child_voice": _voice, "heard_again": _again, "protection": _protection, "child_promise": _promise,
    "identification": _identification, "safety_plan": _plan, "safe_contact": _contact, "child_placement": _stay,
    "missing_child": _missing, "court_fact": _court_fact, "hearing": _hearing, "hearing_need": _hearing_need,
    "accused_release": _release, "operation_fact": _operation, "conference": _conference, "conference_point": _point,
    "conference_decision": _decision, "conference_action": _action, "case_message": _message, "paper": _paper,
}  # fmt: skip
"""Table -> its words."""

GROUPS: dict[str, tuple[str, ...]] = {
    "care": ("care_need", "care_goal", "care_service", "care_assessment", "care_check"),
    "health": ("exposure", "examination", "examination_word"),
    "safety": ("safety_plan", "safe_contact", "child_placement", "missing_child"),
    "voice": ("child_voice", "child_promise"),
    "court": ("court_fact", "hearing", "hearing_need", "accused_release", "operation_fact"),
    "protection": ("protection", "heard_again", "identification"),
    "talk": ("conference", "conference_point", "conference_decision", "conference_action", "case_message"),
    "papers": ("paper",),
}
"""Part of the page -> the tables whose lines stand there."""

TITLES: dict[str, Callable[[], str]] = {
    "care": lambda: _("The plan of the child's care"),
    "health": lambda: _("Medical care after what happened"),
    "safety": lambda: _("How the child was kept safe"),
    "voice": lambda: _("What the child was told, wants, and was promised"),
    "court": lambda: _("Police and court"),
    "protection": lambda: _("Protection of the child in the proceeding"),
    "talk": lambda: _("What agencies said to each other"),
    "papers": lambda: _("Papers that were made of the file"),
}
