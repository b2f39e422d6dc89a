"""What a large country's everyday requests cost: desk, case, list, search, the figures, and accepting a hand-off.

`./samaki bench requests --cases N --keep DIR` writes a country in bulk (once for each folder), starts the whole system on it with
`up`, and asks through HTTP over four connections that stay open, as a browser does: the time of each answer, and the processor time of
web and database apart. What it accepts is not taken back: a folder is asked of for accepting until its offers are used up. A member may
search so many times an hour and no oftener, so searches are few: each of a member that still may.

Limits are those of the project: pages of figures within 300 ms at p95; for the others what matters is how they grow with the country, so
`--beside FILE` compares with the run of a smaller one that was written with `--out`.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from bench import serving
from bench.figures import Figure

CONNECTIONS, LIMIT_MS, LIMIT_GROWTH, CODES = 4, 300.0, 1.3, 400
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PAGES = (
    # (name, member, address, is it of the figures?)
    ("desk", "duty.pp", "/desk/", False),
    ("case", "duty.pp", "/cases/{code}/", False),
    ("cases in one district", "duty.pp", "/cases/?place=" + quote("Toul Kork"), False),
    ("open steps, overdue", "duty.pp", "/cases/steps/?state=late", False),
    ("measures", "oversight", "/measures/", True),
    ("one measure", "oversight", "/measures/i1/", True),
    ("map of the chain", "oversight", "/measures/chain-map/", True),
    ("independence", "oversight", "/independence/", True),
    ("dashboard of a unit", "duty.pp", "/dashboard/", True),
    ("dashboard of the country", "oversight", "/dashboard/", True),
    ("dashboard of a province", "oversight", "/dashboard/area/12/", True),
    ("map of a unit", "duty.pp", "/measures/chain-map/", True),
    ("measures of a unit", "duty.pp", "/measures/", True),
    ("plan of an area", "oversight", "/independence/areas/12/", True),
    ("scorecard", "oversight", "/scorecards/{agency}/", True),
    ("public figures", "oversight", "/progress/", True),
    ("trust", "oversight", "/trust/", True),
    ("gaps", "oversight", "/gaps/", True),
)
FIND, ACCEPT = "find a person by name", "accept a hand-off"

Ask = Callable[[http.client.HTTPConnection], int]


def run(options: argparse.Namespace) -> list[Figure]:
    """Prints JSON; growth is compared where there is something beside."""
    base = options.keep
    base.mkdir(parents=True, exist_ok=True)
    base.chmod(0o711)  # the server's own user passes through
    _written(base, options.cases)
    with serving.up(base, demo=False) as (up, port):
        known = _prepared(base)
        serving.settle(up)
        wanted = [(name, asks) for name, asks in _asked(port, known) if not options.only or name in options.only]
        found = [_measured(up, port, name, asks, options.seconds) for name, asks in wanted]
    told = {"cases": options.cases, "load": round(os.getloadavg()[0], 1), "requests": found}
    if options.out:
        options.out.write_text(json.dumps(told))
    print(json.dumps(told, indent=1))
    beside = json.loads(options.beside.read_text()) if options.beside else {"requests": []}
    return list(_figures(found, {one["name"]: one for one in beside["requests"]}))


def _figures(found: list[dict[str, Any]], beside: dict[str, dict[str, Any]]) -> Iterator[Figure]:
    figures_of = {name for name, _who, _path, figures in PAGES if figures}
    for one in found:
        name = one["name"]
        if not one["n"]:
            print(f"{name}: nothing was left in this folder to ask of.", file=sys.stderr)
            continue
        yield Figure(f"{name}, p95", one["p95_ms"], "ms", LIMIT_MS if name in figures_of else None)
        yield Figure(f"{name}, processor of web", one["web_ms"], "ms")
        yield Figure(f"{name}, processor of the database", one["database_ms"], "ms")
        if name in beside:
            grown = one["p95_ms"] / beside[name]["p95_ms"]
            yield Figure(
                f"{name}, p95 beside the smaller country", grown, "times", 1.5 if name in figures_of else LIMIT_GROWTH
            )
        if one["failed"]:
            yield Figure(f"{name}, failed", one["failed"], "", 0)


def _written(base: Path, cases: int) -> None:
    """The country, with its figures counted."""
    if (base / "written").exists():
        if (base / "written").read_text() != str(cases):
            raise SystemExit("This folder holds another country; give an empty one.")
        return
    command = [sys.executable, "-m", "samaki.cli", "--data", str(base / "data")]
    for words in (["migrate"], ["simulate", "--way", "bulk", "--cases", str(cases)], ["measures", "--anew", "--json"]):
        subprocess.run([*command, *words], env=serving.environment(), check=True, stdout=subprocess.DEVNULL)
    (base / "written").write_text(str(cases))


def _prepared(base: Path) -> dict[str, Any]:
    """Cookies of members, codes that the duty officer may open, searches that members may make within this hour, offers that wait."""
    os.environ.update(SAMAKI_DATA=str(base / "data"), DJANGO_SETTINGS_MODULE="samaki.settings")
    from samaki.cli import running

    with running.system("bench"):
        from bench.lists import signed_in
        from samaki.agencies.models import Agency, Member
        from samaki.cases.models import Case
        from samaki.database import session

        now = datetime.now(UTC)
        members = list(Member.objects.filter(is_active=True).select_related("unit__agency").order_by("username"))
        duty = next(one for one in members if one.username == "duty.pp")
        with session("app", now, duty.id):
            codes = list(
                Case.objects.order_by("-state", "-id").values_list("code", flat=True)[:CODES]
            )  # open ones first
        return {
            "cookies": {who: signed_in(who) for who in {who for _name, who, _path, _figures in PAGES}},
            "agency": str(duty.unit.agency_id if duty.unit else Agency.objects.order_by("id").values_list("id", flat=True)[0]),
            "codes": codes, "searches": _searches(members, now), "offers": _offers(members, now),
        }  # fmt: skip


def _searches(members: list[Any], now: datetime) -> list[tuple[str, str]]:
    """(cookie, code of a case that the member's unit works on), as often as each may still search within the hour."""
    from bench.lists import signed_in
    from samaki.cases.finding import searches_left
    from samaki.cases.models import Case
    from samaki.database import session

    found: list[tuple[str, str]] = []
    for one in members:
        with session("app", now, one.id):
            ours = Case.objects.filter(state="open", steps__holder=one.unit_id, steps__state="open")
            code = ours.values_list("code", flat=True).first()
            left = searches_left(one, now) if code else 0
        if code and left:
            found += [(signed_in(one.username), code)] * left
    return found


def _offers(members: list[Any], now: datetime) -> list[tuple[str, str]]:
    """(token, hand-off) of every offer to a unit of which somebody can answer."""
    from samaki.agencies.operations import issue_token
    from samaki.database import session
    from samaki.handoffs.models import Handoff

    found: list[tuple[str, str]] = []
    for unit in {one.unit_id: one for one in members}.values():
        with session("app", now, unit.id):
            keys = list(Handoff.objects.filter(state="offered", to_unit=unit.unit_id).values_list("id", flat=True))
        if keys:
            token = issue_token(unit.username, now)
            found += [(token, str(key)) for key in keys]
    return found


# ---------------------------------------------------------------- asking
def _asked(port: int, known: dict[str, Any]) -> Iterator[tuple[str, Iterator[Ask]]]:
    for name, who, path, _figures in PAGES:
        yield (
            name,
            map(
                lambda code, who=who, path=path: _page(
                    known["cookies"][who], path.format(code=code, agency=known["agency"])
                ),
                cycle(known["codes"]),
            ),
        )  # type: ignore[misc]
    yield FIND, map(lambda one: _search(port, *one), known["searches"])
    yield ACCEPT, iter([_accept(token, key) for token, key in known["offers"]])


def _page(cookie: str, path: str) -> Ask:
    return lambda line: _status(line, "GET", path, None, {"Cookie": cookie})


def _search(port: int, cookie: str, code: str) -> Ask:
    """The question is sent as the page sends it, with the page's own mark against forgery."""
    path = f"/cases/{code}/find/"
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", path, headers={"Cookie": cookie})
    answer = line.getresponse()
    page, given = answer.read().decode(), answer.getheader("Set-Cookie") or ""
    line.close()
    mark = TOKEN.search(page)
    told = {"name": "Sok Dara", "year": "2010", "area": "12", "purpose": "same_person"}
    body = urlencode({"csrfmiddlewaretoken": mark[1] if mark else ""} | told)
    heads = {"Cookie": f"{cookie}; {given.partition(';')[0]}", "Content-Type": "application/x-www-form-urlencoded"}
    return lambda line: _status(line, "POST", path, body, heads)


def _accept(token: str, key: str) -> Ask:
    heads = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
    return lambda line: _status(line, "POST", f"/api/v1/handoffs/{key}/accept", "{}", heads)


def _status(line: http.client.HTTPConnection, method: str, path: str, body: str | None, heads: dict[str, str]) -> int:
    try:
        line.request(method, path, body, heads)
        answer = line.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException):
        line.close()
        return 0


def _measured(up: int, port: int, name: str, asks: Iterator[Ask], seconds: float) -> dict[str, Any]:
    """So many seconds over four connections; the first answers of each are not counted."""
    waits, failed, taken = list[float](), list[int](), threading.Lock()
    lines = [http.client.HTTPConnection("127.0.0.1", port, timeout=60) for _one in range(CONNECTIONS)]

    def go(line: http.client.HTTPConnection, until: float) -> None:
        while time.monotonic() < until:
            with taken:
                ask = next(asks, None)
            if ask is None:
                return
            began = time.perf_counter()
            status = ask(line)
            waits.append((time.perf_counter() - began) * 1000)
            if status != 200:
                failed.append(status)

    if name not in (FIND, ACCEPT):  # of these there are only so many
        _together(go, lines, time.monotonic() + min(1.0, seconds / 4))
    warm, waits[:], failed[:] = len(waits), [], []
    before = serving.spent(up)
    _together(go, lines, time.monotonic() + seconds)
    after, number = serving.spent(up), max(len(waits), 1)
    waits.sort()

    def at(part: float) -> float:
        return round(waits[min(int(len(waits) * part), len(waits) - 1)], 1) if waits else 0.0

    return {
        "name": name, "n": len(waits), "warm": warm, "p50_ms": at(0.5), "p95_ms": at(0.95), "p99_ms": at(0.99), "failed": len(failed),
        "web_ms": round(1000 * (after.web - before.web) / number, 2),
        "database_ms": round(1000 * (after.database - before.database) / number, 2),
    }  # fmt: skip


def _together(go: Callable[..., None], lines: list[http.client.HTTPConnection], until: float) -> None:
    people = [threading.Thread(target=go, args=(line, until)) for line in lines]
    for one in people:
        one.start()
    for one in people:
        one.join()


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=10.0, help="for each request")
    parser.add_argument(
        "--keep", type=Path, required=True, metavar="DIR", help="the written country; used again the next time"
    )
    parser.add_argument("--only", action="append", metavar="NAME", help="of all requests this one; again for another")
    parser.add_argument("--out", type=Path, default=None, metavar="FILE", help="write the figures here too")
    parser.add_argument(
        "--beside", type=Path, default=None, metavar="FILE", help="compare with these figures of a smaller country"
    )
