"""A page of Khmer on paper is the Khmer of the browser: the same letters in the same font, compared point by point; its text is attached.

Both draw the same outlines with different programs, so the grey at their edges differs, and each rounds where a letter begins to its own
part of a dot. So ink counts as lost where the other picture has none within one dot, at four dots a point. TOLERANCE is the share of its
ink that a window of two letters may lose. What is not shaped (a sign beneath that is not formed) and another letter fail it by far, as
the second test shows; two small signs of nearly one form can pass: that the letters are the right ones is what the attached text proves.
"""

import base64
import io
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings
from PIL import Image, ImageChops, ImageFilter

from samaki.journeys.papers import press
from samaki.journeys.papers.sheets import Sheet, plain, to_press
from tests.journeys.papers.reading import attached, fonts

pytestmark = pytest.mark.browser

TOLERANCE = 0.05
"""Measured: at most .028 of the right lines, .51 where a sign beneath is not formed, .38 where a letter is another one."""
SIZE, SCALE, WINDOW, RULE = 10.5, 4, 84, 8
"""Points of the text of a paper; pictures are drawn four times as fine; dots that a rule is high at most."""
LINES = (
    "ស្ត្រី ខ្មែរ ភ្នំពេញ ក្រុង ព្រះសីហនុ សៀមរាប",
    "ប៉ូលិស សង្គមកិច្ច តុលាការ ព្រះរាជអាជ្ញា",
    "ត្រូវបាន ធ្វើការ ជាមួយគ្នា ដើម្បី ការពារ កុមារ ២០២៦",
    "កេងប្រវ័ញ្ច សំណុំរឿង ញុំាង ឧត្ដម ក្សត្រី វិជ្ជា ហ្វូង",
)
FACE = "@font-face{{font-family:{name};src:url(data:font/woff;base64,{font})}}"
PAGE = """<style>{faces}
body{{margin:40px;background:#fff;color:#000;font:{size}px/3 k,l;text-rendering:geometricPrecision}}</style><body>{text}"""
FILES = (("k", "fonts", "noto-sans-khmer-khmer"), ("l", "fonts-latin", "noto-sans-latin"))
"""The letters of Khmer, and the blank between them."""


def ink(picture):
    """Cut to its letters, black on white, of a fixed height."""
    grey = picture.convert("L")
    return grey.crop(grey.point(lambda value: 255 * (value < 245)).getbbox())


def on_paper(*texts):
    """The lines of one page, each as its ink; a rule stands between them, since letters reach far above and beneath their line."""
    sheet = Sheet("T", "km")
    for text in texts:
        sheet.text(text)
        sheet.write("")
    source = plain(sheet, ())
    made = press.press(to_press(sheet, seconds=0, source=source))
    assert attached(made.content) == source
    assert all(embedded for _name, embedded in fonts(made.content))
    [page] = pypdfium2.PdfDocument(made.content)
    bitmap = page.render(scale=SCALE, grayscale=True).to_pil()
    body = bitmap.crop(
        (0, bitmap.height * 76 // 842, bitmap.width, bitmap.height * 740 // 842)
    )  # title and foot left out
    return [ink(body.crop((0, top, body.width, bottom))) for top, bottom in bands(body) if bottom - top > RULE]


def bands(picture):
    """(first row, row after the last) of each run of rows with ink."""
    inked = [picture.crop((0, row, picture.width, row + 1)).getextrema()[0] < 245 for row in range(picture.height)]
    edges = [row for row in range(1, len(inked)) if inked[row] != inked[row - 1]]
    return list(zip(edges[::2], edges[1::2], strict=True))


def packed(folder, file):
    """A font as the pages load it."""
    found = next(Path(one[1]) for one in settings.STATICFILES_DIRS if isinstance(one, tuple) and one[0] == folder)
    return base64.b64encode((found / f"{file}-400-normal.woff").read_bytes()).decode()


def in_browser(chromium, text):
    faces = "".join(FACE.format(name=name, font=packed(folder, file)) for name, folder, file in FILES)
    page = chromium.new_page(viewport={"width": 2000, "height": 240})
    page.set_content(PAGE.format(faces=faces, size=SIZE * SCALE, text=text))
    page.evaluate("document.fonts.ready")
    found = Image.open(io.BytesIO(page.screenshot()))
    page.close()
    return ink(found)


def differs(one, other):
    """The worst window: the share of its ink that stands where the other picture has none within one dot."""
    wide = (max(one.width, other.width), max(one.height, other.height))
    one, other = (_on(picture, wide) for picture in (one, other))
    spread = [picture.filter(ImageFilter.MinFilter(3)) for picture in (one, other)]
    lost = [ImageChops.subtract(wider, picture) for picture, wider in ((one, spread[1]), (other, spread[0]))]
    ink_of = [ImageChops.invert(picture) for picture in (one, other)]
    windows = [(left, 0, left + WINDOW, wide[1]) for left in range(0, wide[0], WINDOW)]
    return max(_sum(lost, at) / max(_sum(ink_of, at), 1) for at in windows)


def _sum(pictures, at):
    return sum(sum(picture.crop(at).tobytes()) for picture in pictures)


def _on(picture, wide):
    canvas = Image.new("L", wide, 255)
    canvas.paste(picture, (0, 0))
    return canvas


def test_a_page_of_khmer_equals_the_browsers_line_by_line(chromium):
    for text, paper in zip(LINES, on_paper(*LINES), strict=True):
        browser = in_browser(chromium, text)
        assert abs(paper.width - browser.width) <= SCALE, text
        assert abs(paper.height - browser.height) <= SCALE, text
        assert differs(paper, browser) < TOLERANCE, text


def test_the_comparison_sees_one_sign_that_is_not_shaped(chromium):
    text = LINES[0]
    wrong = text.replace("ស្ត្រី", "ស្\u200bត្រី", 1)  # a break inside the cluster: the sign beneath is not formed
    other = text.replace("ន", "ណ")
    [paper] = on_paper(text)
    assert all(differs(paper, in_browser(chromium, one)) > 4 * TOLERANCE for one in (wrong, other))
