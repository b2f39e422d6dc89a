"""The access matrix: every member at every address, by every method, for rows in every sort of relation, against the oracle.

Who may not see what an address names gets the answer of what does not exist: status, headers and body. Who may gets another.
No answer, whatever it is, shows the key, the code or a sealed word of a row that its reader may not see: pages, lists, counts of
lists, searches, exports, files and calls alike.
"""

import html
import os
import re
import uuid
from collections import Counter, defaultdict

import pytest
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from samaki.agencies.models import Member
from samaki.agencies.operations import issue_token
from samaki.database.folder import ROOT
from tests.access import addresses
from tests.access.addresses import FOR_FEWER, of_cases, tables, unsaid
from tests.access.country import TABLES, guarded_by, handled_by, told, words_in
from tests.database.oracle import RECORDS, Oracle

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

NIGHTLY = os.environ.get("SAMAKI_NIGHTLY") == "1"
ROWS = 12 if NIGHTLY else 3
"""Of each table at each address: all of them for each member in the nightly form. In the suite each member asks for one of them, at
the next address for the next, and the next member begins with the next: all are asked for, a third as often."""
SHARDS = 2
LEFT_OUT, OF = (frozenset(), 1) if NIGHTLY else (frozenset({0, 2, 4, 6}), 9)
"""In the suite each member leaves out four of nine of the addresses that name a row, the next member those beside them."""
BESIDE = 1 if NIGHTLY else 3
"""In the suite an answer that says of what is not there what this member was already told at another address is compared with what
its own address says of nothing only at every third of them, with the next member at the next."""
METHODS = {"api/v1/people/<key>": ("get", "post", "patch")}
"""Addresses that take more than GET and POST; a test compares them with the API's document."""
LONG = 12
"""Letters of a word that is looked for in every answer: shorter ones stand on pages by chance."""
NOWHERE = {"code": "PP-26-222222", "key": str(uuid.UUID(int=7))}
FRESH = re.compile(rb'nonce-[\w+/=-]+|nonce="[^"]+"|value="[^"]{30,}"|\d\d:\d\d|in \d+ \w+')
"""What differs between two answers that say the same."""
KEYS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|[A-Z]{2}-\d\d-[A-Z0-9]{6}")


class Matrix:
    """The country, and how it is asked."""

    def __init__(self, superuser):
        self.now = timezone.now()
        self.world = told(superuser, self.now)
        for room in RECORDS:
            for row in self.world[room]:
                row["table"], row["room"] = room, RECORDS[room]
        self.world["note"] = [
            row for room in RECORDS for row in self.world[room] if row["room"] not in ("identity", "placement")
        ]
        self.shown = defaultdict(
            set
        )  # what an answer can show -> the rows that carry it: who sees one of them may know it
        for table, rows in self.world.items():
            if table not in ("membership", "unit", "note", "data_key"):
                for row in rows:
                    for value in row.values():
                        if isinstance(value, uuid.UUID):
                            self.shown[str(value)].add((table, row["id"]))
                    if code := row.get("case_code") or row.get("code"):
                        self.shown[code].add((table, row["id"]))
        named = {str(row["id"]) for table in TABLES for row in self.world[table] if "id" in row}
        self.shown = {
            key: rows for key, rows in self.shown.items() if key in named or len(key) < 36
        }  # no members, no units
        said = (ROOT / "src/samaki/locale/km/LC_MESSAGES/django.po").read_text()
        self.words = {
            text: rows for text, rows in words_in(self.world).items() if len(text) >= LONG and text not in said
        }
        self.picked = {}

    def rows_of(self, table):
        """Rows as different from one another as there are."""
        if table not in self.picked:
            sorts = defaultdict(list)
            for row in self.world[table]:
                sort = (
                    row.get("compartment"),
                    row.get("state"),
                    row.get("ground"),
                    row.get("holder"),
                    row.get("child_id") is None,
                )
                sorts[(row.get("case_id"), sort)].append(row)
            ordered = sorted(sorts.values(), key=lambda found: str(found[0]["id"])[::-1])
            self.picked[table] = [row for at in range(ROWS) for found in ordered for row in found[at : at + 1]][:ROWS]
        return self.picked[table]

    def combinations(self, route, turn=0):
        """(address, the rows that it names), each row of the last table with the case that it hangs on; whose turn it is in the suite."""
        named = tables(route)
        if not named:
            return [("/" + route, [])]
        found = []
        for row in self.rows_of(named[-1]):
            table = row.get("table", named[-1])
            parts = [("code", row["room"], row["id"])] if route.count("<code>") > 1 else []
            case = next((one for one in self.world["case"] if one["id"] == row.get("case_id")), None)
            rows = ([("case", case)] if len(named) > 1 else []) + [(table, row)]
            if len(named) > 1 and case is None:
                continue
            given = [one["code"] if of == "case" else str(one["id"]) for of, one in rows]
            if parts:
                given.insert(1, row["room"])
            if named[-1] == "step" and not route.startswith("api/"):  # the page tells of its part of the case
                rows.append(("strand", next(one for one in self.world["strand"] if one["id"] == row["strand_id"])))
            found.append(("/" + filled(route, given), rows))
        return found if NIGHTLY else found[turn % max(len(found), 1) :][:1]


def filled(route, given):
    left = iter(given)
    return re.sub(r"<\w+>", lambda _m: next(left), route)


def nowhere(route, code=NOWHERE["code"], room="justice"):
    """The address of nothing; of nothing in the case of this code, and in the part of this name."""
    given, seen = [], 0
    for part in re.findall(r"<(\w+)>", route):
        given.append(NOWHERE["key"] if part == "key" else room if seen else code)
        seen += part == "code"
    return "/" + filled(route, given)


class Reader:
    """One member, signed in at the pages and with a token; every request is undone."""

    def __init__(self, matrix, member):
        self.matrix, self.member = matrix, member
        mine = {m["unit"] for m in matrix.world["membership"] if m["member_id"] == member.id}
        self.oracle = Oracle(matrix.world, mine if member.is_active else set(), matrix.now, member.id,
                             guarded_by(matrix.world, member, matrix.now), *handled_by(matrix.world, member, matrix.now))  # fmt: skip
        self.client = Client(headers={"accept-language": "en"})
        self.client.force_login(member)
        token = issue_token(member.username, timezone.now()) if member.is_active else "none"
        self.token = {"authorization": f"Bearer {token}"}
        self.none, self.sees_row, self.wrong, self.cells = {}, {}, [], Counter()
        self.turn = 0
        at = {
            row["id"]: (table, row)
            for table, rows in matrix.world.items()
            if table != "note"
            for row in rows
            if "id" in row
        }
        self.row_of = at

    def sees(self, table, key):
        if (table, key) not in self.sees_row:
            self.sees_row[table, key] = self.oracle.sees(table, self.row_of[key][1])
        return self.sees_row[table, key]

    def ask(self, method, path):
        api = path.startswith("/api/")
        extra = {"headers": self.token} if api else {}
        if api and method in ("post", "patch"):
            extra |= {"data": b"{}", "content_type": "application/json"}
        with transaction.atomic():
            answer = getattr(self.client, method)(path, **extra)
            transaction.set_rollback(True)
        return answer

    def plain(self, answer, path):
        """Status, headers and body, without what is fresh in each answer and what was asked for."""
        body = b"".join(answer) if answer.streaming else answer.content
        for part in path.strip("/").split("/"):
            if "-" in part:
                body = body.replace(part.encode(), b"#")
        heads = {
            name: FRESH.sub(b"", value.encode())
            for name, value in answer.headers.items()
            if name not in ("Content-Length", "ETag")
        }
        if "Location" in heads:
            heads["Location"] = re.sub(rb"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]{2}-\d\d-\w{6}", b"#", heads["Location"])
        return answer.status_code, heads, FRESH.sub(b"", body)

    def of_nothing(self, method, route, **asked):
        path = nowhere(route, **asked)
        if (method, path) not in self.none:
            self.none[method, path] = self.plain(self.ask(method, path), path)
        return self.none[method, path]

    def says_nothing(self, method, answer, path):
        """Whether it is, byte for byte, the 404 that this member got for nothing elsewhere, and the turn is another one's."""
        known = (found for (how, *_where), found in self.none.items() if how == method and found[0] == 404)
        return self.turn % BESIDE != 0 and answer.status_code == 404 and self.plain(answer, path) in known

    def walk(self, route, turn):
        self.turn = turn
        for path, rows in self.matrix.combinations(route, turn):
            may = all(self.sees(table, row["id"]) for table, row in rows)
            for method in METHODS.get(route, ("get", "post")):
                answer = self.ask(method, path)
                self.cells[("sees" if may else "not") if rows else "list"] += 1
                self.judge(route, path, method, answer, rows, may)
                self.leaks(path, method, answer)

    def judge(self, route, path, method, answer, rows, may):
        if answer.status_code >= 500:
            self.wrong.append((self.member.username, method, path, answer.status_code))
        if not rows or answer.status_code == 405:
            return
        asked, (table, first) = {}, rows[0]
        if table == "case" and self.sees(table, first["id"]):
            asked["code"] = first["code"]
        if route.count("<code>") > 1:  # an answer repeats the name of the part that was asked for
            asked["room"] = rows[-1][1]["room"]
        if (
            not may
            and not self.says_nothing(method, answer, path)
            and self.plain(answer, path) != self.of_nothing(method, route, **asked)
        ):
            self.none.clear()  # a minute may have passed since: both are asked again
            again, nothing = self.plain(self.ask(method, path), path), self.of_nothing(method, route, **asked)
            if again != nothing:
                differ = [
                    part
                    for part in zip(again[2].split(b"\n"), nothing[2].split(b"\n"), strict=False)
                    if part[0] != part[1]
                ]
                self.wrong.append(
                    (
                        self.member.username,
                        method,
                        path,
                        answer.status_code,
                        "differs from what does not exist",
                        differ[:1],
                    )
                )
        if may and answer.status_code == 404 and method == "get" and route not in FOR_FEWER:
            self.wrong.append((self.member.username, method, path, "is hidden from who may see it"))

    def leaks(self, path, method, answer):
        body = b"".join(answer) if answer.streaming else answer.content
        text = html.unescape(body.decode("utf-8", "replace"))
        asked = path.split("?")[0]
        for key in set(KEYS.findall(text)):
            rows = self.matrix.shown.get(key, ())
            self.cells["key"] += bool(rows)
            if rows and key not in asked and not any(self.sees(table, row) for table, row in rows):
                self.wrong.append(
                    (self.member.username, method, path, "shows", key, sorted({table for table, _row in rows}))
                )
        for word, rows in self.matrix.words.items():
            if word in text:
                self.cells["word"] += 1
                if not any(self.sees(table, row) for table, row in rows):
                    self.wrong.append(
                        (self.member.username, method, path, "tells", word[:30], sorted({table for table, _ in rows}))
                    )


@pytest.mark.parametrize("shard", range(SHARDS))
def test_everybody_gets_what_the_oracle_says_and_no_more(shard, transactional_db, superuser):
    matrix = Matrix(superuser)
    members = list(enumerate(Member.objects.select_related("unit__agency").order_by("username")))[shard::SHARDS]
    cells, wrong = Counter(), []
    for place, member in members:
        reader = Reader(matrix, member)
        for at, route in enumerate(of_cases()):
            if not tables(route) or (place + at) % OF not in LEFT_OUT:
                reader.walk(route, place // SHARDS + at)
        cells += reader.cells
        wrong += reader.wrong
    connections["default"].close()
    print(shard, len(members), dict(cells), *wrong, sep="\n")
    assert sum(cells[one] for one in ("list", "not", "sees")) * SHARDS > 20_000, "hardly anything was asked"
    assert cells["not"] > 2_000
    assert cells["sees"] > 300
    assert cells["key"] > 1_000
    assert wrong == []


def test_every_address_is_in_it():
    assert list(unsaid()) == []


def test_every_method_of_the_api_is_walked(client, db):
    found = {}
    for path, calls in client.get("/api/v1/openapi.json").json()["paths"].items():
        route = re.sub(r"{(\w+)}", lambda m: "<code>" if m[1] in ("code", "compartment") else "<key>", path.lstrip("/"))
        if more := set(calls) - {"get", "post", "parameters"}:
            found[route] = more
    assert found == {route: set(methods) - {"get", "post"} for route, methods in METHODS.items()}


def test_an_address_that_nobody_has_said_fails_the_check(monkeypatch):
    monkeypatch.delitem(addresses.NAMED, "documents/<key>")
    told = list(unsaid())
    assert told
    assert all("documents" in one for one in told)
