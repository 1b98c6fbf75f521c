"""Limits on decompression, enforced while unpacking; and compressed streams as forward-only files."""

import bz2
import gzip
import lzma
from dataclasses import dataclass
from io import SEEK_CUR
from typing import IO, BinaryIO

from glossary.errors import UnreadableSourceError
from glossary.ingest.blob import too_large
from glossary.ingest.resource_limits import MIB, Limits

CHUNK_BYTES = 256 * 1024
_XZ_MAGIC = b"\xfd7zXZ\x00"
_XZ_MEMORY_BYTES = 128 * MIB  # a dictionary of 64 MiB is the most that xz -9 makes


@dataclass(slots=True)
class DecompressionLimit:
    """Counts what is unpacked from one outermost archive, including the archives in it.

    Attributes:
        origin: The outermost archive, named in error messages.
        packed: Its compressed size in bytes.
        limits: The limits.
        unpacked: Unpacked bytes so far.
        members: Members so far.
    """

    origin: str
    packed: int
    limits: Limits
    unpacked: int = 0
    members: int = 0

    def spend(self, size: int) -> None:
        """Count ``size`` unpacked bytes.

        Raises:
            UnreadableSourceError: E107, against the outermost archive.
        """
        self.unpacked += size
        if self.is_dense(self.unpacked) or self.unpacked > self.limits.archive_unpacked_bytes:
            raise self.bomb(f"unpacks to more than {(self.unpacked - size) // MIB:,} MiB")

    def is_dense(self, size: int) -> bool:
        """Whether the compression ratio is so high that it indicates an attack."""
        return size > max(self.limits.archive_ratio_bytes, self.limits.archive_ratio * self.packed)

    def count(self) -> None:
        """Count one member.

        Raises:
            UnreadableSourceError: E107.
        """
        self.members += 1
        if self.members > self.limits.archive_members:
            raise self.bomb(f"holds more than {self.limits.archive_members:,} files")

    def bomb(self, problem: str) -> UnreadableSourceError:
        """The E107 error; nothing more of the archive is unpacked."""
        message = f"{problem}, which no archive of reports does; what came before that was read"
        return UnreadableSourceError(self.origin, "E107", message)


class LimitedStream:
    """The unpacked bytes of a stream, counted; forward only, which is sufficient for :mod:`tarfile`."""

    mode = "rb"
    name = ""

    def __init__(self, packed: BinaryIO, budget: DecompressionLimit) -> None:
        self._stream = _unpacked(packed)
        self._budget, self._at, self._ahead = budget, 0, b""

    def peek(self, size: int) -> bytes:
        """The first ``size`` bytes, without consuming them; call it before any read."""
        self._ahead = self._stream.read(size)
        return self._ahead

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes.

        Raises:
            UnreadableSourceError: E107 for a very large ``size``, which only a forged header leads to.
        """
        if not 0 <= size <= 4 * CHUNK_BYTES:
            raise self._budget.bomb("holds a header of many megabytes")
        ahead, self._ahead = self._ahead[:size], self._ahead[size:]
        content = ahead + (self._stream.read(size - len(ahead)) if size > len(ahead) else b"")
        self._at += len(content)
        self._budget.spend(len(content))
        return content

    def read_whole(self, origin: str, most: int) -> bytes:
        """All remaining bytes.

        Raises:
            UnreadableSourceError: E106 for more than ``most`` bytes.
        """
        chunks = []
        while chunk := self.read(CHUNK_BYTES):
            chunks.append(chunk)
            if self._at > most:
                raise too_large(origin, most)
        return b"".join(chunks)

    def tell(self) -> int:
        """The number of bytes read so far."""
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        """Skip forward to ``offset``.

        Raises:
            EOFError: The stream ends earlier, or ``offset`` was already passed.
        """
        target = offset + (self._at if whence == SEEK_CUR else 0)
        while self._at < target and self.read(min(CHUNK_BYTES, target - self._at)):
            continue
        if self._at != target:
            raise EOFError("it ends before its time")
        return self._at

    def close(self) -> None:
        """Does nothing: the caller owns the compressed stream."""


class _Xz:
    """Unpacks xz with bounded memory, which :class:`lzma.LZMAFile` cannot."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._unpacker = lzma.LZMADecompressor(memlimit=_XZ_MEMORY_BYTES)

    def read(self, size: int) -> bytes:
        content = b""
        while not content and not self._unpacker.eof and size:
            fresh = self._packed.read(CHUNK_BYTES) if self._unpacker.needs_input else b""
            if self._unpacker.needs_input and not fresh:
                raise EOFError("it ends before its time")
            content = self._unpacker.decompress(fresh, size)
        rest = size - len(content)
        return content + self.read(rest) if content and rest and not self._unpacker.eof else content


def _unpacked(packed: BinaryIO) -> "IO[bytes] | gzip.GzipFile | bz2.BZ2File | _Xz":
    head = packed.read(8)
    packed.seek(0)
    if head.startswith(b"\x1f\x8b"):
        return gzip.open(packed, "rb")
    if head.startswith(b"BZh"):
        return bz2.open(packed, "rb")
    return _Xz(packed) if head.startswith(_XZ_MAGIC) else packed
