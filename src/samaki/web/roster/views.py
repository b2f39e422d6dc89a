"""The unit's roster: shown, printed, drafted, looked through and published; as a calendar, and from one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.models import Member
from samaki.database.refusals import CannotMove, Invalid, together
from samaki.roster import calendars, changing, layers, planning, queries, rules
from samaki.roster.duty import Layer, shifts
from samaki.roster.layers import kept
from samaki.roster.looking import Found, look
from samaki.roster.models import DutyRoster, DutyVersion
from samaki.web.fields import typed, typed_number
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.roster import forms, looked, showing

WEEKS_OUT = 8
"""Weeks of a roster in a calendar file."""


@staff_page
def own(request: StaffRequest) -> HttpResponse:
    """The roster of the member's unit; for who oversees, how many there are and how full."""
    return page(request, "staff/roster.html", showing.of_unit(request) | {"counted": showing.counted_words(request)})


@staff_page
def printed(request: StaffRequest) -> HttpResponse:
    """Two weeks on paper, beside the telephone."""
    return page(request, "staff/roster_print.html", showing.of_unit(request))


@staff_page
def new(request: StaffRequest) -> HttpResponse:
    """A roster for an area that has none: its first layer."""
    rules.check_plans(request.member.unit)
    errors: forms.Errors = []
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"/roster/{_first(request).roster_id}/edit/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    lead = _("Nothing holds before it is published. After this you can add further layers, and see the gaps.")
    context = forms.form(
        _("A new roster"),
        [forms.area_field(request), *forms.layer_fields(request)],
        _("Keep this draft"),
        errors,
        lead=lead,
    )
    return page(request, "staff/form.html", context, status=422 if errors else 200)


@staff_page
def edit(request: StaffRequest, key: UUID) -> HttpResponse:
    """The draft of a roster: its layers, what is found in it; another layer is added. Without a draft it begins with what holds."""
    roster, errors = roster_of(key), []
    rules.check_plans(roster.unit)
    if request.method == "POST":
        try:
            _add(roster, request)
            return HttpResponseRedirect(request.path)
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/roster_edit.html", _draft_page(roster, request, errors), status=422 if errors else 200)


@require_POST
@staff_page
def drop(request: StaffRequest, key: UUID) -> HttpResponse:
    """One layer is taken out of the draft."""
    roster, number = roster_of(key), typed_number(request, "number", most=layers.MOST_LAYERS) or 0
    told = [one for at, one in enumerate(_layers(roster), start=1) if at != number]
    _keep(roster, told, request)
    return HttpResponseRedirect(f"/roster/{key}/edit/")


@staff_page
def publish(request: StaffRequest, key: UUID) -> HttpResponse:
    """What is found in the draft; then it holds."""
    roster = roster_of(key)
    rules.check_plans(roster.unit)
    draft = queries.version_of(roster, "draft")
    if request.method == "POST" or draft is None:
        seen, edits = typed(request, "seen"), typed_number(request, "edits", most=999_999) or 0
        planning.publish_roster(roster_id=key, edits=edits, seen=seen, by=request.member, now=request.now)
        return HttpResponseRedirect(f"/roster/?roster={key}")
    found, names = _found(draft, request)
    lines = [*looked.begins_later(draft, request.now), *looked.findings(found, names)]
    notes = [{"words": line} for line in lines]
    fields: list[dict[str, Any]] = [
        {"kind": "hidden", "name": "edits", "value": draft.edits},
        {"kind": "hidden", "name": "seen", "value": found.seen},
    ]
    label = _("Publish it all the same") if found.anything else _("Publish it")
    lead = (_("Look at this first. It can be published as it is: in a gap the head of the unit is called at once.") if found.anything
            else _("Nothing is missing. From now on who is on duty is called by this plan."))  # fmt: skip
    return page(request, "staff/form.html", forms.form(_("Publish this roster?"), fields, label, [], lead=lead, notes=notes,
                                                       back={"href": f"/roster/{key}/edit/", "label": _("Back to the draft")}))  # fmt: skip


@require_POST
@staff_page
def act_on(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """The draft is laid aside, or the roster ends."""
    do = {"discard": planning.discard_draft, "end": planning.end_roster}[act]
    do(roster_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect("/roster/")


ACTS = ("discard", "end")


@staff_page
def as_calendar(request: StaffRequest, key: UUID) -> HttpResponse:
    """The next weeks as a calendar file, for the unit's own calendars."""
    roster = roster_of(key)
    version = queries.version_of(roster, "published")
    if version is None:
        raise CannotMove(_("Nothing is published yet. Ask who plans the roster."))
    counted = queries.plan_of(version, request.now, request.now)
    since = (
        request.now.replace(hour=0, minute=0, second=0, microsecond=0) - 8 * showing.DAY
    )  # where the shift of this hour begins
    found = [
        one for one in shifts(counted, since, request.now + 7 * WEEKS_OUT * showing.DAY) if one.until > request.now
    ]
    names = queries.names_of(one.member for one in found)
    content = calendars.written(found, names, key=str(key), now=request.now, title=_title)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="samaki-roster.ics"'
    return answer


@staff_page
def take_in(request: StaffRequest, key: UUID) -> HttpResponse:
    """Covers and absences from a calendar file: what was taken, and line by line what was not."""
    roster, errors = roster_of(key), []
    rules.check_plans(roster.unit)
    if request.method == "POST":
        try:
            return page(request, "staff/form.html", _taken(roster, request))
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", _file_form(errors), status=422 if errors else 200)


take_in.takes_files = True  # type: ignore[attr-defined]


def roster_of(key: UUID) -> DutyRoster:
    """A roster that the session sees. Raises DutyRoster.DoesNotExist."""
    return DutyRoster.objects.select_related("unit").get(id=key, ended_at__isnull=True)


def _title(name: str) -> str:
    return _("On duty: %(name)s") % {"name": name} if name else _("Nobody is on duty")


def _taken(roster: DutyRoster, request: StaffRequest) -> dict[str, Any]:
    sent = request.FILES.get("file")
    if sent is None:
        raise Invalid(_("Choose a calendar file (.ics)."), field="file")
    members: dict[str, Member] = layers.by_any_name(layers.on_the_list(roster.unit, request.now))
    found = calendars.read(sent.read(calendars.LARGEST + 1), members, request.now)
    made = changing.take_changes(roster_id=roster.id, lines=found.lines, by=request.member, now=request.now)
    again = len(found.lines) - len(made)
    said = {"taken": digits(len(made)), "again": digits(again), "wrong": digits(len(found.wrong))}
    lead = _("Taken: %(taken)s. Already here: %(again)s. Not taken: %(wrong)s.") % said
    notes = [{"words": _("Line %(number)s, “%(title)s”: %(why)s") % {"number": digits(one.number), "title": one.title, "why": one.why}}
             for one in found.wrong]  # fmt: skip
    if found.wrong:
        notes.append(
            {"words": _("Mend these in your calendar and send the file again: what was taken is not taken twice.")}
        )
    return forms.form(_("Covers and absences from a calendar"), [], "", [], lead=lead, notes=notes)


def _file_form(errors: forms.Errors) -> dict[str, Any]:
    lead = _(
        "Each entry is called “Away: NAME” or “Covers: NAME”. What cannot be taken is told line by line; the others are taken."
    )
    fields = [{"kind": "file", "name": "file", "label": _("Calendar file (.ics)"), "hint": ""}]
    return forms.form(
        _("Covers and absences from a calendar"), fields, _("Take them in"), errors, lead=lead, with_file=True
    )


@together()
def _first(request: StaffRequest) -> DutyVersion:
    area = typed(request, "area")
    layer = layers.read(forms.typed_layer(request), request.member.unit, request.now)
    return planning.draft_roster(unit=request.member.unit, area="" if area == forms.WHOLE_UNIT else area, layers=[layer], edits=0,
                                 by=request.member, now=request.now)  # fmt: skip


@together()
def _add(roster: DutyRoster, request: StaffRequest) -> DutyVersion:
    return _keep(roster, [*_layers(roster), layers.read(forms.typed_layer(request), roster.unit, request.now)], request)


def _keep(roster: DutyRoster, told: list[Layer], request: StaffRequest) -> DutyVersion:
    edits = typed_number(request, "edits", most=999_999) or 0
    return planning.draft_roster(
        unit=roster.unit, area=roster.area, layers=told, edits=edits, by=request.member, now=request.now
    )


def _layers(roster: DutyRoster) -> tuple[Layer, ...]:
    """Of the draft; where there is none yet, of what holds."""
    version = queries.version_of(roster, "draft") or queries.version_of(roster, "published")
    return kept(version.layers) if version else ()


def _found(version: DutyVersion, request: StaffRequest) -> tuple[Found, dict[str, str]]:
    told, changes = kept(version.layers), queries.changes_of(version.roster_id, request.now)
    return look(told, changes, version.unit_id, request.now), queries.names_of(queries.members_in(told, changes))


def _draft_page(roster: DutyRoster, request: StaffRequest, errors: forms.Errors) -> dict[str, Any]:
    draft = queries.version_of(roster, "draft")
    shown = draft or queries.version_of(roster, "published")
    found, names = _found(shown, request) if shown else (Found(), {})
    context = forms.form(_("Draft of the roster"), forms.layer_fields(request), _("Add this layer"), errors)
    return context | {
        "base": f"/roster/{roster.id}",
        "area": showing.area_words(roster.area, request.lang),
        "layers": [
            {"number": at, "words": text}
            for at, text in enumerate(showing.layer_words(shown, names) if shown else [], start=1)
        ],
        "edits": draft.edits if draft else 0,
        "is_draft": draft is not None,
        "findings": [*(looked.begins_later(draft, request.now) if draft else []), *looked.findings(found, names)],
    }
