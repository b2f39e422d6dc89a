"""How long what guards a file waits and lasts, as values of a pack."""

from dataclasses import dataclass, fields

from samaki.countries.durations import Duration
from samaki.countries.reading import Entry


@dataclass(frozen=True, kw_only=True)
class Guarding:
    """How long what opens a sealed part waits and lasts; proposals of this project where a pack does not say.

    `emergency`: an emergency opens a file for so long; `emergency_asks`, `unsealing_asks`: so long a second person can agree;
    `unsealing`: so long what was agreed can be opened, once; `answer`: within this a member answers for a look; `wall_hides`: so
    long after their work was moved a unit in conflict loses sight of the rest; `wall`: after so long a wall is looked at again.
    `erasure_waits`: so long whoever needs a file can say so before it is erased; `erasure_asks`: until then it is decided;
    `copies_end`: within this backups that still hold an erased key end; `hold_review`: so long a legal hold stands unlooked at.
    `complaint_read`, `complaint_decide`: within this somebody of another agency has read a complaint, has decided it;
    `complaint_asked`: so long a question waits for who complained; `suspension_confirm`: within this a second agency confirms
    that a member's access is suspended; `suspension_review`: after so long, again and again, it is asked whether it is needed.
    `order_look`: within this somebody else has looked whether an order of a court was recorded as it is.
    """

    emergency: Duration = Duration(24, "clock_hours")
    emergency_asks: Duration = Duration(2, "clock_hours")
    unsealing_asks: Duration = Duration(3, "working_days")
    unsealing: Duration = Duration(1, "clock_hours")
    answer: Duration = Duration(3, "working_days")
    wall_hides: Duration = Duration(3, "days")
    wall: Duration = Duration(6, "months")
    erasure_waits: Duration = Duration(7, "days")
    erasure_asks: Duration = Duration(37, "days")
    copies_end: Duration = Duration(90, "days")
    hold_review: Duration = Duration(6, "months")
    complaint_read: Duration = Duration(3, "working_days")
    complaint_decide: Duration = Duration(30, "days")
    complaint_asked: Duration = Duration(14, "days")
    suspension_confirm: Duration = Duration(5, "days")
    suspension_review: Duration = Duration(30, "days")
    order_look: Duration = Duration(24, "clock_hours")


def read(entry: Entry) -> Guarding:
    """The table `[guarding]` of a pack; a pack may go without."""
    known = [one.name for one in fields(Guarding)]
    for name in entry.table:
        if name not in known:
            raise entry.fail(f"'{name}' is no time of guarding; use {', '.join(known)}")
    return Guarding(**{name: entry.duration(name) for name in known if name in entry.table})
