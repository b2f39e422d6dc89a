"""From a sheet to PDF: fonts are embedded, the source text attached, hostile and huge texts are letters and nothing else."""

import io
from datetime import UTC, datetime

import pikepdf
import pytest
from django.utils import translation

from samaki.agencies.country import pack
from samaki.database.refusals import CannotMove
from samaki.journeys.papers import cards, press
from samaki.journeys.papers.codes import new_paper_code, read_paper_code, shown
from samaki.journeys.papers.sheets import MOST_LETTERS, Sheet, plain, to_press
from tests.journeys.papers.reading import attached, fonts, pages

pytestmark = pytest.mark.django_db

KHMER = "ប៉ូលិសនិងភ្នាក់ងារសង្គមត្រូវធ្វើការជាមួយគ្នាដើម្បីការពារកុមារ។ ស្ត្រី ខ្មែរ ភ្នំពេញ ២០២៦"
HOSTILE = '#let x = 1 $x^2$ *b* _i_ `c` <a> @b \\ // "q" #read("/etc/passwd") \u200b\x07 ${{ {% %}'
NOW = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)


def pressed(sheet):
    source = plain(sheet, ["foot"])
    return press.press(to_press(sheet, seconds=int(NOW.timestamp()), foot=["foot"], source=source)), source


def test_fonts_are_embedded_the_source_is_attached_and_what_is_hostile_is_only_letters():
    sheet = Sheet("Title", "km")
    sheet.text(KHMER)
    sheet.heading(HOSTILE)
    sheet.rows([(KHMER, HOSTILE), ("empty", "")])
    sheet.table(("a", "b"), (1, 2), [(HOSTILE, KHMER), ("9" * 400, "x")])
    sheet.ticks([(KHMER, True), ("no", False)])
    sheet.points([HOSTILE])
    sheet.write("write", 2)
    sheet.page()
    sheet.text(KHMER * 60, framed=True)
    sheet.text("中文 ไทย")
    made, source = pressed(sheet)
    assert attached(made.content) == source
    assert "中文 ไทย" in source
    assert "Some letters could not be printed" in pages(made.content)[-1].replace("\r\n", " ")
    assert HOSTILE in source
    assert KHMER in source
    found = fonts(made.content)
    assert {name.split("+")[-1] for name, _whole in found} >= {"NotoSansKhmer-Regular", "NotoSans-Regular"}
    assert all(embedded for _name, embedded in found)
    assert made.pages == len(pages(made.content)) == 3
    assert "#read(" in pages(made.content)[0]
    assert "root:" not in "".join(pages(made.content))
    assert "9" * 28 in pages(made.content)[0].replace("\r\n", "")
    with pikepdf.open(io.BytesIO(made.content)) as file:
        assert 'part="3"' in str(file.open_metadata()) or file.open_metadata().pdfa_status == "3B"
        assert file.Root.Lang == "km"
        page = file.pages[0].MediaBox
        assert (round(float(page[2])), round(float(page[3]))) == (595, 842), "A4"


def test_a_text_without_blanks_wraps_between_words_and_nothing_leaves_the_page():
    import pypdfium2

    sheet = Sheet("Title", "km")
    sheet.text("ការពារកុមារដែលត្រូវបានគេកេងប្រវ័ញ្ច" * 20)
    sheet.text("x" * 900)
    made, _source = pressed(sheet)
    page = pypdfium2.PdfDocument(made.content)[0]
    picture = page.render(scale=1, grayscale=True).to_pil()
    right = picture.width - int(1.7 / 21 * picture.width)
    assert min(picture.crop((right, 0, picture.width, picture.height)).tobytes()) > 200, "nothing stands in the margin"


def test_what_is_too_long_is_named_and_never_left_out_silently():
    sheet = Sheet("Title", "en")
    first, second = sheet.written("a" * (MOST_LETTERS - 10)), sheet.written("b" * 1_000_000)
    assert len(first) == MOST_LETTERS - 10
    assert "stands in the file" in second
    assert (sheet.left_out, sheet.written("short")) == (1, "short")


def test_two_hundred_accused_and_five_hundred_documents_stand_on_few_pages_with_their_head_on_each():
    sheet = Sheet("Title", "en")
    sheet.table(("Who", "What"), (1, 2), [(f"Accused {n}", "man, about 30 years old") for n in range(200)])
    sheet.table(("No.", "SHA-256"), (1, 6), [(f"Document {n}", "abcd " * 16) for n in range(500)])
    made, source = pressed(sheet)
    read = pages(made.content)
    assert made.pages == len(read) < 40
    assert all("SHA-256" in page or "Who" in page for page in read)
    for line in ("Accused 199", "Document 499"):
        assert line in source
        assert sum(line in " ".join(page.split()) for page in read) == 1


def test_what_breaks_the_typesetter_is_a_sentence():
    sheet = to_press(Sheet("Title", "en"), seconds=0)
    with pytest.raises(CannotMove, match="could not be made"):
        press.press(sheet | {"blocks": [{"kind": "rows", "lines": 7}]})


def test_a_code_catches_a_slip_and_is_read_as_it_is_typed():
    code = new_paper_code()
    assert read_paper_code(f" {shown(code).lower()} ") == code
    assert read_paper_code("") is read_paper_code("PP-26-7KQ4MX") is None
    slip = ("3" if code[4] != "3" else "4").join((code[:4], code[5:]))
    assert read_paper_code(slip) is None


@pytest.mark.parametrize("lang", ["en", "km"])
def test_a_practice_card_and_an_empty_form_hold_the_pack_and_no_case(lang, settings):
    kind = pack().step_kinds["first_safe_contact"]
    card, blank = cards.practice_card(kind, lang, NOW), cards.blank_referral(lang, NOW)
    text = attached(card.content)
    assert all(line in text for line in kind.practice(lang))
    assert all(item.label(lang) in text for item in kind.checklist)
    assert pack().urgencies["emergency"].label(lang) in attached(blank.content)
    assert blank.pages <= 3
    with translation.override(lang):
        assert translation.gettext("Referral form") in attached(blank.content)
        sentence = translation.gettext(
            "Synthetic demonstration. No person, number or case here is real, except the hotline numbers."
        )
    assert sentence not in attached(blank.content)
    settings.DEMO = True
    assert attached(cards.practice_card(kind, lang, NOW).content).startswith(sentence)
