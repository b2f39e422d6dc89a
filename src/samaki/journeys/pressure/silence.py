"""What is not done in a case while pressure on a child of it is hidden from a unit."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samaki.cases.models import Case
from samaki.cases.signs import signs
from samaki.database.refusals import CannotMove
from samaki.journeys.pressure.queries import kept_from


def check_tells_nobody(case: Case) -> None:
    """An emergency asks every unit of the area, and each unit of the case reads that it was made: not while pressure is hidden from one.

    Who may not know that something is hidden (the unit itself among them) is refused nothing by it: it is as if nothing were.
    """
    if kept_from(case).keys() & signs(case.id).pressed:
        raise CannotMove(
            _("Pressure on a child of this case is kept from a unit. Making the case more urgent would ask that unit too. Ask for help "
              "that it does not see, from the box about that child, or telephone."))  # fmt: skip
