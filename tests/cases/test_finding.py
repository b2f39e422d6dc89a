"""A person is found by name: only for a purpose, from a live case, on the record, and only where the name is open to us."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from samaki.cases import finding, identity
from samaki.cases.finding import MOST_AN_HOUR, Question, find_people
from samaki.cases.models import Person
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.vault import blind, keyfile
from tests.acting import act, own_case, taken
from tests.everything import rows, seen_by, value

HOUR = timedelta(hours=1)
FIRST = {"name_km": "សុខ ស្រីពៅ", "name_latin": "Sok Sreypov", "birth_date": "2012-05"}
SECOND = {"name_latin": "Keo Pisey", "birth_date": "2014"}


@pytest.fixture
def two_children(cast, now):
    """A case with two children: social services take the first, the NGO the second; each writes the name of theirs."""
    duty, social, ngo = cast["duty.pp"], cast["social.pp"], cast["ngo.pp"]
    case = own_case(duty, now, children=2)
    with session("app", now, duty.id):
        first, second = Person.objects.filter(case=case).select_related("case").order_by("number")
    with session("app", now, duty.id):
        asked = {h.child_id: h for h in Handoff.objects.filter(case=case).exclude(child_id=None)}
        for child, to in ((first, social), (second, ngo)):
            handoffs.hand_on(
                step_id=asked[child.id].step_id, to_unit=to.unit, why="w", urgency="urgent", by=duty, now=now
            )
    for child, by, names in ((first, social, FIRST), (second, ngo, SECOND)):
        act(by, handoffs.accept, now, handoff_id=asked[child.id].id)
        act(by, identity.record_identity, now, person=child, identity=names)
    return case, first, second


def plain(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def search(by, now, name, *, purpose="same_person", case=None, year=None, area=""):
    return act(by, find_people, now, question=Question(name, year, area), purpose=purpose, case=case)


def found(by, now, name, **more):
    return [one.person.id for one in search(by, now, name, **more)]


@pytest.mark.parametrize(
    ("name", "year", "area"),
    [
        ("Sok Sreypov", 2012, "12"),
        ("Sreypov Sok", 2013, ""),
        ("SOK SREY POV", None, "12"),
        ("Sok Srey Pou", 2010, "1201"),
        ("Soc Sraypau", 2014, "12"),
        ("សុខ ស្រី\u200bពៅ", None, ""),
        ("ស្រីពៅ សុខ", 2012, "12"),
        ("Mrs Sok Sreypov", 2012, "12"),
        ("Sok Sreypv", 2012, "12"),
        ("Sreypov", 2012, "12"),
    ],
)
def test_who_holds_the_child_finds_it_however_the_name_is_written(name, year, area, two_children, cast, now):
    _case, first, _second = two_children
    assert found(cast["social.pp"], now, name, year=year, area=area) == [first.id]


@pytest.mark.parametrize("name", ["Srey Mom Sou", "Mom Srey", "srey mum sou", "Sou Srey Mom", "ស្រី មុំ ស៊ូ", "Sreymum Su"])
def test_a_given_name_written_apart_is_found(name, two_children, cast, now):
    _case, first, _second = two_children
    social = cast["social.pp"]
    act(social, identity.record_identity, now, person=first, identity={"name_km": "ស៊ូ ស្រីមុំ", "name_latin": "Sou Sreymom"})
    assert found(social, now, name) == [first.id]


@pytest.mark.parametrize(("name", "year", "area"), [
    ("Sok Sreypov", 2009, "12"), ("Sok Sreypov", 2015, ""), ("Sok Sreypov", 2012, "17"), ("Chan Dara", 2012, "12"),
])  # fmt: skip
def test_another_year_place_or_name_finds_nobody(name, year, area, two_children, cast, now):
    assert found(cast["social.pp"], now, name, year=year, area=area) == []


def test_of_two_children_each_unit_finds_its_own_and_others_find_nobody(two_children, cast, now):
    case, first, second = two_children
    own_case(cast["duty.sr"], now)  # a live case of a unit that has no part in the other one
    expected = {"social.pp": ([first.id], []), "ngo.pp": ([], [second.id]), "duty.pp": ([], []), "duty.sr": ([], [])}
    for username, (of_first, of_second) in expected.items():
        assert found(cast[username], now, "Sok Sreypov", year=2012) == of_first, username
        assert found(cast[username], now, "Keo Pisey", year=2014) == of_second, username


def test_where_access_ends_the_next_search_finds_nobody(two_children, cast, now):
    case, first, _second = two_children
    social, later = cast["social.pp"], now + timedelta(minutes=1)
    taken(own_case(cast["duty.pp"], now), "first_safe_contact", cast["duty.pp"], social, now)
    assert found(social, now, "Sok Sreypov") == [first.id]
    with seen_by("definer") as cursor:
        cursor.execute(
            "update relation set until = %s where case_id = %s and unit = %s", [now, case.id, social.unit_id]
        )
    assert found(social, later, "Sok Sreypov") == []


def test_a_name_taken_back_is_not_found_and_found_again_when_that_is_taken_back(two_children, cast, now):
    _case, first, _second = two_children
    social = cast["social.pp"]
    act(social, identity.take_back_identity, now, person=first, version=1)
    assert found(social, now, "Sok Sreypov") == []
    act(social, identity.take_back_identity, now, person=first, version=2)
    assert found(social, now, "Sok Sreypov") == [first.id]


def test_a_birth_date_told_later_narrows_the_search(two_children, cast, now):
    _case, first, _second = two_children
    social = cast["social.pp"]
    act(social, identity.record_identity, now, person=first, identity={"birth_date": "2005"}, version=1)
    assert found(social, now, "Sok Sreypov", year=2012) == []
    assert found(social, now, "Sok Sreypov", year=2006) == [first.id]


def test_a_name_written_by_who_may_not_read_it_is_found_by_who_may(cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, now)
    with session("app", now, duty.id):
        child = Person.objects.select_related("case").get(case=case)
    act(duty, identity.record_identity, now, person=child, identity={"name_latin": "Keo Vanna"})
    assert found(duty, now, "Keo Vanna") == []
    taken(case, "first_safe_contact", duty, social, now)
    act(social, identity.record_identity, now, person=child, identity={"birth_date": "2011"}, version=1)
    assert found(social, now, "Vanna Keo", year=2011) == [child.id]


def test_each_search_and_each_name_shown_stands_in_the_ledger_without_the_name(two_children, cast, now):
    case, first, _second = two_children
    before = value("select count(*) from ledger_entry", role="auditor")
    search(cast["social.pp"], now, "Sok Sreypov", case=case, year=2012, area="12", purpose="safety")
    entries = rows("select act, who, case_id, child_id, compartment, facts, digest is not null, convert_from(canonical, 'utf8')"
                   " from ledger_entry order by id desc limit 2", role="auditor")  # fmt: skip
    assert value("select count(*) from ledger_entry", role="auditor") == before + 2
    look, asked = ([*entry[:5], json.loads(entry[5]), *entry[6:]] for entry in entries)
    assert asked[:7] == ["people.search", "social.pp", case.id, None, "identity",
                         {"why": "safety", "count": 1, "fields": ["name", "year", "area"]}, True]  # fmt: skip
    assert look[:6] == ["identity.look", "social.pp", case.id, first.id, "identity", {"why": "safety"}]
    assert not any("reypov" in entry[7].lower() for entry in entries)


def test_a_search_that_finds_nobody_is_recorded_as_well(two_children, cast, now):
    search(cast["ngo.pp"], now, "Chan Dara")
    entries = rows("select facts->>'count', case_id from ledger_entry where act = 'people.search'", role="auditor")
    assert entries == [("0", None)]


def test_what_cannot_be_recorded_is_not_shown(two_children, cast, now):
    def unrecorded():
        with transaction.atomic():
            plain("set local transaction_read_only = on")
            search(cast["social.pp"], now, "Sok Sreypov")

    with pytest.raises(DatabaseError):
        unrecorded()


@pytest.mark.parametrize("purpose", ["", "curious", "SAFETY", "step\x00"])
def test_without_a_purpose_nothing_is_searched(purpose, two_children, cast, now):
    with pytest.raises(Invalid) as refused:
        search(cast["social.pp"], now, "Sok Sreypov", purpose=purpose)
    assert refused.value.field == "purpose"
    assert value("select count(*) from ledger_entry where act = 'people.search'", role="auditor") == 0


@pytest.mark.parametrize(("name", "field"), [
    ("", "name"), ("  ", "name"), ("123 !?", "name"), ("한국", "name"), ("x" * 201, "name"), ("' or 1=1 --" * 30, "name"),
])  # fmt: skip
def test_a_name_without_a_sound_is_refused_with_its_field(name, field, two_children, cast, now):
    with pytest.raises(Invalid) as refused:
        search(cast["social.pp"], now, name)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "name", ["%", "_", "Sok%' --", "{}", "\\", "ស" * 200, "Sok " * 50, "a/" * 99, "((Sok", "ហៅ ហៅ", "\u17d2ក"]
)
def test_hostile_names_find_nobody_or_are_refused_and_never_fail(name, two_children, cast, now):
    try:
        assert len(search(cast["ngo.pp"], now, name)) <= 1
    except Invalid:
        assert name in ("%", "_", "{}", "\\", "ហៅ ហៅ")


def test_who_has_no_live_case_cannot_search(cast, two_children, now):
    for username in ("duty.sr", "prosecutor.pp", "leader.pp"):
        with pytest.raises(NotAllowed):
            search(cast[username], now, "Sok Sreypov")
    for username in ("mentor", "oversight", "admin", "trainer", "privacy.pp"):
        with pytest.raises(NotAllowed):
            search(cast[username], now, "Sok Sreypov")


def test_a_case_that_is_closed_or_not_ours_is_no_ground(cast, two_children, now):
    case, _first, _second = two_children
    case.state = "closed"
    with pytest.raises(CannotMove):
        search(cast["social.pp"], now, "Sok Sreypov", case=case)
    case.state = "open"
    with pytest.raises(NotAllowed):
        search(cast["duty.sr"], now, "Sok Sreypov", case=case)


def test_nobody_goes_through_a_list_of_names(two_children, cast, now):
    social = cast["social.pp"]
    for number in range(MOST_AN_HOUR):
        search(social, now + timedelta(minutes=number), "Chan Dara")
    last = now + timedelta(minutes=MOST_AN_HOUR)
    with pytest.raises(NotAllowed):
        search(social, last, "Sok Sreypov")
    with session("app", last, social.id):
        assert finding.searches_left(social, last) == 0
    assert len(search(social, now + 2 * HOUR, "Sok Sreypov")) == 1


def test_no_role_of_the_application_reads_or_writes_the_index(two_children, cast, now):
    assert value("select count(*) from name_keys") == 2
    for statement in ("select * from name_keys", "delete from name_keys", "update name_keys set version = 9",
                      "insert into name_keys select * from name_keys"):  # fmt: skip
        with session("app", now, cast["social.pp"].id), pytest.raises(DatabaseError), transaction.atomic():
            plain(statement)


def test_the_function_that_keeps_keys_asks_for_a_relation(two_children, cast, now):
    _case, first, _second = two_children
    with session("app", now, cast["duty.sr"].id), pytest.raises(DatabaseError), transaction.atomic():
        blind.keep(first.id, 7, [1, 2, 3], replaces=True)
    assert value("select count(*) from name_keys where person_id = %s", [first.id]) == 1


def test_no_name_no_sound_and_no_telling_key_lies_in_the_database(two_children, cast, now):
    """Every column of every row as text, past row security, holds neither the name nor its sound."""
    names = ("sreypov", "សុខ", "srp", "sksrp")
    tables = ("name_keys", "identity_record", "ledger_entry", "person")
    for table in tables:
        role = "auditor" if table == "ledger_entry" else "definer"
        if table == "identity_record":
            continue  # the definer reads two columns of it; its words are sealed (tests/vault)
        for (text,) in rows(f'select t::text from "{table}" t', role=role):
            assert not any(name in text.lower() for name in names), table


def test_people_of_another_year_or_province_share_no_key():
    """So the table tells how frequent a name is only among those born in one year whose cases lie in one province."""
    same = set(blind.stored_keys(["Sok Dara"], 2012, "12"))
    assert same & set(blind.stored_keys(["Keo Dara"], 2012, "12"))
    for year, province in ((2013, "12"), (None, "12"), (2012, "17"), (2012, "")):
        assert not same & set(blind.stored_keys(["Sok Dara"], year, province))


def test_two_installations_share_no_key(monkeypatch, tmp_path):
    keys = blind.stored_keys(["Sok Sreypov"], 2012, "12")
    assert keys == blind.stored_keys(["Sok Sreypov"], 2012, "12")
    monkeypatch.setenv("SAMAKI_KEY_FILE", str(tmp_path / "another.key"))
    keyfile.ensure()
    assert not set(keys) & set(blind.stored_keys(["Sok Sreypov"], 2012, "12"))


@pytest.mark.parametrize(("years", "provinces"), [(1, 1), (5, 1), (5, 25), (121, 1), (121, 25)])
def test_a_question_is_bounded_whatever_is_known(years, provinces):
    asked = blind.asked_keys("Sok Chan Srey Pov Vanna Dara", range(years), [str(n) for n in range(provinces)])
    assert 0 < len(asked) <= blind.MOST_KEYS
