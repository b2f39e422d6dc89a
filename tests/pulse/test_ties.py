"""Who calls whom: a unit says it of units, both ends are asked, nobody is named, and what is said anew replaces."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction

from samaki.database import session
from samaki.database.refusals import Invalid, NotAllowed
from samaki.pulse.calling import Sign, gathered
from samaki.pulse.models import UnitTie
from samaki.pulse.staying import meetings, trained, with_account
from samaki.pulse.ties import name_ties, ties_of, years
from tests.acting import act
from tests.everything import rows
from tests.training.holding import finished, seats


def named(cast, now, who, calls=(), called=()):
    given = {name: {cast[one].unit_id for one in units} for name, units in (("calls", calls), ("called", called))}
    return act(cast[who], name_ties, now, **given)


def test_a_pair_is_of_both_only_where_both_say_so():
    found = gathered([(1, 2, "to"), (2, 1, "from"), (1, 3, "to"), (3, 2, "from")])
    assert found.pairs == {(1, 2): Sign.BOTH, (1, 3): Sign.CALLER, (2, 3): Sign.CALLED}
    assert found.named == {1, 2, 3}
    assert found.of_both([1, 2]) == [(1, 2)], "of who has not named nothing is said"
    assert gathered([]).pairs == {}


def test_who_leads_a_unit_names_units_and_said_anew_it_replaces(cast, now):
    with pytest.raises(NotAllowed):
        named(cast, now, "duty.pp", calls=["social.pp"])
    for wrong in ({}, {"calls": ["officer.pp"]}):
        with pytest.raises(Invalid):
            named(cast, now, "officer.pp", **wrong)
    with pytest.raises(Invalid):
        act(cast["officer.pp"], name_ties, now, calls={-1}, called=set())
    named(cast, now, "officer.pp", calls=["social.pp", "ngo.pp"], called=["social.pp"])
    named(cast, now + timedelta(days=1), "officer.pp", calls=["social.pp"], called=["social.pp", "legal.pp"])
    named(cast, now, "social.pp", called=["officer.pp"])
    with session("app", now, cast["leader.pp"].id):
        assert years() == [now.year]
        stands = {(one.unit_id, one.other_id, one.way) for one in ties_of(now.year)}
        assert UnitTie.objects.filter(ended_at__isnull=False).count() == 1, "what is not named any more is not deleted"
    police, social, legal = (cast[name].unit_id for name in ("officer.pp", "social.pp", "legal.pp"))
    assert stands == {
        (police, social, "to"),
        (police, social, "from"),
        (police, legal, "from"),
        (social, police, "from"),
    }
    columns = rows("select column_name from information_schema.columns where table_name = 'unit_tie'")
    assert not {name for (name,) in columns if "member" in name or "by" in name}, "no person stands in it"


def test_nobody_names_for_another_unit_past_the_story(cast, now):
    with session("app", now, cast["officer.pp"].id), pytest.raises(ProgrammingError), transaction.atomic():
        UnitTie(year=now.year, unit=cast["social.pp"].unit, other=cast["ngo.pp"].unit, way="to", said_at=now).save(
            force_insert=True
        )


def test_who_stayed_is_told_of_five_or_more_alone(cast, now):
    row, _keys = finished(cast, now, people=5)
    look = "update workshop_seat set in_post = 'yes', checked_at = certified_at where id = %s returning id"
    all_ = seats(cast, now, row)
    for one in all_[:4]:
        rows(look, [one.id], role="owner")
    with session("app", now, cast["duty.pp"].id):
        assert trained(now) == []
    rows(look.replace("'yes'", "'no'"), [all_[4].id], role="owner")
    with session("app", now, cast["duty.pp"].id):
        assert [(one.kind, one.n, one.stay) for one in trained(now)] == [("*", 5, 4), (cast["duty.pp"].unit.kind, 5, 4)]
        assert all(one.n >= 5 for one in with_account(now + timedelta(days=365)))
        (held,) = meetings({cast["trainer"].unit.kind})
    assert (held.sort, held.by_mentor, held.by_others, held.year) == ("workshop", 1, 0, (now + timedelta(days=7)).year)
