"""The first administrator of an agency comes in by a link of who operates the machine; committed, on two connections."""

from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from samaki.accounts.invitations import invite_first
from samaki.agencies.models import Member, Unit
from samaki.database import session
from samaki.database.refusals import Invalid
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
        with pytest.raises(Invalid):
            invite_first(unit=unit, username="duty.pp", now=now, **NAMES)
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
