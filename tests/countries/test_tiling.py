"""The map of tiles: each province of the gazetteer once, no two on one square, names that a telephone can show."""

import shutil
from pathlib import Path

import pytest

from samaki.countries import check_pack, load_pack

TINY = Path(__file__).parent / "packs" / "tiny"
NORTH = '[[tile]]\ncode = "1"\ncolumn = 1\nrow = 1\n'
SOUTH = '[[tile]]\ncode = "2"\ncolumn = 1\nrow = 2\n'

MISTAKES = [
    (NORTH, ["places.csv: place '2': it has no tile, and other provinces have one."]),
    (NORTH + SOUTH.replace("row = 2", "row = 1"), ["tiles.toml: tile '2': it stands on the square of '1'."]),
    (NORTH + SOUTH + NORTH.replace("row = 1", "row = 3"), ["tiles.toml: tile '1': this province stands on the map twice."]),
    (NORTH + SOUTH + NORTH.replace('"1"', '"9"').replace("row = 1", "row = 3"), ["tiles.toml: tile '9': there is no such province."]),
    (NORTH + SOUTH + NORTH.replace('"1"', '"11"').replace("row = 1", "row = 3"), ["tiles.toml: tile '11': there is no such province."]),
    (NORTH + SOUTH.replace("column = 1", "column = 9"), ["tiles.toml: tile '2': the grid has columns 1 to 8 and rows 1 to 12."]),
    (NORTH + SOUTH.replace("row = 2", 'row = "2"'), ["tiles.toml: tile '2': 'row' must be a whole number."]),
    (NORTH + SOUTH + 'short = { fr = "Sudmontagne" }\n',
     ["tiles.toml: tile '2': 'Sudmontagne' in 'fr' has more than 9 letters: give a 'short' name, or mark where it may break."]),
]  # fmt: skip


def with_tiles(folder: Path, text: str) -> Path:
    pack = shutil.copytree(TINY, folder / "zz")
    (pack / "tiles.toml").write_text(text, encoding="utf-8")
    return pack


@pytest.mark.parametrize(("text", "sentences"), MISTAKES, ids=[said[0][:60] for _text, said in MISTAKES])
def test_a_mistake_on_the_map_is_told_in_one_sentence(tmp_path: Path, text: str, sentences: list[str]) -> None:
    assert check_pack(with_tiles(tmp_path, text)) == sentences


def test_a_country_may_go_without(tmp_path: Path) -> None:
    assert check_pack(TINY) == []
    assert load_pack(TINY).places.tiles == ()


def test_tiles_are_read_from_north_to_south_and_a_short_name_is_of_its_language_alone(tmp_path: Path) -> None:
    pack = load_pack(with_tiles(tmp_path, SOUTH + 'short = { fr = "Sud\\u00admontagne" }\n' + NORTH))
    assert [one.code for one in pack.places.tiles] == ["1", "2"]
    labels = pack.places.by_code["2"].labels
    south = pack.places.tiles[1]
    assert (south.name(labels, "fr"), south.name(labels, "en")) == ("Sud\u00admontagne", "South Mount")


@pytest.mark.parametrize(
    ("one", "side", "other"),
    [("01", "west", "17"), ("22", "north", "17"), ("16", "north", "11"), ("24", "west", "02"), ("03", "west", "25"), ("12", "north", "08"),
     ("09", "north", "18"), ("07", "north", "23"), ("19", "north", "10"), ("14", "north", "20"), ("05", "west", "12")],
)  # fmt: skip
def test_neighbours_of_cambodia_touch_where_they_do_on_the_ground(one: str, side: str, other: str) -> None:
    at = {tile.code: (tile.column, tile.row) for tile in load_pack("kh").places.tiles}
    assert len(at) == 25
    step = {"west": (1, 0), "north": (0, 1)}[side]
    assert (at[one][0] + step[0], at[one][1] + step[1]) == at[other]
