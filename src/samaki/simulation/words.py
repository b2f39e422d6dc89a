"""Words of the synthetic stories. Nothing graphic, nobody real."""

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
