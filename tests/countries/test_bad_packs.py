"""Each mistake in a pack is told in one sentence: the file, the entry, what is wrong."""

import shutil
from pathlib import Path

import pytest

from samaki.countries import check_pack

TINY = Path(__file__).parent / "packs" / "tiny"
MISTAKES = [
    ("pack.toml", "[opening]", "[governance]\nsignatures = 1\n[opening]", "pack.toml: governance: 'signatures' must be 2 or more."),
    ("pack.toml", "[opening]", '[governance]\nnot_counted = ["mentr"]\n[opening]',
     "pack.toml: governance: agency kind 'mentr' does not exist in this pack."),
    ("pack.toml", "[opening]", '[governance]\nreview = { amount = 2, unit = "working_days" }\n[opening]',
     "pack.toml: governance: 'review' must be a time in days or months."),
    ("steps.toml", 'code = "hearing", on', 'code = "heering", on',
     "steps.toml: step 'check', follows 'heering': step 'heering' does not exist in this pack."),
    ("steps.toml", 'on = ["done"], how = "offer"', 'on = ["dome"], how = "offer"',
     "steps.toml: step 'check', follows 'hearing': outcome 'dome' does not exist in this pack."),
    ("steps.toml", 'condition = "in_danger"', 'condition = "indanger"',
     "steps.toml: step 'visit', follows 'help': condition 'indanger' does not exist in this pack."),
    ("steps.toml", 'default_holder = "court"', 'default_holder = "social"',
     "steps.toml: step 'hearing': the default holder 'social' is not among those that may hold it."),
    ("steps.toml", 'from = "step:visit"', 'from = "step:visits"',
     "steps.toml: step 'help': due from 'step:visits' does not exist in this pack."),
    ("steps.toml", 'outcomes = [{ code = "done", fr', 'outcomes = [{ code = "done", holds = "first", fr',
     "steps.toml: step 'check', outcome 'done': 'holds' 'first' does not exist in this pack."),
    ("steps.toml", "order = 20", 'order = "20"', "steps.toml: step 'hearing': 'order' must be a whole number."),
    ("steps.toml", "order = 20\n", "", "steps.toml: step 'hearing': 'order' must be a whole number, and is missing."),
    ("steps.toml", 'unit = "days", from = "step:visit"', 'unit = "weeks", from = "step:visit"',
     "steps.toml: step 'help': the time: 'weeks' is not a unit of time; "
     "use one of clock_minutes, clock_hours, working_days, days, months."),
    ("steps.toml", 'code = "help"\norder', 'code = "visit"\norder',
     "steps.toml: step 'visit': this code is given twice."),
    ("steps.toml", 'fr = "Audience"\n', "", "steps.toml: step 'hearing': it has no label in 'fr'."),
    ("steps.toml", 'needs_offered = ["care"]\nneeds_accepted', 'needs_offered = ["identity"]\nneeds_accepted',
     "steps.toml: step 'check': 'identity' may not be shown before acceptance, so it cannot be in needs_offered."),
    ("steps.toml", 'duty_for = ["court"]', 'duty_for = ["police"]',
     "steps.toml: step 'hearing': 'police' has the duty but may not hold it."),
    ("steps.toml", 'practice = { fr = ["Demander d\'abord.", "Écouter.", "Écrire ce qui a été dit."], en = [', "practice = { en = [",
     "steps.toml: step 'check': its practice card has no text in 'fr'."),
    ("steps.toml", '"Ask first.", "Listen.", ', "",
     "steps.toml: step 'check': its practice card has 1 lines in 'en'; three to six are read."),
    ("steps.toml", 'en = ["Ask first."', 'en = ["Be there.", "Ask first."',
     "steps.toml: step 'check': its practice card has not the same number of lines in each language."),
    ("steps.toml", 'practice_sources = ["handbook"]', 'practice_sources = ["handbok"]',
     "steps.toml: step 'check': practice source 'handbok' does not exist in this pack."),
    ("steps.toml", 'fr = "Audience"', 'fr = "Audience (publique"',
     "steps.toml: step 'hearing': the brackets of \"Audience (publique\" do not close."),
    ("steps.toml", 'fr = "Audience"', 'fr = "Audience) publique ("',
     "steps.toml: step 'hearing': the brackets of \"Audience) publique (\" do not close."),
    ("lists.toml", "repeat_for_ever = true", "repeat_for_ever = false",
     "lists.toml: escalation 'desk': the last level must repeat for ever, or it falls silent."),
    ("lists.toml", ", max_days = 7", "",
     "lists.toml: hold_reason 'ill': 'max_days' is needed, or a step could be on hold for ever."),
    ("lists.toml", 'presupposes = ["hearing",', 'presupposes = ["heering",',
     "lists.toml: close_reason 'ruled': presupposes 'heering' does not exist in this pack."),
    ("lists.toml", '"check:done"]', '"check:dome"]',
     "lists.toml: close_reason 'ruled': presupposes 'check:dome' does not exist in this pack."),
    ("lists.toml", 'roles = ["worker", "clerk"]', 'roles = ["worker", "judge"]',
     "lists.toml: agency_kind 'court': role 'judge' does not exist in this pack."),
    ("lists.toml", ', roles = ["worker", "clerk"]', "",
     "lists.toml: agency_kind 'court': 'roles' is needed, or nobody could be invited to its units."),
    ("lists.toml", 'group = "safety"', 'group = "safe"',
     "lists.toml: service 'shelter': service group 'safe' does not exist in this pack."),
    ("lists.toml", 'counts_as = "citizen"', 'counts_as = "people"',
     "lists.toml: report_source 'citizen': counts_as 'people' does not exist in this pack."),
    ("lists.toml", 'short = { fr = ["Police"], en = ["Police"] }', 'short = { en = ["The police of the country"] }',
     "lists.toml: agency_kind 'police': the line 'The police of the country' "
     "of the short name has more than 14 letters."),
    ("lists.toml", "sealed = true, ", "",
     "lists.toml: compartment 'identity': 'sealed' must be true or false, and is missing."),
    ("lists.toml", 'code = "urgent"', 'code = "soon"',
     "lists.toml: escalation 'desk': 'soon' must be a time such as { amount = 2, unit = \"days\" }."),
    ("lists.toml", 'move_reason = [{ code = "duty", fr = "Devoir", en = "Duty" }]', "",
     "pack.toml: the list of reasons 'move_reason' is empty: every pack needs at least one reason to choose."),
    ("pack.toml", 'justice = "check"', 'justice = "visit"',
     "pack.toml: opening of justice: the step 'visit' belongs to the other strand."),
    ("pack.toml", 'report_outcome = "done"', 'report_outcome = "opened"',
     "pack.toml: opening: report_outcome 'opened' does not exist in this pack."),
    ("lists.toml", 'closure_step = "help"', 'closure_step = "hearing"',
     "lists.toml: strand 'care', closure_step: the step 'hearing' belongs to the other strand."),
    ("pack.toml", "[public_page]", '[hearings]\nearly = { amount = 1, unit = "days" }\n\n[public_page]',
     "pack.toml: hearings: 'early' must lie before 'late'."),
    ("pack.toml", "[public_page]", '[urgent_health]\nstep = "check"\n\n[public_page]',
     "pack.toml: urgent_health: 'step' must be a step of the care strand, per child, that never waits."),
    ("pack.toml", '"Europe/Paris"', '"Europe/Zed"', "pack.toml: pack 'zz': 'Europe/Zed' is not a time zone."),
    ("pack.toml", '"09:00-12:00"', '"nine to twelve"',
     "pack.toml: working_time 'wed': 'nine to twelve' must look like 07:30-11:30."),
    ("pack.toml", 'default_language = "fr"', 'default_language = "de"',
     "pack.toml: pack 'zz': 'languages' must list the pack's languages, and 'default_language' must be one of them."),
    ("places.csv", "11,1,district", "11,9,district",
     "places.csv: place '11': parent '9' does not exist in this pack."),
    ("places.csv", ",ZZ,2026,,\n11", ",,,,\n11",
     "places.csv: place '2': 'code_system' and 'version' are needed, because official lists disagree."),
    ("holidays.csv", "2026-01-01", "1 January", "holidays.csv: '1 January' is not a date such as 2026-01-31."),
]  # fmt: skip


@pytest.mark.parametrize(("file_name", "right", "wrong", "sentence"), MISTAKES, ids=[m[3][:60] for m in MISTAKES])
def test_a_mistake_is_told_in_one_sentence(
    tmp_path: Path, file_name: str, right: str, wrong: str, sentence: str
) -> None:
    pack = shutil.copytree(TINY, tmp_path / "zz")
    text = (pack / file_name).read_text(encoding="utf-8")
    assert right in text
    (pack / file_name).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    assert sentence in check_pack(pack)


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    pack = shutil.copytree(TINY, tmp_path / "zz")
    (pack / "steps.toml").write_text("[[step", encoding="utf-8")
    assert check_pack(pack)[0].startswith("steps.toml: this is not valid TOML:")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    pack = shutil.copytree(TINY, tmp_path / "zz")
    text = (pack / "steps.toml").read_text(encoding="utf-8")
    (pack / "steps.toml").write_text(text.replace("order = 20", "").replace("order = 40", ""), encoding="utf-8")
    assert len(check_pack(pack)) == 2
