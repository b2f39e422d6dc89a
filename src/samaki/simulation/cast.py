"""The standing cast: synthetic agencies, units and members. The same in the demo and in the tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from samaki.accounts.invitations import BOUND
from samaki.agencies.entries import FocalPoint, UnitService
from samaki.agencies.models import Agency, Member, Membership, Unit, UnitArea


@dataclass(frozen=True)
class Desk:
    """One synthetic unit: its code, kind, names, areas served ("" is the country), and the code of the unit above."""

    code: str
    kind: str
    en: str
    km: str
    short_en: str
    short_km: str
    areas: tuple[str, ...]
    above: str = ""
    phone: str = ""


PP, SR, PS = "12", "17", "18"
AREAS = {
    PP: ("PP", "Phnom Penh", "ភ្នំពេញ"),
    SR: ("SR", "Siem Reap", "សៀមរាប"),
    PS: ("PS", "Preah Sihanouk", "ព្រះសីហនុ"),
}

NATIONAL = (
    Desk("police-national", "police_ahtjp", "Anti-trafficking police, national desk", "នគរបាលប្រឆាំងការជួញដូរមនុស្ស តុថ្នាក់ជាតិ",
         "National desk", "តុថ្នាក់ជាតិ", ("",), phone="000 000 100"),
    Desk("national", "committee_national", "National committee, secretariat", "លេខាធិការដ្ឋានគណៈកម្មាធិការជាតិ",
         "National committee", "គ.ជ.ប.ជ", ("",), phone="000 000 900"),
    Desk("appeal", "court_appeal", "Court of appeal", "សាលាឧទ្ធរណ៍", "Appeal court", "សាលាឧទ្ធរណ៍", ("",)),
    Desk("legal", "ngo_legal", "Lawyers for children (NGO)", "មេធាវីសម្រាប់កុមារ (អង្គការ)", "Legal NGO", "អង្គការ ច្បាប់",
         ("",), phone="000 000 500"),
    Desk("mentor", "mentor", "Mentor organisation", "អង្គការណែនាំ", "Mentor", "អង្គការណែនាំ", ("",)),
    Desk("oversight", "oversight", "Oversight committee", "គណៈកម្មាធិការតាមដាន", "Oversight", "តាមដាន", ("",)),
)  # fmt: skip

PER_AREA = (
    ("police", "police_ahtjp", "Police, {en}", "នគរបាល {km}", "Police {short}", "នគរបាល {km}", "1", "police-national"),
    ("social", "social", "Social affairs, {en}", "មន្ទីរសង្គមកិច្ច {km}", "Social {short}", "សង្គមកិច្ច {km}", "2", ""),
    ("prosecution", "prosecution", "Prosecution, {en}", "អយ្យការ {km}", "Prosecutor {short}", "អយ្យការ {km}", "3", ""),
    ("ngo", "ngo_aftercare", "Aftercare NGO, {en}", "អង្គការថែទាំ {km}", "Care NGO {short}", "អង្គការ {km}", "4", ""),
    ("court", "court", "Court, {en}", "សាលាដំបូង {km}", "Court {short}", "សាលាដំបូង {km}", "6", ""),
    ("health", "health", "Hospital, {en}", "មន្ទីរពេទ្យ {km}", "Hospital {short}", "មន្ទីរពេទ្យ {km}", "7", ""),
    ("commune", "commune", "Commune committee, {en}", "គ.ក.ន.ក {km}", "Commune {short}", "ឃុំ {km}", "8", ""),
    ("committee", "committee_province", "Provincial committee, {en}", "គណៈកម្មាធិការ {km}", "Committee {short}",
     "គ.ក. {km}", "9", "national"),
)  # fmt: skip

SERVICES = {
    "police_ahtjp": ("rescue", "police_investigation", "child_interview"),
    "social": ("social_work", "family_tracing", "family_support", "transport", "foster_care"),
    "prosecution": ("compensation",),
    "ngo_aftercare": ("emergency_shelter", "trauma_counselling", "reintegration", "school", "vocational_training"),
    "ngo_legal": ("lawyer", "court_company", "compensation"),
    "health": ("urgent_medical", "forensic_examination", "mental_health"),
    "commune": ("documents", "family_support"),
}
"""Kind of unit -> what its synthetic units offer."""

BY_NIGHT = ("police_ahtjp", "health", "ngo_aftercare")
"""Kinds with a number for the night, one higher than that of the day."""

ALL = ("desk", "worker", "team_lead", "head")

# username: (unit code, English name, Khmer name, roles)
MEMBERS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "duty.pp": ("police-pp", "Dara Sok", "សុខ ដារ៉ា", ("desk", "worker")),
    "officer.pp": ("police-pp", "Sovann Chea", "ជា សុវណ្ណ", ("worker", "team_lead", "head")),
    "privacy.pp": ("police-pp", "Chenda Prak", "ប្រាក់ ចិន្តា", ("confidentiality_officer",)),
    "privacy.social": ("social-pp", "Sotheara Kim", "គឹម សុធារ៉ា", ("confidentiality_officer",)),
    "privacy.ngo": ("ngo-pp", "Vannak Chhay", "ឆាយ វណ្ណៈ", ("confidentiality_officer",)),
    "duty.sr": ("police-sr", "Vuthy Kong", "គង់ វុទ្ធី", ALL),
    "duty.ps": ("police-ps", "Rith Heng", "ហេង រិទ្ធ", ALL),
    "social.pp": ("social-pp", "Bopha Nuon", "នួន បុប្ផា", ALL),
    "social.sr": ("social-sr", "Sophea Lim", "លឹម សុភា", ALL),
    "social.ps": ("social-ps", "Kunthea Ros", "រស់ គន្ធា", ALL),
    "ngo.pp": ("ngo-pp", "Chanthy Mao", "ម៉ៅ ចាន់ធី", ALL),
    "ngo.sr": ("ngo-sr", "Malis Keo", "កែវ ម្លិះ", ALL),
    "ngo.ps": ("ngo-ps", "Sreymom Tep", "ទេព ស្រីមុំ", ALL),
    "legal.pp": ("legal", "Piseth Yim", "យឹម ពិសិដ្ឋ", ALL),
    "prosecutor.pp": ("prosecution-pp", "Vibol Chan", "ចាន់ វិបុល", ALL),
    "prosecutor.sr": ("prosecution-sr", "Narith Pen", "ប៉ែន ណារិទ្ធ", ALL),
    "prosecutor.ps": ("prosecution-ps", "Samnang Oum", "អ៊ុំ សំណាង", ALL),
    "court.pp": ("court-pp", "Sopheap Meas", "មាស សុភាព", ("desk", "worker", "clerk", "team_lead", "head")),
    "court.sr": ("court-sr", "Ratana Uk", "អ៊ុក រតនា", ("desk", "worker", "clerk", "head")),
    "court.ps": ("court-ps", "Thida Sar", "ស ធីតា", ("desk", "worker", "clerk", "head")),
    "leader.pp": ("commune-pp", "Savuth Khim", "ឃឹម សាវុធ", ("desk", "worker", "unit_admin")),
    "nurse.pp": ("health-pp", "Nary Som", "សំ ណារី", ALL),
    "nurse.sr": ("health-sr", "Leakena Hun", "ហ៊ុន លក្ខិណា", ALL),
    "nurse.ps": ("health-ps", "Devi Touch", "ទូច ទេវី", ALL),
    "committee.pp": ("committee-pp", "Rachana Ly", "លី រចនា", ("desk", "head")),
    "duty.national": ("police-national", "Makara Tan", "តាន់ មករា", ALL),
    "focal.national": ("national", "Monika Sim", "ស៊ឹម មុន្នីកា", ("desk", "head")),
    "mentor": ("mentor", "Mentor (synthetic)", "អ្នកណែនាំ (សំយោគ)", ("mentor",)),
    "trainer": ("mentor", "Trainer (synthetic)", "គ្រូបណ្ដុះបណ្ដាល (សំយោគ)", ("trainer",)),
    "oversight": ("oversight", "Oversight (synthetic)", "តាមដាន (សំយោគ)", ("oversight",)),
    "admin": ("oversight", "Administrator (synthetic)", "អ្នកគ្រប់គ្រង (សំយោគ)", ("admin",)),
}


def desks() -> list[Desk]:
    """All synthetic units: the national ones, then those of each project area."""
    found = list(NATIONAL)
    for area, (short, en, km) in AREAS.items():
        for code, kind, name_en, name_km, short_en, short_km, digit, above in PER_AREA:
            words = {"en": en, "km": km, "short": short}
            phone = f"000 000 {digit}{'12' if area == PP else '17' if area == SR else '18'}"
            found.append(
                Desk(f"{code}-{short.lower()}", kind, name_en.format(**words), name_km.format(**words),
                     short_en.format(**words), short_km.format(**words), (area,), above, phone)
            )  # fmt: skip
    return found


def assemble(since: datetime, password: str, *, using: str = "owner", bound_until: datetime | None = None) -> list[str]:
    """Write the cast with the owner's role; returns the names to sign in with. Runs once on an empty database.

    `bound_until`: when the access of those ends whose role has an end. Each table in one statement: every test of the suite that
    needs people begins with it.
    """
    units = {desk.code: _unit(desk, number, since) for number, desk in enumerate(desks(), start=1)}
    for desk in desks():
        if desk.above:
            units[desk.code].parent_id = units[desk.above].principal
    hashed = make_password(password)
    members = {name: _member(name, units, hashed, bound_until or since + timedelta(days=3650)) for name in MEMBERS}
    rows: tuple[list[Any], ...] = (
        [unit.agency for unit in units.values()],
        list(units.values()),
        [UnitArea(unit=units[desk.code], area=area, since=since) for desk in desks() for area in desk.areas],
        [UnitService(unit=units[desk.code], service=service, since=since)
         for desk in desks() for service in SERVICES.get(desk.kind, ())],
        list(members.values()),
        [Membership(member=member, unit=member.unit, role=role, since=since)
         for member in members.values() for role in MEMBERS[member.username][3]],
        [_point(member, since) for member in members.values()
         if "head" in MEMBERS[member.username][3] and member.unit.phone],
    )  # fmt: skip
    with transaction.atomic(using=using):
        for found in rows:
            if isinstance(found[0], (Unit, FocalPoint)):  # they save what they are found by together with their names
                for row in found:
                    row.save(using=using, force_insert=True)
            else:
                type(found[0])._default_manager.using(using).bulk_create(found)
    return list(MEMBERS)


def _unit(desk: Desk, number: int, since: datetime) -> Unit:
    agency = Agency(kind=desk.kind, name_en=desk.en, name_km=desk.km, since=since, synthetic=True)
    unit = Unit(principal=number, agency=agency, kind=desk.kind, code=desk.code, name_en=desk.en, name_km=desk.km,
                short_en=desk.short_en, short_km=desk.short_km, phone=desk.phone, since=since, synthetic=True)  # fmt: skip
    if desk.phone and desk.kind in BY_NIGHT:
        unit.phone_night = f"{desk.phone} 1"
    unit.takes_unrouted = desk.code == "police-national"
    return unit


def _member(username: str, units: dict[str, Unit], hashed: str, bound_until: datetime) -> Member:
    unit, en, km, roles = MEMBERS[username]
    member = Member(username=username, unit=units[unit], name_en=en, name_km=km, password=hashed, language="en",
                    synthetic=True)  # fmt: skip
    if BOUND & set(roles):
        member.access_until = bound_until
    return member


def _point(head: Member, since: datetime) -> FocalPoint:
    """Who to speak to of a unit with a telephone: its head."""
    return FocalPoint(unit=head.unit, matter="any", name_en=head.name_en, name_km=head.name_km, since=since,
                      phone=f"{head.unit.phone} 9", day_and_night=head.unit.kind in BY_NIGHT)  # fmt: skip
