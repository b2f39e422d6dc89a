"""The register of gaps and the promises as people meet them: written down in one form, answered in one tap, refused with a sentence."""

import re
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.commitments.gaps import raise_gap
from samaki.commitments.models import Commitment, Gap
from samaki.commitments.promising import promise
from samaki.database import session
from tests.acting import act

DAY = timedelta(days=1)


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def sent(client, path, status=302, **fields):
    answer = client.post(path, fields)
    assert answer.status_code == status, answer.content.decode()
    return answer["Location"] if status == 302 else answer.content.decode()


def put_there(cast, now, area, count):
    """So many gaps, each with a promise."""
    police = cast["duty.pp"]
    for number in range(count):
        gap = act(
            police, raise_gap, now, area=area, kind="other", what="", text=f"No car {number}.", known_since=now.date()
        )
        act(police, promise, now, owner=police.unit, gap=gap, text=f"A car {number}.", due_on=(now + 9 * DAY).date())


def test_a_gap_from_the_map_to_a_promise_that_is_kept(cast, sign_in):
    police, now = sign_in("duty.pp"), timezone.now()
    shown = page(police, "/gaps/")
    assert "gaps, and nobody has written one down." in shown
    assert "area=12" not in shown, "what is wanting in every area stands once, for all of them"
    href = re.search(r'href="(/gaps/new/\?area=all[^"]*)"', shown)[1].replace("&amp;", "&")
    assert shown.count(href.replace("&", "&amp;")) == 1
    given = dict(parse_qsl(urlsplit(href).query))
    form = page(police, href)
    assert 'name="source" value="map"' in form
    refused = sent(police, "/gaps/new/", 422, **given, known_since="31/02/2026", text="Nobody answers at night.")
    assert "Nobody answers at night." in refused
    one = sent(police, "/gaps/new/", **given, known_since="2025", text="Nobody answers at night.")
    assert href.replace("&", "&amp;") not in page(police, "/gaps/"), "what stands in the register is not offered again"
    with session("app", now, cast["duty.pp"].id):
        row = Gap.objects.get()
    assert (row.source, row.known_since.year, row.area) == ("map", 2025, "all")
    assert "Nothing that you can see." in page(police, one)
    assert "In all areas" in page(police, one)
    again = given | {"area": "12", "known_since": "2025", "text": ""}
    assert "stands in the register already" in sent(police, "/gaps/new/", 409, **again), "everywhere is here as well"

    fields = {
        "owner": "social-pp",
        "text": "Two officers on call.",
        "due_on": (now + 20 * DAY).date().isoformat(),
        "source": "workshop",
    }
    assert "Who does it?" in page(police, f"/gaps/promises/new/?gap={row.id}")
    promised = sent(police, "/gaps/promises/new/", **fields, gap=str(row.id))
    assert "We promise it" not in page(police, promised), "nobody promises for others"
    social = sign_in("social.pp")
    assert "Your unit is asked to promise something" in page(social, "/desk/")
    assert "We promise it" in page(social, promised)
    sent(social, f"{promised}take/")
    refused = sent(social, f"{promised}move/", 422, due_on="5/3/2020", text="A reason that is kept.")
    assert "A reason that is kept." in refused
    sent(social, f"{promised}keep/", text="Both answered on Monday.")
    shown = page(social, promised)
    assert "kept" in shown
    assert "Both answered on Monday." in shown
    assert "at a workshop" in shown
    sent(police, f"{one}close/", closed_on=now.date().isoformat(), text="It rings.")
    assert "closed since" in page(sign_in("leader.pp"), "/gaps/")
    assert sent(social, f"{one}mistake/", 403)
    assert sent(police, f"{one}mistake/")
    page(social, f"{one[:-1]}0/", 404)


def test_a_text_with_a_number_is_asked_about_once(sign_in, cast):
    police = sign_in("duty.pp")
    told = {"area": "12", "kind": "other", "known_since": "2025", "text": "Call 012 345 678 at night."}
    assert "nothing in it leads to a child or a case" in sent(police, "/gaps/new/", 422, **told)
    one = sent(police, "/gaps/new/", **told, sure="yes")
    asked = sent(police, f"{one}close/", 422, closed_on="2025", text="Call 012 345 678.")
    assert "nothing in it leads to a child or a case" in asked
    assert sent(
        police, f"{one}close/", closed_on=timezone.now().date().isoformat(), text="Call 012 345 678.", sure="yes"
    )


def test_the_pages_ask_the_same_of_one_and_of_three(cast, sign_in):
    now, oversight = timezone.now(), sign_in("oversight")
    counts = {}
    for area, more in (("12", 1), ("18", 2)):
        put_there(cast, now, area, more)
        for path in ("/gaps/", "/gaps/promises/"):
            with CaptureQueriesContext(connection) as found:
                page(oversight, path)
            counts.setdefault(path, []).append(len(found))
    assert counts == {"/gaps/": [15, 15], "/gaps/promises/": [7, 7]}
    assert page(oversight, "/gaps/promises/").count("A car") == 3
    assert page(sign_in("leader.pp"), "/gaps/promises/").count("A car") == 0, (
        "another unit's promises are not theirs to read"
    )
    with session("app", now, cast["oversight"].id):
        key = Commitment.objects.first().id
    page(sign_in("leader.pp"), f"/gaps/promises/{key}/", 404)
    in_khmer = page(oversight, "/gaps/?lang=km")
    assert "៣" in in_khmer


def test_hostile_addresses_and_forms_are_answered_with_a_sentence(cast, sign_in):
    police = sign_in("duty.pp")
    page(police, "/gaps/new/?area=<b>&kind=link&what=%00>x&source=map")
    page(police, "/gaps/?since=99999999999999999999")
    page(police, "/gaps/promises/new/?gap=nothing", 404)
    sent(police, "/gaps/new/", 422, area="12", kind="link", what="a>b>c", known_since="x" * 5000, text="y" * 30_000)
    sent(police, "/gaps/promises/new/", 422, owner="nobody", text="", due_on="", source="")
