"""The examples of the guide for programs are run as they stand there: each call gives the answer that is written beneath it."""

import json
import re

from django.test import Client
from django.utils import timezone

from samaki.agencies.operations import issue_token
from samaki.database.folder import ROOT
from tests.everything import rows

GUIDE = ROOT / "docs" / "how-to" / "use-the-api.md"
BLOCK = re.compile(r"```http\n(.*?)```", re.DOTALL)


def examples():
    """(method, path, headers, body, status, what the answer holds) of each call and the answer beneath it."""
    blocks = BLOCK.findall(GUIDE.read_text())
    for asked, answered in zip(blocks[::2], blocks[1::2], strict=True):
        head, _blank, body = asked.partition("\n\n")
        line, *headers = head.splitlines()
        status, _newline, holds = answered.partition("\n")
        yield *line.split(), dict(one.split(": ", 1) for one in headers), body.strip(), int(status), json.loads(holds)


def test_every_example_of_the_guide_gives_the_answer_that_stands_beneath_it(cast):
    token, receipt, client = issue_token("ngo.pp", timezone.now()), "", Client()
    found = list(examples())
    assert len(found) >= 6
    for method, path, headers, body, status, holds in found:
        given = {name: value.replace("TOKEN", token) for name, value in headers.items()}
        kind = given.pop("Content-Type")
        answer = client.generic(method, path, body.replace("RECEIPT", receipt), kind, headers=given)
        said = answer.json()
        assert answer.status_code == status, (body, said)
        receipt = said.get("receipt", "") if holds.get("receipt") == "RECEIPT" and not receipt else receipt
        for name, value in holds.items():
            assert said[name] == (receipt if value == "RECEIPT" else value), (body, name)
    assert rows("select count(*), min(source) from report") == [(1, "ngo")], (
        "one report, of that partner, however often it was sent"
    )
