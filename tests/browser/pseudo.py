"""A made-up language in place of English: every message longer and in brackets, so that a text without them is a missing one.

Made when it is asked for, from the messages that code and templates say; a second web process on the same database speaks it.
"""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from samaki.cli.words import said
from samaki.countries import load_pack
from samaki.database.folder import ROOT
from samaki.pulse.country import pulse
from samaki.simulation import cast, words
from tests.browser.tongue import BLANK, known_of_pack

INNERMOST = re.compile(r"⟦[^⟦⟧]*⟧")
HASH = r"[0-9a-f]{8}( [0-9a-f]{8}){3}"
VOWELS = re.compile(r"([aeiouAEIOU])")

SPOKEN = ("Does the child speak Khmer?", "The order of the court is awaited.", *words.TOGETHER,
          *(name for name, _unit, _role in words.PARTICIPANTS))  # fmt: skip
"""What the people of the demonstration wrote."""
ACCOUNTS = ("Kanha Sok", "Chrome, Linux")
"""Who is invited by the walk through all pages (its names to sign in with are codes), and the device that walks."""


def stretched(message: str) -> str:
    """About two fifths longer, its blanks as they were, in brackets."""
    found, at = "", 0
    for blank in BLANK.finditer(message):
        found += VOWELS.sub(r"\1\1", message[at : blank.start()]) + blank[0]
        at = blank.end()
    return "⟦" + found + VOWELS.sub(r"\1\1", message[at:]) + "⟧"


def write(folder: Path) -> None:
    """The catalogue, where Django looks for it."""
    catalog = Catalog(locale="en")
    for one in said():
        text = one.words if isinstance(one.words, str) else one.words[0]
        many = stretched(text) if isinstance(one.words, str) else tuple(stretched(form) for form in one.words)
        catalog.add(one.words, many, context=one.context)
    place = folder / "en" / "LC_MESSAGES" / "django.mo"
    place.parent.mkdir(parents=True)
    with place.open("wb") as file:
        write_mo(file, catalog)


def data() -> re.Pattern[str]:
    """What comes from the pack, the cast and the stories: translated there, or never."""
    found = {*known_of_pack("km"), *(name for desk in cast.desks() for name in (desk.en, desk.short_en))}
    found |= (
        {one[1] for one in cast.MEMBERS.values()}
        | {*cast.MEMBERS, *(f"{name}.{lang}" for name in cast.MEMBERS for lang in ("en", "km"))}
        | {what for what, _source in words.TOLD}
    )
    known_places = load_pack("kh").places
    found |= {known_places.full_name(place, "en") for place in known_places.by_code.values()}
    found |= {where for places in words.PLACES.values() for where in places} | {"reads English", "reads Khmer"}
    found |= {line.source for line in load_pack("kh").hotlines.values()}
    found |= {one.label("en") for one in pulse().questions.values()}
    found |= {*SPOKEN, *ACCOUNTS, *(one.licence for one in load_pack("kh").caring.instruments.values())}
    codes = [
        r"CPC [\d/-]+( ff)?",
        r"[A-Z]{2}-\d\d-[0-9A-Z]{6}",
        r"[A-Z2-7]{4}( [A-Z2-7]{4}){7}",
        r"[2-9A-Z]{4}(-[2-9A-Z]{4}){2}",
        r"[\w-]+(\.[\w-]+)+(/\S*)?",
        r"\d\d? ?[ap]m",
        "English|BE",
    ]
    # a hash first: a year that stands in the pack is not to be cut out of its digits
    return re.compile("|".join([HASH, *map(re.escape, sorted(found, key=len, reverse=True)), *codes]))


def unsaid(texts: list[str], pattern: re.Pattern[str]) -> list[str]:
    """Those in which words stand outside of all brackets."""
    found = []
    for text in texts:
        rest, before = text, ""
        if text.endswith("…"):  # a name too long for the picture of the chain
            rest += "⟧" * (text.count("⟦") - text.count("⟧"))
        while rest != before:
            before, rest = rest, INNERMOST.sub(" ", rest)
        if re.search("[A-Za-z]{2,}", pattern.sub(" ", rest)):
            found.append(text[:90])
    return found


class Speaker:
    """The web process; `url` is its address."""

    def __init__(self, server, folder: Path) -> None:
        write(folder)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = server.environment() | {
            "DJANGO_SETTINGS_MODULE": "tests.browser.pseudo_settings",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "SAMAKI_PSEUDO": str(folder),
            "SAMAKI_POOL": "1",
        }
        command = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--port",
            str(port),
            "samaki.web.wsgi:application",
        ]
        self.process = subprocess.Popen(command, env=os.environ | environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        self.url, deadline = f"http://127.0.0.1:{port}", time.monotonic() + 120
        while socket.socket().connect_ex(("127.0.0.1", port)):
            assert self.process.poll() is None, "it ended"
            assert time.monotonic() < deadline, "it does not answer"
            time.sleep(0.2)

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(30)
