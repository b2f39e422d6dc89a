"""A court file in words: kinds of facts, how a charge stands, limits, warnings, sums. Nothing here asks the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samaki.agencies.country import calendar, pack
from samaki.court import words as told
from samaki.court.limits import ACQUITTED, ORDERED, Reached
from samaki.court.models import CourtFact
from samaki.court.standing import Charge, Held, Standing
from samaki.web import words
from samaki.web.moments import digits, long_date, long_moment, part_of_date

Said = Callable[[], str]

KINDS, CHARGES, OUTCOMES, MONEY, CATEGORIES = told.KINDS, told.CHARGES, told.OUTCOMES, told.MONEY, told.CATEGORIES

ROOMS: dict[str, Said] = {
    "file": lambda: _("Complaint and file"),
    "held": lambda: _("Custody and detention"),
    "charges": lambda: _("Charges"),
    "judgment": lambda: _("Judgment and sentence"),
    "appeal": lambda: _("Appeal and cassation"),
    "money": lambda: _("Compensation, settlement, withdrawal"),
}

WARNINGS: dict[str, Said] = {
    "judged_uncharged": lambda: _("There is a judgment, and no charge of this article on the file."),
    "judged_before_charge": lambda: _("A judgment stands before its charge. Look at both dates."),
    "sentenced_unjudged": lambda: _("There is a sentence, and no judgment on the file."),
    "two_judgments": lambda: _(
        "There are two judgments for one article. Take back the wrong one, or write down what came between them."
    ),
    "acquitted_sentenced": lambda: _("Acquitted, but a sentence stands. Look at both."),
    "acquitted_held": lambda: _(
        "Acquitted, and still held: ask today where they are, and write down when they were released."
    ),
    "final_unjudged": lambda: _("It is written down as final, and no judgment stands before it. Look at both dates."),
    "final_vague": lambda: _(
        "Of the day on which it became final only the month or the year is known: write the day, so that it counts."
    ),
    "charged_twice": lambda: _("The same charge stands twice. If it is one, say that the other was a mistake."),
    "suspended_more": lambda: _("More of the prison term is suspended than there is. Look at both terms."),
    "arrested_held": lambda: _(
        "An arrest is written down while a detention runs: the detention goes on. If it had ended, write down its end first."
    ),
    "order_beyond": lambda: _("The order names a day after the longest limit of the law. Look at the year again."),
    "so_young": lambda: _(
        "By the age on the file this person was a small child at that time. Look at the year, or at the age."
    ),
    "not_notified": lambda: _(
        "Judged in absence: the time for opposition begins when the judgment is made known. Nobody has written that down yet."
    ),
    "appeal_unjudged": lambda: _("A higher court decided, and no judgment is on the file."),
    "paid_more": lambda: _("More was paid than was ordered. Look at both sums."),
    "extended_unheld": lambda: _("An extension is written down, and no arrest or detention before it."),
    "ended_unheld": lambda: _("An end of custody or detention is written down, and no beginning."),
    "age_unknown": lambda: _("The age at the time of the arrest is not known: the limits of every age are shown."),
    "category_unknown": lambda: _(
        "Nobody has said whether it is a felony or a misdemeanour: the limits of both are shown."
    ),
}


def kind(code: str) -> str:
    return KINDS[code]() if code in KINDS else code


def answer(code: str, language: str) -> str:
    """The words of a choice of the pack's list."""
    return words.reason_name("court", code, language) if code else ""


def offence(code: str, language: str) -> str:
    """`Article 28: Procurement with regard to child prostitution`."""
    found = pack().offences.get(code)
    if found is None:
        return code
    return _("Article %(number)s: %(title)s") % {"number": digits(found.article), "title": found.label(language)}


def when(at: datetime, precision: str) -> str:
    """As exactly as it is known."""
    if precision in ("month", "year"):
        return part_of_date(at, precision)
    return long_moment(at) if precision == "instant" else long_date(at)


def limit(one: Reached, language: str) -> str:
    """A limit with its day, its article, and whether anybody read it in a law."""
    if one.sort == ORDERED:
        return _("%(when)s: the order ends") % {"when": until(one.at)}
    if one.sort == ACQUITTED:
        return _("%(when)s: acquitted, or the charge was dropped; nothing on the file holds them any more") % {
            "when": long_date(one.at)
        }
    found = pack().legal_limits.get(one.code)
    if found is None:
        return long_moment(one.at)
    said = {
        "when": long_moment(one.at),
        "what": found.label(language),
        "article": found.article,
        "status": status(found.status, language),
    }
    return _("%(when)s: %(what)s (%(article)s, %(status)s)") % said


def until(at: datetime) -> str:
    """A day that was told without an hour is that day, and not counted itself."""
    if calendar().local(at).time() == time(0):
        return _("%(day)s (that day is not counted)") % {"day": long_date(at)}
    return long_moment(at)


def status(code: str, language: str) -> str:
    """`not legally verified`: what the pack says of a limit; the article is Latin letters in both languages."""
    found = pack().limit_statuses.get(code)
    return found.label(language) if found else code


def charge(one: Charge, language: str, children: Mapping[Any, str]) -> str:
    """An article, of which child, and how it stands."""
    stands = OUTCOMES[one.outcome]() if one.state == "decided" and one.outcome in OUTCOMES else CHARGES[one.state]()
    said = f"{offence(one.offence, language)} · {stands}"
    if one.child_id:
        said += " · " + children.get(one.child_id, _("a child"))
    if one.absent and one.state == "decided":
        said += " · " + _("in absence")
    if one.file > 1:
        said += " · " + _("court file %(n)s") % {"n": digits(one.file)}
    return said


def held(one: Held) -> str:
    said = {"since": when(one.fact.at, one.fact.precision)}
    return (_("In custody since %(since)s") if one.sort == "custody" else _("In detention since %(since)s")) % said


def now(made: Standing) -> tuple[str, str]:
    """(sign, words) of where an accused stands."""
    if made.held is not None:
        return ("overdue" if "acquitted_held" in made.warnings else "held"), held(made.held)
    if made.contradicts:
        return "overdue", _("What is written down contradicts itself")
    if made.is_cleared:
        return "done", _("Cleared: the judgment is final")
    states = {one.state for one in made.charges.values()}
    outcomes = {one.outcome for one in made.charges.values() if one.state == "decided"}
    if made.final_at is not None:
        return "done", _("The judgment is final")
    if "convicted" in outcomes:
        return "held", _("Convicted, not final")
    if outcomes:
        return "held", _("Judged, not final")
    for state, sign in (
        ("referred", "offered"),
        ("charged", "offered"),
        ("dismissed", "stopped"),
        ("dropped", "stopped"),
    ):
        if state in states:
            return sign, _("Free, as far as is known; %(state)s") % {"state": CHARGES[state]()}
    return "next", _("No charge on the file")


def term(given: Mapping[str, int]) -> str:
    """`2 years, 6 months`."""
    parts = ((_("%(n)s years"), "years"), (_("%(n)s months"), "months"), (_("%(n)s days"), "days"))
    return ", ".join(said % {"n": digits(given[name])} for said, name in parts if given.get(name))


def money(amount: Decimal | None, currency: str) -> str:
    """`2,000,000 KHR`: nothing is converted."""
    if amount is None:
        return ""
    shown = f"{amount:,.2f}".removesuffix(".00")
    names = {"KHR": pgettext("currency", "riel"), "USD": pgettext("currency", "US dollars")}
    return f"{digits(shown)} {names.get(currency, currency)}"


def parts(row: CourtFact, language: str, children: Mapping[Any, str], courts: Mapping[int, str]) -> list[str]:
    """What a fact says besides its kind and its day, each part by itself."""
    detail = row.detail
    found = [
        offence(row.offence, language) if row.offence else "",
        _("now %(offence)s") % {"offence": offence(detail["to_offence"], language)} if detail.get("to_offence") else "",
        answer(row.code, language),
        children.get(row.child_id, _("a child")) if row.child_id else "",
        courts.get(row.court, "") if row.court else "",
        CATEGORIES[row.category]() if row.category else "",
        _("%(n)s years old at that time") % {"n": digits(row.age)} if row.age is not None else "",
        answer(detail.get("ground", ""), language),
        answer(detail.get("decider", ""), language),
        _("until %(when)s") % {"when": until(row.until)} if row.until else "",
        _("in absence") if detail.get("absent") else "",
        _("prison: %(term)s") % {"term": term(detail["prison"])} if detail.get("prison") else "",
        _("of this suspended: %(term)s") % {"term": term(detail["suspended"])} if detail.get("suspended") else "",
        MONEY[detail["money"]]() if detail.get("money") in MONEY else "",
        money(row.amount, row.currency),
        _("court file %(n)s") % {"n": digits(detail["file"])} if detail.get("file") else "",
        _("asked when it was written down: it is so") if detail.get("confirmed") else "",
    ]  # fmt: skip
    return [one for one in found if one]
