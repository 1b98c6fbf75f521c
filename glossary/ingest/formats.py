"""Detects the format of a document: by content, then the server's media type, then the suffix."""

import re
from enum import StrEnum

from glossary.ingest.blob import Blob


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
    Format.HTML: (".html", ".htm", ".shtml", ".xhtml"),
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
_MEDIA = set(
    "jpg jpeg png gif bmp svg ico webp css js json xml rss mp3 mp4 avi mov wmv flv swf exe apk rar 7z ofd".split()  # noqa: SIM905
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
    return (
        Format.HTML if _is_page(head) and _SUFFIXES.get(suffix, Format.TEXT) not in _TEXTUAL - {Format.TEXT} else None
    )


def _zip_format(head: bytes, suffix: str) -> Format:
    if _SUFFIXES.get(suffix) in {Format.DOCX, Format.ZIP}:
        return _SUFFIXES[suffix]
    return Format.DOCX if b"[Content_Types].xml" in head or b"word/" in head else Format.ZIP


def _is_page(head: bytes) -> bool:
    return _PAGE.match(head.removeprefix(b"\xef\xbb\xbf")) is not None
