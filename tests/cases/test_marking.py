"""A working copy that is taken away says who took it and when, on each part of what one sees; the original stays as it came."""

import io
from datetime import UTC, datetime

import pikepdf
import pytest
from PIL import Image, ImageChops

from samaki.cases.documents import copies, marking, media
from samaki.cases.documents.operations import add_document, fetch_document
from tests.acting import act, own_case
from tests.cases import files

WORDS = "duty.pp 2026-11-29 16:30 PP-26-ABCDEF"


def copied(content):
    return copies.working_copy(content, media.media_of(content))


def differs(before, after):
    one, other = (Image.open(io.BytesIO(content)).convert("L") for content in (before, after))
    assert one.size == other.size
    return ImageChops.difference(one, other)


def strong(picture, box):
    """Pixels of a part that differ by more than writing a JPEG anew makes them."""
    return sum(picture.crop(box).histogram()[24:])


@pytest.mark.parametrize("colour", [(255, 255, 255), (0, 0, 0), (128, 128, 128)], ids=["white", "black", "grey"])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_the_mark_is_seen_in_every_quarter_of_a_picture_whatever_is_on_it(form, colour):
    before, kind = copied(files.picture(form, (900, 640), colour))
    seen = differs(before, marking.marked(before, kind, WORDS))
    for box in ((0, 0, 450, 320), (450, 0, 900, 320), (0, 320, 450, 640), (450, 320, 900, 640)):
        assert strong(seen, box) > 100, box


def test_most_of_the_picture_stays_as_it_is_and_another_one_has_another_mark():
    before, kind = copied(files.picture("PNG", (900, 640)))
    first, second = (
        marking.marked(before, kind, words) for words in (WORDS, "social.pp 2026-11-30 09:00 PP-26-ABCDEF")
    )
    assert strong(differs(before, first), (0, 0, 900, 640)) < 900 * 640 / 10
    assert strong(differs(first, second), (0, 0, 900, 640)) > 100


@pytest.mark.parametrize("size", [(64, 48), (9, 9), (3000, 40), (40, 3000)])
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_no_size_and_no_kind_of_picture_fails(size, mode):
    into = io.BytesIO()
    Image.new(mode, size).save(into, "PNG")
    before, kind = copied(into.getvalue())
    made = Image.open(io.BytesIO(marking.marked(before, kind, WORDS)))
    assert made.size == size
    assert made.info == {}


def pages(*boxes, **keys):
    made = pikepdf.new()
    for box in boxes:
        page = made.add_blank_page(page_size=(100, 100))
        page.obj.MediaBox = pikepdf.Array(list(box))
        for name, value in keys.items():
            page.obj[f"/{name}"] = value
    into = io.BytesIO()
    made.save(into)
    return into.getvalue()


def drawn(page):
    page.contents_coalesce()
    return page.Contents.read_bytes()


@pytest.mark.parametrize(
    "box", [(0, 0, 595, 842), (-300, -300, 300, 300), (595, 842, 0, 0), (0, 0, 14400, 14400), (0, 0, 3, 3)]
)
def test_every_page_of_a_pdf_has_it_and_no_size_makes_it_long(box):
    before, kind = copied(pages(box, box, Rotate=90))
    with pikepdf.open(io.BytesIO(marking.marked(before, kind, WORDS))) as made:
        for page in made.pages:
            words = drawn(page)
            assert 1 <= words.count(WORDS.encode()) <= 200
            assert len(words) < 40_000
            assert page.Resources.Font.SamakiMark.BaseFont == "/Helvetica"
            assert float(page.Resources.ExtGState.SamakiSeen.ca) < 0.5


def test_what_was_drawn_before_stands_whole_before_the_mark_and_its_resources_too():
    before, kind = copied(files.pdf())
    with pikepdf.open(io.BytesIO(marking.marked(before, kind, WORDS))) as made:
        words = drawn(made.pages[0])
        assert words.startswith(b"q\n")
        assert words.index(b"/Im0 Do") < words.index(b"/SamakiMark")
        assert "/Im0" in made.pages[0].Resources.XObject
        assert "/Info" not in made.trailer


def test_resources_that_a_page_has_from_its_parent_stay():
    made = pikepdf.open(io.BytesIO(files.pdf()))
    page = made.pages[0].obj
    made.Root.Pages.Resources = page.Resources
    del page["/Resources"]
    into = io.BytesIO()
    made.save(into)
    before, kind = copied(into.getvalue())
    with pikepdf.open(io.BytesIO(marking.marked(before, kind, WORDS))) as marked:
        assert "/Im0" in marked.pages[0].resources.XObject
        assert "/SamakiMark" in marked.pages[0].resources.Font


def test_who_takes_it_stands_in_it_and_the_original_stays_as_it_came(cast, now):
    police = cast["duty.pp"]
    case = own_case(police, now)
    content = files.pdf()
    made = act(police, add_document, now, case=case, compartment="justice", kind="medical", content=content)
    with pikepdf.open(io.BytesIO(act(police, fetch_document, now, document=made, form="copy").content)) as copy:
        assert marking.words_of(police, case.code, now).encode() in drawn(copy.pages[0])
    assert act(police, fetch_document, now, document=made, form="original", reason="court").content == content


def test_the_words_are_who_when_and_of_what(cast):
    night = datetime(2026, 11, 29, 20, 5, tzinfo=UTC)
    assert marking.words_of(cast["duty.pp"], "PP-26-ABCDEF", night) == "duty.pp 2026-11-30 03:05 PP-26-ABCDEF"


def test_sound_and_film_have_none():
    assert marking.marked(files.MP3, "mp3", WORDS) == files.MP3
