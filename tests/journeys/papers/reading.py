"""Reading a paper as somebody does who receives it: the attached text, the letters on its pages, its fonts."""

import io

import pikepdf
import pypdfium2


def attached(content):
    """The source text."""
    with pikepdf.open(io.BytesIO(content)) as found:
        assert list(found.attachments) == ["text.txt"]
        return found.attachments["text.txt"].get_file().read_bytes().decode()


def pages(content):
    """The letters on each page, as a second library reads them."""
    found = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_bounded() for page in found]


def fonts(content):
    """(name, whether its outlines are in the file) of every font that a page uses."""
    made = set()
    with pikepdf.open(io.BytesIO(content)) as found:
        for page in found.pages:
            for font in (page.Resources.get("/Font") or {}).values():
                for one in font.get("/DescendantFonts", [font]):
                    told = one.get("/FontDescriptor", {})
                    made.add((str(one.BaseFont), any(key in told for key in ("/FontFile", "/FontFile2", "/FontFile3"))))
    return made


def whole(content):
    """Everything that the file says, attached or on a page, without blanks."""
    return "".join((attached(content) + "".join(pages(content))).split())
