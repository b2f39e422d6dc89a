"""What a member typed and what was not taken: kept, shown, sealed through a sign-in; never sent by itself.

Nothing of it is stored: it travels in the page, and through a sign-in sealed (AES-256-GCM under the key file) in a hidden
field of that form. Only the member for whom the form was made ever sees it again.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.cases.documents.arriving import digests
from samaki.vault import sealing as vault
from samaki.web.fields import LOST
from samaki.web.keys import FIELD, TOKEN, FormKey, read_key

PLACE = "web.staff.draft"
LIFETIME = timedelta(hours=12)
"""As long as a session: one shift."""

LARGEST = 2_000_000
"""Letters of a sealed draft: what the sign-in form can carry beside its own fields."""


@dataclass
class Kept:
    """One form that came in and was not taken: its address, its fields as they came, and what is said about it."""

    path: str
    values: list[tuple[str, list[str]]]
    key: str = ""
    title: str = ""
    sentence: str = ""
    way: dict[str, str] | None = None
    lines: list[str] = field(default_factory=list)
    again: str = ""
    """The label of the button that sends it again as it is; empty when that would not help."""
    files: list[tuple[str, str, str]] = field(default_factory=list)
    """(field, name, SHA-256) of the files that came with it. They are not kept: they must be chosen again."""

    bare: bool = False
    """An act without words, such as a yes: nothing of it stands in the page below, so it waits with its button."""

    asked: list[dict[str, Any]] = field(default_factory=list)
    """The fields of the page below, as `samaki.web.fields.field` makes them: what was chosen stands in the words of its choice."""

    stands: bool = False
    """Its folded form stands open on the page with what was typed and what is wrong: then nothing of that is said a second time."""

    @property
    def wordless(self) -> bool:
        """Whether nothing was written or chosen: the press of the button was all of it."""
        return not self.files and not any(value.strip() for _name, values in self.values for value in values)

    @property
    def form_key(self) -> FormKey | None:
        """Whose form it is; None for what was not made here."""
        return read_key(self.key)

    @property
    def unreadable(self) -> str:
        """The first field with letters that came in no UTF-8 and so are lost (`fields.LOST`); else ""."""
        return next((name for name, values in self.values if any(LOST in value for value in values)), "")

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Every field, for the form that sends it again."""
        return [(FIELD, self.key), *((name, value) for name, values in self.values for value in values)]

    @property
    def rows(self) -> list[dict[str, str]]:
        """What was written in words, to read and copy, and what was chosen."""
        rows, asked = [], {one["name"]: one for one in self.asked}
        for name, values in self.values:
            text = "\n".join(values).strip()
            if chosen := _chosen(asked.get(name, {}), values):
                rows.append({"name": asked[name]["label"], "text": chosen})
            elif text and (label := _label(name, asked.get(name, {}))):
                rows.append({"name": label, "text": text})
            elif " " in text or not text.isascii():
                rows.append({"name": _("In your own words"), "text": text})
        return rows

    def language(self) -> str:
        """The language whose button was pressed on this form; empty when it was sent."""
        asked = next((given[-1] for name, given in self.values if name == "lang" and given), "")
        return asked if asked in pack().languages else ""

    def as_post(self) -> QueryDict:
        """The fields as a request carries them."""
        post = QueryDict(mutable=True)
        for name, values in self.values:
            post.setlist(name, values)
        return post

    def same(self) -> bytes:
        """What makes two sendings of a form the same: its address, its fields and its files, not the session's token."""
        files = [self.files] if self.files else []
        return json.dumps([self.path, sorted(self.values), *files], ensure_ascii=False).encode("utf-8", "surrogatepass")

    def sealed(self, now: datetime) -> str:
        """For the hidden field of the sign-in form; empty when it is too large for it."""
        content = {"path": self.path, "values": self.values, "key": self.key, "at": now.isoformat()}
        text = json.dumps(content, ensure_ascii=False)
        made = base64.urlsafe_b64encode(vault.installation_seal("form draft", text, PLACE)).decode()
        return made if len(made) <= LARGEST else ""


def _label(name: str, asked: dict[str, Any]) -> str:
    """How the form calls a field in which one writes; empty where that is not known."""
    if asked.get("label") and not asked.get("options"):
        return str(asked["label"])
    return LABELS[name]() if name in LABELS else ""


def _chosen(asked: dict[str, Any], values: list[str]) -> str:
    """The words of what was chosen; empty for a field in which one writes."""
    groups = asked.get("options") or []
    each = [one for group in groups for one in group.get("options") or [group]]
    return ", ".join(str(one["label"]) for one in each if one.get("value") and one["value"] in values)


def kept_from(request: HttpRequest) -> Kept:
    """The form of this request; passwords are never kept."""
    values = [(name, request.POST.getlist(name)) for name in request.POST if name not in (TOKEN, FIELD)]
    safe = [(name, given) for name, given in values if "password" not in name]
    return Kept(request.path, safe, request.POST.get(FIELD, ""), files=digests(request))


def unsealed(text: str, now: datetime) -> Kept | None:
    """The form in the hidden field of the sign-in form; None when it was changed, is not ours, or is too old."""
    try:
        raw = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
        found = json.loads(vault.installation_unseal("form draft", raw, PLACE))
        at = datetime.fromisoformat(found["at"])
        kept = Kept(found["path"], [(name, list(values)) for name, values in found["values"]], found["key"])
    except (vault.CannotOpen, ValueError, KeyError, TypeError, binascii.Error):
        return None
    return kept if at <= now <= at + LIFETIME else None


LABELS: dict[str, Any] = {
    "text": lambda: _("In your own words"),
    "title": lambda: _("What is it, in a few words?"),
    "words": lambda: _("In your own words"),
    "why": lambda: _("What must they know to decide?"),
    "never_again": lambda: _("What must the child not be asked again?"),
    "wants": lambda: _("What does the child want?"),
    "safe_contact": lambda: _("How can contact be made safely?"),
    "pays": lambda: _("Who pays, if it costs money?"),
    "place": lambda: _("Where? (sealed)"),
    "who": lambda: _("Who said yes?"),
    "number": lambda: _("On which number?"),
    "occurred_at": lambda: _("When was it?"),
    "until": lambda: _("Until when?"),
    "age": lambda: _("Age in years"),
    "children": lambda: _("How many children are known?"),
    "name_km": lambda: _("Name in Khmer letters"),
    "name_latin": lambda: _("Name in Latin letters"),
    "known_as": lambda: _("Known as"),
    "birth_date": lambda: _("Birth date, or a part of it"),
    "contact": lambda: _("Safe contact"),
}
"""Fields of words and numbers -> how the forms call them."""
