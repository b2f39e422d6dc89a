"""130 people at one site on their telephones: each takes a place, signs in with the number in the room and sits the test.

`./samaki bench workshop`. An installation of its own is started as `up` starts it, and a workshop is made on it by the operations. Then so
many people at once, each with a connection of their own, open the invitation, take a place, open it, sign in, open the test and send it:
seven requests each. The organiser opens the test before, so nobody waits for a person. Limits: all within ten minutes, no answer that is
an error, 130 places, ticks and tests in the database at the end. The client runs on the same machine and takes its part of it; the weak
network of a site is not simulated: the bytes that each telephone needs are told instead.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import serving
from bench.figures import Figure

PEOPLE, LIMIT = 130, 600.0
SETUP = """
import json
from datetime import timedelta
from django.utils import timezone
from samaki.agencies.models import Member, Unit
from samaki.database import session
from samaki.training import inviting, planning
now = timezone.now()
trainer = Member.objects.select_related("unit__agency").get(username="trainer")
told = {"by": trainer, "now": now}
with session("app", now, trainer.id):
    row = planning.plan_workshop(programme="partners", area="12", first_day=now.date() + timedelta(days=1), places=200, **told)
    made = inviting.give_places(workshop_id=row.id, to_unit=Unit.objects.get(code="police-pp"), places=200, **told)
    planning.open_workshop(workshop_id=row.id, **told)
    planning.begin_workshop(workshop_id=row.id, **told)
    planning.open_test(workshop_id=row.id, part="before", **told)
    first = row.sessions.order_by("starts_at").first()
    planning.change_session(session_id=first.id, starts_at=now, minutes=60, trainers="", materials="", **told)
    print(json.dumps([str(row.id), inviting.code_of(made), str(first.id)]))
"""
NUMBER = """
import os
from uuid import UUID
from django.utils import timezone
from samaki.training.words import room_number
print(room_number(UUID(os.environ["GIVEN_SESSION"]), timezone.now()))
"""
COUNTS = """
import json, os
from django.utils import timezone
from samaki.agencies.models import Member
from samaki.database import session
from samaki.training.models import WorkshopMark, WorkshopSeat, WorkshopSitting
trainer = Member.objects.get(username="trainer")
with session("app", timezone.now(), trainer.id):
    key = os.environ["GIVEN_WORKSHOP"]
    print(json.dumps([
        WorkshopSeat.objects.filter(workshop=key, state="registered").count(),
        WorkshopMark.objects.filter(seat__workshop=key).count(),
        WorkshopSitting.objects.filter(workshop=key).count(),
    ]))
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """How many people, and how it is told."""
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> list[Figure]:
    """Prints what was seen, or JSON."""
    with tempfile.TemporaryDirectory() as place, serving.up(Path(place), demo=True) as (_up, port):
        workshop, code, session = json.loads(_python(Path(place), SETUP))
        number = _python(Path(place), NUMBER, session=session)
        began = time.monotonic()
        told = _everybody(port, code, number, options.people)
        lasted = time.monotonic() - began
        counts = json.loads(_python(Path(place), COUNTS, workshop=workshop))
    failed = [one for person in told for one in person["failed"]]
    waits = sorted(wait for person in told for wait in person["waits"])
    found: dict[str, Any] = {
        "people": options.people, "seconds": round(lasted, 1), "limit": LIMIT, "requests": len(waits), "failed": len(failed),
        "first_failures": failed[:3], "slowest_s": round(max(waits, default=0.0), 2), "median_ms": round(1000 * waits[len(waits) // 2]),
        "bytes_each": max(person["bytes"] for person in told), "places_ticks_tests": counts, "load": os.getloadavg()[0],
    }  # fmt: skip
    print(json.dumps(found) if options.json else "\n".join(f"{name}: {value}" for name, value in found.items()))
    return [
        Figure(f"{options.people} people take a place, sign in and sit the test", lasted, "s", LIMIT),
        Figure("answers that are an error", len(failed), "", 0),
        Figure("places, ticks or tests that are missing", sum(options.people - one for one in counts), "", 0),
        Figure("what one telephone takes in", found["bytes_each"] / 1000, "kB"),
    ]


def _everybody(port: int, code: str, number: str, people: int) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = [{"failed": [], "waits": [], "bytes": 0} for _one in range(people)]
    threads = [threading.Thread(target=_one, args=(port, code, number, at, told[at])) for at in range(people)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return told


def _one(port: int, code: str, number: str, at: int, told: dict[str, Any]) -> None:
    """One participant, from the link to the test."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(path: str, body: dict[str, str] | None = None) -> tuple[str, str]:
        began = time.monotonic()
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        line.request("POST" if body else "GET", path, urlencode(body) if body else None, headers)
        answer = line.getresponse()
        text = answer.read()
        told["waits"].append(time.monotonic() - began)
        told["bytes"] += len(text)
        if answer.status != (303 if body else 200):
            told["failed"].append(f"{answer.status} {path.split('/')[2]}")
        return text.decode(), answer.headers.get("Location", "").split("?")[0]

    try:
        form, _there = ask(f"/training/join/{code}/?lang=km")
        key = re.search(r'name="key" value="(\w{12})"', form)
        person = {
            "key": key[1] if key else "",
            "name": f"Sok Dara {at}",
            "phone": f"012 345 {at:03d}",
            "role": "police",
            "contact": "yes",
        }
        _text, place = ask(f"/training/join/{code}/?lang=km", person)
        ask(f"{place}?lang=km")
        ask(f"{place}?lang=km", {"go": "sign", "shown": number})
        sheet, _there = ask(f"{place}test/?lang=km")
        items = dict(re.findall(r'type="radio" name="(item_\w+)" id="\w+" value="(\w+)"', sheet))
        ask(f"{place}test/?lang=km", {"part": "before"} | items)
        ask(f"{place}?lang=km")
    except (OSError, http.client.HTTPException) as error:
        told["failed"].append(type(error).__name__)


def _python(place: Path, code: str, **given: str) -> str:
    """A few lines on the installation's database; what they print."""
    from samaki.database.folder import ROOT

    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "DJANGO_"))}
    own = {
        "SAMAKI_DATA": str(place / "data"),
        "SAMAKI_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "samaki.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    named = {f"GIVEN_{name.upper()}": value for name, value in given.items()}
    words = [sys.executable, "-c", "import django; django.setup()\n" + code]
    done = subprocess.run(words, env=kept | own | named, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return done.stdout.strip()
