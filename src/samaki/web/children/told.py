"""What is said of the pages of a child after an act, on the desk and in the story of a case: the tables of each ability, as one."""

from samaki.web.identification import told as identification
from samaki.web.protections import told as protections
from samaki.web.voice import told as voice

OF = (voice, protections, identification)

WORDS = {name: told for one in OF for name, told in one.WORDS.items()}
ACTS = {act: told for one in OF for act, told in one.ACTS.items()}
TOLD = {kind: told for one in OF for kind, told in one.TOLD.items()}
STATES = {kind: state for one in OF for kind, state in one.STATES.items()}
WRITTEN = frozenset(act for one in OF for act in one.WRITTEN)
