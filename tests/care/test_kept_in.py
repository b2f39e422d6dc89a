"""What is written of a child's care is read by who works for the care of that child: nowhere else, by nobody else, in clear in no table."""

from django.conf import settings
from django.test import Client
from django.utils import timezone

from samaki.care.models import CareAssessment, CareGoal
from samaki.cases.models import Person, Step
from samaki.database import session
from samaki.handoffs import operations as handoffs
from tests.acting import act, own_case
from tests.care.caring import CANARY, begun, everything
from tests.everything import rows, value


def two_children(cast, now):
    """A case of the police: social services took over the first child, an organisation the second."""
    case = own_case(cast["duty.pp"], now, children=2)
    with session("app", now, cast["duty.pp"].id):
        steps = list(Step.objects.filter(case=case, kind="first_safe_contact").order_by("id"))
        children = {one.id: one for one in Person.objects.select_related("case").filter(case=case, part="survivor")}
    for step, by in zip(steps, ("social.pp", "ngo.pp"), strict=True):
        asked = act(
            cast["duty.pp"], handoffs.hand_on, now, step_id=step.id, to_unit=cast[by].unit, why="x", urgency="normal"
        )
        act(cast[by], handoffs.accept, now, handoff_id=asked.id)
    return case, children[steps[0].child_id], children[steps[1].child_id]


def addresses(case, child, other, written):
    base = f"/cases/{case.code}"
    care = f"{base}/people/{child.id}/care/"
    pages = ["", "timeline/", "notes/", "messages/", "hearings/", "sharing/", "seen/", "subject-access/", f"people/{child.id}/",
             f"people/{other.id}/"]  # fmt: skip
    rows = {"care_need": "care-needs", "care_goal": "care-goals", "care_service": "care-services", "care_assessment": "assessments",
            "care_check": "follow-ups"}  # fmt: skip
    of_care = [f"/{rows[row._meta.db_table]}/{row.id}/" for row in written]
    return [f"{base}/{page}" for page in pages], [care, f"{care}progress/", f"{care}closing/", *of_care]


def signed_in(member):
    client = Client(headers={"accept-language": "en"})
    client.force_login(member)
    return client


def test_a_canary_in_everything_that_is_written_of_one_child_is_read_by_those_who_work_for_that_child_alone(cast):
    now = timezone.now()
    case, child, other = two_children(cast, now)
    social = cast["social.pp"]
    written = everything(social, now, child)
    open_pages, care_pages = addresses(case, child, other, written)
    own = signed_in(social)
    assert all(CANARY in own.get(page).content.decode() for page in care_pages[3:]), (
        "so the words are there to be found"
    )
    for name in ("duty.pp", "ngo.pp", "duty.sr", "prosecutor.pp", "oversight"):
        if name not in cast:
            continue
        client = signed_in(cast[name])
        for page in care_pages:
            assert client.get(page).status_code == 404, (name, page)
        for page in [
            *open_pages,
            "/desk/",
            "/waiting-services/",
            "/cases/",
            "/cases/steps/",
            "/calendar/",
            "/conferences/",
        ]:
            shown = client.get(page).content.decode()
            assert CANARY not in shown, (name, page)
            assert "care-goals" not in shown, (name, page)
        assert client.post(f"/care-goals/{written[1].id}/take/", {}).status_code == 404
    with session("app", now, cast["ngo.pp"].id):
        assert Person.objects.filter(case=case, part="survivor").values_list("id", flat=True).get() == other.id
    for export in ("/cases/export/?form=csv", "/cases/export/?which=steps&form=csv"):
        answer = own.get(export)
        assert CANARY not in b"".join(getattr(answer, "streaming_content", [answer.content])).decode("utf-8", "replace")
    assert _in_clear() == [], "sealed, in whatever table it stands"
    draft = begun(social, now, child)
    with session("app", now, social.id):  # planted: in letters, and as the octets of what should be sealed
        CareGoal.objects.filter(id=written[1].id).update(reason=CANARY)
        CareAssessment.objects.filter(id=draft.id).update(sealed=CANARY.encode())
    assert _in_clear() == ["care_assessment", "care_goal"], "so the look would find it"


def _in_clear():
    """Tables in which the canary stands as it was written, in letters or as octets: in this transaction, by roles that see every row."""
    found = set()
    names = [name for (name,) in rows("select tablename from pg_tables where schemaname = 'public'")]
    there = "position(%s in to_jsonb(t)::text) > 0"
    for role in ("definer", "auditor", "worker"):
        for name in names:
            asked = [settings.ROLES[role], f'"{name}"']
            if value("select has_table_privilege(%s, %s, 'select')", asked, role=role) and rows(
                f'select 1 from "{name}" t where {there} or {there} limit 1', [CANARY, CANARY.encode().hex()], role=role
            ):
                found.add(name)
    return sorted(found)
