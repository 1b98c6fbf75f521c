"""Bytes that wait to be read, wherever they come from: a file, a member of an archive, an answer of the web."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from glossary.errors import UnreadableSourceError
from glossary.model import Failure, Finding

_HEAD_BYTES = 4096
_OF_NAMES = frozenset("省市县縣区區州盟旗乡鄉镇鎮年月政府工作报告報施公名词詞解释釋件文新北京南西东東海山江河中国國")
"""Characters that names of reports and their folders have, in either script."""


@dataclass(frozen=True, slots=True)
class Blob:
    """One file's bytes, in memory or still on disk.

    Attributes:
        origin: As for a source.
        content: The bytes, ``None`` while they are on disk.
        path: The file on disk, where ``content`` is ``None``.
        media_type: What the server called it, if it came from one.
        charset: The character encoding that the server declared.
        asked_for: Whether the user named this file; what lies around in a folder may be left out.
        hints: What is known beside the path.
        docx: What LibreOffice made of a legacy document.
    """

    origin: str
    content: bytes | None = None
    path: Path | None = None
    media_type: str | None = None
    charset: str | None = None
    asked_for: bool = True
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
        """The suffix of the name in lower case with its dot, or nothing."""
        stem, dot, suffix = self.name.rpartition(".")
        return f".{suffix.lower()}" if dot and stem else ""

    def open(self) -> BinaryIO:
        """A seekable stream of the bytes; close it."""
        return self.path.open("rb") if self.path else BytesIO(self.content or b"")

    def size(self) -> int:
        """How many bytes there are."""
        return self.path.stat().st_size if self.path else len(self.content or b"")

    def head(self) -> bytes:
        """The first 4 KiB, enough to tell what it is."""
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
    """A file name as people meant it: one that is no UTF-8 was written by an old Chinese system.

    >>> printable("昆明".encode("gbk").decode("utf-8", "surrogateescape"))
    '昆明'
    """
    raw = name.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode(old_encoding([raw]), "replace")


def old_encoding(names: Iterable[bytes]) -> str:
    """The encoding of names that are no UTF-8, taken together: GB18030, or Big5 where that gives the usual characters.

    >>> old_encoding(["臺北市/2020年施政報告.txt".encode("big5")]), old_encoding(["昆明市/2020.md".encode("gbk")])
    ('big5hkscs', 'gb18030')
    """
    joined = b"\n".join(names)
    return max(("gb18030", "big5hkscs"), key=lambda encoding: _plausibility(joined, encoding))


def _plausibility(raw: bytes, encoding: str) -> float:
    """How usual the characters are: the first half of either set has those of daily use, in which names are written."""
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
    """E106 with the bound, in MB as people count them."""
    return UnreadableSourceError(
        origin, "E106", f"is larger than {most / 1024**2:,.0f} MiB, which no report is; split it or check what it is"
    )


def failure(error: UnreadableSourceError) -> Failure:
    """The value that stands in the run for ``error``."""
    return Failure(error.origin, Finding(error.finding_code, error.problem))


def left_out(origin: str) -> Failure:
    """I101 for a file that lies among documents and is none."""
    return Failure(origin, Finding("I101", "not a supported document; skipped"))


def failed(origin: str, code: str, problem: str) -> Iterator[Failure]:
    """One failure, as the stream of blobs and failures that an opener gives."""
    yield Failure(origin, Finding(code, problem))
