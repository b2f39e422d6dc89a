"""The first administrator of an agency comes in by a link of who operates the machine; committed, on two connections."""

from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from samaki.accounts.first import invite_first, invite_first_again, take_back_first
from samaki.agencies.models import Member, Unit
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid
from samaki.simulation.cast import assemble
from tests.accounts.entering import browser, came

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

NAMES = {"name_en": "Sok Dara", "name_km": "សុខ ដារ៉ា"}


def test_the_operator_invites_the_first_administrator_and_nobody_else_can(transactional_db, superuser, settings):
    settings.SAMAKI_SECOND_FACTOR = True
    now = timezone.now()
    assemble(now - timedelta(days=900), "a password of the tests")
    connections["owner"].close()
    unit = Unit.objects.get(code="ngo-pp")
    with session("app", now):
        token = invite_first(unit=unit, username="Admin.NGO", now=now, **NAMES)
        with pytest.raises(Invalid, match="This name is taken"):
            invite_first(unit=unit, username="duty.pp", now=now, **NAMES)
        with pytest.raises(Invalid) as wrong:
            invite_first(unit=unit, username="x y", now=now, name_en="សុខ", name_km="")
        assert [one.field for one in wrong.value.each] == ["username", "name_en", "name_km"]
    connections["owner"].close()
    client = browser()
    answer, _secret = came(client, f"/welcome/{token}/")
    assert answer.status_code == 200
    member = Member.objects.get(username="admin.ngo")
    assert member.is_active
    assert member.roles(timezone.now()) == {"admin"}
    assert client.get("/account/members/").status_code == 200
    acts = superuser.execute("select who, act from ledger_entry order by id").fetchall()
    assert ("operator", "account.invite_first") in acts
    with (
        session("app", now, member.id),
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select app.operator_invites(null, null, 'x', 'x', 'x', 1, null, null, null)")


def test_the_operator_makes_the_link_anew_or_takes_the_invitation_back(transactional_db, superuser, settings):
    settings.SAMAKI_SECOND_FACTOR = True
    now = timezone.now()
    assemble(now - timedelta(days=900), "a password of the tests")
    connections["owner"].close()
    unit = Unit.objects.get(code="ngo-pp")
    with session("app", now):
        old = invite_first(unit=unit, username="admin.ngo", now=now, **NAMES)
    later = now + timedelta(minutes=1)
    with session("app", later):
        new = invite_first_again(username="Admin.NGO ", now=later)
    assert [browser().get(f"/welcome/{token}/").status_code for token in (old, new)] == [404, 200]
    with session("app", later):
        take_back_first(username="admin.ngo", now=later)
    assert browser().get(f"/welcome/{new}/").status_code == 404
    assert not Member.objects.filter(username="admin.ngo").exists()
    with session("app", later):
        third = invite_first(unit=unit, username="admin.ngo", now=later, **NAMES)
    assert came(browser(), f"/welcome/{third}/")[0].status_code == 200
    for name in ("admin.ngo", "duty.pp", "nobody"):
        with session("app", later), pytest.raises(CannotMove, match="who has not come yet"):
            invite_first_again(username=name, now=later)
        with session("app", later), pytest.raises(CannotMove, match="who has not come yet"):
            take_back_first(username=name, now=later)
    connections["owner"].close()
    assert Member.objects.filter(username="admin.ngo", is_active=True).exists()
    acts = superuser.execute("select act from ledger_entry where who = 'operator' order by id").fetchall()
    assert [act for (act,) in acts] == [
        "account.invite_first",
        "account.invite_again",
        "account.withdraw",
        "account.invite_first",
    ]
