"""What may be the same matter is shown by words, by names, and by the place and the hour alone, which are the same in every language."""

from datetime import timedelta

from samaki.database import session
from samaki.intake.likely import likely_reports
from samaki.intake.queries import words_of
from tests.intake.talk import filed, report_of

ENGLISH = {"what": "Two girls are locked in a room behind the garage", "where": "Toul Kork"}
KHMER = {"what": "មានក្មេងស្រីពីរនាក់ជាប់សោក្នុងបន្ទប់", "where": "ទួលគោក"}


def shown(cast, now, report):
    with session("app", now, cast["duty.pp"].id):
        return [(one.report.id, one.beside) for one in likely_reports(report, words_of(report))]


def filed_at(cast, moment, told):
    filed(moment, **told)
    return report_of(cast["duty.pp"], moment)


def test_a_report_in_khmer_and_one_in_english_of_one_place_within_hours_stand_beside_each_other(cast, now):
    first = filed_at(cast, now - timedelta(hours=5), ENGLISH)
    second = filed_at(cast, now, KHMER)
    assert first.area == second.area
    assert len(second.area) > 2, "a district, read from either spelling"
    assert shown(cast, now, second) == [(first.id, True)]


def test_neither_another_place_nor_another_day_is_enough(cast, now):
    filed_at(cast, now - timedelta(days=2), ENGLISH)
    filed_at(cast, now, ENGLISH | {"where": "Chamkar Mon"})
    assert shown(cast, now, filed_at(cast, now, KHMER)) == []


def test_of_a_whole_province_only_the_hour_counts_and_of_no_place_nothing(cast, now):
    near = filed_at(cast, now - timedelta(minutes=20), ENGLISH | {"where": "Phnom Penh"})
    filed_at(cast, now - timedelta(hours=3), ENGLISH | {"where": "Phnom Penh"})
    report = filed_at(cast, now, KHMER | {"where": "ភ្នំពេញ"})
    assert shown(cast, now, report) == [(near.id, True)]
