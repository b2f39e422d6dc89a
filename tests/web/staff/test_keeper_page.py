"""Naming a unit as keeper leads at once to the page on which it is told; until then the picture, the safety page and the desk say so."""

from django.utils import timezone

from samaki.database import session
from samaki.handoffs.models import Handoff
from tests.everything import value
from tests.journeys.children.safe import reached
from tests.web.staff.reading import forms
from tests.web.staff.test_child_pages import worked  # noqa: F401 - the fixture
from tests.web.staff.test_people_pages import text

SAID = "The unit that keeps the child does not know yet."


def stay(**more):
    return {"sort": "shelter", "keeper": "ngo-pp", "looked": "", "looked_why": "", "basis": "emergency", "basis_until": "",
            "document": "", "text": "", "occurred_at": ""} | more  # fmt: skip


def test_who_names_a_keeper_is_asked_at_once_how_it_learns_of_the_child_and_hands_a_step_on(sign_in, worked, cast):  # noqa: F811
    case, child = worked
    social, ngo = sign_in("social.pp"), sign_in("ngo.pp")
    reached(cast["social.pp"], timezone.now(), child)
    base = f"/cases/{case.code}/children/{child.id}/safety/"
    saved = social.post(f"{base}stay/", stay())
    assert saved["Location"] == f"{base}keeper/", "the same act goes on"
    page = text(social.get(f"{base}keeper/"))
    for words in (
        "Naming a unit opens nothing to it",
        "Aftercare NGO",
        "Never call a number",
        "Who brings the child, and when?",
    ):
        assert words in page, words
    assert SAID in text(social.get(base))
    assert "The unit that keeps Child 1 does not know yet." in text(social.get(f"/cases/{case.code}/"))
    assert "The unit that keeps a child does not know yet" in text(social.get("/desk/"))
    assert ngo.get(f"/cases/{case.code}/").status_code == 404, "nothing opened by itself"
    assert ngo.get(f"{base}keeper/").status_code == 404
    nothing = social.post(f"{base}keeper/", {"step": "x", "why": "Whyword", "urgency": "urgent"})
    assert nothing.status_code == 422
    assert "Whyword" in nothing.content.decode()
    found = forms(social.get(f"{base}keeper/"))
    fields = {name: values for name, values in found[f"{base}keeper/"].items() if values}
    step = fields["step"][0] if "step" in fields else _first_step(social, base)
    done = social.post(f"{base}keeper/", fields | {"step": [step], "brings": ["the district office, tonight"]})
    assert done.status_code == 302, done.content.decode()
    with session("app", timezone.now(), cast["ngo.pp"].id):
        assert Handoff.objects.filter(to_unit=cast["ngo.pp"].unit).latest("id").state == "offered"
    asked = text(ngo.get(done["Location"]))
    for words in (
        "The child stays with you.",
        "Who brings the child: the district office, tonight",
        "Never: Never call a number",
    ):
        assert words in asked, words
    for address in (base, f"/cases/{case.code}/", "/desk/"):
        assert "does not know yet" not in text(social.get(address)), address
    assert "knows of it" in text(social.get(f"{base}keeper/"))


def _first_step(client, base):
    page = client.get(f"{base}keeper/").content.decode()
    return page.split('name="step"')[1].split('value="')[1].split('"')[0]


def test_what_the_keeper_must_know_can_be_shared_instead_with_the_rules_of_sharing(sign_in, worked, cast):  # noqa: F811
    case, child = worked
    social = sign_in("social.pp")
    base = f"/cases/{case.code}/children/{child.id}/safety/"
    social.post(f"{base}stay/", stay())
    page = social.get(f"{base}keeper/").content.decode().replace("&amp;", "&")
    href = next(
        part.split('"')[0] for part in page.split('href="') if part.startswith(f"/cases/{case.code}/sharing/give/?")
    )
    form = social.get(href).content.decode()
    assert '<option value="ngo-pp" selected' in form
    assert f'<option value="{child.id}" selected' in form
    assert '<option value="shelter" selected' in form
    assert value("select count(*) from disclosure") == 0, "nothing is shared by looking"


def test_a_safe_contact_typed_with_the_step_stands_with_the_child_where_nobody_wrote_one(sign_in, worked, cast):  # noqa: F811
    case, child = worked
    social = sign_in("social.pp")
    base = f"/cases/{case.code}/children/{child.id}/safety/"
    social.post(f"{base}stay/", stay())
    typed = {"step": _first_step(social, base), "why": "x", "safe_contact": "Auntieword", "urgency": "urgent"}
    assert social.post(f"{base}keeper/", typed).status_code == 302
    shown = text(social.get(base))
    assert "Auntieword" in shown
    assert "Nobody has written it down. Ask the child." not in shown


def test_who_records_an_arrival_at_a_unit_that_knows_nothing_is_led_there_too(sign_in, worked, cast):  # noqa: F811
    case, child = worked
    police = sign_in("duty.pp")
    arrived = {"person": str(child.id), "place": "here", "safe": "yes", "brought_by": "police-pp",
               "received_by": "ngo-pp", "occurred_at": ""}  # fmt: skip
    saved = police.post(f"/cases/{case.code}/arrivals/new/", arrived)
    place = f"/cases/{case.code}/children/{child.id}/safety/keeper/"
    assert saved["Location"] == place
    shown = text(police.get(place))
    assert "Named as having received the child" in shown
    assert "Your unit holds no step of this child that they may take" in shown
    assert "The unit that keeps a child does not know yet" in text(police.get("/desk/"))
    assert "The unit that keeps Child 1 does not know yet." in text(police.get(f"/cases/{case.code}/"))
    own = police.post(f"/cases/{case.code}/arrivals/new/", arrived | {"received_by": "police-pp", "brought_by": ""})
    assert own["Location"] == f"/cases/{case.code}/"
