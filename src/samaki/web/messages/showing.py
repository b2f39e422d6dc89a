"""What the page of messages shows: each part of the file by itself, and the form for a new one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import names_then
from samaki.cases.messages.queries import Reachable, Shown, messages_of, reachable, writable
from samaki.cases.models import Case, Person
from samaki.cases.rules import NO_CASEWORK
from samaki.cases.sharing.pressed import known_units
from samaki.web import which, words
from samaki.web.fields import field, mark, options
from samaki.web.moments import short_moment
from samaki.web.pages import StaffRequest
from samaki.web.people.forms import Errors, about, likely

Line = dict[str, Any]


def thread(case: Case, request: StaffRequest, errors: Errors) -> Line:
    """Messages, the oldest first, with who has read them; a form where the reader's unit may write."""
    shown = messages_of(case)
    marks = [(mark.unit, mark.member_id) for one in shown for mark in one.mentions]
    marks += [(mark.unit, mark.member_id) for one in shown for mark in one.reads]
    units = {one.row.unit for one in shown} | {unit for unit, _member in marks}
    people = {one.row.by_member for one in shown} | {member for _unit, member in marks}
    known = Member.objects.in_bulk(people) if people else {}
    page = _Page(request, names_then(units), {key: one.name for key, one in known.items() if one.unit_id == request.member.unit_id},
                 which.children(one.row.child_id for one in shown))  # fmt: skip
    unread = [str(one.row.id) for one in shown if not one.read(request.member)]
    works = bool(request.member.roles(request.now) - NO_CASEWORK)
    fields = _fields(case, request) if works else []
    mark(fields, errors)
    return {
        "code": case.code, "messages": [page.line(one) for one in shown], "fields": fields, "errors": errors,
        "unread": " ".join(unread) if works else "", "warns": _warns(case) if fields else [],
    }  # fmt: skip


def _fields(case: Case, request: StaffRequest) -> list[Line]:
    """The part, the child, the words, to whom; none where the reader's unit may write nowhere."""
    open_to, post = writable(case.id, request.member), request.POST
    if not open_to:
        return []
    rooms = [pack().compartments[code] for code in sorted(open_to) if code in pack().compartments]
    children = about(case, request, set().union(*open_to.values()))
    meant = [_reach(one, request) for one in reachable(case, request.member, request.now)]
    fields = [
        field("area", "text", _("Your message"), value=post.get("text", ""), rows=4,
              hint=_("It is no record: what you have seen belongs into an observation. Never names, nor where a child stays.")),
        field("radios", "compartment", _("To which part of the file does it belong?"), options=options(rooms, request.lang),
              value=post.get("compartment", rooms[0].code if len(rooms) == 1 else "")),
        field("select", "person", _("About which child?"), options=children, value=post.get("person", likely(children)), hint=None),
    ]  # fmt: skip
    if meant:
        fields.append(field("checks", "mentions", _("To whom does it turn?"), options=meant, value=post.getlist("mentions"),
                            hint=_("Everybody who reads this part reads it. Whoever you tick, their unit is told that one of it is "
                                   "meant.")))  # fmt: skip
    return fields


def _reach(one: Reachable, request: StaffRequest) -> dict[str, str]:
    """A colleague by name; of another unit, what they do."""
    if one.leads:
        return {
            "value": str(one.member.id),
            "label": _("whoever leads there (%(unit)s)") % {"unit": one.member.unit.short_name},
        }
    if not one.kind:
        return {"value": str(one.member.id), "label": one.member.name}
    told = {"step": words.step_title(one.kind, request.lang), "unit": one.member.unit.short_name}
    return {"value": str(one.member.id), "label": _("whoever does “%(step)s” (%(unit)s)") % told}


def _warns(case: Case) -> list[str]:
    """Units from which pressure is hidden, for who may know of it: they may read here."""
    names = [unit.name for unit in Unit.objects.filter(principal__in=known_units(case))]
    said = _("%(unit)s may read what you write here, and pressure is kept from that unit: write nothing of it.")
    return [said % {"unit": name} for name in names]


class _Page:
    """Names that every line needs."""

    def __init__(self, request: StaffRequest, names: Any, people: dict[UUID, str], children: dict[UUID, str]) -> None:
        self.request, self.names, self.people, self.children = request, names, people, children

    def who(self, unit: int, member: UUID) -> str:
        """The unit; of one's own the person too."""
        named = str(self.names.at(unit, self.request.now))
        return f"{named} ({self.people[member]})" if member in self.people else named

    def line(self, one: Shown) -> Line:
        row, lang = one.row, self.request.lang
        room = pack().compartments.get(row.compartment)
        meta = [
            short_moment(row.made_at),
            room.label(lang) if room else row.compartment,
            self.children.get(row.child_id, "") if row.child_id else "",
        ]
        read = dict.fromkeys(self.who(mark.unit, mark.member_id) for mark in one.reads)
        mine = row.by_member == self.request.member.id
        return {
            "id": row.id, "who": self.who(row.unit, row.by_member), "text": one.text, "meta": " · ".join(part for part in meta if part),
            "meant": ", ".join(dict.fromkeys(self.who(mark.unit, mark.member_id) for mark in one.mentions)),
            "read": ", ".join(read), "new": not one.read(self.request.member), "before": one.before,
            "correct": _correct(one) if mine else None,
        }  # fmt: skip


def _correct(one: Shown) -> Line:
    hint = _("The old words stay beneath, and it is read anew.")
    words_of = field("area", "text", _("The right words"), value=one.text, rows=3, hint=hint)
    return {"href": f"/messages/{one.row.id}/correct/", "fields": [words_of]}


def children_of(case: Case, key: UUID | None) -> Person | None:
    """The child of this key, as far as it is seen."""
    return Person.objects.select_related("case").filter(case=case, id=key).first() if key else None
