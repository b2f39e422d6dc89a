"""The picture of the chain: every box and line has its place, none covers another, and all areas look alike."""

import random
import re

import pytest

from samaki.agencies.country import pack
from samaki.insights.links import FAILS, FEW, HOLDS, MISSING, OPEN, of_pathway
from samaki.web.links import drawing, places

VERDICTS = (FAILS, FEW, HOLDS, MISSING, OPEN)
DEMO = {"police_ahtjp", "prosecution", "court", "court_appeal", "social", "ngo_aftercare", "ngo_legal", "health"}


def spots_of(pairs):
    return places.spots(list(pack().step_kinds.values()), pairs)


def country(serving, seed):
    """Links of the pathway where these kinds serve, and some that only carried something."""
    chance = random.Random(seed)
    pairs, _nobody = of_pathway(list(pack().step_kinds.values()), lambda kind: kind in serving)
    more = {(chance.choice(sorted(serving)), chance.choice(sorted(serving))) for _number in range(5)}
    return {pair: chance.choice(VERDICTS) for pair in sorted(pairs | more)}


def along(path, parts=60):
    """Points of a drawn path, read back from what the page is given."""
    numbers = [float(one) for one in re.findall(r"-?[\d.]+", path)]
    curve = list(zip(numbers[::2], numbers[1::2], strict=True))
    assert len(curve) == 4
    return [drawing._at(curve, at / parts) for at in range(parts + 1)]


@pytest.mark.parametrize("serving", [DEMO, set(pack().agency_kinds), {"police_ahtjp", "social"}])
def test_no_line_covers_a_box_and_nothing_leaves_the_picture(serving):
    for seed in range(6):
        verdicts = country(serving, seed)
        picture = drawing.drawn(spots_of(verdicts), verdicts)
        assert {line.pair: line.verdict for line in picture.lines} == verdicts
        boxes = {box.kind: box for box in picture.boxes}
        assert (
            len({(box.x, box.y) for box in picture.boxes})
            == len(boxes)
            == len({kind for pair in verdicts for kind in pair})
        )
        for line in picture.lines:
            points = along(line.path)
            for x, y in (*points, line.arrow[:2], line.badge, line.cross):
                assert 0 <= x <= drawing.WIDTH
                assert 0 <= y <= picture.height
                for box in boxes.values():
                    inside = abs(x - box.x) < drawing.BOX_WIDTH / 2 - 1 and abs(y - box.y) < drawing.BOX_HEIGHT / 2 - 1
                    assert not inside, (line.pair, box.kind)
            for (x, y), kind in zip((points[0], points[-1]), line.pair, strict=True):
                box = boxes[kind]
                on_edge = (abs(x - box.x) * 2 / drawing.BOX_WIDTH, abs(y - box.y) * 2 / drawing.BOX_HEIGHT)
                assert max(on_edge) == pytest.approx(1, abs=0.01), "it begins and ends at its own boxes"


def test_an_arrow_points_from_who_asks_to_who_is_asked():
    pairs = {
        ("police_ahtjp", "prosecution"): OPEN,
        ("prosecution", "police_ahtjp"): OPEN,
        ("police_ahtjp", "social"): HOLDS,
    }
    picture = drawing.drawn(spots_of(pairs), pairs)
    turns = {line.pair: line.arrow[2] for line in picture.lines}
    assert turns == {
        ("police_ahtjp", "prosecution"): 90,
        ("prosecution", "police_ahtjp"): -90,
        ("police_ahtjp", "social"): 0,
    }
    down, up = (next(line.path for line in picture.lines if line.pair == pair) for pair in list(pairs)[:2])
    assert along(down)[30] != along(up)[30], "there and back are two lines"


def test_two_lines_of_a_pair_do_not_meet_between_their_boxes():
    pairs = {(a, b): OPEN for a, b in (("police_ahtjp", "social"), ("prosecution", "social"), ("court", "social"))}
    pairs |= {(b, a): OPEN for a, b in pairs}
    picture = drawing.drawn(spots_of(pairs), pairs)
    points = {line.pair: along(line.path) for line in picture.lines}
    for (a, b), there in points.items():
        back = points[b, a][::-1]
        assert min(abs(x - u) + abs(y - v) for (x, y), (u, v) in zip(there, back, strict=True)) > 3, (a, b)


def test_justice_stands_left_in_the_order_of_the_pathway_and_all_areas_look_alike():
    verdicts = country(DEMO, 1)
    at = spots_of(verdicts)
    left = sorted((row, kind) for kind, (column, row) in at.items() if column == places.LEFT)
    assert [kind for _row, kind in left] == ["police_ahtjp", "prosecution", "court", "court_appeal"]
    few = dict(list(verdicts.items())[:4])
    whole, part = drawing.drawn(at, verdicts), drawing.drawn(at, few)
    assert part.height == whole.height
    assert set(part.boxes) < set(whole.boxes), "a box without a link stays away, the others keep their place"


def test_what_fails_lies_above_everything():
    verdicts = country(DEMO, 2)
    order = [line.verdict for line in drawing.drawn(spots_of(verdicts), verdicts).lines]
    assert order == sorted(order, key=drawing.ABOVE.index)
    assert drawing.ABOVE[-1] == FAILS
