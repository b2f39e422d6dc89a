"""The page of a child's voice: what it was told and wants, whether it must be heard again, the way to complain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.queries import NamesThen, names_then
from samaki.cases.models import Person, Step
from samaki.cases.operations import sees
from samaki.cases.remarks import Said, remarks_on
from samaki.journeys.voice import queries
from samaki.journeys.voice.models import ChildVoice, HeardAgain
from samaki.journeys.voice.queries import Topic
from samaki.web import which, words
from samaki.web.children.frame import Line, Reader, line, mistake, reader_of, section
from samaki.web.hearings import words as days
from samaki.web.moments import digits, long_date, short_moment
from samaki.web.pages import StaffRequest
from samaki.web.steps.forms import hush_of
from samaki.web.story import when_words
from samaki.web.voice import forms
from samaki.web.voice import words as said

LISTS = {"told": "told_child", "wants": "wish"}


def sections(child: Person, request: StaffRequest) -> list[Line]:
    """All that the reader may see, and what they can write."""
    reader = reader_of(child, request)
    writes = reader.writes
    told, wants = queries.voices_of(child, "told"), queries.voices_of(child, "wants")
    rows = [row for topic in (*told, *wants) for row in topic.said]
    opened, names = queries.words_of(rows), names_then({row.unit for row in rows})
    remarks = remarks_on([row.id for row in rows if row.in_error_at])

    def lines(topics: Iterable[Topic]) -> list[Line]:
        return [_topic(topic, opened, names, remarks, reader, request) for topic in topics]

    return [
        section("wants", _("What the child wants"), lines(wants), empty=_("Nothing is written down that your unit may read."),
                lead=_only_own(child, request), folds=[forms.wants(child, request)] if writes else []),
        section("told", _("What the child was told"), lines(told), empty=_("Nothing is written down that your unit may read."),
                left=_untold(told, request), folds=[forms.told(child, request)] if writes else []),
        _again(child, reader, request),
        _hush(child),
        _complaint(child),
    ]  # fmt: skip


def _only_own(child: Person, request: StaffRequest) -> str:
    if sees(child.case_id, "care", child.id, request.member, reads=True):
        return ""
    return _("Your unit does not read the child's care: it sees here only what it wrote down itself.")


def _untold(told: list[Topic], request: StaffRequest) -> tuple[str, list[str]]:
    """What nobody has told the child yet, so that somebody does."""
    done = {topic.code for topic in told if topic.stands is not None}
    left = [
        one.label(request.lang)
        for one in pack().reasons["told_child"].values()
        if one.code not in done and not one.needs_text
    ]
    return _("Not told yet, as far as your unit reads (%(n)s)") % {"n": digits(len(left))}, left


def _topic(
    topic: Topic, opened: Any, names: NamesThen, remarks: dict[Any, list[Said]], reader: Reader, request: StaffRequest
) -> Line:  # fmt: skip
    """What stands, and beneath it what was said before."""
    shown = [
        _voice(row, opened[row.id].get("text", ""), names, remarks.get(row.id, []), reader, request)
        for row in topic.said
    ]
    stands = topic.stands
    if stands is None:
        return line(words.reason_name(LISTS[topic.said[0].sort], topic.code, request.lang), state="stopped",
                    state_words=_("Recorded by mistake"), older=shown)  # fmt: skip
    place = topic.said.index(stands)
    return shown[place] | {"older": shown[:place] + shown[place + 1 :]}


def _voice(
    row: ChildVoice, text: str, names: NamesThen, remarks: list[Said], reader: Reader, request: StaffRequest
) -> Line:
    sign, answer = said.ANSWERS[row.sort][row.answer]
    spoken = forms.reason("spoken", row.language, request)
    by = said.INTERPRETERS[row.interpreter]() if row.interpreter != "none" else ""
    who = _("%(unit)s, %(time)s") % {"unit": names.at(row.unit, row.recorded_at), "time": when_words(row)}
    mends = row.in_error_at is None and reader.mends(row)
    return line(
        words.reason_name(LISTS[row.sort], row.topic, request.lang), state=sign, state_words=answer(),
        said=[text, *(one.text for one in remarks)], meta=" · ".join(part for part in (spoken, by, who) if part),
        struck=row.in_error_at is not None, folds=[mistake(f"/voices/{row.id}/mistake/", row.id)] if mends else [],
    )  # fmt: skip


# ---------------------------------------------------------------- heard again
def _again(child: Person, reader: Reader, request: StaffRequest) -> Line:
    rows, ahead = queries.askings_of(child), queries.hearings_ahead(child, request.now)
    opened, remarks = queries.words_of(rows), remarks_on([row.id for row in rows])
    names = names_then({unit for row in rows for unit in (row.unit, row.holder, row.answered_unit) if unit})
    answering = {unit.principal for unit in queries.answering(child, request.now)} if rows else set()
    lines = [
        _asking(row, opened[row.id], remarks.get(row.id, []), names, _can(row, answering, reader), request)
        for row in rows
    ]
    before = queries.heard_before(child)
    lead = ""
    if before:
        named = ", ".join(long_date(day) for day in before)
        lead = _("This child was heard already, as far as your unit knows. How often: %(times)s (%(days)s).") % {
            "times": digits(len(before)), "days": named}  # fmt: skip
    asked_for = {row.hearing_id for row in rows if row.state != "withdrawn"}
    unasked = [row for row in ahead if before and row.id not in asked_for]
    if unasked:
        lead += " " + _("Nobody has asked here why the child must be heard again on: %(days)s.") % {
            "days": ", ".join(days.when(row) for row in unasked)}  # fmt: skip
    return section("again", _("Heard once more"), lines, lead=lead.strip(), empty=_("Nobody has asked to hear the child again."),
                   folds=[forms.again(child, request, ahead)] if reader.writes else [])  # fmt: skip


def _can(row: HeardAgain, answering: set[int], reader: Reader) -> tuple[bool, bool]:
    """(answers, takes back): as the rules say it, for one that was not taken back."""
    if row.state == "withdrawn":
        return False, False
    mine = reader.member.unit_id
    return row.holder in reader.ours or (
        reader.writes and mine in answering and mine != row.unit
    ), row.unit in reader.ours


def _asking(
    row: HeardAgain, opened: dict[str, str], remarks: list[Said], names: NamesThen, can: tuple[bool, bool], request: StaffRequest
) -> Line:  # fmt: skip
    sign, state = said.STATES[row.state]
    late = row.state == "asked" and row.due_at < request.now
    asked = {"unit": names.at(row.unit, row.recorded_at), "time": short_moment(row.recorded_at)}
    answered = (
        {"unit": names.at(row.answered_unit, row.answered_at), "time": short_moment(row.answered_at)}
        if row.answered_at
        else None
    )
    waits = {"unit": names.at(row.holder, request.now), "time": short_moment(row.due_at)}
    rows = [
        (_("Why"), forms.reason("heard_again", row.reason, request)),
        (_("About what"), opened.get("topic", "")),
        (_("Where the recording is"), opened.get("recording", "")),
        (_("Asked by"), _("%(unit)s, %(time)s") % asked),
        (_("Answers"), _("%(unit)s, until %(time)s") % waits if row.state == "asked" else ""),
        (_("Answered by"), _("%(unit)s, %(time)s") % answered if answered else ""),
        (_("The other way"), forms.reason("other_way", row.way, request)),
        *((said.WRITTEN[one.act](), one.text) for one in remarks if one.act in said.WRITTEN),
    ]  # fmt: skip
    folds = ([forms.answer(row, request)] if can[0] else []) + ([forms.withdraw(row)] if can[1] else [])
    link = {"href": f"/hearings/{row.hearing_id}/", "label": _("To the hearing")} if row.hearing_id else None
    return line(
        said.SORTS[row.sort](),
        state="overdue" if late else sign,
        state_words=state(),
        rows=rows,
        folds=folds,
        link=link,
    )


def of_hearing(hearing_id: Any, request: StaffRequest) -> list[dict[str, str]]:
    """For the page of a day of a court: that it was asked whether the child must be heard again, and what was answered. It binds nobody."""
    rows = [row for row in queries.askings_for(hearing_id) if row.state != "withdrawn"]
    named = which.children(row.child_id for row in rows)
    return [
        {
            "words": which.titled(
                _("Must the child be heard again? %(state)s.") % {"state": said.STATES[row.state][1]()},
                row.child_id,
                named,
            ),
            "href": f"/heard-again/{row.id}/",
        }
        for row in rows
    ]


# ---------------------------------------------------------------- told once; to complain
def _hush(child: Person) -> Line:
    """From the hand-offs: topic, date, where the recording is."""
    known = hush_of(Step(case_id=child.case_id, child_id=child.id))
    return section("hush", _("What the child must not be asked again"), [line(text) for text in known],
                   empty=_("Nothing is written down with a hand-off."))  # fmt: skip


def _complaint(child: Person) -> Line:
    """The way round an agency: nothing of it is written into this file, where that agency might read it."""
    lead = _("Whoever the child tells writes it down, as the child said it, about any agency, our own too. It goes round that agency, and "
             "nothing of it stands in this file. Give the child the receipt, or keep it for them, as they wish.")  # fmt: skip
    link = {"href": f"/complaints/new/?code={child.case.code}", "label": _("Complain for the child")}
    return section("complain", _("The child complains about somebody"), [line(_("A complaint"), link=link)], lead=lead)
