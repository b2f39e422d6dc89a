"""Two in the morning: a text comes, nobody answers, the clock climbs to the head of the unit, who takes it by text and acts; whoever
told comes back with the receipt, on the page and by text, and reads what was done. Nothing that lies on the machine afterwards holds their
number or a word of theirs. Real processes all through: web, worker, PostgreSQL, Kannel with a simulated carrier, a browser.
"""

import json
import re
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest

from samaki.agencies.country import calendar
from tests import places
from tests.browser.chain import done
from tests.browser.moved_server import MovedServer
from tests.browser.people import People
from tests.browser.public import status
from tests.browser.tongue import Typed, in_language
from tests.channels.test_kannel import BEARERBOX, CONFIG, FAKE, SMSBOX, Carrier, ended, octets, running
from tests.channels.texting import SECRET
from tests.cli.test_canaries import _read, holds
from tests.jobs.post_office import free_port

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not all(shutil.which(program) for program in (BEARERBOX, SMSBOX, FAKE)),
        reason="kannel, kannel-extras: ./samaki test installs them",
    ),
]

TOLD = {"en": "A girl is kept in a room in Phnom Penh", "km": "មានក្មេងស្រីម្នាក់ត្រូវគេបង្ខាំងនៅរាជធានីភ្នំពេញ"}
HEAD = {"en": ("officer.pp", "+85512000001"), "km": ("officer.pp", "+85512000002")}
REPORTER = {"en": "+85598765431", "km": "+85598765432"}
DONE = ("It was looked into.", "Please do nothing yourself, and tell nobody that you told us.")
PATIENCE = 25.0
STANDS = """
import json, os
from samaki.intake.models import Report
from samaki.notices.models import Notice
row = Report.objects.using("owner").get(id=os.environ["GIVEN_REPORT"])
told = Notice.objects.using("owner").filter(subject_id=row.id).order_by("made_at", "id")
print(json.dumps([row.call_at.isoformat(), [[one.kind, one.level, one.audience] for one in told]]))
"""
NEWEST = """
from samaki.intake.models import Report
row = Report.objects.using("owner").select_related("holder").filter(channel="sms").latest("id")
print(row.id, row.state, row.area, row.area_from, row.holder.code)
"""


@dataclass(frozen=True)
class Stands:
    """When the clock of a report calls next, and whom it called: (kind, level, audience)."""

    call_at: datetime
    told: list[list]


class Night(MovedServer):
    """Its gateway is Kannel."""

    def __init__(self, folder: Path) -> None:
        self.ports = {name: free_port() for name in ("admin", "box", "carrier", "send")}
        self.texts = folder / "texts.toml"
        for name, text in {"secret": SECRET, "password": "a-word-of-the-tests"}.items():
            (folder / name).write_text(text)
            (folder / name).chmod(0o600)
        super().__init__(folder)

    def environment(self) -> dict[str, str]:
        return super().environment() | {"SAMAKI_TEXTS": str(self.texts)}

    def will_serve(self, port: int) -> None:
        given = {"kind": "kannel", "send_url": f"http://127.0.0.1:{self.ports['send']}/cgi-bin/sendsms", "number": "1299",
                 "secret_file": str(self.folder / "secret"), "password_file": str(self.folder / "password"), "user": "samaki",
                 "our_url": f"http://127.0.0.1:{port}"}  # fmt: skip
        self.texts.write_text("[mekong]\n" + "".join(f'{name} = "{value}"\n' for name, value in given.items()))
        self.texts.chmod(0o600)

    def waits(self, report: str) -> "Stands":
        call_at, told = json.loads(self.run(STANDS, report=report))
        return Stands(datetime.fromisoformat(call_at), told)

    def two_in_the_morning(self) -> None:
        local = self.now.astimezone(calendar().timezone)
        night = local.replace(hour=2, minute=0, second=0, microsecond=0)
        self.on((night if night > local else night + timedelta(days=1)) - local)


@pytest.fixture(scope="module")
def night():
    with places.folder() as folder:
        server = Night(folder)
        yield server
        server.leave()


@pytest.fixture(scope="module")
def carrier(night):
    config = night.folder / "kannel.conf"
    config.write_text(CONFIG.format(**night.ports, ours=night.port, secret=SECRET, folder=night.folder))
    with running([BEARERBOX, "-v", "2", str(config)], [SMSBOX, "-v", "2", str(config)], folder=night.folder):
        yield Carrier(night.folder, night.ports["carrier"])


def until(found, what, patience=PATIENCE):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if answer := found():
            return answer
        time.sleep(0.2)
    raise AssertionError(what)


def texts_to(carrier, number):
    """The words of all that the carrier was given for this number."""
    found = []
    for line in carrier.taken():
        _ours, to, kind, said = line.split(" ", 3)
        if to == number:
            raw = unquote_to_bytes(said.replace("+", " "))
            found.append(raw.decode("utf-16-be" if kind == "ucs-2" else "latin-1"))
    return found


def say(carrier, number, text, heard, patience=PATIENCE):
    """Somebody texts; the carrier stays until `heard` answers."""
    process = carrier.open(f"{number} 1299 ucs2 {octets(text)}")
    try:
        return until(heard, f"no answer to the text {text!r}", patience)
    finally:
        ended(process)


def answer_all(carrier, number, taken):
    """The head answers each text, the newest first, until this report is taken: a quiet text does not say for what it stands, and in
    a long night other matters of the demonstration are late as well."""
    codes = re.findall(r"answer (\d{5})|ឆ្លើយ (\d{5})", "\n".join(texts_to(carrier, number)))
    for code in reversed([one or other for one, other in codes]):
        with suppress(AssertionError):
            return say(carrier, number, code, taken, patience=8.0)
    raise AssertionError(f"none of {len(codes)} answers took it")


def texted_from_now_on(head, carrier, number):
    """The head chooses texts on the page, and types the code that comes."""
    head.go("/account/texts/").choose("Only urgent things, at once")
    head.write("Your mobile number", number).write("Your password", head.password)
    process = carrier.open("+85500000000 1299 text .")
    try:
        head.page.locator("main form button").first.click()
        head.whole().reads("Your choice was kept.")
        code = until(lambda: re.search(r"\d{6}", "".join(texts_to(carrier, number))), "no code came")[0]
    finally:
        ended(process)
    head.page.locator("#id_code").fill(code)
    head.page.locator("form[action*=prove] button").click()
    head.whole().reads("The number is yours: urgent things are texted to it from now on.")


@pytest.mark.parametrize("lang", ["en", "km"])
def test_a_text_at_two_in_the_morning_is_taken_by_the_head_and_its_receipt_reads_what_was_done(
    lang, night, carrier, chromium
):
    people = People(night, chromium, {})
    name, number = HEAD[lang]
    head = people.twin(name, lang)
    head.password = night.password
    texted_from_now_on(head, carrier, number)
    people.go_home()

    night.two_in_the_morning()
    before = len(texts_to(carrier, REPORTER[lang]))
    said = say(carrier, REPORTER[lang], TOLD[lang], lambda: texts_to(carrier, REPORTER[lang])[before:])
    receipt = re.search(r"\d{4}(-\d{4}){3}", said[0])[0]
    report, state, area, read_from, holder = night.run(NEWEST).split()
    assert (state, area, read_from, holder) == ("new", "12", "text", "police-pp"), "routed by the place in its words"

    called = climb(night, carrier, number, report)
    assert [level for _kind, level, _who in called] == sorted(level for _kind, level, _who in called)
    assert {(level, who) for kind, level, who in called if kind == "report.late"} >= {(0, "desk"), (2, "head")}
    answer_all(carrier, number, lambda: night.run(NEWEST).split()[1] == "acknowledged")

    woken = People(night, chromium, {})
    head = woken.twin(name, lang)
    head.desk().press(Typed(TOLD[lang][:20]), within="li.wait h3")
    head.reads("read from the text: Phnom Penh", "Taken by text, without signing in: nobody has read it yet by this")
    head.press("Open a case", within="section.card")
    case = head.page.locator("h1 .code").inner_text()
    done(head, case, "Verification of the information", "Offence against a child likely")
    head.folder(case).reads("Every link that you see holds")

    tell_what_was_done(head, report)
    stranger = woken.stranger(reads_in=lang)
    status(stranger, receipt, lang).reads("It is being worked on", *DONE).does_not_read(case)
    woken.go_home()
    before = len(texts_to(carrier, REPORTER[lang]))
    found = say(carrier, REPORTER[lang], receipt, lambda: texts_to(carrier, REPORTER[lang])[before:])
    assert re.fullmatch(in_language("People whose work it is are acting on it.", lang), found[0])
    assert kept_in_clear(night, REPORTER[lang][-8:], TOLD[lang]) == []


def tell_what_was_done(head, report):
    """On the page of the report: phrases that are safe to be read by somebody who looks over a shoulder."""
    head.go(f"/reports/{report}/").open("Tell the reporter what was done")
    for phrase in DONE:
        head.choose(phrase, within="form[action$='/reporter/tell/']")
    head.press("Send it to them", within="#reporter-talk").reads(*DONE)


def kept_in_clear(night, *marks):
    """(file, mark) of everything of the server, its database and the gateway that holds one of them; not what the carrier wrote."""
    folders = (night.folder, (night.base / "data/postgres").resolve())
    files = {
        str(one): _read(one)
        for folder in folders
        for one in folder.rglob("*")
        if one.is_file() and one.name != "carrier.log"
    }
    assert {"bearerbox.log", "bearerbox.kept.log", "smsbox.kept.log", "up.log"} <= {Path(name).name for name in files}
    wide = {mark: (mark.encode("utf-16-be"), mark.encode("utf-16-be").hex().encode()) for mark in marks}
    found = [(name, mark) for mark in marks for name in holds(files, mark)]
    return found + [
        (name, mark) for mark in marks for name, raw in files.items() if any(form in raw for form in wide[mark])
    ]


def climb(night, carrier, number, report):
    """The clock goes on to each call until the level of the head was called and the text of that is with the carrier; all that was told."""
    process = carrier.open("+85500000000 1299 text .")
    try:
        for _call in range(8):
            known = len(texts_to(carrier, number))
            told = next_call(night, report)
            if any(kind == "report.late" and level >= 2 for kind, level, _who in told):
                night.on(timedelta(minutes=11))  # two texts to one member are ten minutes apart
                until(partial(more_than, known, carrier, number), "no text came after the head was called")
                return told
        raise AssertionError(f"the head was never called: {told}")
    finally:
        ended(process)


def next_call(night, report):
    """The clock goes to the next call of this report; all that was told of it."""
    stood = night.waits(report)
    night.on(max(stood.call_at - night.now, timedelta()) + timedelta(seconds=1))
    found = until(lambda: (now := night.waits(report)).call_at > stood.call_at and now, "the clock called nobody")
    return found.told


def more_than(known, carrier, number):
    return len(texts_to(carrier, number)) > known
