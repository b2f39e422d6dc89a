"""What a large country's everyday requests cost: desk, case, list, search, the figures, and accepting a hand-off.

`./samaki bench requests --cases N --keep DIR` writes a country in bulk (once for each folder), starts the whole system on it with
`up`, and asks through HTTP over four connections that stay open, as a browser does: the time of each answer, and the processor time of
web and database apart. What it accepts is not taken back: a folder is asked of for accepting until its offers are used up.

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
)
ASKED = "social.pp"
"""Whose unit has most offers to accept."""

Ask = Callable[[http.client.HTTPConnection], int]


def run(options: argparse.Namespace) -> list[Figure]:
    """Prints JSON; growth is compared where there is something beside."""
    base = options.keep
    base.mkdir(parents=True, exist_ok=True)
    base.chmod(0o711)  # the server's own user passes through
    _written(base, options.cases)
    with serving.up(base, demo=False) as (up, port):
        known = _prepared(base)
        found = [_measured(up, port, name, asks, options.seconds) for name, asks in _asked(port, known)]
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
    """Cookies of members, a token, codes that the duty officer may open, offers that wait for who is asked most."""
    os.environ.update(SAMAKI_DATA=str(base / "data"), DJANGO_SETTINGS_MODULE="samaki.settings")
    from samaki.cli import running

    with running.system("bench"):
        from bench.lists import signed_in
        from samaki.agencies.models import Member
        from samaki.agencies.operations import issue_token
        from samaki.cases.models import Case
        from samaki.database import session
        from samaki.handoffs.models import Handoff

        now = datetime.now(UTC)
        duty, asked = (Member.objects.select_related("unit__agency").get(username=one) for one in ("duty.pp", ASKED))
        with session("app", now, duty.id):
            codes = list(
                Case.objects.order_by("-state", "-id").values_list("code", flat=True)[:CODES]
            )  # open ones first
        with session("app", now, asked.id):
            offers = list(Handoff.objects.filter(state="offered", to_unit=asked.unit).values_list("id", flat=True))
        return {
            "cookies": {who: signed_in(who) for who in {who for _name, who, _path, _figures in PAGES}},
            "token": issue_token(ASKED, now), "codes": codes, "offers": [str(key) for key in offers],
        }  # fmt: skip


# ---------------------------------------------------------------- asking
def _asked(port: int, known: dict[str, Any]) -> Iterator[tuple[str, Iterator[Ask]]]:
    for name, who, path, _figures in PAGES:
        yield (
            name,
            map(
                lambda code, who=who, path=path: _page(known["cookies"][who], path.format(code=code)),
                cycle(known["codes"]),
            ),
        )  # type: ignore[misc]
    yield "find a person by name", cycle([_search(port, known)])
    yield "accept a hand-off", iter([_accept(known["token"], key) for key in known["offers"]])


def _page(cookie: str, path: str) -> Ask:
    return lambda line: _status(line, "GET", path, None, {"Cookie": cookie})


def _search(port: int, known: dict[str, Any]) -> Ask:
    """The question is sent as the page sends it, with the page's own mark against forgery."""
    path, cookie = f"/cases/{known['codes'][0]}/find/", known["cookies"]["duty.pp"]
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", path, headers={"Cookie": cookie})
    answer = line.getresponse()
    page, given = answer.read().decode(), answer.getheader("Set-Cookie") or ""
    mark = TOKEN.search(page)
    body = urlencode({"csrfmiddlewaretoken": mark[1] if mark else "", "name": "Sok Dara", "year": "2010", "area": "12"})
    heads = {"Cookie": f"{cookie}; {given.partition(';')[0]}", "Content-Type": "application/x-www-form-urlencoded"}
    return lambda line: _status(line, "POST", path, body, heads)


def _accept(token: str, key: str) -> Ask:
    heads = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key}
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
    parser.add_argument("--out", type=Path, default=None, metavar="FILE", help="write the figures here too")
    parser.add_argument(
        "--beside", type=Path, default=None, metavar="FILE", help="compare with these figures of a smaller country"
    )
