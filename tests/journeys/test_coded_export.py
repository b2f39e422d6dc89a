"""A unit's own cases leave in codes: sealed, under pseudonyms of one file, without a name, and on the record."""

import csv
import io
import json
import tarfile
from datetime import timedelta

import pyrage
import pytest

from samaki.cases import identity
from samaki.cases import operations as cases
from samaki.cases.models import Person
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.journeys.coded_export import rules
from samaki.journeys.coded_export.files import MEANS
from samaki.journeys.coded_export.gathering import COLUMNS
from samaki.journeys.coded_export.operations import export_own_cases
from tests.acting import act, own_case
from tests.everything import rows

CANARY = "Sokunthea Canary"


@pytest.fixture
def case(cast, now):
    """Of the police of Phnom Penh: one girl of 13, named and written about."""
    found = own_case(cast["duty.pp"], now)
    with session("app", now, cast["duty.pp"].id):
        child = Person.objects.select_related("case").get(case=found, part="survivor")
    act(
        cast["duty.pp"],
        cases.describe_person,
        now,
        person=child,
        sex="female",
        age=13,
        age_estimated=True,
        version=None,
    )
    act(
        cast["duty.pp"],
        identity.record_identity,
        now,
        person=child,
        identity={"name_latin": CANARY, "name_km": "សុគន្ធា"},
    )
    act(cast["duty.pp"], cases.write_note, now, case=found, compartment="justice", text=f"{CANARY} was seen.")
    return found


def taken(by, now, **given):
    return act(by, export_own_cases, now, **({"purpose": "own_figures"} | given))


def opened(made):
    """As who has the words would: nothing of ours but the file."""
    with tarfile.open(fileobj=io.BytesIO(pyrage.passphrase.decrypt(made.sealed, made.words))) as tar:
        return {one.name: tar.extractfile(one).read().decode() for one in tar}


def table(files, name="cases.csv"):
    return list(csv.DictReader(io.StringIO(files[name])))


def test_one_row_a_child_in_codes_of_the_standard_and_no_name(case, cast, now):
    made = taken(cast["officer.pp"], now)
    files = opened(made)
    [row] = table(files)
    assert tuple(row) == COLUMNS
    assert {name: row[name] for name in ("own_age_band", "prs_Gender", "cas_Status", "org_Type", "spl_Type")} == {
        "own_age_band": "13-14", "prs_Gender": "Feminine", "cas_Status": "Active", "org_Type": "LawEnforcement",
        "spl_Type": ""}  # fmt: skip
    whole = "".join(files.values())
    assert not [word for word in (CANARY, "Canary", "សុគន្ធា", case.code, str(case.id)) if word in whole]
    assert CANARY.encode() not in made.sealed
    values = {one["column"]: one["values"] for one in table(files, "dictionary.csv")}
    assert tuple(values) == COLUMNS == tuple(MEANS)
    assert row["prs_Gender"] in values["prs_Gender"].split("|")
    assert "No names, places or dates" in files["README.txt"]


def test_other_words_do_not_open_it(case, cast, now):
    made = taken(cast["officer.pp"], now)
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(made.sealed, made.words[:-1] + ("2" if made.words[-1] != "2" else "3"))


def test_pseudonyms_are_of_one_file(case, cast, now):
    [one], [other] = (table(opened(taken(cast["officer.pp"], now))) for _time in range(2))
    assert one["own_person"] != other["own_person"]
    assert one["own_case"] != other["own_case"]


def test_it_is_on_the_record_of_the_unit_and_of_each_case(case, cast, now):
    made = taken(cast["officer.pp"], now)
    [whole] = rows("select who, facts from ledger_entry where act = 'cases.export'", role="auditor")
    assert (whole[0], json.loads(whole[1])) == (
        "officer.pp", {"why": "own_figures", "years": [], "count": 1, "sha256": made.sha256})  # fmt: skip
    assert rows("select case_id from ledger_entry where act = 'case.export'", role="auditor") == [(case.id,)]


@pytest.mark.parametrize("name", ["duty.pp", "mentor", "admin", "oversight", "privacy.pp"])
def test_who_does_not_head_a_unit_with_cases_takes_nothing(case, cast, now, name):
    with pytest.raises(NotAllowed):
        taken(cast[name], now)
    assert rows("select 1 from ledger_entry where act in ('cases.export', 'case.export')", role="auditor") == []


def test_the_head_of_another_unit_takes_nothing_of_ours(case, cast, now):
    with pytest.raises(CannotMove):
        taken(cast["court.pp"], now)


@pytest.mark.parametrize("given", [{"purpose": ""}, {"purpose": "curiosity"}, {"year": -1}, {"year": 10**6}])
def test_what_is_odd_is_refused(case, cast, now, given):
    with pytest.raises(Invalid):
        taken(cast["officer.pp"], now, **given)


def test_a_year_without_cases_and_too_often_are_said(case, cast, now, monkeypatch):
    with pytest.raises(CannotMove):
        taken(cast["officer.pp"], now, year=now.year - 3)
    for _time in range(rules.MOST_A_DAY):
        taken(cast["officer.pp"], now, year=None)
    with pytest.raises(CannotMove):
        taken(cast["officer.pp"], now)
    taken(cast["officer.pp"], now + timedelta(days=2))
    monkeypatch.setattr(rules, "MOST_CASES", 0)
    with pytest.raises(CannotMove):
        taken(cast["officer.pp"], now + timedelta(days=4))


def test_with_a_key_only_who_holds_it_opens_the_file_and_no_key_that_is_none_is_taken(cast, now, case):
    holder = pyrage.x25519.Identity.generate()
    made = taken(cast["officer.pp"], now, key=f" {holder.to_public()} ")
    assert made.words == ""
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(made.sealed, [holder]))) as tar:
        assert tar.getnames() == ["README.txt", "dictionary.csv", "cases.csv"]
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(made.sealed, [pyrage.x25519.Identity.generate()])
    with pytest.raises(Invalid):
        taken(cast["officer.pp"], now, key="age1nothing")
    told = rows("select facts->>'recipient' from ledger_entry where act = 'cases.export'", role="auditor")
    assert told == [(str(holder.to_public()),)]
