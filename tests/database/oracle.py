"""Who may see which row, told once more in plain Python from the rows themselves: an oracle for row security.

It is written from the rules of the design, not from the policies: a live relation of one of my units to the case, of
this child or of all; what my unit holds; what it asks or is asked; what was escalated to the unit above.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Row = dict[str, Any]

STILL_OF_THE_RECEIVER = {
    "offered", "received", "needs_information", "accepted", "accepted_by_phone", "disputed", "in_progress", "on_hold",
    "completed", "confirmed",
}  # fmt: skip

LOOKS = {"identity.look", "document.look", "document.fetch", "people.search", "reporter.look", "placement.look"}

RECORDS = {f"{room}_record": room for room in ("identity", "placement", "care", "justice", "intelligence")}


@dataclass
class Oracle:
    """`world`: table -> rows as the superuser sees them; `mine`: the principals of a member at `now`."""

    world: dict[str, list[Row]]
    mine: set[int]
    now: datetime
    me: Any = None
    guarded: frozenset[int] = frozenset()
    handles: frozenset[int] = frozenset()
    agencies: frozenset[Any] = frozenset()
    administers: frozenset[Any] = frozenset()
    """`handles`: units for which `me` looks into complaints; `agencies`: of which `me` is part; `guarded`: units of the agencies
    for which `me` is confidentiality officer."""

    def __post_init__(self) -> None:
        self.walls = {c["case_id"] for c in self.world.get("conflict", ()) if c["agreed"] and self.was_of(c["unit"], c["asked_at"])
                      and c["since"] <= self.now < c["until"] and not (c["ended_at"] and c["ended_at"] <= self.now)}  # fmt: skip
        self.walls |= {r["case_id"] for r in self.world.get("recusal", ()) if r["member_id"] == self.me
                       and r["since"] <= self.now and not (r["until"] and r["until"] <= self.now)}  # fmt: skip
        brokers = [
            p
            for p in self.world.get("pressure", ())
            if p["broker_unit"] and self.was_of(p["broker_unit"], p["recorded_at"])
        ]
        self.away = {p["child_id"] for p in brokers if not p["in_error_at"]}
        self.hidden = {p["id"] for p in brokers} | {p["step_id"] for p in brokers if p["step_id"]}
        about = {(p["case_id"], p["broker_unit"]) for p in brokers}
        self.hidden |= {s["id"] for s in self.world.get("step", ()) if (s["case_id"], s["hidden_from"]) in about}
        self.hidden |= {h["id"] for h in self.world.get("handoff", ()) if h["step_id"] in self.hidden}
        self.hidden |= {n["id"] for n in self.world.get("notice", ()) if n["subject_id"] in self.hidden}
        self.relations = [
            r for r in self.world["relation"]
            if r["unit"] in self.mine and r["since"] <= self.now and (r["until"] is None or r["until"] > self.now)
        ]  # fmt: skip

    def was_of(self, unit: int, moment: datetime) -> bool:
        """I am of this unit, or was then: a wall goes with the people."""
        return any(
            m["member_id"] == self.me and m["unit"] == unit and (m["until"] is None or m["until"] >= moment)
            for m in self.world["membership"]
        )

    def is_one_of(self, *roles: str) -> bool:
        """Whether I have one of these roles now, in a unit of mine."""
        return any(
            m["member_id"] == self.me and m["unit"] in self.mine and m["role"] in roles and m["since"] <= self.now
            and (m["until"] is None or m["until"] > self.now) for m in self.world["membership"]
        )  # fmt: skip

    def related(
        self,
        row: Row,
        *,
        room: str | None = None,
        case: str = "case_id",
        loose: bool = False,
        works: bool = False,
        holds: bool = False,
        whole: bool = False,
    ) -> bool:
        """A relation to the row's case (to this compartment), of the whole case or of the row's child.

        `loose`: what belongs to no child is seen through a relation to one child as well. `works`: to be asked is not
        enough (free text). `holds`: nor is it enough that something was shared, or opened in an emergency. `whole`: whichever
        child the relation is about.
        """
        return any(
            r["case_id"] == row[case] and (room is None or r["compartment"] == room)
            and not (works and r["ground"] == "offered")
            and not (holds and r["ground"] in ("offered", "shared", "emergency", "court_order", "conference"))
            and (whole or r["child_id"] is None or (r["child_id"] == row.get("child_id")) or (loose and row["child_id"] is None))
            for r in self.relations
        )  # fmt: skip

    def party(self, handoff: Row, *, live: bool) -> bool:
        """My unit asks, or is asked (still), or stands above one of both after an escalation."""
        if handoff["from_unit"] in self.mine:
            return True
        if handoff["state"] == "draft":
            return False
        asked = handoff["to_unit"] in self.mine and (not live or handoff["state"] in STILL_OF_THE_RECEIVER)
        return asked or (handoff["escalated"] and bool({handoff["from_parent"], handoff["to_parent"]} & self.mine))

    def asked(self, key: str, value: Any) -> bool:
        return any(h[key] == value and self.party(h, live=True) for h in self.world["handoff"])

    def sees(self, table: str, row: Row) -> bool:
        """Whether a member with these principals sees this row: never of a case that is walled off from them."""
        if (
            table not in ("recusal", "look_question")
            and (row["id"] if table == "case" else row.get("case_id")) in self.walls
        ):
            return False
        if self.hides(table, row):
            return False
        if table == "intelligence_record" and row["expires_at"] and row["expires_at"] <= self.now:
            return False
        if table in RECORDS:
            return self.related(row, room=RECORDS[table], works=RECORDS[table] in ("care", "justice", "intelligence"))
        answer: bool = getattr(self, f"_{table}")(row)
        return answer

    def hides(self, table: str, row: Row) -> bool:
        """What was recorded of pressure by somebody of my unit, its step and all that tells of them: as if it were not there."""
        about = {"step": ("id",), "pressure": ("id",), "handoff": ("step_id",), "handoff_message": ("handoff_id",),
                 "remark": ("subject_id",), "notice": ("subject_id",), "ledger_entry": ("subject_id",)}  # fmt: skip
        if table == "placement_record" and row["child_id"] in self.away:
            return True
        told = {row[name] for name in about.get(table, ())}
        if table == "ledger_entry":
            told |= {uuid.UUID(row["facts"][name]) for name in ("step", "pressure") if row["facts"].get(name)}
        return bool(told & self.hidden)

    def _pressure(self, row: Row) -> bool:
        return row["unit"] in self.mine or self.related(row, room="justice", works=True)

    def _takes_part(self, row: Row) -> bool:
        holds = any(s["case_id"] == row["case_id"] and s["holder"] in self.mine and s["state"] in ("open", "on_hold")
                    for s in self.world["step"])  # fmt: skip
        return holds or self.related(row, holds=True, whole=True)

    def _all_of_justice(self, row: Row) -> bool:
        return any(r["case_id"] == row["case_id"] and r["compartment"] == "justice" and r["ground"] != "offered" and r["child_id"] is None
                   for r in self.relations)  # fmt: skip

    def _court_fact(self, row: Row) -> bool:
        """Who reads justice, of their own child and of none; of who was cleared for good, who works in the whole justice part."""
        reads = ("offered", "shared", "emergency", "court_order", "conference")
        whole = any(r["case_id"] == row["case_id"] and r["compartment"] == "justice" and r["child_id"] is None
                    and r["ground"] not in reads for r in self.relations)  # fmt: skip
        return whole or (not row["restricted"] and self.related(row, room="justice", works=True, loose=True))

    def _hearing(self, row: Row) -> bool:
        """Who reads justice, who works for a child that is called, and who wrote it down while they work there."""
        called = [k for k in self.world["hearing_child"] if k["hearing_id"] == row["id"] and k["ended_at"] is None]
        works = any(self.related(k, holds=True) for k in called)
        return self._all_of_justice(row) or works or (row["unit"] in self.mine and self._takes_part(row))

    def _hearing_child(self, row: Row) -> bool:
        return self._all_of_justice(row) or self.related(row, holds=True)

    def _hearing_need(self, row: Row) -> bool:
        """Of one person, who works for the child to whom they belong; of nobody in particular, who sees the hearing."""
        if self._all_of_justice(row) or (row["child_id"] is not None and self.related(row, holds=True)):
            return True
        return row["person_id"] is None and self._hearing_going(row)

    def _hearing_going(self, row: Row) -> bool:
        return any(h["id"] == row["hearing_id"] and self.sees("hearing", h) for h in self.world["hearing"])

    def _tends(self, row: Row) -> bool:
        """Who works for the child, holds a step of the child, or is asked for what opens the child's care."""
        holds = any(s["case_id"] == row["case_id"] and s["child_id"] == row["child_id"] and s["holder"] in self.mine
                    and s["state"] in ("open", "on_hold") for s in self.world["step"])  # fmt: skip
        asked = any(r["case_id"] == row["case_id"] and r["ground"] == "offered" and r["compartment"] == "care"
                    and r["child_id"] in (None, row["child_id"]) for r in self.relations)  # fmt: skip
        return holds or asked or self.related(row, holds=True)

    def _exposure(self, row: Row) -> bool:
        """Read with the care of the child, and by the unit that wrote it while it tends the child."""
        return self.related(row, room="care", works=True) or (row["unit"] in self.mine and self._tends(row))

    def _of_care(self, row: Row, *, asked: bool = False) -> bool:
        """Has the child's care by a step of care, or (`asked`) is asked for one; or is let in for a time and does not work on justice."""
        of_care = {s["id"] for s in self.world["step"] if s["compartment"] == "care"}
        offers = {h["id"] for h in self.world["handoff"] if h["step_id"] in of_care}
        work = {"offered", "shared", "emergency", "court_order", "conference"}
        justice = any(r["case_id"] == row["case_id"] and r["compartment"] == "justice" and r["ground"] not in work
                      for r in self.relations)  # fmt: skip

        def counts(r: Row) -> bool:
            if r["step_id"] is not None:
                return r["step_id"] in of_care
            if r["ground"] == "offered":
                return asked and r["handoff_id"] in offers
            return r["ground"] in ("shared", "emergency", "conference") and not justice

        return any(r["case_id"] == row["case_id"] and r["compartment"] == "care" and r["child_id"] in (None, row["child_id"]) and counts(r)
                   for r in self.relations)  # fmt: skip

    def _examination(self, row: Row) -> bool:
        """As an exposure; but what the child did not let be told is read by the side of care alone, and by who wrote it."""
        return self._exposure(row) and (row["unit"] in self.mine or self._of_care(row))

    def _examination_word(self, row: Row) -> bool:
        """With the facts of the case while the child agrees."""
        if row["ended_at"] is not None:
            return self._examination(row)
        return self.related(row, room="justice", works=True) or self._exposure(row)

    def _holds_step(self, row: Row) -> bool:
        return any(s["id"] == row["step_id"] and s["holder"] in self.mine for s in self.world["step"])

    def _operation_plan(self, row: Row) -> bool:
        """Who holds the step, and whom they show the whole of it."""
        shown = any(q["step_id"] == row["step_id"] and q["unit"] in self.mine and q["whole"] and q["ended_at"] is None
                    for q in self.world["operation_ready"])  # fmt: skip
        return shown or self._holds_step(row)

    def _operation_ready(self, row: Row) -> bool:
        return row["unit"] in self.mine or self._holds_step(row)

    def _operation_fact(self, row: Row) -> bool:
        """The same; and once the step has ended whoever reads the facts of the whole case."""
        ended = any(s["id"] == row["step_id"] and s["state"] not in ("open", "on_hold") for s in self.world["step"])
        return self._operation_plan(row) or (ended and self._all_of_justice(row))

    def _accused_release(self, row: Row) -> bool:
        return self._all_of_justice(row) or self.related(row, holds=True, whole=True)

    def _paper(self, row: Row) -> bool:
        """Who made it and for whom it was made, while they have any relation to the case, or hold a step of it."""
        holds = any(s["case_id"] == row["case_id"] and s["holder"] in self.mine and s["state"] in ("open", "on_hold")
                    for s in self.world["step"])  # fmt: skip
        return bool({row["unit"], row["to_unit"]} & self.mine) and (holds or self.related(row, whole=True))

    def _calendar_feed(self, row: Row) -> bool:
        return bool(self.mine) and bool(row["member_id"] == self.me)

    def listed(self, conference: Any, *, joined: bool = False) -> bool:
        """My unit called it, or is on its list (and has undertaken it), or has promised something there; never behind a wall; of a case
        in which pressure is hidden from me, only what my unit called or promised."""
        row = next(c for c in self.world["conference"] if c["id"] == conference)
        if row["case_id"] in self.walls:
            return False
        of_list = any(
            m["conference_id"] == conference and m["unit"] in self.mine and (m["state"] == "joined" if joined else m["state"] != "removed")
            for m in self.world["conference_member"]
        )  # fmt: skip
        owes = not joined and any(
            a["conference_id"] == conference and a["owner"] in self.mine and a["state"] == "open" and a["becomes"] == "commitment"
            for a in self.world["conference_action"]
        )  # fmt: skip
        return row["unit"] in self.mine or owes or (of_list and row["case_id"] not in self.pressed_cases)

    @property
    def pressed_cases(self) -> set[Any]:
        return {p["case_id"] for p in self.world.get("pressure", ()) if p["id"] in self.hidden and not p["in_error_at"]}

    def _conference(self, row: Row) -> bool:
        return self.listed(row["id"])

    def _conference_member(self, row: Row) -> bool:
        return row["unit"] in self.mine or self.takes_part(row["conference_id"])

    def takes_part(self, conference: Any) -> bool:
        """In it, or in another one of its series."""
        row = next(c for c in self.world["conference"] if c["id"] == conference)
        series = [c["id"] for c in self.world["conference"] if c["series_id"] and c["series_id"] == row["series_id"]]
        return any(self.listed(one, joined=True) for one in {conference, *series})

    def _conference_point(self, row: Row) -> bool:
        ours = row["unit"] in self.mine
        if row["case_id"] in self.pressed_cases and not ours:
            return False
        reads = row["case_id"] is None or ours or self.related(row, room=row["compartment"], works=True)
        return reads and self.takes_part(row["conference_id"])

    _conference_decision = _conference_point

    def _conference_action(self, row: Row) -> bool:
        return row["owner"] in self.mine or self._conference_point(row)

    def _case_message(self, row: Row) -> bool:
        return self.related(row, room=row["compartment"], works=True)

    def _message_mention(self, row: Row) -> bool:
        return any(m["id"] == row["message_id"] and self.sees("case_message", m) for m in self.world["case_message"])

    _message_read = _message_mention

    def _works_for(self, row: Row) -> bool:
        """A relation of work to this child or to the whole case, or an open step of this child."""
        holds = any(s["case_id"] == row["case_id"] and s["child_id"] == row["child_id"] and s["holder"] in self.mine
                    and s["state"] in ("open", "on_hold") and not self.hides("step", s) for s in self.world["step"])  # fmt: skip
        return holds or self.related(row, holds=True)

    def _child_voice(self, row: Row) -> bool:
        """Who reads the child's care, and who wrote it down while it works for the child."""
        return (row["unit"] in self.mine and self._works_for(row)) or self.related(row, room="care", works=True)

    def _protection(self, row: Row) -> bool:
        """Who works for the child, and who reads justice."""
        return self._works_for(row) or self.related(row, room="justice", works=True)

    _identification = _protection

    def _safe_contact(self, row: Row) -> bool:
        """Who works for the child, and who reads its care."""
        return self._works_for(row) or self.related(row, room="care", works=True)

    _missing_child = _safe_contact

    def _heard_again(self, row: Row) -> bool:
        return (row["holder"] in self.mine and row["state"] == "asked") or self._protection(row)

    def _child_promise(self, row: Row) -> bool:
        return (row["owner"] in self.mine and row["state"] == "open") or self._works_for(row)

    def _care_need(self, row: Row) -> bool:
        """Whoever reads the care of this very child; a draft of an assessment is its writer's alone."""
        mine = row.get("recorded_by") == self.me or row.get("state") not in ("draft", "discarded")
        return mine and self.related(row, room="care", works=True)

    _care_goal = _care_service = _care_assessment = _care_check = _safety_plan = _child_placement = _care_need

    def _outreach(self, row: Row) -> bool:
        return row["unit"] in self.mine

    def _mentor_input(self, row: Row) -> bool:
        """Of no case: every member whose access is not cut off reads what the mentor gives."""
        return bool(self.mine)

    def _gap(self, row: Row) -> bool:
        """Of no case: every member reads the register."""
        return bool(self.mine)

    def _is(self, *roles: str) -> bool:
        """I have one of these roles now."""
        return any(
            m["member_id"] == self.me and m["unit"] in self.mine and m["role"] in roles and m["since"] <= self.now
            and (m["until"] is None or m["until"] > self.now)
            for m in self.world["membership"]
        )  # fmt: skip

    def _commitment(self, row: Row) -> bool:
        """The two units that it is between; who leads a unit, and who oversees."""
        return bool({row["owner"], row["unit"]} & self.mine) or self._is("oversight", "head")

    def _commitment_move(self, row: Row) -> bool:
        return any(c["id"] == row["commitment_id"] and self._commitment(c) for c in self.world["commitment"])

    def _agency_word(self, row: Row) -> bool:
        """Who oversees, and who leads a unit of the agency."""
        leads = {
            u["agency_id"] for m in self.world["membership"] for u in self.world["unit"]
            if m["member_id"] == self.me and m["role"] == "head" and m["unit"] == u["principal"] and m["unit"] in self.mine
            and m["since"] <= self.now and (m["until"] is None or m["until"] > self.now)
        }  # fmt: skip
        return row["agency_id"] in leads or self._is("oversight")

    _old_list = _agency_word

    def _old_figure(self, row: Row) -> bool:
        return any(one["id"] == row["old_list_id"] and self._old_list(one) for one in self.world["old_list"])

    _stage_decision = _stage_alarm = _area_money = _mentor_call = _mentor_input

    def _mentoring(self, row: Row) -> bool:
        """Of no case: between a unit and its mentor."""
        return bool({row["unit"], row["mentor"]} & self.mine)

    def _step_back_test(self, row: Row) -> bool:
        """Of no case: every member whose access is not cut off reads plans, signatures, lots and where families stand."""
        return bool(self.mine)

    _step_back_lot = _step_back_signature = _step_back_part = _step_back_test

    def _what_if_run(self, row: Row) -> bool:
        return self.is_one_of("oversight", "mentor")

    def _release_of_figures(self, row: Row) -> bool:
        """Suppressed and rounded when it is written: every member reads it."""
        return True

    _release_answer = _published_release = _release_of_figures

    def _roles(self) -> set[str]:
        return {m["role"] for m in self.world["membership"] if m["member_id"] == self.me and m["unit"] in self.mine
                and m["since"] <= self.now and not (m["until"] and m["until"] <= self.now)}  # fmt: skip

    def _list_study(self, row: Row) -> bool:
        """Who makes such in the unit that keeps it; nobody else, not even its administrator."""
        makes = {"oversight", "head", "team_lead", "worker", "desk"}
        return row["unit"] in self.mine and bool(self._roles() & makes)

    def _survey(self, row: Row) -> bool:
        """Who oversees reads of others that they are there, and what a closed one says."""
        return self._list_study(row) or "oversight" in self._roles()

    def _survey_venue(self, row: Row) -> bool:
        return any(s["id"] == row["survey_id"] and self._list_study(s) for s in self.world["survey"])

    _survey_visit = _survey_venue

    def _survey_count(self, row: Row) -> bool:
        return any(v["id"] == row["visit_id"] and self._survey_visit(v) for v in self.world["survey_visit"])

    def _unit_tie(self, row: Row) -> bool:
        """Of no case, and of no person: every member whose access is not cut off reads it."""
        return bool(self.mine)

    def _pulse_round(self, row: Row) -> bool:
        """Every member is asked, and reads what came of it."""
        return bool(self.mine)

    def _measure_cell(self, row: Row) -> bool:
        return bool({row["unit"], row["other"]} & self.mine)

    def _relation(self, row: Row) -> bool:
        return row["unit"] in self.mine

    def _case(self, row: Row) -> bool:
        return any(r["case_id"] == row["id"] for r in self.relations) or self.asked("case_id", row["id"])

    def _strand(self, row: Row) -> bool:
        return self.related(row, loose=True)

    def _step(self, row: Row) -> bool:
        return (
            row["holder"] in self.mine
            or self.related(row, room=row["compartment"])
            or self.asked("step_id", row["id"])
        )  # fmt: skip

    def _handoff(self, row: Row) -> bool:
        if self.party(row, live=False):
            return True
        return row["state"] != "draft" and self.related(row, room=row["compartment"])

    def _handoff_message(self, row: Row) -> bool:
        return any(h["id"] == row["handoff_id"] and self.party(h, live=False) for h in self.world["handoff"])

    def _remark(self, row: Row) -> bool:
        held = any(s["id"] == row["subject_id"] and s["holder"] in self.mine for s in self.world["step"])
        report = any(p["id"] == row["report_id"] and self.sees("report", p) for p in self.world["report"])
        if row["act"].startswith("examination.") and row["unit"] not in self.mine and not self._of_care(row):
            return False
        in_room = row["case_id"] is not None and self.related(row, room=row["compartment"], works=True)
        gone = row["act"] == "missing.more" and any(
            m["id"] == row["subject_id"] and self.sees("missing_child", m) for m in self.world["missing_child"]
        )
        return row["unit"] in self.mine or held or report or in_room or gone

    def _document(self, row: Row) -> bool:
        return self.related(row, room=row["compartment"], works=True)

    def _document_file(self, row: Row) -> bool:
        return any(
            d["id"] == row["document_id"] and not d["held"] and self._document(d) for d in self.world["document"]
        )

    def _person(self, row: Row) -> bool:
        return self.related(row) if row["compartment"] == "case" else self.related(row, room=row["compartment"])

    def _arrival(self, row: Row) -> bool:
        return self.related(row)

    def _report(self, row: Row) -> bool:
        whole = {r["case_id"] for r in self.relations if r["compartment"] == "justice" and r["child_id"] is None}
        return row["holder"] in self.mine or row["case_id"] in whole

    def _report_text(self, row: Row) -> bool:
        return any(r["id"] == row["report_id"] and self.sees("report", r) for r in self.world["report"])

    def _text_choice(self, row: Row) -> bool:
        return bool(row["member_id"] == self.me)

    def _text_out(self, row: Row) -> bool:
        return bool(row["member_id"] == self.me)

    def _voice_choice(self, row: Row) -> bool:
        return bool(row["member_id"] == self.me)

    def _voice_call(self, row: Row) -> bool:
        return bool(row["member_id"] == self.me)

    def _push_browser(self, row: Row) -> bool:
        return bool(row["member_id"] == self.me)

    def _held(self, row: Row) -> bool:
        """Of what a reporter says: the unit that holds the report, unless it is walled off from the case."""
        return any(
            p["id"] == row["report_id"] and p["holder"] in self.mine and self.sees("report", p)
            for p in self.world["report"]
        )

    def _report_message(self, row: Row) -> bool:
        return self._held(row)

    def _report_file(self, row: Row) -> bool:
        return self._held(row)

    def _report_file_bytes(self, row: Row) -> bool:
        return self._held(row)

    def _report_contact(self, row: Row) -> bool:
        return self._held(row)

    def _data_key(self, row: Row) -> bool:
        cases = {c["id"] for c in self.world["case"] if self.sees("case", c)}
        return row["case_id"] in cases or row["report_id"] in {
            p["id"] for p in self.world["report"] if self.sees("report", p)
        }

    def _emergency(self, row: Row) -> bool:
        asked = {row["unit"], row["second_unit"]} & (self.mine | self.guarded)
        return bool(asked) or (row["case_id"] is not None and self.related(row, works=True, loose=True, whole=True))

    def _unsealing(self, row: Row) -> bool:
        return row["unit"] in self.mine or row["decider"] in self.guarded

    def _look_question(self, row: Row) -> bool:
        return row["member_id"] == self.me or row["unit"] in self.guarded

    def _conflict(self, row: Row) -> bool:
        return bool({row["asked_unit"], row["decider"]} & self.guarded) and row["unit"] not in self.guarded | self.mine

    def _complaint(self, row: Row) -> bool:
        return bool({row["handler"], row["above"]} & self.handles) and not set(row["about"]) & self.agencies

    def _complaint_message(self, row: Row) -> bool:
        return any(c["id"] == row["complaint_id"] and self._complaint(c) for c in self.world["complaint"])

    def _suspension(self, row: Row) -> bool:
        return bool({row["asked_unit"], row["decider"]} & self.handles) and row["agency"] not in self.agencies

    def _agreement(self, row: Row) -> bool:
        kept = {unit["agency_id"] for unit in self.world["unit"] if unit["principal"] in self.guarded}
        return bool({row["one"], row["other"]} & (self.agencies | self.administers | kept))

    def _governance(self, row: Row) -> bool:
        return bool(self.mine)

    def _governance_signature(self, row: Row) -> bool:
        return bool(self.mine)

    def _of_our_roster(self, row: Row) -> bool:
        return row["unit"] in self.mine

    _duty_roster = _duty_version = _duty_change = _duty_swap = _duty_note = _of_our_roster

    def _duty_number(self, row: Row) -> bool:
        leads = any(
            m["member_id"] == self.me and m["unit"] in self.mine and m["role"] in ("head", "team_lead")
            and m["since"] <= self.now and (m["until"] is None or m["until"] > self.now)
            for m in self.world["membership"]
        )  # fmt: skip
        last_rung = any(
            n["to_unit"] == row["unit"] and n["level"] >= 2 and n["audience"] == "head" and n["seen_at"] is None
            and self.sees("notice", n)
            for n in self.world["notice"]
        )  # fmt: skip
        return bool(self.mine) and row["member_id"] == self.me or (row["unit"] in self.mine and leads and last_rung)

    def _peer_question(self, row: Row) -> bool:
        """Everybody who is signed in; what is hidden or taken back not, but for its author and for officers of what is hidden."""
        if not self.mine or row["by_member"] == self.me:
            return bool(self.mine)
        officer = any(
            m["member_id"] == self.me and m["role"] == "confidentiality_officer" and m["since"] <= self.now
            and (m["until"] is None or m["until"] > self.now) for m in self.world["membership"]
        )  # fmt: skip
        return row["withdrawn_at"] is None and (row["hidden_at"] is None or officer)

    _peer_answer = _peer_card = _peer_question

    def _workshop(self, row: Row) -> bool:
        return bool(self.mine)

    _workshop_session = _workshop

    def _workshop_mark(self, row: Row) -> bool:
        """Who organises workshops in the unit that holds this one."""
        roles = ("trainer", "mentor", "team_lead", "head")
        return row["unit"] in self.mine and any(
            m["member_id"] == self.me and m["unit"] in self.mine and m["role"] in roles and m["since"] <= self.now
            and (m["until"] is None or m["until"] > self.now) for m in self.world["membership"]
        )  # fmt: skip

    _workshop_sitting = _workshop_mark

    def _workshop_invitation(self, row: Row) -> bool:
        return row["to_unit"] in self.mine or self._workshop_mark(row)

    def _workshop_seat(self, row: Row) -> bool:
        """Of those who agreed to be in the directory, their unit as well."""
        offered = row["to_unit"] in self.mine and row["offered_at"] is not None and row["contact"]
        return offered or self._workshop_mark(row)

    def _apart(self, row: Row) -> bool:
        """An entry or a notice about a complaint or a suspension that is not this member's to see."""
        kind = row["subject_kind"]
        if kind not in ("complaint", "suspension"):
            return False
        return not any(one["id"] == row["subject_id"] and self.sees(kind, one) for one in self.world[kind])

    def _recusal(self, row: Row) -> bool:
        ours = row["unit"] in self.mine | self.guarded
        return ours and (row["member_id"] == self.me or row["case_id"] not in self.walls)

    def kept_from(self, case_id: Any) -> bool:
        """A unit that the member answers for, or their own, must have no part in the case."""
        return any(c["case_id"] == case_id and c["agreed"] and c["unit"] in self.mine | self.guarded
                   and c["answered_at"] <= self.now < c["until"] and not (c["ended_at"] and c["ended_at"] <= self.now)
                   for c in self.world["conflict"])  # fmt: skip

    def _retention_mark(self, row: Row) -> bool:
        return row["unit"] in self.guarded and not self.kept_from(row["case_id"])

    def _legal_hold(self, row: Row) -> bool:
        marked = any(m["case_id"] == row["case_id"] and m["ended_at"] is None and self._retention_mark(m)
                     for m in self.world["retention_mark"])  # fmt: skip
        ours = row["unit"] in self.mine | self.guarded
        return ours or marked or self.related(row, works=True, loose=True, whole=True)

    def _erasure(self, row: Row) -> bool:
        officer = bool({row["asked_unit"], row["decider"]} & self.guarded) and not self.kept_from(row["case_id"])
        report = any(p["id"] == row["report_id"] and self.sees("report", p) for p in self.world["report"])
        return (
            officer or report or (row["case_id"] is not None and self.related(row, works=True, loose=True, whole=True))
        )

    def _subject_access(self, row: Row) -> bool:
        ours = row["unit"] in self.guarded and not self.kept_from(row["case_id"])
        return row["unit"] in self.mine or ours

    def _subject_handover(self, row: Row) -> bool:
        return any(
            one["id"] == row["request_id"] and self.sees("subject_access", one) for one in self.world["subject_access"]
        )

    def _for_accused(self, row: Row) -> bool:
        return self.related(row, room="justice", works=True)

    def _consent(self, row: Row) -> bool:
        return self.related(row, holds=True)

    def _disclosure(self, row: Row) -> bool:
        if row["kind"] == "refuse":
            return bool(row["from_unit"] in self.mine)
        if row["from_unit"] in self.mine or (row["due_at"] is not None and row["from_parent"] in self.mine):
            return True
        if row["kind"] == "share" and row["due_at"] is not None and row["from_unit"] in self.guarded:
            return True
        if row["to_unit"] in self.mine:
            return True
        loose = (
            row["ordered_on"] is not None and row["child_id"] is None
        )  # the whole case: also of who works for one child
        return any(self.related(row, room=room, holds=True, loose=loose) for room in row["compartments"])

    def _ledger_entry(self, row: Row) -> bool:
        if self._apart(row):
            return False
        if row["subject_kind"] == "examination" and row["unit"] not in self.mine and not self._of_care(row, asked=True):
            return False
        if row["subject_kind"] == "conference" and row["unit"] not in self.mine and not self.listed(row["subject_id"]):
            return False
        if row["act"] in LOOKS and row["unit"] in self.guarded:
            return True
        if row["subject_kind"] in ("consent", "disclosure") and row["unit"] not in self.mine:
            rows = self.world[row["subject_kind"]]
            if not any(one["id"] == row["subject_id"] and self.sees(row["subject_kind"], one) for one in rows):
                return False
        if row["subject_kind"] == "document" and row["unit"] not in self.mine:
            return any(d["id"] == row["subject_id"] and self._document(d) for d in self.world["document"])
        if {row["unit"], row["counterpart"]} & self.mine:
            return True
        room = row["compartment"]
        return self.related(row, room=room) if room else self.related(row, loose=True)

    def _notice(self, row: Row) -> bool:
        return row["to_unit"] in self.mine and not self._apart(row)
