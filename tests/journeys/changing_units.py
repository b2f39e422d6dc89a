"""The part of the random country in which its units merge, close, open again, change their names and hand all their work on."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from samaki.agencies import keeping
from samaki.agencies.models import Unit
from samaki.journeys import units, units_again

LEADING = ("officer.pp", "duty.sr", "duty.ps", "duty.national", "social.pp", "social.sr", "social.ps", "ngo.pp", "ngo.sr",
           "ngo.ps", "prosecutor.pp", "court.pp", "nurse.pp", "nurse.sr", "admin")  # fmt: skip


class ChangingUnits:
    """Mixed into the machine, which brings `act`, `pick`, `chance` and its own copy of the cast."""

    @rule(what=st.sampled_from(("merge", "merge", "move", "close", "open", "rename", "refuse", "agree")))
    def change_units(self, what):
        """The tree of units changes under the work; whoever leads a unit does it, now and then somebody else tries."""
        if what == "open":
            self.open_a_closed_unit()
            return
        if (
            self.done["agree_to_merge"] + self.done["close_unit"] - self.done["open_unit_again"]
            > 2 + self.done["accept"]
        ):
            return  # the country does not shrink faster than it works
        everywhere = [one for one in Unit.objects.all() if one.until is None]
        led = [
            one for one in everywhere if self.head_of(one) and sum(one.kind == other.kind for other in everywhere) > 1
        ]
        unit = self.chance.choice(led or everywhere)
        other = self.chance.choice([one for one in everywhere if one.kind == unit.kind and one != unit] or [unit])
        who = self.head_of(unit) if self.chance.random() < 0.9 else self.chance.choice(LEADING)
        waiting = self.pick("select id from unit_merge where ended_at is null")
        key = waiting[0] if waiting else unit.id
        if what == "merge":
            self.act(who, units.propose_merge, unit=unit, into=other, why="Decree")
            found = self.pick("select id from unit_merge where ended_at is null order by id desc")
            self.act(self.head_of(other) or who, units.agree_to_merge, merge_id=found[0] if found else key)
        elif what == "move":
            self.act(who, units.move_all_work, unit=unit, to_unit=other, text="why")
        elif what == "close":
            self.act(who, units.close_unit, unit=unit, reason="decree")
        elif what == "rename":
            self.act(who, keeping.rename_unit, unit=unit, name_en=f"New {unit.code}", name_km=f"ថ្មី {unit.code}")
        else:
            self.act(who, units.agree_to_merge if what == "agree" else units.refuse_merge, merge_id=key)
        self.everybody_anew()

    def open_a_closed_unit(self):
        """Who leads the unit above opens it, or the administrator; now and then anybody tries, at any time, with any unit."""
        closed = [one for one in Unit.objects.exclude(until=None) if one.merged_into_id is None]
        unit = self.chance.choice(closed or list(Unit.objects.all()))
        above = next((name for name in LEADING if self.cast[name].unit_id == unit.parent_id), "admin")
        who = above if self.chance.random() < 0.9 else self.chance.choice(LEADING)
        self.act(who, units_again.open_unit_again, unit=unit)
        self.everybody_anew()

    def everybody_anew(self):
        for username, member in self.cast.items():
            self.cast[username] = type(member).objects.select_related("unit__agency").get(pk=member.pk)

    def head_of(self, unit):
        return next((name for name in LEADING if self.cast[name].unit_id == unit.principal), None)
