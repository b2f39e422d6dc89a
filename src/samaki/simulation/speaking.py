"""What agencies of the demonstration write: who governs, what they agreed, complaints. Invented; no person is named."""

from __future__ import annotations

GOVERNED: dict[str, dict[str, str]] = {
    "controller": {
        "km": "មន្ទីរសង្គមកិច្ច ភ្នំពេញ (សំយោគ) ការិយាល័យប្រធាន",
        "en": "Social affairs, Phnom Penh (synthetic), office of the director",
    },
    "host": {
        "km": "មជ្ឈមណ្ឌលទិន្នន័យរដ្ឋ (សំយោគ)",
        "en": "State data centre (synthetic)",
    },
    "payer": {
        "km": "ថវិកាខេត្ត និងមូលនិធិរួម រហូតដល់ចុងឆ្នាំក្រោយ",
        "en": "The province's budget and a common fund, until the end of next year",
    },
    "place": {
        "km": "បន្ទប់ម៉ាស៊ីនពីរ ក្នុងអគារពីរផ្សេងគ្នា នៅភ្នំពេញ",
        "en": "Two machine rooms in two buildings in Phnom Penh",
    },
    "contact": {
        "km": "តុទិន្នន័យ ទូរស័ព្ទ ០០០ ០០០ ៧០០",
        "en": "Data desk, telephone 000 000 700",
    },
    "holders": {
        "km": "ប្រធានសង្គមកិច្ច ប្រធាននគរបាល ប្រធានអយ្យការ អង្គការថែទាំ និងគណៈកម្មាធិការតាមដាន ម្នាក់មួយសន្លឹក",
        "en": "Heads of social affairs, police and prosecution, the aftercare NGO and the oversight committee, one sheet each",
    },
    "drill_by": {
        "km": "អ្នកបច្ចេកទេសពីររូបរបស់មន្ទីរសង្គមកិច្ច",
        "en": "Two technicians of social affairs",
    },
    "drill_found": {
        "km": "បើកវិញបានក្នុងពីរម៉ោង។ សន្លឹកមួយទុកខុសកន្លែង ហើយត្រូវបានធ្វើថ្មី។",
        "en": "Opened again within two hours. One sheet lay in the wrong place and was made anew.",
    },
    "seizure": {
        "km": "ដីកាត្រូវបានអានដោយមេធាវីមុន ហើយគណៈកម្មាធិការតាមដានត្រូវបានជូនដំណឹងនៅថ្ងៃដដែល។",
        "en": "An order is read by the lawyer first, and the oversight committee is told on the same day.",
    },
}
"""Line of the page -> its words in each language."""

OFFICES = {
    "social.pp": "ប្រធានមន្ទីរសង្គមកិច្ច",
    "officer.pp": "ប្រធានការិយាល័យនគរបាល",
    "ngo.pp": "នាយកអង្គការថែទាំ",
    "mentor": "អ្នកណែនាំ",
}
"""Who signs, and in which office; the mentor's signature stands there and is not counted."""

AGREED = (
    "ស្ថាប័នទាំងពីរប្រាប់គ្នា ក្នុងមួយថ្ងៃ អំពីអ្វីដែលត្រូវការ ដើម្បីឱ្យកុមារមានសុវត្ថិភាព។ មិនឱ្យឈ្មោះទៅអ្នកដទៃទេ។",
    "អង្គការទទួលកុមារបានទាំងយប់ទាំងថ្ងៃ។ មន្ទីរសង្គមកិច្ចមកជួបកុមារក្នុងពីរថ្ងៃ។",
)

COMPLAINTS = (
    (9, "police-pp", "យើងរង់ចាំបួនម៉ោងនៅតុ ហើយគ្មាននរណាប្រាប់យើងថា នឹងមានអ្វីបន្ត។"),
    (1, "ngo-pp", "ខ្ញុំបានសុំជួបអ្នកថែទាំម្នាក់ទៀត ប៉ុន្តែគ្មាននរណាឆ្លើយ។"),
)
"""Days ago, the unit that it is about, and what somebody wrote: that nobody told them what comes next; that nobody answered."""

QUESTION = (
    "សូមប្រាប់យើង តើអ្នកបានមកនៅថ្ងៃណា និងម៉ោងប៉ុន្មាន?",
    "តើអ្នកមើលឈ្មោះនេះសម្រាប់ជំហានណា?",
)
"""To who complained: on which day they came. To a member who looked at a name: for which step."""

WALL = (
    "បុគ្គលិកម្នាក់នៅទីនោះជាសាច់ញាតិនឹងមនុស្សក្នុងសំណុំរឿង។",
    "ការិយាល័យតូច ហើយគ្រប់គ្នាអានឯកសាររួមគ្នា។",
    "យល់ព្រម។ ការិយាល័យសៀមរាបទទួលការងារ។",
)
"""Why a unit must have no part; why it does not suffice that one person steps aside; the other officer's answer."""

HELD = (
    "អាចមានបណ្ដឹងឧទ្ធរណ៍។",
    "ផុតកំណត់ហើយ គ្មានបណ្ដឹងឧទ្ធរណ៍ទេ។",
    "សំណងមិនទាន់បានបង់។",
)
"""An appeal is possible; its time is over and there was none; a compensation is not paid."""

PLAN: tuple[str, str, dict[str, str], str] = (
    "ព្រះរាជអាជ្ញា ភ្នំពេញ (សំយោគ)",
    "០៨៥",
    {
        "lead": "ប្រធានក្រុមនគរបាល",
        "woman_officer": "មន្ត្រីស្ត្រីពីរនាក់ មិនពាក់ឯកសណ្ឋាន",
        "social_worker": "បុគ្គលិកសង្គមកិច្ច",
        "keeps_apart": "មន្ត្រីម្នាក់នៅជាមួយកុមារ",
        "transport": "ឡានមិនមានសញ្ញា",
        "medical": "គិលានុបដ្ឋាយិការង់ចាំនៅមន្ទីរពេទ្យ",
    },
    "ជួបគ្នានៅម៉ោង ៦ ព្រឹក។ កុមារចេញមុន។ គ្មាននរណាសួរនៅទីនោះទេ។",
)
"""Of an operation: who authorised it, the number of the paper, who does what, and the plan: the child leaves first, nobody asks there."""

ASKED = ("សូមមកជាមួយយើង ហើយនៅជាមួយកុមារពេញមួយថ្ងៃ។", "យើងត្រៀមរួចហើយ។")
"""What social services are asked for an operation, and their answer."""

IN_CARE = (
    "គិលានុបដ្ឋាយិកា",
    "ខ្មែរ",
    "បន្ទប់ឯកសារមន្ទីរពេទ្យ",
    "កុមារសុំឱ្យគ្រូពេទ្យស្ត្រី ហើយមិនចង់ឱ្យថតរូបទេ។",
)
"""Of an examination: who told the child, in which language, where the certificate lies, what the child asked for."""

VISITED = "កុមារបានទទួលខ្ញុំនៅសាលា។ គាត់គេងបានល្អជាងមុន ហើយសុំរៀនដេរ។"
"""What was seen on a visit: the child sleeps better and would like to learn sewing."""
