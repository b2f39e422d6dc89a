"""Names in a text that is about no case: whoever writes it is told that one stands there, and that they were told is a look at the name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases.finding import opened
from samaki.cases.indexing import names_of
from samaki.cases.models import Person
from samaki.database import story
from samaki.database.refusals import Invalid
from samaki.ledger.operations import record
from samaki.names.khmer import HAS_KHMER, normalise_khmer
from samaki.names.persons import names_in, turned, words_of

MOST_LOOKED = 400
"""People whose names are looked for in a text, the newest first."""

SHORTEST = 4
"""Letters of a name of one part: a shorter one stands in a text by chance."""

BETWEEN = r"[^\w\u1780-\u17ff]*"
KHMER = r"\u1780-\u17d3\u17dd"


def named_in(text: str) -> list[Person]:
    """Whose names stand in a text, of those that the session may read: in either script, in any order of their parts. Four queries.

    Whoever is told anything of the answer has looked at these names: `record_named` says so first.
    """
    plain = normalise_khmer(text).casefold()
    keys = Person.objects.filter(in_error_at=None).order_by("-id").values_list("id", flat=True)[:MOST_LOOKED]
    return [person for person, known in opened(keys) if any(one.search(plain) for one in _shapes(names_of(known)))]


class NamesSomebody(Invalid):
    """A text in which names of cases stand. `people`: whose, of those that the writer may read; `record_named` says first that they
    looked."""

    def __init__(self, people: Sequence[Person]) -> None:
        super().__init__(_("Not sent yet. The name of somebody on a case that you may read stands in this. Every agency reads it: take it "
                           "out, or say that nobody can be recognised."), field="sure")  # fmt: skip
        self.people = people


def check_names_nobody(*texts: str, sure: bool) -> None:
    """Raises NamesSomebody, once, where `sure` is not said."""
    if not sure and (people := named_in("\n".join(texts))):
        raise NamesSomebody(people)


@story
def record_named(*, people: Iterable[Person], why: str, by: Member, now: datetime) -> None:
    """The look of a writer who is told that these names stand in a text: else names could be tried there unseen."""
    for one in people:
        record("identity.look", by=by, now=now, subject=one, case_id=one.case_id, child_id=one.child_id, compartment="identity",
               facts={"why": why})  # fmt: skip


def _shapes(names: Iterable[str]) -> Iterator[re.Pattern[str]]:
    """How each name may be written in a text."""
    for name in (one for text in names for one in names_in(text)):
        words = [word.casefold() for word in words_of(name)]
        if len(words) > 1 or len("".join(words)) >= SHORTEST:
            yield from (_shape(order) for order in turned(words))


def _shape(words: list[str]) -> re.Pattern[str]:
    """Khmer is written without spaces between words, so a Khmer name of several parts is looked for anywhere; one part, and a Latin name,
    between what is no letter."""
    letters = BETWEEN.join(map(re.escape, words))
    if not HAS_KHMER.search(words[0]):
        return re.compile(rf"(?<!\w){letters}(?!\w)")
    return re.compile(letters if len(words) > 1 else f"(?<![{KHMER}]){letters}(?![{KHMER}])")
