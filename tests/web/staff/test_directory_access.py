"""Who may do what in the directory: every address against every kind of member."""

import uuid
from datetime import UTC, datetime

import pytest

from samaki.journeys import units
from samaki.web.directory.changes import CHANGES
from samaki.web.directory.views import ENTRIES
from tests.acting import act

SEES, KEEPS, DECIDES = "sees", "keeps", "decides"

ADDRESSES = {
    ("get", ""): SEES,
    ("get", "work/"): DECIDES,
    ("post", "confirm/"): KEEPS,
    ("post", f"focal-points/{uuid.UUID(int=7)}/end/"): "nobody",
    **{("get", f"{what}/"): KEEPS for what in ENTRIES},
    **{("post", f"{what}/"): KEEPS for what in ENTRIES},
    **{("post", f"{what}/"): DECIDES for what in CHANGES},
}

MEMBERS = {  # what each may do with the police of Phnom Penh
    "officer.pp": {SEES, KEEPS, DECIDES},  # its head
    "duty.national": {SEES, DECIDES},  # the head of the unit above
    "duty.pp": {SEES}, "privacy.pp": {SEES}, "social.pp": {SEES}, "duty.sr": {SEES}, "leader.pp": {SEES}, "mentor": {SEES},
    "oversight": {SEES}, "admin": {SEES},  # the administrator decides nothing where somebody leads
}  # fmt: skip


@pytest.mark.parametrize("who", sorted(MEMBERS))
@pytest.mark.parametrize("address", sorted(ADDRESSES), ids="-".join)
def test_every_address_against_every_member(who, address, cast, sign_in):
    method, path = address
    answer = getattr(sign_in(who), method)(f"/directory/police-pp/{path}")
    need = ADDRESSES[address]
    if need == "nobody":
        assert answer.status_code == 404
    elif need in MEMBERS[who]:
        assert answer.status_code in (200, 302, 409, 422), answer.status_code
    else:
        assert answer.status_code in (403, 422), answer.status_code
        assert "Only the" in answer.content.decode() or answer.status_code == 422


OPENS = {"duty.national": 200, "admin": 403, "officer.pp": 403, "duty.pp": 403, "privacy.pp": 403, "social.pp": 403,
         "duty.sr": 403, "leader.pp": 403, "mentor": 403, "oversight": 403}  # fmt: skip
"""Of a unit that closed its own head is none any more; the head of the unit above decides."""


@pytest.mark.parametrize("who", sorted(OPENS))
def test_who_opens_a_closed_unit_again(who, cast, sign_in):
    path, page = "/directory/police-pp/open-again/", "/directory/police-pp/"
    assert (sign_in(who).post(path).status_code, sign_in(who).get(path).status_code) == (409, 405), "it is open"
    act(cast["officer.pp"], units.close_unit, datetime.now(UTC), unit=cast["officer.pp"].unit, reason="decree")
    client = sign_in(who)
    assert client.post(path).status_code == OPENS[who]
    assert ("Open it again" in client.get(page).content.decode()) == (OPENS[who] == 200)
    assert "Closed by mistake?" in client.get(page).content.decode()


@pytest.mark.parametrize(
    "path", ["/directory/", "/directory/print/", "/directory/police-pp/", "/directory/police-pp/work/"]
)
def test_a_stranger_is_asked_to_sign_in(path, client, cast):
    assert client.get(path)["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("what", ["agree", "refuse"])
def test_a_merge_that_does_not_exist_is_not_found(what, cast, sign_in):
    assert sign_in("officer.pp").post(f"/directory/merges/{uuid.uuid4()}/{what}/").status_code == 404


@pytest.mark.parametrize(
    "path", ["/directory/nobody/", "/directory/%00/", f"/directory/{uuid.UUID(int=7)}/", "/directory/%F0%9F%90%98/"]
)
def test_a_unit_that_does_not_exist_is_not_found(path, cast, sign_in):
    assert sign_in("officer.pp").get(path).status_code == 404


NASTY = ["", "x", "\x00", "​", "9" * 300, "-1", "<script>", "' or 1=1 --", "ក" * 3000, "%", "_", "../../etc/passwd"]


@pytest.mark.parametrize("nasty", NASTY)
def test_nothing_typed_breaks_a_page(nasty, cast, sign_in):
    client = sign_in("officer.pp")
    for name in ("q", "need", "step", "area", "where", "page"):
        assert client.get("/directory/", {name: nasty}).status_code in (200, 404), name
    fields = ("phone", "phone_night", "how_to_reach", "areas", "services", "full", "matter", "name_en", "name_km", "short_en",
              "since", "day_and_night", "to_unit", "text", "reason")  # fmt: skip
    for what in (*ENTRIES, *CHANGES):
        answer = client.post(f"/directory/police-pp/{what}/", dict.fromkeys(fields, nasty))
        assert answer.status_code < 500, what
