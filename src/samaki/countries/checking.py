"""Does everything in a pack resolve? One sentence for each thing that does not."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from samaki.countries import (
    brackets,
    governing,
    pressing,
    pulsing,
    retention,
    rostering,
    sitting,
    subject_access,
    surveying,
    talking,
    training,
    triaging,
)
from samaki.countries.caring import problems as problems_of_care
from samaki.countries.durations import Duration
from samaki.countries.kinds import StepKind
from samaki.countries.labels import Coded
from samaki.countries.reading import Source
from samaki.countries.urgent_health import problems as windows
from samaki.names.khmer import letters

if TYPE_CHECKING:
    from samaki.countries.pack import Pack

PER = ("case", "child", "suspect")
HOW = ("same_holder", "offer")
SAYS = ("danger", "safe")
HOLDS = ("earlier", "later")
CARD_LINES = range(3, 7)
LEVELS_OF_PLACE = ("province", "district", "commune")
STEP_LETTERS, AGENCY_LETTERS, LINES = 17, 14, 2
NEEDED_REASONS = (
    "close", "decline", "dispute", "hold", "fail", "skip", "stop", "reopen", "report_close", "move", "part",
)  # fmt: skip


def problems_of(pack: "Pack", source: Source) -> list[str]:
    """Every broken reference of the pack, in the order of the checks, each with the file it stands in."""
    checks: tuple[Callable[[Pack], Iterator[str]], ...] = (
        _check_needed,
        _check_steps,
        _check_opening,
        _check_ladder,
        _check_references,
        _check_shorts,
        _check_places,
        _check_languages,
        _check_practice,
        pressing.problems,
        triaging.problems,
        subject_access.problems,
        governing.problems,
        rostering.problems,
        sitting.problems,
        training.problems,
        problems_of_care,
        windows,
        talking.problems,
        lambda pack: retention.problems(pack.retention, pack.reasons["report_close"]),
    )
    of_files = [*brackets.problems(source), *pulsing.problems(source), *surveying.problems(source)]
    return [*of_files, *(_with_file(problem, source) for check in checks for problem in check(pack))]


def _with_file(problem: str, source: Source) -> str:
    """Every sentence begins with the list and the code of the entry: look up where that stands."""
    start = re.match(r"(\w+) '([^']+)'", problem)
    listed = source.lists.get(start[1], []) if start else []
    files = [name for name, table in listed if start and str(table.get("code", table.get("level"))) == start[2]]
    if start and start[1] == "place":
        files = ["places.csv"]
    return f"{files[0] if files else 'pack.toml'}: {problem}"


def _unknown(where: str, what: str, codes: Collection[str], known: Collection[str]) -> Iterator[str]:
    for code in codes:
        if code not in known:
            yield f"{where}: {what} '{code}' does not exist in this pack."


def _check_needed(pack: "Pack") -> Iterator[str]:
    for code in ("justice", "care"):
        if code not in pack.strands:
            yield f"the strand '{code}' is missing: every pack has the strands justice and care."
    for code in ("emergency", "urgent", "normal"):
        if code not in pack.urgencies:
            yield f"the urgency '{code}' is missing: every pack has emergency, urgent and normal."
    for name in NEEDED_REASONS:
        if not pack.reasons[name]:
            yield f"the list of reasons '{name}_reason' is empty: every pack needs at least one reason to choose."


def _check_steps(pack: "Pack") -> Iterator[str]:
    for step in pack.step_kinds.values():
        yield from _check_step(pack, step)
        yield from _check_follows(pack, step)


def _check_step(pack: "Pack", step: StepKind) -> Iterator[str]:
    where = f"step '{step.code}'"
    yield from _unknown(where, "strand", [step.strand], pack.strands)
    yield from _unknown(where, "stage", [step.stage] if step.stage else [], pack.stages)
    yield from _unknown(where, "'per'", [step.per], PER)
    yield from _unknown(where, "agency kind", [*step.may_hold, *step.may_support, *step.duty_for], pack.agency_kinds)
    yield from _unknown(where, "event", [step.opens_when_event], pack.events)
    yield from _unknown(where, "legal limit", step.legal_limits, pack.legal_limits)
    yield from _unknown(where, "compartment", [*step.needs_offered, *step.needs_accepted], pack.compartments)
    yield from _unknown(where, "who is informed", step.inform, {**pack.inform_targets, **pack.agency_kinds})
    yield from _unknown(where, "due from", [step.due.from_], _moments(pack, "step:", pack.step_kinds))
    if step.default_holder not in step.may_hold:
        yield f"{where}: the default holder '{step.default_holder}' is not among those that may hold it."
    for kind in set(step.duty_for) - set(step.may_hold):
        yield f"{where}: '{kind}' has the duty but may not hold it."
    for code in step.needs_offered:
        if code in pack.compartments and not pack.compartments[code].before_acceptance:
            yield f"{where}: '{code}' may not be shown before acceptance, so it cannot be in needs_offered."
    if not step.outcomes:
        yield f"{where}: it has no outcome, so it could never be done."
    for outcome in step.outcomes.values():
        here = f"{where}, outcome '{outcome.code}'"
        yield from _unknown(here, "'says'", [outcome.says] if outcome.says else [], SAYS)
        yield from _unknown(here, "'holds'", [outcome.holds] if outcome.holds else [], HOLDS)


def _check_follows(pack: "Pack", step: StepKind) -> Iterator[str]:
    for follow in step.follows:
        where = f"step '{step.code}', follows '{follow.code}'"
        yield from _unknown(where, "step", [follow.code], pack.step_kinds)
        yield from _unknown(where, "outcome", follow.on, step.outcomes)
        yield from _unknown(where, "'how'", [follow.how], HOW)
        yield from _unknown(where, "condition", [follow.condition] if follow.condition else [], pack.conditions)


def _moments(pack: "Pack", prefix: str, codes: Collection[str]) -> set[str]:
    return {"opened", *pack.moments, *(prefix + code for code in codes)}


def _check_opening(pack: "Pack") -> Iterator[str]:
    opening = pack.opening
    for strand, code in pack.first_steps.items():
        yield from _check_place_of_step(pack, f"opening of {strand}", strand, code)
    yield from _unknown("opening", "report", [opening.report], pack.step_kinds)
    if opening.report in pack.step_kinds:
        known = pack.step_kinds[opening.report].outcomes
        yield from _unknown("opening", "report_outcome", [opening.report_outcome], known)
    yield from _unknown("opening", "danger_condition", [opening.danger_condition], pack.conditions)
    yield from _unknown("opening", "own_source", [opening.own_source], pack.report_sources)
    yield from _unknown("opening", "may_open", opening.may_open, pack.agency_kinds)
    yield from _unknown("public_page", "sources", pack.public_page.sources, pack.report_sources)
    for strand_kind in pack.strands.values():
        where = f"strand '{strand_kind.code}', closure_step"
        yield from _check_place_of_step(pack, where, strand_kind.code, strand_kind.closure_step)
        if strand_kind.settle_step:
            where = f"strand '{strand_kind.code}', settle_step"
            yield from _check_place_of_step(pack, where, strand_kind.code, strand_kind.settle_step)


def _check_place_of_step(pack: "Pack", where: str, strand: str, code: str) -> Iterator[str]:
    yield from _unknown(where, "step", [code], pack.step_kinds)
    if code in pack.step_kinds and pack.step_kinds[code].strand != strand:
        yield f"{where}: the step '{code}' belongs to the other strand."


def _check_ladder(pack: "Pack") -> Iterator[str]:
    if [level.level for level in pack.escalation] != list(range(len(pack.escalation))) or not pack.escalation:
        yield "escalation: the levels must be 0, 1, 2 and so on, without a gap."
        return
    if not pack.escalation[-1].repeat_for_ever:
        yield f"escalation '{pack.escalation[-1].code}': the last level must repeat for ever, or it falls silent."
    for level in pack.escalation:
        yield from _unknown(f"escalation '{level.code}'", "channel", level.channels, pack.channels)
        if any(pause.amount == 0 for pause in level.repeats.values()):
            yield f"escalation '{level.code}': 'repeat_every' must be more than nothing."
    for lower, upper in zip(pack.escalation, pack.escalation[1:], strict=False):
        for code in pack.urgencies:
            if _rough_minutes(upper.delay(code)) < _rough_minutes(lower.delay(code)):
                yield f"escalation '{upper.code}': at '{code}' it comes before the level below it."


def _rough_minutes(duration: Duration) -> int:
    """Only to compare rungs of one ladder."""
    sizes = {"clock_minutes": 1, "clock_hours": 60, "working_days": 1440, "days": 1440, "months": 43200}
    return duration.amount * sizes[duration.unit]


def _check_references(pack: "Pack") -> Iterator[str]:
    for kind in pack.agency_kinds.values():
        yield from _unknown(f"agency_kind '{kind.code}'", "role", kind.roles, pack.roles)
        if not kind.roles:
            yield f"agency_kind '{kind.code}': 'roles' is needed, or nobody could be invited to its units."
    for source in pack.report_sources.values():
        yield from _unknown(f"report_source '{source.code}'", "counts_as", [source.counts_as], pack.report_sources)
    for limit in pack.legal_limits.values():
        known = _moments(pack, "end_of:", pack.legal_limits)
        yield from _unknown(f"legal_limit '{limit.code}'", "from", [limit.from_], known)
    for reason in pack.reasons["close"].values():
        where = f"close_reason '{reason.code}'"
        yield from _unknown(where, "strand", [reason.strand], ["both", *pack.strands])
        yield from _unknown(where, "decided_by", reason.decided_by, pack.agency_kinds)
        ends = {f"{kind.code}:{outcome}" for kind in pack.step_kinds.values() for outcome in kind.outcomes}
        yield from _unknown(where, "presupposes", reason.presupposes, {*pack.step_kinds, *ends})
    for hold in pack.reasons["hold"].values():
        if not hold.max_days:
            yield f"hold_reason '{hold.code}': 'max_days' is needed, or a step could be on hold for ever."
    yield from _unknown("public_page", "hotline", pack.public_page.hotlines, pack.hotlines)
    for service in pack.services.values():
        yield from _unknown(f"service '{service.code}'", "service group", [service.group], pack.service_groups)


def _check_shorts(pack: "Pack") -> Iterator[str]:
    steps = [("step", step, STEP_LETTERS) for step in pack.step_kinds.values()]
    agencies = [("agency_kind", kind, AGENCY_LETTERS) for kind in pack.agency_kinds.values()]
    for name, entry, limit in [*steps, *agencies]:
        for language, lines in entry.short_lines.by_language.items():
            if len(lines) > LINES:
                yield f"{name} '{entry.code}': the short name in '{language}' has more than {LINES} lines."
            for line in (line for line in lines if letters(line) > limit):
                yield f"{name} '{entry.code}': the line '{line}' of the short name has more than {limit} letters."


def _check_places(pack: "Pack") -> Iterator[str]:
    for place in pack.places.by_code.values():
        yield from _unknown(f"place '{place.code}'", "level", [place.level], LEVELS_OF_PLACE)
        yield from _unknown(
            f"place '{place.code}'", "parent", [place.parent] if place.parent else [], pack.places.by_code
        )
        if not place.parent and place.level != "province":
            yield f"place '{place.code}': only a province stands without a parent."
        if not place.code_system or not place.version:
            yield f"place '{place.code}': 'code_system' and 'version' are needed, because official lists disagree."


def _check_languages(pack: "Pack") -> Iterator[str]:
    """Everything that people read is there in every language of the pack."""
    for name, entry in _readable(pack):
        for language in pack.languages:
            if not entry.labels.by_language.get(language):
                yield f"{name} '{entry.code}': it has no label in '{language}'."


def _check_practice(pack: "Pack") -> Iterator[str]:
    """Every kind of step says how it is done well, as short in one language as in the other."""
    for step in pack.step_kinds.values():
        where = f"step '{step.code}'"
        for language in pack.languages:
            lines = len(step.practice_lines.by_language.get(language, ()))
            if not lines:
                yield f"{where}: its practice card has no text in '{language}'."
            elif lines not in CARD_LINES:
                yield f"{where}: its practice card has {lines} lines in '{language}'; three to six are read."
        if len({len(lines) for lines in step.practice_lines.by_language.values()}) > 1:
            yield f"{where}: its practice card has not the same number of lines in each language."
        yield from _unknown(where, "practice source", step.practice_sources, pack.practice_sources)


def _readable(pack: "Pack") -> Iterator[tuple[str, Coded]]:
    lists: dict[str, Mapping[str, Coded]] = {
        "agency_kind": pack.agency_kinds,
        "step": pack.step_kinds,
        "urgency": pack.urgencies,
        "compartment": pack.compartments,
        "report_source": pack.report_sources,
        "legal_limit": pack.legal_limits,
        "offence": pack.offences,
        "hotline": pack.hotlines,
        "strand": pack.strands,
        "member_role": pack.roles,
        "stage": pack.stages,
        "condition": pack.conditions,
        "place": pack.places.by_code,
        "practice_source": pack.practice_sources,
        "retention": pack.retention,
        "training_programme": pack.training.programmes,
        "training_role": pack.training.roles,
        "training_standard": pack.training.standards,
        "training_opinion": pack.training.opinions,
        **{f"{name}_reason": reasons for name, reasons in pack.reasons.items()},
    }
    for name, entries in lists.items():
        yield from ((name, entry) for entry in entries.values())
    yield from (("training_session", session) for session in pack.training.sessions)
    yield from (("training_item", one) for item in pack.training.items for one in (item, *item.options))
    for step in pack.step_kinds.values():
        yield from (("step", item) for item in (*step.outcomes.values(), *step.checklist))
