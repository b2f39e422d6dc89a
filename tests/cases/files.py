"""Small invented files of every kind that somebody may send. Nothing in them shows anything."""

import io
import zipfile

import pikepdf
from PIL import Image
from PIL.PngImagePlugin import PngInfo

HIDDEN = "Secret camera 4711"


def picture(form="JPEG", size=(64, 48), color=(200, 30, 30), **more):
    into = io.BytesIO()
    Image.new(more.pop("mode", "RGB"), size, color).save(into, form, **more)
    return into.getvalue()


def jpeg(**more):
    """With EXIF (maker, place, orientation 6: turned by 90 degrees), a comment, and a colour of its own."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = HIDDEN, 6
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (11.0, 33.0, 44.0)
    return picture("JPEG", exif=exif, comment=HIDDEN.encode(), **more)


def png():
    told = PngInfo()
    told.add_text("Author", HIDDEN)
    told.add_itxt("XML:com.adobe.xmp", f"<x>{HIDDEN}</x>")
    return picture("PNG", pnginfo=told)


def pdf(**more):
    """One page with a photograph that has EXIF, an author, an action, an attached file, and a script."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 200))
    made.docinfo["/Author"] = HIDDEN
    with made.open_metadata() as told:
        told["dc:creator"] = [HIDDEN]
    made.attachments["a.txt"] = HIDDEN.encode()
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{HIDDEN}')")
    made.Root.OpenAction = script
    image = pikepdf.Stream(made, jpeg())
    image.Type, image.Subtype, image.Width, image.Height = pikepdf.Name.XObject, pikepdf.Name.Image, 64, 48
    image.ColorSpace, image.BitsPerComponent, image.Filter = pikepdf.Name.DeviceRGB, 8, pikepdf.Name.DCTDecode
    made.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    made.pages[0].Contents = pikepdf.Stream(made, b"q 64 0 0 48 0 0 cm /Im0 Do Q")
    into = io.BytesIO()
    made.save(into, **more)
    return into.getvalue()


def packed(*names):
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, "x")
    return into.getvalue()


def bomb():
    """A PNG of a few kilobytes that says it has 40,000 x 40,000 pixels."""
    into = io.BytesIO()
    Image.new("1", (16_000, 16_000)).save(into, "PNG")
    return into.getvalue()


MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(200)

REFUSED = {
    "empty": b"",
    "zip": packed("a.txt"),
    "a document with macros": packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "an old office document": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
    "rar": b"Rar!\x1a\x07\x01\x00" + bytes(50),
    "gzip": b"\x1f\x8b\x08\x00" + bytes(50),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    "html": b"<!doctype html><html><script>1</script></html>",
    "text": b"plain words",
    "a program": b"MZ\x90\x00" + bytes(200),
    "elf": b"\x7fELF\x02\x01\x01" + bytes(200),
    "noughts": bytes(5000),
    "half a picture": jpeg()[:400],
    "half a pdf": pdf()[:900],
    "gif": picture("GIF"),
    "only the first bytes of a png": b"\x89PNG\r\n\x1a\n",
}
