"""Documents made for the tests: invented places, written by hand."""

import io
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
