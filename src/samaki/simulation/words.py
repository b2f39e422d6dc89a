"""Words and usual outcomes of the synthetic stories. Nothing graphic, nobody real."""

from __future__ import annotations

import random
from typing import Any

from samaki.countries import StepKind

DECIDED = "សំយោគ៖ សម្រេចលើក្រដាស។"
"""Synthetic: decided on paper. In the language in which such a case is kept."""

TOGETHER = (
    COURT,
    BRINGS,
    POINT,
    AGREED,
    DONE_BY,
    WRITTEN,
    FEARS,
    REACHED,
    HALL,
    PEN,
    OPINION,
    AGREES,
    ASKS,
    ADVISES,
    AIMS,
) = (
    "សាលាដំបូង",
    "លិខិតកោះ",
    "Two offices see the child every week.",
    "Both visits fall on one day, so that the child is fetched from school once.",
    "A woman officer without uniform fetches the child from school and brings it back.",
    "កុមារសួរថា អ្នកណាមកនៅថ្ងៃច័ន្ទ។ សូមប្រាប់យើងជាមុន។",
    "កុមារខ្លាចម៉ូតូពណ៌ខ្មៅនៅមុខសាលា។",
    "ពេលចេញលេង ម៉ោង ៩ ព្រឹក",
    "សាលប្រជុំ ជាន់ទី ២",
    "សូមយកទូរស័ព្ទ និងប៊ិចមកជាមួយ។",
    "សូមបន្ថែមពេលសម្រាប់ការអនុវត្ត។",
    "គណៈកម្មាធិការខេត្តបានព្រមព្រៀង។",
    "តើយើងរៀបចំបន្ទប់ស្ងាត់សម្រាប់កុមារដោយរបៀបណា?",
    "បន្ទប់តូច គ្មានទូរស័ព្ទ មានទឹក និងអ្នកដែលកុមារស្គាល់។",
    "រៀបចំតារាងប្រចាំការដោយខ្លួនឯងរាល់ខែ។",
)
"""What units write to each other: of days in court, of a conference, about a child, of its safety, of a workshop; of the mentor."""

PARTICIPANTS: tuple[tuple[str, str, str], ...] = (
    ("ឈឹម ពិសី", "police-pp", "police"),
    ("ផាន់ វិចិត្រ", "police-pp", "police"),
    ("នុត សុវត្ថិ", "police-pp", "police"),
    ("ហម ស្រីពៅ", "social-pp", "social_worker"),
    ("ទុំ រស្មី", "social-pp", "social_worker"),
    ("វ៉ាន់ ចន្ថា", "social-pp", "social_worker"),
    ("ឡុង មករា", "ngo-pp", "ngo"),
    ("យន់ សុជាតិ", "ngo-pp", "ngo"),
)
"""Who comes to the workshop of the demonstration: name, unit, what they do there. Invented."""

OLD_LIST = "បញ្ជីសាកល្បង ឆ្នាំ ២០០៣ ដល់ ២០០៥"
"""The old list of the demonstration: a list to try, of the years 2003 to 2005."""

ROUND = "ការអង្កេតសាកល្បង ភ្នំពេញ ឆ្នាំ %s / Trial survey, Phnom Penh, %s"
"""In both languages; pages show that of the reader (`web.prevalence.naming`)."""
REACH = "ផ្លូវ បន្ទប់ឯកជន និងអ៊ីនធឺណិត"
SORTS = ("ខារ៉ាអូខេ", "បារ")
VENUE = "%s ទី %s (សំយោគ)"
NIGHTS = ("យប់ថ្ងៃសុក្រ", "យប់ថ្ងៃសៅរ៍", "ល្ងាចថ្ងៃពុធ")
TABLE_TITLE = "បញ្ជីសាកល្បងបី / Three trial lists"
TABLE = """នគរបាល,អង្គការ,សង្គមកិច្ច,ចំនួន
1,0,0,120
0,1,0,80
0,0,1,95
1,1,0,14
1,0,1,9
0,1,1,11
1,1,1,2
"""
"""Of the surveys of the committee. All of it is invented."""

PUT_RIGHT = "បានសរសេរថ្ងៃបញ្ចូល ជំនួសថ្ងៃធ្វើ។"
"""Why a day was put right: the day of writing stood in place of the day of doing."""

TOLD: tuple[tuple[str, str], ...] = (
    ("ខ្ញុំឃើញក្មេងស្រីម្នាក់នៅផ្ទះសំណាក់ជិតផ្សារ នាងមិនចេញក្រៅទេ", "citizen"),
    ("A girl who looks about 14 works late in the bar near the market. She looked afraid.", "business"),
    ("គ្រូបារម្ភអំពីសិស្សម្នាក់ ដែលធ្វើការនៅពេលយប់ ហើយមិនសូវមករៀន", "school"),
    ("The village chief heard that two girls were promised work in the city by a stranger.", "community_leader"),
    ("ក្មេងប្រុសម្នាក់ប្រាប់ថា គេឱ្យទូរស័ព្ទ ហើយសុំឱ្យផ្ញើរូបភាព", "family"),
    ("Our outreach worker met a young person who asked for help to leave a guesthouse.", "ngo"),
    ("មានឡានមករាល់យប់ នាំក្មេងស្រីទៅសណ្ឋាគារ", "citizen"),
    ("A helpline caller says a neighbour's daughter has not come home for four days.", "hotline"),
)

PLACES: dict[str, tuple[str, ...]] = {
    "12": ("near the market in Toul Kork", "ចំការមន ភ្នំពេញ", "Phnom Penh, by the river", "ដូនពេញ"),
    "17": ("Siem Reap town, near the night market", "ក្រុងសៀមរាប"),
    "18": ("Sihanoukville, the beach road", "ក្រុងព្រះសីហនុ"),
}

CHILD_NAMES: tuple[tuple[str, str], ...] = (
    ("ស្រីនាង", "Sreyneang"),
    ("ចន្ថា", "Chantha"),
    ("បូរី", "Borey"),
    ("សុភា", "Sophea"),
    ("លក្ខិណា", "Leakhena"),
    ("វិសាល", "Visal"),
    ("កល្យាណ", "Kalyan"),
    ("ម៉ាលី", "Maly"),
)

GOES_ON = {
    "verification": "confirmed",
    "investigation_plan": "operation_planned",
    "joint_operation": "children_safe_arrest",
    "medical_forensic": "treated_only",
    "immediate_safety": "placement_needed",
    "emergency_placement": "shelter",
    "family_assessment": "safe_with_support",
}
"""Outcomes on the way a case goes when the links hold."""


def usual_outcome(kind: StepKind) -> str:
    """What mostly comes out of a step of this kind: the one above, else the first of the pack's list."""
    return GOES_ON.get(kind.code, next(iter(kind.outcomes)))


def invented_child(rng: random.Random) -> tuple[dict[str, Any], dict[str, str]]:
    """(what is known of a child, its identity), as `describe_person` and `record_identity` take them."""
    khmer, latin = rng.choice(CHILD_NAMES)
    age = rng.randint(11, 17)
    known = {"sex": "female" if age % 3 else "male", "age": age, "age_estimated": True, "version": None}
    return known, {"name_km": khmer, "name_latin": latin, "note": "synthetic"}
