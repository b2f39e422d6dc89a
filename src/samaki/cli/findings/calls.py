"""What `doctor` finds out about calls by voice and web push: what is set up, whether it is there. Django is set up."""

from __future__ import annotations

from samaki.cli.findings import BAD, OK, Finding
from samaki.cli.findings.gateways import answered, of_file, of_gateway, off_here
from samaki.database.folder import Folder


def calls(folder: Folder) -> list[Finding]:
    """Off or on; each gateway is called at its address (no telephone rings)."""
    from samaki.channels.voice.gateways import SETTING, read

    found = of_file(folder, "calls", SETTING, "docs/how-to/calls-and-push.md", read)
    if isinstance(found, Finding):
        return [found]
    return [
        *(of_gateway(f"calls {one.code}", one, one.call_url, "nobody is called") for one in found),
        answered(folder, "calls", "voice_call", SETTING),
    ]


def pushes(folder: Folder) -> Finding:
    """Off, or on with a key that can be used."""
    from samaki.channels.push.keys import PushProblem, read

    try:
        found = read()
    except PushProblem as problem:
        return Finding("push", BAD, f"Off, although SAMAKI_PUSH_KEY is set. {problem}")
    if found is None:
        return off_here(folder, "push", "SAMAKI_PUSH_KEY") or Finding(
            "push", OK, "off: no key is named (SAMAKI_PUSH_KEY; docs/how-to/calls-and-push.md)."
        )
    return Finding("push", OK, f"on; push services reach the operator at {found.contact}.")
