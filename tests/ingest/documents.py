"""Documents made for the tests: invented places, written by hand."""

import io
import math
import tarfile
import zipfile
from xml.sax.saxutils import escape

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def zip_of(members: dict[str, bytes | str]) -> bytes:
    """A zip file of those members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def tar_of(members: dict[str, bytes], packed: str = "") -> bytes:
    """A tar file of those members; ``packed`` is gz, bz2, xz or nothing."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=f"w:{packed}") as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def paragraph(*runs: str, properties: str = "") -> str:
    """A Word paragraph; a run that begins with ``<`` is markup."""
    written = (run if run.startswith("<") else f"<w:r><w:t>{escape(run)}</w:t></w:r>" for run in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(written)}</w:p>"


def table(*rows: list[str]) -> str:
    """A Word table with one paragraph a cell."""
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def docx_of(*blocks: str, **parts: str) -> bytes:
    """A docx with that body; ``parts`` are further XML parts under ``word/`` without declaration."""
    members: dict[str, bytes | str] = {
        "[Content_Types].xml": f"{DECLARATION}<Types/>",
        "word/document.xml": f"{DECLARATION}<w:document {WORD}><w:body>{''.join(blocks)}</w:body></w:document>",
    }
    members |= {f"word/{name}.xml": f"{DECLARATION}{part}" for name, part in parts.items()}
    return zip_of(members)


Printed = tuple[float, float, float, str]  # x, y and size in points from the lower left corner, text

_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"""


def pdf_of(*pages: list[Printed], has_text: bool = True) -> bytes:
    """A PDF whose every character is one em wide; ``has_text=False`` leaves the pages blank."""
    return pdf_of_drawn(*("\n".join(shown(*line) for line in page) if has_text else "" for page in pages))


def shown(x: float, y: float, size: float, text: str, degrees: float = 0) -> str:
    """The drawing of a line, turned by ``degrees`` against the clock."""
    cos, sin = (round(function(math.radians(degrees)), 5) for function in (math.cos, math.sin))
    matrix = f"{cos} {sin} {-sin} {cos} {x} {y} Tm"
    return f"BT /F {size} Tf {matrix} <{text.encode('utf-16-be').hex()}> Tj ET"


def ruled(left: float, bottom: float, right: float, top: float) -> str:
    """The drawing of a box; one without height is a line."""
    return f"{left} {bottom} {right - left} {top - bottom} re S"


def pdf_of_drawn(*pages: str, rotate: int = 0, form: str = "") -> bytes:
    """A PDF of pages drawn by :func:`shown` and :func:`ruled`; they may draw ``form`` by ``/X Do``."""
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/"
        b"CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000"
        b"/FontDescriptor<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 -200 1000 800]/ItalicAngle 0"
        b"/Ascent 800/Descent -200/CapHeight 700/StemV 80>>>>]/ToUnicode 4 0 R>>"
    )
    numbers = [5 + 2 * index for index in range(len(pages))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        font,
        _pdf_stream(_TO_UNICODE),
    ]
    for number, drawn in zip(numbers, pages, strict=True):
        last = 5 + 2 * len(pages)
        box = f"/MediaBox[0 0 595 842]/Rotate {rotate}/Resources<</Font<</F 3 0 R>>/XObject<</X {last} 0 R>>>>"
        objects.append(f"<</Type/Page/Parent 2 0 R{box}/Contents {number + 1} 0 R>>".encode())
        objects.append(_pdf_stream(drawn.encode()))
    resources = b"<</Type/XObject/Subtype/Form/BBox[0 0 2000 2000]/Resources<</Font<</F 3 0 R>>>>"
    objects.append(_pdf_stream(form.encode()).replace(b"<<", resources, 1))
    return _pdf_file(objects)


def _pdf_stream(content: bytes) -> bytes:
    return b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)


def _pdf_file(objects: list[bytes]) -> bytes:
    written, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(written))
    return written + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + end
