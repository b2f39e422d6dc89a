"""A pack is read whole, or refused with a sentence for each thing that is wrong."""

import re
from pathlib import Path

import pytest

from samaki.countries import Duration, Pack, PackError, check_pack, choices, load_pack
from samaki.names import clean_text, letters

SRC = Path(__file__).parents[2] / "src" / "samaki"
TINY = Path(__file__).parent / "packs" / "tiny"
KH = load_pack("kh")
ZZ = load_pack(TINY)
BOTH = pytest.mark.parametrize("pack", [KH, ZZ], ids=["kh", "zz"])
DRAFT_AGENCY_KINDS = {
    "police_ahtjp", "police", "gendarmerie", "prosecution", "court", "court_appeal", "court_supreme", "social",
    "social_district", "commune", "ngo_aftercare", "ngo_legal", "ngo_community", "health", "hotline", "diplomatic",
    "committee_province", "committee_women_children", "committee_national", "mentor", "legal_aid", "school", "prison",
    "immigration", "oversight",
}  # fmt: skip


@pytest.mark.parametrize("pack", ["kh", TINY], ids=["kh", "zz"])
def test_a_shipped_pack_is_sound(pack: str | Path) -> None:
    assert check_pack(pack) == []


def test_a_pack_is_read_once() -> None:
    assert load_pack("kh") is KH


def test_no_step_that_police_or_a_court_may_hold_opens_the_care_of_a_child() -> None:
    enforce = {kind for kind in KH.agency_kinds if kind.startswith(("police", "gendarmerie", "prosecution", "court"))}
    assert len(enforce) == 7
    assert not [
        kind.code
        for kind in KH.step_kinds.values()
        if enforce & set(kind.may_hold) and {"care", "placement"} & set(kind.needs_accepted)
    ]


def test_the_codes_that_others_rely_on_are_there() -> None:
    assert set(KH.agency_kinds) == DRAFT_AGENCY_KINDS
    assert len(KH.step_kinds) == 38  # the draft's 35, justice_closure, settle_observations and safety_check
    assert list(KH.urgencies) == ["emergency", "urgent", "normal"]
    assert [level.code for level in KH.escalation] == [
        "desk", "duty_officer", "unit_head", "province_committee", "national",
    ]  # fmt: skip
    assert KH.places.short_code("12") == "PP"
    assert KH.first_steps == {"justice": "verification", "care": "first_safe_contact"}


def test_a_label_falls_back_to_the_default_language_and_then_to_english() -> None:
    assert ZZ.step_kinds["visit"].label("fr") == "Visite"
    assert ZZ.step_kinds["visit"].label("en") == "Visit"
    assert ZZ.step_kinds["visit"].label("de") == "Visite"
    assert KH.step_kinds["trial"].label("fr") == KH.step_kinds["trial"].label("km")


def test_a_kind_without_a_short_name_shows_its_label() -> None:
    assert ZZ.agency_kinds["social"].short("en") == ("Social services",)
    assert ZZ.step_kinds["check"].plain("en") == "Check"


@BOTH
def test_choices_keep_the_order_of_the_files(pack: Pack) -> None:
    assert [code for code, _ in choices(pack.urgencies.values(), "en")] == list(pack.urgencies)


@pytest.mark.parametrize("language", ["km", "en"])
def test_every_short_name_fits_the_picture_of_the_chain(language: str) -> None:
    for step in KH.step_kinds.values():
        assert 1 <= len(step.short(language)) <= 2, step.code
        assert all(0 < letters(line) <= 17 for line in step.short(language)), step.code
    for kind in KH.agency_kinds.values():
        assert 1 <= len(kind.short(language)) <= 2, kind.code
        assert all(0 < letters(line) <= 14 for line in kind.short(language)), kind.code


def test_short_names_of_steps_are_told_apart() -> None:
    for language in KH.languages:
        assert len({step.short(language) for step in KH.step_kinds.values()}) == len(KH.step_kinds)


@pytest.mark.parametrize("language", ["km", "en"])
def test_every_step_has_a_practice_card_of_short_lines_and_a_checklist(language: str) -> None:
    khmer = re.compile("[\u1780-\u17ff]")
    for step in KH.step_kinds.values():
        lines = step.practice_lines.by_language[language]
        assert all(letters(line) <= 110 for line in lines), step.code
        assert all(bool(khmer.search(line)) == (language == "km") for line in lines), step.code
        assert step.checklist, step.code


def test_no_practice_card_claims_law_that_a_lawyer_has_read_for_us() -> None:
    statuses = {source.status for source in KH.practice_sources.values()}
    assert statuses == {"statutory-unverified", "practice-target"}


@pytest.mark.parametrize("language", ["km", "en"])
def test_a_plain_name_gives_nothing_away(language: str) -> None:
    for step in KH.step_kinds.values():
        assert step.plain(language) != step.label(language) or step.code == "services"
        assert letters(step.plain(language)) <= 17


def test_an_urgent_hand_off_uses_the_urgent_due_time() -> None:
    due = KH.step_kinds["first_safe_contact"].due
    assert due.for_urgency(KH.urgencies["normal"]) == Duration(72, "clock_hours")
    assert due.for_urgency(KH.urgencies["emergency"]) == Duration(24, "clock_hours")


def test_the_last_level_of_escalation_never_falls_silent() -> None:
    assert KH.escalation[-1].repeat_for_ever
    assert KH.escalation[1].delay("emergency") == Duration(15, "clock_minutes")


def test_who_has_the_duty_may_not_decline() -> None:
    visit = KH.step_kinds["first_safe_contact"]
    assert not visit.may_decline("social")
    assert visit.may_decline("ngo_aftercare")


def test_an_outcome_opens_what_follows_it() -> None:
    assert [f.code for f in KH.step_kinds["closing_order"].follows_on("indicted")] == ["trial", "court_preparation"]
    assert KH.step_kinds["closing_order"].follows_on("dismissed") == ()


def test_a_child_who_was_not_found_is_still_looked_for() -> None:
    assert "first_safe_contact" in [f.code for f in KH.step_kinds["first_safe_contact"].follows_on("not_found")]


def test_reports_are_never_closed_as_false() -> None:
    codes = KH.reasons["report_close"]
    assert set(codes) == {
        "not_substantiated", "duplicate", "outside_mandate_referred", "not_enough_information", "other",
    }  # fmt: skip
    assert codes["other"].needs_text


def test_every_holiday_and_unread_limit_says_that_it_is_not_verified() -> None:
    assert {holiday.status for holiday in KH.calendar.holidays.values()} == {"statutory-unverified"}
    for limit in KH.legal_limits.values():
        assert limit.status in ("statutory-verified", "statutory-unverified")
        assert limit.source or limit.status == "statutory-unverified", limit.code


def test_support_levels_tell_who_was_independent() -> None:
    assert [level for level, entry in KH.support_levels.items() if entry.independent] == [4, 5]


def test_a_folder_that_is_no_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="There is no country pack"):
        load_pack("atlantis")
    assert check_pack(tmp_path) == [f"There is no country pack '{tmp_path}': no folder of that name holds a pack.toml."]


def test_no_country_is_in_the_code() -> None:
    words = re.compile("[\u1780-\u17ff]|Phnom|AHTJP|Cambodia|Asia/|Sihanouk|Siem", re.IGNORECASE)
    for folder in ("countries", "names"):
        for path in sorted((SRC / folder).glob("*.py")):
            found = words.findall(path.read_text(encoding="utf-8"))
            assert found == [], f"{path.name} knows a country: {found}"


def test_no_django_is_in_the_rooms() -> None:
    for folder in ("countries", "names"):
        for path in (SRC / folder).glob("*.py"):
            assert "django" not in path.read_text(encoding="utf-8").lower(), path.name


def test_every_khmer_text_is_typed_in_the_canonical_order() -> None:
    for path in [*(SRC / "countries" / "kh").iterdir(), *(SRC / "countries" / "languages").iterdir()]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for text in re.findall("[\u1780-\u17dd]+", line):
                assert clean_text(text) == text, f"{path.name}:{number}: {text}"


def test_the_glossary_says_where_a_translation_was_seen() -> None:
    assert len(KH.glossary) > 300
    assert all(term.label("km") and term.group and term.status for term in KH.glossary)


@BOTH
def test_a_reason_that_presupposes_a_decision_names_steps_of_the_pack(pack: Pack) -> None:
    """Which reasons these are is data: a country without such a reason asks nothing."""
    named = {code for reason in pack.reasons["close"].values() for code in reason.presupposes}
    assert named
    assert {code.partition(":")[0] for code in named} <= set(pack.step_kinds)
    assert all(reason.strand == "justice" for reason in pack.reasons["close"].values() if reason.presupposes)
