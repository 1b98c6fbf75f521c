"""Bytes of a document before it is parsed: from a file, an archive member or an HTTP response."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from glossary.errors import UnreadableSourceError
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
        is_requested: Whether the user named this file; what lies around in a folder may be left out.
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
    """An E106 error that states the limit in MB (decimal)."""
    return UnreadableSourceError(
        origin, "E106", f"is larger than {most / 1024**2:,.0f} MiB, which no report is; split it or check what it is"
    )


def failure(error: UnreadableSourceError) -> Failure:
    """Convert ``error`` to a failure of the run."""
    return Failure(error.origin, Finding(error.finding_code, error.problem))


def left_out(origin: str) -> Failure:
    """An I101 failure for a file among documents that is not a document."""
    return Failure(origin, Finding("I101", "not a supported document; skipped"))


def failed(origin: str, code: str, problem: str) -> Iterator[Failure]:
    """One failure, as an iterator like those of the functions that open files."""
    yield Failure(origin, Finding(code, problem))
