"""Every address that answers with a page, and who may open which example of it; taken from Django, so that none is forgotten."""

import json
import re
import uuid

from django.urls import get_resolver
from django.urls.resolvers import URLResolver

FOUND = """
import json
from django.utils import timezone
from samaki.agencies.models import Member
from samaki.cases.models import Case, Person, Step, Strand
from samaki.database import session
from samaki.handoffs.models import Handoff
from samaki.intake.models import Report
found, now = {}, timezone.now()
for member in Member.objects.filter(synthetic=True).exclude(username__contains="admin").order_by("username"):
    with session("app", now, member.id):
        mine, name = member.own_principal, member.username
        def see(what, key):
            found.setdefault(what, (name, str(key)))
        for one in Handoff.objects.select_related("case"):
            side = "to us" if one.to_unit_id == mine else "from us" if one.from_unit_id == mine else ""
            if side:
                see(f"handoff {one.state} {side}", one.id)
        for one in Step.objects.select_related("case"):
            side = "ours" if one.holder_id == mine else "theirs"
            see(f"step {one.state} {side}", one.id)
        for one in Strand.objects.all():
            if Step.objects.filter(strand=one, holder=mine).exists():
                see(f"strand {one.state}", one.id)
        for one in Case.objects.order_by("-id"):
            see(f"case {one.state}", one.code)
            if name == "duty.pp":
                see("case of duty.pp", one.code)
                for person in Person.objects.filter(case=one):
                    see("person", f"{one.code}/people/{person.id}")
        for one in Report.objects.all():
            see(f"report {one.state}", one.id)
print(json.dumps(found))
"""

PUBLIC = ("", "report/", "status/", "progress/", "sign-in/")
SIMPLE = {"duty.ps": ("account/", "account/mail/", "account/mail/unit/", "desk/", "reports/", "cases/", "cases/mine/",
                      "cases/waiting/", "cases/steps/", "cases/caseload/", "cases/new/", "directory/", "directory/print/",
                      "calendar/", "conferences/", "training/", "mentoring/", "measures/", "gaps/", "ledger/")}  # fmt: skip
ASKED = (
    "reports/?state=all",
    "cases/?place=Xyzzy&from=31/02/2026",
    "cases/?state=open",
    "nowhere/",
    "cases/PP-26-222222/",
)
OF_A_CASE = (
    "",
    "timeline/",
    "urgency/",
    "start/",
    "notes/",
    "notes/new/",
    "observations/new/",
    "arrivals/new/",
    "people/new/",
)
OF_A_UNIT = (
    "",
    "work/",
    "numbers/",
    "areas/",
    "services/",
    "focal-points/new/",
    "rename/",
    "move/",
    "close/",
    "merge/",
)
NO_PAGES = {
    "leave/": "goes away to another site",
    "healthz": "read by programs",
    "readyz": "read by programs",
    **{f"steps/<uuid:key>/{act}/": "opened, it leads to the step" for act in ("assign", "reassign", "hold", "skip", "stop", "resume")},
}  # fmt: skip


def routes():
    """Every route of the pages as Django knows it: (its text, its pattern)."""
    return [(text, one) for text, one in _walk(get_resolver().url_patterns, "") if not text.startswith("api/")]


def _walk(patterns, before):
    for one in patterns:
        text = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, text)
        else:
            yield text, one


def filled(route):
    """An address of the route that leads to nothing."""
    return "/" + re.sub(r"<(\w+):\w+>", lambda m: str(uuid.uuid4()) if m[1] == "uuid" else "PP-26-222222", route)


def examples(server):
    """[(who, address)]: each page in each state that the demonstration has; `who` is empty for the public."""
    found = json.loads(server.run(FOUND))
    pages = [("", f"/{path}") for path in PUBLIC]
    pages += [(name, f"/{path}") for name, paths in SIMPLE.items() for path in (*paths, *ASKED)]
    pages += [("duty.pp", "/account/mail/unit/"), ("oversight", "/desk/"), ("", "/nowhere/"), ("duty.pp", "/sign-out/")]
    for what, (name, key) in found.items():
        kind = what.split()[0]
        if kind == "case":
            parts = OF_A_CASE if what == "case of duty.pp" else ("", "timeline/", "?chain=all")
            pages += [(name, f"/cases/{key}/{part}") for part in parts]
        elif kind == "person":
            pages += [(name, f"/cases/{key}/")]
        elif kind == "strand":
            pages += [(name, f"/strands/{key}/{'close' if 'open' in what else 'reopen'}/")]
        elif kind == "step":
            pages += [(name, f"/steps/{key}/"), (name, f"/steps/{key}/hand-on/")]
        else:
            pages += [(name, f"/{kind}s/{key}/")]
    return pages + [("duty.ps", f"/directory/police-ps/{part}") for part in OF_A_UNIT]
