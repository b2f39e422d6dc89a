"""Invented names of children, sealed, with the keys by which they are found again."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from samaki.countries.reading import read_csv
from samaki.simulation.nation.draws import Draws
from samaki.vault import blind

if TYPE_CHECKING:
    from samaki.simulation.nation.ground import Worker
    from samaki.simulation.nation.matter import Matter

NAMES = 240
"""Different whole names in a country: enough that searches find few, few enough that their keys are made once."""


class Names:
    """The names of one country; the same seed invents the same ones."""

    def __init__(self, seed: int, folder: Any) -> None:
        draws = Draws(seed, 1 << 40)
        rows = read_csv(folder / "common_names.csv")
        family = [row for row in rows if row["kind"] in ("family", "both")]
        given = [row for row in rows if row["kind"] in ("given", "both")]
        both = [(draws.pick(family), draws.pick(given)) for _number in range(NAMES)]
        self._names = [(f"{one['khmer']} {two['khmer']}", f"{one['latin']} {two['latin']}") for one, two in both]
        self._keys = lru_cache(maxsize=None)(_keys)

    def write(self, matter: Matter, child: Any, by: Worker) -> None:
        """As `describe_person` and `record_identity` write it: sex and age as they look, and a name."""
        draws, (khmer, latin) = matter.draws, matter.draws.pick(self._names)
        before = {"sex": child.sex, "age": child.age, "age_estimated": child.age_estimated}
        child.age = 11 + int(draws.uniform() * 7)
        child.sex, child.age_estimated, child.version = "female" if child.age % 3 else "male", True, child.version + 1
        after = {"sex": child.sex, "age": child.age, "age_estimated": True}
        matter.enter("person.describe", child, by=by, child=child.id, facts=after | {"before": before})
        told = {"name_km": khmer, "name_latin": latin, "note": "synthetic"}
        row = matter.sealed(
            "IdentityRecord", json.dumps(told, ensure_ascii=False), case_id=matter.case.id, child_id=child.id, person_id=child.id,
            kind="identity", version=1, unit=by.unit, recorded_by=by.key, occurred_at=matter.now, recorded_at=matter.now,
        )  # fmt: skip
        province = matter.ground.pack.places.province(matter.case.area).code
        matter.paper.put(matter.new("NameKeys", case_id=matter.case.id, child_id=child.id, person_id=child.id, version=1,
                                    keys=self._keys(khmer, latin, province)))  # fmt: skip
        facts = {"version": 1, "person": child.id.text, "fields": sorted(told)}
        matter.enter("identity.write", row, by=by, child=child.id, part="identity", facts=facts, changed=told)


def _keys(khmer: str, latin: str, province: str) -> list[int]:
    return blind.stored_keys([khmer, latin], None, province)
