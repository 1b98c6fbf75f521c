"""Reads the parts of a docx package as bounded XML events, without document types, entities or network access.

Parts are found by their relationships, not by name: other programs than Word use other part names.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, TypeAlias
from urllib.parse import unquote

from lxml import etree

from glossary.errors import UnreadableSourceError
from glossary.findings import make_error
from glossary.ingest.blob import too_large
from glossary.limits import Limits

Element: TypeAlias = etree._Element  # noqa: SLF001 (lxml has no public name for it)
Event = tuple[str, str, Element]
_TYPED = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
# The elements that the readers use, in any namespace; other elements produce no events.
_NAMES = (
    "p pPr pStyle ilvl numId r t tab br cr noBreakHyphen vertAlign vanish tbl tr tc del moveFrom Fallback rt pPrChange "
    "rPrChange footnote endnote footnoteReference endnoteReference abstractNum num lvl lvlOverride start numFmt "
    "lvlText suff abstractNumId startOverride numStyleLink style basedOn rStyle title document Relationship vMerge "
    "altChunk sym fldChar fldSimple instrText ptab lvlRestart isLgl hidden strike dstrike position OLEObject"
)
_TAGS = [f"{{*}}{name}" for name in _NAMES.split()]
_HEAD_BYTES = 64 * 1024
_BEYOND_BOUNDS = ("Excessive", "Maximum", "exceeded", "xmlSAX2Characters", "too long", "huge")


def part_events(archive: zipfile.ZipFile, name: str, origin: str, limits: Limits) -> Iterator[Event]:
    """Yield ``start`` and ``end`` with the element's local name; an ended paragraph or row frees its memory.

    Raises:
        UnreadableSourceError: E106 and E107 for a part beyond ``limits``, E108 for a document type, entities or
            nesting that only an attack has, E116 for broken XML.
    """
    packed = archive.getinfo(name)
    if packed.file_size > max(limits.archive_ratio_bytes, limits.archive_ratio * packed.compress_size):
        raise make_error("E107-xml", origin)
    if packed.file_size > limits.part_bytes:
        raise too_large(origin, limits.part_bytes)
    try:
        with archive.open(packed) as stream:
            yield from _events(_Part(stream, origin, limits.part_bytes))
    except etree.XMLSyntaxError as error:
        if any(word in str(error) for word in _BEYOND_BOUNDS):
            raise _unsafe(origin) from error
        raise _broken(origin, error) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _broken(origin, error) from error


def attribute(element: Element, name: str) -> str:
    """The attribute with that local name in any namespace, or ``""``."""
    return next((str(value) for key, value in element.attrib.items() if local_name(str(key)) == name), "")


def local_name(name: str) -> str:
    """A name without its namespace, the only difference between the strict and the transitional format."""
    return name.rpartition("}")[2]


def parent_name(element: Element) -> str:
    """The local name of the parent of ``element``; ``""`` for the root."""
    parent = element.getparent()
    return local_name(parent.tag) if parent is not None else ""


def _events(part: "_Part") -> Iterator[Event]:
    parse = etree.iterparse(
        part, events=("start", "end"), tag=_TAGS, resolve_entities=False, no_network=True, load_dtd=False
    )
    is_first = True
    for event, element in parse:
        if is_first and element.getroottree().docinfo.doctype:
            raise _unsafe(part.origin)
        is_first = False
        name = local_name(element.tag)
        yield event, name, element
        if event == "end" and name in {"p", "tr", "tbl", "footnote", "endnote"}:
            _free(element)


def _free(element: Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


class _Part:
    """A stream that raises an error at the size limit, or if the part begins with a document type."""

    def __init__(self, stream: IO[bytes], origin: str, most: int) -> None:
        self.origin = origin
        self._stream, self._most, self._left, self._head = stream, most, most, b""

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(min(size, _HEAD_BYTES) if size > 0 else _HEAD_BYTES)
        self._left -= len(chunk)
        if self._left < 0:
            raise too_large(self.origin, self._most)
        if len(self._head) < _HEAD_BYTES:
            self._head += chunk
            if any(mark in self._head for mark in _TYPED):
                raise _unsafe(self.origin)
        return chunk


def _unsafe(origin: str) -> UnreadableSourceError:
    return make_error("E108", origin)


def _broken(origin: str, error: Exception) -> UnreadableSourceError:
    return make_error("E116-docx", origin, error=error)


_USUAL = {
    "officeDocument": "word/document.xml",
    "styles": "word/styles.xml",
    "numbering": "word/numbering.xml",
    "footnotes": "word/footnotes.xml",
    "endnotes": "word/endnotes.xml",
    "core-properties": "docProps/core.xml",
}
"""The part names that Word uses, by relationship type."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship to another part: the last segment of its type, and the name of the target."""

    kind: str
    target: str


@dataclass(slots=True)
class Package:
    """The parts of a docx.

    Attributes:
        archive: The zip file.
        origin: Named in error messages.
        limits: The limits for a part.
        names: Maps part names, without backslashes, leading slash and ``./``, to names in the zip file.
    """

    archive: zipfile.ZipFile
    origin: str
    limits: Limits
    names: dict[str, str] = field(default_factory=dict)
    _relations: dict[str, dict[str, Relationship]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Normalize member names: some Windows programs write backslashes, some packers ``./``."""
        for name in self.archive.namelist():
            self.names.setdefault(name.replace("\\", "/").removeprefix("./").lstrip("/"), name)

    def main_part(self) -> str | None:
        """The main document part: by relationship, else by Word's usual name; ``None`` if there is neither."""
        related = self.related("", "officeDocument")
        return related or self._known(_USUAL["officeDocument"])

    def related(self, part: str, kind: str) -> str | None:
        """The part of that kind that ``part`` refers to (``""`` is the package), else the one with the usual name."""
        for relation in self.relations(part).values():
            if relation.kind == kind and relation.target in self.names:
                return relation.target
        return self._known(_USUAL[kind]) if kind in _USUAL else None

    def relations(self, part: str) -> dict[str, Relationship]:
        """The relationships of a part by id, without those that lead out of the package."""
        if part not in self._relations:
            folder, _, name = part.rpartition("/")
            rels = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
            self._relations[part] = dict(self._read_relations(rels, folder)) if rels in self.names else {}
        return self._relations[part]

    def events(self, part: str) -> Iterator[Event]:
        """The XML events of a part.

        Raises:
            UnreadableSourceError: As :func:`glossary.ingest.docx_xml.part_events`.
        """
        return part_events(self.archive, self.names[part], self.origin, self.limits)

    def _read_relations(self, rels: str, folder: str) -> Iterator[tuple[str, Relationship]]:
        for event, tag, element in self.events(rels):
            if event == "end" and tag == "Relationship" and attribute(element, "TargetMode") != "External":
                target = unquote(attribute(element, "Target")).replace("\\", "/")
                whole = (
                    target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                )
                kind = attribute(element, "Type").rpartition("/")[2]
                yield attribute(element, "Id"), Relationship(kind, self._known(whole) or whole)

    def _known(self, name: str) -> str | None:
        """The part with that name, ignoring case, as the package format requires."""
        if name in self.names:
            return name
        return next((each for each in self.names if each.lower() == name.lower()), None)
