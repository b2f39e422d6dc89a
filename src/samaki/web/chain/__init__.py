"""The chain picture: the strands of a case as rings on a line, wide for desks and paper, tall for phones.

Pure values in, values out; the words and the drawing are in `templates/macros/chain.html`.
"""

from samaki.web.chain.rings import Ring, Strand, Tally, joined, name_lines, tally
from samaki.web.chain.tall import TallPicture, TallStrand, layout_tall, rows_of
from samaki.web.chain.wide import WidePicture, layout_wide

__all__ = [
    "Ring", "Strand", "TallPicture", "TallStrand", "Tally", "WidePicture",
    "joined", "layout_tall", "layout_wide", "name_lines", "rows_of", "tally",
]  # fmt: skip
