"""Papers without a case: the practice card of a step, and an empty referral form. Public knowledge: no code, nothing is recorded."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.countries import StepKind
from samaki.journeys.papers import papers, words
from samaki.journeys.papers.kinds import REFERRAL
from samaki.journeys.papers.press import Pressed, press
from samaki.journeys.papers.sheets import Sheet, plain, to_press


def practice_card(kind: StepKind, lang: str, now: datetime) -> Pressed:
    """How a step is done well, on a page to be pinned to a wall; with what it was written from, and how sure law is."""
    with translation.override(lang):
        sheet = Sheet(kind.label(lang), lang, synthetic=settings.DEMO)
        papers.practice(sheet, kind)
        sources = [pack().practice_sources[code] for code in kind.practice_sources]
        if sources:
            sheet.heading(_("Written for this project, with these in mind:"))
            sheet.points([_source(one, lang) for one in sources])
        else:
            sheet.text(_("A proposal of this project. No agency has confirmed it yet."))
        return _pressed(sheet, now)


def _source(source: object, lang: str) -> str:
    status = getattr(source, "status", "")
    sure = pack().limit_statuses[status].label(lang) if status in pack().limit_statuses else ""
    return " · ".join(part for part in (source.label(lang), sure) if part)  # type: ignore[attr-defined]


def blank_referral(lang: str, now: datetime) -> Pressed:
    """For who refers a child to us and has no screen: what we need to know, and what we must not be told on paper."""
    with translation.override(lang):
        sheet = Sheet(words.TITLES[REFERRAL](), lang, synthetic=settings.DEMO)
        sheet.text(
            _("For who has no login. Write no name of the child where somebody could find this paper: write how we reach you, and we "
              "ask you. In danger now? Call, do not write."), framed=True
        )  # fmt: skip
        sheet.heading(_("What you ask for"))
        for label, lines in _asked():
            sheet.write(label, lines)
        sheet.heading(_("How urgent"))
        sheet.ticks([(one.label(lang), False) for one in pack().urgencies.values()])
        sheet.heading(_("The child"))
        sheet.write(_("Girl or boy, about how old, which language"), 1)
        sheet.write(_("What the child told already, and to whom: it must not be asked again"), 4)
        sheet.write(_("How to make contact safely"), 2)
        sheet.write(_("What the child wants"), 2)
        papers.answer_slip(sheet, "")
        return _pressed(sheet, now)


def _asked() -> list[tuple[str, int]]:
    return [(_("To which unit"), 1), (_("From whom: unit, name, telephone"), 2), (_("What must be done, and why"), 5)]


def _pressed(sheet: Sheet, now: datetime) -> Pressed:
    return press(to_press(sheet, seconds=int(now.timestamp()), running=_("Samaki"), source=plain(sheet, ())))
