"""`keys`: which master keys there are, a new one, and forgetting the old."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path
from typing import Any

from samaki.cli import retention, running
from samaki.database.folder import Folder, current, write_secret
from samaki.vault import keyfile, recovery


def add(commands: Any) -> None:
    """Put the commands of this group on the parser."""
    keys = commands.add_parser(
        "keys",
        help="the master keys: show, rotate (a new one), forget (the old one), share (sheets for holders), recover (from them)",
    )
    keys.add_argument("act", nargs="?", choices=list(ACTS), default="show")
    keys.add_argument("--now", action="store_true", help="forget at once: forms that people have open are lost")
    keys.add_argument("--holders", type=int, metavar="N", help="share: how many people hold a sheet of words")
    keys.add_argument("--need", type=int, metavar="M", help="share: how many of them are enough")
    keys.add_argument(
        "--to", type=Path, metavar="DIR", help="share: an empty folder for the sheets, to be printed and wiped"
    )
    keys.set_defaults(run=lambda options: ACTS[options.act](options))


def run_show(options: argparse.Namespace) -> int:
    """The versions in the key file, and how much each of them wraps. No key is ever printed."""
    with running.system("keys") as folder:
        from samaki.vault import rotation

        there, ring = rotation.standing(folder), keyfile.ring()
    for version in sorted(ring.masters):
        seals = ", seals" if version == ring.newest else ", opens only: ./samaki keys forget"
        print(f"master key {version}{seals}: {there.get(version, 0)} cases and reports")
    return 0


def run_rotate(options: argparse.Namespace) -> int:
    """Safe to stop and to repeat; people go on working."""
    with running.system("keys") as folder:
        from samaki.vault import rotation

        version = rotation.begin(folder)
        done = rotation.seal_anew(folder, tell)
        _record("key.rotate", version, sealed=done)
    running.say(f"master key {version} seals from now on, {done} keys and values were sealed anew.")
    running.say(
        f"keep a copy of {keyfile.path(folder)} elsewhere, and take a new backup: older ones open with older copies only."
    )
    running.say("the old key still opens forms and sign-ins of today. In a day: ./samaki keys forget")
    return 0


def run_forget(options: argparse.Namespace) -> int:
    """What only the old key opens is lost from here on: erased cases in old copies of the database, when its copies go too."""
    with running.system("keys") as folder:
        from samaki.vault import rotation

        try:
            gone = rotation.forget(folder, datetime.now(UTC), at_once=options.now)
        except rotation.NotYet as sentence:
            raise running.Problem(str(sentence)) from sentence
        if gone:
            ended = retention.keys_forgotten(folder)
            _record("key.forget", keyfile.ring().newest, count=ended)
    if not gone:
        running.say("there is one master key only: nothing to forget. A new one: ./samaki keys rotate")
        return 0
    print(certificate(folder, datetime.now(UTC)))
    return 0


def run_share(options: argparse.Namespace) -> int:
    """One file for each holder, and nowhere else: print each for its holder, then destroy the files."""
    if not options.holders or not options.need or not options.to:
        raise running.Problem(
            "Say --holders N --need M --to DIR, such as: ./samaki keys share --holders 5 --need 3 --to /media/stick", 2
        )
    with running.system("keys") as folder:
        to = _empty(options.to, folder)
        try:
            sheets = recovery.split(folder, options.holders, options.need)
        except ValueError as problem:
            raise running.Problem(str(problem), 2) from problem
        for number, words in enumerate(sheets, 1):
            write_secret(to / f"sheet-{number}-of-{len(sheets)}.txt", sheet(number, words, options))
        _record("key.share", keyfile.ring().newest, holders=options.holders, need=options.need)
    running.say(
        f"{len(sheets)} sheets are in {to}. Give each to one person of another agency, on paper; then destroy the files."
    )
    running.say("try it once: on another machine with a copy of the data folder, ./samaki keys recover")
    return 0


def run_recover(options: argparse.Namespace) -> int:
    """Asks for the words of one sheet after the other; an empty line ends. Nothing is replaced."""
    folder, sheets = current(), asked_sheets()
    try:
        recovery.recover(folder, sheets)
    except recovery.CannotRecover as sentence:
        raise running.Problem(str(sentence)) from sentence
    running.say(
        f"{keyfile.path(folder)} is written anew. Start Samaki, look at ./samaki doctor, and share anew if a sheet was seen."
    )
    return 0


def sheet(number: int, words: str, options: argparse.Namespace) -> str:
    """What a holder keeps, on paper."""
    listed = words.split()
    lines = [
        " ".join(f"{n + 1:2}. {word:<9}" for n, word in list(enumerate(listed))[i : i + 4])
        for i in range(0, len(listed), 4)
    ]
    return "\n".join([
        f"SAMAKI - sheet {number} of {options.holders}. Any {options.need} of them open the key file; fewer tell nothing.",
        "Keep it sealed, apart from the other sheets and from any backup. Never photograph or type it,",
        "but for a recovery that your agency agreed to. Lost or seen by others: ask for new sheets.",
        "", *_khmer(number, options), "", *lines, "",
        "Holder / អ្នកកាន់: ____________________  Agency / ស្ថាប័ន: ____________________  Date / ថ្ងៃ: ____________", "",
    ])  # fmt: skip


def _khmer(number: int, options: argparse.Namespace) -> list[str]:
    """The same for a holder who reads Khmer. The words stay as they are: they are typed in Latin letters."""
    n, of, need = (str(value).translate(KHMER_DIGITS) for value in (number, options.holders, options.need))
    return [
        f"សាមគ្គី - ក្រដាសទី {n} ក្នុងចំណោម {of}។ ក្រដាស {need} សន្លឹកណាក៏ដោយ បើកឯកសារកូនសោ តិចជាងនេះមិនប្រាប់អ្វីទេ។",
        "ទុកវាបិទជិត ដាច់ពីក្រដាសដទៃ និងពីការបម្រុងទុក។ កុំថតរូប ឬវាយវាបញ្ចូលឧបករណ៍",
        "លើកលែងតែសម្រាប់ការស្ដារឡើងវិញដែលស្ថាប័នអ្នកបានយល់ព្រម។ បាត់ ឬអ្នកដទៃបានឃើញ៖ សូមសុំក្រដាសថ្មី។",
    ]


KHMER_DIGITS = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")


def asked_sheets() -> list[str]:
    """The holders' sheets, one after the other until an empty line; a wrong one is asked for again."""
    sheets: list[str] = []
    while words := asked(f"words of sheet {len(sheets) + 1} (empty: that is all): "):
        try:
            recovery.check_sheet(words, sheets)
        except recovery.CannotRecover as sentence:
            running.say(str(sentence))
        else:
            sheets.append(words)
    return sheets


def asked(question: str) -> str:
    """What is typed, unseen on a terminal; empty at the end."""
    try:
        return (getpass(question) if sys.stdin.isatty() else sys.stdin.readline()).strip()
    except EOFError:
        return ""


def _empty(place: Path, folder: Folder) -> Path:
    to = place.resolve()
    if to.is_relative_to(folder.path.resolve()) or to.is_relative_to(keyfile.path(folder).parent.resolve()):
        raise running.Problem(
            "The sheets must not lie beside what they open: name another folder, best on a stick of its own.", 2
        )
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(to.iterdir()):
        raise running.Problem(f"{to} is not empty: sheets of before would be mixed up with the new ones.", 2)
    return to


def certificate(folder: Folder, now: datetime) -> str:
    """What was destroyed, and what was not: to be signed by who keeps the copies."""
    return (
        f"{now:%Y-%m-%d %H:%M} UTC: the older master key was removed from {keyfile.path(folder)}.\n"
        "It opened every copy of the database from before the exchange. Cases erased by then can be opened from such a copy\n"
        "only by who still holds a copy of the old key file. This machine cannot know of those copies: destroy them, and\n"
        "write down who did, when and where. Until then old backups are NOT erased."
    )


def tell(done: int, of_all: int) -> None:
    """Progress: one moving line on a terminal."""
    if sys.stderr.isatty() or done == of_all:
        print(f"\rsamaki: {done} of {of_all} keys", end="\n" if done >= of_all else "", file=sys.stderr, flush=True)


def _record(act: str, version: int, **facts: int) -> None:
    running.record_act(act, datetime.now(UTC), version=version, **facts)


ACTS = {"show": run_show, "rotate": run_rotate, "forget": run_forget, "share": run_share, "recover": run_recover}
