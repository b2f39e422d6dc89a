"""An erasure reaches every table: what its list says of each is true of the rows, and of no erased case anybody is called."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, models

from samaki.cases.models import Case
from samaki.database import session
from samaki.jobs.tick import tick
from samaki.journeys.retention.reach import CODES, KEY, OVER, REACH
from samaki.vault import sealing as vault
from samaki.vault.models import SealedRow
from tests.everything import rows
from tests.journeys.retention.erasing import WAITS, closed, erased
from tests.journeys.whole_file import WholeFile

TABLES = {model._meta.db_table: model for model in apps.get_app_config("samaki").get_models()}
TABLES_WITH_MORE = {"disclosure": "order_sealed"}


def test_what_is_said_to_hold_words_holds_sealed_ones_and_what_is_said_to_hold_codes_holds_none():
    for name, (how, what) in REACH.items():
        sealed = issubclass(TABLES[name], SealedRow) or name in TABLES_WITH_MORE
        assert sealed == (how in (KEY, OVER) or name == "erasure"), name
        assert what
        if how == CODES:
            binary = {one.name for one in TABLES[name]._meta.concrete_fields if isinstance(one, models.BinaryField)}
            assert not {one for one in binary if "sealed" in one}, name


def test_every_sealed_word_of_a_whole_file_lay_under_its_key_and_nobody_is_called_of_it_any_more(cast, now):
    file = WholeFile(cast, now).judged(paper=False, pressed=False).cared()
    opened = set()
    for member in (file.police, file.social):
        with session("app", now, member.id), connection.cursor() as cursor:
            opened |= _opened(cursor, file.case, vault.key_of(case_id=file.case.id))
    assert len(opened) > 28, "hardly anything was written"
    case = closed(cast, file.case, now)
    gone, row = erased(cast, now, case=case)
    for words in (
        "notes of care",
        "examinations",
        "messages between units",
        "promises of conferences",
        "conflicts of interest",
    ):
        assert words in " ".join(row.certificate.split())
    later = now + WAITS
    with session("app", later, cast["duty.pp"].id), pytest.raises(vault.CannotOpen):
        vault.key_of(case_id=gone.id)
    before = rows(
        "select kind, made_at from notice where case_id = %s order by made_at, kind", [case.id], role="worker"
    )
    for weeks in (1, 8, 60):
        assert tick(later + timedelta(weeks=weeks)).errors == []
    assert (
        rows("select kind, made_at from notice where case_id = %s order by made_at, kind", [case.id], role="worker")
        == before
    )
    with session("app", later, cast["duty.pp"].id):
        assert Case.objects.get(id=case.id).erased_at == later


def _opened(cursor, case, key):
    """Tables of which the session reads sealed rows of the case, each of which opens with its key."""
    found = set()
    for name, (how, _what) in REACH.items():
        model = TABLES[name]
        if how != KEY or not issubclass(model, SealedRow) or name.startswith("report"):  # this case has no report
            continue
        cursor.execute(f'select id, {model.SEALED} from "{name}" where case_id = %s', [case.id])  # noqa: S608 - tables of ours
        for row_id, sealed in cursor.fetchall():
            if sealed:
                assert vault.unseal_bytes(key, bytes(sealed), f"{name}.{model.SEALED}.{row_id}") is not None
                found.add(name)
    return found
