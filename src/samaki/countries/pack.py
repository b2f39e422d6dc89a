"""A country pack: everything that differs from country to country, as frozen data."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from samaki.countries import (
    caring,
    entries,
    governing,
    guarding,
    kinds,
    measuring,
    mentoring,
    pressing,
    publishing,
    rostering,
    sitting,
    subject_access,
    talking,
    training,
    triaging,
    urgent_health,
)
from samaki.countries import retention as keeping
from samaki.countries.calendar import Calendar, read_calendar
from samaki.countries.checking import problems_of
from samaki.countries.errors import PackError
from samaki.countries.governing import Governing
from samaki.countries.guarding import Guarding
from samaki.countries.labels import Coded, Texts
from samaki.countries.places import Places, read_places
from samaki.countries.pressing import Pressing
from samaki.countries.reading import Entry, Source, Unreadable, read_csv, read_folder
from samaki.countries.rostering import Rostering
from samaki.countries.sitting import Sitting
from samaki.countries.subject_access import SubjectAccess
from samaki.countries.talking import Talking

T = TypeVar("T", bound=Coded)
PACKS = Path(__file__).parent
REASON_LISTS = kinds.REASON_LISTS


@dataclass(frozen=True, kw_only=True)
class Opening:
    """How a case begins, in codes of the pack. `justice` and `care`: the step kinds that open with a unit's own case, the latter for
    each child. `report`: the step kind that a report in a case has done already, with `report_outcome`. `danger_condition`: the
    condition that an emergency meets. `own_source`: the source of a case without a report. `may_open`: agency kinds that open cases."""

    justice: str
    care: str
    report: str
    report_outcome: str
    danger_condition: str
    own_source: str
    may_open: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Pack:
    """One country. Dictionaries are keyed by code and keep the order of the files. `legal_review`: whether a lawyer has read it."""

    code: str
    version: str
    names: Texts
    languages: tuple[str, ...]
    default_language: str
    timezone: ZoneInfo
    alphabet: str
    opening: Opening
    public_page: publishing.PublicPage
    guarding: Guarding
    pressing: Pressing
    measuring: measuring.Measuring
    mentoring: mentoring.Mentoring
    subject_access: SubjectAccess
    governing: Governing
    rostering: Rostering
    sitting: Sitting
    talking: Talking
    training: training.Training
    caring: caring.Caring
    urgent: urgent_health.UrgentHealth
    legal_review: Texts
    calendar: Calendar = field(repr=False)
    places: Places = field(repr=False)
    agency_kinds: Mapping[str, kinds.AgencyKind] = field(repr=False)
    step_kinds: Mapping[str, kinds.StepKind] = field(repr=False)
    urgencies: Mapping[str, kinds.Urgency] = field(repr=False)
    escalation: tuple[kinds.EscalationLevel, ...] = field(repr=False)
    compartments: Mapping[str, kinds.Compartment] = field(repr=False)
    report_sources: Mapping[str, kinds.ReportSource] = field(repr=False)
    support_levels: Mapping[int, kinds.SupportLevel] = field(repr=False)
    legal_limits: Mapping[str, kinds.LegalLimit] = field(repr=False)
    offences: Mapping[str, kinds.Offence] = field(repr=False)
    hotlines: Mapping[str, kinds.Hotline] = field(repr=False)
    strands: Mapping[str, kinds.Strand] = field(repr=False)
    roles: Mapping[str, Coded] = field(repr=False)
    reasons: Mapping[str, Mapping[str, kinds.Reason]] = field(repr=False)
    inform_targets: Mapping[str, Coded] = field(repr=False)
    events: Mapping[str, Coded] = field(repr=False)
    conditions: Mapping[str, Coded] = field(repr=False)
    channels: Mapping[str, Coded] = field(repr=False)
    stages: Mapping[str, Coded] = field(repr=False)
    moments: Mapping[str, Coded] = field(repr=False)
    units: Mapping[str, Coded] = field(repr=False)
    limit_statuses: Mapping[str, Coded] = field(repr=False)
    practice_sources: Mapping[str, kinds.PracticeSource] = field(repr=False)
    services: Mapping[str, kinds.Service] = field(repr=False)
    service_groups: Mapping[str, Coded] = field(repr=False)
    matters: Mapping[str, Coded] = field(repr=False)
    peer_topics: Mapping[str, Coded] = field(repr=False)
    retention: Mapping[str, keeping.RetentionClass] = field(repr=False)
    triage: Mapping[str, triaging.TriageQuestion] = field(repr=False)
    glossary: tuple[kinds.Term, ...] = field(repr=False)

    def label(self, language: str) -> str:
        """The pack's own name."""
        return self.names.get(language)

    @property
    def first_steps(self) -> dict[str, str]:
        """Strand code -> code of the step kind that opens with it."""
        return {"justice": self.opening.justice, "care": self.opening.care}


def find_pack(code_or_path: str | Path) -> Path:
    """The folder of a pack: a path to it, or the code of one that ships with us. PackError when there is none."""
    for folder in (Path(code_or_path), PACKS / str(code_or_path)):
        if (folder / "pack.toml").is_file():
            return folder
    raise PackError([f"There is no country pack '{code_or_path}': no folder of that name holds a pack.toml."])


def load_pack(code_or_path: str | Path) -> Pack:
    """The pack, read once and kept. Raises PackError with one sentence for each problem."""
    return _load(find_pack(code_or_path).resolve())


@cache
def _load(folder: Path) -> Pack:
    source = read_folder(folder)
    pack = build(source)
    problems = source.problems + (problems_of(pack, source) if pack else [])
    if problems or pack is None:
        raise PackError(problems)
    return pack


def check_pack(path: str | Path) -> list[str]:
    """Everything that is wrong with the pack, one sentence each; empty when it is sound."""
    try:
        _load.__wrapped__(find_pack(path).resolve())
    except PackError as error:
        return error.problems
    return []


def build(source: Source) -> Pack | None:
    """Read everything; complaints go to `source.problems`. None when something needed could not be read."""
    if "pack" not in source.tables:
        source.problems.append("pack.toml: the table [pack] is missing.")
        return None
    before = len(source.problems)
    try:
        pack = Pack(**_heading(source), **_lists(source), reasons=_reasons(source), escalation=_escalation(source))
    except Unreadable as error:
        source.problems.append(str(error))
        return None
    return pack if len(source.problems) == before else None


def _heading(source: Source) -> dict[str, Any]:
    head = _single(source, "pack")
    languages = head.codes("languages")
    if not languages or head.text("default_language") not in languages:
        raise head.fail("'languages' must list the pack's languages, and 'default_language' must be one of them")
    return {
        "code": head.text("code"),
        "version": head.text("version"),
        "names": head.labels(),
        "languages": languages,
        "default_language": head.text("default_language"),
        "timezone": _timezone(head),
        "alphabet": head.text("alphabet", ""),
        "opening": _opening(_single(source, "opening")),
        "public_page": publishing.read(_single(source, "public_page")),
        "guarding": guarding.read(_single(source, "guarding")),
        "pressing": pressing.read(_single(source, "pressure")),
        "measuring": measuring.read(source, _single(source, "measures")),
        "mentoring": mentoring.read(source, _single(source, "mentoring")),
        "subject_access": subject_access.read(_single(source, "subject_access")),
        "governing": governing.read(_single(source, "governance")),
        "rostering": rostering.read(_single(source, "roster")),
        "sitting": sitting.read(_single(source, "hearings")),
        "caring": caring.read(source, _single(source, "care")),
        "training": training.read(source, _single(source, "training")),
        "urgent": urgent_health.read(source, _single(source, "urgent_health")),
        "legal_review": head.texts("legal_review"),
        "calendar": read_calendar(source, _timezone(head)),
        "places": read_places(source, languages, head.order),
    }


def _opening(entry: Entry) -> Opening:
    names = ("justice", "care", "report", "report_outcome", "danger_condition", "own_source")
    return Opening(may_open=entry.codes("may_open"), **{name: entry.text(name) for name in names})


def _single(source: Source, name: str) -> Entry:
    head = source.tables["pack"]
    order = tuple(dict.fromkeys((head.get("default_language", "en"), "en")))
    return Entry("pack.toml", name, source.tables.get(name, {}), tuple(head.get("languages", ())), order)


def _timezone(head: Entry) -> ZoneInfo:
    try:
        return ZoneInfo(head.text("timezone"))
    except (ValueError, KeyError, OSError):
        raise head.fail(f"'{head.text('timezone')}' is not a time zone") from None


def _lists(source: Source) -> dict[str, Any]:
    """The coded lists: name of the list in the files -> attribute of the pack -> how an entry is read."""
    plan: tuple[tuple[str, str, Callable[[Entry], Coded]], ...] = (
        ("agency_kind", "agency_kinds", entries.agency_kind),
        ("step", "step_kinds", entries.step_kind),
        ("urgency", "urgencies", entries.urgency),
        ("compartment", "compartments", entries.compartment),
        ("report_source", "report_sources", entries.report_source),
        ("legal_limit", "legal_limits", entries.legal_limit),
        ("offence", "offences", entries.offence),
        ("hotline", "hotlines", entries.hotline),
        ("strand", "strands", entries.strand),
        ("member_role", "roles", entries.coded),
        ("inform_target", "inform_targets", entries.coded),
        ("event", "events", entries.coded),
        ("condition", "conditions", entries.coded),
        ("channel", "channels", entries.coded),
        ("stage", "stages", entries.coded),
        ("moment", "moments", entries.coded),
        ("unit", "units", entries.coded),
        ("limit_status", "limit_statuses", entries.coded),
        ("practice_source", "practice_sources", entries.practice_source),
        ("service", "services", entries.service),
        ("service_group", "service_groups", entries.coded),
        ("matter", "matters", entries.coded),
        ("peer_topic", "peer_topics", entries.coded),
        ("retention", "retention", keeping.read),
        ("triage", "triage", triaging.read),
    )
    lists: dict[str, Any] = {attribute: _keyed(source, name, read) for name, attribute, read in plan}
    lists["glossary"] = _glossary(source)
    said, hours = _keyed(source, "phrase", talking.phrase), _keyed(source, "contact_hour", entries.coded)
    lists["talking"] = talking.read(_single(source, "talking"), said, hours)
    lists["step_kinds"] = dict(sorted(lists["step_kinds"].items(), key=lambda item: item[1].order))
    levels = _keyed(source, "support_level", entries.support_level)
    return lists | {"support_levels": {level.level: level for level in levels.values()}}


def _glossary(source: Source) -> tuple[kinds.Term, ...]:
    """From `glossary.csv`: a column for each language, `group`, `status`, `note`."""
    head = _single(source, "pack")
    return tuple(
        kinds.Term(code=row.get("en", ""), labels=Texts({one: row[one] for one in head.languages if row.get(one)}, head.order),
                   group=row.get("group", ""), status=row.get("status", ""), note=row.get("note", ""))
        for row in read_csv(source.folder / "glossary.csv")
    )  # fmt: skip


def _reasons(source: Source) -> dict[str, dict[str, kinds.Reason]]:
    return {name: _keyed(source, f"{name}_reason", entries.reason) for name in REASON_LISTS}


def _escalation(source: Source) -> tuple[kinds.EscalationLevel, ...]:
    urgencies = tuple(str(table.get("code")) for _, table in source.lists.get("urgency", []))
    levels = _keyed(source, "escalation", lambda entry: entries.escalation_level(entry, urgencies))
    return tuple(sorted(levels.values(), key=lambda level: level.level))


def _keyed(source: Source, name: str, read: Callable[[Entry], T]) -> dict[str, T]:
    """Read a list into a dictionary; each entry that cannot be read, and each code given twice, is a problem."""
    found: dict[str, T] = {}
    for entry, value in _read_all(source, name, read):
        if value.code in found:
            source.problems.append(f"{entry.where}: this code is given twice.")
        found[value.code] = value
    return found


def _read_all(source: Source, name: str, read: Callable[[Entry], T]) -> Iterator[tuple[Entry, T]]:
    for entry in source.entries(name):
        try:
            yield entry, read(entry)
        except Unreadable as error:
            source.problems.append(str(error))
