"""Public figures: nothing is there, then a release, a correction, a withdrawn one; the same in files."""

import csv
import io
import json
import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from samaki.database import session
from samaki.insights.models import MeasureCell
from samaki.insights.publication import operations
from samaki.publicstats import shapes
from tests.acting import act
from tests.publicstats.releasing import kept, published


def page(path, status=200):
    answer = Client().get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def text(shown):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))


def test_a_citizen_reads_what_was_done_how_sure_it_is_and_who_governs(cast, now):
    assert "not published yet" in page("/progress/?lang=en")
    assert "Nothing was published yet" in page("/progress/releases/?lang=en")
    for year in (2024, 2025):
        kept(cast, now, year)
    row = published(cast, now, 2024, 2025)
    with CaptureQueriesContext(connection) as asked:
        shown = page("/progress/?lang=en")
    assert len(asked) == 1
    assert "88% of reports were answered in time." in text(shown)
    assert "In 2025, of 755: from 86% to 90%, allowing for chance." in text(shown)
    assert "not shown of" in text(shown), "the total of an area is shown, its small part is not"
    assert "480 of 540" in text(shown)
    assert "<script" not in shown
    assert shown.count("<polygon") == shown.count("<polyline") == 1, "a share is drawn as a line within its band"
    assert "/who-governs/" in shown
    assert f"approved these figures, each of them asked because its own work is in them: {len(row.owners)}." in text(
        shown
    )
    assert len(shown) < 60_000
    khmer = page("/progress/?lang=km")
    assert "៨៨%" in khmer
    assert not re.search(r"[0-9]+%<", khmer.split("<main")[1]), "Khmer digits"
    assert page(f"/progress/{row.number}/?lang=en") == shown
    for path in ("/progress/99/", "/progress/99/figures.csv", "/progress/99/figures.json", f"/progress/{10**30}/"):
        page(path, 404)


def test_the_files_hold_what_the_page_shows_and_the_fingerprint_that_was_approved(cast, now):
    kept(cast, now, 2025)
    row = published(cast, now, 2025)
    lines = list(csv.DictReader(io.StringIO(page(f"/progress/{row.number}/figures.csv").lstrip("\ufeff"))))
    shown = {(line["area"], line["outcome"]): line["count"] for line in lines if line["measure"] == "I1"}
    assert (shown["*", "*"], shown["17", "not"]) == ("755", "")
    told = json.loads(page(f"/progress/{row.number}/figures.json"))
    assert (
        shapes.digest({name: told[name] for name in ("fewest", "base", "counted_at", "tables")})
        == told["sha256"]
        == row.sha256
    )
    assert (told["state"], told["definitions"][0]["id"]) == ("published", "I1")
    means = list(csv.reader(io.StringIO(page(f"/progress/{row.number}/dictionary.csv?lang=en").lstrip("\ufeff"))))
    assert {line["outcome"] for line in lines} <= {code for column, code, _words in means if column == "outcome"}
    assert {line["area"] for line in lines} <= {code for column, code, _words in means if column == "area"}
    assert set(lines[0]) == {column for column, code, _words in means[1:] if not code}


def test_a_correction_stands_beside_the_old_figure_and_a_withdrawn_release_says_so(cast, now):
    kept(cast, now, 2025)
    first = published(cast, now, 2025)
    with session("worker", now):
        cell = MeasureCell.objects.filter(area="12").first()
        cell.tally["yes"] += 40
        cell.save()
    with CaptureQueriesContext(connection) as one:
        page("/progress/releases/")
    second = published(cast, now, 2025, corrects=first.number, reason="wrong_figure")
    shown = page("/progress/?lang=en")
    assert "<del>755</del>" in shown
    assert ">795</td>" in shown
    assert "Some figures on this page were wrong." in page(f"/progress/{first.number}/?lang=en")
    kept(cast, now, 2024)
    third = published(cast, now, 2024)
    with CaptureQueriesContext(connection) as three:
        listed = page("/progress/releases/?lang=en")
    assert len(one) == len(three) == 1
    assert f"It corrects release {first.number}." in text(listed)
    act(cast["oversight"], operations.withdraw_release, now, release_id=third.id, reason="tells_too_much")
    gone = page(f"/progress/{third.number}/?lang=en", 410)
    assert "Do not use its figures any more. It could tell of single people." in text(gone)
    assert json.loads(page(f"/progress/{third.number}/figures.json"))["tables"] == []
    page(f"/progress/{third.number}/figures.csv", 404)
    assert f"/progress/{second.number}/" in page("/progress/")
