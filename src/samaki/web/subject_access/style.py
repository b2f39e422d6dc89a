"""The style of the page that is handed over, with the font in which Khmer is written."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

STYLE = """
body{margin:0;background:#fff;color:#1a1a1a;font:1.05rem/1.6 "Noto Sans","Noto Sans Khmer","Khmer OS",system-ui,sans-serif}
main{max-width:42rem;margin:0 auto;padding:1rem}
h1{font-size:1.6rem;line-height:1.3}h2{font-size:1.25rem;margin-top:2rem;border-top:2px solid #1a1a1a;padding-top:.5rem}
p,li,h1,h2{overflow-wrap:anywhere}ul{list-style:none;padding:0}li{margin:0 0 1rem;padding-left:.75rem;border-left:3px solid #767676}
.text{white-space:pre-line;margin:.25rem 0}.meta{margin:.25rem 0;color:#4a4a4a;font-size:.95rem}
footer{margin-top:2rem;border-top:2px solid #1a1a1a}
@media print{li{break-inside:avoid}h2{break-after:avoid}main{max-width:none;padding:0}}
"""
"""Stands in the page itself: it is opened where there is no server."""

FACE = ('@font-face{font-family:"Noto Sans Khmer";font-weight:%s;src:url(data:font/woff2;base64,%s) format("woff2");'
        "unicode-range:U+1780-17FF,U+19E0-19FF,U+200C-200D,U+25CC}\n")  # fmt: skip


@cache
def style() -> str:
    """The style with the Khmer letters of the site inside, since the machine on which the page is opened may have none.

    Noto Sans Khmer is under the SIL Open Font Licence 1.1, which lets a document carry it. Where the packages of `node_modules` are
    missing, `./samaki doctor` says so; the page then relies on the fonts of its reader.
    """
    return "".join(FACE % (weight, letters) for weight in (400, 700) if (letters := _letters(weight))) + STYLE


def _letters(weight: int) -> str:
    found = finders.find(f"fonts/noto-sans-khmer-khmer-{weight}-normal.woff2")
    return base64.b64encode(Path(str(found)).read_bytes()).decode() if found else ""
