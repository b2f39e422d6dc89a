"""Forms of who organises a workshop."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Unit
from samaki.database.refusals import Invalid, tell
from samaki.threads.peers.rules import LONGEST as OF_PEERS
from samaki.training import closing, rules
from samaki.training.models import Workshop, WorkshopInvitation, WorkshopSeat, WorkshopSession
from samaki.training.words import words_of
from samaki.web.fields import field, mark, of_today, options, read_moment, typed
from samaki.web.gaps.forms import sure
from samaki.web.hints import dates
from samaki.web.moments import digits, long_moment
from samaki.web.pages import StaffRequest
from samaki.web.peers.looking import looked
from samaki.web.training.told import parts

Errors = list[dict[str, str]]


def plan(request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """A new workshop."""
    post, lang = request.POST, request.lang
    fields = [
        field("select", "programme", _("Programme"), options=options(pack().training.programmes.values(), lang),
              value=post.get("programme", ""), hint=_("Its sessions and its test come with it.")),
        field("select", "area", _("Area"), options=provinces(lang), value=post.get("area", ""), blank=_("Choose one"), hint=None),
        *_whole(request, None),
    ]  # fmt: skip
    lead = _("Nobody is told before you open it. The same workshop at another site is another workshop: plan it anew.")
    return form(request, _("Plan a workshop"), fields, _("Plan it"), errors, "/training/", lead)


def change(request: StaffRequest, row: Workshop, errors: Errors) -> dict[str, Any]:
    """Another day, place or number."""
    lead = _("All sessions move with the first day. Each invited unit is told of another day or place.")
    made = form(
        request,
        _("Change or move the workshop"),
        _whole(request, row),
        _("Save the change"),
        errors,
        f"/training/{row.id}/",
        lead,
    )
    return made | {"version": row.version}


def invite(request: StaffRequest, row: Workshop, found: list[WorkshopInvitation], errors: Errors) -> dict[str, Any]:
    """Places for a unit."""
    fields = [
        field("select", "to_unit", _("Unit"), options=_units(),
              value=request.POST.get("to_unit", ""), blank=_("Choose one"), hint=None),
        field("number", "places", _("How many places"), value=request.POST.get("places", ""), narrow=True, inputmode="numeric", hint=None),
    ]  # fmt: skip
    if any(error["field"] == "sure" for error in errors):
        meant = [{"value": "yes", "label": _("Yes: not everybody comes, and who comes later waits")}]
        fields.append(
            field("checks", "sure", _("More places than the workshop has?"), options=meant, value=[], hint=None)
        )
    given = sum(one.places for one in found)
    lead = _("Given so far: %(given)s of %(all)s places. Choose a unit again to change its number.") % {
        "given": digits(given), "all": digits(row.places)}  # fmt: skip
    return form(request, _("Invite a unit"), fields, _("Give these places"), errors, f"/training/{row.id}/", lead)


def _units(first: Collection[int] = ()) -> list[dict[str, str]]:
    """Open units by name, those of `first` before the others."""
    units = Unit.objects.filter(until=None).select_related("agency")
    ordered = sorted(units, key=lambda one: (one.principal not in first, one.name.casefold()))
    return [{"value": str(one.principal), "label": one.name} for one in ordered]


def finish(request: StaffRequest, row: Workshop, errors: Errors) -> dict[str, Any]:
    """It ends before its last session has ended: why, and what that means for certificates."""
    certified, came, _sessions = closing.earned(row)
    fields = [
        field("area", "why", _("Why does it end now?"), value=request.POST.get("why", ""), rows=3, most=rules.LONGEST["why"],
              hint=_("Everybody who opens the page of the workshop reads it. No name, no case.")),
    ]  # fmt: skip
    lead = _("Correct the attendance first: certificates are given by it, and ticks stay as they are.")
    made = form(request, _("End the workshop before its last session"), fields, _("Finish the workshop now"), errors,
                f"/training/{row.id}/", lead)  # fmt: skip
    given = _("%(count)s of %(all)s who came") % {"count": digits(len(certified)), "all": digits(len(came))}
    needed = _("A certificate needs %(share)s%% of all sessions of the programme, also where it ends early.")
    return made | {
        "rows": [{"name": _("The last session ends"), "text": long_moment(row.ends_at)},
                 {"name": _("Would have a certificate"), "text": given}],
        "notes": [{"words": needed % {"share": digits(pack().training.attends)}}],
    }  # fmt: skip


def promise(request: StaffRequest, row: Workshop, found: list[WorkshopInvitation], errors: Errors) -> dict[str, Any]:
    """What a unit says there that it will do by a day; who was invited stands first."""
    post = request.POST
    fields = [
        field("select", "owner", _("Who does it?"), options=_units({one.to_unit_id for one in found}), value=post.get("owner", ""),
              blank=_("Choose one"), hint=_("It is asked on its desk, and promises or does not: nobody promises for others.")),
        field("area", "text", _("What is done?"), value=post.get("text", ""), rows=4,
              hint=_("One thing that can be seen when it is done. No case, no name.")),
        field("text", "due_on", _("By which day?"), value=post.get("due_on", ""), narrow=True, hint=dates("")),
        *sure(request, errors),
    ]  # fmt: skip
    lead = _(
        "What a group says at the workshop that its unit will do. It stands among the promises, with its day and its reminders."
    )
    return form(request, _("Write a promise down"), fields, _("Write it down"), errors, f"/training/{row.id}/", lead)


def session(request: StaffRequest, row: WorkshopSession, errors: Errors) -> dict[str, Any]:
    """One session."""
    post, told = request.POST, words_of(row)
    start = calendar().local(row.starts_at)
    length = int((row.ends_at - row.starts_at).total_seconds() // 60)
    fields = [
        field("text", "starts_at", _("Day and time"), value=post.get("starts_at", f"{start:%Y-%m-%d %H:%M}"), narrow=True,
              hint=_("Like 2026-03-05 14:30.")),
        field("number", "minutes", _("Minutes"), value=post.get("minutes", str(length)), narrow=True, inputmode="numeric", hint=None),
        field("text", "trainers", _("Who teaches"), value=post.get("trainers", told["trainers"]), most=rules.LONGEST["trainers"],
          hint=None),
        field("area", "materials", _("Materials"), value=post.get("materials", told["materials"]), rows=3, most=rules.LONGEST["materials"],
              hint=_("One to a line: a title, or an address of the web that participants can open.")),
    ]  # fmt: skip
    return form(
        request,
        session_name(row.code, row.workshop.programme, request.lang),
        fields,
        _("Save the session"),
        errors,
        f"/training/{row.workshop_id}/",
    )


def add(request: StaffRequest, row: Workshop, found: list[WorkshopInvitation], errors: Errors) -> dict[str, Any]:
    """Somebody without a telephone, or who comes without an invitation."""
    post = request.POST
    units = [{"value": str(one.id), "label": one.to_unit.name} for one in found]
    first = field(
        "select",
        "invitation",
        _("For which unit"),
        options=units,
        value=post.get("invitation", ""),
        blank=_("Choose one"),
        hint=None,
    )
    lead = _("For who has no telephone, or comes without a place. They get a slip with their own link.")
    return form(request, _("Write somebody on the list"), [first, *person(post, request.lang)], _("Write them on the list"), errors,
                f"/training/{row.id}/people/", lead)  # fmt: skip


def person(post: Any, lang: str) -> list[dict[str, Any]]:
    """Who comes: the same fields for the organiser and for participants."""
    agrees = [{"value": "yes", "label": _("My name and number may stand in the directory, for the other agencies")}]
    return [
        field("text", "name", _("Name"), value=post.get("name", "")[:1000], autocomplete="name",
              hint=_("As it shall stand on the certificate.")),  # one that is too long is refused: cut, it would be another name
        field("tel", "phone", _("Telephone"), value=post.get("phone", "")[:60], most=rules.LONGEST["phone"], autocomplete="tel",
          narrow=True,
              hint=_("It may stay empty.")),
        field("radios", "role", _("What do you do?"), options=options(pack().training.roles.values(), lang), value=post.get("role", ""),
          hint=None),
        field("checks", "contact", _("Contact card"), options=agrees, value=post.getlist("contact"),
              hint=_("Only if you wish. Your unit enters it after the workshop; you can say no at any time before.")),
    ]  # fmt: skip


def questions(request: Any, programme: str, lang: str, given: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """The test: one question under the other."""
    known = given or {}
    return [
        field("radios", f"item_{item.code}", f"{digits(number)}. {item.question.get(lang)}", options=options(item.options, lang), hint=None,
              value=request.POST.get(f"item_{item.code}", known.get(item.code, "")))
        for number, item in enumerate(pack().training.items_of(programme), start=1)
    ]  # fmt: skip


def answers(request: Any, programme: str) -> dict[str, str]:
    """Item -> option, of what was chosen."""
    return {item.code: request.POST.get(f"item_{item.code}", "")[:60] for item in pack().training.items_of(programme)}


def paper(
    request: StaffRequest, seat: WorkshopSeat, programme: str, part: str, given: dict[str, str], errors: Errors
) -> dict[str, Any]:
    """A test that was sat on paper."""
    return form(request, parts()[part], questions(request, programme, request.lang, given), _("Enter this paper"), errors,
        f"/training/seats/{seat.id}/",
                _("Tick what stands on the paper. What was left empty stays empty."))  # fmt: skip


def practice(request: StaffRequest, row: Workshop, errors: Errors) -> dict[str, Any]:
    """How it is done well, as the workshop says."""
    post, lang = request.POST, request.lang
    fields = [
        field("select", "topic", _("What is it about?"), options=options(pack().peer_topics.values(), lang), value=post.get("topic",
          ""), blank="",
              hint=None),
        field("select", "step_kind", _("With which step does it stand?"), options=options(pack().step_kinds.values(), lang),
              value=post.get("step_kind", ""), blank=_("with none, only with its topic"), hint=None),
        field("text", "title", _("In one line"), value=post.get("title", "")[:1000], hint=None),
        field("area", "text", _("In your words"), value=post.get("text", ""), rows=6, most=OF_PEERS["text"],
              hint=_("No name, no number, no code, no village: nothing that leads to a child or a case.")),
    ]  # fmt: skip
    fields.append(looked(request))
    lead = _(
        "What a group found out together becomes a practice card. It is shown once a member of a third agency has approved it."
    )
    return form(
        request, _("Write a practice card"), fields, _("Propose the card"), errors, f"/training/{row.id}/", lead
    )


def check(request: StaffRequest, seat: WorkshopSeat, name: str, errors: Errors) -> dict[str, Any]:
    """Half a year later."""
    post = request.POST
    said = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known"))]
    seen = pack().training.standards_of(seat.role)
    fields = [
        field("radios", "in_post", _("Is this person still in post?"), options=[{"value": code, "label": label} for code, label in said],
              value=post.get("in_post", seat.in_post), hint=None),
        field("checks", "observed", _("Which of these did you see at their work?"), options=options(seen, request.lang),
              value=post.getlist("observed") if request.method == "POST" else seat.observed,
              hint=_("Tick only what you saw. It is about the teaching, not about the person: others read sums alone.")),
    ]  # fmt: skip
    return form(request, _("Half a year later: %(name)s") % {"name": name}, fields, _("Save what was seen"), errors,
                f"/training/{seat.workshop_id}/people/")  # fmt: skip


def form(
    request: StaffRequest,
    title: str,
    fields: list[dict[str, Any]],
    label: str,
    errors: Errors,
    back: str,
    lead: str = "",
) -> dict[str, Any]:
    """Context of the page with one form."""
    mark(fields, errors)
    return {"title": title, "lead": lead, "fields": fields, "submit_label": label, "errors": errors, "section": "help",
            "back": {"href": back, "label": _("Back")}}  # fmt: skip


def provinces(lang: str) -> list[dict[str, str]]:
    """The provinces of the pack."""
    places = pack().places
    return [{"value": one.code, "label": places.full_name(one, lang)} for one in places.provinces]


def session_name(code: str, programme: str, lang: str) -> str:
    """What a session of a programme is called, in the reader's language."""
    return next((one.label(lang) for one in pack().training.sessions_of(programme) if one.code == code), code)


def typed_day(request: StaffRequest, name: str) -> date | None:
    """A day, which may lie ahead."""
    moment = typed_time(request, name)
    return calendar().local(moment).date() if moment else None


def typed_time(request: StaffRequest, name: str) -> datetime | None:
    """A day, or a day and a time, which may lie ahead."""
    text = typed(request, name)
    try:
        return read_moment(of_today(text, request.now), name)[0] if text else None
    except Invalid as refusal:
        tell(refusal)
        return None


def _whole(request: StaffRequest, row: Workshop | None) -> list[dict[str, Any]]:
    post = request.POST
    told = words_of(row) if row is not None else {"place": "", "note": ""}
    day = calendar().local(row.begins_at if row else request.now + timedelta(days=28)).date()
    return [
        field("text", "first_day", _("First day"), value=post.get("first_day", f"{day:%Y-%m-%d}" if row else ""), narrow=True,
              hint=_("Like 5/3/2026 or 2026-03-05.")),
        field("text", "place", _("Where: house and room"), value=post.get("place", told["place"]), most=rules.LONGEST["place"], hint=None),
        field("number", "places", _("Places in all"), value=post.get("places", str(row.places) if row else ""), narrow=True,
          inputmode="numeric",
              hint=None),
        field("area", "note", _("What participants should know"), value=post.get("note", told["note"]), rows=3, most=rules.LONGEST["note"],
              hint=_("How to get there, what to bring. It may stay empty.")),
    ]  # fmt: skip
