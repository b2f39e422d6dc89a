"""What the rooms of abilities say of their own acts, put together: after an act, and in the ledger. A new room adds a line to each."""

from __future__ import annotations

from samaki.web.calls import told as calls
from samaki.web.care import told as care
from samaki.web.children import told as children
from samaki.web.conferences import told as conferences
from samaki.web.court import told as court
from samaki.web.gaps import told as gaps
from samaki.web.hearings import told as hearings
from samaki.web.history import told as history
from samaki.web.independence import told as independence
from samaki.web.joint_operation import told as joint_operation
from samaki.web.papers import told as papers
from samaki.web.prevalence import told as prevalence
from samaki.web.publication import told as publication
from samaki.web.pulse import told as pulse
from samaki.web.roster import told as roster
from samaki.web.saying import Word, to_mend
from samaki.web.subject_access import told as subject_access
from samaki.web.texts import told as texts
from samaki.web.training import told as training
from samaki.web.urgent_care import told as urgent_care

SAID: dict[str, Word] = {
    **{
        name: Word(saved, page, to_mend)
        for name, (saved, page) in (roster.WORDS | hearings.WORDS | children.WORDS).items()
    },
    **care.SAID,
    **conferences.SAID,
    **court.WORDS,
    **gaps.SAID,
    **history.SAID,
    **independence.SAID,
    **joint_operation.SAID,
    **papers.SAID,
    **prevalence.SAID,
    **publication.SAID,
    **pulse.SAID,
    **training.SAID,
    **urgent_care.SAID,
}
"""Operation -> what is said after it."""

SILENT = hearings.SILENT | papers.SILENT | publication.SILENT | roster.SILENT | training.SILENT
"""Operations whose answer is itself a page, a file, or a receipt."""

ACTS = {
    **calls.ACTS,
    **care.ACTS,
    **children.ACTS,
    **conferences.ACTS,
    **court.ACTS,
    **gaps.ACTS,
    **hearings.ACTS,
    **history.ACTS,
    **independence.ACTS,
    **joint_operation.ACTS,
    **papers.ACTS,
    **prevalence.ACTS,
    **publication.ACTS,
    **pulse.ACTS,
    **subject_access.ACTS,
    **texts.ACTS,
    **urgent_care.ACTS,
}
"""Act -> (state of its ring, its sentence)."""
