"""What the pages of workshops show to members: the list, and one workshop with what it came to. Nothing about one person stands here."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Unit
from samaki.figures.gain import ItemGain
from samaki.figures.proportions import Interval, wilson
from samaki.training import queries, rules, states, sums
from samaki.training.inviting import code_of
from samaki.training.models import Workshop, WorkshopInvitation, WorkshopSession
from samaki.training.promising import promises_of
from samaki.training.words import shown, words_of
from samaki.web import words
from samaki.web.fields import field
from samaki.web.gaps import promised
from samaki.web.moments import clock, digits, long_date, long_moment
from samaki.web.pages import StaffRequest
from samaki.web.training import told
from samaki.web.training.forms import provinces, session_name


def listed(request: StaffRequest) -> dict[str, Any]:
    """One page of workshops, the latest first."""
    given = {name: request.GET.get(name, "").replace("\x00", "")[:40] for name in ("area", "state")}
    area = given["area"] if given["area"] in pack().places.by_code else ""
    state = given["state"] if given["state"] in states.STATES else ""
    rows, more = queries.page_of_workshops(area=area, state=state, before=_before(request.GET.get("before", "")))
    counts = sums.counts_of([row.id for row in rows])
    kept = {name: value for name, value in (("area", area), ("state", state)) if value}
    following = f"{rows[-1].begins_at.isoformat()}~{rows[-1].id}" if more else ""
    return {
        "fields": [
            field("select", "area", _("Area"), options=provinces(request.lang), value=area, blank=_("everywhere"), hint=None),
            field("select", "state", _("State"), options=[{"value": code, "label": label} for code, label in told.states().items()],
                  value=state, blank=_("all"), hint=None),
        ],
        "rows": [_line(row, counts.get(row.id, (0, 0)), request.lang) for row in rows],
        "may": rules.organises(request.member, request.now),
        "cards": len(queries.offered_cards(request.member.unit_id)),
        "next_href": "?" + urlencode(kept | {"before": following}) if more else "",
        "first_href": "?" + urlencode(kept) if request.GET.get("before") else "",
        "narrowed": bool(kept),
    }  # fmt: skip


def _before(text: str) -> tuple[datetime, UUID] | None:
    if not text:
        return None
    moment, _tilde, key = text.partition("~")
    at = datetime.fromisoformat(moment)
    if at.tzinfo is None:
        raise ValueError(text)
    return at, UUID(key)


def _line(row: Workshop, counts: tuple[int, int], lang: str) -> dict[str, Any]:
    registered, came = counts
    held = row.state in ("running", "finished")
    people = (
        ngettext("%(n)s person came", "%(n)s people came", came)
        if held
        else ngettext("%(n)s place taken", "%(n)s places taken", registered)
    )
    meta = [
        days(row.begins_at, row.ends_at),
        told.states()[row.state],
        people % {"n": digits(came if held else registered)},
    ]
    return {
        "href": f"/training/{row.id}/",
        "title": f"{programme(row.programme, lang)}, {words.area_name(row.area, lang)}",
        "meta": " · ".join(meta),
    }


def one(row: Workshop, request: StaffRequest) -> dict[str, Any]:
    """Context of `workshop.html`. The heading is what came of it, where that is known."""
    lang, runs = request.lang, rules.runs(row, request.member, request.now)
    words_, places, gain = words_of(row), sums.attendance(row), sums.learnt(row)
    invitations, later = queries.invitations_of(row), _later(row)
    units = {unit.principal: unit.name for unit in Unit.objects.filter(principal__in=[one.to_unit for one in places])}
    return {
        "title": _finding(row, places, lang), "back": {"href": "/training/", "label": _("Workshops and training")},
        "lead": f"{programme(row.programme, lang)}. {words.area_name(row.area, lang)}, {days(row.begins_at, row.ends_at)}.",
        "state": told.states()[row.state], "key": str(row.id), "place": words_["place"], "note": words_["note"], "runs": runs,
        "by": row.unit.name, "acts": _acts(row, request.now) if runs else [], 
        "ways": _ways(row, later.due if later else 0, request.now) if runs else [],
        "why": words_.get("why", ""), "too_many": _too_many(invitations, row) if runs and row.state not in states.OVER else "",
        "sessions": [_session(one, row, runs, request) for one in queries.sessions_of(row)],
        "units": [_of_unit(one, units.get(one.to_unit, ""), row) for one in places],
        "invitations": [_invitation(one, request) for one in invitations] if row.state in ("planned", "open", "running") else [],
        "learnt": _learnt(gain, row, lang), "opinions": [_opinion(one, lang) for one in sums.opinions(row)],
        "otherwise": sums.said(row) if runs else [], "kept": _kept(row, later, lang), 
        "nobody": bool(later and not later.due), "section": "help",
        "promises": [promised.line(one, request) for one in promises_of(row)],
    }  # fmt: skip


def _finding(row: Workshop, places: list[sums.OfUnit], lang: str) -> str:
    came, stayed = sum(one.came for one in places), sum(one.stayed for one in places)
    if row.state == "finished" or (row.state == "running" and came):
        first = ngettext("%(n)s person came", "%(n)s people came", came) % {"n": digits(came)}
        return (
            _("%(came)s, %(stayed)s were there in the last session") % {"came": first, "stayed": digits(stayed)}
            if stayed
            else first
        )
    return f"{programme(row.programme, lang)}, {words.area_name(row.area, lang)}"


def _too_many(invitations: list[WorkshopInvitation], row: Workshop) -> str:
    """More places are given than there are: meant so or not, the organiser reads it as long as it counts."""
    given = sum(one.places for one in invitations)
    said = _(
        "%(given)s places are given to units, and the workshop has %(all)s: when these are taken, who comes later waits."
    )
    return said % {"given": digits(given), "all": digits(row.places)} if given > row.places else ""


def _acts(row: Workshop, now: datetime) -> list[dict[str, Any]]:
    """What the organiser can do with it as a whole, each asked once more."""
    base, may = f"/training/{row.id}", [move for move in states.WORKSHOP if states.may_move(move, row.state)]
    acts: list[dict[str, Any]] = []
    if "open" in may:
        acts.append({"summary": _("Open it: let places be taken"), "href": f"{base}/open/", "label": _("Open the workshop"),
                     "words": _("Each invited unit is told and gets its link.")})  # fmt: skip
    if "begin" in may:
        acts.append({"summary": _("It begins now"), "href": f"{base}/begin/", "label": _("Begin the workshop"),
                     "words": _("Attendance and the test can be taken from then on.")})  # fmt: skip
    if "test" in may:
        for part, label in (
            ("before", _("Let the test before be sat")),
            ("after", _("Let the test after be sat")),
            ("", _("Close the test")),
        ):
            if part != row.test:
                acts.append({"summary": label, "href": f"{base}/test/", "label": label, "values": {"part": part},
                             "words": _("Each participant sits each part once, on their telephone or on paper.")})  # fmt: skip
    if "finish" in may and now >= row.ends_at:
        acts.append({"summary": _("It is over"), "href": f"{base}/finish/", "label": _("Finish the workshop"),
                     "words": _("Correct the attendance first: certificates are given by it, and ticks stay as they are.")})  # fmt: skip
    if "cancel" in may:
        acts.append({"summary": _("It does not take place"), "href": f"{base}/cancel/", "label": _("Cancel the workshop"),
                     "words": _("Each invited unit is told. This cannot be taken back: plan another one."), "late": True})  # fmt: skip
    return [{"values": {}, "late": False} | one for one in acts]


def _ways(row: Workshop, certified: int, now: datetime) -> list[dict[str, str]]:
    """Pages of the organiser."""
    base = f"/training/{row.id}"
    ways = [(_("People, places and the waiting list"), f"{base}/people/")]
    if states.may_move("change", row.state):
        ways += [(_("Invite a unit"), f"{base}/invite/"), (_("Change or move the workshop"), f"{base}/change/"),
                 (_("Write somebody on the list"), f"{base}/add/")]  # fmt: skip
    ways += [(_("Print the attendance list"), f"{base}/print/list/"), (_("Print the test"), f"{base}/print/test/")]
    if row.state == "finished" and certified:
        ways.append((_("Print the certificates"), f"{base}/print/certificates/"))
    if row.state in ("running", "finished"):
        ways += [(_("Write a practice card"), f"{base}/practice/"), (_("Write a promise down"), f"{base}/promise/")]
    if states.may_move("finish", row.state) and now < row.ends_at:
        ways.append((_("End the workshop before its last session"), f"{base}/finish/"))
    return [{"label": label, "href": href} for label, href in ways]


def _session(one: WorkshopSession, row: Workshop, runs: bool, request: StaffRequest) -> dict[str, Any]:
    said, links = words_of(one), []
    if runs and row.state == "running" and rules.has_begun(one.starts_at, request.now):
        if not rules.is_over(one.ends_at, request.now):
            links.append({"label": _("Show the number in the room"), "href": f"/training/sessions/{one.id}/room/"})
        links.append({"label": _("Tick who is there"), "href": f"/training/sessions/{one.id}/"})
    if runs and states.may_move("change", row.state):
        links.append({"label": _("Change this session"), "href": f"/training/sessions/{one.id}/change/"})
    return {"title": session_name(one.code, row.programme, request.lang), "when": f"{long_moment(one.starts_at)}-{clock(one.ends_at)}",
        "trainers": said["trainers"],
            "materials": materials(said["materials"]), "links": links}  # fmt: skip


def materials(text: str) -> list[dict[str, str]]:
    """One to a line; what is an address of the web can be opened, and nothing else can."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [
        {"text": line, "href": line if line.startswith(("https://", "http://")) and " " not in line else ""}
        for line in lines
    ]


def _of_unit(one: sums.OfUnit, name: str, row: Workshop) -> dict[str, Any]:
    """The row of a unit: its words, and one mark for each place."""
    spots = max(one.places, one.came)
    marks = ["stayed"] * one.stayed + ["came"] * (one.came - one.stayed) + ["none"] * (spots - one.came)
    step = 100 / max(spots, 1)
    return {
        "name": name, "places": digits(one.places), "registered": digits(one.registered),
          "waiting": digits(one.waiting) if one.waiting and row.state not in states.OVER else "",
        "came": digits(one.came), "stayed": digits(one.stayed), "marks": [(f"{step * (at + 0.5):.2f}", mark) for at,
          mark in enumerate(marks[:120])],
    }  # fmt: skip


def _invitation(one: WorkshopInvitation, request: StaffRequest) -> dict[str, str]:
    code = code_of(one)
    return {"name": one.to_unit.name, "places": digits(one.places), "code": shown(code),
            "href": request.build_absolute_uri(f"/training/join/{code}/")}  # fmt: skip


def _learnt(found: sums.Learnt, row: Workshop, lang: str) -> dict[str, Any]:
    """Items with the largest gain first; what a reader must know of who is left out."""
    if found.before is None or found.after is None or found.mean is None:
        return {"n": digits(found.n), "few": found.n > 0}
    names = {item.code: item.label(lang) for item in pack().training.items_of(row.programme)}
    scale = 100 / max(len(names), 1)
    ordered = sorted(found.items.items(), key=lambda one: -one[1].gain)
    best, least = names[ordered[0][0]], names[ordered[-1][0]]
    return {
        "n": digits(found.n), "one_only": digits(found.one_only) if found.one_only else "",
        "before": per_cent(found.before), "after": per_cent(found.after), "before_between": between(found.before_interval),
        "after_between": between(found.after_interval), "gain": points(found.mean.gain * scale),
        "gain_between": _("%(low)s to %(high)s") % {"low": points(found.mean.interval.low * scale),
          "high": points(found.mean.interval.high * scale)},
        "items": [_item(names[code], gain) for code, gain in ordered], "best": best, "least": least,
    }  # fmt: skip


def _item(name: str, gain: ItemGain) -> dict[str, Any]:
    low, high = sorted((gain.before, gain.after))
    return {
        "name": name, "n": digits(gain.n), "before": per_cent(gain.before), "after": per_cent(gain.after),
        "before_between": between(gain.before_interval), "after_between": between(gain.after_interval), "gain": points(100 * gain.gain),
        "between": _("%(low)s to %(high)s") % {"low": points(100 * gain.interval.low), "high": points(100 * gain.interval.high)},
        "at": f"{2 + 96 * gain.before:.2f}", "to": f"{2 + 96 * gain.after:.2f}", "low": f"{2 + 96 * low:.2f}",
          "high": f"{2 + 96 * high:.2f}",
    }  # fmt: skip


def _opinion(one: sums.Opinion, lang: str) -> dict[str, str]:
    return {"name": pack().training.opinions[one.code].label(lang), "n": digits(one.n), "share": per_cent(one.agree / one.n),
            "between": between(wilson(one.agree, one.n))}  # fmt: skip


def _later(row: Workshop) -> sums.Kept | None:
    """Of who has a certificate; None before there can be any."""
    return sums.kept_up(row) if row.state == "finished" and row.check_due_at is not None else None


def _kept(row: Workshop, found: sums.Kept | None, lang: str) -> dict[str, Any]:
    """What is known half a year later; nothing where nobody has a certificate, for nobody is looked at then."""
    if found is None or not found.due or row.check_due_at is None:
        return {}
    standards = pack().training.standards
    share = per_cent((found.in_post or 0) / found.known) if found.known else ""
    return {
        "due": long_date(row.check_due_at), "checked": digits(found.checked), "of": digits(found.due), "share": share,
        "between": between(found.interval) if found.interval else "", "known": digits(found.known or 0),
        "seen": [{"name": standards[code].label(lang), "seen": digits(seen), "of": digits(looked)} for code, (seen,
          looked) in found.seen.items()],
    }  # fmt: skip


def programme(code: str, lang: str) -> str:
    """A programme in the reader's language."""
    found = pack().training.programmes.get(code)
    return found.label(lang) if found else code


def days(begins_at: datetime, ends_at: datetime) -> str:
    """From the first day to the last, both with their weekday."""
    first, last = (calendar().local(one) for one in (begins_at, ends_at))
    return long_date(first) if first.date() == last.date() else f"{long_date(first)} - {long_date(last)}"


def per_cent(share: float) -> str:
    """A share in per cent."""
    return _("%(share)s%%") % {"share": digits(round(100 * share))}


def points(value: float) -> str:
    """A difference with its sign."""
    number = round(value)
    return f"{'+' if number > 0 else '−' if number < 0 else ''}{digits(abs(number))}"


def between(interval: Interval | None) -> str:
    """An interval of a share."""
    if interval is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": per_cent(interval.low), "high": per_cent(interval.high)}
