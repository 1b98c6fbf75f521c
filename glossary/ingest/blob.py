"""Bytes of a document before it is parsed, and how their format is detected.

The bytes come from a file, an archive member or an HTTP response. The format follows from the content, then the
server's media type, then the suffix.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from glossary.errors import UnreadableSourceError
from glossary.findings import make_error, make_failure
from glossary.model import Failure, Finding

_HEAD_BYTES = 4096
_OF_NAMES = frozenset("省市县縣区區州盟旗乡鄉镇鎮年月政府工作报告報施公名词詞解释釋件文新北京南西东東海山江河中国國")
"""Characters that are common in names of reports and their folders, in either script."""


@dataclass(frozen=True, slots=True)
class Blob:
    """The bytes of one file, in memory or on disk.

    Attributes:
        origin: As for a source.
        content: The bytes, ``None`` while they are on disk.
        path: The file on disk, if ``content`` is ``None``.
        media_type: The media type that the server declared, if any.
        charset: The character encoding that the server declared.
        is_requested: Whether the user named this file; other files of a folder may be left out.
        hints: Known metadata other than that in the path.
        docx: The result of converting a legacy document with LibreOffice.
    """

    origin: str
    content: bytes | None = None
    path: Path | None = None
    media_type: str | None = None
    charset: str | None = None
    is_requested: bool = True
    hints: tuple[tuple[str, str], ...] = ()
    docx: bytes | None = None

    @property
    def name(self) -> str:
        """The last part of the origin, without a query."""
        return self.origin.rsplit("!", 1)[-1].split("?", 1)[0].rstrip("/").rsplit("/", 1)[-1]

    @property
    def stem(self) -> str:
        """The name without its suffix."""
        return self.name[: -len(self.suffix)] if self.suffix else self.name

    @property
    def suffix(self) -> str:
        """The suffix of the name in lower case with its dot, or ``""``."""
        stem, dot, suffix = self.name.rpartition(".")
        return f".{suffix.lower()}" if dot and stem else ""

    def open(self) -> BinaryIO:
        """A seekable stream of the bytes; the caller closes it."""
        return self.path.open("rb") if self.path else BytesIO(self.content or b"")

    def size(self) -> int:
        """The number of bytes."""
        return self.path.stat().st_size if self.path else len(self.content or b"")

    def head(self) -> bytes:
        """The first 4 KiB, enough to detect the format."""
        with self.open() as stream:
            return stream.read(_HEAD_BYTES)

    def read(self, most: int) -> bytes:
        """All the bytes.

        Raises:
            UnreadableSourceError: E106 for more than ``most`` bytes.
        """
        with self.open() as stream:
            content = stream.read(most + 1) if self.size() <= most else None
        if content is None or len(content) > most:
            raise too_large(self.origin, most)
        return content


def printable(name: str) -> str:
    """Decode a file name for display; a name that is not valid UTF-8 comes from an old Chinese system.

    >>> printable("昆明".encode("gbk").decode("utf-8", "surrogateescape"))
    '昆明'
    """
    raw = name.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode(old_encoding([raw]), "replace")


def old_encoding(names: Iterable[bytes]) -> str:
    """The common encoding of names that are not UTF-8: GB18030, or Big5 if that gives more plausible characters.

    >>> old_encoding(["臺北市/2020年施政報告.txt".encode("big5")]), old_encoding(["昆明市/2020.md".encode("gbk")])
    ('big5hkscs', 'gb18030')
    """
    joined = b"\n".join(names)
    return max(("gb18030", "big5hkscs"), key=lambda encoding: _plausibility(joined, encoding))


def _plausibility(raw: bytes, encoding: str) -> float:
    """How common the characters are: names use characters of the first half of either set, those in daily use."""
    text = raw.decode(encoding, "replace")
    foreign = [character for character in text if not character.isascii()]
    usual = sum(_is_usual(character, encoding) for character in foreign)
    return (usual + 2 * sum(character in _OF_NAMES for character in foreign)) / (len(foreign) or 1)


def _is_usual(character: str, encoding: str) -> bool:
    first, last = (0xB0, 0xD7) if encoding == "gb18030" else (0xA4, 0xC6)
    try:
        code = character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and first <= code[0] <= last


def too_large(origin: str, most: int) -> UnreadableSourceError:
    """Returns an E106 error that states the limit of ``most`` bytes."""
    return make_error("E106-size", origin, mebibytes=most / 1024**2)


def failure(error: UnreadableSourceError) -> Failure:
    """Convert ``error`` to a failure of the run."""
    return Failure(error.origin, Finding(error.finding_code, error.problem))


def left_out(origin: str) -> Failure:
    """An I101 failure for a file among documents that is not a document."""
    return make_failure("I101", origin)


class Format(StrEnum):
    """The supported formats; the values are the media types of sources."""

    TEXT = "text/plain"
    MARKDOWN = "text/markdown"
    HTML = "text/html"
    CSV = "text/csv"
    JSONL = "application/jsonl"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    PDF = "application/pdf"
    LEGACY_WORD = "application/msword"
    ZIP = "application/zip"
    TAR = "application/x-tar"
    OTHER = "application/octet-stream"


_BY_SUFFIX = {
    Format.TEXT: (".txt", ".text"),
    Format.MARKDOWN: (".md", ".markdown", ".mdown"),
    Format.HTML: (".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml"),
    Format.CSV: (".csv", ".tsv"),
    Format.JSONL: (".jsonl", ".ndjson", ".json"),
    Format.DOCX: (".docx", ".docm", ".dotx"),
    Format.PDF: (".pdf",),
    Format.LEGACY_WORD: (".doc", ".wps", ".rtf", ".dot"),
    Format.ZIP: (".zip",),
    Format.TAR: (".tar", ".tgz", ".gz", ".bz2", ".xz", ".tbz2", ".txz"),
}
_SUFFIXES = {suffix: kind for kind, suffixes in _BY_SUFFIX.items() for suffix in suffixes}
_NO_DOCUMENTS = {"readme", "license", "licence", "changelog"}  # common files among documents
_ONLY_IF_REQUESTED = {".json"}  # mostly settings, so read only if the user names the file
_TEXTUAL = {Format.TEXT, Format.MARKDOWN, Format.HTML, Format.CSV, Format.JSONL}
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,500}-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE
)
_MAIL_FIELD = re.compile(
    rb"(?:mime-version|content-[a-z-]+|from|to|subject|date|snapshot-[a-z-]+|x-[a-z-]+):", re.IGNORECASE
)
_MEDIA = set(
    "jpg jpeg png gif bmp svg ico webp css js json xml rss mp3 mp4 avi mov wmv flv swf exe apk rar 7z".split()  # noqa: SIM905
)
# Office files that are not text documents have the same magic numbers as Word files.
_OTHER_OFFICE = {
    ".xls",
    ".xlsx",
    ".xlsm",
    ".ppt",
    ".pptx",
    ".et",
    ".dps",
    ".msi",
    ".odt",
    ".ods",
    ".odp",
    ".epub",
    ".jar",
    ".ofd",
    ".ceb",
    ".caj",
}


def find_format(blob: Blob) -> Format:
    """The format of ``blob``; its first bytes take precedence over names."""
    declared = _declared_format(blob)
    return _proven_format(blob.head(), blob.suffix) or declared


def has_document_name(blob: Blob) -> bool:
    """Whether a file in a folder or archive, which the user did not name, may be a document."""
    is_known = not blob.suffix or blob.suffix in _SUFFIXES.keys() - _ONLY_IF_REQUESTED
    return is_known and blob.stem.lower() not in _NO_DOCUMENTS


def is_media_name(path: str) -> bool:
    """Whether the name of a link's target is that of a picture, a script or the like."""
    suffix = path.rpartition("/")[2].rpartition(".")[2].lower()
    return suffix in _MEDIA or f".{suffix}" in _OTHER_OFFICE


def _declared_format(blob: Blob) -> Format:
    """The format by suffix or server; text if neither is known and the user named the file."""
    if blob.suffix in _SUFFIXES:
        return _SUFFIXES[blob.suffix]
    if blob.media_type in set(Format):
        return Format(blob.media_type)
    return Format.OTHER if blob.suffix in _OTHER_OFFICE else Format.TEXT


def _proven_format(head: bytes, suffix: str) -> Format | None:
    if suffix in _OTHER_OFFICE:
        return Format.OTHER
    if b"%PDF-" in head[:1024] and not _is_page(head):
        return Format.PDF
    if head.startswith((_OLE2, b"{\\rtf")):
        return Format.LEGACY_WORD
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_format(head, suffix)
    if head.startswith(_PACKED) or head[257:262] == b"ustar":
        return Format.TAR
    is_page = _is_page(head) or is_web_archive(head)
    return Format.HTML if is_page and _SUFFIXES.get(suffix, Format.TEXT) not in _TEXTUAL - {Format.TEXT} else None


def _zip_format(head: bytes, suffix: str) -> Format:
    if _SUFFIXES.get(suffix) in {Format.DOCX, Format.ZIP}:
        return _SUFFIXES[suffix]
    return Format.DOCX if b"[Content_Types].xml" in head or b"word/" in head else Format.ZIP


def is_web_archive(head: bytes) -> bool:
    """Whether a file begins with the header of a web archive (MIME), in which browsers and Word save pages."""
    return _MAIL_FIELD.match(head.lstrip()) is not None and b"mime-version:" in head[:_HEAD_BYTES].lower()


def _is_page(head: bytes) -> bool:
    return _PAGE.match(head.removeprefix(b"\xef\xbb\xbf")) is not None
