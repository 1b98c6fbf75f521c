"""Streams the XML events of a docx part: bounded, without document types, entities or network access."""

import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, TypeAlias

from lxml import etree

from glossary.errors import UnreadableSourceError
from glossary.ingest.blob import too_large
from glossary.ingest.resource_limits import Limits

Element: TypeAlias = etree._Element  # noqa: SLF001 (lxml has no public name for it)
Event = tuple[str, str, Element]
_TYPED = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
# The elements that the readers use, in any namespace; other elements produce no events.
_NAMES = (
    "p pPr pStyle ilvl numId r t tab br cr noBreakHyphen vertAlign vanish tbl tr tc del moveFrom Fallback rt pPrChange "
    "rPrChange footnote endnote footnoteReference endnoteReference abstractNum num lvl lvlOverride start numFmt "
    "lvlText suff abstractNumId startOverride numStyleLink style basedOn rStyle title document Relationship vMerge "
    "altChunk sym fldChar fldSimple instrText ptab"
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
        raise UnreadableSourceError(origin, "E107", "unpacks to far more XML than any report; it was not unpacked")
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
    problem = "holds XML made to harm (a document type, entities or endless nesting); do not open it elsewhere either"
    return UnreadableSourceError(origin, "E108", problem)


def _broken(origin: str, error: Exception) -> UnreadableSourceError:
    return UnreadableSourceError(origin, "E116", f"is damaged ({error}); open it in Word and save it again")
