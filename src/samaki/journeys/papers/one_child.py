"""A request for protection of one child: what its maker knows of the child's days at court, and no fact of the case."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samaki.cases.operations import sees
from samaki.journeys.papers import sections, words
from samaki.journeys.papers.allowing import Reader
from samaki.journeys.papers.sheets import Sheet
from samaki.journeys.voice.queries import heard_before, hearings_ahead


def days_at_court(sheet: Sheet, reader: Reader) -> None:
    """Days that are ahead to which this child is called, when it was heard already, and where the facts are."""
    if reader.child is None:
        return
    if reader.of_one_child:
        sections.dates(sheet, hearings_ahead(reader.child, reader.now))
    heard = ", ".join(words.day(one, sheet.lang) for one in heard_before(reader.child))
    sheet.rows([(_("The child was heard already, as far as we know"), heard or _("we know of no time"))])
    if sees(reader.case.id, "justice", reader.child.id, reader.by) and not reader.of_one_child:
        return
    sheet.text(
        _(
            "Whoever asks speaks for this child. Who is accused, and of what, stands in the court file and not on this paper."
        ),
        framed=True,
    )
