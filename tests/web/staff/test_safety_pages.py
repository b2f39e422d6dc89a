"""The page of a child's safety, the warning before a call, where the children are tonight; and that a sealed place comes nowhere."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.agencies.keeping import set_services
from samaki.cases.models import Person, Step
from samaki.database import session
from samaki.journeys.danger import arrive
from samaki.journeys.lists.filters import Filter
from samaki.journeys.lists.operations import export_list
from samaki.journeys.safeguarding.models import ChildPlacement, MissingChild, SafeContact, SafetyPlan
from samaki.notices.models import Notice
from samaki.web.safeguarding import showing
from tests.acting import act
from tests.journeys.children.safe import found, gone, looked, placed, planned, reached
from tests.web.staff.reading import pressed_twice
from tests.web.staff.test_child_pages import one, worked  # noqa: F401 - the fixture
from tests.web.staff.test_people_pages import text

PLAN = {"fears": "Fearword", "signs": "", "do": "", "people": "", "keep_away": "", "adults": "", "assent": "yes", "review_at": "",
        "occurred_at": ""}  # fmt: skip
CANARY = "Canaryhouse"


@pytest.fixture
def base(worked):  # noqa: F811
    case, child = worked
    return f"/cases/{case.code}/children/{child.id}/safety/"


def step_with(member, case):
    with session("app", timezone.now(), member.id):
        return Step.objects.filter(case=case, holder=member.unit, child_id__isnull=False, state="open").latest("id")


def test_reached_safely_is_said_on_every_page_from_which_somebody_calls(sign_in, worked, cast, base):  # noqa: F811
    case, child = worked
    police, social = sign_in("duty.pp"), sign_in("social.pp")
    step = step_with(cast["social.pp"], case)
    assert "Nobody has written down how this child is reached safely" in text(social.get(f"/steps/{step.id}/"))
    wrong = social.post(f"{base}contact/", {"when": "", "by_whom": "", "note": "", "occurred_at": ""})
    assert wrong.status_code == 422
    way = {
        "ways": ["school"],
        "never": ["family_phone"],
        "when": "Whenword",
        "by_whom": "",
        "note": "",
        "occurred_at": "",
    }
    assert social.post(f"{base}contact/", way).status_code == 302
    pages = [f"/steps/{step.id}/", f"/cases/{case.code}/people/{child.id}/", f"/cases/{case.code}/people/{child.id}/care/",
             f"/cases/{case.code}/children/{child.id}/voice/", f"/cases/{case.code}/urgent-care/{child.id}/"]  # fmt: skip
    for page in pages:
        shown = text(social.get(page))
        assert "Before you contact the child" in shown, page
        assert "Never call a number that the family or others answer" in shown
        assert "Whenword" in shown
    assert "Whenword" in text(police.get(f"/cases/{case.code}/people/{child.id}/")), "whoever works for the child"
    links = social.get(f"/steps/{step.id}/").content.decode()
    assert base in links
    assert f"/cases/{case.code}/people/{child.id}/care/" in links
    row = one(cast["social.pp"], SafeContact)
    assert social.post(f"/safe-contacts/{row.id}/mistake/", {"text": "Otherword"}).status_code == 302
    assert "Before you contact the child" not in text(police.get(f"/cases/{case.code}/people/{child.id}/"))


def test_a_plan_and_where_the_child_stays_are_read_with_its_care(sign_in, worked, cast, base):  # noqa: F811
    case, _child = worked
    social = sign_in("social.pp")
    ngo = cast["ngo.pp"]
    shelter, services = ngo.unit, ["emergency_shelter"]
    act(ngo, set_services, timezone.now(), unit=shelter, services=services, full=services)
    wrong = social.post(f"{base}plan/", PLAN | {"assent": "", "people": "Auntword"})
    assert wrong.status_code == 422
    assert "Auntword" in wrong.content.decode(), "what was typed comes back"
    assert social.post(f"{base}plan/", PLAN | {"agreed_with": ["kin", "teacher"]}).status_code == 302
    stay = {"sort": "shelter", "keeper": shelter.code, "looked": "", "looked_why": "", "basis": "emergency", "basis_until": "",
            "document": "", "text": "Stayword", "occurred_at": ""}  # fmt: skip
    assert social.post(f"{base}stay/", stay | {"document": "x"}).status_code == 422
    assert social.post(f"{base}stay/", stay | {"keeper": "x"}).status_code == 422
    assert social.post(f"{base}stay/", stay).status_code == 302, "a full shelter refuses nobody"
    shown = text(social.get(base))
    for words in ("Version 1", "Fearword", "The child agrees", "A relative; A teacher", "Stayword", shelter.name,
                  "The directory says that this unit is full", "Nobody has written down which family was looked at before",
                  "Nobody has written down on what ground"):  # fmt: skip
        assert words in shown, words
    assert (
        social.post(f"{base}family/", {"sort": "kin", "why": "child_no", "text": "", "occurred_at": ""}).status_code
        == 302
    )
    held, plan = one(cast["social.pp"], ChildPlacement), one(cast["social.pp"], SafetyPlan)
    with session("app", timezone.now(), cast["social.pp"].id):
        kept = ChildPlacement.objects.get(state="stays")
    ground = {"basis": "court", "basis_until": "", "document": "", "text": "", "version": str(kept.version)}
    assert social.post(f"/placements/{kept.id}/basis/", ground).status_code == 302
    assert social.post(f"/placements/{kept.id}/basis/", ground).status_code != 302, "an edit on an old version"
    review = {"assent": "no", "review_at": "", "text": "", "version": "1"}
    assert social.post(f"/safety-plans/{plan.id}/review/", review).status_code == 302
    shown = text(social.get(f"/safety-plans/{plan.id}/"))
    assert "The child does not want it" in shown
    assert "which family was looked at before. A family" not in shown
    assert "Look at the safety plan with the child" in text(social.get("/desk/"))
    assert "A safety plan was made. The child agrees" in text(social.get(f"/cases/{case.code}/timeline/"))
    for stranger in ("duty.sr", "ngo.pp"):
        for path in (base, f"/safety-plans/{plan.id}/", f"/placements/{held.id}/"):
            assert sign_in(stranger).get(path).status_code == 404


def test_where_the_children_are_tonight_stands_on_the_desk_of_who_cares(sign_in, worked, cast, base):  # noqa: F811
    case, child = worked
    police, social, now = sign_in("duty.pp"), sign_in("social.pp"), timezone.now()
    assert "Not known of 1 child" in text(social.get("/desk/"))
    assert "Not answered yet" in text(social.get("/tonight/"))
    act(
        cast["social.pp"],
        arrive,
        now,
        case=case,
        child=child,
        place=CANARY,
        safe=True,
        received_by=cast["social.pp"].unit,
    )
    assert "It is known of each child" in text(social.get("/desk/"))
    assert "Answered" in text(social.get("/tonight/"))
    alarm = social.post(f"{base}missing/", {"text": "Marketword", "occurred_at": ""})
    assert "Raise the alarm now?" in text(alarm), "one press calls nobody"
    assert "Missing" not in text(social.get("/tonight/"))
    assert pressed_twice(social, f"{base}missing/", text="Marketword", occurred_at="").status_code == 302, (
        "and never more than one further"
    )
    for page in ("/desk/", "/tonight/", f"/cases/{case.code}/", base):
        shown = text(social.get(page))
        assert "issing" in shown, page
        assert CANARY not in shown
    assert "Marketword" in text(police.get(base))
    assert "the child is missing" in text(police.get(f"/cases/{case.code}/"))
    row = one(cast["social.pp"], MissingChild)
    assert (
        police.post(f"/missing/{row.id}/found/", {"how": "", "text": "", "occurred_at": "", "version": "1"}).status_code
        == 422
    )
    assert (
        police.post(
            f"/missing/{row.id}/found/", {"how": "found", "text": "", "occurred_at": "", "version": "1"}
        ).status_code
        == 302
    )
    assert "Not safe" in text(social.get("/tonight/")), "found is not safe yet"
    page = text(social.get(f"/cases/{case.code}/"))
    assert "It was found; nobody has said since that the child is safe." in page
    assert "says so: the child is missing" not in page
    assert sign_in("oversight").get("/tonight/").status_code == 403


def test_a_missing_child_stands_above_all_and_what_is_learned_later_is_read(sign_in, worked, cast, base):  # noqa: F811
    case, child = worked
    police, social, now = sign_in("duty.pp"), sign_in("social.pp"), timezone.now()
    early = now - timedelta(hours=3)
    with session("app", now, cast["social.pp"].id):
        other = Person.objects.filter(case=case, part="survivor").exclude(id=child.id).first()
    assert "Say that the child is missing" in text(social.get(base))
    assert f'/arrivals/new/?person={child.id}"' in social.get(base).content.decode()
    chosen = social.get(f"/cases/{case.code}/arrivals/new/?person={child.id}").content.decode()
    assert re.search(rf'<option value="{child.id}"[^>]*selected', chosen), "the child of the page"
    assert other is None or not re.search(rf'<option value="{other.id}"[^>]*selected', chosen)
    placed(cast["social.pp"], now, child, keeper=cast["ngo.pp"].unit)
    row = gone(cast["social.pp"], now, child, occurred_at=early)
    page = text(police.get("/tonight/"))
    assert "1 child is missing: look for it now" in page, "police were told, and hold no care step of the child"
    assert page.index("Missing") < page.index("Not answered yet") if "Not answered yet" in page else "Missing" in page
    assert "1 child is missing" in text(social.get("/desk/"))
    desk, alarm = text(police.get("/desk/")), text(police.get(f"/cases/{case.code}/"))
    assert "A child is missing since" in desk
    assert "look for it now" not in desk.replace("1 child is missing: look for it now", ""), "it stands once"
    html = police.get("/desk/").content.decode()
    assert re.search(rf'<a class="btn" href="{base}#tonight">Read what helps to find the child', html)
    assert "red shirt" in text(police.get(base)), "what helps stands where the desk leads"
    assert f'<a class="back" href="/cases/{case.code}/">' in police.get(base).content.decode()
    assert police.post(f"/notices/{row.id}/seen/", {"at": "now"}).status_code == 302
    html = police.get("/desk/").content.decode()
    assert "A child is missing since" in html
    assert f"/notices/{row.id}/seen/" not in html
    with session("app", timezone.now(), cast["duty.pp"].id):
        assert not Notice.objects.filter(subject_id=child.id, kind="child.danger", seen_at=None).exists(), (
            "both were read"
        )
    assert "is missing since" in alarm
    assert "Read what helps to find the child" in alarm
    shown = text(social.get(base))
    assert "written down" in shown
    assert "It was so:" in shown
    assert "A stay is open all the same. Is the child found?" in shown
    assert "Is it found? Then say that first" in shown
    assert cast["ngo.pp"].unit.name in shown
    assert social.post(f"/missing/{row.id}/more/", {"text": " "}).status_code == 422
    assert social.post(f"/missing/{row.id}/more/", {"text": "Ferryword"}).status_code == 302
    assert "Ferryword" in text(police.get(base)), "who looks for the child reads it, not only its care"
    desk = text(police.get("/desk/"))
    assert "more is known that helps to find it" in desk
    assert police.post(f"/missing/{row.id}/more/", {"text": "Bridgeword"}).status_code == 302
    shown = text(social.get(base))
    assert re.search(r"\d\d:\d\d: Bridgeword", shown), "with its unit and its time"
    assert "Bridgeword" in shown
    again = social.post(f"{base}missing/", {"text": "x", "occurred_at": ""})
    assert "Add what helps to find the child" in text(again)
    found(cast["social.pp"], now, row)
    assert "not missing any more" in text(social.post(f"/missing/{row.id}/more/", {"text": "Late"}))
    assert re.search(r"Found \S+ \S+, \d\d:\d\d|Found .{0,20}\d\d:\d\d", text(social.get(base))), "with its hour"


def test_who_keeps_the_child_is_read_with_the_place_and_not_with_the_care(worked, cast):  # noqa: F811
    _case, child = worked
    social, shelter, now = cast["social.pp"], cast["ngo.pp"].unit, timezone.now()
    row = placed(social, now, child, keeper=shelter)
    names = SimpleNamespace(at=lambda unit, _at: {shelter.principal: "Shelterword"}[unit])
    nurse, ours = (SimpleNamespace(member=cast[who]) for who in ("nurse.pp", "social.pp"))
    assert "Sealed" in showing._keeper(row, SimpleNamespace(placed=False, request=nurse, names=names))
    for reads in (
        SimpleNamespace(placed=True, request=nurse, names=names),
        SimpleNamespace(placed=False, request=ours, names=names),
    ):
        assert showing._keeper(row, reads) == "Shelterword", "who may know the place, and who wrote it"


def test_a_year_that_cannot_be_gets_a_sentence_of_its_own(sign_in, worked, base):  # noqa: F811
    social = sign_in("social.pp")
    for typed in ({"occurred_at": "5/3/1850 14:30"}, {"review_at": "1/1/2300"}):
        answer = text(social.post(f"{base}plan/", PLAN | typed))
        assert "This year cannot be right" in answer
        assert "Write a date like" not in answer.split("This year cannot be right")[0]


def test_a_sealed_place_comes_to_no_page_of_police_no_paper_and_no_export(sign_in, worked, cast, base):  # noqa: F811
    case, child = worked
    police, now, social = sign_in("duty.pp"), timezone.now(), cast["social.pp"]
    act(social, arrive, now, case=case, child=child, place=CANARY, safe=True)
    planned(social, now, child)
    reached(social, now, child)
    looked(social, now, child)
    placed(social, now, child)
    gone(social, now, child)
    pages = [f"/cases/{case.code}/", f"/cases/{case.code}/timeline/", f"/cases/{case.code}/children/", base, "/desk/", "/cases/",
             f"/cases/{case.code}/people/{child.id}/", f"/cases/{case.code}/papers/", f"/cases/{case.code}/notes/",
             f"/cases/{case.code}/children/{child.id}/protection/print/"]  # fmt: skip
    for page in pages:
        answer = police.get(page)
        assert answer.status_code == 200, page
        assert CANARY not in answer.content.decode(), page
    for form in ("csv", "print"):
        rows = act(cast["duty.pp"], export_list, now, which="unit", chosen=Filter(), form=form)
        assert rows
        assert CANARY not in repr([vars(row) if hasattr(row, "__dict__") else row for row in rows])


def test_the_pages_ask_as_often_for_many_lines_as_for_one(sign_in, worked, cast, base):  # noqa: F811
    _case, child = worked
    member, social, now = cast["social.pp"], sign_in("social.pp"), timezone.now()

    def asked(page):
        with CaptureQueriesContext(connection) as found:
            assert social.get(page).status_code == 200
        return len(found)

    for _n in range(2):
        for write in (planned, reached, looked, placed):
            write(member, now, child)
    counts = [asked(page) for page in (base, "/tonight/")]
    for _n in range(3):
        for write in (planned, reached, looked, placed):
            write(member, now, child)
    assert [asked(page) for page in (base, "/tonight/")] == counts == [30, 12]


def test_the_same_contact_sent_again_is_one(sign_in, worked, cast, base):  # noqa: F811
    social = sign_in("social.pp")
    way = {"ways": ["school"], "never": [], "when": "Whenword", "by_whom": "", "note": "", "occurred_at": ""}
    for given in (way, way, way | {"when": "Otherword"}, way):
        assert social.post(f"{base}contact/", given).status_code == 302
    with session("app", timezone.now(), cast["social.pp"].id):
        assert SafeContact.objects.count() == 3, "the same twice running is one; what is said after another word is new"
