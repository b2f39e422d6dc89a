"""Until it is signed who governs a real installation, every page says that it is a demonstration; then none does."""

import pytest
from django.db import OperationalError
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from samaki.cli.findings import OK, WARN, database
from samaki.journeys.governance import operations
from samaki.web import governed
from tests.acting import act
from tests.journeys.governing import drafted, signed

STAFF = {"en": "Demonstration: do not enter real children.", "km": "ការសាកល្បង៖ កុំបញ្ចូលកុមារពិតប្រាកដ។"}
PUBLIC = {"en": "Demonstration: do not report a real child here.", "km": "ការសាកល្បង៖ កុំរាយការណ៍អំពីកុមារពិតប្រាកដនៅទីនេះ។"}


@pytest.fixture
def real(settings):
    """A real installation; each look at the database is a new one."""
    settings.SAMAKI_ASKS_WHO_GOVERNS, settings.DEMO = True, False
    governed.forget()
    yield
    governed._seen.governed = False
    governed.forget()


def page(path, lang, member=None):
    client = Client(headers={"accept-language": lang})
    if member is not None:
        client.force_login(member)
    governed.forget()
    return client.get(f"{path}?lang={lang}", follow=True).content.decode().replace("\u200b", "")


@pytest.mark.parametrize("lang", ["en", "km"])
def test_every_page_of_a_real_installation_warns_until_it_is_signed(lang, real, cast):
    now, duty = timezone.now(), cast["duty.sr"]
    staff = ("/desk/", "/cases/", "/governance/", "/cases/PP-26-222222/", "/help/")
    public = ("/", "/report/", "/status/", "/complain/", "/how/", "/who-governs/")
    for path in staff:
        assert STAFF[lang] in page(path, lang, duty), path
    for path in public:
        found = page(path, lang)
        assert PUBLIC[lang] in found, path
        assert 'href="tel:117"' in found, "whom to call instead"
    assert STAFF[lang] in page("/sign-in/", lang)
    row = drafted(cast, now)
    signed(cast, row, "officer.pp", "mentor", now=now)
    assert STAFF[lang] in page("/desk/", lang, duty)
    signed(cast, row, "ngo.pp", now=now)
    for path in staff:
        assert STAFF[lang] not in page(path, lang, duty), path
    for path in public:
        assert PUBLIC[lang] not in page(path, lang), path
    act(cast["ngo.pp"], operations.withdraw_signature, now, governance_id=row.id, text="x")
    assert STAFF[lang] in page("/desk/", lang, duty)
    assert PUBLIC[lang] in page("/", lang)


def test_a_demonstration_says_that_it_is_one_and_nothing_of_this(settings, cast):
    settings.DEMO, settings.SAMAKI_ASKS_WHO_GOVERNS = True, False
    found = page("/", "en")
    assert PUBLIC["en"] not in found
    assert "Synthetic demonstration." in found


def test_the_database_is_asked_now_and_then_and_not_at_each_page(real, cast, monkeypatch):
    asked = []
    monkeypatch.setattr(governed, "is_governed", lambda: asked.append(1) or True)
    assert not governed.ungoverned()
    assert not governed.ungoverned()
    assert asked == [1]


def test_while_the_database_is_away_what_was_so_last_counts_and_before_that_it_warns(real, monkeypatch):
    def away():
        raise OperationalError("away")

    monkeypatch.setattr(governed, "is_governed", away)
    assert governed.ungoverned()
    governed._seen.governed = True
    governed.forget()
    assert not governed.ungoverned()
    monkeypatch.setattr(governed._seen, "look", lambda: 1 / 0)
    told = {"ungoverned": governed.ungoverned_as_known, "words": "x", "home": "/", "lang": "en", "demo": False}
    assert PUBLIC["en"] not in render_to_string("public/sentence.html", told)


@pytest.mark.parametrize("lang", ["en", "km"])
def test_the_public_reads_who_answers_and_no_name_of_a_person(lang, cast):
    now = timezone.now()
    nobody = {
        "en": "Nobody has signed yet who answers for this system.",
        "km": "មិនទាន់មានអ្នកណាចុះហត្ថលេខាថា អ្នកណាទទួលខុសត្រូវលើប្រព័ន្ធនេះទេ។",
    }
    assert nobody[lang] in page("/who-governs/", lang)
    row = drafted(cast, now)
    signed(cast, row, "officer.pp", "ngo.pp", "mentor", now=now, office="Colonel of the desk")
    found = page("/who-governs/", lang)
    assert nobody[lang] not in found
    assert f"Provincial department of social affairs, head of office ({lang})" in found
    assert f"Data desk, 000 000 700 ({lang})" in found
    assert {"en": "10 years", "km": "១០ ឆ្នាំ"}[lang] in found, "how long a closed case is kept"
    for hidden in (
        "Secretword payer",
        "Secretword holders",
        "Secretword seizure",
        "Secretword place",
        "Colonel of the desk",
        row.sha256,
    ):
        assert hidden not in found
    for member in cast.values():
        assert member.name_en not in found
        assert member.name_km not in found
    assert "/who-governs/" in page("/", lang)


def test_doctor_says_so_until_it_is_signed(cast, monkeypatch, tmp_path):
    from django.db import connection

    def asked(_folder, question, _role, *values):
        with connection.cursor() as cursor:
            cursor.execute(question, list(values))
            return cursor.fetchone()

    monkeypatch.setattr(database, "asked", asked)
    monkeypatch.setattr(database, "is_demo", lambda _folder: False)
    now = timezone.now()
    found = database.governance(None)
    assert (found.level, "/governance/" in found.sentence) == (WARN, True)
    row = drafted(cast, now)
    signed(cast, row, "officer.pp", "ngo.pp", now=now)
    assert database.governance(None).level == OK
    monkeypatch.setattr(database, "is_demo", lambda _folder: True)
    assert database.governance(None).level == OK
