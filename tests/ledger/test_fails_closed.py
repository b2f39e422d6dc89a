"""The ledger broken in the database itself: nothing is shown and nothing happens; what was refused stays written."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from samaki.cases import identity
from samaki.cases.models import Person
from samaki.database import session
from samaki.simulation.cast import assemble
from tests.acting import own_case, taken


@pytest.fixture
def world(transactional_db, superuser, owner):
    """The cast and a case with a name, committed; and a signed-in client for any of them."""
    from datetime import timedelta

    from django.db import connection

    from samaki.agencies.models import Member
    from samaki.database import roles
    from samaki.database.folder import current

    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(f'set role "{roles.parameters(current(), "owner")["user"]}"')
        assemble(now - timedelta(days=900), "a password of the tests", using="default")
        cursor.execute(f'set role "{settings.ROLES["app"]}"')
    cast = {member.username: member for member in Member.objects.select_related("unit__agency")}
    duty = cast["duty.pp"]
    case = own_case(duty, now)
    with session("app", now, duty.id):
        child = Person.objects.select_related("case").get(case=case)
        identity.record_identity(person=child, identity={"name_latin": "Sealedname"}, by=duty, now=now)
    taken(case, "first_safe_contact", duty, cast["social.pp"], now)

    def sign_in(username):
        client = Client(headers={"accept-language": "en"}, raise_request_exception=False)
        client.force_login(cast[username])
        return client

    return superuser, sign_in, case, child, cast


BROKEN = {
    "the right is taken away": (
        'revoke insert on ledger_entry from "{app}"',
        'grant insert on ledger_entry to "{app}"',
    ),
    "every entry raises": (
        "create function pg_temp_raises() returns trigger language plpgsql as $$ begin raise 'the disk is full'; end $$;"
        "create trigger broken before insert on ledger_entry for each row execute function pg_temp_raises()",
        "drop trigger broken on ledger_entry; drop function pg_temp_raises()",
    ),
}


@pytest.fixture(params=sorted(BROKEN))
def broken(world, request):
    """Breaks the ledger for the time of a test, as a fault of the database would."""
    superuser = world[0]
    breaks, mends = (text.format(app=settings.ROLES["app"]) for text in BROKEN[request.param])
    superuser.execute(breaks)
    yield
    superuser.execute(mends)


def count(superuser, table="ledger_entry"):
    return superuser.execute(f'select count(*) from "{table}"').fetchone()[0]


def look(client, case, child):
    return client.post(f"/cases/{case.code}/people/{child.id}/", {"act": "look", "purpose": "safety"})


def test_a_look_that_can_be_recorded_is_shown(world):
    superuser, sign_in, case, child, _cast = world
    before = count(superuser)
    page = look(sign_in("social.pp"), case, child)
    assert "Sealedname" in page.content.decode()
    assert count(superuser) == before + 1


def test_a_look_that_cannot_be_recorded_shows_no_name(world, broken):
    superuser, sign_in, case, child, _cast = world
    before = count(superuser)
    page = look(sign_in("social.pp"), case, child)
    assert page.status_code == 500
    assert "Sealedname" not in page.content.decode()
    assert count(superuser) == before


def test_the_operation_itself_gives_nothing_out(world, broken):
    from django.db import Error

    _superuser, _sign_in, _case, child, cast = world
    shown = None
    with pytest.raises(Error), session("app", timezone.now(), cast["social.pp"].id):
        shown = identity.look_at_identity(person=child, by=cast["social.pp"], now=timezone.now())
    assert shown is None


def test_an_act_that_cannot_be_recorded_does_not_happen(world, broken):
    from django.db import Error

    superuser, _sign_in, _case, _child, cast = world
    before = count(superuser, "case")
    with pytest.raises(Error):
        own_case(cast["duty.pp"], timezone.now())
    assert count(superuser, "case") == before


def test_a_sealer_that_cannot_write_stops_no_act(world):
    superuser, _sign_in, _case, _child, cast = world
    superuser.execute(f'revoke insert on ledger_leaf from "{settings.ROLES["sealer"]}"')
    try:
        own_case(cast["duty.pp"], timezone.now())
    finally:
        superuser.execute(f'grant insert on ledger_leaf to "{settings.ROLES["sealer"]}"')
    assert count(superuser, "ledger_waiting") == count(superuser)


def refusals(superuser):
    return superuser.execute("select who, facts->>'code' from ledger_entry where act = 'refused'").fetchall()


@pytest.mark.urls("tests.ledger.refusing_urls")
@pytest.mark.parametrize(("address", "kind"), [
    ("/writes/", "application/x-www-form-urlencoded"), ("/writes-by-call/", "application/json")])  # fmt: skip
def test_what_was_refused_is_written_although_everything_else_of_it_was_rolled_back(world, address, kind):
    superuser, sign_in, _case, _child, _cast = world
    before = count(superuser, "case"), count(superuser), count(superuser, "ledger_waiting")
    body = "{}" if kind.endswith("json") else ""
    assert sign_in("duty.pp").post(address, body, content_type=kind).status_code == 403
    assert (count(superuser, "case"), count(superuser), count(superuser, "ledger_waiting")) == (
        before[0], before[1] + 1, before[2] + 1)  # fmt: skip
    assert refusals(superuser) == [("duty.pp", "not_allowed")]


@pytest.mark.urls("tests.ledger.refusing_urls")
def test_what_was_refused_stays_written_when_the_page_that_says_so_fails(world, monkeypatch):
    from samaki.web import pages

    superuser, sign_in, _case, _child, _cast = world
    monkeypatch.setattr(pages, "_refused", lambda *_given: 1 / 0)
    assert sign_in("duty.pp").post("/writes/").status_code == 500
    assert [who for who, _code in refusals(superuser)] == ["duty.pp"]


@pytest.mark.urls("tests.ledger.refusing_urls")
def test_a_refusal_that_cannot_be_recorded_is_no_answer(world, broken):
    superuser, sign_in, _case, _child, _cast = world
    before = count(superuser, "case")
    assert sign_in("duty.pp").post("/writes/").status_code == 500
    assert (count(superuser, "case"), refusals(superuser)) == (before, [])


def a_document(cast, case, now):
    from samaki.cases.documents.operations import add_document
    from tests.acting import act
    from tests.cases.files import jpeg

    return act(cast["duty.pp"], add_document, now, case=case, compartment="justice", kind="photograph", content=jpeg(),
               title="Sealedtitle")  # fmt: skip


@pytest.fixture
def document(world):
    """Made before the ledger breaks."""
    _superuser, _sign_in, case, _child, cast = world
    return a_document(cast, case, timezone.now())


def test_a_document_is_neither_shown_nor_given_out_where_that_cannot_be_recorded(world, document, broken):
    _superuser, sign_in, case, _child, _cast = world
    client, place = sign_in("duty.pp"), f"/cases/{case.code}/documents/{document.id}/"
    for answer in (
        client.get(place),
        client.post(place, {"act": "copy"}),
        client.post(place, {"act": "original", "reason": "court"}),
    ):
        assert answer.status_code == 500
        assert b"Sealedtitle" not in answer.content
        assert b"\xff\xd8\xff" not in answer.content


def test_a_document_that_cannot_be_recorded_is_not_received(world, broken):
    from django.db import Error

    superuser, _sign_in, case, _child, cast = world
    with pytest.raises(Error):
        a_document(cast, case, timezone.now())
    assert (count(superuser, "document"), count(superuser, "document_file")) == (0, 0)
