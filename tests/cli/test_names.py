"""The blind index is made again from the sealed names: after an upgrade, on our server and on somebody else's."""

from datetime import timedelta

import pytest
from django.db import connections
from tests.acting import act, own_case, taken

from samaki.agencies.models import Member
from samaki.cases import identity
from samaki.cases.finding import Question, find_people
from samaki.cases.models import Person
from samaki.cli import names
from samaki.database import session
from samaki.simulation.cast import assemble

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def child(transactional_db, now):
    """A child with a name, written as before there was an index."""
    assemble(now - timedelta(days=900), "a password of the tests")
    connections["owner"].close()
    duty, social = (Member.objects.select_related("unit").get(username=name) for name in ("duty.pp", "social.pp"))
    case = own_case(duty, now)
    taken(case, "first_safe_contact", duty, social, now)
    with session("app", now, social.id):
        found = Person.objects.select_related("case").get(case=case, part="survivor")
    act(social, identity.record_identity, now, person=found, identity={"name_km": "សុខ ស្រីពៅ", "birth_date": "2012"})
    return social, found


def finds(by, now):
    return [one.person.id for one in act(by, find_people, now, question=Question("Srey Pov Sok", 2013, "12"), purpose="step")]  # fmt: skip


@pytest.mark.parametrize("who", ["superuser", "owner"])
def test_names_from_before_the_index_are_found_after_it_was_made(who, child, now, superuser, owner):
    (social, found), connection = child, {"superuser": superuser, "owner": owner}[who]
    whole = superuser.execute("select keys from name_keys").fetchall()
    superuser.execute("truncate name_keys")
    assert finds(social, now) == []
    assert names.fill(connection) == 1
    assert finds(social, now) == [found.id]
    assert superuser.execute("select keys from name_keys").fetchall() == whole
    assert names.fill(connection) == 0, "what is there is left alone"
    assert names.fill(connection, again=True) == 1


def test_row_security_is_forced_again_afterwards(child, superuser, owner):
    names.fill(owner, again=True)
    found = superuser.execute("select relname from pg_class where relname = any(%s) and not relforcerowsecurity",
                              [list(names.READ)]).fetchall()  # fmt: skip
    assert found == []


def test_a_name_that_was_taken_back_is_not_put_in_again(child, now, superuser):
    social, found = child
    act(social, identity.take_back_identity, now, person=found, version=1)
    assert names.fill(superuser, again=True) == 0
    assert superuser.execute("select count(*) from name_keys").fetchone() == (0,)
