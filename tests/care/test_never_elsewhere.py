"""Words of a child's care, health, voice and place stand in no court bundle, on no page of police, prosecutor or court, in no export, feed,
search or message, and nowhere in the other child's record. Whoever works for the child does read each of them."""

import html
import os
import re
from threading import Event

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone, translation

from samaki.agencies.operations import issue_token
from samaki.cases.sharing import operations as sharing
from samaki.database import session
from samaki.database.refusals import Refusal
from samaki.jobs.post import post
from samaki.jobs.tick import tick
from samaki.journeys.hearings.feeds import make_feed
from samaki.journeys.lists.filters import LISTS
from samaki.journeys.papers.allowing import Reader, parts_of
from samaki.journeys.papers.kinds import PARTS, REFERRAL
from samaki.journeys.papers.papers import sheet_of
from samaki.journeys.papers.rules import check_receives
from samaki.journeys.papers.sheets import plain
from samaki.notices.operations import choose_mail
from samaki.notices.smtp import server
from tests.access.addresses import of_cases, tables
from tests.acting import act
from tests.database.oracle import RECORDS
from tests.everything import rows
from tests.jobs.post_office import Desk, open_office, point_at
from tests.journeys.whole_file import CARE, DAY, WholeFile

READERS = ("prosecutor.pp", "court.pp", "ngo.pp")
"""With whom the facts of the court case are shared; who works for the other child. Police hold the court case."""

FOR_ALL = ("/calendar/?span=year", "/api/v1/desk", "/desk/")
EXPORTS = [(name, form) for name in LISTS for form in ("csv", "print")]
"""Every list that can be taken away, in every form."""

NIGHTLY = os.environ.get("SAMAKI_NIGHTLY") == "1"
"""Then police are walked to every address of a case; else, as everybody, to those about the child, its care and the whole case."""


@pytest.fixture
def file(cast):
    """Of today, since pages go by the clock of the machine."""
    made = WholeFile(cast, timezone.now(), children=2).judged(paper=False).cared()
    for to in ("prosecutor.pp", "court.pp"):
        act(made.police, sharing.share, made.now, case=made.case, child=None, to_unit=cast[to].unit, compartments=("justice",),
            purpose="safety_now", ground="risk_of_harm", until=made.now + 9 * DAY, text="x")  # fmt: skip
    return made


class Looking:
    """One member at every address about one case; every request is undone."""

    def __init__(self, file, username):
        self.file, self.member = file, file.cast[username]
        self.client = Client(headers={"accept-language": "en"})
        self.client.force_login(self.member)
        self.token = {"authorization": f"Bearer {issue_token(username, timezone.now())}"}
        self.found, self.asked, self.read = {}, 0, 0

    def look(self, path):
        extra = {"headers": self.token} if path.startswith("/api/") else {}
        with transaction.atomic():
            answer = self.client.get(path, **extra)
            transaction.set_rollback(True)
        body = b"".join(answer) if answer.streaming else answer.content
        self.asked, self.read = self.asked + 1, self.read + (answer.status_code == 200)
        text = html.unescape(body.decode("utf-8", "replace"))
        for word in CARE:
            if word in text:
                self.found.setdefault(word, []).append(path)

    def take_away(self, name, form):
        """One list, as it is sent from the button beneath it."""
        with transaction.atomic():
            answer = self.client.post("/cases/export/", {"list": name, "form": form})
            transaction.set_rollback(True)
        assert answer.status_code == 200, (name, form)
        text = html.unescape(answer.content.decode())
        for word in CARE:
            if word in text:
                self.found.setdefault(word, []).append(f"{name}.{form}")
        return self.file.case.code in text

    def everywhere(self, routes):
        for path in addresses(self.file.case, routes):
            self.look(path)
        for path in FOR_ALL:
            self.look(path)
        for word in (
            "kannote",
            "kanwish",
        ):  # asked for, it stands on the page: what counts is that nothing is found by it
            for path in (
                f"/api/v1/search?name={word}&purpose=same_person",
                f"/cases/?code={word}",
                f"/cases/steps/?place={word}",
            ):
                assert self.file.case.code not in self.client.get(path, headers=self.token).content.decode(), path
        return self


def addresses(case, routes):
    """Every address of the pages and of the API that is about this case or a row of it; of each table its first rows and its last."""
    keys = {}
    for route in routes:
        named = tables(route)
        if not named:
            yield f"/{route}"
            continue
        for key, room in _keys(named[-1], case, keys):
            given = iter([case.code] * (len(named) > 1) + ([room] if route.count("<code>") > 1 else []) + [key])
            path = re.sub(r"<\w+>", lambda _found: str(next(given)), route)  # noqa: B023 - used at once
            yield f"/{path}"


def _keys(table, case, known):
    """(key or code, part of the file) of the rows of a table that hang on the case."""
    if table == "case":
        return [(case.code, "")]
    if table not in known:
        names = list(RECORDS) if table == "note" else [table]
        found = []
        for name in names:
            if name in connection.introspection.table_names() and _hangs(name):
                these = rows(f'select id from "{name}" where case_id = %s order by id', [case.id], role=_role(name))  # noqa: S608
                found += [(key, RECORDS.get(name, "")) for (key,) in (*these[:1], *(these[-1:] if name in OWN else ()))]
        known[table] = list(dict.fromkeys(found))
    return known[table]


def _hangs(name):
    return bool(
        rows("select 1 from information_schema.columns where table_name = %s and column_name = 'case_id'", [name])
    )


def _role(name):
    return {"ledger_entry": "auditor", "notice": "worker"}.get(name, "definer")


def test_no_page_or_call_of_the_police_shows_a_word_of_it(file):
    routes = of_cases()
    assert len(routes) > 300
    unseen(file, "duty.pp", [route for route in routes if NIGHTLY or OWN & set(tables(route))])


def test_no_list_that_anybody_takes_away_holds_a_word_of_it(file):
    """Not even the worker's own: a sheet lies about on desks."""
    for username in ("duty.pp", *READERS, "social.pp"):
        leaves = Looking(file, username)
        named = [leaves.take_away(name, form) for name, form in EXPORTS]
        assert leaves.found == {}, username
        assert any(named), (username, "no list held the case")


@pytest.mark.parametrize("username", READERS)
def test_no_page_call_export_search_or_feed_of_prosecutor_court_or_the_other_child_shows_a_word_of_it(username, file):
    unseen(file, username, [route for route in of_cases() if OWN & set(tables(route))])


def test_who_works_for_the_child_reads_each_word_somewhere(file):
    own = Looking(file, "social.pp").everywhere([route for route in of_cases() if OWN & set(tables(route))])
    assert set(own.found) == CARE


def unseen(file, username, routes):
    seen = Looking(file, username).everywhere(routes)
    assert seen.found == {}, username
    assert seen.read > 10, (username, "hardly anything was open")
    with session("app", file.now, seen.member.id):
        token = make_feed(scope="unit", by=seen.member, now=file.now)
    feed = Client().get(f"/calendar/{token}.ics")
    assert feed.status_code == 200
    assert not [word for word in CARE if word in feed.content.decode()]


OWN = {"care_need", "care_goal", "care_service", "care_assessment", "care_check", "person", "conference", "note", "document", "case",
       "child_voice", "exposure", "examination", "case_message"}  # fmt: skip
"""Tables whose addresses are about the child, its care, or the whole case."""


def test_no_paper_for_anybody_but_who_reads_the_care_holds_a_word_of_it(file):
    """As text, letter by letter as it is printed: a PDF of it is looked at elsewhere."""
    written, held = 0, set()
    for by in (file.police, file.social):
        for to in ("duty.pp", "prosecutor.pp", "court.pp", "ngo.pp", "social.pp"):
            for kind in [one for one in PARTS if one != REFERRAL]:
                for lang in ("en", "km"):
                    text = _paper(file, by, file.cast[to].unit, kind, lang)
                    written += bool(text)
                    found = {word for word in CARE if word in text}
                    if to == "social.pp" and kind == "summary" and by == file.social:
                        held |= found
                        found -= {"kannote", "kandocument"}
                    assert found == set(), (by.username, to, kind)
    assert written > 12
    assert held == {"kannote", "kandocument"}, "the summary for the child's own worker holds the notes of its care"


def _paper(file, by, unit, kind, lang):
    with session("app", file.now, by.id), translation.override(lang):
        reader = Reader(file.case, kind, unit, parts_of(file.case, unit.principal), by, file.now, lang)
        try:
            check_receives(reader)
        except Refusal:
            return ""
        return plain(sheet_of(reader, ""), ())


def test_no_notice_letter_or_entry_holds_a_word_of_it(file, monkeypatch):
    desk = Desk()
    with open_office(desk) as port:
        point_at(monkeypatch, port)
        for name in ("duty.pp", *READERS, "social.pp"):
            with session("app", file.now, file.cast[name].id):
                choose_mail(wants="all", address=f"{name}@example.org", password="a password of the tests", version=0,  # noqa: S106
                            by=file.cast[name], now=file.now)  # fmt: skip
        later = file.now + 3 * DAY
        assert tick(later).errors == []
        post(server(), lambda: later, Event(), 2.0)
    letters = "\n".join(
        str(part.get_content()) for one in desk.letters for part in one.walk() if not part.is_multipart()
    )
    assert len(desk.taken) > 2, "letters went out"
    told = str(rows("select to_jsonb(n) from notice n", role="worker"))
    acts = str(rows("select to_jsonb(l) from ledger_entry l", role="auditor"))
    assert file.case.code in told
    for text in (letters, told, acts):
        assert not [word for word in CARE if word in text]
